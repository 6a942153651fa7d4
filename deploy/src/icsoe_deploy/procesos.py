"""Writes the process-compose file of a platform from the topology."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from . import piezas
from .perfil import Perfil
from .rutas import RAIZ, VENV, Aviso
from .topologia import Proceso, Servicio, leer

Entrada = dict[str, Any]
ALCANCE_PIEZAS = ("postgres", "kafka-1", "kafka-2", "kafka-3", "minio", "preparar")
_REGISTRO: Entrada = {  # each line exactly as the process wrote it
    "flush_each_line": True,
    "no_metadata": True,
    "disable_json": True,
    "no_color": True,
    "fields_order": ["message"],
}
_ROTACION = {"max_size_mb": 20, "max_backups": 2}
_HEREDADAS = ("ICSOE_RELOJ_INICIO",)
ESCUCHA = "127.0.0.1"


def direcciones(perfil: Perfil) -> dict[str, str]:
    """``host:port`` of every part, by the name that topologia.toml uses in ``ambiente``."""
    topologia = leer()
    partes = {"postgres": perfil.postgres, "kafka": perfil.kafka, "minio": perfil.minio}
    partes |= {n: perfil.direccion(s.puerto) for n, s in topologia.servicios.items()}
    return partes | {n: perfil.direccion(p.puerto) for n, p in topologia.procesos.items()}


def url_publica(perfil: Perfil) -> str:
    """The address people type; the portal's links and the signed texts carry it."""
    return f"http://localhost:{perfil.puerto(leer().procesos['gateway'].puerto)}"


def confianza(perfil: Perfil) -> dict[str, str]:
    """Which authorities the platform trusts, and who says what they revoked.

    Simulated ones are its own and so is their responder; others, and theirs, the person must point at.
    """
    cual = os.environ.get("ICSOE_CONFIANZA", "simulada")
    carpeta = os.environ.get("ICSOE_CONFIANZA_DIR")
    ocsp = os.environ.get("ICSOE_OCSP_URL")
    if cual == "simulada" and not ocsp:
        ocsp = f"http://{direcciones(perfil)['ocsp']}/edofiel"
    if cual != "simulada" and not carpeta:
        raise Aviso(f"ICSOE_CONFIANZA={cual} necesita ICSOE_CONFIANZA_DIR: la carpeta con sus certificados.")
    lugar = Path(carpeta).resolve() if carpeta else perfil.dir / "ca"
    if not carpeta or lugar.is_dir():
        elegida = {"ICSOE_CONFIANZA": cual, "ICSOE_CONFIANZA_DIR": str(lugar)}
        return elegida | ({"ICSOE_OCSP_URL": ocsp} if ocsp else {})
    raise Aviso(f"No existe la carpeta {lugar} de ICSOE_CONFIANZA_DIR.")


def ambiente_comun(perfil: Perfil) -> dict[str, str]:
    """What every process of ours gets."""
    lugares = direcciones(perfil)
    comun = {
        "ICSOE_MODO": "prueba",
        "ICSOE_EPOCA": "1",
        "ICSOE_KAFKA": lugares["kafka"],
        "ICSOE_MINIO": lugares["minio"],
        "ICSOE_AUTH_URL": f"http://{lugares['auth']}",
        "ICSOE_URL_PUBLICA": url_publica(perfil),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
    }
    comun |= leer().de_perfil.get(perfil.nombre, {})
    return comun | confianza(perfil) | {n: os.environ[n] for n in _HEREDADAS if n in os.environ}


def _lista(ambiente: Mapping[str, str]) -> list[str]:
    return [f"{n}={v}" for n, v in ambiente.items()]


def _entrada(perfil: Perfil, nombre: str, orden: list[str], **resto: Any) -> Entrada:
    return {
        "entrypoint": orden,
        "working_dir": str(RAIZ),
        "log_location": str(perfil.dir / "logs" / f"{nombre}.log"),
        "log_configuration": _REGISTRO | {"rotation": _ROTACION},
        "availability": {"restart": "always", "backoff_seconds": 1},
        "shutdown": {"signal": 15, "timeout_seconds": 25},
        **resto,
    }


def _sonda(orden: str | None = None, http: tuple[int, str] | None = None) -> Entrada:
    forma: Entrada = {"exec": {"command": orden}}
    if http:
        forma = {"http_get": {"host": "127.0.0.1", "scheme": "http", "port": str(http[0]), "path": http[1]}}
    return {**forma, "period_seconds": 1, "timeout_seconds": 3, "failure_threshold": 600}


def _tcp(direccion: str) -> str:
    host, puerto = direccion.split(":")
    return f"bash -c 'exec 3<>/dev/tcp/{host}/{puerto}'"


def _deploy(perfil: Perfil, *orden: str) -> list[str]:
    return [sys.executable, "-m", "icsoe_deploy", *orden, "--perfil", perfil.nombre]


