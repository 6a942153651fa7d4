"""What a person reads when a port is taken."""

import os
import socket
import subprocess
import sys

import pytest
from icsoe_deploy import gestor, perfil
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.rutas import Aviso
from icsoe_deploy.topologia import leer


@pytest.fixture
def base() -> int:
    return perfil.base_desocupada(1)


def test_a_taken_port_is_named_with_its_part_and_the_remedy(base: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gestor, "PLAZO_PUERTOS", 0.0)
    with socket.socket() as ajeno:
        ajeno.bind(("127.0.0.1", base + leer().plataforma.minio))
        ajeno.listen()
        with pytest.raises(Aviso) as aviso:
            gestor.lanzar(Perfil("prueba-puertos", base), solo_piezas=True)
    texto = str(aviso.value)
    assert f"{base + leer().plataforma.minio} (minio)" in texto
    assert "ICSOE_PUERTO_BASE=" in texto
    assert "\n" not in texto


def test_a_free_base_has_every_port_of_the_platform_free(base: int):
    assert perfil.ocupados(base, 1) == {}


def test_of_two_processes_that_look_for_a_base_at_the_same_place_each_gets_its_own(
    monkeypatch: pytest.MonkeyPatch,
):
    orden = "from icsoe_deploy import perfil; print(perfil.base_desocupada(1), flush=True); input()"
    tubo = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", orden], stdin=tubo, stdout=tubo) as otro:
        assert otro.stdout is not None
        suya = int(otro.stdout.readline())
        monkeypatch.setattr(os, "getpid", lambda: otro.pid)
        assert perfil.base_desocupada(1) != suya
        otro.communicate(b"\n")


def test_a_profile_name_cannot_leave_the_folder_of_states():
    with pytest.raises(Aviso):
        perfil.existente("../fuera")
