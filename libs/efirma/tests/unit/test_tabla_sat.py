"""The verdict on every certificate of SAT's test folder, today and at one quarter of its own life."""

from datetime import datetime
from pathlib import Path

import pytest
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.confianza import CarpetaDeConfianza, Conjunto
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.huella import contiene_llave
from icsoe_efirma.juicio import Juez
from icsoe_efirma.llave import LlaveRechazada, abrir_llave
from icsoe_sim.tabla_sat import AJENA, FILAS, Fila

CON_LLAVE = [fila for fila in FILAS if "SAT_prod" not in fila[0]]


def _juez(pares: Path, conjunto: str, lista: Path) -> Juez:
    elegido: Conjunto = "produccion" if conjunto == "produccion" else "uat"
    return Juez(CarpetaDeConfianza(elegido, pares / "ca", lista))


def test_the_table_covers_the_whole_folder(pares_sat: Path) -> None:
    archivos = {str(a.relative_to(pares_sat).with_suffix("")) for a in pares_sat.glob("[fco][!a]*/*.cer")}
    assert archivos == {fila[0] for fila in FILAS}
    assert len(FILAS) == 47


@pytest.mark.parametrize("fila", FILAS, ids=lambda fila: fila[0])
def test_each_certificate_gets_its_verdict_today_and_at_a_quarter_of_its_life(
    fila: Fila, pares_sat: Path, lista: Path, hoy: datetime
) -> None:
    archivo, rfc, representante, nombre, conjunto, numero, codigo_hoy, codigo_antes = fila
    der = (pares_sat / f"{archivo}.cer").read_bytes()
    certificado = leer_certificado(der)
    a_un_cuarto = certificado.desde + (certificado.hasta - certificado.desde) / 4
    juez = _juez(pares_sat, conjunto, lista)
    for momento, codigo in ((hoy, codigo_hoy), (a_un_cuarto, codigo_antes)):
        veredicto = juez.juzgar(der, momento).veredicto
        assert (veredicto.rfc, veredicto.rfc_representante) == (rfc, representante)
        assert (veredicto.nombre, veredicto.numero) == (nombre, numero)
        assert veredicto.persona == ("M" if representante else "F")
        assert veredicto.tipo == ("FIEL" if archivo.startswith("fiel/") else "CSD")
        assert veredicto.codigo == codigo
        assert veredicto.aceptable == (codigo is None)
        assert veredicto.vigente == (certificado.desde <= momento <= certificado.hasta)
        assert veredicto.cadena_confiable == ("AAA010101AAA" not in archivo)
        assert veredicto.mensaje


@pytest.mark.parametrize("fila", FILAS, ids=lambda fila: fila[0])
def test_the_other_set_of_authorities_trusts_none_of_them(
    fila: Fila, pares_sat: Path, lista: Path, hoy: datetime
) -> None:
    otro = "uat" if fila[4] == "produccion" else "produccion"
    der = (pares_sat / f"{fila[0]}.cer").read_bytes()
    assert _juez(pares_sat, otro, lista).juzgar(der, hoy).veredicto.codigo == AJENA


@pytest.mark.parametrize("fila", CON_LLAVE, ids=lambda fila: fila[0])
def test_each_key_opens_with_its_password_only_and_signs_for_its_certificate(
    fila: Fila, pares_sat: Path
) -> None:
    archivo = (pares_sat / f"{fila[0]}.key").read_bytes()
    certificado = leer_certificado((pares_sat / f"{fila[0]}.cer").read_bytes())
    llave = abrir_llave(archivo, (pares_sat / f"{fila[0]}.txt").read_text())
    assert llave.corresponde_a(certificado)
    assert contiene_llave(archivo)
    firma = llave.firmar("||Ñ & año||")
    assert firma_valida(certificado, "||Ñ & año||", firma)
    assert not firma_valida(certificado, "||N & año||", firma)
    with pytest.raises(LlaveRechazada, match="MSG-04"):
        abrir_llave(archivo, "12345678b")


def test_the_chain_that_no_longer_stands_is_not_taken_for_a_valid_one(pares_sat: Path, lista: Path) -> None:
    """AC UAT 2018 ended on 2022-02-23, fifteen months before what it issued."""
    der = (pares_sat / "fiel/CANtF770131PA3_2019.cer").read_bytes()
    veredicto = (
        _juez(pares_sat, "uat", lista).juzgar(der, datetime.fromisoformat("2022-06-01T12:00:00Z")).veredicto
    )
    assert veredicto.vigente
    assert veredicto.codigo == "certificado_autoridad_vencida"


def test_ac6_whose_name_the_usual_parser_cannot_read_is_loaded(pares_sat: Path, lista: Path) -> None:
    confianza = CarpetaDeConfianza("produccion", pares_sat / "ca", lista)()
    (ac6,) = [a for a in confianza.autoridades if a.nombre == "AC6_SAT.cer"]
    assert [raiz.nombre for _, raiz in confianza.caminos(ac6.sujeto_der)] == ["ARC6_IES.cer"]
