"""Every route of every service, taken from its own OpenAPI document: who may enter, and with what."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from icsoe_chassis.identidad import Principal
from icsoe_chassis.reloj import crear_reloj
from icsoe_chassis.tokens import b64, de_b64, emitir_acceso
from icsoe_deploy.sistema import Sistema
from icsoe_deploy.topologia import leer

from .casas import CASAS
from .permisos import Tabla

pytestmark = pytest.mark.plataforma

# What anybody may ask is what the tables of permissions let "nadie" do; who else may, test_matriz shows.
PUBLICAS = {
    servicio: {ruta for ruta, fila in Tabla.leer(servicio).verdictos.items() if fila["nadie"] == "ok"}
    for servicio in CASAS
}
CABECERAS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Ruta:
    """One operation of a service; ``patron`` is its path without the prefix."""

    servicio: str
    metodo: str
    patron: str
    cuerpo: Any

    @property
    def nombre(self) -> str:
        return f"{self.metodo} {self.patron}"

    @property
    def publica(self) -> bool:
        return self.nombre in PUBLICAS[self.servicio]

    @property
    def url(self) -> str:
        return f"/api/v1/{self.servicio}" + re.sub(r"\{\w+\}", lambda _: str(uuid4()), self.patron)


@pytest.fixture(scope="module")
def http(sistema: Sistema) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sistema.url, trust_env=False, timeout=60) as cliente:
        yield cliente


@pytest.fixture(scope="module")
def documentos(http: httpx.Client) -> dict[str, Any]:
    servicios = [s for s in leer().servicios if s != "notify"]  # notify has no API
    return {s: http.get(f"/api/v1/{s}/openapi.json").json() for s in servicios}


@pytest.fixture(scope="module")
def rutas(documentos: dict[str, Any]) -> list[Ruta]:
    return [
        Ruta(s, metodo.upper(), patron.removeprefix(f"/api/v1/{s}"), operacion.get("requestBody"))
        for s, documento in documentos.items()
        for patron, operaciones in documento["paths"].items()
        for metodo, operacion in operaciones.items()
    ]


def _forjados() -> dict[str, str]:
    """Tokens that look like ours; auth's own tests try three dozen, here each service tries these."""
    quien = Principal(uuid4(), "contratista", uuid4(), uuid4())
    ajeno, _ = emitir_acceso(Ed25519PrivateKey.generate(), quien, crear_reloj(None).ahora())
    cabeza, reclamos, _ = ajeno.split(".")
    sin_firma = b64(json.dumps(json.loads(de_b64(cabeza)) | {"alg": "none"}).encode())
    return {"sin token": "", "de otra llave": ajeno, "alg none": f"{sin_firma}.{reclamos}.", "ruido": "a.b.c"}


def test_the_running_services_have_exactly_the_routes_of_the_tables(rutas: list[Ruta]) -> None:
    assert {(r.servicio, r.nombre) for r in rutas} == {
        (servicio, ruta) for servicio in CASAS for ruta in Tabla.leer(servicio).verdictos
    }


def test_no_route_but_the_public_ones_opens_without_a_token_of_ours(
    http: httpx.Client, rutas: list[Ruta]
) -> None:
    abiertas: list[str] = []
    for ruta in (r for r in rutas if not r.publica):
        for forma, token in _forjados().items():
            cabeceras = {"Authorization": f"Bearer {token}"} if token else {}
            cuerpo = {} if ruta.cuerpo else None
            respuesta = http.request(ruta.metodo, ruta.url, json=cuerpo, headers=cabeceras)
            if respuesta.status_code != 401 or respuesta.json()["codigo"] != "sesion_expirada":
                abiertas.append(f"{ruta.servicio} {ruta.nombre} con {forma}: {respuesta.status_code}")
    assert abiertas == []


def test_no_body_takes_a_field_it_does_not_know(documentos: dict[str, Any], rutas: list[Ruta]) -> None:
    """T-33: ``estado``, ``extemporanea`` or ``contratista_id`` in a body is 422, whatever the route."""
    abiertos: list[str] = []
    vistos = 0
    for ruta in (r for r in rutas if r.cuerpo):
        for contenido in ruta.cuerpo["content"].values():
            nombre = contenido["schema"].get("$ref", "").rpartition("/")[2]
            if not nombre:
                continue
            vistos += 1
            esquema = documentos[ruta.servicio]["components"]["schemas"][nombre]
            if esquema.get("additionalProperties") is not False:
                abiertos.append(f"{ruta.servicio} {ruta.nombre}: {nombre}")
    assert abiertos == []
    assert vistos >= 10


def test_a_protected_field_is_422_at_the_routes_anybody_may_call(
    http: httpx.Client, rutas: list[Ruta]
) -> None:
    campos = {"estado": "PRESENTADA", "contratista_id": str(uuid4()), "rol": "operador"}
    for ruta in (r for r in rutas if r.publica and r.cuerpo):
        respuesta = http.request(ruta.metodo, ruta.url, json=campos)
        assert respuesta.status_code == 422
        assert {e["campo"] for e in respuesta.json()["errores"]} >= campos.keys()


def test_every_answer_of_every_route_carries_the_headers_of_the_house(
    http: httpx.Client, rutas: list[Ruta]
) -> None:
    """threats.md §4.1 for the API; what is private is kept by nobody."""
    for ruta in rutas:
        respuesta = http.request(ruta.metodo, ruta.url, json={} if ruta.cuerpo else None)
        assert {n: respuesta.headers.get(n) for n in CABECERAS} == CABECERAS, ruta.nombre
        assert not [n for n in respuesta.headers if n.startswith("access-control-") or n == "server"]
        assert "set-cookie" not in respuesta.headers
        if not ruta.publica:
            assert respuesta.headers["cache-control"] == "no-store"
