# ruff: noqa: E501  (a table reads better in lines)
"""The verdict on every certificate of SAT's test folder, today and at one quarter of its own life.

The expected columns come from the folder's README: kind, RFC, representative, name, authority.
"""

from datetime import datetime
from pathlib import Path

import pytest
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.confianza import CarpetaDeConfianza, Conjunto
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.huella import contiene_llave
from icsoe_efirma.juicio import Juez
from icsoe_efirma.llave import LlaveRechazada, abrir_llave

AJENA, DEBIL, VENCIDA, SELLO = (
    "certificado_autoridad_desconocida",
    "certificado_cadena_debil",
    "MSG-03",
    "MSG-05",
)

# fmt: off
# archivo, RFC, name, last digits of the numbers of FIEL and CSD
PERSONAS_2019 = [
    ("CACX7605101P8", "CACX7605101P8", "XOCHILT CASAS CHAVEZ", "2300", "2451"),
    ("CANtF770131PA3", "CAÑF770131PA3", "FERNANDO CASTILLO ÑABARRO", "2432", None),
    ("IANtL750210963", "IAÑL750210963", "LUIS IAN ÑUZCO", "2431", "2449"),
    ("KAHO641101B39", "KAHO641101B39", "OSCAR KALA HAAK", "2305", "2329"),
    ("LINtI920228KS8", "LIÑI920228KS8", "IRIS LIANEZ ÑAKI", "2433", None),
    ("MISC491214B86", "MISC491214B86", "CECILIA MIRANDA SANCHEZ", "2313", "2332"),
    ("WATM640917J45", "WATM640917J45", "MARIA WATEMBER TORRES", "2308", "2333"),
    ("XAMA620210DQ5", "XAMA620210DQ5", "ALBA XKARAJAM MENDEZ", "2310", "2326"),
    ("XIQB891116QE4", "XIQB891116QE4", "BERENICE XIMO QUEZADA", "2311", "2336"),
    ("XOJI740919U48", "XOJI740919U48", "INGRID XODAR JIMENEZ", "2312", "2330"),
]
# archivo, RFC, representative, name, last digits of the numbers of FIEL and CSD
EMPRESAS_2019 = [
    ("EKU9003173C9", "EKU9003173C9", "XIQB891116QE4", "ESCUELA KEMPER URGATE SA DE CV", "2417", "2434"),
    ("EWE1709045U0", "EWE1709045U0", "KAHO641101B39", "ESCUELA WILSON ESQUIVEL S DE CV", "2429", "2450"),
    ("HAndE951128469", "H&E951128469", "XOJI740919U48", "HERRERIA & ELECTRICOS S DE CV", "2460", "2463"),
    ("IIA040805DZ4", "IIA040805DZ4", "KAHO641101B39", "INDISTRIA ILUMINADORA DE ALMACENES SA DE CV", "2427", "2447"),
    ("IXS7607092R5", "IXS7607092R5", "KAHO641101B39", "INTERNACIONAL XIMBO Y SABORES SA DE CV", "2426", "2445"),
    ("JES900109Q90", "JES900109Q90", "KAHO641101B39", "JIMENEZ ESTRADA SALAS A A", "2419", "2437"),
    ("LAndO950913MSA", "L&O950913MSA", "LINI9202285A3", "LUCES & OBRAS SA DE CV", "2548", "2557"),
    ("ONtO120726RX3", "OÑO120726RX3", "MISC491214B86", "ORGANICOS ÑAVEZ OSORIO S.A DE C.V SA DE CV", "2461", "2464"),
    ("URE180429TM6", "URE180429TM6", "KAHO641101B39", "UNIVERSIDAD ROBOTICA ESPAÑOLA SA DE CV", "2425", "2444"),
    ("ZUNt920208KL4", "ZUÑ920208KL4", "KAHO641101B39", "ZAPATERIA URTADO ÑERI SA DE CV", "2423", "2442"),
]
KEMPER, ORGANICOS, ACCEM, SAT = (
    "ESCUELA KEMPER URGATE SA DE CV",
    "ORGANICOS ÑAVEZ OSORIO S.A DE C.V SA DE CV",
    "ACCEM SERVICIOS EMPRESARIALES SC",
    "SERVICIO DE ADMINISTRACION TRIBUTARIA",
)
# archivo, RFC, representative, name, set, number, code today, code at one quarter of its life (None: acceptable)
OTROS = [
    ("fiel/CACX7605101P8_2023", "CACX7605101P8", None, "XOCHILT CASAS CHAVEZ", "uat", "30001000000500003282", None, None),
    ("fiel/EKU9003173C9_2023", "EKU9003173C9", "VADA800927DJ3", KEMPER, "uat", "30001000000500003415", None, None),
    ("csd/EKU9003173C9_2023", "EKU9003173C9", "VADA800927DJ3", KEMPER, "uat", "30001000000500003416", SELLO, SELLO),
    ("csd/ONtO120726RX3_2023", "OÑO120726RX3", "VADA800927DJ3", ORGANICOS, "uat", "30001000000500003439", SELLO, SELLO),
    ("fiel/AAA010101AAA_2017", "AAA010101AAA", "HEGT7610034S2", ACCEM, "uat", "30001000000300023685", DEBIL, DEBIL),
    ("csd/AAA010101AAA_2017", "AAA010101AAA", "HEGT7610034S2", ACCEM, "uat", "30001000000300023708", SELLO, SELLO),
    ("other/NOT_SAT_fake_issuer_AAA010101AAA_2021", "AAA010101AAA", "HEGT7610034S2", ACCEM, "uat",
     "30001000000300023708", AJENA, AJENA),
    ("other/SAT_prod_AC5_00001000000504465028", "SAT970701NN3", "GARJ7504168N4", SAT, "produccion",
     "00001000000504465028", SELLO, SELLO),
    ("other/SAT_prod_AC7_00001000000708361114", "SAT970701NN3", "MIML911119PJ8", SAT, "produccion",
     "00001000000708361114", SELLO, SELLO),
]
# fmt: on

Fila = tuple[str, str, str | None, str, str, str, str | None, str | None]


def _filas() -> list[Fila]:
    filas: list[Fila] = []
    personas = [(archivo, rfc, None, nombre, fiel, csd) for archivo, rfc, nombre, fiel, csd in PERSONAS_2019]
    for archivo, rfc, representante, nombre, fiel, csd in [*personas, *EMPRESAS_2019]:
        comun = rfc, representante, nombre, "uat"
        filas.append((f"fiel/{archivo}_2019", *comun, f"3000100000040000{fiel}", VENCIDA, None))
        if csd:
            filas.append((f"csd/{archivo}_2019", *comun, f"3000100000040000{csd}", SELLO, SELLO))
    return [*filas, *OTROS]


FILAS = _filas()
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
