"""A key file that reaches a service after all is dropped, whatever it is wrapped in (T-01)."""

import base64
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import structlog
from icsoe_chassis.http import capa
from icsoe_sim.efirma import Titular, nueva_efirma
from structlog.testing import LogCapture

from .casas import CasaAuth, abrir_casa


def _envolturas(llave: bytes) -> dict[str, bytes]:
    en_base64 = {f"base64 corrido {n}": base64.b64encode(b"x" * n + llave) for n in range(3)} | {
        f"base64url corrido {n}": base64.urlsafe_b64encode(b"x" * n + llave) for n in range(3)
    }
    return en_base64 | {
        "tal cual": llave,
        "hexadecimal": llave.hex().encode(),
        "hexadecimal en mayúsculas": llave.hex().upper().encode(),
        "por ciento": quote_from_bytes(llave).encode(),
        "base64 en renglones": base64.encodebytes(llave),
    }


async def test_a_request_that_carries_a_private_key_is_dropped_in_every_encoding(
    cliente_de: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libreta = LogCapture()
    linea = structlog.wrap_logger(None, [libreta], wrapper_class=structlog.make_filtering_bound_logger(0))
    monkeypatch.setattr(capa, "registro", lambda: linea)
    casa = await abrir_casa("auth", cliente_de, tmp_path)
    assert isinstance(casa, CasaAuth)
    assert casa.emisor is not None
    titular = Titular("CACX7605101P8", "XOCHILT CASAS CHAVEZ")
    par = nueva_efirma(casa.emisor, titular, desde=datetime(2026, 1, 1, tzinfo=UTC))
    antes = await casa.huella()
    for forma, bytes_ in _envolturas(par.llave).items():
        cuerpo = b'{"certificado": "' + bytes_ + b'"}'
        tipo = {"Content-Type": "application/json"}
        respuesta = await casa.http.post("/certificados/revision", content=cuerpo, headers=tipo)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (422, "llave_recibida"), forma
    en_la_liga = await casa.http.get("/jwks.json", params={"k": par.llave[:200].hex()})
    assert en_la_liga.json()["codigo"] == "llave_recibida"
    comprimido = gzip.compress(b'{"certificado": "' + base64.b64encode(par.llave) + b'"}')
    cabeceras = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    respuesta = await casa.http.post("/certificados/revision", content=comprimido, headers=cabeceras)
    assert respuesta.status_code == 415
    assert len(libreta.entries) == len(_envolturas(par.llave)) + 1
    assert {tuple(e.items()) for e in libreta.entries} == {
        (("metodo", metodo), ("event", "llave_recibida"), ("log_level", "error"))
        for metodo in ("POST", "GET")
    }
    assert await casa.huella() == antes


async def test_a_certificate_and_a_signature_are_not_taken_for_a_key(cliente_de: Any, tmp_path: Path) -> None:
    casa = await abrir_casa("auth", cliente_de, tmp_path)
    assert isinstance(casa, CasaAuth)
    assert casa.emisor is not None
    titular = Titular("CACX7605101P8", "XOCHILT CASAS CHAVEZ")
    par = nueva_efirma(casa.emisor, titular, desde=datetime(2026, 1, 1, tzinfo=UTC))
    cuerpo = {"certificado": base64.b64encode(par.certificado).decode()}
    assert (await casa.http.post("/certificados/revision", json=cuerpo)).status_code == 200
