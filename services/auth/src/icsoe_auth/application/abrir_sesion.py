"""Opens the session of an account whose password, and code where one is due, were right."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from icsoe_chassis.identidad import Rol
from icsoe_contracts.auth import IngresoDesdeEquipoNuevo, SesionIniciada
from pydantic import BaseModel

from ..domain.enlace import huella_de_token, token_nuevo
from ..domain.intentos import DISPOSITIVO
from ..domain.sesion import Refresco
from .ports import Emisor, SesionViva
from .ports_cuentas import Cuenta, SesionDeNavegador, TrabajoDeCuentas


@dataclass(frozen=True)
class Visitante:
    """Who asks, as the network sees it. ``dispositivo``: what an earlier login left in this browser."""

    red: str
    dispositivo: str | None = field(default=None, repr=False)
    conocido: bool = False


class SesionDeCuenta(BaseModel):
    """``refresco`` and ``codigos_de_recuperacion`` are shown only here; ``dispositivo`` stays in the browser
    for 180 days, so that failures of strangers do not count against it.
    """

    acceso: str
    acceso_expira: datetime
    refresco: str
    sesion_id: UUID
    dispositivo: str
    cuenta_id: UUID
    rol: Rol
    codigos_de_recuperacion: list[str] | None = None


async def abrir_sesion(
    t: TrabajoDeCuentas,
    emisor: Emisor,
    cuenta: Cuenta,
    visitante: Visitante,
    ahora: datetime,
    codigos: list[str] | None = None,
) -> SesionDeCuenta:
    """Part of a command: the caller holds the account's row."""
    sesion_id, refresco = uuid4(), Refresco.nuevo()
    dispositivo = visitante.dispositivo if visitante.conocido and visitante.dispositivo else token_nuevo()
    conocido = huella_de_token(dispositivo)
    await t.dispositivos.recordar(conocido, cuenta.id, ahora + DISPOSITIVO)
    sesion = SesionDeNavegador(sesion_id, refresco.sha256, conocido, visitante.red)
    await t.sesiones.abrir(sesion, cuenta, ahora)
    if not cuenta.interna:
        if await t.equipos.anotar(conocido, cuenta.id, ahora):
            aviso = IngresoDesdeEquipoNuevo(cuenta_id=cuenta.id, ocurrido=ahora, medio="CONTRASENA")
            t.eventos.emitir(aviso, sujeto=cuenta.id)
        t.eventos.emitir(SesionIniciada(cuenta_id=cuenta.id, ocurrido=ahora), sujeto=cuenta.id)
    acceso = emisor.acceso(SesionViva(sesion_id, cuenta.id, cuenta.rol, None).principal, ahora)
    return SesionDeCuenta(
        acceso=acceso.token,
        acceso_expira=acceso.expira,
        refresco=refresco.valor,
        sesion_id=sesion_id,
        dispositivo=dispositivo,
        cuenta_id=cuenta.id,
        rol=cuenta.rol,
        codigos_de_recuperacion=codigos,
    )
