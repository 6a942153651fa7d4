"""Reads the test inbox over its page, as a person would who waits for a mail."""

import re
import time
from typing import Any

import httpx

ACUSE = "Acuse de presentación"
"""What the subject of the mail with an acuse says."""

_CONFIRMAR = "Confirma tu correo electrónico"
_LIGA = re.compile(r"/confirmar/([A-Za-z0-9_-]{43})")
_ESPERA_S = 60.0


def esperar_correo(buzon: str, para: str, asunto: str = ACUSE) -> dict[str, Any]:
    """The newest mail to ``para`` whose subject holds ``asunto``, opened, as soon as the inbox at URL
    ``buzon`` has one. Raises TimeoutError.
    """
    limite = time.monotonic() + _ESPERA_S
    with httpx.Client(base_url=buzon, trust_env=False, timeout=_ESPERA_S) as cliente:
        while True:
            todos = cliente.get("/api/correos", params={"para": para}).json()
            if hallados := [correo for correo in todos if asunto in correo["asunto"]]:
                return cliente.get(f"/api/correos/{hallados[0]['id']}").json()
            if time.monotonic() > limite:
                raise TimeoutError(f"No llegó «{asunto}» para {para}.")
            time.sleep(0.2)


def confirmar_correo(url: str, buzon: str, correo: str) -> str:
    """Opens the newest link that confirms ``correo`` as the address of a contratista of the platform at
    ``url``, and returns its token. Raises TimeoutError.
    """
    hallado = _LIGA.search(esperar_correo(buzon, correo, _CONFIRMAR)["texto"])
    assert hallado is not None
    ruta = f"{url}/api/v1/registry/correos/confirmacion"
    httpx.post(ruta, json={"token": hallado[1]}, trust_env=False, timeout=30).raise_for_status()
    return hallado[1]
