"""A transport of the SDK that remembers: what was sent, and the secrets that were answered."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

_SECRETOS = ("acceso", "refresco", "identidad", "dispositivo", "paso", "secreto", "codigos_de_recuperacion")


@dataclass
class Grabadora(httpx.HTTPTransport):
    """Keeps what the SDK sent, the secrets it was given, and the salt of the content it signed."""

    direcciones: list[bytes] = field(default_factory=lambda: [])
    enviado: list[bytes] = field(default_factory=lambda: [])
    secretos: dict[str, bytes] = field(default_factory=lambda: {})
    sal: bytes = b""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.direcciones.append(bytes(request.url.raw_path))
        self.enviado.append(b"\n".join([bytes(request.url.raw_path), *(v for _, v in request.headers.raw)]))
        self.enviado.append(request.read())
        respuesta = super().handle_request(request)
        respuesta.read()
        if respuesta.headers.get("content-type", "").startswith("application/json"):
            self._anotar(json.loads(respuesta.content))
        return respuesta

    def _anotar(self, dicho: Any) -> None:
        if isinstance(dicho, dict):
            for nombre in (n for n in _SECRETOS if dicho.get(n)):
                for secreto in dicho[nombre] if isinstance(dicho[nombre], list) else [dicho[nombre]]:
                    self.secretos[f"{nombre} {len(self.secretos)}"] = str(secreto).encode()
            self.sal = str(dicho.get("sal", "")).encode() or self.sal
