"""The whole house as `make up` leaves it: small enough, and back by itself after losing any part."""

import os
import signal
import time

import httpx
import pytest
from icsoe_deploy import gestor
from icsoe_deploy.direcciones import memoria
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.procesos import ALCANCE_PIEZAS
from icsoe_deploy.sistema import Sistema
from icsoe_deploy.topologia import leer

GIB = 1024**3
MEMORIA_MAXIMA = 1.2 * GIB  # issue 3, must-hold 10
PLAZO = 240
NUESTROS = [f"{s}-{forma}" for s in leer().servicios for forma in ("http", "worker")] + ["portal"]


def pids(perfil: Perfil) -> dict[str, int]:
    return {e.nombre: e.pid for e in gestor.estados(perfil) or ()}


def esperar_otro_pid(perfil: Perfil, parte: str, anterior: int) -> None:
    """Until the manager has seen the death and started ``parte`` anew."""
    limite = time.monotonic() + PLAZO
    while pids(perfil).get(parte, 0) in (0, anterior):
        assert time.monotonic() < limite, f"{parte} no volvió"
        time.sleep(0.05)


def test_the_portal_and_the_test_inbox_answer(sistema: Sistema):
    assert httpx.get(sistema.url, timeout=PLAZO).status_code == 200
    assert httpx.get(sistema.buzon, timeout=PLAZO).status_code == 200


def test_every_service_answers_through_the_gateway(sistema: Sistema):
    for servicio in ("registry", "informativa", "signing"):
        respuesta = httpx.get(f"{sistema.url}/api/v1/{servicio}/no-existe", timeout=PLAZO)
        assert respuesta.headers["content-type"] == "application/problem+json"
        assert respuesta.json()["codigo"] != "no_disponible"


def test_our_processes_together_fit_in_a_small_machine(sistema: Sistema):
    usada = {n: memoria(pid) for n, pid in pids(sistema.perfil).items() if n in NUESTROS}
    assert usada.keys() == set(NUESTROS)
    assert sum(usada.values()) <= MEMORIA_MAXIMA, usada


@pytest.mark.parametrize(
    "parte", ["postgres", "kafka-1", "minio", "signing-http", "signing-worker", "gateway"]
)
def test_a_killed_part_comes_back_and_everything_is_ready_again(sistema: Sistema, parte: str):
    anterior = pids(sistema.perfil)[parte]
    os.kill(anterior, signal.SIGKILL)
    esperar_otro_pid(sistema.perfil, parte, anterior)
    gestor.esperar(sistema.perfil, decir=lambda _: None, plazo=PLAZO)


def test_services_started_before_the_platform_wait_for_it(sistema: Sistema):
    perfil = sistema.perfil
    piezas = [p for p in ALCANCE_PIEZAS if p in pids(perfil) and p != "preparar"]
    gestor.apagar(perfil, [*NUESTROS, *piezas])
    gestor.encender(perfil, NUESTROS)
    gestor.encender(perfil, piezas)
    gestor.esperar(perfil, decir=lambda _: None, plazo=PLAZO)
