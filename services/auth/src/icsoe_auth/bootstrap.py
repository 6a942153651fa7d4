"""The only place that wires auth."""

from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from icsoe_chassis.ajustes import Ajustes, AjustesInvalidos
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.http import Ritmo
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_efirma.confianza import CarpetaDeConfianza
from icsoe_efirma.juicio import Juez
from pydantic import Field, SecretStr

from .adapters.emisor import EmisorDeTokens
from .adapters.juez import JuezEfirma
from .adapters.postgres import TrabajoPg
from .application.ingresar import Puerta
from .application.ports import Trabajo
from .domain.reto import SelladorDeRetos
from .entrypoints.http import Api
from .entrypoints.jobs import programar_purga, tareas


class AjustesAuth(Ajustes):
    """``token_ed25519_pem``: the signer of tokens. ``reto_hmac``: hexadecimal key of the challenges.

    Limits of threats.md §4.7: challenges per address and minute, counted by each HTTP process; logins per RFC
    within ten minutes, counted in the database.
    """

    token_ed25519_pem: SecretStr
    reto_hmac: SecretStr
    confianza_lista: Path = Path("deploy/confianza/autoridades.json")
    retos_por_direccion: Annotated[int, Field(ge=1)] = 120
    ingresos_por_rfc: Annotated[int, Field(ge=1)] = 20


def montar(recursos: Recursos[AjustesAuth]) -> Partes:
    """The parts of the service on opened resources. Consumes and publishes nothing yet."""
    ajustes, base, reloj = recursos.ajustes, recursos.base, recursos.reloj
    if ajustes.confianza_dir is None:
        raise AjustesInvalidos("ICSOE_CONFIANZA_DIR falta")
    uow = UnidadDeTrabajo[Trabajo](base, TrabajoPg)
    emisor = EmisorDeTokens(_clave_de_token(ajustes))
    confianza = CarpetaDeConfianza(ajustes.confianza, ajustes.confianza_dir, ajustes.confianza_lista)
    sellador = SelladorDeRetos(bytes.fromhex(ajustes.reto_hmac.get_secret_value()), ajustes.url_publica)
    puerta = Puerta(uow, JuezEfirma(Juez(confianza)), emisor, sellador, reloj, ajustes.ingresos_por_rfc)
    ritmo = Ritmo(ajustes.retos_por_direccion, lambda: reloj.ahora().timestamp())

    async def al_abrir() -> None:
        await recursos.claves.fijar(emisor.jwks())
        await programar_purga(base, reloj)

    return Partes(
        rutas=[Api(puerta, emisor.jwks(), ritmo).rutas()],
        tareas=tareas(base, uow, reloj),
        al_abrir=al_abrir,
    )


def _clave_de_token(ajustes: AjustesAuth) -> Ed25519PrivateKey:
    clave = load_pem_private_key(ajustes.token_ed25519_pem.get_secret_value().encode(), None)
    if not isinstance(clave, Ed25519PrivateKey):
        raise AjustesInvalidos("token_ed25519.pem no es una llave Ed25519")
    return clave


servicio = Servicio("auth", AjustesAuth, montar)
