"""``icsoe acuses``, ``icsoe acuse descargar``."""

from pathlib import Path
from typing import Annotated

import typer
from icsoe_dominio.folios import Folio
from icsoe_dominio.texto import ValorInvalido

from icsoe.archivos import escribir_bytes
from icsoe.cli.contexto import (
    LOCAL,
    Json,
    Por,
    Url,
    cliente_de,
    decir,
    elegir_contratista,
    emitir_json,
    en_el_centro,
)
from icsoe.errores import UsoIncorrecto
from icsoe.modelos import Acuse

_TIPOS = {"NORMAL": "Normal", "SIN_INFORMACION": "Sin información", "COMPLEMENTARIA": "Complementaria"}


def acuses(contratista: Por = None, json: Json = False, url: Url = LOCAL) -> None:
    """Lista las informativas presentadas."""
    with cliente_de(url) as cliente:
        elegir_contratista(cliente, contratista)
        filas = cliente.acuses()
    if json:
        emitir_json([fila.model_dump() for fila in filas])
        return
    if not filas:
        decir("No hay informativas presentadas.")
    for fila in filas:
        decir(
            f"{fila.folio}  {fila.ejercicio}-{fila.cuatrimestre}  {_TIPOS.get(fila.tipo, fila.tipo)}  "
            f"{en_el_centro(fila.fecha_presentacion, hora=False)}  "
            f"{'acuse listo' if fila.acuse_listo else 'acuse en preparación'}{_revocacion(fila)}"
        )


def _revocacion(fila: Acuse) -> str:
    if fila.observada:
        return "  observada: certificado revocado"
    return "  revocación del certificado: por confirmar" if fila.revocacion == "POR_CONFIRMAR" else ""


def descargar(
    folio: Annotated[str, typer.Argument(help="Folio definitivo de la informativa.")],
    contratista: Por = None,
    url: Url = LOCAL,
) -> None:
    """Descarga el acuse en esta carpeta como FOLIO.pdf."""
    folio = _folio(folio)
    with cliente_de(url) as cliente:
        elegir_contratista(cliente, contratista)
        pdf = cliente.descargar_acuse(folio)
    destino = Path(f"{folio}.pdf")
    escribir_bytes(destino, pdf)
    decir(f"{destino}")


def _folio(escrito: str) -> str:
    try:
        return str(Folio.leer(escrito.strip().upper()))
    except ValorInvalido:
        raise UsoIncorrecto(
            f"«{escrito}» no es un folio definitivo, por ejemplo SI26000123.", "Cópialo de «icsoe acuses»."
        ) from None
