"""A second portal of a running system, whose sessions end after seconds instead of minutes (D85)."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

import httpx
from icsoe_deploy.procesos import ambiente_comun, direcciones
from icsoe_deploy.sistema import Sistema

from .espera import ESPERA_S

SERVICIOS = ("registry", "informativa", "signing", "listado")
CORTOS = {"ICSOE_SESION_AVISO_S": "8", "ICSOE_SESION_INACTIVA_S": "20"}


@contextmanager
def portal_impaciente(sistema: Sistema) -> Generator[str]:
    """Its address; it shares the cookies of the first one."""
    lugares = direcciones(sistema.perfil)
    puerto = sistema.perfil.puerto(70)
    ambiente = os.environ | ambiente_comun(sistema.perfil) | CORTOS
    ambiente |= {f"ICSOE_{s.upper()}_URL": f"http://{lugares[s]}" for s in SERVICIOS}
    ambiente |= {"ICSOE_PUERTO": str(puerto), "ICSOE_SECRETOS": str(sistema.perfil.secretos / "portal")}
    proceso = subprocess.Popen([sys.executable, "-m", "icsoe_portal"], env=ambiente)
    try:
        transporte = httpx.HTTPTransport(retries=10)
        with httpx.Client(transport=transporte, timeout=ESPERA_S) as http:
            assert http.get(f"http://127.0.0.1:{puerto}/salud/listo").status_code == 200
        yield f"http://localhost:{puerto}"
    finally:
        proceso.terminate()
        proceso.wait(20)
