"""`icsoe-sim ocsp`: the responder of the simulated authority, with a second port that makes it misbehave.

It writes HTTP itself, because some cases are things no HTTP server lets one do.
"""

import asyncio
import gzip
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from icsoe_chassis.ports import Reloj
from icsoe_chassis.reloj import crear_reloj
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .ca import abrir_ca
from .contestacion import Caso, Contestador

MAXIMO_PETICION = 16 * 1024
_ENORME = 1024 * 1024
_GOTEO_S = 0.2

_AYUDA = f"""Servicio OCSP de PRUEBA: contesta si un certificado está revocado.

Se le hace fallar por el puerto de mando, que no pide nada más (con «make up», el 8115):

curl -X PUT -d '{{"caso": "vencida"}}' http://127.0.0.1:8115/

Con "numero", solo al preguntar por ese certificado: '{{"caso": "revocado", "numero": "20 dígitos"}}'.
GET dice cómo contesta y cuántas consultas recibió; DELETE lo devuelve a «normal».

Casos: {", ".join(Caso)}.

Para revocar de verdad un certificado de PRUEBA: icsoe-sim efirma revocar ARCHIVO.cer --ca var/up/ca
"""
app = typer.Typer()


@dataclass
class Conducta:
    """What to play: for one certificate number, else for all. ``consultas`` counts the questions received."""

    general: Caso = Caso.NORMAL
    por_numero: dict[str, Caso] = field(default_factory=dict[str, Caso])
    consultas: int = 0

    def de(self, peticion: bytes) -> Caso:
        """The case for a question: the number of a certificate stands in its DER as it is read."""
        for numero, caso in self.por_numero.items():
            if numero.encode() in peticion:
                return caso
        return self.general


