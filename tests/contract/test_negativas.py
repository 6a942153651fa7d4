"""The catalogue of refusals and the code name the same things."""

import re
from pathlib import Path

from icsoe_dominio.negativas import catalogo

RAIZ = Path(__file__).parents[2]
CARPETAS = ("libs", "services", "clients")
FUENTES = [
    ruta.read_text("utf-8")
    for carpeta in CARPETAS
    for tipo in ("py", "ts", "html")
    for ruta in sorted((RAIZ / carpeta).rglob(f"src/**/*.{tipo}"))
    if "node_modules" not in ruta.parts
]


def test_every_refusal_raised_anywhere_is_in_the_catalogue() -> None:
    levantadas = {codigo for texto in FUENTES for codigo in re.findall(r'Negativa\(\s*"([\w-]+)"', texto)}
    assert levantadas
    assert levantadas <= catalogo().keys()


def test_no_refusal_of_the_catalogue_is_dead() -> None:
    """The 27 messages stay whether used or not: they are the dossier's (icsoe.md §12.2)."""
    nuestras = {codigo for codigo in catalogo() if not codigo.startswith("MSG-")}
    nombradas = {codigo for codigo in nuestras if any(codigo in texto for texto in FUENTES)}
    assert nombradas == nuestras
