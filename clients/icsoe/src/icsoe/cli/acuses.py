"""``icsoe acuses``, ``icsoe acuse descargar``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from icsoe_dominio.calendario import CENTRO

from icsoe.cli.contexto import LOCAL, Json, Url, cliente_de, decir, emitir_json
from icsoe.errores import UsoIncorrecto

_TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Complementaria"}


def acuses(json: Json = False, url: Url = LOCAL) -> None:
    """Lista las informativas presentadas."""
    with cliente_de(url) as cliente:
        filas = cliente.acuses()
    if json:
        emitir_json([fila.model_dump() for fila in filas])
        return
    if not filas:
        decir("No tienes informativas presentadas.")
    for fila in filas:
        dia = datetime.fromisoformat(fila.fecha_presentacion).astimezone(CENTRO)
        decir(
            f"{fila.folio}  {fila.ejercicio}-{fila.cuatrimestre}  {_TIPOS.get(fila.tipo, fila.tipo)}  "
            f"{dia:%d/%m/%Y}  {'acuse listo' if fila.acuse_listo else 'acuse en preparación'}"
        )


def descargar(
    folio: Annotated[str, typer.Argument(help="Folio definitivo de la informativa.")], url: Url = LOCAL
) -> None:
    """Descarga el acuse en esta carpeta como FOLIO.pdf."""
    with cliente_de(url) as cliente:
        pdf = cliente.descargar_acuse(folio)
    destino = Path(f"{folio}.pdf")
    try:
        destino.write_bytes(pdf)
    except OSError as error:
        raise UsoIncorrecto(
            f"No se puede escribir «{destino}» ({error.strerror}).",
            "Cambia a una carpeta en la que puedas escribir.",
        ) from None
    decir(f"{destino}")
