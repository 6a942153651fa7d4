"""``icsoe presentar sin-informacion``."""

from datetime import datetime
from typing import Annotated

import typer
from icsoe_dominio.calendario import CENTRO
from icsoe_dominio.negativas import mensaje
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION

from icsoe.cli.contexto import (
    LOCAL,
    Cer,
    Json,
    Key,
    PasswordFile,
    Url,
    abrir_efirma,
    avisar,
    cliente_de,
    decir,
    emitir_json,
)


def sin_informacion(
    cer: Cer,
    key: Key,
    ejercicio: Annotated[int, typer.Option("--ejercicio", min=2021, max=2200, help="Año del periodo.")],
    cuatrimestre: Annotated[int, typer.Option("--cuatrimestre", min=1, max=3, help="1, 2 o 3.")],
    password_file: PasswordFile = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Presenta la informativa Sin información de un cuatrimestre.

    Con esta orden declaras, bajo protesta de decir verdad, que en el cuatrimestre que se indica no
    celebraste contratos.
    """
    efirma = abrir_efirma(cer, key, password_file)
    avisar(f"{PROTESTA_SIN_INFORMACION}.")
    with cliente_de(url) as cliente:
        cliente.recordar(efirma)
        presentada = cliente.presentar_sin_informacion(efirma, ejercicio, cuatrimestre)
        acuse = cliente.direccion_acuse(presentada.folio)
    if json:
        emitir_json(
            {
                "folio": presentada.folio,
                "fecha_presentacion": presentada.fecha_presentacion,
                "extemporanea": presentada.extemporanea,
                "sha256": presentada.sha256,
                "acuse": acuse,
            }
        )
        return
    recibida = datetime.fromisoformat(presentada.fecha_presentacion).astimezone(CENTRO)
    decir(mensaje("MSG-20", folio=presentada.folio))
    decir(f"Fecha de presentación: {recibida:%d/%m/%Y %H:%M:%S} (hora del centro)")
    decir(f"Extemporánea: {'sí' if presentada.extemporanea else 'no'}")
    decir(f"SHA-256 del contenido: {presentada.sha256}")
    if presentada.otro_certificado:
        decir(mensaje("MSG-22", numero=presentada.certificado_numero))
    decir(f"Descarga tu acuse con: icsoe acuse descargar {presentada.folio}")