class Respondedor:
    """Listens on ``host:puerto`` (0: any free one) while open. Change ``conducta`` by ``jugar``."""

    def __init__(self, contestador: Contestador, host: str = "127.0.0.1", puerto: int = 0) -> None:
        self.conducta = Conducta()
        self._contestador = contestador
        self._host, self._puerto = host, puerto
        self._servidor: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://{self._host}:{self._puerto}/edofiel"

    async def abrir(self) -> None:
        """Starts listening; the port stays the same when closed and opened again."""
        if self._servidor is None:
            self._servidor = await asyncio.start_server(self._atender, self._host, self._puerto)
            self._puerto = self._servidor.sockets[0].getsockname()[1]

    async def cerrar(self) -> None:
        """Refuses connections from now on."""
        if self._servidor is not None:
            self._servidor.close()
            self._servidor = None

    async def jugar(self, caso: Caso, numero: str | None = None) -> None:
        """How to answer from now on, for everybody or for one certificate. REHUSA is for everybody."""
        if numero is None:
            self.conducta.general = caso
        else:
            self.conducta.por_numero[numero] = caso
        await (self.cerrar() if self.conducta.general is Caso.REHUSA else self.abrir())

    async def _atender(self, lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        try:
            peticion = await _leer_peticion(lector)
            self.conducta.consultas += 1
            caso = self.conducta.de(peticion)
            if caso is Caso.LENTA:
                return await _gotear(escritor)
            escritor.write(self._contestacion(caso, peticion))
            await escritor.drain()
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass  # whoever asked left, or spoke no HTTP: there is nobody to tell
        finally:
            escritor.close()

    def _contestacion(self, caso: Caso, peticion: bytes) -> bytes:
        """The bytes of the whole HTTP answer."""
        bien = self._contestador.contestar(peticion, caso)
        match caso:
            case Caso.HTTP_500:
                return _http(b"fuera de servicio", "500 Internal Server Error")
            case Caso.HTTP_404:
                return _http(b"<html>no hay nada</html>", "404 Not Found")
            case Caso.REDIRIGE:
                return _http(b"", "302 Found", f"Location: {self.url}")
            case Caso.COMPRIMIDA:
                return _http(gzip.compress(bien), "200 OK", "Content-Encoding: gzip")
            case Caso.CORTADA:
                return _http(bien)[:-200]
            case Caso.BASURA:
                return _http(b"<html>mantenimiento</html>")
            case Caso.VACIA:
                return _http(b"")
            case Caso.ENORME:
                return _http(bien + bytes(_ENORME - len(bien)))
            case _:
                return _http(bien)


async def _leer_peticion(lector: asyncio.StreamReader) -> bytes:
    cabeza = (await lector.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    largo = next(int(c[15:]) for c in cabeza.split("\r\n") if c.startswith("content-length:"))
    if not 0 <= largo <= MAXIMO_PETICION:
        raise ValueError("petición demasiado grande")
    return await lector.readexactly(largo)


def _http(cuerpo: bytes, estado: str = "200 OK", *mas: str) -> bytes:
    cabeceras = (
        f"HTTP/1.1 {estado}",
        "Content-Type: application/ocsp-response",
        f"Content-Length: {len(cuerpo)}",
        "Connection: close",
        *mas,
    )
    return "\r\n".join([*cabeceras, "", ""]).encode() + cuerpo


async def _gotear(escritor: asyncio.StreamWriter) -> None:
    """A slow loris: a byte now and then, until the other side has enough."""
    escritor.write(_http(bytes(1800))[:-1800])
    while not escritor.is_closing():
        escritor.write(b"0")
        await escritor.drain()
        await asyncio.sleep(_GOTEO_S)


@asynccontextmanager
async def respondedor(ca: Path, reloj: Reloj) -> AsyncGenerator[Respondedor]:
    """A listening responder of the authority in ``ca``, on a free port: for tests."""
    este = Respondedor(Contestador(ca, abrir_ca(ca), reloj.ahora))
    await este.abrir()
    try:
        yield este
    finally:
        await este.cerrar()


def crear_mando(este: Respondedor) -> Starlette:
    """GET ``/``: what it plays. PUT ``{"caso", "numero"?}``: what to play. DELETE: as at first."""

    def estado() -> Response:
        conducta = este.conducta
        return JSONResponse(
            {"caso": conducta.general, "por_numero": conducta.por_numero, "consultas": conducta.consultas}
        )

    async def mandar(peticion: Request) -> Response:
        if peticion.method == "DELETE":
            este.conducta = Conducta()
            await este.jugar(Caso.NORMAL)
        if peticion.method == "PUT":
            orden = await peticion.json()
            try:
                await este.jugar(Caso(orden["caso"]), orden.get("numero"))
            except (KeyError, ValueError):
                return JSONResponse({"detail": f"caso: uno de {', '.join(Caso)}"}, 422)
        return estado()

    return Starlette(routes=[Route("/", mandar, methods=["GET", "PUT", "DELETE"])])


async def _servir(este: Respondedor, host: str, puerto_mando: int) -> None:
    await este.abrir()
    config = uvicorn.Config(
        crear_mando(este), host=host, port=puerto_mando, log_level="warning", access_log=False, ws="none"
    )
    try:
        await uvicorn.Server(config).serve()
    finally:
        await este.cerrar()


Puerto = Annotated[int, typer.Option(envvar=["ICSOE_OCSP_PUERTO", "ICSOE_PUERTO"], help="Puerto OCSP.")]
PuertoMando = Annotated[
    int, typer.Option(envvar=["ICSOE_OCSP_MANDO_PUERTO", "ICSOE_PUERTO_PAGINA"], help="Puerto de mando.")
]
CarpetaCa = Annotated[Path, typer.Option(envvar="ICSOE_OCSP_CA", help="Carpeta de la autoridad simulada.")]
Host = Annotated[str, typer.Option(envvar="ICSOE_ESCUCHA", help="Dirección en que escucha.")]


@app.callback(invoke_without_command=True, help=_AYUDA)
def ocsp(
    puerto: Puerto, puerto_mando: PuertoMando, ca: CarpetaCa = Path("var/up/ca"), host: Host = "127.0.0.1"
) -> None:
    reloj = crear_reloj(os.environ.get("ICSOE_RELOJ_INICIO"))
    este = Respondedor(Contestador(ca, abrir_ca(ca), reloj.ahora), host, puerto)
    asyncio.run(_servir(este, host, puerto_mando))
