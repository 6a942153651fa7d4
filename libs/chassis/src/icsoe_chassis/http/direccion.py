"""Whose request it is as the network sees it: limits are counted and the acceptance of terms noted by it."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Annotated

from fastapi import Depends, Request

_RED_V6 = 64


def direccion_de(request: Request) -> str:
    """The caller's address: the last one of X-Forwarded-For, which the gateway wrote, else the peer's.

    Only gateway and portal reach a service (threats.md T-06); whatever a caller wrote stands before it.
    """
    dada = ultima_direccion(request.headers.get("x-forwarded-for", ""))
    return dada or (request.client.host if request.client else "desconocida")


def ultima_direccion(cadena: str) -> str | None:
    """The last address of an X-Forwarded-For; None when it is none."""
    try:
        return str(ip_address(cadena.rpartition(",")[2].strip()))
    except ValueError:
        return None


def red_de(direccion: str) -> str:
    """What a limit is counted by: the address, of IPv6 its /64, which one line of a home owns entirely."""
    try:
        ip = ip_address(direccion)
    except ValueError:
        return direccion
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network((ip, _RED_V6), strict=False))


async def _direccion(request: Request) -> str:
    return direccion_de(request)


Direccion = Annotated[str, Depends(_direccion)]
"""``direccion: Direccion`` in a route: the caller's address as text."""
