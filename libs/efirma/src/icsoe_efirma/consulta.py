"""Asks the responder of an authority about a certificate, with limits, a memory and a breaker (efirma.md §5).

The network is a ``Canal`` that is injected; nothing here opens a connection.
"""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .certificado import Certificado
from .confianza import Autoridad, Confianza
from .cortacircuito import Cortacircuito
from .ocsp import NONCE_BYTES, EstadoOcsp, Pregunta, RespuestaOcsp, juzgar_respuesta, preguntar

_RECORDADOS = 4096


class SinRespuesta(Exception):
    """Nothing came back that could be an answer: no connection, no time, or the server's own failure."""

    def __init__(self, causa: str) -> None:
        super().__init__(causa)
        self.causa = causa


class RespuestaInadmisible(Exception):
    """Something answered, but not as a responder does: a redirect, a page, more bytes than an answer has."""

    def __init__(self, causa: str) -> None:
        super().__init__(causa)
        self.causa = causa


class Canal(Protocol):
    """The way to the responder."""

    async def __call__(self, cuerpo: bytes) -> bytes:
        """POSTs an OCSPRequest, gives the body of the answer. Raises SinRespuesta, RespuestaInadmisible."""
        ...


@dataclass(frozen=True)
class Plazos:
    """Seconds, and failures in a row until the breaker opens: threats.md §4.7. ``memoria_s``: login only."""

    intento_s: float = 5
    total_s: float = 8
    memoria_s: float = 300
    fallas: int = 5
    abierto_s: float = 30


_Llave = tuple[str, str]


class Consultor:
    """One per process. ``fresca`` for every act of signing, ``reciente`` for login (threats T-39).

    Both ask only what the caller already knows to be signed by the certificate's key (threats T-20).
    """

    def __init__(
        self,
        canal: Canal | None,
        ahora: Callable[[], datetime],
        confianza: Callable[[], Confianza],
        *,
        plazos: Plazos = Plazos(),
        segundos: Callable[[], float] = time.monotonic,
        avisar: Callable[[RespuestaOcsp], None] = lambda _: None,
    ) -> None:
        self._canal, self._ahora, self._confianza = canal, ahora, confianza
        self._plazos, self._segundos, self._avisar = plazos, segundos, avisar
        self._corte = Cortacircuito(plazos.fallas, plazos.abierto_s, segundos)
        self._buenas: OrderedDict[_Llave, tuple[float, RespuestaOcsp]] = OrderedDict()
        self._vuelos: dict[_Llave, asyncio.Task[RespuestaOcsp]] = {}

    async def fresca(self, certificado: Certificado, emisora: Autoridad) -> RespuestaOcsp:
        """An answer asked for now. Takes 8 s at most; never raises for what the responder does.

        Raises ConfianzaInvalida, like the judge of certificates.
        """
        return await asyncio.shield(self._despegar(certificado, emisora))

    async def reciente(self, certificado: Certificado, emisora: Autoridad) -> RespuestaOcsp:
        """A "good" of the last minutes, else the answer under way, else a fresh one."""
        llave = (emisora.sha256, certificado.numero)
        hasta, buena = self._buenas.get(llave, (0.0, None))
        if buena is not None and self._segundos() < hasta:
            return buena
        return await asyncio.shield(self._vuelos.get(llave) or self._despegar(certificado, emisora))

    def _despegar(self, certificado: Certificado, emisora: Autoridad) -> asyncio.Task[RespuestaOcsp]:
        llave = (emisora.sha256, certificado.numero)
        vuelo = asyncio.create_task(self._consultar(certificado, emisora))
        self._vuelos[llave] = vuelo

        def aterrizar(_: object) -> None:
            if self._vuelos.get(llave) is vuelo:
                del self._vuelos[llave]

        vuelo.add_done_callback(aterrizar)
        return vuelo

    async def _consultar(self, certificado: Certificado, emisora: Autoridad) -> RespuestaOcsp:
        conocidos = self._confianza().respondedores
        pregunta = preguntar(certificado, emisora, secrets.token_bytes(NONCE_BYTES))
        try:
            der = await self._recibir(pregunta.der)
        except SinRespuesta as no:
            respuesta = self._sin_juicio(EstadoOcsp.INALCANZABLE, pregunta, no.causa)
        except RespuestaInadmisible as no:
            respuesta = self._sin_juicio(EstadoOcsp.RESPONDEDOR_AJENO, pregunta, no.causa)
        else:
            respuesta = await asyncio.to_thread(
                juzgar_respuesta, pregunta, der, emisora, self._ahora(), conocidos
            )
        self._recordar((emisora.sha256, certificado.numero), respuesta)
        self._avisar(respuesta)
        return respuesta

    def _sin_juicio(self, estado: EstadoOcsp, pregunta: Pregunta, causa: str) -> RespuestaOcsp:
        return RespuestaOcsp(estado, self._ahora(), pregunta.der, causa=causa)

    def _recordar(self, llave: _Llave, respuesta: RespuestaOcsp) -> None:
        """Keeps a good answer; any word of the authority against it ends an older one."""
        if respuesta.estado is EstadoOcsp.BUENO:
            self._buenas[llave] = (self._segundos() + self._plazos.memoria_s, respuesta)
            self._buenas.move_to_end(llave)
            if len(self._buenas) > _RECORDADOS:
                self._buenas.popitem(last=False)
        elif respuesta.estado in (EstadoOcsp.REVOCADO, EstadoOcsp.DESCONOCIDO):
            self._buenas.pop(llave, None)

    async def _recibir(self, cuerpo: bytes) -> bytes:
        """The bytes of an answer, by one retry at most. Raises SinRespuesta, RespuestaInadmisible."""
        if self._canal is None:
            raise SinRespuesta("sin_direccion")
        if not self._corte.deja_pasar():
            raise SinRespuesta("cortado")
        try:
            async with asyncio.timeout(self._plazos.total_s):
                der = await self._en_dos_intentos(self._canal, cuerpo)
        except RespuestaInadmisible:
            self._corte.contesto()
            raise
        except (TimeoutError, SinRespuesta) as no:
            self._corte.no_contesto()
            raise SinRespuesta(no.causa if isinstance(no, SinRespuesta) else "plazo") from None
        self._corte.contesto()
        return der

    async def _en_dos_intentos(self, canal: Canal, cuerpo: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._plazos.intento_s):
                return await canal(cuerpo)
        except (TimeoutError, SinRespuesta):
            async with asyncio.timeout(self._plazos.intento_s):
                return await canal(cuerpo)
