"""``make demo``: a fresh e.firma of PRUEBA files one return, through the commands a person would type."""

import argparse
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from icsoe_deploy import gestor, perfil
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.calendario import Calendario, dia_en_el_centro
from icsoe_dominio.periodo import Periodo, iniciados
from icsoe_sim.lector_correo import confirmar_correo, esperar_correo
from pypdf import PdfWriter

_BIN = Path(sys.executable).parent
_CONSONANTES = "BCDFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Persona:
    """A made-up taxpayer, its e.firma on disk; ``entorno`` keeps its sessions apart from those of others."""

    rfc: str
    correo: str
    carpeta: Path
    efirma: tuple[str, ...]
    entorno: dict[str, str]

    def icsoe(self, *orden: str) -> subprocess.CompletedProcess[str]:
        """Runs ``icsoe`` as this person, in its own folder."""
        return subprocess.run(
            [_BIN / "icsoe", *orden],
            cwd=self.carpeta,
            env=self.entorno,
            capture_output=True,
            text=True,
            check=False,
        )


@dataclass(frozen=True)
class Demostracion:
    """What the run leaves: the answer of ``--json``, the acuse on disk, the mail as the inbox shows it."""

    presentada: dict[str, Any]
    acuse: Path
    correo: dict[str, Any]


def nueva_persona(sistema: Sistema, *opciones: str, rfc: str = "", ca: Path | None = None) -> Persona:
    """Mints an e.firma of the system's simulated authority, or of the one in folder ``ca``.

    ``opciones`` go to ``icsoe-sim efirma nueva``.
    """
    rfc = rfc or rfc_al_azar()
    carpeta = sistema.perfil.dir / "demo" / secrets.token_hex(4)
    carpeta.mkdir(parents=True, exist_ok=True)
    orden = [
        "efirma",
        "nueva",
        "--rfc",
        rfc,
        "--nombre",
        f"PERSONA DE PRUEBA {rfc[:4]}",
        "--en",
        str(carpeta),
    ]
    hecho = subprocess.run(
        [_BIN / "icsoe-sim", *orden, "--ca", str(ca or sistema.perfil.dir / "ca"), *opciones],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    archivos: dict[str, str] = json.loads(hecho.stdout)
    efirma = ("--cer", archivos["cer"], "--key", archivos["key"], "--password-file", archivos["txt"])
    entorno = os.environ | {"ICSOE_URL": sistema.url, "XDG_CONFIG_HOME": str(carpeta / "config")}
    return Persona(rfc, f"{rfc.lower()}@prueba.invalid".replace("ñ", "n"), carpeta, efirma, entorno)


def rfc_al_azar() -> str:
    """A person's RFC that nobody has: consonants only, so that it spells nothing."""
    letras = "".join(secrets.choice(_CONSONANTES) for _ in range(4))
    anio, mes, dia, homoclave = (secrets.randbelow(n) for n in (30, 12, 28, 1000))
    return f"{letras}{70 + anio}{mes + 1:02d}{dia + 1:02d}{homoclave:03d}"


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


def demostrar(sistema: Sistema, decir: Callable[[str], None]) -> Demostracion:
    """The whole story of one return. Raises SystemExit with what a command said when it fails."""
    persona = nueva_persona(sistema)
    periodo = periodo_reciente(datetime.now(UTC))
    decir(f"e.firma de PRUEBA nueva: {persona.rfc}")
    _exigir(persona.icsoe(*generales(persona)))
    decir("Datos generales guardados.")
    confirmar_correo(sistema.url, sistema.buzon, persona.correo)
    decir(f"Correo confirmado con la liga que llegó al buzón: {persona.correo}")
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
    correo = esperar_correo(sistema.buzon, persona.correo)
    adjuntos = ", ".join(adjunto["nombre"] for adjunto in correo["adjuntos"])
    decir(f"Correo:  «{correo['asunto']}» para {persona.correo}, con {adjuntos}")
    decir(f"         {sistema.buzon}/correos/{correo['id']}")
    return Demostracion(presentada, acuse, correo)


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
    demostrar(Sistema(este), print)


if __name__ == "__main__":
    main()
