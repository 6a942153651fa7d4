"""pytest plugin: gives the tests that need one a real PostgreSQL, Kafka and MinIO, started once per session.

A platform named by the environment (``icsoe-deploy piezas``) is used as it is; one started here is deleted at
the end. Tests in a folder ``component``, ``plataforma`` or ``e2e``, marked ``plataforma``, or with a fixture
that opens a database need one.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # the parts below are imported only when a platform is needed: unit tests start at once
    from .perfil import Perfil
    from .sistema import Sistema

_CARPETAS = frozenset({"component", "plataforma", "e2e"})
_BASES = frozenset({"base_de", "cliente_de"})
_PREFIJO = "test-"
_propia: "Perfil | None" = None


def pytest_configure() -> None:
    """Properties are about values: a busy machine may pause any example."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("icsoe", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("icsoe")


def _la_necesita(prueba: pytest.Item) -> bool:
    por_lugar = bool(_CARPETAS & set(prueba.path.parts)) or prueba.get_closest_marker("plataforma")
    return bool(por_lugar or _BASES & set(getattr(prueba, "fixturenames", ())))


def _decir(linea: str) -> None:
    os.write(2, f"  {linea}\n".encode())


def _limpiar_abandonadas() -> None:
    """Removes the state of sessions that were killed before they could."""
    from . import gestor, perfil
    from .rutas import VAR

    for carpeta in VAR.glob(f"{_PREFIJO}*"):
        pid = carpeta.name.removeprefix(_PREFIJO).removesuffix("-uat")
        if not pid.isdecimal() or Path(f"/proc/{pid}").exists():
            continue
        abandonada = perfil.existente(carpeta.name)
        if abandonada:
            gestor.borrar(abandonada)
        else:
            shutil.rmtree(carpeta, ignore_errors=True)


def _levantar() -> "Perfil":
    from . import gestor, perfil, piezas

    global _propia
    _limpiar_abandonadas()
    piezas.instalar(_decir)
    _propia = perfil.abrir(f"{_PREFIJO}{os.getpid()}", base_libre=True)
    gestor.lanzar(_propia, solo_piezas=True, con_quien_llama=True)
    gestor.esperar(_propia, decir=lambda _: None)
    os.environ.update(gestor.variables_de_prueba(_propia))
    return _propia


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Starts the platform once it is known that a collected test needs it."""
    if session.config.option.collectonly or "ICSOE_PRUEBA_ESTADO" in os.environ:
        return
    if any(_la_necesita(p) for p in session.items):
        from .rutas import Aviso

        try:
            _levantar()
        except Aviso as aviso:
            pytest.exit(str(aviso), returncode=3)


def pytest_unconfigure() -> None:
    """Stops and deletes what this session started."""
    if _propia is not None:
        from . import gestor

        gestor.borrar(_propia)


@pytest.fixture(scope="session")
def plataforma() -> "Perfil":
    """The running platform's Perfil: addresses, folder of state, secrets."""
    from . import perfil

    estado = os.environ.get("ICSOE_PRUEBA_ESTADO")
    hallado = perfil.existente(Path(estado).name) if estado else _levantar()
    assert hallado is not None, f"no hay estado.json en {estado}"
    return hallado


@pytest.fixture(scope="session")
def sistema(plataforma: "Perfil") -> "Sistema":
    """Every service, the portal, the gateway and the simulators, on the session's platform."""
    from . import gestor, puesta_en_marcha
    from .sistema import Sistema

    puesta_en_marcha.construir(plataforma, _decir)
    gestor.encender(plataforma, [e.nombre for e in gestor.estados(plataforma) or () if not e.habilitado])
    gestor.esperar(plataforma, decir=lambda _: None)
    return Sistema(plataforma)


@pytest.fixture(scope="session")
def pares_sat() -> Path:
    """SAT's own folder of test e.firmas, which is not of this project; skips where it is not."""
    from .rutas import RAIZ

    carpeta = Path(os.environ.get("ICSOE_PARES_SAT") or RAIZ.parent / "shared" / "efirma")
    if not (carpeta / "fiel").is_dir():
        pytest.skip(f"los pares de prueba del SAT no están en {carpeta} (ICSOE_PARES_SAT dice dónde)")
    return carpeta


@pytest.fixture(scope="session")
def sistema_uat(pares_sat: Path) -> "Iterator[Sistema]":
    """A whole system that trusts SAT's test authorities; skips where their certificates are not."""
    from . import gestor, perfil, puesta_en_marcha
    from .sistema import Sistema

    este = perfil.abrir(f"{_PREFIJO}{os.getpid()}-uat", base_libre=True)
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("ICSOE_CONFIANZA", "uat")
        ambiente.setenv("ICSOE_CONFIANZA_DIR", str(pares_sat / "ca"))
        puesta_en_marcha.arriba(este, lambda _: None, con_quien_llama=True)
    yield Sistema(este)
    gestor.borrar(este)
