"""``icsoe verificar``: is this acuse authentic? Offline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from icsoe_dominio.calendario import CENTRO

from icsoe.archivos import leer_bytes
from icsoe.cli.confianza import ancla_para
from icsoe.cli.contexto import LOCAL, Json, Url, decir, emitir_json
from icsoe.errores import Salida

if TYPE_CHECKING:
    from icsoe.verificar import ResultadoVerificacion

_SALIDAS = {"válido": Salida.BIEN, "sin ancla": Salida.SIN_ANCLA}


def verificar(
    acuse: Annotated[Path, typer.Argument(metavar="acuse.pdf", help="Acuse por verificar.")],
    ancla: Annotated[
        Path | None,
        typer.Option("--ancla", help="Raíz del sello (.pem); si se omite, la que fijaste."),
    ] = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Verifica un acuse en tu equipo, sin conexión."""
    # pyHanko takes longer to load than every other command takes to run.
    from icsoe.verificar import verificar_acuse

    resultado = verificar_acuse(leer_bytes(acuse), ancla_para(ancla, url))
    if json:
        emitir_json(_objeto(resultado))
    else:
        _mostrar(resultado)
    raise typer.Exit(_SALIDAS.get(resultado.estado, Salida.VERIFICACION))


def _objeto(resultado: "ResultadoVerificacion") -> dict[str, Any]:
    return {
        "estado": resultado.estado,
        "motivo": resultado.motivo,
        "folio": resultado.folio,
        "fecha_presentacion": resultado.fecha.isoformat() if resultado.fecha else None,
        "sha256_contenido": resultado.contenido_sha256,
        "sha256_pdf": resultado.sha256,
        "prueba": resultado.prueba,
    }


def _mostrar(resultado: "ResultadoVerificacion") -> None:
    decir(f"{resultado.estado.capitalize()}: {resultado.motivo}")
    if resultado.folio and resultado.fecha:
        decir(f"Folio: {resultado.folio}")
        recibida = resultado.fecha.astimezone(CENTRO)
        decir(f"Fecha de presentación: {recibida:%d/%m/%Y %H:%M:%S} (hora del centro)")
        decir(f"SHA-256 del contenido: {resultado.contenido_sha256}")
    decir(f"SHA-256 del archivo: {resultado.sha256}")
    if resultado.prueba:
        decir("Es un acuse de PRUEBA, sin validez.")
    if resultado.estado == "sin ancla":
        decir("Fija la raíz del sello con: icsoe confianza fijar")
