"""A simulated e.firma, and a platform of a few lines that answers by HTTP as the real one is agreed to."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe import Cliente, EFirma, Paciencia
from icsoe_dominio.cadena import CadenaLogin, CadenaPresentacion
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION
from icsoe_sim.ca import crear_ca
from icsoe_sim.efirma import Par, Titular, nueva_efirma
from icsoe_sim.emision import Emisor

ORIGEN = "http://localhost:8080"
EMITIDO = "2026-09-10T12:00:00.000-06:00"
ID = "0192f0c1-0000-7000-8000-000000000001"
NONCE = "a" * 32
EQUIPO = "e" * 43


@pytest.fixture(scope="session")
def emisor(tmp_path_factory: pytest.TempPathFactory) -> Emisor:
    return crear_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="session")
def par(emisor: Emisor) -> Par:
    titular = Titular("PERJ800101AB1", "JUANA PÉREZ RUIZ")
    return nueva_efirma(emisor, titular, desde=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def otro_par(emisor: Emisor) -> Par:
    return nueva_efirma(emisor, Titular("LOMA900202AB2", "ANA LÓPEZ"), desde=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def efirma(par: Par) -> EFirma:
    return EFirma.abrir(par.certificado, par.llave, par.contrasena)


@dataclass
class Tiempo:
    """Sleeping moves the clock; nothing waits."""

    ahora_s: float = 0.0
    pausas: list[float] = field(default_factory=list[float])

    def dormir(self, segundos: float) -> None:
        self.pausas.append(segundos)
        self.ahora_s += segundos

    def paciencia(self, total_s: float = 60.0) -> Paciencia:
        return Paciencia(total_s=total_s, dormir=self.dormir, ahora=lambda: self.ahora_s, azar=lambda: 1.0)


@pytest.fixture
def tiempo() -> Tiempo:
    return Tiempo()


Falla = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class Plataforma:
    """Answers the flow of one Sin información. ``fallas`` run first: response, raise, or None to go on."""

    efirma: EFirma
    origen: str = ORIGEN
    contenido: bytes = b""
    anunciado: str | None = None
    cambios_de_cadena: dict[str, str] = field(default_factory=dict[str, str])
    presentada: bool = False
    pedidos: list[httpx.Request] = field(default_factory=list[httpx.Request])
    fallas: list[Falla] = field(default_factory=list[Falla])
    estado: str = "NADA"
    firma: str = "POR_FIRMAR"
    revocacion: str = "CONFIRMADA"
    observada: bool = False
    firma_abierta: bool = True
    solicitada: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self.contenido = json.dumps(
            {
                "contratista": {"rfc": self.efirma.rfc},
                "informativa_id": ID,
                "ejercicio": 2026,
                "cuatrimestre": 2,
                "tipo": "SIN_INFORMACION",
                "protesta": PROTESTA_SIN_INFORMACION,
                "contratos": [],
                "sal": "x",
            }
        ).encode()

    @property
    def sha256(self) -> str:
        return self.anunciado or hashlib.sha256(self.contenido).hexdigest()

    def __call__(self, pedido: httpx.Request) -> httpx.Response:
        self.pedidos.append(pedido)
        for falla in list(self.fallas):
            respuesta = falla(pedido)
            if respuesta is not None:
                return respuesta
        ruta = f"{pedido.method} {pedido.url.path.removeprefix('/api/v1')}"
        return self.responder(ruta, pedido)

    def responder(self, ruta: str, pedido: httpx.Request) -> httpx.Response:
        if ruta.partition(" ")[2].startswith(("/auth", "/registry")):
            return self._cuenta(ruta)
        if ruta.partition(" ")[2].startswith("/signing"):
            return self._firma(ruta)
        informativa = {
            "id": ID,
            "ejercicio": 2026,
            "cuatrimestre": 2,
            "tipo": "SIN_INFORMACION",
            "estado": self.estado,
            "version": 1,
        }
        match ruta:
            case "GET /informativa/periodos":
                periodo = {"ejercicio": 2026, "cuatrimestre": 2, "abre": "2026-09-01T06:00:00Z"}
                return httpx.Response(200, json=[periodo | {"firma_abierta": self.firma_abierta}])
            case "POST /informativa/informativas":
                self.estado = "EN_CAPTURA"
                return httpx.Response(201, json=informativa | {"estado": "EN_CAPTURA"})
            case "GET /informativa/informativas":
                return httpx.Response(200, json=[informativa])
            case _ if ruta.endswith("/envio"):
                self.estado = "POR_FIRMAR"
                cuerpo = {"contenido_sha256": self.sha256, "estado": "POR_FIRMAR"}
                posicion = {"ICSOE-Posicion": f"/icsoe/informativa/1;{ID};1"}
                return httpx.Response(200, json=cuerpo, headers=posicion)
            case _:
                return httpx.Response(200, json=informativa)

    def _cuenta(self, ruta: str) -> httpx.Response:
        match ruta:
            case "POST /auth/retos":
                texto = CadenaLogin(self.origen, NONCE, EMITIDO, "2026-09-10T12:02:00.000-06:00").texto()
                return httpx.Response(200, json={"reto": "r", "texto": texto, "expira": EMITIDO})
            case "POST /auth/sesiones":
                contratista = {"id": "c", "rfc": self.efirma.rfc, "nombre": "JUANA PÉREZ RUIZ"}
                sesion = {"acceso": "a1", "refresco": "r1", "identidad": "i1", "contratista": contratista}
                sesion["dispositivo"] = EQUIPO
                return httpx.Response(201, json=sesion)
            case "POST /auth/sesiones/renovacion":
                return httpx.Response(200, json={"acceso": "a2"})
            case _:
                cuerpo = {
                    "id": "c", "rfc": self.efirma.rfc, "nombre": "J", "tipo_persona": "F",
                    "estado": "GENERALES_COMPLETOS", "version": 1,
                }  # fmt: skip
                return httpx.Response(200, json=cuerpo)

    def _firma(self, ruta: str) -> httpx.Response:
        base = f"/signing/pendientes/{ID}"
        presentada = {
            "folio": "SI26000001", "informativa_id": ID, "fecha_presentacion": EMITIDO, "extemporanea": False,
            "sha256": self.sha256, "tipo": "SIN_INFORMACION", "ejercicio": 2026, "cuatrimestre": 2,
            "revocacion": self.revocacion, "observada": self.observada,
        }  # fmt: skip
        fila = presentada | {"contratos_relacionados": 0, "total_trabajadores": 0, "acuse_listo": False}
        match ruta:
            case "GET /signing/acuses":
                return httpx.Response(200, json=[fila] if self.presentada else [])
            case _ if ruta == f"GET {base}":
                pendiente = {"estado": self.firma, "contenido_sha256": self.sha256}
                return httpx.Response(200, json=pendiente | {"devolucion_solicitada": self.solicitada})
            case _ if ruta == f"GET {base}/contenido":
                return httpx.Response(200, content=self.contenido)
            case _ if ruta == f"POST {base}/cadenas":
                return httpx.Response(
                    201, json={"cadena_id": "k1", "cadena": self.cadena(), "expira": EMITIDO}
                )
            case _ if ruta == f"POST {base}/presentacion":
                self.presentada, self.firma = True, "PRESENTADA"
                return httpx.Response(201, json=presentada)
            case _:
                return httpx.Response(404, json={"codigo": "no_encontrado", "detail": "No existe."})

    def cadena(self) -> str:
        campos = {
            "origen": self.origen, "acto": ID, "informativa_id": ID, "nonce": NONCE,
            "tipo": "SIN_INFORMACION",
            "complementaria": "", "folio_corregido": "", "rfc": self.efirma.rfc, "rfc_representante": "",
            "nombre": "JUANA PÉREZ RUIZ", "ejercicio": "2026", "cuatrimestre": "2", "mes_inicial": "Mayo",
            "mes_final": "Agosto", "contratos_relacionados": "0", "total_trabajadores": "0",
            "contenido_sha256": self.sha256, "emitida": EMITIDO, "certificado_numero": self.efirma.numero,
        }  # fmt: skip
        return CadenaPresentacion(**(campos | self.cambios_de_cadena)).texto()

    def enviados(self, ruta: str) -> list[httpx.Request]:
        return [p for p in self.pedidos if f"{p.method} {p.url.path}".endswith(ruta)]


@pytest.fixture
def plataforma(efirma: EFirma) -> Plataforma:
    return Plataforma(efirma)


@pytest.fixture
def cliente(plataforma: Plataforma, tiempo: Tiempo) -> Iterator[Cliente]:
    with Cliente(ORIGEN, paciencia=tiempo.paciencia(), transporte=httpx.MockTransport(plataforma)) as uno:
        yield uno


def problema(estado: int, codigo: str, **datos: Any) -> httpx.Response:
    return httpx.Response(
        estado, json={"codigo": codigo, "detail": f"detalle {codigo}", "remedio": "", "datos": datos}
    )


def una_vez(parte: str, respuesta: httpx.Response | Exception) -> Falla:
    """The first request whose path ends with ``parte`` gets ``respuesta``; later ones go on."""
    gastada: list[bool] = []

    def falla(pedido: httpx.Request) -> httpx.Response | None:
        if gastada or not f"{pedido.method} {pedido.url.path}".endswith(parte):
            return None
        gastada.append(True)
        if isinstance(respuesta, Exception):
            raise respuesta
        return respuesta

    return falla


@pytest.fixture
def archivos(par: Par, tmp_path: Path) -> dict[str, str]:
    rutas = {"cer": par.certificado, "key": par.llave, "txt": par.contrasena.encode() + b"\n"}
    for extension, datos in rutas.items():
        (tmp_path / f"f.{extension}").write_bytes(datos)
    return {extension: str(tmp_path / f"f.{extension}") for extension in rutas}


@pytest.fixture
def de_efirma(
    archivos: dict[str, str], plataforma: Plataforma, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> list[str]:
    """The options that name the e.firma; the command speaks to the platform of a few lines from now on."""
    original: Any = httpx.Client.__init__

    def con_plataforma(self: httpx.Client, **opciones: Any) -> None:
        original(self, **(opciones | {"transport": httpx.MockTransport(plataforma)}))

    monkeypatch.setattr(httpx.Client, "__init__", con_plataforma)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ICSOE_URL", raising=False)
    return ["--cer", archivos["cer"], "--key", archivos["key"], "--password-file", archivos["txt"]]
