"""Login with an e.firma: certificate, signature, revocation; then the challenge is spent, a session opens."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from uuid import UUID, uuid4

from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.auth import IngresoDesdeEquipoNuevo
from icsoe_contracts.referencias import TipoPersona
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.enlace import huella_de_token, token_nuevo
from ..domain.reto import SelladorDeRetos
from ..domain.sesion import Refresco
from .ports import Emisor, JuezDeCertificados, SesionNueva, SesionViva, Titular, Trabajo


@dataclass(frozen=True)
class Ingresar:
    """``rfc`` as typed, only compared (T-18); ``certificado`` DER, ``firma`` bytes, ``red`` for the list;
    ``dispositivo``: what an earlier login, of whomever, left in this client.
    """

    reto: str
    verificador: str = field(repr=False)
    certificado: bytes = field(repr=False)
    firma: bytes = field(repr=False)
    rfc: str | None = None
    red: str | None = field(default=None, repr=False)
    dispositivo: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Puerta:
    """What a login is decided with. ``ingresos_por_rfc``: how many within ten minutes (threats.md §4.7)."""

    uow: Uow[Trabajo]
    juez: JuezDeCertificados
    emisor: Emisor
    sellador: SelladorDeRetos
    reloj: Reloj
    ingresos_por_rfc: int


class ContratistaDeSesion(BaseModel):
    """Who entered, as the certificate says."""

    id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    rfc_representante: str | None
    certificado_numero: str


class SesionAbierta(BaseModel):
    """``refresco`` is shown only here. ``identidad`` is for registry, once. ``dispositivo`` stays in the
    client, whoever enters from it: the first login from another one is told to the owner (T-15).
    """

    acceso: str
    acceso_expira: datetime
    refresco: str
    sesion_id: UUID
    dispositivo: str
    identidad: str
    contratista: ContratistaDeSesion


async def ingresar(orden: Ingresar, puerta: Puerta) -> SesionAbierta:
    """Raises reto_*, the refusal of the certificate, firma_invalida, revocacion_*, demasiados_ingresos.

    A refused answer spends no challenge.
    """
    ahora = puerta.reloj.ahora()
    reto = puerta.sellador.leer(orden.reto)
    reto.exigir_vigente(orden.verificador, ahora)
    efirma = await puerta.juez.juzgar(orden.certificado, orden.rfc, ahora)
    if not efirma.firmo(reto.texto(puerta.sellador.origen), orden.firma):
        raise Negativa("firma_invalida")
    await efirma.exigir_sin_revocar(ahora)
    titular = efirma.titular
    refresco, sesion_id, dispositivo = Refresco.nuevo(), uuid4(), orden.dispositivo or token_nuevo()
    async with puerta.uow() as t:
        cuenta_id = await t.cuentas.ingresar(reto.nonce, reto.expira, uuid4(), titular, ahora)
        if cuenta_id is None:
            raise Negativa("reto_usado")
        numero, equipo = titular.certificado_numero, huella_de_token(dispositivo)
        sesion = SesionNueva(sesion_id, cuenta_id, refresco.sha256, numero, orden.red, equipo)
        apertura = await t.sesiones.abrir(sesion, ahora, puerta.ingresos_por_rfc)
        if apertura.otra_vez is not None:
            segundos = ceil((apertura.otra_vez - ahora).total_seconds())
            raise Negativa("demasiados_ingresos", segundos=segundos)
        if apertura.otro_equipo:
            aviso = IngresoDesdeEquipoNuevo(cuenta_id=cuenta_id, ocurrido=ahora, medio="EFIRMA")
            t.eventos.emitir(aviso, sujeto=cuenta_id)
    acceso = puerta.emisor.acceso(SesionViva(sesion_id, cuenta_id, "contratista", ahora).principal, ahora)
    return SesionAbierta(
        acceso=acceso.token,
        acceso_expira=acceso.expira,
        refresco=refresco.valor,
        sesion_id=sesion_id,
        dispositivo=dispositivo,
        identidad=puerta.emisor.identidad(cuenta_id, titular, ahora),
        contratista=_contratista(cuenta_id, titular),
    )


def _contratista(cuenta_id: UUID, titular: Titular) -> ContratistaDeSesion:
    return ContratistaDeSesion(
        id=cuenta_id,
        rfc=titular.rfc,
        nombre=titular.nombre,
        tipo_persona=titular.tipo_persona,
        rfc_representante=titular.rfc_representante,
        certificado_numero=titular.certificado_numero,
    )
