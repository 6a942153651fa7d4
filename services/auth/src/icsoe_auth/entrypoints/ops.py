"""``icsoe-ops auth …``: accounts of internal staff, made and closed by hand; claims of CURPs, to be read."""

import json
import re
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Annotated, Any

import typer
from icsoe_chassis.base_datos import BaseDatos

from ..application.cuentas_internas import CrearInterna, NombreOcupado, crear_interna, suspender_interna
from ..application.ports_cuentas import Recepcion
from ..application.reclamos import reclamos

Correr = Callable[[Coroutine[Any, Any, Any]], Any]
_NOMBRE = re.compile(r"[a-z][a-z0-9.-]{1,39}")
_LISTA = """
select usuario, rol, creada, suspendida from cuenta_usuario where rol <> 'capturista' order by usuario
"""
_BITACORA = "insert into ops_log (who, act, detail) values ($1, $2, $3)"


class RolInterno(StrEnum):
    mesa_ayuda = "mesa_ayuda"
    verificador = "verificador"
    publicador = "publicador"
    administrador = "administrador"


_Usuario = Annotated[str, typer.Option("--usuario", help="Minúsculas, dígitos, punto y guion; 2 a 40.")]
_Quien = Annotated[str, typer.Option("--quien", help="Quién lo hace; queda en la bitácora.")]


def ordenes(recepcion: Recepcion, base: BaseDatos, correr: Correr, yo: str) -> typer.Typer:
    """The commands; ``correr`` runs a coroutine where the resources are open, ``yo`` is who runs them."""
    app = typer.Typer(help="Cuentas y sesiones.", no_args_is_help=True)
    app.add_typer(_internas(recepcion, base, correr, yo), name="internas")

    @app.command("reclamos")
    def _reclamos(  # pyright: ignore[reportUnusedFunction]
        pagina: Annotated[int, typer.Option("--pagina", min=1, help="De 50 en 50.")] = 1,
    ) -> None:
        """Enlista los reclamos de CURP, del más nuevo al más antiguo, una línea JSON cada uno."""
        filas, _ = correr(reclamos(pagina, recepcion))
        for fila in filas:
            typer.echo(fila.model_dump_json())

    @app.callback()
    def _grupo() -> None:  # pyright: ignore[reportUnusedFunction]
        """Cuentas y sesiones."""

    return app


def _internas(recepcion: Recepcion, base: BaseDatos, correr: Correr, yo: str) -> typer.Typer:
    internas = typer.Typer(help="Cuentas internas.", no_args_is_help=True)

    @internas.command()
    def crear(  # pyright: ignore[reportUnusedFunction]
        usuario: _Usuario, rol: Annotated[RolInterno, typer.Option("--rol")], quien: _Quien = yo
    ) -> None:
        """Crea una cuenta y muestra, esta única vez, su contraseña y el secreto de su segundo factor."""
        if not _NOMBRE.fullmatch(usuario):
            typer.echo("El usuario lleva de 2 a 40 minúsculas, dígitos, puntos o guiones.", err=True)
            raise typer.Exit(2)
        try:
            creada = correr(crear_interna(CrearInterna(usuario, rol.value), recepcion))
        except NombreOcupado:
            typer.echo(f"Ya existe una cuenta {usuario}.", err=True)
            raise typer.Exit(1) from None
        correr(_anotar(base, quien, "interna_creada", usuario))
        typer.echo(
            f"Cuenta {usuario} ({rol.value}). Entrega estos datos a la persona; no se muestran otra vez."
        )
        typer.echo(f"Contraseña: {creada.contrasena}")
        typer.echo(f"Secreto del segundo factor: {creada.secreto}\n{creada.uri}")

    @internas.command()
    def listar() -> None:  # pyright: ignore[reportUnusedFunction]
        """Enlista las cuentas internas, una línea JSON cada una."""
        for fila in correr(base.fetch(_LISTA)):
            typer.echo(json.dumps({c: v and str(v) for c, v in dict(fila).items()}, ensure_ascii=False))

    @internas.command()
    def bloquear(usuario: _Usuario, quien: _Quien = yo) -> None:  # pyright: ignore[reportUnusedFunction]
        """Cierra una cuenta y sus sesiones."""
        if not correr(suspender_interna(usuario, recepcion)):
            typer.echo(f"No existe una cuenta interna {usuario}.", err=True)
            raise typer.Exit(1)
        correr(_anotar(base, quien, "interna_bloqueada", usuario))
        typer.echo(f"Cuenta {usuario} bloqueada; sus sesiones terminaron.")

    return internas


async def _anotar(base: BaseDatos, quien: str, acto: str, usuario: str) -> None:
    await base.execute(_BITACORA, quien, acto, json.dumps({"usuario": usuario}))
