"""What the key page decides by itself, run in Node: the typed RFC, and the words of its refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
from icsoe_dominio.negativas import catalogo

from .node import PORTAL, correr

PERSONA, EMPRESA = "PERJ800101AB1", "EKU9003173C9"
INCOMPLETO = "El RFC está incompleto o mal escrito."
ENTRADA = """
import { clave } from "FRONTEND/claves.ts";
import { rechazoDeRfc } from "FRONTEND/firma/rfc.ts";
import { RECHAZOS } from "FRONTEND/firma/rechazo.ts";
const dicho = (r) => r && { mensaje: r.message, remedio: r.remedio, codigo: r.codigo };
const [escritos, certificado] = JSON.parse(process.argv[2]);
console.log(JSON.stringify({
  juicios: escritos.map((escrito) => dicho(rechazoDeRfc(clave(escrito), certificado))),
  todos: Object.values(RECHAZOS).map((hacer) => dicho(hacer())),
}));
"""


@pytest.fixture(scope="module")
def programa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    carpeta = tmp_path_factory.mktemp("firma")
    entrada, salida = carpeta / "entrada.mjs", carpeta / "programa.mjs"
    entrada.write_text(ENTRADA.replace("FRONTEND", str(PORTAL / "frontend")), "utf-8")
    orden = (str(entrada), "--bundle", "--format=esm", "--platform=node", f"--outfile={salida}")
    correr("node_modules/.bin/esbuild", *orden)
    return salida


def ejecutar(programa: Path, *escritos: str, certificado: str = PERSONA) -> dict[str, Any]:
    return json.loads(correr("node", str(programa), json.dumps([escritos, certificado])))


def test_an_rfc_is_taken_as_people_paste_it(programa: Path) -> None:
    pegados = (
        " PERJ800101AB1",
        "PERJ-800101-AB1",
        "perj 800101 ab1",
        "PERJ\u2011800101\u2013AB1",
        "PERJ800101AB1\u200b",
    )
    assert ejecutar(programa, *pegados)["juicios"] == [None] * len(pegados)


def test_a_piece_of_an_rfc_is_incomplete_and_no_company(programa: Path) -> None:
    trozos = (PERSONA[:12], "PERJ", "EKU9003173C", "EKU9013173C9", PERSONA + "X")
    dichos = ejecutar(programa, *trozos)["juicios"]
    assert [(d["mensaje"], d["codigo"]) for d in dichos] == [(INCOMPLETO, "")] * (len(trozos))


def test_only_a_whole_company_rfc_asks_for_the_companys_own_efirma(programa: Path) -> None:
    con_persona = ejecutar(programa, EMPRESA, "EKU900317&C9", "CACX7605101P8")["juicios"]
    assert [d["codigo"] or d["mensaje"] for d in con_persona] == ["MSG-02", INCOMPLETO, "MSG-01"]
    con_empresa = ejecutar(programa, PERSONA, "IIA040805DZ4", certificado=EMPRESA)["juicios"]
    assert [d["codigo"] for d in con_empresa] == ["MSG-01", "MSG-01"]


def test_its_refusals_have_the_words_of_the_catalogue_and_always_a_next_step(programa: Path) -> None:
    todos = ejecutar(programa)["todos"]
    assert all(r["remedio"] for r in todos)
    con_codigo = {r["codigo"]: (r["mensaje"], r["remedio"]) for r in todos if r["codigo"]}
    entradas = {codigo: catalogo()[codigo] for codigo in ("MSG-01", "MSG-02", "MSG-04")}
    assert con_codigo == {codigo: (e.detalle, e.remedio) for codigo, e in entradas.items()}
