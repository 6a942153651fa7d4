"""A contratista, or the help desk, lifts the lock of a capturista; nobody but the person resets (D109)."""

from dataclasses import dataclass
from math import ceil
from uuid import UUID, uuid4

from icsoe_chassis.identidad import Principal
from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.auth import CuentaDesbloqueada
from icsoe_dominio.negativas import Negativa

from ..domain.intentos import DESBLOQUEOS_POR_DIA, DIA, huella_de
from .ports_actos import Desbloqueo
from .ports_cuentas import TrabajoDeCuentas


@dataclass(frozen=True)
class Desbloquear:
    capturista_id: UUID
    principal: Principal
    caso: str | None = None


async def desbloquear(orden: Desbloquear, uow: Uow[TrabajoDeCuentas], reloj: Reloj) -> None:
    """Raises no_encontrado without an active link, demasiadas_peticiones after three in a day, caso_requerido
    of the help desk, which says what it does it for (T-30).

    The counters stay: the next failure from a network that had five locks it again.
    """
    ahora, quien = reloj.ahora(), orden.principal
    caso = orden.caso if quien.rol == "mesa_ayuda" else None
    if quien.rol == "mesa_ayuda" and caso is None:
        raise Negativa("caso_requerido")
    async with uow() as t:
        cuenta = await t.cuentas.bloquear(orden.capturista_id)
        if cuenta is None or cuenta.interna:
            raise Negativa("no_encontrado")
        if quien.rol != "mesa_ayuda":
            contratista = quien.contratista_id
            if contratista is None or not await t.vinculos.activo(cuenta.id, contratista):
                raise Negativa("no_encontrado")
        if await t.desbloqueos.desde(cuenta.id, ahora - DIA) >= DESBLOQUEOS_POR_DIA:
            raise Negativa("demasiadas_peticiones", segundos=ceil(DIA.total_seconds()))
        hecho = Desbloqueo(uuid4(), cuenta.id, quien.sub, quien.rol, caso)
        await t.desbloqueos.anotar(hecho, ahora)
        if await t.intentos.levantar(huella_de(cuenta.usuario), ahora):
            t.eventos.emitir(CuentaDesbloqueada(cuenta_id=cuenta.id, ocurrido=ahora), sujeto=cuenta.id)
