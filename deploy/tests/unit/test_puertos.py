"""What a person reads when a port is taken."""

import socket

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


def test_a_profile_name_cannot_leave_the_folder_of_states():
    with pytest.raises(Aviso):
        perfil.existente("../fuera")
