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
CONTRATISTA = UUID("0190c0de-0000-7000-8000-0000000000c1")
OTRO_CONTRATISTA = UUID("0190c0de-0000-7000-8000-0000000000c2")
VINCULO = UUID("0190c0de-0000-7000-8000-0000000000d1")
OTRA_SESION = UUID("0190c0de-0000-7000-8000-0000000000e1")
CURP = "LOMA850312MDFPRN04"
TOKEN = "t" * 43
FOLIO = "SI26000001"
AL_BORRADOR = "PUT /api/v1/registry/contratista/borrador"
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
        "admite_nueva": True,
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


def capturista(**cambios: Any) -> dict[str, Any]:
    base = {
        "id": str(INFORMATIVA),
        "usuario": CURP,
        "nombre": "ANA",
        "primer_apellido": "LÓPEZ",
        "segundo_apellido": "MAR",
        "correo": "ana@ejemplo.mx",
        "terminos_version": "1.1",
        "faltantes": [],
        "invitaciones": [],
        "contratistas": [
            empresa(CONTRATISTA, "EKU9003173C9", "ESCUELA KEMPER URGATE"),
            empresa(OTRO_CONTRATISTA, "IIA040805DZ4", "INDISTRIA ILUMINADORA"),
        ],
    }
    return base | cambios


def empresa(id: UUID, rfc: str, nombre: str, *, puede_acuses: bool = True) -> dict[str, Any]:
    return {"contratista_id": str(id), "rfc": rfc, "nombre": nombre, "puede_acuses": puede_acuses}


def invitacion(**cambios: Any) -> dict[str, Any]:
    base = {
        "vinculo_id": str(VINCULO),
        "contratista_rfc": "EKU9003173C9",
        "contratista_nombre": "ESCUELA KEMPER URGATE",
        "desde": "2027-01-10T18:00:00Z",
    }
    return base | cambios


def usuario(**cambios: Any) -> dict[str, Any]:
    base = {
        "vinculo_id": str(VINCULO),
        "usuario": CURP,
        "correo": "ana@ejemplo.mx",
        "estado": "INVITADO",
        "puede_acuses": True,
        "exige_segundo_factor": False,
        "alta": "2027-01-10T18:00:00Z",
    }
    return base | cambios


def cuenta(**cambios: Any) -> dict[str, Any]:
    base = {"id": str(INFORMATIVA), "rol": "capturista", "usuario": CURP, "correo": "ana@ejemplo.mx"}
    return base | {"segundo_factor": False, "exige_segundo_factor": False} | cambios


def sesion_abierta(**cambios: Any) -> dict[str, Any]:
    base = {
        "id": str(OTRA_SESION),
        "abierta": "2027-01-18T15:00:00Z",
        "usada": "2027-01-19T05:30:00Z",
        "actual": False,
        "medio": "CONTRASENA",
        "red": "203.0.113.0/24",
    }
    return base | cambios


POSTAL: dict[str, Any] = {
    "codigo_postal": "05000",
    "estado": "Ciudad de México",
    "municipio": "Cuajimalpa de Morelos",
    "colonias": [
        {"id": "05000-0001", "codigo_postal": "05000", "nombre": "Cuajimalpa", "tipo_asentamiento": "Pueblo"},
        {"id": "05000-0002", "codigo_postal": "05000", "nombre": "El Molino", "tipo_asentamiento": None},
    ],
}


def domicilio_escrito(**cambios: Any) -> dict[str, Any]:
    """A wizard that was filled up to Paso 3."""
    base = {
        "conoce": "si",
        "codigo_postal": "05000",
        "colonia_id": "05000-0001",
        "lugar": {
            "colonia_id": "05000-0001",
            "codigo_postal": "05000",
            "estado": "Ciudad de México",
            "municipio": "Cuajimalpa de Morelos",
            "colonia": "Cuajimalpa",
            "tipo_asentamiento": "Pueblo",
        },
        "componentes": {"calle": "Juárez", "tipo_calle": "Avenida", "num_exterior": "10"},
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
        """Everything that may change something; a link is looked at by POST so that it stays out of URLs."""
        pedidas = (f"{p.method} {p.url.path}" for p in self.pedidas if p.method != "GET")
        return [p for p in pedidas if p != "POST /api/v1/auth/accesos/consulta"]

    def una(self, metodo: str, ruta: str) -> httpx.Request:
        return next(p for p in self.pedidas if p.method == metodo and p.url.path.endswith(ruta))


def guion_completo() -> Guion:
    """Services in which a ready contratista has one return waiting and one acuse."""
    g = Guion()
    base = "/informativa/informativas"
    g.poner("GET /registry/contratista", contratista())
    g.poner("GET /registry/terminos", {"version": "1.1", "fecha": "2026-11-21"})
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
    g.poner(
        "GET /registry/contratista/borrador", {"borrador": {"domicilios": {"social": domicilio_escrito()}}}
    )
    g.poner("PUT /registry/contratista/borrador", httpx.Response(204))
    g.poner("DELETE /registry/contratista/borrador", httpx.Response(204))
    g.poner("GET /registry/contratista/calles", [{"nombre": "Reforma", "tipo": "Avenida"}])
    g.poner("GET /registry/codigos-postales/05000", POSTAL)
    g.poner("GET /registry/estados", [{"clave": "09", "nombre": "Ciudad de México"}])
    g.poner("GET /registry/estados/09/municipios", [{"clave": "004", "nombre": "Cuajimalpa de Morelos"}])
    g.poner("GET /registry/estados/09/municipios/004/colonias", POSTAL["colonias"])
    g.poner("GET /registry/capturista", capturista())
    g.poner("GET /registry/capturistas", [usuario()])
    g.poner("GET /auth/cuenta", cuenta())
    g.poner("GET /auth/sesiones", [sesion_abierta(), sesion_abierta(id=str(INFORMATIVA), actual=True)])
    g.poner("POST /auth/accesos/consulta", {"motivo": "ALTA", "usuario": CURP, "correo": "a***@x.mx"})
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

    def ingresar_capturista(self, **cambios: Any) -> None:
        datos: dict[str, Any] = {
            "acceso": "acceso-k",
            "acceso_expira": AHORA + timedelta(minutes=10),
            "refresco": "refresco-k",
            "rol": "capturista",
            "usuario": CURP,
        }
        self.poner(Sesion(ingreso=Ingreso(**datos), **cambios))

    async def preparar(self, camino: str) -> None:
        """Signed in as the role that ``camino`` is for, with the link of a mail where it asks for one."""
        es_de_capturista = camino.startswith(("/c/", "/capturista/", "/mi-cuenta"))
        if es_de_capturista:
            self.ingresar_capturista()
        else:
            self.ingresar(tipo_persona="M" if camino.startswith("/domicilio/") else "F")
        enlace = next((e for e in ("/acceso", "/correo", "/confirmar") if camino == e), None)
        if enlace:
            await self.http.get(f"{enlace}/{TOKEN}")

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


async def version_de_generales(navegador: "Navegador") -> dict[str, str]:
    """The hidden box of Generales as it is shown now."""
    hallada = re.search(r'name="version" value="([0-9a-f]{32})"', (await navegador.ver("/generales")).text)
    assert hallada
    return {"version": hallada[1]}


def json_de(peticion: httpx.Request) -> Any:
    return json.loads(peticion.content)
