"""A responder that is away, and what it says when it is back, on the running system (icsoe.md §11.3)."""

import json
import subprocess
import sys
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe_deploy.sistema import Sistema
from icsoe_deploy.topologia import leer
from icsoe_dominio.negativas import catalogo, mensaje
from icsoe_efirma.certificado import leer_certificado
from icsoe_sim.revocados import Motivo, Revocado, revocar
from pypdf import PdfReader

from .demo import Persona, generales, nueva_persona
from .espera import ESPERA_S


class Respondedor:
    """The port of command of the simulated responder."""

    def __init__(self, sistema: Sistema) -> None:
        self._url = f"http://127.0.0.1:{sistema.perfil.puerto(leer().procesos['ocsp'].puerto_pagina or 0)}/"

    def jugar(self, caso: str) -> None:
        httpx.put(self._url, json={"caso": caso}, timeout=ESPERA_S).raise_for_status()

    def consultas(self) -> int:
        """How often it has been asked."""
        return int(httpx.get(self._url, timeout=ESPERA_S).json()["consultas"])

    def volver(self) -> None:
        httpx.delete(self._url, timeout=ESPERA_S).raise_for_status()


@pytest.fixture
def respondedor(sistema: Sistema) -> Generator[Respondedor]:
    este = Respondedor(sistema)
    yield este
    este.volver()


def ops(sistema: Sistema, *orden: str) -> str:
    """``icsoe-ops signing …`` on the platform of the test."""
    mandato = [Path(sys.executable).parent / "icsoe-ops", "--estado", sistema.perfil.dir, "signing", *orden]
    hecho = subprocess.run(mandato, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    return hecho.stdout


def presentar(persona: Persona, cuatrimestre: int) -> dict[str, Any]:
    periodo = ("--ejercicio", "2026", "--cuatrimestre", str(cuatrimestre))
    hecho = persona.icsoe("presentar", "sin-informacion", *persona.efirma, *periodo, "--json")
    assert hecho.returncode == 0, hecho.stderr
    return json.loads(hecho.stdout)


def acuse(persona: Persona, folio: str) -> str:
    assert persona.icsoe("acuse", "descargar", folio).returncode == 0
    lector = PdfReader(persona.carpeta / f"{folio}.pdf")
    anexo = json.loads(next(iter(lector.attachments.values()))[0])
    return "\n".join(p.extract_text() for p in lector.pages) + json.dumps(anexo)


def test_filed_while_the_responder_is_away_and_observada_when_it_is_back_with_a_revocation(
    sistema: Sistema, respondedor: Respondedor
) -> None:
    persona = nueva_persona(sistema)
    assert persona.icsoe(*generales(persona)).returncode == 0
    bien = presentar(persona, 1)
    respondedor.jugar("rehusa")
    callada = presentar(persona, 2)
    assert (bien["revocacion"], callada["revocacion"]) == ("CONFIRMADA", "POR_CONFIRMAR")
    assert "No revocado al" in acuse(persona, bien["folio"])
    assert "por confirmar" in acuse(persona, callada["folio"])

    (archivo,) = persona.carpeta.rglob("*.cer")
    numero = leer_certificado(archivo.read_bytes()).numero
    recibida = datetime.fromisoformat(callada["fecha_presentacion"]).astimezone(UTC)
    revocado = Revocado(numero, recibida.replace(microsecond=0), Motivo.LLAVE_COMPROMETIDA)
    revocar(sistema.perfil.dir / "ca", revocado)
    respondedor.volver()
    dicho = ops(sistema, "revocaciones")  # unless signing's own check of each quarter of an hour was first
    assert callada["folio"] in dicho or "ninguna" in dicho
    assert "Observada" in pagina_de_verificacion(sistema, callada["folio"])
    assert "no estaba revocado" in pagina_de_verificacion(sistema, bien["folio"])
    filas = json.loads(persona.icsoe("acuses", "--json").stdout)
    assert {fila["folio"]: fila["observada"] for fila in filas} == {
        bien["folio"]: False,
        callada["folio"]: True,
    }
    for folio in (bien["folio"], callada["folio"]):
        assert "Válida." in ops(sistema, "evidencia", folio)


@pytest.mark.parametrize(
    ("caso", "codigo", "salida"),
    [
        ("vencida", "revocacion_caducada", 5),
        ("otra_llave", "revocacion_respondedor_ajeno", 5),
        ("no_autorizado", "revocacion_respondedor_ajeno", 5),
        ("desconocido", "revocacion_desconocida", 4),
        ("revocado", "MSG-03", 4),
    ],
)
def test_the_command_tells_at_once_what_the_responder_says_against_a_certificate(
    sistema: Sistema, respondedor: Respondedor, caso: str, codigo: str, salida: int
) -> None:
    persona = nueva_persona(sistema)
    respondedor.jugar(caso)
    antes = respondedor.consultas()
    hecho = persona.icsoe("login", *persona.efirma)
    entrada = catalogo()[codigo]
    assert hecho.returncode == salida
    assert mensaje(codigo, situacion="revocado") in hecho.stderr
    assert entrada.remedio in hecho.stderr
    assert respondedor.consultas() - antes <= 2  # one question and the one retry of the consultation


def pagina_de_verificacion(sistema: Sistema, folio: str) -> str:
    """The page that the QR of the acuse opens."""
    from icsoe_signing.bootstrap import claves_de_qr
    from icsoe_signing.domain.autenticador import Autenticador

    secreto = (sistema.perfil.dir / "secretos" / "signing" / "qr_hmac").read_text()
    direccion = f"{sistema.url}/verificar/{folio}/{Autenticador(claves_de_qr(secreto)).de(folio)}"
    return httpx.get(direccion, timeout=ESPERA_S).text
