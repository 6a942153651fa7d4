"""Only the chassis makes clients of Kafka, pools of
PostgreSQL and clients of the object store (design §3, §6).
"""

import ast
import re
from pathlib import Path

RAIZ = Path(__file__).parents[4]
RESERVADOS = {
    "KafkaBroker",
    "AIOKafkaProducer",
    "AIOKafkaConsumer",
    "AIOKafkaAdminClient",
    "create_pool",
    "Minio",
}
# `preparar` makes topics, users and buckets before any service runs: the platform's own hand.
PLATAFORMA = {"deploy/src/icsoe_deploy/preparar/kafka.py", "deploy/src/icsoe_deploy/preparar/minio.py"}


def hechos_en(archivo: Path) -> set[str]:
    """The reserved names that the file calls or subclasses."""
    hallados: set[str] = set()
    for nodo in ast.walk(ast.parse(archivo.read_text("utf-8"))):
        llamados = [nodo.func] if isinstance(nodo, ast.Call) else []
        llamados += nodo.bases if isinstance(nodo, ast.ClassDef) else []
        for quien in llamados:
            nombre = quien.attr if isinstance(quien, ast.Attribute) else getattr(quien, "id", "")
            hallados |= {nombre} & RESERVADOS
    return hallados


def test_nobody_but_the_chassis_makes_a_broker_a_pool_or_a_store() -> None:
    fuentes = [
        p
        for carpeta in ("contracts", "libs", "services", "clients", "simulators", "deploy")
        for p in (RAIZ / carpeta).glob("**/src/**/*.py")
    ]
    culpables = {
        relativa: sorted(hechos)
        for p in fuentes
        if (hechos := hechos_en(p))
        and not (relativa := p.relative_to(RAIZ).as_posix()).startswith("libs/chassis/")
        and relativa not in PLATAFORMA
    }
    assert len(fuentes) > 50
    assert culpables == {}


def test_inside_the_chassis_each_is_made_in_one_file() -> None:
    chasis = RAIZ / "libs/chassis/src"
    lugares = {
        nombre: {p.name for p in chasis.glob("**/*.py") if nombre in hechos_en(p)} for nombre in RESERVADOS
    }
    assert lugares == {
        "KafkaBroker": {"broker.py"},
        "AIOKafkaProducer": {"broker.py"},
        "AIOKafkaConsumer": {"broker.py"},
        "AIOKafkaAdminClient": set(),
        "create_pool": {"base_datos.py"},
        "Minio": {"almacen.py"},
    }


def test_no_service_begins_or_ends_a_transaction_that_writes() -> None:
    """``commit``, ``rollback`` and ``transaction`` are the unit of work's; a snapshot for reading is none."""
    culpables: set[str] = set()
    for p in RAIZ.glob("services/*/src/**/*.py"):
        for nodo in ast.walk(ast.parse(p.read_text("utf-8"))):
            if not isinstance(nodo, ast.Call) or not isinstance(nodo.func, ast.Attribute):
                continue
            solo_lee = any(k.arg == "readonly" and ast.literal_eval(k.value) is True for k in nodo.keywords)
            if nodo.func.attr in {"commit", "rollback", "transaction"} and not solo_lee:
                culpables.add(f"{p.relative_to(RAIZ)}:{nodo.lineno}")
    assert culpables == set()


def test_no_service_writes_sql_that_commits() -> None:
    sentencia = re.compile(r"\b(commit|rollback|savepoint)\b\s*(;|\"|'|transaction|work)", re.IGNORECASE)
    culpables = {
        p.relative_to(RAIZ).as_posix()
        for p in RAIZ.glob("services/*/src/**/*.py")
        if sentencia.search(p.read_text("utf-8"))
    }
    assert culpables == set()
