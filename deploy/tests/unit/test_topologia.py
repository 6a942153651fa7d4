"""One description of the parts: what is generated from it, and what must agree with it."""

import subprocess
from collections import Counter

import yaml
from icsoe_contracts.catalogo import TEMAS
from icsoe_deploy import docker, piezas, procesos
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.rutas import RAIZ
from icsoe_deploy.topologia import leer

PERFIL = Perfil("prueba-topologia", 8080)


def test_the_committed_compose_file_is_the_one_the_topology_gives():
    escrito = (RAIZ / "docker-compose.yml").read_text(encoding="utf-8")
    assert escrito == docker.texto(), "corre «make generar» y confirma docker-compose.yml"


def test_docker_compose_accepts_the_file():
    piezas.instalar(pruebas=True)
    hecho = subprocess.run(
        [str(piezas.programa("docker-compose")), "-f", "docker-compose.yml", "config", "-q"],
        cwd=RAIZ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert hecho.returncode == 0, hecho.stderr


def test_no_two_parts_take_the_same_port():
    repetidos = [p for p, veces in Counter(leer().puertos(3).values()).items() if veces > 1]
    assert repetidos == []


def test_every_owner_and_reader_of_a_topic_is_a_service_of_the_topology():
    nombrados = {t.dueno for t in TEMAS} | {c for t in TEMAS for c in t.consumidores}
    assert nombrados <= leer().servicios.keys()


def test_only_services_with_a_store_user_write_or_read_buckets():
    con_usuario = {n for n, s in leer().servicios.items() if s.objetos}
    for cubeta in leer().cubetas.values():
        assert {*cubeta.escriben, *cubeta.leen} <= con_usuario


def test_every_service_has_an_http_process_and_a_worker_that_wait_for_preparar():
    entradas = procesos.entradas(PERFIL)
    for servicio in leer().servicios:
        for forma in ("http", "worker"):
            entrada = entradas[f"{servicio}-{forma}"]
            assert entrada["depends_on"] == {"preparar": {"condition": "process_completed_successfully"}}
            assert "readiness_probe" in entrada


def test_no_process_definition_carries_a_password():
    texto = procesos.texto(PERFIL, solo_piezas=False) + docker.texto()
    assert not [
        linea for linea in texto.splitlines() if "clave" in linea.lower() or "password" in linea.lower()
    ]


def test_compose_and_process_compose_run_the_same_parts():
    compuestos = yaml.safe_load(docker.texto())["services"].keys() - {"red", "estado"}
    assert compuestos == procesos.entradas(Perfil("otro", 20000)).keys()


def test_three_brokers_replicate_every_topic_three_times():
    nombres = procesos.entradas(Perfil("tres", 20000, brokers=3)).keys()
    assert {"kafka-1", "kafka-2", "kafka-3"} <= nombres


def test_only_the_platforms_of_chaos_and_bench_file_without_the_limits_of_the_door():
    limites = {
        "ICSOE_RETOS_POR_DIRECCION",
        "ICSOE_INGRESOS_POR_RFC",
        "ICSOE_LIMITES_PETICIONES_POR_DIRECCION",
    }
    dados = {p: set(procesos.ambiente_comun(Perfil(p, 8080))) for p in ("caos", "banco", "up", "test-1")}
    assert limites <= dados["caos"]
    assert limites <= dados["banco"]
    assert not limites & (dados["up"] | dados["test-1"])
    assert "ICSOE_INGRESOS_POR_RFC" not in docker.texto()
