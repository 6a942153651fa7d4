"""The ticks beside a password follow the same rules as the server: one file of vectors holds both."""

import json
from pathlib import Path

from icsoe_dominio.contrasena import REGLAS

from .node import PORTAL, correr

VECTORES = PORTAL.parents[1] / "libs" / "dominio" / "tests" / "vectores" / "contrasenas.json"
PROGRAMA = """
import { readFileSync } from "node:fs";
import { incumplidas } from "./reglas.mjs";
const VACIO = { curp: "", nombre: "", correo: "", rfc: "", anio: null };
const vectores = JSON.parse(readFileSync(process.argv[2], "utf-8"));
console.log(JSON.stringify(vectores.map((v) => incumplidas(v.contrasena, { ...VACIO, ...v.contexto }))));
"""


def test_the_live_check_breaks_exactly_the_rules_of_each_vector(tmp_path: Path) -> None:
    correr(
        "node_modules/.bin/esbuild",
        "frontend/contrasena/reglas.ts",
        "--bundle",
        "--format=esm",
        "--loader:.txt=text",
        f"--outfile={tmp_path / 'reglas.mjs'}",
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
