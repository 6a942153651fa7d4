"""The way to the OCSP responder, and what gives a service its ``Consultor`` (efirma.md §1.7, §5).

One outbound client for one address: no redirects, no decompression, no proxy, bounded bytes (threats T-41).
"""

import asyncio
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from socket import SOCK_STREAM
from typing import Annotated, Self
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser
from icsoe_efirma.confianza import Confianza, ConfianzaInvalida
from icsoe_efirma.consulta import Consultor, Plazos, RespuestaInadmisible, SinRespuesta
from icsoe_efirma.ocsp import MAXIMO_BYTES, EstadoOcsp, RespuestaOcsp
from pydantic import Field, model_validator

from .ajustes import Ajustes, AjustesInvalidos
from .medidas import MEDIDAS
from .ports import Reloj
from .registro import registro

_CABEZA = (
    "POST {ruta} HTTP/1.1\r\nHost: {anfitrion}\r\nContent-Type: application/ocsp-request\r\n"
    "Accept: application/ocsp-response\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
)
_TROZO = 16 * 1024
_PUERTOS = {"http": 80, "https": 443}
_SATURADO = 429


class AjustesRevocacion(Ajustes):
    """``ICSOE_OCSP_URL``: the responder of the authorities in force; without it nobody can be asked.

    Real mode demands it, by https. The rest, in seconds, are the limits of threats.md §4.7.
    """

    ocsp_url: str | None = None
    ocsp_intento_s: Annotated[float, Field(gt=0, le=5)] = 5
    ocsp_total_s: Annotated[float, Field(gt=0, le=8)] = 8
    ocsp_memoria_s: Annotated[float, Field(ge=0, le=300)] = 300

    @property
    def plazos_ocsp(self) -> Plazos:
        """As the Consultor takes them."""
        return Plazos(self.ocsp_intento_s, self.ocsp_total_s, self.ocsp_memoria_s)

    @model_validator(mode="after")
    def _responder_de_verdad(self) -> Self:
        if self.ocsp_url and urlsplit(self.ocsp_url).scheme not in _PUERTOS:
            raise ValueError("ICSOE_OCSP_URL debe empezar con http:// o https://")
        if self.modo == "real" and not _de_internet(self.ocsp_url or ""):
            raise ValueError("modo real: ICSOE_OCSP_URL debe ser la dirección https del OCSP del SAT")
        return self


def _de_internet(url: str) -> bool:
    """Is it https to a name of the internet? A simulated responder lives on an address or on localhost."""
    partes = urlsplit(url)
    nombre = partes.hostname or ""
    return partes.scheme == "https" and "." in nombre and not nombre.rpartition(".")[2].isdigit()


class CanalOcsp:
    """``Canal`` by HTTP/1.1, a connection per question.

    ``privadas``: may the name lead to an address that is not of the internet?
    """

    def __init__(self, url: str, *, privadas: bool, tls: ssl.SSLContext | None = None) -> None:
        partes = urlsplit(url)
        self._nombre = partes.hostname or ""
        self._puerto = partes.port or _PUERTOS[partes.scheme]
        self._tls = (tls or contexto_tls()) if partes.scheme == "https" else None
        self._cabeza = _CABEZA.format(ruta=partes.path or "/", anfitrion=partes.netloc)
        self._privadas = privadas

    async def __call__(self, cuerpo: bytes) -> bytes:
        try:
            lector, escritor = await asyncio.open_connection(
                await self._direccion(),
                self._puerto,
                ssl=self._tls,
                server_hostname=self._nombre if self._tls else None,
            )
            try:
                escritor.write(f"{self._cabeza}Content-Length: {len(cuerpo)}\r\n\r\n".encode() + cuerpo)
                return await _leer(lector)
            finally:
                escritor.transport.abort()
        except OSError as error:
            raise SinRespuesta(type(error).__name__) from None
        except HttpParserError:
            raise RespuestaInadmisible("http") from None

    async def _direccion(self) -> str:
        """An address of the responder, looked at before anything is sent to it."""
        bucle = asyncio.get_running_loop()
        halladas = await bucle.getaddrinfo(self._nombre, self._puerto, type=SOCK_STREAM)
        direcciones = [str(hallada[4][0]) for hallada in halladas]
        if not self._privadas and not all(ip_address(d).is_global for d in direcciones):
            raise RespuestaInadmisible("direccion_privada")
        return direcciones[0]


