"""The only door: what it lets through, what it strips, what it answers when the house behind it is away."""

import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from icsoe_deploy import perfil, piezas, procesos
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.rutas import RAIZ
from icsoe_dominio.negativas import Negativa

FORJADAS = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Host": "malo.example",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=203.0.113.7",
    "X-Real-IP": "203.0.113.7",
    "X-Original-URL": "/salud",
    "X-Auth-Request-User": "otro",
    "Remote-User": "otro",
    "Baggage": "a=b",
}


class Eco(BaseHTTPRequestHandler):
    """Answers with what reached it."""

    vistas: ClassVar[list[str]] = []

    def responder(self) -> None:
        self.vistas.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        cuerpo = json.dumps({"ruta": self.path, "cabeceras": {k.lower(): v for k, v in self.headers.items()}})
        self.send_response(200)
        self.send_header("Content-Length", str(len(cuerpo)))
        self.end_headers()
        self.wfile.write(cuerpo.encode())

    do_GET = do_POST = do_PUT = responder

    def log_message(self, format: str, *args: object) -> None:
        return


class Servidor(ThreadingHTTPServer):
    """Keeps silent about clients that the gateway cut off."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        return


def _gateway(este: Perfil, carpeta: Path, **otros: str) -> subprocess.Popen[bytes]:
    entrada = procesos.entradas(este)["gateway"]
    ambiente = dict(v.split("=", 1) for v in entrada["environment"])
    ambiente |= {"XDG_DATA_HOME": str(carpeta), "XDG_CONFIG_HOME": str(carpeta)} | otros
    return subprocess.Popen(
        entrada["entrypoint"], cwd=RAIZ, env={**os.environ, **ambiente}, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def puerta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A gateway whose portal and ``signing`` are echoes; the other services are away."""
    piezas.instalar(lambda _: None)
    este = Perfil("prueba-puerta", perfil.base_desocupada(1))
    lugares = procesos.direcciones(este)
    ecos = [Servidor(("127.0.0.1", int(lugares[n].split(":")[1])), Eco) for n in ("portal", "signing")]
    for eco in ecos:
        threading.Thread(target=eco.serve_forever, daemon=True).start()
    caddy = _gateway(este, tmp_path_factory.mktemp("gateway"))
    transporte = httpx.HTTPTransport(retries=20)  # until it listens
    with httpx.Client(transport=transporte, base_url=procesos.url_publica(este), timeout=20) as cliente:
        yield cliente
    caddy.terminate()
    caddy.wait()
    for eco in ecos:
        eco.shutdown()
        eco.server_close()


def test_what_a_caller_says_about_itself_never_arrives(puerta: httpx.Client):
    recibidas = puerta.get("/api/v1/signing/x", headers=FORJADAS).json()["cabeceras"]
    assert recibidas["x-forwarded-for"] == "127.0.0.1"
    assert recibidas["x-forwarded-proto"] == "http"
    assert recibidas["x-forwarded-host"].startswith("localhost:")
    for nombre in (
        "forwarded",
        "x-real-ip",
        "x-original-url",
        "x-auth-request-user",
        "remote-user",
        "baggage",
    ):
        assert nombre not in recibidas


def test_the_headers_of_our_own_protocol_pass(puerta: httpx.Client):
    nuestras = {
        "Idempotency-Key": "k1",
        "ICSOE-Despues-De": "a;b;3",
        "If-Match": '"3"',
        "Authorization": "Bearer t",
    }
    recibidas = puerta.get("/api/v1/signing/x", headers=nuestras).json()["cabeceras"]
    assert {n.lower(): v for n, v in nuestras.items()}.items() <= recibidas.items()


def test_the_api_goes_to_its_service_and_the_rest_to_the_portal(puerta: httpx.Client):
    assert puerta.get("/api/v1/signing/acuses?pagina=2").json()["ruta"] == "/api/v1/signing/acuses?pagina=2"
    assert puerta.get("/inicio").json()["ruta"] == "/inicio"


