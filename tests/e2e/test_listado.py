"""From a filed return to the public file, on the running system."""

import hashlib
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import httpx
import openpyxl
from icsoe_deploy.sistema import Sistema

from .demo import generales, nueva_persona
from .espera import ESPERA_S


def _publicar(sistema: Sistema) -> str:
    ops = Path(sys.executable).parent / "icsoe-ops"
    orden = [ops, "--estado", sistema.perfil.dir, "listado", "publicar", "2026", "2"]
    return subprocess.run(orden, capture_output=True, text=True, check=True).stdout


def test_a_filed_return_is_in_the_file_whose_hash_the_page_shows(sistema: Sistema) -> None:
    persona = nueva_persona(sistema)
    assert persona.icsoe(*generales(persona)).returncode == 0
    orden = ("presentar", "sin-informacion", *persona.efirma, "--ejercicio", "2026", "--cuatrimestre", "2")
    hecho = persona.icsoe(*orden)
    folio = hecho.stdout.split("folio ")[1].split(".")[0]
    with httpx.Client(base_url=f"{sistema.url}/api/v1/listado", trust_env=False, timeout=ESPERA_S) as publico:
        limite = time.monotonic() + ESPERA_S
        while True:
            dicho = _publicar(sistema)
            contenido = publico.get("/archivos/LPS2026.xlsx").content
            (hoja,) = openpyxl.load_workbook(BytesIO(contenido)).worksheets
            filas = [fila for fila in hoja.iter_rows(values_only=True) if fila[12] == folio]
            if filas or time.monotonic() > limite:
                break
        ((nombre, tipo, *medio, anio, cuatrimestre, clase, _, _),) = filas
        vistas = publico.get("/publicaciones", params={"ejercicio": 2026}).json()
    assert (tipo, anio, cuatrimestre, clase) == ("Física", 2026, "Segundo", "Sin información")
    assert str(nombre).startswith("PERSONA DE PRUEBA")
    assert medio == [None] * 7
    vista = next(v for v in vistas if (v["lista"], v["cuatrimestre"]) == ("LP", 2))
    assert vista["sha256"] == hashlib.sha256(contenido).hexdigest().upper()
    assert vista["sha256"] in dicho
