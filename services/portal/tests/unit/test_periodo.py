"""Periodo (icsoe.md §7.8, §5.4): what each period already has, and what is proposed."""

import re
from typing import Any

import pytest

from .conftest import (
    CONTRATISTA,
    FOLIO,
    INFORMATIVA,
    Guion,
    Navegador,
    capturista,
    empresa,
    informativa,
    periodo,
    texto_de,
)

AMBITO = f"/c/{CONTRATISTA}"
VIGENTE = {"folio": FOLIO, "tipo": "SIN_INFORMACION", "complementaria": None}
PRESENTADO = {"admite_nueva": False, "presentadas": [VIGENTE]}
PROTESTA = "/captura/nueva/protesta?tipo=SIN_INFORMACION&periodo="


def en_curso(**cambios: Any) -> dict[str, Any]:
    return {"admite_nueva": False, "en_curso": informativa(**cambios)}


def poner(guion: Guion, *periodos: dict[str, Any]) -> None:
    guion.poner("GET /informativa/periodos", list(periodos))


def elegido(html: str) -> str | None:
    hallado = re.search(r'value="([\d-]+)" required checked', html)
    return hallado[1] if hallado else None


async def test_a_presented_period_says_so_with_its_folio_and_its_acuse_and_is_not_offered(
    navegador: Navegador, guion: Guion
) -> None:
    poner(guion, periodo(2026, 3, **PRESENTADO), periodo(2026, 2, extemporanea_si_hoy=True))
    navegador.ingresar()
    for ruta in ("/captura/nueva", "/captura/nueva/periodos?ejercicio=2026"):
        pagina = await navegador.ver(ruta)
        assert f"Presentada Sin información, folio {FOLIO} ." in texto_de(pagina)
        assert f'href="/acuses/{FOLIO}/descarga"' in pagina.text
        assert 'value="2026-3"' not in pagina.text
        assert elegido(pagina.text) == "2026-2"


async def test_a_period_with_a_draft_or_one_in_firma_offers_to_open_it(
    navegador: Navegador, guion: Guion
) -> None:
    poner(guion, periodo(2026, 3, **en_curso()), periodo(2026, 2, **en_curso(estado="POR_FIRMAR")))
    navegador.ingresar()
    pagina = await navegador.ver("/captura/nueva")
    assert "Ya tienes una informativa en captura para este periodo." in texto_de(pagina)
    assert re.search(f'href="/captura/{INFORMATIVA}"[^>]*>Abrir la informativa en captura<', pagina.text)
    assert re.search(f'href="/firma/{INFORMATIVA}"[^>]*>Abrir la informativa enviada a firma<', pagina.text)
    assert 'name="periodo"' not in pagina.text
    assert "Ningún periodo de 2026 admite una informativa nueva. Elige otro año." in texto_de(pagina)


async def test_a_capturista_opens_what_it_sent_below_its_contratista_and_acuses_only_where_allowed(
    navegador: Navegador, guion: Guion
) -> None:
    poner(guion, periodo(2026, 3, **PRESENTADO), periodo(2026, 2, **en_curso(estado="POR_FIRMAR")))
    navegador.ingresar_capturista()
    pagina = await navegador.ver(f"{AMBITO}/captura/nueva")
    assert f'href="{AMBITO}/acuses/{FOLIO}/descarga"' in pagina.text
    assert f'href="{AMBITO}/captura/{INFORMATIVA}"' in pagina.text
    assert "La firmará ESCUELA KEMPER URGATE." in texto_de(pagina)
    sin_acuses = empresa(CONTRATISTA, "EKU9003173C9", "ESCUELA KEMPER URGATE", puede_acuses=False)
    guion.poner("GET /registry/capturista", capturista(contratistas=[sin_acuses]))
    pagina = await navegador.ver(f"{AMBITO}/captura/nueva")
    assert FOLIO in texto_de(pagina)
    assert "/acuses" not in pagina.text


async def test_a_correction_that_is_being_made_shows_beside_what_it_corrects(
    navegador: Navegador, guion: Guion
) -> None:
    ambas = en_curso(tipo="COMPLEMENTARIA", complementaria="CORRECCION") | PRESENTADO
    poner(guion, periodo(2026, 3, **ambas))
    navegador.ingresar()
    pagina = await navegador.ver("/captura/nueva")
    assert FOLIO in pagina.text
    assert f'href="/captura/{INFORMATIVA}"' in pagina.text


@pytest.mark.parametrize(
    ("periodos", "propuesto"),
    [
        ([periodo(2026, 3), periodo(2026, 2)], "2026-3"),
        ([periodo(2026, 3, firma_abierta=False), periodo(2026, 2)], "2026-2"),
        ([periodo(2026, 3, **PRESENTADO), periodo(2026, 2)], "2026-2"),
        ([periodo(2026, 3, firma_abierta=False), periodo(2026, 2, **PRESENTADO)], None),
        ([periodo(2026, 3, **PRESENTADO), periodo(2026, 2, **en_curso())], None),
    ],
    ids=["newest", "never-running", "not-presented", "running-is-the-persons-choice", "none"],
)
async def test_the_newest_that_can_be_filed_is_proposed_and_none_if_none_can(
    navegador: Navegador, guion: Guion, periodos: list[dict[str, Any]], propuesto: str | None
) -> None:
    poner(guion, *periodos)
    navegador.ingresar()
    for ruta in ("/captura/nueva", "/captura/nueva/periodos?ejercicio=2026"):
        assert elegido((await navegador.ver(ruta)).text) == propuesto


@pytest.mark.parametrize(
    ("situacion", "codigo", "dicho"),
    [(PRESENTADO, "MSG-06", FOLIO), (en_curso(), "MSG-07", "Ya tienes una informativa en captura")],
    ids=["presentada", "en-curso"],
)
async def test_nobody_swears_to_what_would_be_refused(
    navegador: Navegador, guion: Guion, situacion: dict[str, Any], codigo: str, dicho: str
) -> None:
    poner(guion, periodo(2026, 3, **situacion))
    navegador.ingresar()
    respuesta = await navegador.ver(f"{PROTESTA}2026-3")
    assert respuesta.status_code == 409
    assert codigo in respuesta.text
    assert dicho in respuesta.text
    assert "bajo protesta" not in respuesta.text
