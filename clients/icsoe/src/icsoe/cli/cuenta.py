"""``icsoe cuenta``, ``icsoe password``: the account of a capturista. Secrets never are arguments (T-14)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from icsoe_dominio.contrasena import REGLAS, Contexto, incumplidas

from icsoe.cli.contexto import (
    LOCAL,
    Json,
    PasswordFile,
    Url,
    cliente_de,
    contrasena,
    decir,
    emitir_json,
    preguntar,
    renglones,
    token_de,
)
from icsoe.cli.sesion import curp_de, mostrar_codigos
from icsoe.errores import Negada, UsoIncorrecto

TokenFile = Annotated[
    Path | None, typer.Option("--token-file", help="Archivo con el enlace del correo; sin él, se pregunta.")
]
NuevaFile = Annotated[
    Path | None, typer.Option("--nueva-file", help="Archivo con la contraseña nueva; sin él, se pregunta.")
]


def crear(token_file: TokenFile = None, nueva_file: NuevaFile = None, url: Url = LOCAL) -> None:
    """Crea tu contraseña con el enlace de tu alta o de tu recuperación."""
    token = token_de(token_file)
    with cliente_de(url) as cliente:
        acceso = cliente.accesos.consultar(token)
        if acceso.motivo == "CORREO":
            raise Negada(
                "Ese enlace es para confirmar un correo.",
                "Úsalo con: icsoe cuenta confirmar-correo --token-file …",
                codigo="enlace_de_otro_uso",
            )
        decir(f"Usuario: {acceso.usuario}")
        cliente.accesos.crear_contrasena(
            token, _nueva(nueva_file, acceso.usuario, "el enlace sigue sirviendo")
        )
    decir("Contraseña actualizada")
    decir(f"Entra con: icsoe login --usuario {acceso.usuario}")


def cambiar(password_file: PasswordFile = None, nueva_file: NuevaFile = None, url: Url = LOCAL) -> None:
    """Cambia tu contraseña y cierra tus demás sesiones."""
    actual = contrasena(password_file, "Contraseña actual")
    with cliente_de(url) as cliente:
        usuario = cliente.cuenta.ver().usuario
        cliente.cuenta.cambiar_contrasena(actual, _nueva(nueva_file, usuario, "la actual no cambió"))
    decir("Contraseña actualizada")


def recuperar(
    usuario: Annotated[str, typer.Option("--usuario", metavar="CURP", help="Tu CURP.")],
    correo: Annotated[str, typer.Option("--correo", help="El correo de tu cuenta.")],
    url: Url = LOCAL,
) -> None:
    """Pide el enlace para crear otra contraseña."""
    with cliente_de(url) as cliente:
        cliente.accesos.recuperar(curp_de(usuario), correo)
    decir("Si los datos son de una cuenta, le llegará un correo con un enlace que vence en 60 minutos.")
    decir("Cópialo a un archivo y sigue con: icsoe password crear --token-file …")


def _nueva(archivo: Path | None, usuario: str, intacto: str) -> str:
    """A new password that meets the rules this machine can judge; ``intacto`` is what a weak one leaves as it
    was. Raises Negada, UsoIncorrecto.
    """
    if archivo is None:
        for regla in REGLAS:
            decir(f"  - {regla.texto}")
    nueva = contrasena(archivo, "Contraseña nueva", "--nueva-file")
    if archivo is None and contrasena(None, "Confirmar contraseña", "--nueva-file") != nueva:
        raise UsoIncorrecto("Las contraseñas no son iguales.", "Repite la orden.")
    faltas = incumplidas(nueva, Contexto(curp=usuario, anio=datetime.now(UTC).year))
    if faltas:
        textos = [regla.texto for regla in REGLAS if regla.codigo in faltas]
        raise Negada(
            f"La contraseña no cumple estas reglas: {', '.join(textos)}.",
            f"Escribe otra que las cumpla todas; {intacto}.",
            codigo="contrasena_debil",
        )
    return nueva


def ver(json: Json = False, url: Url = LOCAL) -> None:
    """Muestra tu cuenta de capturista."""
    with cliente_de(url) as cliente:
        cuenta, yo = cliente.cuenta.ver(), cliente.capturista.ver()
    if json:
        nombres = yo.model_dump(include={"nombre", "primer_apellido", "segundo_apellido", "faltantes"})
        emitir_json(cuenta.model_dump() | nombres)
        return
    activo = "activa" if cuenta.segundo_factor else "no activa"
    renglones(
        {
            "Usuario": cuenta.usuario,
            "Nombre": " ".join(filter(None, (yo.nombre, yo.primer_apellido, yo.segundo_apellido))),
            "Correo electrónico": cuenta.correo,
            "Verificación en dos pasos": activo
            + (", un contratista la exige" if cuenta.exige_segundo_factor else ""),
        }
    )
    if yo.faltantes:
        decir(f"Falta: {', '.join(yo.faltantes)}. Complétalo con: icsoe cuenta datos --help")


def datos(
    nombre: Annotated[str | None, typer.Option("--nombre", help="Nombre(s).")] = None,
    primer_apellido: Annotated[str | None, typer.Option("--primer-apellido", help="Primer apellido.")] = None,
    segundo_apellido: Annotated[
        str | None, typer.Option("--segundo-apellido", help="Segundo apellido.")
    ] = None,
    acepto_terminos: Annotated[
        bool, typer.Option("--acepto-terminos", help="Aceptas los Términos y Condiciones vigentes.")
    ] = False,
    url: Url = LOCAL,
) -> None:
    """Guarda tu nombre y acepta los Términos y Condiciones. Solo cambia lo que indicas."""
    with cliente_de(url) as cliente:
        yo = cliente.capturista.ver()
        dados = (nombre, primer_apellido, segundo_apellido)
        if acepto_terminos:
            yo = cliente.capturista.aceptar_terminos()
        if any(dado is not None for dado in dados):
            antes = (yo.nombre, yo.primer_apellido, yo.segundo_apellido)
            juntos = [previo if dado is None else dado for previo, dado in zip(antes, dados, strict=True)]
            yo = cliente.capturista.guardar_datos(juntos[0] or "", juntos[1] or "", juntos[2] or None)
    decir(f"Falta: {', '.join(yo.faltantes)}." if yo.faltantes else "Tus datos están completos.")


def correo(
    nuevo: Annotated[str, typer.Argument(metavar="CORREO", help="Tu correo nuevo.")],
    password_file: PasswordFile = None,
    url: Url = LOCAL,
) -> None:
    """Cambia el correo de tu cuenta: se confirma con el enlace que reciba."""
    with cliente_de(url) as cliente:
        cliente.cuenta.cambiar_correo(contrasena(password_file, "Contraseña"), nuevo)
    decir(f"Enviamos un enlace a {nuevo}. Confírmalo con: icsoe cuenta confirmar-correo --token-file …")


def confirmar_correo(
    token_file: TokenFile = None, password_file: PasswordFile = None, url: Url = LOCAL
) -> None:
    """Confirma el correo nuevo de tu cuenta, con el enlace que recibió y tu contraseña."""
    token, clave = token_de(token_file), contrasena(password_file, "Contraseña")
    with cliente_de(url) as cliente:
        decir(f"Correo confirmado: {cliente.accesos.confirmar_correo(token, clave).correo}")


def reclamar(
    correo: Annotated[str, typer.Argument(metavar="CORREO", help="Tu correo, que recibe el enlace.")],
    url: Url = LOCAL,
) -> None:
    """Recupera, con tu e.firma, la cuenta de capturista que alguien abrió con tu CURP. Antes: icsoe login."""
    with cliente_de(url) as cliente:
        lista = cliente.cuenta.reclamar(correo)
    decir(f"Comprobaste que la CURP {lista.usuario} es tuya; nadie entra ya con esa cuenta.")
    decir(f"Enviamos un enlace a {lista.correo}. Crea tu contraseña con: icsoe password crear --token-file …")


def activar_factor(password_file: PasswordFile = None, url: Url = LOCAL) -> None:
    """Activa la verificación en dos pasos, o la cambia a otro teléfono. Se hace en una terminal."""
    secreta = contrasena(password_file, "Contraseña")
    with cliente_de(url) as cliente:
        activa = cliente.cuenta.ver().segundo_factor
        vigente = preguntar("Código actual, o uno de recuperación", "una terminal") if activa else None
        factor = cliente.cuenta.preparar_segundo_factor(secreta, vigente)
        decir("Agrega esta clave a tu aplicación de códigos:")
        decir(f"  {factor.secreto}")
        decir(f"  {factor.uri}")
        codigos = cliente.cuenta.activar_segundo_factor(
            preguntar("Código que muestra la aplicación", "una terminal")
        )
    decir("La verificación en dos pasos está activa.")
    mostrar_codigos(codigos)


def quitar_factor(
    password_file: PasswordFile = None,
    codigo: Annotated[
        str | None, typer.Option("--codigo", help="Código de la aplicación, o uno de recuperación.")
    ] = None,
    url: Url = LOCAL,
) -> None:
    """Quita la verificación en dos pasos, si ningún contratista la exige."""
    with cliente_de(url) as cliente:
        if not cliente.cuenta.ver().segundo_factor:
            decir("No tienes activa la verificación en dos pasos: no hay nada que quitar.")
            return
        secreta = contrasena(password_file, "Contraseña")
        cliente.cuenta.quitar_segundo_factor(secreta, codigo or preguntar("Código", "--codigo"))
    decir("Quitaste la verificación en dos pasos.")
