"""The portal on services that answer from a script: what it asks and what it shows."""

import json
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from icsoe_dominio.calendario import CENTRO
from icsoe_portal.adapters.galleta import NOMBRE_LOCAL, Sello
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.application.sesion import Estado, Ingreso, Sesion
from icsoe_portal.bootstrap import crear

ORIGEN = "http://localhost:8080"
SECRETO = "x" * 44
INFORMATIVA = UUID("0190c0de-0000-7000-8000-000000000001")
FOLIO = "SI26000001"
AHORA = datetime(2027, 1, 18, 23, 40, tzinfo=CENTRO)

Respuesta = httpx.Response | Callable[[httpx.Request], httpx.Response]


def contratista(**cambios: Any) -> dict[str, Any]:
    base = {
        "id": str(INFORMATIVA),
        "rfc": "CACX7605101P8",
        "nombre": "XOCHILT CASAS CHAVEZ",
        "tipo_persona": "F",
        "estado": "GENERALES_COMPLETOS",
        "correo": "x@ejemplo.mx",
        "celular": "5512345678",
        "acuse_repse": {"nombre": "acuse.pdf", "bytes": 9, "sha256": "0"},
        "version": 3,
    }
    return base | cambios


def periodo(ejercicio: int, cuatrimestre: int, **cambios: Any) -> dict[str, Any]:
    base = {
        "ejercicio": ejercicio,
        "cuatrimestre": cuatrimestre,
        "etiqueta": "Septiembre - Diciembre",
        "nombre": "Tercero",
        "abre": "2027-01-01T06:00:00Z",
        "vence": "2027-01-18",
        "limite": "2027-01-19T05:59:59.999Z",
        "firma_abierta": True,
        "extemporanea_si_hoy": False,
    }
    return base | cambios


def informativa(**cambios: Any) -> dict[str, Any]:
    base = {
        "id": str(INFORMATIVA),
        "ejercicio": 2026,
        "cuatrimestre": 3,
        "tipo": "SIN_INFORMACION",
        "estado": "EN_CAPTURA",
        "version": 1,
    }
    return base | cambios


def pendiente(**cambios: Any) -> dict[str, Any]:
    base = {
        "informativa_id": str(INFORMATIVA),
        "envio": 1,
        "estado": "POR_FIRMAR",
        "tipo": "SIN_INFORMACION",
        "contenido_sha256": "ab" * 32,
        "enviada_en": "2027-01-19T05:40:00Z",
        "puede_firmar": True,
    }
    return periodo(2026, 3) | base | cambios


def acuse(**cambios: Any) -> dict[str, Any]:
    base = {
        "folio": FOLIO,
        "ejercicio": 2026,
        "cuatrimestre": 3,
        "tipo": "SIN_INFORMACION",
        "fecha_presentacion": "2027-01-19T05:41:00Z",
        "acuse_listo": True,
    }
    return base | cambios


def problema(codigo: str, estado: int, **cambios: Any) -> httpx.Response:
    cuerpo = {"codigo": codigo, "detail": f"detalle de {codigo}", "remedio": "remedio", "origen": "cliente"}
    return httpx.Response(estado, json=cuerpo | cambios)


@dataclass
class Guion:
    """Answers by «METHOD /service/path»; keeps what was asked. Anything not in the script is a 404."""

    respuestas: dict[str, Respuesta] = field(default_factory=lambda: {})
    pedidas: list[httpx.Request] = field(default_factory=lambda: [])

    def poner(self, clave: str, respuesta: Respuesta | dict[str, Any] | list[Any]) -> None:
        datos = isinstance(respuesta, dict | list)
        self.respuestas[clave] = httpx.Response(200, json=respuesta) if datos else respuesta

    def atender(self, peticion: httpx.Request) -> httpx.Response:
        self.pedidas.append(peticion)
        ruta = peticion.url.path.removeprefix("/api/v1")
        respuesta = self.respuestas.get(f"{peticion.method} {ruta}")
        if respuesta is None:
            return problema("no_encontrado", 404)
        if isinstance(respuesta, httpx.Response):
            return httpx.Response(respuesta.status_code, headers=respuesta.headers, content=respuesta.content)
        return respuesta(peticion)

    def escrituras(self) -> list[str]:
        return [f"{p.method} {p.url.path}" for p in self.pedidas if p.method != "GET"]

    def una(self, metodo: str, ruta: str) -> httpx.Request:
        return next(p for p in self.pedidas if p.method == metodo and p.url.path.endswith(ruta))


