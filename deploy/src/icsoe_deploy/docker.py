"""Writes docker-compose.yml from the topology: the same parts, addresses and settings as `make up`.

All containers share one network namespace (service ``red``), as the containers of a pod do, so every part
listens on loopback exactly as it does locally and only the gateway's port leaves.
"""

from typing import Any

import yaml

from . import procesos
from .perfil import BASE_NORMAL, Perfil
from .rutas import CACHE, RAIZ
from .topologia import leer

PERFIL = "docker"
_CONDICIONES = {
    "process_healthy": "service_healthy",
    "process_completed_successfully": "service_completed_successfully",
}
_CABECERA = """\
# Written by `make generar` from deploy/topologia.toml; a test compares. Everything is built here: MinIO
# from its sources at the pin of deploy/local/go/minio, Kafka and PostgreSQL from the locked packages.
"""
_PIDE = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=3)"


def _dentro(texto: str) -> str:
    """A path of this machine as the image has it."""
    return texto.replace(str(RAIZ), "/app").replace(str(CACHE), "/opt/icsoe")


def _orden(entrada: procesos.Entrada) -> list[str]:
    orden: list[str] = entrada["entrypoint"]
    if orden[0] == "setpriv":  # a container ends as a whole: nobody is left behind
        orden = orden[3:]
    return [_dentro(p) for p in orden]


def _salud(sonda: procesos.Entrada) -> dict[str, Any]:
    if "http_get" in sonda:
        pedido = sonda["http_get"]
        url = f"http://{pedido['host']}:{pedido['port']}{pedido['path']}"
        prueba = ["CMD", "/app/.venv/bin/python", "-c", _PIDE, url]
    else:
        prueba = ["CMD-SHELL", _dentro(sonda["exec"]["command"])]
    return {"test": prueba, "interval": "3s", "timeout": "5s", "retries": 60}


def _servicio(entrada: procesos.Entrada) -> dict[str, Any]:
    de_una_vez = entrada["availability"]["restart"] == "no"
    servicio: dict[str, Any] = {
        "image": "icsoe",
        "network_mode": "service:red",
        "command": _orden(entrada),
        "volumes": ["estado:/app/var"],
        "restart": "no" if de_una_vez else "unless-stopped",
        "depends_on": {"estado": {"condition": "service_completed_successfully"}},
    }
    ambiente = [_dentro(v) for v in entrada.get("environment", []) if not v.startswith("PATH=")]
    if ambiente:
        servicio["environment"] = [
            v.replace("GATEWAY_ESCUCHA=127.0.0.1", "GATEWAY_ESCUCHA=0.0.0.0") for v in ambiente
        ]
    if "readiness_probe" in entrada:
        servicio["healthcheck"] = _salud(entrada["readiness_probe"])
    for otro, como in entrada.get("depends_on", {}).items():
        servicio["depends_on"][otro] = {"condition": _CONDICIONES[como["condition"]]}
    servicio["stop_signal"] = "SIGINT" if entrada["shutdown"]["signal"] == 2 else "SIGTERM"
    servicio["stop_grace_period"] = f"{entrada['shutdown']['timeout_seconds']}s"
    return servicio


def texto() -> str:
    """The whole file."""
    perfil = Perfil(PERFIL, BASE_NORMAL, cluster="", directorios=())
    puertos = [perfil.puerto(leer().procesos["gateway"].puerto)]
    if (pagina := leer().procesos["correo"].puerto_pagina) is not None:
        puertos.append(perfil.puerto(pagina))
    red = {
        "build": {"context": ".", "dockerfile": "deploy/Dockerfile"},
        "image": "icsoe",
        "command": ["sleep", "infinity"],
        "init": True,
        "ports": [f"127.0.0.1:{p}:{p}" for p in puertos],
    }
    estado = {
        "image": "icsoe",
        "network_mode": "service:red",
        "command": ["/app/.venv/bin/icsoe-deploy", "crear", "--perfil", PERFIL],
        "volumes": ["estado:/app/var"],
        "restart": "no",
    }
    partes = {n: _servicio(e) for n, e in procesos.entradas(perfil).items()}
    datos = {
        "name": "icsoe",
        "services": {"red": red, "estado": estado, **partes},
        "volumes": {"estado": None},
    }
    return _CABECERA + yaml.safe_dump(datos, sort_keys=False, allow_unicode=True, width=120)