def _plataforma(perfil: Perfil) -> dict[str, Entrada]:
    host, puerto = perfil.postgres.split(":")
    listo = f"{piezas.postgres_bin() / 'pg_isready'} -q -h {host} -p {puerto}"
    partes = {
        "postgres": _entrada(
            perfil, "postgres", _deploy(perfil, "correr", "postgres"), readiness_probe=_sonda(listo)
        )
        | {"shutdown": {"signal": 2, "timeout_seconds": 25}},
        "minio": _entrada(
            perfil,
            "minio",
            _deploy(perfil, "correr", "minio"),
            readiness_probe=_sonda(http=(int(perfil.minio.split(":")[1]), "/minio/health/ready")),
        ),
    }
    for numero, direccion in enumerate(perfil.kafka.split(","), start=1):
        nombre = f"kafka-{numero}"
        orden = _deploy(perfil, "correr", nombre)
        partes[nombre] = _entrada(perfil, nombre, orden, readiness_probe=_sonda(_tcp(direccion)))
    preparar = _entrada(perfil, "preparar", _deploy(perfil, "preparar"))
    preparar["availability"] = {"restart": "no"}
    preparar["depends_on"] = {n: {"condition": "process_healthy"} for n in partes}
    return partes | {"preparar": preparar}


def ambiente_servicio(perfil: Perfil, nombre: str, servicio: Servicio) -> dict[str, str]:
    """What the processes of a service get on top of the common settings."""
    propio = {n: v.format(**direcciones(perfil)) for n, v in servicio.ambiente.items()}
    return {
        "ICSOE_BASE_DATOS": f"postgresql://{nombre}_app@{perfil.postgres}/{nombre}",
        "ICSOE_SECRETOS": str(perfil.secretos / nombre),
        **propio,
    }


def _servicio(perfil: Perfil, nombre: str, servicio: Servicio) -> dict[str, Entrada]:
    ambiente = ambiente_comun(perfil) | ambiente_servicio(perfil, nombre, servicio)
    modulo = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", f"icsoe_{nombre}"]
    formas = {
        f"{nombre}-http": ([*modulo, "http"], servicio.puerto),
        f"{nombre}-worker": ([*modulo, "worker", "--roles", "relay,consumer,jobs"], servicio.puerto_worker),
    }
    return {
        proceso: _entrada(
            perfil,
            proceso,
            orden,
            environment=_lista(ambiente | {"ICSOE_PUERTO": str(perfil.puerto(puerto))}),
            depends_on={"preparar": {"condition": "process_completed_successfully"}},
            readiness_probe=_sonda(http=(perfil.puerto(puerto), "/salud/listo")),
        )
        for proceso, (orden, puerto) in formas.items()
    }


def _proceso(perfil: Perfil, nombre: str, proceso: Proceso) -> Entrada:
    publica = urlsplit(url_publica(perfil))
    lugares = direcciones(perfil) | {
        "escucha": ESCUCHA,
        "estado": str(perfil.dir / nombre),
        "ca": str(perfil.dir / "ca"),
        "sitios": ", ".join(f"http://{h}:{publica.port}" for h in ("localhost", "127.0.0.1")),
    }
    ambiente = ambiente_comun(perfil) | {"ICSOE_PUERTO": str(perfil.puerto(proceso.puerto))}
    ambiente |= {n: v.format(**lugares) for n, v in proceso.ambiente.items()}
    if proceso.puerto_pagina is not None:
        ambiente["ICSOE_PUERTO_PAGINA"] = str(perfil.puerto(proceso.puerto_pagina))
    if proceso.secretos:
        ambiente["ICSOE_SECRETOS"] = str(perfil.secretos / proceso.secretos)
    ejecutables = {"python": sys.executable, "caddy": str(piezas.programa("caddy"))}
    programa = ejecutables.get(proceso.orden[0], str(VENV / "bin" / proceso.orden[0]))
    salud = _sonda(_tcp(lugares[nombre]))
    if proceso.salud != "tcp":
        salud = _sonda(http=(perfil.puerto(proceso.puerto), proceso.salud))
    return _entrada(
        perfil,
        nombre,
        ["setpriv", "--pdeathsig", "TERM", programa, *proceso.orden[1:]],
        environment=_lista(ambiente),
        depends_on={d: {"condition": "process_completed_successfully"} for d in proceso.despues_de},
        readiness_probe=salud,
    )


def entradas(perfil: Perfil) -> dict[str, Entrada]:
    """Every process of the platform, as process-compose wants it."""
    topologia = leer()
    todas = _plataforma(perfil)
    for nombre, servicio in topologia.servicios.items():
        todas |= _servicio(perfil, nombre, servicio)
    return todas | {n: _proceso(perfil, n, p) for n, p in topologia.procesos.items()}


def texto(perfil: Perfil, *, solo_piezas: bool) -> str:
    """The process-compose file; with ``solo_piezas`` our own processes wait to be asked for."""
    todas = entradas(perfil)
    if solo_piezas:
        for nombre in todas.keys() - set(ALCANCE_PIEZAS):
            todas[nombre]["disabled"] = True
    datos = {"version": "0.5", "disable_env_expansion": True, "processes": todas}
    return yaml.safe_dump(datos, sort_keys=False, allow_unicode=True)


def archivo(perfil: Perfil) -> Path:
    """Where the file of a platform lies."""
    return perfil.dir / "process-compose.yaml"
