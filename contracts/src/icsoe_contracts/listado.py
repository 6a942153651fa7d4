"""Facts of listado."""

from datetime import datetime
from typing import ClassVar, Literal

from .evento import Evento
from .referencias import Cuatrimestre, Ejercicio, Sha256


class ListadoPublicado(Evento):
    """One file of one list was published. ``sha256`` is of the xlsx bytes (D90)."""

    TIPO: ClassVar[str] = "icsoe.listado.publicado.v1"

    ejercicio: Ejercicio
    cuatrimestre: Cuatrimestre
    lista: Literal["LP", "LII"]
    version: int
    archivo: str
    sha256: Sha256
    filas: int
    corte: datetime
    publicado: datetime
