"""Dependencies of the entrypoints: who asks, when it was received, which version they saw."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from icsoe_dominio.negativas import Negativa
from starlette.responses import Response

from ..identidad import Principal, Rol
from ..peticion import peticion_actual
from ..tokens import TokenInvalido
from .ritmo import Ritmo

_ETAG = re.compile(r'"(\d{1,18})"')


async def _identidad(request: Request) -> Principal:
    cabecera = request.headers.get("authorization", "")
    esquema, _, token = cabecera.partition(" ")
    if esquema.lower() != "bearer" or not token:
        raise Negativa("sesion_expirada")
    estado = request.app.state
    try:
        principal: Principal = await estado.claves.principal(token.strip())
    except TokenInvalido:
        raise Negativa("sesion_expirada") from None
    ritmo: Ritmo = estado.ritmo
    if not ritmo.admite(principal.sid):
        raise Negativa("demasiadas_peticiones")
    peticion = peticion_actual.get()
    if peticion:
        peticion.sub, peticion.sid = principal.sub, principal.sid
    return principal


Identidad = Annotated[Principal, Depends(_identidad)]
"""``principal: Identidad`` in a route: the verified caller, else 401."""


def exigir_rol(*roles: Rol) -> Callable[..., Awaitable[Principal]]:
    """``Depends(exigir_rol("contratista"))``: the verified caller when it has one of the roles, else 403."""

    async def comprobar(principal: Identidad) -> Principal:
        if principal.rol not in roles:
            raise Negativa("sin_permiso")
        return principal

    return comprobar


def recibida_en(request: Request) -> datetime:
    """The instant at which the last byte of the request was read, before any wait (design §4, Firmar)."""
    instante: datetime = request.state.recibida_en
    return instante


async def _recibida_en(request: Request) -> datetime:
    return recibida_en(request)


RecibidaEn = Annotated[datetime, Depends(_recibida_en)]


async def clave_idempotencia(
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=128)] = None,
) -> str | None:
    """Documents the header; the unit of work does what it promises."""
    return idempotency_key


ClaveIdempotencia = Annotated[str | None, Depends(clave_idempotencia)]


async def despues_de(icsoe_despues_de: Annotated[str | None, Header(max_length=400)] = None) -> str | None:
    """Documents the header, four positions at most; the HTTP layer has already waited when a route runs."""
    return icsoe_despues_de


DespuesDe = Annotated[str | None, Depends(despues_de)]


async def version_esperada(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version the caller saw, from ``If-Match: "7"``; 428 without, 412 when it is no version of ours."""
    if if_match is None:
        raise Negativa("version_requerida")
    hallada = _ETAG.fullmatch(if_match.strip())
    if hallada is None:
        raise Negativa("version_distinta")
    return int(hallada[1])


VersionEsperada = Annotated[int, Depends(version_esperada)]


def etiqueta(response: Response, version: int) -> None:
    """Sets the ETag of a versioned resource."""
    response.headers["ETag"] = f'"{version}"'


async def plazo_de_firma(request: Request) -> None:
    """``dependencies=[Depends(plazo_de_firma)]``: this route
    may take as long as signing does (threats.md §4.7).
    """
    plazo: asyncio.Timeout | None = getattr(request.state, "plazo", None)
    if plazo is not None:
        limites = request.app.state.limites
        plazo.reschedule(asyncio.get_running_loop().time() + limites.peticion_firma_s)
