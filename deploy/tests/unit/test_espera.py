"""When waiting for a platform helps no more."""

import pytest
from icsoe_deploy import gestor
from icsoe_deploy.gestor import Estado
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.rutas import Aviso


def esperar_viendo(monkeypatch: pytest.MonkeyPatch, *vistas: tuple[int, bool]) -> None:
    """Waits for one process whose restarts so far and readiness are shown one after the other."""
    estados = iter([[Estado("signing-http", "Running", listo, veces, 0, 1)] for veces, listo in vistas])

    def mirar(_: Perfil) -> list[Estado]:
        return next(estados)

    monkeypatch.setattr(gestor, "estados", mirar)
    gestor.esperar(Perfil("prueba-espera", 20000), decir=lambda _: None)


def test_restarts_of_earlier_in_the_session_do_not_end_a_later_wait(monkeypatch: pytest.MonkeyPatch):
    esperar_viendo(monkeypatch, (9, False), (10, False), (10, True))


def test_a_part_that_is_restarted_again_and_again_ends_the_wait(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(Aviso, match="signing-http"):
        esperar_viendo(monkeypatch, *((veces, False) for veces in range(2, 8)))