@pytest.mark.parametrize("ruta", ["/salud/listo", "/salud/vivo", "/metrics", "/api/v1/signing/salud/listo"])
def test_inner_paths_are_closed(puerta: httpx.Client, ruta: str):
    assert puerta.get(ruta).status_code == 404


@pytest.mark.parametrize("ruta", ["/api/v1/inventado/x", "/api/v2/signing/x"])
def test_an_unknown_api_path_is_a_problem_document(puerta: httpx.Client, ruta: str):
    respuesta = puerta.get(ruta)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
    assert respuesta.headers["content-type"] == "application/problem+json"


def test_a_foreign_host_is_refused(puerta: httpx.Client):
    assert puerta.get("/", headers={"Host": "malo.example"}).status_code == 421


# What a request says of its own length, and how it is answered. Go reads CL + TE as chunked and drops the CL
# (RFC 9112 §6.3), so the service behind is told one length; the rest is the caller's own next request.
_DESINCRONIZAR = {
    "CL y TE": (
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /veneno HTTP/1.1\r\n\r\n",
        [200, 400],
    ),
    "TE dos veces": (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", [501],
    ),
    "TE con otro nombre": (b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [501]),
    "dos CL distintos": (b"Content-Length: 0\r\nContent-Length: 9\r\n\r\nGET /v HT", [400]),
    "CL con signo": (b"Content-Length: +0\r\n\r\n", [400]),
    "blanco antes de los dos puntos": (b"Content-Length : 0\r\n\r\n", [400]),
    "renglón doblado": (b"X: 1\r\n Transfer-Encoding: chunked\r\n\r\n", [200]),
}  # fmt: skip


@pytest.mark.parametrize("prueba", _DESINCRONIZAR)
def test_a_request_of_two_lengths_is_refused_or_read_as_one_and_poisons_nothing(
    puerta: httpx.Client, prueba: str
):
    """T-06: what follows is never taken for the request of somebody else."""
    resto, estados = _DESINCRONIZAR[prueba]
    anfitrion, puerto = puerta.base_url.host, puerta.base_url.port or 80
    with socket.create_connection((anfitrion, puerto), timeout=10) as conexion:
        linea = f"POST /api/v1/signing/x HTTP/1.1\r\nHost: {anfitrion}:{puerto}\r\n"
        conexion.sendall(linea.encode() + resto)
        conexion.shutdown(socket.SHUT_WR)
        dicho = b"".join(iter(lambda: conexion.recv(65_536), b""))
    assert [int(e) for e in re.findall(rb"HTTP/1\.1 (\d{3})", dicho)] == estados
    for visto in re.findall(rb'\{"ruta".+?\}\}', dicho):
        largos = {"content-length", "transfer-encoding"} & json.loads(visto)["cabeceras"].keys()
        assert len(largos) <= 1
    assert b"veneno" not in dicho
    assert puerta.get("/api/v1/signing/limpia").json()["ruta"] == "/api/v1/signing/limpia"


def test_http_2_is_not_spoken_on_the_plain_port(puerta: httpx.Client):
    """Its lengths are not checked as those of HTTP/1.1 are, and what is in front has no need of it."""
    anfitrion, puerto = puerta.base_url.host, puerta.base_url.port or 80
    with socket.create_connection((anfitrion, puerto), timeout=10) as conexion:
        conexion.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)))
        assert conexion.recv(65_536) == b""  # closed, not a frame


