"""``make demo``: a fresh e.firma of PRUEBA files one return, through the commands a person would type."""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from icsoe_deploy import gestor, perfil
from icsoe_deploy.procesos import url_publica
from icsoe_deploy.topologia import leer
from icsoe_dominio.calendario import Calendario, dia_en_el_centro
from icsoe_dominio.periodo import Periodo, iniciados
from pypdf import PdfWriter

_BIN = Path(sys.executable).parent
_CONSONANTES = "BCDFGHJKLMNPQRSTVWXYZ"
_ESPERA_CORREO_S = 60.0


@dataclass(frozen=True)
class Instalacion:
    """Where the running platform is. ``ca``: folder of its simulated authority; ``buzon``: URL of the test inbox."""

    url: str
    ca: Path
    buzon: str
    carpeta: Path

    @classmethod
    def de(cls, este: perfil.Perfil) -> "Instalacion":
        """The platform of a profile (``make up`` is profile ``up``)."""
        pagina = este.puerto(leer().procesos["correo"].puerto_pagina or 0)
        return cls(url_publica(este), este.dir / "ca", f"http://127.0.0.1:{pagina}", este.dir / "demo")


@dataclass(frozen=True)
class Persona:
    """A made-up taxpayer with its e.firma on disk; ``entorno`` keeps its sessions apart from those of others."""

    rfc: str
    correo: str
    carpeta: Path
    efirma: tuple[str, ...]
    entorno: dict[str, str]

    def icsoe(self, *orden: str) -> subprocess.CompletedProcess[str]:
        """Runs ``icsoe`` as this person, in its own folder."""
        return subprocess.run(
            [_BIN / "icsoe", *orden], cwd=self.carpeta, env=self.entorno, capture_output=True, text=True, check=False
        )


@dataclass(frozen=True)
class Demostracion:
    """What the run leaves: the answer of ``--json``, the acuse on disk, the mail as the inbox shows it."""

    presentada: dict[str, Any]
    acuse: Path
    correo: dict[str, Any]


def nueva_persona(instalacion: Instalacion, rfc: str | None = None, *opciones: str) -> Persona:
    """Mints an e.firma. ``opciones`` go to ``icsoe-sim efirma nueva``."""
    rfc = rfc or rfc_al_azar()
    carpeta = instalacion.carpeta / rfc.replace("Ñ", "Nt").replace("&", "And")
    carpeta.mkdir(parents=True, exist_ok=True)
    orden = ["efirma", "nueva", "--rfc", rfc, "--nombre", f"PERSONA DE PRUEBA {rfc[:4]}", "--en", str(carpeta)]
    hecho = subprocess.run(
        [_BIN / "icsoe-sim", *orden, "--ca", str(instalacion.ca), *opciones],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    archivos: dict[str, str] = json.loads(hecho.stdout)
    efirma = ("--cer", archivos["cer"], "--key", archivos["key"], "--password-file", archivos["txt"])
    entorno = os.environ | {"ICSOE_URL": instalacion.url, "XDG_CONFIG_HOME": str(carpeta / "config")}
    return Persona(rfc, f"{rfc.lower()}@prueba.invalid".replace("ñ", "n"), carpeta, efirma, entorno)


def rfc_al_azar() -> str:
    """A person's RFC that nobody has: consonants only, so that it spells nothing."""
    letras = "".join(secrets.choice(_CONSONANTES) for _ in range(4))
    return f"{letras}8{secrets.randbelow(10)}0{secrets.randbelow(9) + 1}1{secrets.randbelow(10)}PR{secrets.randbelow(10)}"


def generales(persona: Persona) -> tuple[str, ...]:
    """The command that makes a new contratista ready to capture."""
    recibo = persona.carpeta / "acuse-repse.pdf"
    escritor = PdfWriter()
    escritor.add_blank_page(612, 792)
    escritor.write(recibo)
    return (
        "generales", "guardar", *persona.efirma, "--correo", persona.correo, "--celular", "5512345678",
        "--acuse-repse", str(recibo), "--acepto-terminos",
    )  # fmt: skip


def periodo_reciente(ahora: datetime) -> Periodo:
    """The newest period whose signing window has opened."""
    calendario = Calendario()
    abiertos = [p for p in iniciados(dia_en_el_centro(ahora)) if calendario.firma_abierta(p, ahora)]
    return abiertos[-1]


def demostrar(instalacion: Instalacion, decir: Callable[[str], None]) -> Demostracion:
    """The whole story of one return. Raises SystemExit with what a command said when it fails."""
    persona = nueva_persona(instalacion)
    periodo = periodo_reciente(datetime.now(UTC))
    decir(f"e.firma de PRUEBA nueva: {persona.rfc}")
    _exigir(persona.icsoe(*generales(persona)))
    decir("Datos generales guardados.")
    numeros = ("--ejercicio", str(periodo.ejercicio), "--cuatrimestre", str(periodo.cuatrimestre))
    hecho = _exigir(persona.icsoe("presentar", "sin-informacion", *persona.efirma, *numeros, "--json"))
    presentada: dict[str, Any] = json.loads(hecho)
    decir(f"Folio:   {presentada['folio']}  (periodo {periodo}, recibida {presentada['fecha_presentacion']})")
    decir(f"SHA-256: {presentada['sha256']}")
    _exigir(persona.icsoe("acuse", "descargar", presentada["folio"]))
    acuse = persona.carpeta / f"{presentada['folio']}.pdf"
    decir(f"Acuse:   {acuse}")
    _exigir(persona.icsoe("confianza", "fijar"))
    decir(f"         {_exigir(persona.icsoe('verificar', str(acuse))).splitlines()[0]}")
    correo = esperar_correo(instalacion.buzon, persona.correo)
    adjuntos = ", ".join(adjunto["nombre"] for adjunto in correo["adjuntos"])
    decir(f"Correo:  «{correo['asunto']}» para {persona.correo}, con {adjuntos}")
    decir(f"         {instalacion.buzon}/correos/{correo['id']}")
    return Demostracion(presentada, acuse, correo)


def esperar_correo(buzon: str, para: str) -> dict[str, Any]:
    """The newest mail to ``para``, opened, as soon as the inbox has one."""
    limite = time.monotonic() + _ESPERA_CORREO_S
    with httpx.Client(base_url=buzon, trust_env=False) as cliente:
        while not (hallados := cliente.get("/api/correos", params={"para": para}).json()):
            if time.monotonic() > limite:
                raise SystemExit(f"No llegó el correo para {para}: mira «make logs s=notify».")
            time.sleep(0.2)
        return cliente.get(f"/api/correos/{hallados[0]['id']}").json()


def _exigir(hecho: subprocess.CompletedProcess[str]) -> str:
    if hecho.returncode:
        raise SystemExit(f"{hecho.stderr or hecho.stdout}(salida {hecho.returncode})")
    return hecho.stdout


def main() -> None:
    """Runs on the platform of a profile, which must be up."""
    opciones = argparse.ArgumentParser(description="Presenta una Sin información de prueba.")
    opciones.add_argument("--perfil", default="up")
    este = perfil.existente(opciones.parse_args().perfil)
    if este is None or gestor.estados(este) is None:
        raise SystemExit("La plataforma no está en marcha: «make up».")
    demostrar(Instalacion.de(este), print)


if __name__ == "__main__":
    main()
