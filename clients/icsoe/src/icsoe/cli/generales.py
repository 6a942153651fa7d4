"""``icsoe generales ver|guardar``."""

from pathlib import Path
from typing import Annotated

import typer

from icsoe.cli.contexto import (
    LOCAL,
    Cer,
    Json,
    Key,
    PasswordFile,
    Url,
    abrir_efirma,
    cliente_de,
    decir,
    emitir_json,
)
from icsoe.errores import UsoIncorrecto
from icsoe.modelos import Contratista


def ver(json: Json = False, url: Url = LOCAL) -> None:
    """Muestra los datos generales del contratista de la sesión."""
    with cliente_de(url) as cliente:
        _mostrar(cliente.generales(), json)


Correo = Annotated[str, typer.Option("--correo", help="Correo electrónico.")]
Celular = Annotated[str, typer.Option("--celular", help="Celular, 10 dígitos.")]
Fijo = Annotated[str | None, typer.Option("--telefono-fijo", help="Teléfono fijo, 10 dígitos.")]
SocialIgualFiscal = Annotated[
    bool | None,
    typer.Option(
        "--social-igual-fiscal/--social-distinto-fiscal",
        help="Persona moral: si el domicilio social es igual al domicilio fiscal.",
    ),
]
AcuseRepse = Annotated[
    Path | None,
    typer.Option("--acuse-repse", help="Acuse de registro en padrón de la STPS (.pdf, 5 MB máx)."),
]
Acepto = Annotated[
    bool, typer.Option("--acepto-terminos", help="Aceptas los Términos y Condiciones vigentes.")
]


def guardar(
    cer: Cer,
    key: Key,
    correo: Correo,
    celular: Celular,
    password_file: PasswordFile = None,
    telefono_fijo: Fijo = None,
    social_igual_fiscal: SocialIgualFiscal = None,
    acuse_repse: AcuseRepse = None,
    acepto_terminos: Acepto = False,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Guarda los datos generales y deja listo al contratista para capturar."""
    efirma = abrir_efirma(cer, key, password_file)
    with cliente_de(url) as cliente:
        cliente.recordar(efirma)
        if cliente.generales().estado == "NUEVO":
            if not acepto_terminos:
                raise UsoIncorrecto(
                    "Antes de capturar tus datos generales debes aceptar los Términos y Condiciones.",
                    f"Léelos en {cliente.origen}/terminos-y-condiciones y agrega --acepto-terminos.",
                )
            cliente.aceptar_terminos()
        guardado = cliente.generales_guardar(
            correo=correo,
            celular=celular,
            acuse_repse=acuse_repse,
            telefono_fijo=telefono_fijo,
            social_igual_fiscal=social_igual_fiscal,
        )
    _mostrar(guardado, json)


def _mostrar(contratista: Contratista, json: bool) -> None:
    if json:
        emitir_json(contratista.model_dump())
        return
    renglones = {
        "RFC": contratista.rfc,
        "Nombre": contratista.nombre,
        "Correo electrónico": contratista.correo,
        "Celular": contratista.celular,
        "Teléfono fijo": contratista.telefono_fijo,
        "Acuse REPSE": (contratista.acuse_repse or {}).get("nombre"),
    }
    for nombre, valor in renglones.items():
        decir(f"{nombre}: {valor or '—'}")
    if contratista.estado == "GENERALES_COMPLETOS":
        decir("Tus datos generales están completos.")
    else:
        decir(f"Falta: {', '.join(contratista.faltantes or ['aceptar los Términos y Condiciones'])}.")
