"""For whom a request works (icsoe.md §7.7, D110): the scope of every route that a capturista may use too."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from icsoe_dominio.negativas import Negativa

from ..identidad import Encargo, Principal, Rol
from ..peticion import peticion_actual
from ..ports import Vinculos
from .acceso import Identidad


async def _ambito(
    request: Request, principal: Identidad, icsoe_contratista: Annotated[str | None, Header()] = None
) -> Encargo:
    """Of a contratista its token's id, without asking anything; of a capturista the header's, if its link is
    ACTIVO at this moment. A contratista that is foreign, unknown or unreadable is one answer: 404.
    """
    if principal.rol == "contratista" and principal.contratista_id is not None:
        if icsoe_contratista is not None and _leer(icsoe_contratista) != principal.contratista_id:
            raise Negativa("no_encontrado")
        return Encargo(principal, principal.contratista_id, puede_acuses=True)
    if principal.rol != "capturista":
        raise Negativa("sin_permiso")
    contratista_id = _leer(icsoe_contratista)
    puede_acuses = await _puede_acuses(request, principal, contratista_id) if contratista_id else None
    if contratista_id is None or puede_acuses is None:
        raise Negativa("no_encontrado")
    peticion = peticion_actual.get()
    if peticion:
        peticion.ambito = contratista_id
    return Encargo(principal, contratista_id, puede_acuses)


def _leer(texto: str | None) -> UUID | None:
    try:
        return UUID(texto) if texto else None
    except ValueError:
        return None


async def _puede_acuses(request: Request, principal: Principal, contratista_id: UUID) -> bool | None:
    vinculos: Vinculos | None = request.app.state.vinculos
    return await vinculos.puede_acuses(principal.sub, contratista_id) if vinculos else None


Ambito = Annotated[Encargo, Depends(_ambito)]
"""``ambito: Ambito`` in a route: principal and contratista it works for, the link checked now."""


async def exigir_acuses(ambito: Ambito) -> Encargo:
    """Raises acuses_no_permitidos."""
    if not ambito.puede_acuses:
        raise Negativa("acuses_no_permitidos")
    return ambito


AmbitoConAcuses = Annotated[Encargo, Depends(exigir_acuses)]
"""``Ambito`` of someone who may read acuses, else 403."""


def ambito_o(*roles: Rol) -> Callable[..., Awaitable[Encargo | None]]:
    """``Depends(ambito_o("verificador"))``: an ``Ambito``, or None for staff that may read of everybody."""

    async def dependencia(
        request: Request, principal: Identidad, icsoe_contratista: Annotated[str | None, Header()] = None
    ) -> Encargo | None:
        return None if principal.rol in roles else await _ambito(request, principal, icsoe_contratista)

    return dependencia


async def sin_posiciones() -> None:
    """``dependencies=[Depends(sin_posiciones)]``: the answer names no stream, because its subject and number
    would tell the caller what the body does not (threats.md T-21).
    """
    peticion = peticion_actual.get()
    if peticion:
        peticion.calla_posiciones = True
