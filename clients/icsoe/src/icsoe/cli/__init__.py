"""The ``icsoe`` command: commands to functions, errors to exit codes (docs/integradores/cli.md)."""

import errno
import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import Abort, TyperException

from icsoe.cli import (
    acuses,
    certificado,
    confianza,
    contratistas,
    cuenta,
    devolucion,
    generales,
    presentar,
    sesion,
    usuarios,
    verificar,
)
from icsoe.cli.contexto import UrlPrimero, avisar, en_json, salida_cerrada
from icsoe.cli.espanol import Grupo, Orden, uso_incorrecto
from icsoe.cli.remedios import remedio_de
from icsoe.errores import ErrorIcsoe, Salida

_CTRL_C = 130  # what typer makes of a KeyboardInterrupt, without a word


def _grupo(ayuda: str, *, sin_orden: bool = False) -> typer.Typer:
    return typer.Typer(
        cls=Grupo,
        help=ayuda,
        add_completion=False,
        no_args_is_help=not sin_orden,
        invoke_without_command=sin_orden,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


app = _grupo("ICSOE – Informativa de contratos de Servicios u Obras Especializadas.")
_presentar = _grupo("Presenta informativas.")
_enviar = _grupo("Captura informativas y las envía a firma.")
_solicitar = _grupo("Capturista: pide al contratista lo que solo él puede hacer.")
_acuse = _grupo("Acuses de presentación.")
_generales = _grupo("Datos generales del contratista.")
_usuarios = _grupo("Capturistas de la cuenta del contratista.")
_contratistas = _grupo("Capturista: por quién trabajas y quién te invita.", sin_orden=True)
_password = _grupo("Contraseña del capturista.")
_cuenta = _grupo("Cuenta del capturista.")
_factor = _grupo("Verificación en dos pasos.")
_sesiones = _grupo("Tus sesiones abiertas.")
_confianza = _grupo("Raíz del sello de la institución.")
_certificado = _grupo("Certificados de e.firma.")

for orden, nombre, funcion in (
    (app, "login", sesion.login),
    (app, "logout", sesion.logout),
    (app, "acuses", acuses.acuses),
    (app, "verificar", verificar.verificar),
    (_presentar, "sin-informacion", presentar.sin_informacion),
    (_enviar, "sin-informacion", presentar.enviar_sin_informacion),
    (_solicitar, "devolucion", devolucion.solicitar),
    (_acuse, "descargar", acuses.descargar),
    (_generales, "ver", generales.ver),
    (_generales, "guardar", generales.guardar),
    (_generales, "confirmar-correo", generales.confirmar_correo),
    (_usuarios, "alta", usuarios.alta),
    (_usuarios, "baja", usuarios.baja),
    (_usuarios, "listar", usuarios.listar),
    (_usuarios, "reenviar", usuarios.reenviar),
    (_usuarios, "confirmar", usuarios.confirmar),
    (_usuarios, "desbloquear", usuarios.desbloquear),
    (_usuarios, "permisos", usuarios.permisos),
    (_contratistas, "aceptar", contratistas.aceptar),
    (_contratistas, "rechazar", contratistas.rechazar),
    (_contratistas, "usar", contratistas.usar),
    (_password, "crear", cuenta.crear),
    (_password, "cambiar", cuenta.cambiar),
    (_password, "recuperar", cuenta.recuperar),
    (_cuenta, "ver", cuenta.ver),
    (_cuenta, "datos", cuenta.datos),
    (_cuenta, "correo", cuenta.correo),
    (_cuenta, "confirmar-correo", cuenta.confirmar_correo),
    (_cuenta, "reclamar", cuenta.reclamar),
    (_factor, "activar", cuenta.activar_factor),
    (_factor, "quitar", cuenta.quitar_factor),
    (_sesiones, "listar", sesion.listar),
    (_sesiones, "cerrar", sesion.cerrar),
    (_confianza, "fijar", confianza.fijar),
    (_confianza, "ver", confianza.ver),
    (_certificado, "revisar", certificado.revisar),
):
    orden.command(nombre, cls=Orden)(funcion)
_contratistas.callback()(contratistas.listar)


@app.callback()
def _raiz(url: UrlPrimero = None) -> None:  # pyright: ignore[reportUnusedFunction]
    """ICSOE – Informativa de contratos de Servicios u Obras Especializadas."""


_cuenta.add_typer(_factor, name="segundo-factor")
for nombre, grupo in (
    ("presentar", _presentar),
    ("enviar", _enviar),
    ("solicitar", _solicitar),
    ("acuse", _acuse),
    ("generales", _generales),
    ("usuarios", _usuarios),
    ("contratistas", _contratistas),
    ("password", _password),
    ("cuenta", _cuenta),
    ("sesiones", _sesiones),
    ("confianza", _confianza),
    ("certificado", _certificado),
):
    app.add_typer(grupo, name=nombre)


def ejecutar(argumentos: Sequence[str]) -> int:
    """Runs one command line.

    Returns the exit code; errors go to standard error, as JSON when ``--json`` was asked.
    """
    como_objeto = "--json" in argumentos
    try:
        salida = app(list(argumentos), prog_name="icsoe", standalone_mode=False)
        if salida == _CTRL_C:
            raise KeyboardInterrupt
        return int(salida) if isinstance(salida, int) else Salida.BIEN
    except ErrorIcsoe as error:
        return _fallar(error, como_objeto)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            avisar(error.format_message())
            return Salida.USO
        return _fallar(uso_incorrecto(error), como_objeto)
    except (Abort, KeyboardInterrupt, EOFError):
        interrumpida = ErrorIcsoe("Orden interrumpida.", "Repítela: no duplica nada.", codigo="interrumpida")
        return _fallar(interrumpida, como_objeto)
    except OSError as error:
        return _fallar(salida_cerrada(error), como_objeto)
    except SystemExit:
        # How typer ends when nobody reads its help.
        return _fallar(salida_cerrada(BrokenPipeError(errno.EPIPE, "")), como_objeto)


def _fallar(error: ErrorIcsoe, como_objeto: bool) -> int:
    remedio = remedio_de(error)
    if como_objeto:
        errores = [{"campo": campo, "mensaje": motivo} for campo, motivo in error.errores.items()]
        objeto = {"codigo": error.codigo, "mensaje": error.mensaje, "remedio": remedio, "errores": errores}
        avisar(en_json(objeto))
        return error.salida
    avisar(f"Error: {error.mensaje}")
    for campo, motivo in error.errores.items():
        avisar(f"  {campo}: {motivo}")
    if remedio:
        avisar(f"Qué hacer: {remedio}")
    return error.salida


def main() -> None:
    """Entry point of the console script."""
    salida = ejecutar(sys.argv[1:])
    for flujo in (sys.stdout, sys.stderr):
        try:
            flujo.flush()
        except OSError:
            # What it still holds would be tried again, and told in English, while Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), flujo.fileno())
    sys.exit(salida)