def test_a_service_that_is_away_gives_a_problem_with_retry_after(puerta: httpx.Client):
    respuesta = puerta.get("/api/v1/auth/jwks.json")
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (503, "no_disponible")
    assert respuesta.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    ("metodo", "ruta", "bytes_", "estado"),
    [
        ("POST", "/api/v1/signing/x", 256 * 1024, 200),
        ("POST", "/api/v1/signing/x", 256 * 1024 + 1, 413),
        ("PUT", "/api/v1/registry/contratista/acuse-repse", 5 * 1024 * 1024, 503),  # registry is away
        ("PUT", "/api/v1/registry/contratista/acuse-repse", 5 * 1024 * 1024 + 1, 413),
        ("POST", "/api/v1/registry/contratista/acuse-repse", 5 * 1024 * 1024 + 1, 413),
        ("PUT", "/acuse", 6 * 1024 * 1024, 200),
        ("PUT", "/acuse", 6 * 1024 * 1024 + 1, 413),
    ],
)
def test_a_body_over_its_limit_is_refused_before_anybody_behind_hears_of_it(
    puerta: httpx.Client, metodo: str, ruta: str, bytes_: int, estado: int
):
    """A service that answered in the middle of what the gateway cuts off would be cut off with its answer."""
    Eco.vistas.clear()
    respuesta = puerta.request(metodo, ruta, content=b"x" * bytes_)
    assert (respuesta.status_code, Eco.vistas) == (estado, [ruta] if estado == 200 else [])


def test_too_large_is_said_in_the_words_of_the_catalogue(puerta: httpx.Client):
    dicho = puerta.post("/api/v1/signing/x", content=b"x" * (256 * 1024 + 1)).json()
    negativa = Negativa("peticion_demasiado_grande")
    palabras = (negativa.codigo, negativa.entrada.titulo, negativa.detalle, negativa.entrada.remedio)
    assert (dicho["codigo"], dicho["title"], dicho["detail"], dicho["remedio"]) == palabras
    pagina = puerta.put("/acuse", content=b"x" * (6 * 1024 * 1024 + 1))
    assert "El archivo pasa del tamaño permitido" in pagina.text


def test_no_answer_names_the_software(puerta: httpx.Client):
    for ruta in ("/salud/listo", "/api/v1/auth/x", "/api/v1/inventado"):
        assert "server" not in puerta.get(ruta).headers


RODEOS = (
    "/api/v1/auth/./internos/sesiones",
    "/api/v1/auth/x/../internos/sesiones",
    "/api/v1/auth/%2e/internos/sesiones",
    "/api/v1/auth/internos%2fsesiones",
    "/api/v1/auth%2finternos/sesiones",
    "/api/v1/signing/..%2fauth/internos/sesiones",
    "/api/v1/signing/../auth/internos/sesiones",
    "http://localhost/api/v1/auth/internos/sesiones",
)
"""Ways to write that path which a client library would tidy up before it sends them."""


def _como_va_escrita(cliente: httpx.Client, objetivo: str) -> int:
    return cliente.post("/", extensions={"target": objetivo.encode()}).status_code


def test_the_door_of_internal_staff_opens_only_to_the_networks_the_operator_names(
    puerta: httpx.Client, tmp_path: Path
) -> None:
    rutas = ("/api/v1/auth/internos/sesiones", "/api/v1/auth/%69nternos/sesiones", "/api/v1/auth/internos")
    rutas += ("/api/v1/auth/internos/sesiones/renovacion", "/api/v1/auth/internos/cuenta")
    assert {puerta.post(ruta).status_code for ruta in rutas} == {503}  # this machine: let through to auth
    este = Perfil("prueba-cerrada", perfil.base_desocupada(2))
    caddy = _gateway(este, tmp_path, GATEWAY_INTERNOS="192.0.2.0/24")
    transporte = httpx.HTTPTransport(retries=20)
    try:
        with httpx.Client(transport=transporte, base_url=procesos.url_publica(este), timeout=60) as cliente:
            propia = {"X-Forwarded-For": "192.0.2.7"}
            vistas = {ruta: cliente.post(ruta, headers=propia).status_code for ruta in rutas}
            vistas |= {
                r: cliente.post(r).status_code
                for r in ("/api/v1/auth//internos/sesiones", "/API/v1/Auth/Internos/x")
            }
            vistas |= {r: _como_va_escrita(cliente, r) for r in RODEOS}
            assert vistas == dict.fromkeys(vistas, 404)
            assert cliente.post("/api/v1/auth/sesiones").status_code == 503
    finally:
        caddy.terminate()
        caddy.wait()
