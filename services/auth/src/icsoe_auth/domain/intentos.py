"""Failed logins: counted by account name and network or known browser, never by the account alone (T-26).

A stranger cannot lock the owner out: what grows for the whole account is only a short wait.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

FALLOS = 5
FALLOS_POR_RED = 100
VENTANA = timedelta(minutes=15)
DIA = timedelta(days=1)
DISPOSITIVO = timedelta(days=180)
DESBLOQUEOS_POR_DIA = 3
CAMBIOS_DE_CORREO_POR_DIA = 3
RECLAMOS_POR_DIA = 3
RECUPERACIONES_POR_HORA = 3
RECUPERACIONES_POR_RED_Y_HORA = 20
SIN_ESPERA = 10
ESPERA_MAXIMA_S = 4.0
CUENTA_ENTERA = "*"
SEGUNDO_FACTOR = "segundo-factor"


def huella_de(usuario: str) -> bytes:
    """What failures are counted by: also of names that nobody has, and without keeping what was typed."""
    return hashlib.sha256(b"icsoe-usuario|" + usuario.encode("utf-8", "surrogatepass")).digest()


def red_de_cuenta(direccion: str) -> str:
    """The network of an address: IPv4 by its /24, IPv6 by its /56 (T-26)."""
    try:
        ip = ip_address(direccion)
    except ValueError:
        return direccion[:64]
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ip_network((ip, 56 if isinstance(ip, IPv6Address) else 24), strict=False))


def segundos_hasta(instante: datetime, ahora: datetime) -> int:
    """Whole seconds to wait, at least one."""
    return max(1, ceil((instante - ahora).total_seconds()))


def espera_s(fallos: int) -> float:
    """Seconds that a login from an unknown browser waits after so many failures of the account."""
    return (
        0.0 if fallos <= SIN_ESPERA else min(0.25 * 2.0 ** min(fallos - SIN_ESPERA - 1, 10), ESPERA_MAXIMA_S)
    )


@dataclass(frozen=True)
class Origen:
    """Where a try comes from. ``conocido``: the hash of a browser that entered this account before."""

    red: str
    conocido: bytes | None = None

    @property
    def clave(self) -> str:
        return f"navegador:{self.conocido.hex()}" if self.conocido else f"red:{self.red}"
