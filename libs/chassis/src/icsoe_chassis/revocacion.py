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

import httpx
from icsoe_efirma.confianza import Confianza
from icsoe_efirma.consulta import Consultor, Plazos, RespuestaInadmisible, SinRespuesta
from icsoe_efirma.ocsp import MAXIMO_BYTES, EstadoOcsp, RespuestaOcsp
from pydantic import Field, model_validator

from .ajustes import Ajustes
from .medidas import MEDIDAS
from .ports import Reloj
from .registro import registro

_CABECERAS = {
    "Content-Type": "application/ocsp-request",
    "Accept": "application/ocsp-response",
    "Accept-Encoding": "identity",
}
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
        if self.modo == "real" and not (self.ocsp_url or "").startswith("https://"):
            raise ValueError("modo real: ICSOE_OCSP_URL debe ser la dirección https del OCSP del SAT")
        return self


class CanalOcsp:
    """``Canal`` by HTTP. ``privadas``: may the name lead to an address that is not of the internet?"""

    def __init__(self, url: str, *, privadas: bool, tls: ssl.SSLContext | None = None) -> None:
        partes = urlsplit(url)
        self._url = httpx.URL(url)
        self._nombre, self._autoridad = partes.hostname or "", partes.netloc
        self._puerto = partes.port or _PUERTOS[partes.scheme]
        self._privadas = privadas
        self._cliente = httpx.AsyncClient(
            verify=tls or contexto_tls(),
            follow_redirects=False,
            trust_env=False,
            timeout=None,  # noqa: S113 (the Consultor limits each attempt and the whole)
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8, keepalive_expiry=15),
        )

    async def __call__(self, cuerpo: bytes) -> bytes:
        try:
            direccion = await self._direccion()
            async with self._cliente.stream(
                "POST",
                self._url.copy_with(host=direccion),
                content=cuerpo,
                headers=_CABECERAS | {"Host": self._autoridad},
                extensions={"sni_hostname": self._nombre},
            ) as respuesta:
                return await _cuerpo(respuesta)
        except (httpx.TransportError, OSError) as error:
            raise SinRespuesta(type(error).__name__) from None

    async def cerrar(self) -> None:
        """Closes the connections that were kept."""
        await self._cliente.aclose()

    async def _direccion(self) -> str:
        """An address of the responder, looked at before anything is sent to it."""
        bucle = asyncio.get_running_loop()
        halladas = await bucle.getaddrinfo(self._nombre, self._puerto, type=SOCK_STREAM)
        direcciones = [str(hallada[4][0]) for hallada in halladas]
        if not self._privadas and not all(ip_address(d).is_global for d in direcciones):
            raise RespuestaInadmisible("direccion_privada")
        return direcciones[0]


async def _cuerpo(respuesta: httpx.Response) -> bytes:
    estado = respuesta.status_code
    if estado >= 500 or estado == _SATURADO:
        raise SinRespuesta(f"http_{estado}")
    if estado != 200:
        raise RespuestaInadmisible(f"http_{estado}")
    if respuesta.headers.get("Content-Encoding", "identity") != "identity":
        raise RespuestaInadmisible("codificacion")
    recibido = bytearray()
    async for trozo in respuesta.aiter_raw():
        recibido += trozo
        if len(recibido) > MAXIMO_BYTES:
            raise RespuestaInadmisible("tamano")
    return bytes(recibido)


def contexto_tls() -> ssl.SSLContext:
    """TLS 1.2 with ECDHE only: SAT's host also offers a 1024-bit DH group, which OpenSSL 3 refuses."""
    contexto = httpx.create_ssl_context(trust_env=False)
    contexto.minimum_version = contexto.maximum_version = ssl.TLSVersion.TLSv1_2
    contexto.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES")
    return contexto


class Revocacion:
    """A ``Consultor`` on the network, closed with its service."""

    def __init__(self, ajustes: AjustesRevocacion, reloj: Reloj, confianza: Callable[[], Confianza]) -> None:
        prueba = ajustes.modo == "prueba"
        self._canal = CanalOcsp(ajustes.ocsp_url, privadas=prueba) if ajustes.ocsp_url else None
        self.consultor = Consultor(
            self._canal, reloj.ahora, confianza, plazos=ajustes.plazos_ocsp, avisar=_anotar
        )

    async def cerrar(self) -> None:
        """At the end of the process."""
        if self._canal is not None:
            await self._canal.cerrar()


def _anotar(respuesta: RespuestaOcsp) -> None:
    """Counts every consultation and logs what is neither good nor revoked; nothing of the person is said."""
    MEDIDAS.sumar("ocsp", estado=respuesta.estado, causa=respuesta.causa or "")
    if respuesta.estado not in (EstadoOcsp.BUENO, EstadoOcsp.REVOCADO):
        registro().warning("ocsp", estado=respuesta.estado, causa=respuesta.causa)
