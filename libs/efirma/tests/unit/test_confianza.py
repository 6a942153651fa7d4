"""Pinned authorities: by hash, one set at a time, re-read on change."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icsoe_efirma.confianza import CarpetaDeConfianza, ConfianzaInvalida
from icsoe_sim.ca import crear_ca


@pytest.fixture
def carpeta(simulada: Any, tmp_path: Path) -> Path:
    destino = tmp_path / "ca"
    shutil.copytree(simulada.carpeta, destino)
    return destino


def test_the_set_is_what_the_list_pins_and_nothing_else(carpeta: Path, lista: Path) -> None:
    (carpeta / "ajena.cer").write_bytes((carpeta / "ac.cer").read_bytes() + b"\0")
    confianza = CarpetaDeConfianza("simulada", carpeta, lista)()
    assert [a.nombre for a in confianza.autoridades] == ["raiz.cer", "ac.cer"]
    assert len(confianza.version) == 64


@pytest.mark.parametrize("conjunto", ["uat", "produccion"])
def test_the_list_beside_the_simulated_authority_opens_no_other_set(
    carpeta: Path, lista: Path, conjunto: Any
) -> None:
    falsa = json.loads((carpeta / "autoridades.json").read_text())
    falsa["conjuntos"][conjunto] = falsa["conjuntos"]["simulada"]
    (carpeta / "autoridades.json").write_text(json.dumps(falsa))
    with pytest.raises(ConfianzaInvalida):
        CarpetaDeConfianza(conjunto, carpeta, lista)()


def test_a_list_that_calls_a_test_authority_one_of_production_convinces_nobody(
    carpeta: Path, tmp_path: Path
) -> None:
    """Threat T-38: planted by whoever writes the settings of the installation."""
    plantada = json.loads((carpeta / "autoridades.json").read_text())
    plantada["conjuntos"]["produccion"] = plantada["conjuntos"].pop("simulada")
    (tmp_path / "lista.json").write_text(json.dumps(plantada))
    with pytest.raises(ConfianzaInvalida, match="autoridades de prueba"):
        CarpetaDeConfianza("produccion", carpeta, tmp_path / "lista.json")()


def test_sats_test_authorities_are_none_of_production_whatever_a_list_says(
    pares_sat: Path, lista: Path, tmp_path: Path
) -> None:
    conjuntos = json.loads(lista.read_text())["conjuntos"]
    (tmp_path / "lista.json").write_text(json.dumps({"conjuntos": {"produccion": conjuntos["uat"]}}))
    with pytest.raises(ConfianzaInvalida, match="autoridades de prueba"):
        CarpetaDeConfianza("produccion", pares_sat / "ca", tmp_path / "lista.json")()


def test_an_authority_whose_bytes_changed_is_missing(carpeta: Path, lista: Path) -> None:
    (carpeta / "ac.cer").write_bytes((carpeta / "raiz.cer").read_bytes())
    with pytest.raises(ConfianzaInvalida, match=r"ac\.cer"):
        CarpetaDeConfianza("simulada", carpeta, lista)()


def test_a_change_in_the_folder_is_seen_and_a_broken_folder_trusts_nobody(carpeta: Path, lista: Path) -> None:
    reloj = iter(range(0, 1000, 5))
    confianza = CarpetaDeConfianza("simulada", carpeta, lista, lambda: float(next(reloj)))
    primera = confianza()
    assert confianza() is primera
    lejana = carpeta / "autoridades.json"
    contenido = lejana.read_text()
    lejana.write_text(contenido.replace("PRUEBA", "PRUEBA 2"))
    assert confianza() is not primera
    assert confianza().version == primera.version
    lejana.unlink()
    with pytest.raises(ConfianzaInvalida):
        confianza()
    lejana.write_text(contenido)
    assert confianza().version == primera.version
    shutil.rmtree(carpeta)
    crear_ca(carpeta)
    assert confianza().version != primera.version


def test_sats_lists_name_every_authority_once_and_retire_only_what_has_ended(lista: Path) -> None:
    conjuntos = json.loads(lista.read_text())["conjuntos"]
    assert set(conjuntos) == {"produccion", "uat"}
    hashes = [a["sha256"] for autoridades in conjuntos.values() for a in autoridades]
    assert len(hashes) == len(set(hashes)) == 20
    for autoridad in (a for autoridades in conjuntos.values() for a in autoridades):
        vigente = date.fromisoformat(autoridad["hasta"]) > date(2026, 11, 20)
        assert vigente == (autoridad["rol"] in ("raiz", "emisora", "respondedor"))


def test_no_certificate_lies_beside_the_list(lista: Path) -> None:
    assert [a.name for a in lista.parent.iterdir()] == ["autoridades.json"]


def test_sats_folder_fits_the_pins(pares_sat: Path, lista: Path) -> None:
    uat = CarpetaDeConfianza("uat", pares_sat / "ca", lista)()
    produccion = CarpetaDeConfianza("produccion", pares_sat / "ca", lista)()
    assert len(uat.autoridades) == 6
    assert len(produccion.autoridades) == 13
    assert [c.subject.native["common_name"] for c in produccion.respondedores] == ["Servicio OCSP SAT"]
    assert not {a.sha256 for a in uat.autoridades} & {a.sha256 for a in produccion.autoridades}


def test_a_responder_is_no_authority_and_may_be_missing(carpeta: Path, lista: Path) -> None:
    fijadas = json.loads((carpeta / "autoridades.json").read_text())
    fijadas["conjuntos"]["simulada"][1]["rol"] = "respondedor"
    (carpeta / "autoridades.json").write_text(json.dumps(fijadas))
    confianza = CarpetaDeConfianza("simulada", carpeta, lista)()
    assert [a.nombre for a in confianza.autoridades] == ["raiz.cer"]
    assert len(confianza.respondedores) == 1
    (carpeta / "ac.cer").unlink()
    sin_ella = CarpetaDeConfianza("simulada", carpeta, lista)()
    assert (len(sin_ella.autoridades), sin_ella.respondedores) == (1, ())
    assert sin_ella.version != confianza.version