class _Respuesta:
    """What the parser has told of the answer so far."""

    def __init__(self) -> None:
        self.cuerpo = bytearray()
        self.cabeceras: dict[bytes, bytes] = {}
        self.completa = False
        self.encabezada = False

    @property
    def hasta_colgar(self) -> bool:
        """True when the end of the connection is the end of the body."""
        return self.encabezada and not self.cabeceras.keys() & {b"content-length", b"transfer-encoding"}

    def on_header(self, nombre: bytes, valor: bytes) -> None:
        self.cabeceras[nombre.lower()] = valor.lower()

    def on_headers_complete(self) -> None:
        self.encabezada = True

    def on_body(self, trozo: bytes) -> None:
        self.cuerpo += trozo

    def on_message_complete(self) -> None:
        self.completa = True


async def _leer(lector: asyncio.StreamReader) -> bytes:
    """The body of the answer. Raises SinRespuesta, RespuestaInadmisible, HttpParserError, OSError."""
    respuesta, leidos = _Respuesta(), 0
    analizador = HttpResponseParser(respuesta)
    while not respuesta.completa and (trozo := await lector.read(_TROZO)):
        leidos += len(trozo)
        if leidos > MAXIMO_BYTES + _TROZO:
            raise RespuestaInadmisible("tamano")
        analizador.feed_data(trozo)
    if not (respuesta.completa or respuesta.hasta_colgar):
        raise SinRespuesta("cortada")
    estado = analizador.get_status_code()
    if estado >= 500 or estado == _SATURADO:
        raise SinRespuesta(f"http_{estado}")
    if estado != 200:
        raise RespuestaInadmisible(f"http_{estado}")
    if respuesta.cabeceras.get(b"content-encoding", b"identity") != b"identity":
        raise RespuestaInadmisible("codificacion")
    return bytes(respuesta.cuerpo)


def contexto_tls() -> ssl.SSLContext:
    """TLS 1.2 with ECDHE only: SAT's host also offers a 1024-bit DH group, which OpenSSL 3 refuses."""
    contexto = ssl.create_default_context()
    contexto.minimum_version = contexto.maximum_version = ssl.TLSVersion.TLSv1_2
    contexto.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES")
    return contexto


def crear_consultor(
    ajustes: AjustesRevocacion, reloj: Reloj, confianza: Callable[[], Confianza]
) -> Consultor:
    """The process's Consultor. Holds nothing open between questions.

    Raises AjustesInvalidos in real mode when the authorities are not there, or are of tests (threats T-38).
    """
    prueba = ajustes.modo == "prueba"
    if not prueba:
        try:
            confianza()
        except ConfianzaInvalida as error:
            raise AjustesInvalidos(f"modo real: {error}") from None
    canal = CanalOcsp(ajustes.ocsp_url, privadas=prueba) if ajustes.ocsp_url else None
    return Consultor(canal, reloj.ahora, confianza, plazos=ajustes.plazos_ocsp, avisar=_anotar)


def _anotar(respuesta: RespuestaOcsp) -> None:
    """Counts every consultation and logs what is neither good nor revoked; nothing of the person is said."""
    MEDIDAS.sumar("ocsp", estado=respuesta.estado, causa=respuesta.causa or "")
    if respuesta.estado not in (EstadoOcsp.BUENO, EstadoOcsp.REVOCADO):
        registro().warning("ocsp", estado=respuesta.estado, causa=respuesta.causa)
