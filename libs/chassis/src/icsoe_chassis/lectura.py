"""From a raw Kafka record to an event of ours, or the reason why it never will be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from icsoe_contracts.evento import Evento
from icsoe_contracts.sobre import Modo, Sobre, SobreIlegible
from pydantic import ValidationError

from .consumo import Consumidor, EventoImposible, Proyeccion, Reaccion


class Registro(Protocol):
    """What is read of a Kafka record; dead letters bring it back from the database."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class RegistroImposible(Exception):
    """Permanent: trying again can not help. ``clase`` goes to the dead letter."""

    def __init__(self, clase: str, detalle: str = "") -> None:
        super().__init__(detalle or clase)
        self.clase = clase


@dataclass(frozen=True)
class Leido:
    """An event, its envelope, and what this consumer does with it (None: nothing)."""

    evento: Evento | None
    sobre: Sobre
    hacer: Reaccion | Proyeccion | None


def leer_registro(registro: Registro, consumidor: Consumidor, modo: Modo) -> Leido:
    """Raises RegistroImposible, never anything else."""
    try:
        sobre = Sobre.leer(list(registro.headers))
    except SobreIlegible as error:
        raise RegistroImposible("sobre_ilegible", str(error)) from None
    tema = consumidor.tema
    if sobre.modo != modo:
        raise RegistroImposible("modo_ajeno", sobre.modo)
    if not sobre.source.startswith(f"/icsoe/{tema.dueno}/"):
        raise RegistroImposible("origen_ajeno", sobre.source)
    if registro.key is None or registro.key != sobre.subject.encode():
        raise RegistroImposible("clave_ajena")
    clase = next((e for e in tema.eventos if sobre.type == e.TIPO), None)
    if clase is None:
        raiz = sobre.type.rpartition(".v")[0]
        conocido = any(e.TIPO.rpartition(".v")[0] == raiz for e in tema.eventos)
        raise RegistroImposible("version_no_admitida" if conocido else "tipo_ajeno", sobre.type)
    hacer = consumidor.manejadores.get(clase)
    if hacer is None:
        return Leido(None, sobre, None)
    if registro.value is None:
        raise RegistroImposible("sin_cuerpo")
    try:
        return Leido(clase.model_validate_json(registro.value), sobre, hacer)
    except ValidationError as error:
        campos = {".".join(map(str, f["loc"])) or "cuerpo" for f in error.errors(include_input=False)}
        raise RegistroImposible("esquema", ", ".join(sorted(campos))[:200]) from None


def clase_de(error: BaseException) -> tuple[str, str]:
    """(class, detail) of an error for the dead letter: no values, only names and our own texts."""
    if isinstance(error, RegistroImposible):
        return error.clase, str(error)
    if isinstance(error, EventoImposible):
        return "imposible", str(error)[:200]
    return type(error).__name__, ""
