"""An HTTP process carries no Kafka, no object store and no command line: each is megabytes it never uses."""

import json
import subprocess
import sys

_PROGRAMA = """
import json, sys
import icsoe_chassis.arranque, icsoe_chassis.http, icsoe_chassis.servicio
print(json.dumps(sorted({m.partition(".")[0] for m in sys.modules})))
"""


def test_http_is_served_without_loading_what_only_workers_and_operators_use() -> None:
    salida = subprocess.run([sys.executable, "-c", _PROGRAMA], capture_output=True, text=True, check=True)
    cargados = set(json.loads(salida.stdout))
    assert cargados & {"faststream", "aiokafka", "minio", "typer", "httpx", "pytest"} == set()
    assert {"fastapi", "asyncpg"} <= cargados
