"""Everything a platform wrote, as named pieces of bytes: records, rows, objects, logs, mails."""

import asyncio
import base64
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from icsoe_contracts.catalogo import TEMAS
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.preparar.minio import cliente_raiz
from icsoe_deploy.topologia import leer

Rastro = tuple[str, bytes]
_PLAZO_S = 120.0


def formas(marca: bytes) -> tuple[bytes, ...]:
    """How ``marca`` may lie in a text: as it is, hex, base64 (``hallar`` folds its url alphabet)."""
    en_base64: list[bytes] = []
    for desfase in range(3):
        codificado = base64.b64encode(b"\0" * desfase + marca)
        primero, ultimo = -(-desfase * 8 // 6), (desfase + len(marca)) * 8 // 6
        en_base64.append(codificado[primero:ultimo])
    return marca, marca.hex().encode(), *en_base64


def hallar(marcas: dict[str, bytes], rastros: Iterable[Rastro]) -> set[tuple[str, str]]:
    """(mark, place) wherever a mark is found, in whichever form."""
    buscadas = [(nombre, forma) for nombre, marca in marcas.items() for forma in formas(marca)]
    comun = bytes.maketrans(b"-_", b"+/")
    hallados: set[tuple[str, str]] = set()
    for lugar, datos in rastros:
        textos = datos, datos.translate(comun), datos.lower()
        hallados |= {(n, lugar) for n, forma in buscadas if any(forma in texto for texto in textos)}
    return hallados


async def _de_kafka(perfil: Perfil) -> list[Rastro]:
    consumidor = AIOKafkaConsumer(
        bootstrap_servers=perfil.kafka,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username="admin",
        sasl_plain_password=perfil.secreto("kafka", "admin"),
        enable_auto_commit=False,
    )
    rastros: list[Rastro] = []
    await consumidor.start()
    try:
        ajenos = await consumidor.topics() - {t.nombre for t in TEMAS}
        propios_de_pruebas = ("__", "prueba.")  # Kafka's own, and those the chassis' tests made
        assert {t for t in ajenos if not t.startswith(propios_de_pruebas)} == set(), (
            "hay temas que nadie mira"
        )
        partes = [TopicPartition(t.nombre, n) for t in TEMAS for n in range(t.particiones)]
        consumidor.assign(partes)
        await consumidor.seek_to_beginning(*partes)
        finales = await consumidor.end_offsets(partes)
        while any([await consumidor.position(p) < finales[p] for p in partes]):
            for parte, registros in (await consumidor.getmany(timeout_ms=200)).items():
                for r in registros:
                    cabeceras = b"\n".join(c.encode() + b"=" + (v or b"") for c, v in r.headers)
                    datos = b"\n".join((r.key or b"", cabeceras, r.value or b""))
                    rastros.append((f"kafka {parte.topic}", datos))
    finally:
        await consumidor.stop()
    return rastros


def de_kafka(perfil: Perfil) -> list[Rastro]:
    """Every record of every topic of the broker, which has those of the catalogue: key, headers, value."""
    return asyncio.run(asyncio.wait_for(_de_kafka(perfil), _PLAZO_S))


async def _de_base(perfil: Perfil, servicio: str) -> list[Rastro]:
    clave = perfil.secreto("postgres", "clave")
    conn = await asyncpg.connect(f"postgresql://postgres:{clave}@{perfil.postgres}/{servicio}")
    try:
        tablas = await conn.fetch(
            "select format('%I', tablename) as t from pg_tables where schemaname = 'public'"
        )
        rastros: list[Rastro] = []
        for tabla in (fila["t"] for fila in tablas):
            filas = await conn.fetch(f"select t::text as fila from {tabla} t")
            rastros.append((f"base {servicio}.{tabla}", "\n".join(f["fila"] for f in filas).encode()))
        return rastros
    finally:
        await conn.close()


def de_bases(perfil: Perfil) -> Iterator[Rastro]:
    """Every row of every table, as text (bytes in hex)."""
    for servicio in leer().servicios:
        yield from asyncio.run(_de_base(perfil, servicio))


def de_objetos(perfil: Perfil) -> Iterator[Rastro]:
    """Names and bytes of all objects in all buckets."""
    cliente = cliente_raiz(perfil)
    for cubeta in leer().cubetas:
        for objeto in cliente.list_objects(bucket_name=cubeta, recursive=True):
            nombre = str(objeto.object_name)
            yield f"nombre en {cubeta}", nombre.encode()
            respuesta = cliente.get_object(bucket_name=cubeta, object_name=nombre)
            yield f"objeto de {cubeta}", respuesta.read()
            respuesta.close()
            respuesta.release_conn()


def de_registros(perfil: Perfil) -> Iterator[Rastro]:
    """What every process logged."""
    for archivo in sorted((perfil.dir / "logs").iterdir()):
        yield f"registro {archivo.name}", archivo.read_bytes()


def de_correos(perfil: Perfil) -> Iterator[Rastro]:
    """What the inbox keeps."""
    for archivo in sorted(a for a in Path(perfil.dir / "correo").rglob("*") if a.is_file()):
        yield f"correo {archivo.suffix}", archivo.read_bytes()


def de_medidas(perfil: Perfil) -> Iterator[Rastro]:
    """The counters that every process of ours shows."""
    for nombre, servicio in leer().servicios.items():
        for puerto in (servicio.puerto, servicio.puerto_worker):
            url = f"http://{perfil.direccion(puerto)}/salud/metricas"
            respuesta = httpx.get(url, trust_env=False, timeout=_PLAZO_S).raise_for_status()
            yield f"medidas {nombre}", respuesta.content


def todos(perfil: Perfil) -> list[Rastro]:
    """Everything, once nothing more will be written."""
    sin_pendientes(perfil)
    fuentes = (de_kafka, de_bases, de_objetos, de_registros, de_correos, de_medidas)
    return [rastro for fuente in fuentes for rastro in fuente(perfil)]


def sin_pendientes(perfil: Perfil) -> None:
    """Returns when no event waits to be published and no job to be done: nothing more will be written."""
    limite = time.monotonic() + _PLAZO_S
    while any(asyncio.run(_pendientes(perfil, s)) for s in leer().servicios):
        assert time.monotonic() < limite, "quedan eventos o tareas sin atender"
        time.sleep(0.2)


async def _pendientes(perfil: Perfil, servicio: str) -> int:
    clave = perfil.secreto("postgres", "clave")
    conn = await asyncpg.connect(f"postgresql://postgres:{clave}@{perfil.postgres}/{servicio}")
    try:
        tareas = "select count(*) from job where state = 'pendiente' and not_before <= now()"
        return await conn.fetchval(f"select (select count(*) from outbox) + ({tareas})")
    finally:
        await conn.close()
