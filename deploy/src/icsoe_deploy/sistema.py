"""A running system as its users see it: the addresses tests and demos need."""

from dataclasses import dataclass

from .perfil import Perfil
from .procesos import url_publica
from .topologia import leer


@dataclass(frozen=True)
class Sistema:
    """Addresses of a whole running platform."""

    perfil: Perfil

    @property
    def url(self) -> str:
        """The gateway: portal and ``/api/v1``."""
        return url_publica(self.perfil)

    @property
    def buzon(self) -> str:
        """Page of the test inbox."""
        return f"http://127.0.0.1:{self.perfil.puerto(leer().procesos['correo'].puerto_pagina or 0)}"

    def registro(self, parte: str) -> str:
        """All that ``parte`` logged so far."""
        return (self.perfil.dir / "logs" / f"{parte}.log").read_text(encoding="utf-8", errors="replace")
