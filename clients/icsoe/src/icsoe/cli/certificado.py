"""``icsoe certificado revisar``: will this e.firma be accepted? Asked before any filing."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from icsoe.cli.contexto import (
    LOCAL,
    Json,
    PasswordFile,
    Url,
    cliente_de,
    contrasena,
    decir,
    emitir_json,
    en_el_centro,
)
from icsoe.efirma import EFirma
from icsoe.errores import CredencialInvalida, Salida
from icsoe.modelos import Dictamen


def revisar(
    cer: Annotated[Path, typer.Argument(metavar="F.cer", help="Certificado por revisar.")],
    en: Annotated[
        datetime | None,
        typer.Option(
            "--en",
            metavar="AAAA-MM-DD",
            formats=["%Y-%m-%d"],
            help="Fecha en la que se usaría; si se omite, hoy.",
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Llave privada: se comprueba en tu equipo que sea su par.")
    ] = None,
    password_file: PasswordFile = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Dice si una e.firma será aceptada. Solo se envía el .cer."""
    with cliente_de(url) as cliente:
        dictamen = cliente.revisar_certificado(cer, en.date() if en else None)
    if key is not None:
        dictamen = _con_el_par(
            dictamen, cer, key, contrasena(password_file, "Contraseña de la Llave privada")
        )
    if json:
        emitir_json(dictamen.model_dump())
    else:
        _mostrar(dictamen)
    raise typer.Exit(Salida.BIEN if dictamen.aceptable else Salida.CREDENCIAL)


def _con_el_par(dictamen: Dictamen, cer: Path, key: Path, password: str) -> Dictamen:
    try:
        EFirma.abrir(cer, key, password)
    except CredencialInvalida as rechazo:
        fallas = {"aceptable": False, "codigo": rechazo.codigo, "mensaje": rechazo.mensaje}
        return dictamen.model_copy(update=fallas)
    return dictamen


def _mostrar(dictamen: Dictamen) -> None:
    renglones = {
        "Tipo": dictamen.tipo,
        "RFC": dictamen.rfc,
        "RFC del representante": dictamen.rfc_representante,
        "Nombre": dictamen.nombre,
        "Número": dictamen.numero,
        "Vigente desde": en_el_centro(dictamen.vigente_desde),
        "Vigente hasta": en_el_centro(dictamen.vigente_hasta),
    }
    for nombre, valor in renglones.items():
        if valor:
            decir(f"{nombre}: {valor}")
    decir(f"Aceptable: {'sí' if dictamen.aceptable else 'no'}")
    if dictamen.mensaje:
        decir(dictamen.mensaje)
