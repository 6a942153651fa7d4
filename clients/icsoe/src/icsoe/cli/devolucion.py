"""``icsoe solicitar devolucion``."""

from typing import Annotated

import typer

from icsoe.cli.contexto import LOCAL, Json, Por, Url, cliente_de, decir, elegir_contratista, emitir_json
from icsoe.cli.presentar import Cuatrimestre, Ejercicio


def solicitar(
    ejercicio: Ejercicio,
    cuatrimestre: Cuatrimestre,
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué, de 1 a 500 caracteres.")],
    contratista: Por = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Capturista: pide al contratista que devuelva a captura la informativa que espera su firma.

    El contratista recibe un correo con tu nombre y el motivo, y decide. Mientras tanto nada cambia.
    No escribas datos de trabajadores en el motivo.
    """
    with cliente_de(url) as cliente:
        elegir_contratista(cliente, contratista)
        pedida = cliente.solicitar_devolucion(ejercicio, cuatrimestre, motivo)
    if json:
        emitir_json(pedida.model_dump())
        return
    decir(f"Solicitaste la devolución de la informativa {ejercicio}-{cuatrimestre}.")
    decir("El contratista recibirá el aviso por correo y decidirá.")
