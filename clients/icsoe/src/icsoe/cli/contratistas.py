"""``icsoe contratistas``: for whom a capturista works, and who invites it."""

from dataclasses import replace
from typing import Annotated

import typer

from icsoe.almacen import Almacen
from icsoe.cli.contexto import (
    LOCAL,
    Json,
    Url,
    cliente_de,
    decir,
    emitir_json,
    en_el_centro,
    hallar_contratista,
)
from icsoe.cliente import Cliente
from icsoe.errores import Negada
from icsoe.modelos_cuenta import Capturista, Invitacion

Quien = Annotated[str, typer.Argument(metavar="RFC", help="RFC del contratista, o el id del renglón.")]


def listar(contexto: typer.Context, json: Json = False, url: Url = LOCAL) -> None:
    """Capturista: por quién trabajas y quién te invita."""
    if contexto.invoked_subcommand is not None:
        return
    with cliente_de(url) as cliente:
        yo = cliente.capturista.ver()
        elegido = Almacen.de(cliente.origen).recuerdo(yo.usuario).contratista_id
    if json:
        emitir_json(yo.model_dump(include={"contratistas", "invitaciones", "faltantes"}))
        return
    _mostrar(yo, elegido)


def aceptar(quien: Quien, url: Url = LOCAL) -> None:
    """Acepta la invitación de un contratista."""
    with cliente_de(url) as cliente:
        invitacion = _hallar(cliente, quien)
        yo = cliente.capturista.aceptar(invitacion.vinculo_id)
    nombre = invitacion.contratista_nombre
    if any(uno.rfc == invitacion.contratista_rfc for uno in yo.contratistas):
        decir(f"Ya puedes capturar por {nombre}: icsoe contratistas usar {invitacion.contratista_rfc}")
    else:
        decir(f"Aceptaste. {nombre} debe confirmar que eres tú: tu correo no es el que escribió.")


def rechazar(quien: Quien, url: Url = LOCAL) -> None:
    """Rechaza la invitación de un contratista."""
    with cliente_de(url) as cliente:
        invitacion = _hallar(cliente, quien)
        cliente.capturista.rechazar(invitacion.vinculo_id)
    decir(f"Rechazaste la invitación de {invitacion.contratista_nombre}.")


def usar(quien: Quien, url: Url = LOCAL) -> None:
    """Elige por quién trabajas en las órdenes que siguen."""
    with cliente_de(url) as cliente:
        uno = hallar_contratista(cliente, quien)
        assert cliente.sesion is not None
        almacen, usuario = Almacen.de(cliente.origen), cliente.sesion.usuario
        elegido = {"contratista_id": uno.contratista_id, "contratista_rfc": uno.rfc}
        almacen.recordar(usuario, replace(almacen.recuerdo(usuario), **elegido))
    decir(f"Trabajas por {uno.nombre} ({uno.rfc}).")


def _hallar(cliente: Cliente, quien: str) -> Invitacion:
    for invitacion in cliente.capturista.ver().invitaciones:
        if quien.lower() == invitacion.vinculo_id or quien.upper() == invitacion.contratista_rfc:
            return invitacion
    raise Negada(
        f"No tienes una invitación de «{quien}».", "Consulta «icsoe contratistas».", codigo="no_encontrado"
    )


def _mostrar(yo: Capturista, elegido: str | None) -> None:
    if not yo.contratistas:
        decir("No trabajas por ningún contratista.")
    for uno in yo.contratistas:
        acuses = "con acuses" if uno.puede_acuses else "sin acuses"
        decir(f"{uno.rfc}  {uno.nombre}  {acuses}{'  (en uso)' if uno.contratista_id == elegido else ''}")
    for invitacion in yo.invitaciones:
        decir(
            f"{invitacion.contratista_rfc}  {invitacion.contratista_nombre}  te invita desde "
            f"{en_el_centro(invitacion.desde, hora=False)}: icsoe contratistas aceptar|rechazar "
            f"{invitacion.contratista_rfc}"
        )
    if yo.faltantes:
        decir(f"Falta: {', '.join(yo.faltantes)}. Complétalo con: icsoe cuenta datos --help")
