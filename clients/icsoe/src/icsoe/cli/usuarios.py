"""``icsoe usuarios``: the capturistas of a contratista."""

from typing import Annotated, Literal

import typer

from icsoe.cli.contexto import LOCAL, Json, Url, cliente_de, decir, emitir_json, en_el_centro, preguntar
from icsoe.cliente import Cliente
from icsoe.errores import Negada, UsoIncorrecto
from icsoe.modelos_cuenta import Usuario

ESTADOS = {
    "INVITADO": "Invitado",
    "POR_CONFIRMAR": "Por confirmar",
    "ACTIVO": "Activo",
    "BLOQUEADO": "Bloqueado",
    "RECHAZADO": "Rechazado",
    "BAJA": "Baja",
}
Quien = Annotated[str, typer.Argument(metavar="CURP", help="CURP del capturista, o el id de su renglón.")]
SiNo = Literal["si", "no"]


def listar(json: Json = False, url: Url = LOCAL) -> None:
    """Lista los capturistas de la cuenta."""
    with cliente_de(url) as cliente:
        filas = cliente.usuarios.listar()
    if json:
        emitir_json([fila.model_dump() for fila in filas])
        return
    if not filas:
        decir("No tienes capturistas. Da de alta uno con: icsoe usuarios alta CURP --correo …")
    for fila in filas:
        _renglon(fila)


def alta(
    curp: Annotated[str, typer.Argument(metavar="CURP", help="CURP del capturista.")],
    correo: Annotated[
        str | None, typer.Option("--correo", help="Su correo; sin él, se pregunta dos veces.")
    ] = None,
    sin_acuses: Annotated[bool, typer.Option("--sin-acuses", help="No podrá descargar acuses.")] = False,
    segundo_factor: Annotated[
        bool, typer.Option("--segundo-factor", help="Deberá ingresar con verificación en dos pasos.")
    ] = False,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Da de alta a un capturista: recibe por correo la invitación."""
    confirmacion = correo
    if correo is None:
        correo = preguntar("Correo electrónico", "--correo")
        confirmacion = preguntar("Confirmar correo", "--correo")
    with cliente_de(url) as cliente:
        fila = cliente.usuarios.alta(
            curp,
            correo,
            correo_confirmacion=confirmacion,
            puede_acuses=not sin_acuses,
            exige_segundo_factor=segundo_factor,
        )
    _responder(fila, json, f"Enviamos la invitación a {fila.correo}. Vence en 24 horas.")


def reenviar(
    curp: Quien,
    correo: Annotated[
        str | None, typer.Option("--correo", help="Corrige su correo y envía ahí la invitación.")
    ] = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Envía otra vez la invitación."""
    with cliente_de(url) as cliente:
        fila = _hallar(cliente, curp)
        if correo is None:
            fila = cliente.usuarios.reenviar(fila.vinculo_id)
        else:
            fila = cliente.usuarios.corregir_correo(fila.vinculo_id, correo)
    _responder(fila, json, f"Enviamos la invitación a {fila.correo}. Vence en 24 horas.")


def confirmar(curp: Quien, json: Json = False, url: Url = LOCAL) -> None:
    """Admite a quien aceptó con un correo distinto del que escribiste."""
    with cliente_de(url) as cliente:
        fila = cliente.usuarios.confirmar(_hallar(cliente, curp).vinculo_id)
    _responder(fila, json, f"{fila.usuario} ya puede capturar por tu cuenta.")


def baja(
    curp: Quien,
    motivo: Annotated[str | None, typer.Option("--motivo", help="Opcional, hasta 500 caracteres.")] = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Da de baja a un capturista: deja de entrar a tu cuenta en segundos; lo que capturó se conserva."""
    with cliente_de(url) as cliente:
        fila = cliente.usuarios.baja(_hallar(cliente, curp).vinculo_id, motivo)
    _responder(fila, json, f"{fila.usuario} ya no captura por tu cuenta.")


def desbloquear(curp: Quien, json: Json = False, url: Url = LOCAL) -> None:
    """Levanta la pausa por contraseñas equivocadas."""
    with cliente_de(url) as cliente:
        fila = _hallar(cliente, curp)
        if fila.capturista_id is None:
            raise Negada(
                f"{fila.usuario} todavía no acepta tu invitación: no hay nada que desbloquear.",
                "Si no le llegó, usa «icsoe usuarios reenviar».",
                codigo="vinculo_en_otro_estado",
            )
        cliente.usuarios.desbloquear(fila.capturista_id)
    _responder(fila, json, f"{fila.usuario} ya puede ingresar de nuevo.")


def permisos(
    curp: Quien,
    acuses: Annotated[SiNo | None, typer.Option("--acuses", help="Si puede descargar acuses.")] = None,
    segundo_factor: Annotated[
        SiNo | None, typer.Option("--segundo-factor", help="Si debe ingresar con verificación en dos pasos.")
    ] = None,
    json: Json = False,
    url: Url = LOCAL,
) -> None:
    """Cambia lo que un capturista puede hacer. Solo cambia lo que indicas."""
    if acuses is None and segundo_factor is None:
        raise UsoIncorrecto("No indicaste ningún permiso.", "Agrega --acuses o --segundo-factor.")
    with cliente_de(url) as cliente:
        fila = _hallar(cliente, curp)
        fila = cliente.usuarios.permisos(
            fila.vinculo_id,
            puede_acuses=fila.puede_acuses if acuses is None else acuses == "si",
            exige_segundo_factor=fila.exige_segundo_factor
            if segundo_factor is None
            else segundo_factor == "si",
        )
    _responder(fila, json, "Permisos guardados.")


def _hallar(cliente: Cliente, quien: str) -> Usuario:
    """The open row of a CURP, or the row of that id. Raises Negada."""
    for fila in cliente.usuarios.listar():
        if quien.lower() == fila.vinculo_id or (quien.upper() == fila.usuario and not fila.cerrado):
            return fila
    raise Negada(
        f"No tienes un capturista «{quien}».", "Consulta «icsoe usuarios listar».", codigo="no_encontrado"
    )


def _responder(fila: Usuario, json: bool, dicho: str) -> None:
    if json:
        emitir_json(fila.model_dump())
    else:
        decir(dicho)
        _renglon(fila)


def _renglon(fila: Usuario) -> None:
    partes = [fila.usuario, ESTADOS.get(fila.estado, fila.estado), fila.nombre or fila.correo]
    partes.append("con acuses" if fila.puede_acuses else "sin acuses")
    if fila.exige_segundo_factor:
        partes.append("dos pasos")
    if fila.ultimo_acceso:
        partes.append(f"último acceso {en_el_centro(fila.ultimo_acceso)}")
    decir("  ".join(partes))
    if fila.estado == "POR_CONFIRMAR":
        desde = en_el_centro(fila.cuenta_desde, hora=False)
        decir(f"  Aceptó con {fila.correo_de_cuenta}, cuenta desde {desde}: icsoe usuarios confirmar …")
