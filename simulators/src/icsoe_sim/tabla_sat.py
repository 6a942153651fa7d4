# ruff: noqa: E501  (a table reads better in lines)
"""What must be said of each of the 47 certificates of SAT's test folder, at every door that takes an e.firma.

The columns come from the folder's README: kind, RFC, representative, name, authority. The files themselves are
not of this project: tests find them through ``ICSOE_PARES_SAT``.
"""

from datetime import UTC, datetime
from typing import NamedTuple

HOY = datetime(2026, 11, 20, 18, tzinfo=UTC)
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


class Fila(NamedTuple):
    """``archivo``: folder and name, without ending. ``hoy``, ``a_un_cuarto``: the code of the refusal on
    ``HOY`` and at one quarter of the certificate's own life; None: acceptable.
    """

    archivo: str
    rfc: str
    representante: str | None
    nombre: str
    conjunto: str
    numero: str
    hoy: str | None
    a_un_cuarto: str | None

    def codigo(self, conjunto: str, instante: datetime) -> str | None:
        """What an installation that trusts ``conjunto`` says on ``HOY``, else at one quarter of its life."""
        if conjunto != self.conjunto:
            return AJENA
        return self.hoy if instante == HOY else self.a_un_cuarto


def _filas() -> list[Fila]:
    filas: list[Fila] = []
    personas = [(archivo, rfc, None, nombre, fiel, csd) for archivo, rfc, nombre, fiel, csd in PERSONAS_2019]
    for archivo, rfc, representante, nombre, fiel, csd in [*personas, *EMPRESAS_2019]:
        comun = rfc, representante, nombre, "uat"
        filas.append(Fila(f"fiel/{archivo}_2019", *comun, f"3000100000040000{fiel}", VENCIDA, None))
        if csd:
            filas.append(Fila(f"csd/{archivo}_2019", *comun, f"3000100000040000{csd}", SELLO, SELLO))
    return [*filas, *(Fila(*otro) for otro in OTROS)]


FILAS = _filas()
