"""The outer ASGI layer: limits, the instant of receipt, traceparent, positions, security headers."""

import asyncio
import hashlib
import json
import re
import secrets
from contextlib import nullcontext
from typing import Any, cast

from icsoe_dominio.negativas import Negativa
from icsoe_efirma.huella import contiene_llave
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..ajustes import Limites
from ..base_datos import SIN_BASE
from ..claves import ClavesDeToken
from ..peticion import Peticion, Posicion, peticion_actual, traza_actual
from ..ports import Reloj
from ..registro import registro
from ..tokens import TokenInvalido
from .direccion import red_de, ultima_direccion
from .espera import Espera
from .problemas import problema
from .ritmo import Ritmo

_TRAZA = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_PDF = "application/pdf"
_TIPOS = frozenset({"application/json", _PDF})
# Two of these could mean one thing to this layer and another to the route.
_UNICAS = {
    nombre.lower().encode(): nombre
    for nombre in ("Authorization", "Content-Type", "ICSOE-Contratista", "Idempotency-Key", "If-Match")
}
# threats.md §4.1; Strict-Transport-Security is the gateway's, which alone knows whether the hop was TLS.
CABECERAS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"content-security-policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
)
_SIN_GUARDAR = (b"cache-control", b"no-store")


class CapaDePeticion:
    """Wraps the application. Everything it refuses, it refuses before a route runs."""

    def __init__(
        self, app: ASGIApp, reloj: Reloj, limites: Limites, claves: ClavesDeToken, espera: Espera | None
    ) -> None:
        self._app = app
        self._reloj = reloj
        self._limites = limites
        self._claves = claves
        self._espera = espera
        self._por_direccion = Ritmo(limites.peticiones_por_direccion, lambda: reloj.ahora().timestamp())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cabeceras = {clave.decode("latin-1"): valor.decode("latin-1") for clave, valor in scope["headers"]}
        traza = cabeceras.get("traceparent", "")
        if not _TRAZA.fullmatch(traza):
            traza = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        peticion = Peticion(cast("dict[str, Any]", scope), scope["method"], self._reloj.ahora(), traza)
        fichas = peticion_actual.set(peticion), traza_actual.set(traza)
        salida = _Salida(send, peticion)
        try:
            await self._atender(scope, receive, salida, cabeceras, peticion)
        except Exception as error:
            # The factory's last handler has answered already; what escapes it is only noted.
            if not salida.empezada:
                registro().error("error_interno", exc_info=error)
                await problema(Negativa("interno"))(scope, receive, salida)
        finally:
            peticion_actual.reset(fichas[0])
            traza_actual.reset(fichas[1])

    async def _atender(
        self, scope: Scope, receive: Receive, send: "_Salida", cabeceras: dict[str, str], peticion: Peticion
    ) -> None:
        try:
            tipo = cabeceras.get("content-type", "").partition(";")[0].strip().lower()
            self._medir(scope, cabeceras, tipo)
            cuerpo = await self._leer(receive, cabeceras, tipo)
            _sin_llaves(scope, cuerpo)
            peticion.recibida_en = self._reloj.ahora()
            self._preparar(peticion, cabeceras, cuerpo, tipo)
            await self._esperar(cabeceras)
        except _Rechazo as rechazo:
            await problema(rechazo.negativa, rechazo.estado)(scope, receive, send)
            return
        estado = scope.setdefault("state", {})
        estado["recibida_en"] = peticion.recibida_en
        plazo = estado["plazo"] = asyncio.timeout(self._limites.peticion_s)

        async def enviar(mensaje: Message) -> None:
            """An answer that has begun has another limit: who downloads slowly is not cut by the first."""
            if mensaje["type"] == "http.response.start" and not plazo.expired():
                plazo.reschedule(asyncio.get_running_loop().time() + self._limites.envio_s)
            await send(mensaje)

        try:
            async with plazo:
                await self._app(scope, _Repetidor(cuerpo, receive), enviar)
        except TimeoutError:
            if not plazo.expired() or send.empezada:
                raise
            await problema(Negativa("no_disponible"))(scope, receive, send)

    def _medir(self, scope: Scope, cabeceras: dict[str, str], tipo: str) -> None:
        direccion = ultima_direccion(cabeceras.get("x-forwarded-for", ""))
        if direccion and not self._por_direccion.admite(red_de(direccion)):
            raise _Rechazo(Negativa("demasiadas_peticiones"))
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > self._limites.url:
            raise _Rechazo(Negativa("peticion_demasiado_grande"), 414)
        if sum(len(c) + len(v) for c, v in scope["headers"]) > self._limites.cabeceras:
            raise _Rechazo(Negativa("peticion_demasiado_grande"), 431)
        nombres = [clave for clave, _ in scope["headers"] if clave in _UNICAS]
        if len(nombres) != len(set(nombres)):
            repetida = next(nombre for nombre in nombres if nombres.count(nombre) > 1)
            raise _Rechazo(Negativa("cabecera_repetida", cabecera=_UNICAS[repetida]))
        if tipo and tipo not in _TIPOS:
            raise _Rechazo(Negativa("tipo_de_contenido", esperado="application/json"))
        if "content-encoding" in cabeceras:
            # Nobody unpacks it here, and what is packed hides from _sin_llaves.
            raise _Rechazo(Negativa("tipo_de_contenido", esperado="application/json"))
        if len(cabeceras.get("idempotency-key", "")) > 128:
            raise _Rechazo(Negativa("cuerpo_invalido"))

    async def _leer(self, receive: Receive, cabeceras: dict[str, str], tipo: str) -> bytes:
        """The whole body, within its size and time."""
        pdf = tipo == _PDF
        tope = self._limites.cuerpo_pdf if pdf else self._limites.cuerpo_json
        declarado = cabeceras.get("content-length", "0")
        if not declarado.isdecimal() or len(declarado) > 12 or int(declarado) > tope:
            raise _Rechazo(Negativa("peticion_demasiado_grande"))
        sin_cuerpo = declarado == "0" and "transfer-encoding" not in cabeceras
        segundos = self._limites.subida_s if pdf else self._limites.lectura_cuerpo_s
        partes: list[bytes] = []
        leidos = 0
        try:
            async with nullcontext() if sin_cuerpo else asyncio.timeout(segundos):
                while True:
                    mensaje = await receive()
                    if mensaje["type"] == "http.disconnect":
                        raise _Rechazo(Negativa("cuerpo_invalido"))
                    partes.append(mensaje.get("body", b""))
                    leidos += len(partes[-1])
                    if leidos > tope:
                        raise _Rechazo(Negativa("peticion_demasiado_grande"))
                    if not mensaje.get("more_body", False):
                        return b"".join(partes)
        except TimeoutError:
            raise _Rechazo(Negativa("cuerpo_invalido"), 408) from None

    def _preparar(self, peticion: Peticion, cabeceras: dict[str, str], cuerpo: bytes, tipo: str) -> None:
        """Hashes the body for Idempotency-Key: parsed JSON, so that spacing and field order do not matter.
        A body of no declared type is JSON: a route reads it so.
        """
        peticion.clave = cabeceras.get("idempotency-key") or None
        es_json = tipo != _PDF
        if es_json and not _es_utf8(cuerpo):
            raise _Rechazo(Negativa("cuerpo_invalido"), 400)
        hondo = cuerpo.count(b"[") + cuerpo.count(b"{") > self._limites.profundidad_json
        canonico = cuerpo
        if es_json and (peticion.clave or hondo):
            try:
                valor = json.loads(cuerpo or b"null")
                canonico = json.dumps(valor, sort_keys=True, separators=(",", ":")).encode()
            except (ValueError, RecursionError):
                raise _Rechazo(Negativa("cuerpo_invalido")) from None
            if hondo and _profundidad(valor) > self._limites.profundidad_json:
                raise _Rechazo(Negativa("cuerpo_invalido"))
        if peticion.clave:
            consulta: bytes = peticion.scope["query_string"]
            condicion = cabeceras.get("if-match", "").encode("latin-1")
            peticion.cuerpo_sha256 = hashlib.sha256(b"\0".join((canonico, consulta, condicion))).hexdigest()

    async def _esperar(self, cabeceras: dict[str, str]) -> None:
        """Only who logged in may make us wait: a stranger's header is left to the route, which refuses it."""
        despues_de = cabeceras.get("icsoe-despues-de")
        if not despues_de or self._espera is None:
            return
        try:
            posiciones = [Posicion.leer(texto) for texto in despues_de.split(",")[:4]]
        except ValueError:
            raise _Rechazo(Negativa("cuerpo_invalido")) from None
        try:
            quien = await self._claves.principal(cabeceras.get("authorization", "").partition(" ")[2].strip())
        except TokenInvalido:
            return
        for posicion in posiciones:
            try:
                alcanzada = await self._espera.hasta(posicion, quien.sid)
            except SIN_BASE:
                raise _Rechazo(Negativa("no_disponible")) from None
            if not alcanzada:
                raise _Rechazo(Negativa("aun_no_disponible"))


