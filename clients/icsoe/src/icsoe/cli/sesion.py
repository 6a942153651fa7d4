"""``icsoe login``, ``icsoe logout``."""

from typing import Annotated

import typer

from icsoe.cli.contexto import LOCAL, Cer, Key, PasswordFile, Url, abrir_efirma, cliente_de, decir


def login(
    cer: Cer,
    key: Key,
    password_file: PasswordFile = None,
    rfc: Annotated[
        str | None, typer.Option("--rfc", help="RFC con el que ingresas; se compara con el certificado.")
    ] = None,
    url: Url = LOCAL,
) -> None:
    """Ingresa con e.firma y conserva la sesión en este equipo."""
    efirma = abrir_efirma(cer, key, password_file)
    with cliente_de(url) as cliente:
        contratista = cliente.ingresar(efirma, rfc)
    decir("La validación de la FIEL fue exitosa")
    decir(f"Ingresaste como {contratista.nombre} ({contratista.rfc}).")
    if contratista.estado != "GENERALES_COMPLETOS":
        decir("Por favor ingresa tus datos generales: icsoe generales guardar --help")


def logout(url: Url = LOCAL) -> None:
    """Cierra la sesión y la borra de este equipo."""
    with cliente_de(url) as cliente:
        cliente.salir()
    decir("Cerraste sesión.")
