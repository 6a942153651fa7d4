"""``icsoe-ops``: what operators do. Dead letters, jobs, and the commands of the services that have any."""

import asyncio
import getpass
import json
import os
import sys
import threading
from collections.abc import Coroutine, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import yaml

from .ajustes import AjustesInvalidos, leer_ajustes
from .apartado import NoReprocesable, Reproceso, reprocesar
from .arranque import recursos_de
from .consumo import EventoImposible
from .lectura import RegistroImposible
from .registro import configurar
from .servicio import Partes, Recursos, Servicio
from .tareas import NoReponible, reponer

R = TypeVar("R")
_ESTADO_DE_MAKE_UP = Path("var/up")
_COLUMNAS = (
    "id, consumer, topic, partition, record_offset, event_id, error_class, error, attempts, state, created_at"
)
_COLUMNAS_DE_TAREA = "id, kind, key, state, attempts, last_error, not_before, failing_since, created_at"
_AYUDA = "Operación de ICSOE. --estado CARPETA dice de qué plataforma; sin él, la de «make up»."
dlq = typer.Typer(help="Registros apartados: los que un consumidor no pudo aplicar.", no_args_is_help=True)
consumo = typer.Typer(help="Lo que un servicio lee de los demás.", no_args_is_help=True)
tareas = typer.Typer(help="Trabajos de un servicio: acuses, correos, limpiezas.", no_args_is_help=True)


def servicios() -> dict[str, EntryPoint]:
    """The installed services, by name; only the one that is used is loaded."""
    return {punto.name: punto for punto in entry_points(group="icsoe.servicios")}


def usar_estado(carpeta: Path, servicio: str) -> None:
    """Takes the settings of ``<servicio>-worker`` from the
    platform whose state lies in ``carpeta`` (``var/up``).
    """
    archivo = carpeta / "process-compose.yaml"
    try:
        procesos = yaml.safe_load(archivo.read_text("utf-8"))["processes"]
        pares = procesos[f"{servicio}-worker"]["environment"]
    except (OSError, KeyError, TypeError):
        raise AjustesInvalidos(f"{archivo} no describe el servicio {servicio}") from None
    os.environ.update(par.split("=", 1) for par in pares if par.startswith("ICSOE_"))


