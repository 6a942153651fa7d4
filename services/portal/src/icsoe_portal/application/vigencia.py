"""How long a session lives in the browser (D85): idle counts acts of the person and autosave, never polls."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from .sesion import Ingreso, Sesion

# auth counts its own 15 minutes from the last renewal, and a token lives 60 s: what ends first, ends.
VIDA_ACCESO = timedelta(seconds=60)
INACTIVA_EN_AUTH = timedelta(minutes=15)
_PASOS = 45


@dataclass(frozen=True)
class Limites:
    """``aviso`` before ``inactiva``, both since the last act; ``absoluta`` since the first one."""

    aviso: timedelta
    inactiva: timedelta
    absoluta: timedelta

    def usar(self, ingreso: Ingreso, ahora: datetime) -> None:
        """An act of the person. Written in coarse steps: every change seals a new cookie."""
        if ingreso.abierta is None:
            ingreso.abierta = ahora
        if ingreso.usada is None or ahora - ingreso.usada >= self.inactiva / _PASOS:
            ingreso.usada = ahora

    def restan(self, ingreso: Ingreso, ahora: datetime) -> timedelta:
        """Until it ends by itself; zero or less when it ended."""
        return min(self._fin_inactiva(ingreso, ahora), self._fin_absoluto(ingreso, ahora)) - ahora

    def prorrogable(self, ingreso: Ingreso, ahora: datetime) -> bool:
        """Whether going on working gives it more time."""
        return self._fin_absoluto(ingreso, ahora) > ahora + (self.inactiva - self.aviso)

    def _fin_inactiva(self, ingreso: Ingreso, ahora: datetime) -> datetime:
        en_auth = ingreso.acceso_expira - VIDA_ACCESO + INACTIVA_EN_AUTH
        return min((ingreso.usada or ahora) + self.inactiva, en_auth)

    def _fin_absoluto(self, ingreso: Ingreso, ahora: datetime) -> datetime:
        return (ingreso.abierta or ahora) + self.absoluta


def marca_de_cuenta(sesion: Sesion) -> str:
    """Names the account of a page, so that a page that outlived its session takes up only with its own.

    Keyed by nothing: it never leaves the person's own pages.
    """
    if sesion.ingreso is None:
        return ""
    quien = f"{sesion.ingreso.rol}|{sesion.ingreso.rfc or sesion.ingreso.usuario}"
    return hashlib.sha256(quien.encode()).hexdigest()[:32]
