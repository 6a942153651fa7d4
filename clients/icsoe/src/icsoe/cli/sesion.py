"""``icsoe login``, ``icsoe logout``, ``icsoe sesiones``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from icsoe_dominio.identificadores import Curp
from icsoe_dominio.texto import ValorInvalido

from icsoe.almacen import Almacen
from icsoe.cli.contexto import (
    LOCAL,
    Cer,
    Json,
    Key,
    PasswordFile,
    Url,
    abrir_efirma,
    cliente_de,
    contrasena,
    decir,
    emitir_json,
    en_el_centro,
    preguntar,
)
from icsoe.errores import UsoIncorrecto
from icsoe.modelos_cuenta import PasoPendiente, SesionDeCuenta

_MEDIOS = {"EFIRMA": "e.firma", "CONTRASENA": "contraseña"}
_AVISO_CODIGOS = "Guarda estos códigos de recuperación: cada uno sirve una vez y no se vuelven a mostrar."


def login(
    cer: Cer = None,
    key: Key = None,
    usuario: Annotated[
        str | None, typer.Option("--usuario", metavar="CURP", help="Capturista: tu CURP.")
    ] = None,
    password_file: PasswordFile = None,
    rfc: Annotated[
        str | None, typer.Option("--rfc", help="RFC con el que ingresas; se compara con el certificado.")
    ] = None,
    codigo: Annotated[
        str | None, typer.Option("--codigo", help="Capturista: código de la verificación en dos pasos.")
    ] = None,
    url: Url = LOCAL,
) -> None:
    """Ingresa con e.firma, o con CURP y contraseña, y conserva la sesión en este equipo."""
    if usuario is not None:
        if cer or key or rfc:
            raise UsoIncorrecto(
                "Ingresa con --usuario o con --cer y --key, no con ambos.", "Quita una de las dos."
            )
        _ingresar_capturista(curp_de(usuario), password_file, codigo, url)
        return
    efirma = abrir_efirma(cer, key, password_file)
    with cliente_de(url) as cliente:
        contratista = cliente.ingresar(efirma, rfc)
    decir("La validación de la FIEL fue exitosa")
    decir(f"Ingresaste como {contratista.nombre} ({contratista.rfc}).")
    if contratista.estado != "GENERALES_COMPLETOS":
        decir("Por favor ingresa tus datos generales: icsoe generales guardar --help")


def curp_de(escrita: str) -> str:
    """A CURP as typed, in capitals. Raises UsoIncorrecto."""
    try:
        return str(Curp.leer(escrita.upper()))
    except ValorInvalido as error:
        raise UsoIncorrecto(f"La CURP «{escrita}» no es válida: {error.motivo}", "Revísala.") from None


def _ingresar_capturista(usuario: str, password_file: Path | None, codigo: str | None, url: str) -> None:
    secreta = contrasena(password_file, "Contraseña")
    with cliente_de(url) as cliente:
        almacen = Almacen.de(cliente.origen)
        recuerdo = almacen.recuerdo(usuario)
        abierta = cliente.ingresar_capturista(
            usuario, secreta, lambda paso: _codigo(paso, codigo), recuerdo.dispositivo
        )
        almacen.recordar(usuario, replace(recuerdo, dispositivo=abierta.dispositivo))
        yo = cliente.capturista.ver()
    _mostrar_codigos(abierta)
    decir(f"Ingresaste como {usuario}.")
    if yo.faltantes:
        decir(f"Falta: {', '.join(yo.faltantes)}. Complétalo con: icsoe cuenta datos --help")
    if yo.invitaciones:
        decir("Tienes invitaciones: icsoe contratistas")
    if recuerdo.contratista_rfc:
        decir(f"Trabajas por {recuerdo.contratista_rfc}.")
    elif yo.contratistas:
        decir("Elige por quién trabajas con: icsoe contratistas usar RFC")


def _codigo(paso: PasoPendiente, dado: str | None) -> str:
    if paso.segundo_factor == "PEDIR":
        return dado or preguntar("Código de verificación", "--codigo")
    if not sys.stdin.isatty():
        raise UsoIncorrecto(
            "Un contratista exige la verificación en dos pasos y tu cuenta aún no la tiene.",
            "Repite la orden en una terminal para activarla.",
        )
    decir("Un contratista exige la verificación en dos pasos. Agrega esta clave a tu aplicación:")
    decir(f"  {paso.secreto}")
    decir(f"  {paso.uri}")
    return preguntar("Código que muestra la aplicación", "--codigo")


def _mostrar_codigos(abierta: SesionDeCuenta) -> None:
    mostrar_codigos(abierta.codigos_de_recuperacion or [])


def mostrar_codigos(codigos: list[str]) -> None:
    """Recovery codes, on standard output, once."""
    if codigos:
        decir(_AVISO_CODIGOS)
    for codigo in codigos:
        decir(f"  {codigo}")


def logout(url: Url = LOCAL) -> None:
    """Cierra la sesión y la borra de este equipo."""
    with cliente_de(url) as cliente:
        cliente.salir()
    decir("Cerraste sesión.")


def listar(json: Json = False, url: Url = LOCAL) -> None:
    """Muestra tus sesiones abiertas, la más reciente primero."""
    with cliente_de(url) as cliente:
        sesiones = cliente.cuenta.sesiones()
    if json:
        emitir_json([una.model_dump() for una in sesiones])
        return
    for una in sesiones:
        decir(
            f"{una.id}  {_MEDIOS.get(una.medio, una.medio)}  abierta {en_el_centro(una.abierta)}, "
            f"usada {en_el_centro(una.usada)}{'  (esta)' if una.actual else ''}"
        )


def cerrar(
    sesion: Annotated[str | None, typer.Argument(metavar="ID", help="La de «icsoe sesiones listar».")] = None,
    las_demas: Annotated[bool, typer.Option("--las-demas", help="Todas menos esta.")] = False,
    url: Url = LOCAL,
) -> None:
    """Cierra una de tus sesiones, o todas las demás."""
    if (sesion is None) != las_demas:
        raise UsoIncorrecto("Indica una sesión o --las-demas.", "Consulta «icsoe sesiones listar».")
    with cliente_de(url) as cliente:
        cuales = [sesion] if sesion else [s.id for s in cliente.cuenta.sesiones() if not s.actual]
        for una in cuales:
            cliente.cuenta.cerrar_sesion(una)
    decir(f"Sesiones cerradas: {len(cuales)}. Dejan de servir en menos de un minuto.")
