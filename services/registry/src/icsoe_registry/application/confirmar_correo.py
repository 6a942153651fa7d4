"""An address of a contratista is its own once the link sent there was opened (threats.md T-35)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from icsoe_chassis.ports import Reloj, Uow
from icsoe_contracts.registry import CorreoPorConfirmar
from icsoe_dominio.contacto import Correo
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.contratista import Contratista
from ..domain.enlace import POR_DIA, VIDA, Token
from .ports import EnlaceDeCorreo, Trabajo
from .vista import ContratistaVista, concluir

Sellador = Callable[[str, str, UUID], str]
"""(token, address, contratista) → the JWE that only notify opens."""


@dataclass(frozen=True)
class PedirConfirmacion:
    """The link again, for an address that waits."""

    contratista_id: UUID
    correo: str


@dataclass(frozen=True)
class ConfirmarCorreo:
    """``token``: of the link, as the mail gave it."""

    token: str = field(repr=False)


class CorreoConfirmado(BaseModel):
    """The address, with its name hidden."""

    correo: str


async def pedir_confirmacion(
    orden: PedirConfirmacion, uow: Uow[Trabajo], sellador: Sellador, reloj: Reloj
) -> ContratistaVista:
    """Raises no_encontrado, demasiados_enlaces: three a day for one address."""
    async with uow() as t:
        c = await t.contratistas.para_editar(orden.contratista_id)
        if c is None or orden.correo not in c.por_confirmar:
            raise Negativa("no_encontrado")
        ahora = reloj.ahora()
        if not await enviar_enlace(c, orden.correo, t, sellador, ahora):
            raise Negativa("demasiados_enlaces", veces=POR_DIA)
        return await concluir(c, c, t, ahora)


async def confirmar_correo(orden: ConfirmarCorreo, uow: Uow[Trabajo], reloj: Reloj) -> CorreoConfirmado:
    """Spends the link. Raises enlace_de_correo_invalido: unknown, used, expired, or the address is gone."""
    ahora = reloj.ahora()
    async with uow() as t:
        enlace = await t.enlaces.gastar(Token(orden.token).sha256, ahora)
        antes = await t.contratistas.para_editar(enlace.contratista_id) if enlace else None
        if enlace is None or antes is None:
            raise Negativa("enlace_de_correo_invalido")
        await concluir(antes, antes.con_correo_confirmado(enlace.correo), t, ahora)
        return CorreoConfirmado(correo=Correo(enlace.correo).enmascarado)


async def enviar_enlaces_nuevos(
    antes: Contratista, despues: Contratista, t: Trabajo, sellador: Sellador, ahora: datetime
) -> None:
    """One link to every address that this change brought; the limit of a day holds here too."""
    for correo in despues.por_confirmar:
        if correo not in antes.direcciones:
            await enviar_enlace(despues, correo, t, sellador, ahora)


async def enviar_enlace(c: Contratista, correo: str, t: Trabajo, sellador: Sellador, ahora: datetime) -> bool:
    """False when the address had its links of the day."""
    token = Token.nuevo()
    expira = ahora + VIDA
    if not await t.enlaces.anotar(token.sha256, EnlaceDeCorreo(c.id, correo), ahora, expira):
        return False
    sellado = sellador(token.valor, correo, c.id)
    evento = CorreoPorConfirmar(contratista_id=c.id, sellado=sellado, expira=expira, ocurrido=ahora)
    t.eventos.emitir(evento, sujeto=c.id)
    return True