class _Rechazo(Exception):
    def __init__(self, negativa: Negativa, estado: int | None = None) -> None:
        super().__init__(negativa.codigo)
        self.negativa = negativa
        self.estado = estado


class _Salida:
    """Adds to the response what every response carries; a header the route has set stays."""

    def __init__(self, send: Send, peticion: Peticion) -> None:
        self._send = send
        self._peticion = peticion
        self.empezada = False

    async def __call__(self, mensaje: Message) -> None:
        if mensaje["type"] == "http.response.start":
            self.empezada = True
            cabeceras: list[tuple[bytes, bytes]] = list(mensaje.get("headers", []))
            puestas = {clave.lower() for clave, _ in cabeceras}
            cabeceras += [par for par in (*CABECERAS, _SIN_GUARDAR) if par[0] not in puestas]
            if not self._peticion.calla_posiciones:
                cabeceras += [(b"icsoe-posicion", str(p).encode()) for p in self._peticion.posiciones]
            mensaje = {**mensaje, "headers": cabeceras}
        await self._send(mensaje)


class _Repetidor:
    """``receive`` over a body already read; afterwards the client's disconnect, if any."""

    def __init__(self, cuerpo: bytes, receive: Receive) -> None:
        self._cuerpo: bytes | None = cuerpo
        self._receive = receive

    async def __call__(self) -> Message:
        if self._cuerpo is not None:
            cuerpo, self._cuerpo = self._cuerpo, None
            return {"type": "http.request", "body": cuerpo, "more_body": False}
        return await self._receive()


def _sin_llaves(scope: Scope, cuerpo: bytes) -> None:
    """A private key that a broken or foreign page sends is dropped before anything reads it (T-01)."""
    if contiene_llave(cuerpo) or contiene_llave(scope["query_string"]):
        registro().error("llave_recibida", metodo=scope["method"])
        raise _Rechazo(Negativa("llave_recibida"))


def _es_utf8(cuerpo: bytes) -> bool:
    """Whether a JSON reader takes it for UTF-8, as ``_sin_llaves`` did: NULs make it UTF-16 or UTF-32."""
    try:
        cuerpo.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in cuerpo


def _profundidad(valor: Any) -> int:
    nivel, hondura = [valor], 0
    while nivel:
        contenedores = [v for v in nivel if isinstance(v, dict | list)]
        if not contenedores:
            break
        hondura += 1
        nivel = [h for c in contenedores for h in (c.values() if isinstance(c, dict) else c)]
    return hondura
