"""The only place that wires auth."""

import asyncio
import getpass
import re
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from icsoe_chassis.ajustes import AjustesInvalidos
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.http import Ritmo
from icsoe_chassis.revocacion import AjustesRevocacion, crear_consultor
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_efirma.confianza import CarpetaDeConfianza
from icsoe_efirma.juicio import Juez
from pydantic import Field, SecretStr

from .adapters.contrasenas import ContrasenasArgon2
from .adapters.emisor import EmisorDeTokens
from .adapters.enlaces import SelladorJwe
from .adapters.factor import FactorTotp
from .adapters.juez import JuezEfirma
from .adapters.llavero import Llavero, LlaveroInvalido
from .adapters.postgres import TrabajoPg
from .adapters.postgres_cuentas import TrabajoDeCuentasPg
from .application.ingresar import Puerta
from .application.ports import Trabajo
from .application.ports_cuentas import Recepcion, TrabajoDeCuentas
from .domain.reto import SelladorDeRetos
from .entrypoints.cuentas import ApiDeCuentas
from .entrypoints.events import consumidores
from .entrypoints.http import Api
from .entrypoints.jobs import programar_purga, tareas
from .entrypoints.mesa_de_ayuda import ApiDeMesaDeAyuda
from .entrypoints.mi_cuenta import ApiDeMiCuenta
from .entrypoints.ops import ordenes

_PEM = re.compile(r"-----BEGIN PRIVATE KEY-----.+?-----END PRIVATE KEY-----", re.DOTALL)


class AjustesAuth(AjustesRevocacion):
    """``token_ed25519_pem``: the signers of tokens, the first in use. ``reto_hmac``: hexadecimal key of the
    challenges. ``pimienta_hmac``, ``totp_clave``: lines ``id:hexadecimal``. ``enlace_publica_pem``: notify's.

    Limits of threats.md §4.7: challenges, and requests of accounts with a password, per address and minute,
    counted by each HTTP process; logins per RFC within ten minutes, counted in the database.
    """

    token_ed25519_pem: SecretStr
    reto_hmac: SecretStr
    pimienta_hmac: SecretStr
    totp_clave: SecretStr
    enlace_publica_pem: SecretStr
    confianza_lista: Path = Path("deploy/confianza/autoridades.json")
    retos_por_direccion: Annotated[int, Field(ge=1)] = 120
    ingresos_por_rfc: Annotated[int, Field(ge=1)] = 20
    accesos_por_direccion: Annotated[int, Field(ge=1)] = 120


def montar(recursos: Recursos[AjustesAuth]) -> Partes:
    """The parts of the service on opened resources."""
    ajustes, base, reloj = recursos.ajustes, recursos.base, recursos.reloj
    if ajustes.confianza_dir is None:
        raise AjustesInvalidos("ICSOE_CONFIANZA_DIR falta")
    uow = UnidadDeTrabajo[Trabajo](base, TrabajoPg)
    emisor = EmisorDeTokens(_claves_de_token(ajustes))
    confianza = CarpetaDeConfianza(ajustes.confianza, ajustes.confianza_dir, ajustes.confianza_lista)
    sellador = SelladorDeRetos(bytes.fromhex(ajustes.reto_hmac.get_secret_value()), ajustes.url_publica)
    juez = JuezEfirma(Juez(confianza), crear_consultor(ajustes, reloj, confianza))
    puerta = Puerta(uow, juez, emisor, sellador, reloj, ajustes.ingresos_por_rfc)
    contrasenas = ContrasenasArgon2(_llavero(ajustes.pimienta_hmac))
    recepcion = _recepcion(recursos, contrasenas, emisor)

    def ritmo(tope: int) -> Ritmo:
        return Ritmo(tope, lambda: reloj.ahora().timestamp())

    async def al_abrir() -> None:
        await recursos.claves.fijar(emisor.jwks())
        await programar_purga(base, reloj)
        await contrasenas.preparar()

    async def al_cerrar() -> None:
        contrasenas.cerrar()

    return Partes(
        rutas=[
            Api(puerta, emisor.jwks(), ritmo(ajustes.retos_por_direccion)).rutas(),
            ApiDeCuentas(recepcion, ritmo(ajustes.accesos_por_direccion)).rutas(),
            *ApiDeMiCuenta(recepcion).rutas(),
            ApiDeMesaDeAyuda(recepcion).rutas(),
        ],
        consumidores=consumidores(TrabajoDeCuentasPg, recepcion.sellador, reloj),
        tareas=tareas(base, uow, recepcion, reloj),
        ops=ordenes(recepcion, base, recursos.correr, getpass.getuser()),
        al_abrir=al_abrir,
        al_cerrar=al_cerrar,
    )


def _recepcion(
    recursos: Recursos[AjustesAuth], contrasenas: ContrasenasArgon2, emisor: EmisorDeTokens
) -> Recepcion:
    ajustes = recursos.ajustes
    return Recepcion(
        UnidadDeTrabajo[TrabajoDeCuentas](recursos.base, TrabajoDeCuentasPg),
        contrasenas,
        FactorTotp(_llavero(ajustes.totp_clave)),
        SelladorJwe(ajustes.enlace_publica_pem.get_secret_value()),
        emisor,
        recursos.reloj,
        asyncio.sleep,
    )


def _claves_de_token(ajustes: AjustesAuth) -> list[Ed25519PrivateKey]:
    """The keys of a file with one or more, the signer first."""
    claves: list[Ed25519PrivateKey] = []
    for pem in _PEM.findall(ajustes.token_ed25519_pem.get_secret_value()):
        clave = load_pem_private_key(pem.encode(), None)
        if not isinstance(clave, Ed25519PrivateKey):
            raise AjustesInvalidos("token_ed25519.pem lleva una llave que no es Ed25519")
        claves.append(clave)
    if not claves:
        raise AjustesInvalidos("token_ed25519.pem no lleva ninguna llave")
    return claves


def _llavero(secreto: SecretStr) -> Llavero:
    try:
        return Llavero.leer(secreto.get_secret_value())
    except LlaveroInvalido as error:
        raise AjustesInvalidos(f"un llavero no se puede leer: {error}") from None


servicio = Servicio("auth", AjustesAuth, montar)
