"""The whole Sin información, and every refusal, through the command a person types, on the running system."""

import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.calendario import Calendario, dia_en_el_centro
from icsoe_dominio.periodo import Periodo, iniciados
from icsoe_sim.ca import crear_ca

from .demo import Persona, generales, nueva_persona, rfc_al_azar

PRESENTAR = ("presentar", "sin-informacion")
Nueva = Callable[..., Persona]


def _periodo(ejercicio: int, cuatrimestre: int) -> tuple[str, ...]:
    return ("--ejercicio", str(ejercicio), "--cuatrimestre", str(cuatrimestre))


def _presentar(persona: Persona, ejercicio: int, cuatrimestre: int) -> dict[str, Any]:
    hecho = persona.icsoe(*PRESENTAR, *persona.efirma, *_periodo(ejercicio, cuatrimestre), "--json")
    assert hecho.returncode == 0, hecho.stderr
    (linea,) = hecho.stdout.splitlines()
    return json.loads(linea)


def _acuses(persona: Persona) -> list[dict[str, Any]]:
    return json.loads(persona.icsoe("acuses", "--json").stdout)


def _negada(hecho: subprocess.CompletedProcess[str], salida: int, dice: str) -> None:
    assert (hecho.returncode, hecho.stdout) == (salida, ""), hecho.stderr
    assert dice in hecho.stderr
    assert "Qué hacer:" in hecho.stderr


@pytest.fixture
def nueva(sistema: Sistema) -> Nueva:
    """``nueva(*opciones, rfc=…, ca=…)``: a person with an e.firma and no account yet."""

    def hacer(*opciones: str, rfc: str = "", ca: Path | None = None) -> Persona:
        return nueva_persona(sistema, *opciones, rfc=rfc, ca=ca)

    return hacer


@pytest.fixture
def persona(nueva: Nueva) -> Persona:
    """A contratista that may capture."""
    una = nueva()
    hecho = una.icsoe(*generales(una))
    assert hecho.returncode == 0, hecho.stderr
    return una