def guion_completo() -> Guion:
    """Services in which a ready contratista has one return waiting and one acuse."""
    g = Guion()
    base = "/informativa/informativas"
    g.poner("GET /registry/contratista", contratista())
    g.poner("GET /registry/terminos", {"version": "1.0", "fecha": "2026-11-20"})
    g.poner("GET /registry/contratista/acuse-repse", httpx.Response(200, content=b"%PDF-1.7"))
    g.poner("GET /informativa/periodos", [periodo(2027, 1, firma_abierta=False), periodo(2026, 3)])
    g.poner(f"GET {base}", [informativa()])
    g.poner(f"GET {base}/{INFORMATIVA}", informativa())
    g.poner("GET /signing/pendientes", [pendiente()])
    g.poner(f"GET /signing/pendientes/{INFORMATIVA}", pendiente())
    g.poner(f"GET /signing/pendientes/{INFORMATIVA}/contenido", httpx.Response(200, content=b"{}"))
    g.poner("GET /signing/acuses", [acuse()])
    g.poner(f"GET /signing/acuses/{FOLIO}", acuse())
    g.poner(f"GET /signing/acuses/{FOLIO}/pdf", httpx.Response(200, content=b"%PDF-1.7"))
    estado = {"folio": FOLIO, "estado": "PRESENTADA", "valida": True, "autenticada": False}
    g.poner(f"GET /signing/verificacion/{FOLIO}", estado)
    g.poner("GET /listado/publicaciones", [])
    g.poner("GET /listado/archivos/LPS2026.xlsx", httpx.Response(200, content=b"PK"))
    return g


@pytest.fixture
def guion() -> Guion:
    return guion_completo()


@pytest.fixture
def ajustes() -> AjustesPortal:
    return AjustesPortal.model_validate(
        {
            "modo": "prueba",
            "confianza": "simulada",
            "cookie_aead": SECRETO,
            "url_publica": ORIGEN,
            "reloj_inicio": AHORA.isoformat(),
        }
    )


@dataclass
class Navegador:
    """A browser of one person: cookie, same-origin headers, the page's token."""

    http: httpx.AsyncClient
    sello: Sello

    @property
    def sesion(self) -> Sesion | None:
        valor = self.http.cookies.get(NOMBRE_LOCAL)
        return self.sello.abrir(valor) if valor else None

    def poner(self, sesion: Sesion) -> None:
        self.http.cookies.clear()
        self.http.cookies.set(NOMBRE_LOCAL, self.sello.cerrar(sesion), domain="localhost.local", path="/")

    def ingresar(self, estado: Estado = "GENERALES_COMPLETOS", **cambios: Any) -> None:
        datos: dict[str, Any] = {
            "acceso": "acceso-1",
            "acceso_expira": AHORA + timedelta(minutes=10),
            "refresco": "refresco-1",
            "rfc": "CACX7605101P8",
            "nombre": "XOCHILT CASAS CHAVEZ",
            "tipo_persona": "F",
            "certificado_numero": "30001000000500003282",
            "estado": estado,
        }
        self.poner(Sesion(ingreso=Ingreso(**(datos | cambios))))

    async def ver(self, ruta: str) -> httpx.Response:
        return await self.http.get(ruta)

    async def enviar(self, ruta: str, datos: dict[str, str] | None = None, **resto: Any) -> httpx.Response:
        sesion = self.sesion
        campos = {"_csrf": sesion.csrf if sesion else ""} | (datos or {})
        return await self.http.post(ruta, data=campos, headers={"Sec-Fetch-Site": "same-origin"}, **resto)

    async def enviar_json(self, ruta: str, cuerpo: dict[str, Any]) -> httpx.Response:
        sesion = self.sesion
        cabeceras = {"Sec-Fetch-Site": "same-origin", "X-ICSOE-CSRF": sesion.csrf if sesion else ""}
        return await self.http.post(ruta, json=cuerpo, headers=cabeceras)


@pytest.fixture
async def navegador(guion: Guion, ajustes: AjustesPortal) -> AsyncGenerator[Navegador]:
    portal = crear(ajustes, httpx.MockTransport(guion.atender))
    transporte = httpx.ASGITransport(app=portal)
    async with httpx.AsyncClient(transport=transporte, base_url=ORIGEN) as http:
        yield Navegador(http, Sello(SECRETO, NOMBRE_LOCAL))


def texto_de(respuesta: httpx.Response) -> str:
    """The page's text without tags, blanks joined."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", respuesta.text))


def json_de(peticion: httpx.Request) -> Any:
    return json.loads(peticion.content)
