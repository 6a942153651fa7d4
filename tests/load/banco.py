"""``make bench``: CPU and rate of filings, the relay beside its rival, latency, memory."""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice, product

import asyncpg
import cpu
import ingresos
import psutil
import relevo
from flota import contribuyentes, periodos_firmables, registrar
from icsoe_deploy import gestor, perfil
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.procesos import ALCANCE_PIEZAS, direcciones, url_publica
from icsoe_deploy.puesta_en_marcha import construir
from icsoe_deploy.sistema import Sistema
from informe import Cifra, escribir, tabla
from presentaciones import Encargo, Presentador

_FUERA_DEL_GASTO = frozenset(
    {"correo", "ocsp", "padron", "portal", "preparar"}
)  # the outside world, and pages nobody opens


def main() -> int:
    """Runs the whole bench on a platform of its own."""
    lector = argparse.ArgumentParser(description=__doc__)
    lector.add_argument("--contratistas", type=int, default=70)
    lector.add_argument("--simultaneas", type=int, default=48)
    opciones = lector.parse_args()
    if abandonado := perfil.existente("banco"):
        gestor.borrar(abandonado)
    este = perfil.abrir("banco", base_libre=True)
    construir(este, print)
    gestor.lanzar(este, solo_piezas=True, con_quien_llama=True)
    try:
        gestor.esperar(este, decir=lambda _: None)
        medidas = asyncio.run(relevo.medir(este))
        cifras = [
            Cifra("relay", medidas.propio, "events/s", "≥ 10,000 and ≥ 10×", medidas.rival),
            Cifra("commit to consumer, p50", medidas.latencia_p50, "ms"),
            Cifra("commit to consumer, p99", medidas.latencia_p99, "ms", "≤ 50"),
        ]
        gestor.encender(
            este, (e.nombre for e in gestor.estados(este) or [] if e.nombre not in ALCANCE_PIEZAS)
        )
        gestor.esperar(este, decir=lambda _: None)
        filings, notas = _presentaciones(este, opciones.contratistas, opciones.simultaneas)
        cifras = [*filings, *_ingresos(este, opciones.simultaneas), *cifras]
    finally:
        gestor.borrar(este)
    print(tabla(cifras))
    print(notas)
    escribir(cifras, notas)
    return 0


def _ingresos(este: Perfil, simultaneas: int) -> list[Cifra]:
    flota = contribuyentes(este.dir / "ca", 40, desde=1_000)
    auth = f"http://{direcciones(este)['auth']}"
    medidos = asyncio.run(ingresos.medir(url_publica(este), auth, flota, 10, simultaneas))
    return [
        Cifra("e.firma logins", medidos.solos, "per second", "≥ 50"),
        Cifra("e.firma logins in a wave of wrong passwords", medidos.con_ola, "per second"),
        Cifra("wrong passwords judged in that wave", medidos.juzgadas, "per second"),
        Cifra("wrong passwords told to wait in that wave", medidos.rechazadas, "per second"),
    ]