def test_a_return_is_filed_its_acuse_downloaded_and_verified_offline(persona: Persona) -> None:
    presentada = _presentar(persona, 2026, 2)
    estado = {"revocacion", "observada"}
    assert set(presentada) == {"folio", "fecha_presentacion", "extemporanea", "sha256", "acuse"} | estado
    folio = presentada["folio"]
    assert presentada["acuse"].startswith(persona.entorno["ICSOE_URL"])
    (fila,) = _acuses(persona)
    assert (fila["folio"], fila["contratos_relacionados"], fila["total_trabajadores"]) == (folio, 0, 0)
    assert fila["sha256"] == presentada["sha256"]
    assert persona.icsoe("acuse", "descargar", folio).returncode == 0
    archivo = f"{folio}.pdf"
    primero = (persona.carpeta / archivo).read_bytes()
    assert persona.icsoe("acuse", "descargar", folio).returncode == 0
    assert (persona.carpeta / archivo).read_bytes() == primero

    sin_ancla = persona.icsoe("verificar", archivo)
    assert (sin_ancla.returncode, "álido" in sin_ancla.stdout) == (7, False)
    assert persona.icsoe("confianza", "fijar").returncode == 0
    valido = persona.icsoe("verificar", archivo, "--json", "--url", persona.entorno["ICSOE_URL"])
    assert valido.returncode == 0, valido.stderr
    dictamen = json.loads(valido.stdout)
    assert (dictamen["estado"], dictamen["folio"]) == ("válido", folio)
    assert dictamen["sha256_contenido"] == presentada["sha256"]
    (persona.carpeta / "alterado.pdf").write_bytes(primero.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    assert persona.icsoe("verificar", "alterado.pdf").returncode == 6


def test_a_late_return_is_accepted_as_extemporanea(persona: Persona) -> None:
    assert _presentar(persona, 2022, 1)["extemporanea"] is True


def test_a_second_return_for_the_period_is_refused_with_the_first_ones_folio(persona: Persona) -> None:
    folio = _presentar(persona, 2025, 3)["folio"]
    segunda = persona.icsoe(*PRESENTAR, *persona.efirma, *_periodo(2025, 3))
    _negada(segunda, 3, f"Ya existe una informativa presentada para este periodo (folio {folio})")
    assert len(_acuses(persona)) == 1


def test_the_same_return_filed_from_two_terminals_gets_one_folio(persona: Persona) -> None:
    def presentar(_: int) -> subprocess.CompletedProcess[str]:
        return persona.icsoe(*PRESENTAR, *persona.efirma, *_periodo(2025, 2), "--json")

    with ThreadPoolExecutor(2) as hilos:
        hechos = list(hilos.map(presentar, range(2)))
    (acuse,) = _acuses(persona)
    folios = [json.loads(hecho.stdout)["folio"] for hecho in hechos if hecho.returncode == 0]
    assert folios
    assert set(folios) == {acuse["folio"]}
    assert all(acuse["folio"] in hecho.stderr for hecho in hechos if hecho.returncode)


def test_a_return_of_a_period_whose_window_has_not_opened_waits(persona: Persona) -> None:
    ahora = datetime.now(UTC)
    cerrados = [p for p in iniciados(dia_en_el_centro(ahora)) if not Calendario().firma_abierta(p, ahora)]
    periodo: Periodo = cerrados[-1]
    hecho = persona.icsoe(*PRESENTAR, *persona.efirma, *_periodo(periodo.ejercicio, periodo.cuatrimestre))
    _negada(hecho, 3, "Podrás firmar a partir del 1 de")
    assert "No se creó ni se envió nada" in hecho.stderr
    assert _acuses(persona) == []


def test_without_general_data_nothing_is_filed(nueva: Nueva) -> None:
    una = nueva()
    _negada(
        una.icsoe(*PRESENTAR, *una.efirma, *_periodo(2026, 2)), 3, "Tus datos generales están incompletos"
    )


def test_without_accepting_the_terms_no_general_data_are_saved(nueva: Nueva) -> None:
    una = nueva()
    orden = [parte for parte in generales(una) if parte != "--acepto-terminos"]
    _negada(una.icsoe(*orden), 2, "debes aceptar los Términos y Condiciones")


def test_general_data_that_break_a_rule_are_told_field_by_field(nueva: Nueva) -> None:
    una = nueva()
    orden = ["no-es-correo" if parte == una.correo else parte for parte in generales(una)]
    hecho = una.icsoe(*orden)
    _negada(hecho, 3, "correo")


def test_general_data_are_shown_as_they_were_saved(persona: Persona) -> None:
    visto = json.loads(persona.icsoe("generales", "ver", "--json").stdout)
    assert (visto["rfc"], visto["correo"], visto["celular"]) == (persona.rfc, persona.correo, "5512345678")
    assert (visto["estado"], visto["faltantes"]) == ("GENERALES_COMPLETOS", [])


def test_a_company_answers_whether_its_domicilio_social_is_the_fiscal_one(nueva: Nueva) -> None:
    empresa = nueva("--representante", rfc_al_azar(), rfc=rfc_al_azar()[1:])
    assert empresa.icsoe(*generales(empresa), "--domicilio-social-igual", "si").returncode == 0
    assert _presentar(empresa, 2026, 1)["folio"].startswith("SI")


def test_a_wrong_password_is_found_on_the_own_machine(persona: Persona) -> None:
    (persona.carpeta / "mala.txt").write_text("otra")
    orden = [*persona.efirma[:5], str(persona.carpeta / "mala.txt")]
    _negada(persona.icsoe("login", *orden), 4, "la contraseña es incorrecta")


def test_the_key_of_another_certificate_is_found_on_the_own_machine(persona: Persona, nueva: Nueva) -> None:
    otra = nueva()
    orden = [*persona.efirma[:2], *otra.efirma[2:]]
    _negada(persona.icsoe("login", *orden), 4, "no corresponde al certificado")


def test_an_invoice_seal_is_refused(nueva: Nueva) -> None:
    una = nueva("--tipo", "csd")
    _negada(una.icsoe("login", *una.efirma), 4, "El archivo es un sello digital (CSD); se requiere e.firma.")


def test_an_expired_efirma_is_refused(nueva: Nueva) -> None:
    una = nueva("--desde", "2021-01-01", "--hasta", "2024-12-31")
    _negada(una.icsoe("login", *una.efirma), 4, "El certificado está vencido")


def test_an_efirma_of_an_authority_with_a_forged_name_is_refused(nueva: Nueva, tmp_path: Path) -> None:
    crear_ca(tmp_path)
    una = nueva(ca=tmp_path)
    _negada(una.icsoe("login", *una.efirma), 4, "una autoridad en la que este sistema confía")


def test_a_typed_rfc_that_is_not_the_certificates_is_refused(persona: Persona) -> None:
    hecho = persona.icsoe("login", *persona.efirma, "--rfc", rfc_al_azar())
    _negada(hecho, 4, "La e.firma no corresponde al RFC capturado.")


def test_a_company_may_not_enter_with_its_representatives_efirma(nueva: Nueva) -> None:
    representante = nueva()
    hecho = representante.icsoe("login", *representante.efirma, "--rfc", rfc_al_azar()[1:])
    _negada(hecho, 4, "Una persona moral debe usar su propia e.firma, no la de su representante.")


def test_another_certificate_of_the_same_rfc_signs_with_a_visible_note(
    persona: Persona, nueva: Nueva
) -> None:
    renovada = nueva(rfc=persona.rfc)
    assert persona.icsoe("login", *persona.efirma).returncode == 0
    hecho = persona.icsoe(*PRESENTAR, *renovada.efirma, *_periodo(2024, 3))
    assert hecho.returncode == 0, hecho.stderr
    assert "Firmas con un certificado distinto" in hecho.stdout


def test_an_efirma_is_judged_before_any_filing(persona: Persona, nueva: Nueva) -> None:
    cer = persona.efirma[1]
    bueno = persona.icsoe("certificado", "revisar", cer, "--json")
    assert bueno.returncode == 0, bueno.stderr
    dictamen = json.loads(bueno.stdout)
    assert set(dictamen) == {
        "tipo", "rfc", "rfc_representante", "persona", "nombre", "numero", "vigente_desde", "vigente_hasta",
        "vigente", "cadena_confiable", "aceptable", "codigo", "mensaje",
    }  # fmt: skip
    assert (dictamen["tipo"], dictamen["rfc"], dictamen["persona"]) == ("FIEL", persona.rfc, "F")
    assert (dictamen["aceptable"], dictamen["vigente"], dictamen["cadena_confiable"]) == (True, True, True)
    despues = persona.icsoe("certificado", "revisar", cer, "--en", "2040-01-01", "--json")
    assert despues.returncode == 4
    assert json.loads(despues.stdout)["aceptable"] is False
    otra = nueva()
    orden = ["--key", otra.efirma[3], "--password-file", otra.efirma[5], "--json"]
    cruzado = persona.icsoe("certificado", "revisar", cer, *orden)
    assert (cruzado.returncode, json.loads(cruzado.stdout)["codigo"]) == (4, "MSG-04")


def test_after_logout_the_session_opens_nothing(persona: Persona) -> None:
    assert persona.icsoe("logout").returncode == 0
    _negada(persona.icsoe("acuses"), 4, "No hay una sesión abierta")


def test_nobody_downloads_the_acuse_of_somebody_else(persona: Persona, nueva: Nueva) -> None:
    folio = _presentar(persona, 2026, 2)["folio"]
    otra = nueva()
    assert otra.icsoe("login", *otra.efirma).returncode == 0
    _negada(otra.icsoe("acuse", "descargar", folio), 3, "no existe o no es tuyo")
    assert not (otra.carpeta / f"{folio}.pdf").exists()


def test_a_service_that_is_not_there_is_exit_code_5(nueva: Nueva) -> None:
    una = nueva()
    una.entorno["ICSOE_PACIENCIA"] = "1"
    _negada(una.icsoe("confianza", "fijar", "--url", "http://127.0.0.1:9"), 5, "no está disponible")