@contextmanager
def abierto(servicio: Servicio[Any]) -> Generator[tuple[Recursos[Any], Partes]]:
    """The service's resources, open on a loop of their own; ``recursos.correr`` runs coroutines there."""
    bucle = asyncio.new_event_loop()
    hilo = threading.Thread(target=bucle.run_forever, daemon=True)
    hilo.start()

    def correr(trabajo: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(trabajo, bucle).result()

    async def entrar() -> Recursos[Any]:
        return await contexto.__aenter__()

    contexto = recursos_de(servicio, leer_ajustes(servicio.ajustes), conexiones=2)
    recursos = correr(entrar())
    recursos.bucle = bucle
    try:
        yield recursos, servicio.montar(recursos)
    finally:
        correr(_salir(contexto))
        bucle.call_soon_threadsafe(bucle.stop)
        hilo.join(5)


async def _salir(contexto: Any) -> None:
    await contexto.__aexit__(None, None, None)


def _elegido(nombre: str, estado: Path | None) -> Servicio[Any]:
    punto = servicios().get(nombre)
    if punto is None:
        raise typer.BadParameter(f"no hay servicio {nombre}; hay: {', '.join(sorted(servicios()))}")
    if estado or "ICSOE_BASE_DATOS" not in os.environ:
        usar_estado(estado or _ESTADO_DE_MAKE_UP, nombre)
    return punto.load()


_Servicio = Annotated[str, typer.Option("--servicio", help="Servicio de que se trata.")]
_Estado = Annotated[Path | None, typer.Option("--estado", help="Carpeta de estado, por ejemplo var/up.")]
_Id = Annotated[int, typer.Argument(help="Su número, como lo dice list.")]
_Quien = Annotated[str, typer.Option(help="Quién lo hace.")]


def _fila(fila: Any) -> dict[str, Any]:
    return {
        clave: valor if isinstance(valor, int | None) else str(valor) for clave, valor in dict(fila).items()
    }


def _pares(cabeceras: Sequence[str]) -> dict[str, str]:
    if sueltas := [c for c in cabeceras if "=" not in c]:
        raise typer.BadParameter(f"--cabecera se escribe nombre=valor, no {sueltas[0]}")
    return dict(par.split("=", 1) for par in cabeceras)


@dlq.command("list")
def listar(servicio: _Servicio, estado: _Estado = None, todos: bool = False) -> None:
    """Enlista los pendientes (con --todos, también los resueltos), una línea JSON cada uno."""
    sql = f"select {_COLUMNAS} from dead_letter where $1 or state = 'pendiente' order by id"  # noqa: S608
    with abierto(_elegido(servicio, estado)) as (recursos, _):
        for fila in recursos.correr(recursos.base.fetch(sql, todos)):
            typer.echo(json.dumps(_fila(fila), ensure_ascii=False))


@dlq.command("show")
def mostrar(id: _Id, servicio: _Servicio, estado: _Estado = None) -> None:
    """Muestra un registro apartado con sus cabeceras y su cuerpo."""
    sql = f"select {_COLUMNAS}, headers, value from dead_letter where id = $1"  # noqa: S608
    with abierto(_elegido(servicio, estado)) as (recursos, _):
        fila = recursos.correr(recursos.base.fetchrow(sql, id))
    if fila is None:
        typer.echo(f"No existe el registro apartado {id}.", err=True)
        raise typer.Exit(1)
    valor: bytes | None = fila["value"]
    documento = _fila(fila) | {
        "headers": json.loads(fila["headers"]),
        "value": None if valor is None else valor.decode("utf-8", "backslashreplace"),
    }
    typer.echo(json.dumps(documento, ensure_ascii=False, indent=2))


@dlq.command("redrive")
def reprocesar_uno(
    id: _Id,
    servicio: _Servicio,
    estado: _Estado = None,
    cuerpo: Annotated[Path | None, typer.Option(help="Archivo con el cuerpo reparado.")] = None,
    cabecera: Annotated[list[str] | None, typer.Option(help="Cabecera reparada, nombre=valor.")] = None,
    quien: _Quien = "",
    segunda_persona: Annotated[str | None, typer.Option(help="Quién más aprueba un cambio.")] = None,
) -> None:
    """Vuelve a aplicar un registro con el mismo consumidor y la misma revisión: una sola vez."""
    orden = Reproceso(
        id,
        quien or getpass.getuser(),
        segunda_persona,
        cuerpo.read_bytes() if cuerpo else None,
        _pares(cabecera or ()),
    )
    from .lector import Lector

    with abierto(_elegido(servicio, estado)) as (recursos, partes):

        async def hacer() -> None:
            turnos, parar = asyncio.Semaphore(1), asyncio.Event()
            avisar = partes.alcanzada is not None
            lectores = [
                Lector(c, recursos.base, lambda _: None, turnos, parar, avisar) for c in partes.consumidores
            ]
            await reprocesar(recursos.base, lectores, orden)

        try:
            recursos.correr(hacer())
        except (NoReprocesable, RegistroImposible, EventoImposible) as error:
            typer.echo(f"No se reprocesó {id}: {error}.", err=True)
            raise typer.Exit(1) from None
        except Exception as error:
            typer.echo(
                f"No se reprocesó {id}: su consumidor volvió a fallar ({type(error).__name__}).", err=True
            )
            raise typer.Exit(1) from None
    typer.echo(f"Reprocesado {id}.")


@consumo.callback()
def _consumo() -> None:
    """Lo que un servicio lee de los demás."""


@consumo.command("retroceder")
def retroceder_consumo(
    servicio: _Servicio,
    desde: Annotated[str, typer.Option(help="Instante ISO 8601 con zona: 2026-11-20T03:00:00-06:00.")],
    estado: _Estado = None,
    quien: _Quien = "",
) -> None:
    """Hace que vuelva a leer lo publicado desde un instante; con su worker detenido."""
    from .broker import Kafka
    from .retroceso import ConsumidorEnMarcha, retroceder

    try:
        instante = datetime.fromisoformat(desde)
    except ValueError:
        instante = None
    if instante is None or instante.tzinfo is None:
        raise typer.BadParameter("--desde es un instante con su zona: 2026-11-20T03:00:00-06:00")
    elegido = _elegido(servicio, estado)
    with abierto(elegido) as (recursos, partes):
        kafka = Kafka(recursos.ajustes, elegido.nombre)
        temas = [c.tema for c in partes.consumidores]
        try:
            hechos = recursos.correr(
                retroceder(kafka, recursos.base, temas, instante, quien or getpass.getuser())
            )
        except ConsumidorEnMarcha as error:
            typer.echo(
                f"El grupo {error} sigue en uso: detén el worker de {servicio}, espera un minuto y repite.",
                err=True,
            )
            raise typer.Exit(1) from None
    for hecho in hechos:
        typer.echo(json.dumps(asdict(hecho), ensure_ascii=False))


@tareas.command("list")
def listar_tareas(servicio: _Servicio, estado: _Estado = None, todos: bool = False) -> None:
    """Enlista las apartadas y las que están fallando (con --todos, también las hechas y por hacer)."""
    sql = f"""select {_COLUMNAS_DE_TAREA} from job where $1 or state = 'imposible'
        or (state = 'pendiente' and attempts > 0) order by id"""  # noqa: S608
    with abierto(_elegido(servicio, estado)) as (recursos, _):
        for fila in recursos.correr(recursos.base.fetch(sql, todos)):
            typer.echo(json.dumps(_fila(fila), ensure_ascii=False))


@tareas.command("show")
def mostrar_tarea(id: _Id, servicio: _Servicio, estado: _Estado = None) -> None:
    """Muestra un trabajo con sus datos y la traza de la petición que lo pidió."""
    sql = f"select {_COLUMNAS_DE_TAREA}, finished_at, traceparent, data from job where id = $1"  # noqa: S608
    with abierto(_elegido(servicio, estado)) as (recursos, _):
        fila = recursos.correr(recursos.base.fetchrow(sql, id))
    if fila is None:
        typer.echo(f"No existe el trabajo {id}.", err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps(_fila(fila) | {"data": json.loads(fila["data"])}, ensure_ascii=False, indent=2))


@tareas.command("redrive")
def reponer_una(id: _Id, servicio: _Servicio, estado: _Estado = None, quien: _Quien = "") -> None:
    """Devuelve a la fila un trabajo apartado, con todos sus intentos."""
    with abierto(_elegido(servicio, estado)) as (recursos, _):
        try:
            recursos.correr(reponer(recursos.base, id, quien or getpass.getuser(), recursos.reloj.ahora()))
        except NoReponible as error:
            typer.echo(f"No se repuso {id}: {error}.", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"Repuesto {id}.")


def main(argumentos: Sequence[str] | None = None) -> None:
    """``icsoe-ops dlq …``, ``consumo …``, ``tareas …`` or ``icsoe-ops [--estado var/up] <servicio> …``.

    Without ``--estado`` and without settings in the environment it is the platform of ``make up``.
    """
    configurar("ops", "ops", "error", archivo=sys.stderr)
    dados = list(sys.argv[1:] if argumentos is None else argumentos)
    try:
        resto, estado = _sin_estado(dados)
        if resto and resto[0] in servicios():
            _de_servicio(resto[0], resto[1:], estado)
        else:
            _raiz()(args=dados, prog_name="icsoe-ops")
    except AjustesInvalidos as error:
        typer.echo(f"Faltan ajustes ({error}). Di con --estado la carpeta de la plataforma.", err=True)
        raise SystemExit(78) from None


def _de_servicio(nombre: str, resto: list[str], estado: Path | None) -> None:
    with abierto(_elegido(nombre, estado)) as (_, partes):
        if partes.ops is None:
            typer.echo(f"El servicio {nombre} no tiene órdenes.", err=True)
            raise SystemExit(2)
        partes.ops(args=resto, prog_name=f"icsoe-ops {nombre}")


def _sin_estado(dados: list[str]) -> tuple[list[str], Path | None]:
    """Takes ``--estado X`` out of the arguments, wherever it stands."""
    if "--estado" not in dados:
        return dados, None
    lugar = dados.index("--estado")
    if lugar + 1 >= len(dados):
        raise SystemExit("icsoe-ops: --estado necesita una carpeta")
    return dados[:lugar] + dados[lugar + 2 :], Path(dados[lugar + 1])


def _raiz() -> typer.Typer:
    """For its help and what every service has: a service's own commands need its open database."""
    raiz = typer.Typer(help=_AYUDA, no_args_is_help=True, add_completion=False)
    raiz.add_typer(dlq, name="dlq")
    raiz.add_typer(consumo, name="consumo")
    raiz.add_typer(tareas, name="tareas")
    for nombre in sorted(servicios()):
        ayuda = f"Órdenes del servicio {nombre}; cuáles: icsoe-ops {nombre} --help"
        raiz.add_typer(
            typer.Typer(help=ayuda, callback=lambda: None, invoke_without_command=True), name=nombre
        )
    return raiz