def _presentaciones(este: Perfil, cuantos: int, simultaneas: int) -> tuple[list[Cifra], str]:
    url = url_publica(este)
    ociosa = cpu.memoria_mib(este)
    flota = contribuyentes(este.dir / "ca", cuantos)
    for contribuyente in flota:
        registrar(url, Sistema(este).buzon, contribuyente)
    periodos = list(islice(periodos_firmables(datetime.now(UTC)), 15))
    encargos = [Encargo(c, p) for p, c in product(periodos, flota)]
    calentar, aceptar, completar = (
        encargos[:100],
        encargos[100 : len(encargos) // 2],
        encargos[len(encargos) // 2 :],
    )
    presentador = Presentador(url, simultaneas)
    asyncio.run(presentador.presentar(calentar))
    _drenar(este)
    aceptada, ritmo_aceptada = _aceptadas(este, presentador, aceptar)
    _drenar(este)
    antes, inicio = cpu.segundos(este), time.perf_counter()
    asyncio.run(presentador.presentar(completar))
    _drenar(este)
    duracion = time.perf_counter() - inicio
    completa = _por_presentacion(cpu.segundos(este) - antes, len(completar))
    nuestras = {n: m for n, m in ociosa.items() if _es_nuestra(n)}
    cifras = [
        Cifra("complete filing", sum(completa.values()), "CPU ms", "≤ 40"),
        Cifra("accepted filing", sum(aceptada.values()), "CPU ms", "≤ 15"),
        Cifra("complete filings", len(completar) / duracion, "per second", "≥ 43.6"),
        Cifra("accepted filings", ritmo_aceptada, "per second", "≥ 100"),
        Cifra("idle memory of our processes (PSS)", sum(nuestras.values()), "MiB", "≤ 1,229"),
    ]
    return cifras, _desglose(completa, aceptada, len(completar), ociosa)


def _es_nuestra(nombre: str) -> bool:
    return nombre.endswith(("-http", "-worker")) or nombre in ("portal", "correo", "ocsp", "padron")


def _aceptadas(
    este: Perfil, presentador: Presentador, encargos: Sequence[Encargo]
) -> tuple[Counter[str], float]:
    """Filings up to their folio: acuses and mails wait, stopped by SIGSTOP, until the figures are taken."""
    raices = cpu.raices(este)
    detenidos = [p.pid for p in psutil.Process(raices["signing-worker"]).children(recursive=True)]
    detenidos.append(raices["notify-worker"])
    for pid in detenidos:
        os.kill(pid, signal.SIGSTOP)
    try:
        antes, inicio = cpu.segundos(este), time.perf_counter()
        asyncio.run(presentador.presentar(encargos))
        duracion = time.perf_counter() - inicio
        asyncio.run(_esperar(este, ("signing", "informativa"), "select count(*) from outbox"))
        return _por_presentacion(cpu.segundos(este) - antes, len(encargos)), len(encargos) / duracion
    finally:
        for pid in detenidos:
            os.kill(pid, signal.SIGCONT)


def _por_presentacion(gasto: Counter[str], cuantas: int) -> Counter[str]:
    return Counter({n: s * 1000 / cuantas for n, s in gasto.items() if n not in _FUERA_DEL_GASTO})


def _drenar(este: Perfil) -> None:
    """Until every acuse is sealed, every mail delivered and every event applied."""
    servicios = ("registry", "informativa", "signing", "listado", "notify")
    trabajos = "select count(*) from job where state = 'pendiente' and kind in ('acuse', 'correo')"
    pendiente = f"select (select count(*) from outbox) + ({trabajos})"
    for _ in range(2):  # a mail begins when the event of its acuse has arrived
        asyncio.run(_esperar(este, servicios, pendiente))
        asyncio.run(_esperar_correos(este))


async def _esperar(este: Perfil, servicios: Sequence[str], cuenta: str) -> None:
    for servicio in servicios:
        conexion = await asyncpg.connect(_dsn(este, servicio))
        while await conexion.fetchval(cuenta):
            await asyncio.sleep(0.05)
        await conexion.close()


async def _esperar_correos(este: Perfil) -> None:
    signing = await asyncpg.connect(_dsn(este, "signing"))
    notify = await asyncpg.connect(_dsn(este, "notify"))
    while await signing.fetchval("select count(*) from presentacion") != await notify.fetchval(
        "select count(*) from correo where plantilla = 'M8'"
    ):
        await asyncio.sleep(0.05)
    await signing.close()
    await notify.close()


def _dsn(este: Perfil, servicio: str) -> str:
    return f"postgresql://postgres:{este.secreto('postgres', 'clave')}@{este.postgres}/{servicio}"


def _desglose(completa: Counter[str], aceptada: Counter[str], cuantas: int, memoria: Counter[str]) -> str:
    filas = [
        "A filing is six requests through the gateway (reto, sesión, nueva, envío, cadena, firma);",
        f"{cuantas} complete ones were measured. *Accepted* ends at the folio and its events;",
        "*complete* includes acuse, evidence, mail and list row.",
        "",
        "| process | complete, CPU ms | accepted, CPU ms | idle PSS, MiB |",
        "|---|---:|---:|---:|",
    ]
    for nombre in sorted(completa | memoria, key=lambda n: -completa[n]):
        filas.append(
            f"| {nombre} | {completa[nombre]:.2f} | {aceptada[nombre]:.2f} | {memoria[nombre]:.0f} |"
        )
    return "\n".join(filas)


if __name__ == "__main__":
    sys.exit(main())
