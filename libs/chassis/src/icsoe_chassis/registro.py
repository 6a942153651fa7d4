"""The log: JSON lines, one logger, ids instead of people. A scrubber stands behind it as the second line."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

# threats.md §4.5: CURP, RFC of a person (13; a company's 12 may be logged), mail, JWT, NSS, fingerprint of
# a key.
_PATRONES = (
    (re.compile(r"\b[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b"), "[curp]"),
    (re.compile(r"(?<![A-ZÑ&0-9])[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}(?![A-Z0-9])"), "[rfc]"),
    (re.compile(r"[^\s@\"'<>]{1,64}@[^\s@\"'<>]{1,255}"), "[correo]"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*"), "[jwt]"),
    (re.compile(r"(?<![\d-])\d{11}(?![\d-])"), "[nss]"),
    (re.compile(r"(?i)\b(?:[0-9a-f]{2}:){15,}[0-9a-f]{2}\b"), "[huella]"),
)
_LARGO_MAXIMO = 4_000
CADA_S = 30
_LINEAS_RECORDADAS = 200


def limpiar(texto: str) -> str:
    """``texto`` without what could name a person or open a door."""
    recortado = texto[:_LARGO_MAXIMO]
    for patron, marca in _PATRONES:
        recortado = patron.sub(marca, recortado)
    return recortado


def _limpiar_todo(valor: Any) -> Any:
    if isinstance(valor, str):
        return limpiar(valor)
    if isinstance(valor, dict):
        return {limpiar(str(k)): _limpiar_todo(v) for k, v in valor.items()}
    if isinstance(valor, list | tuple):
        return [_limpiar_todo(v) for v in valor]
    return valor if isinstance(valor, int | float | bool) or valor is None else limpiar(str(valor))


def _depurar(_: Any, __: str, campos: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {clave: _limpiar_todo(valor) for clave, valor in campos.items()}


class _SinRepetir(logging.Filter):
    """A library's repeated line once per ``CADA_S``: aiokafka says ten times a second what it misses."""

    def __init__(self) -> None:
        super().__init__()
        self._dichas: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        linea = record.getMessage()
        if record.created - self._dichas.get(linea, 0) < CADA_S:
            return False
        if len(self._dichas) > _LINEAS_RECORDADAS:
            self._dichas.clear()
        self._dichas[linea] = record.created
        return True


_COMUNES: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="t"),
    structlog.processors.format_exc_info,
    _depurar,
]
_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def configurar(servicio: str, proceso: str, nivel: str = "info", archivo: TextIO | None = None) -> None:
    """Sends every log line of this process, libraries' included, to ``archivo`` (stdout) as scrubbed JSON."""
    numero = logging.getLevelNamesMapping()[nivel.upper()]
    structlog.configure(
        processors=[*_COMUNES, _JSON],
        wrapper_class=structlog.make_filtering_bound_logger(numero),
        logger_factory=structlog.WriteLoggerFactory(file=archivo or sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(servicio=servicio, proceso=proceso)
    salida = logging.StreamHandler(archivo or sys.stdout)
    salida.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMUNES[:-1],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _depurar, _JSON],
        )
    )
    salida.addFilter(_SinRepetir())
    raiz = logging.getLogger()
    raiz.handlers[:] = [salida]
    raiz.setLevel(max(numero, logging.WARNING))


def registro() -> Any:
    """The logger. Events are short snake_case names; values are ids, counts and classes of error."""
    return structlog.get_logger()
