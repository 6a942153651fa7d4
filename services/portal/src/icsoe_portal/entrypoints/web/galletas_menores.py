"""The cookies beside the session: the link of a mail for ten minutes (T-29), and this browser's marks.

``__Host-icsoe_a`` is sealed: the token of the link moves out of the address at once. ``__Host-icsoe_d`` holds
what auth left here at a login with a password, so that a stranger's wrong ones do not lock this browser out;
``__Host-icsoe_e`` what it left at one with an e.firma, whoever's, so that its owner is told of other browsers
(T-15).
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from fastapi import Request
from starlette.responses import Response

from ...adapters.galleta import Caja
from ...ajustes import AjustesPortal

Proposito = Literal["acceso", "correo", "confirmar"]
VIDA_ENLACE = timedelta(minutes=10)
VIDA_DISPOSITIVO = timedelta(days=180)


@dataclass(frozen=True)
class GalletasMenores:
    """Of one installation. On loopback http they carry no ``Secure``, as the session (threats.md §4.2)."""

    caja: Caja
    dispositivo: str
    equipo: str
    segura: bool

    @classmethod
    def de(cls, ajustes: AjustesPortal) -> "GalletasMenores":
        segura = ajustes.url_publica.startswith("https://")
        acceso, dispositivo, equipo = (
            f"__Host-icsoe_{letra}" if segura else f"icsoe_{letra}_local" for letra in "ade"
        )
        return cls(Caja(ajustes.cookie_aead.get_secret_value(), acceso), dispositivo, equipo, segura)

    def guardar_enlace(self, respuesta: Response, proposito: Proposito, token: str, ahora: datetime) -> None:
        claro = {"proposito": proposito, "token": token, "vence": (ahora + VIDA_ENLACE).timestamp()}
        valor = self.caja.sellar(json.dumps(claro).encode())
        self._poner(respuesta, self.caja.nombre, valor, VIDA_ENLACE)

    def enlace(self, request: Request, proposito: Proposito, ahora: datetime) -> str | None:
        """The token that this browser brought for ``proposito`` less than ten minutes ago."""
        claro = self.caja.leer(request.cookies.get(self.caja.nombre, ""))
        if claro is None:
            return None
        dato = cast(dict[str, object], json.loads(claro))
        vigente = isinstance(dato["vence"], float) and ahora.timestamp() < dato["vence"]
        return str(dato["token"]) if vigente and dato["proposito"] == proposito else None

    def olvidar_enlace(self, respuesta: Response) -> None:
        self._poner(respuesta, self.caja.nombre, "", timedelta(0))

    def recordar_dispositivo(self, respuesta: Response, valor: str) -> None:
        self._poner(respuesta, self.dispositivo, valor, VIDA_DISPOSITIVO)

    def recordar_equipo(self, respuesta: Response, valor: str) -> None:
        self._poner(respuesta, self.equipo, valor, VIDA_DISPOSITIVO)

    def dispositivo_de(self, request: Request) -> str | None:
        return self._marca(request, self.dispositivo)

    def equipo_de(self, request: Request) -> str | None:
        return self._marca(request, self.equipo)

    @staticmethod
    def _marca(request: Request, nombre: str) -> str | None:
        valor = request.cookies.get(nombre, "")
        return valor if len(valor) == 43 and valor.replace("-", "").replace("_", "").isalnum() else None

    def _poner(self, respuesta: Response, nombre: str, valor: str, vida: timedelta) -> None:
        respuesta.set_cookie(
            nombre,
            valor,
            max_age=int(vida.total_seconds()),
            path="/",
            secure=self.segura,
            httponly=True,
            samesite="lax",
        )
