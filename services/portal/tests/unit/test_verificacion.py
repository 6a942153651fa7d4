"""What the page of verification says about the certificate (icsoe.md §11.3, D106)."""

from typing import Any

import pytest

from .conftest import Guion, Navegador

FOLIO = "SI26000001"
AUTENTICADA = {
    "folio": FOLIO,
    "estado": "PRESENTADA",
    "valida": True,
    "autenticada": True,
    "rfc": "XOJI*********",
    "fecha_presentacion": "2026-09-15T18:03:11Z",
}


@pytest.mark.parametrize(
    ("dicho", "frase"),
    [
        ({"revocacion": "POR_CONFIRMAR", "observada": False}, "Por confirmar."),
        (
            {"revocacion": "CONFIRMADA", "observada": False, "revocacion_en": "2026-09-15T18:03:12Z"},
            "el certificado no estaba revocado cuando se recibió la informativa",
        ),
        (
            {"revocacion": "CONFIRMADA", "observada": True, "revocacion_en": "2026-09-15T18:30:00Z"},
            "El certificado ya estaba revocado cuando se recibió la informativa",
        ),
    ],
)
async def test_the_page_tells_what_the_authority_answered(
    navegador: Navegador, guion: Guion, dicho: dict[str, Any], frase: str
) -> None:
    guion.poner(f"GET /signing/verificacion/{FOLIO}", AUTENTICADA | dicho)
    pagina = await navegador.http.get(f"/verificar/{FOLIO}/ABCDEFGH23456789A")
    assert frase in pagina.text


@pytest.mark.parametrize("resto", ["", "/ABCDEFGH23456789A"])
async def test_whoever_holds_a_false_document_reads_that_its_folio_is_unknown(
    navegador: Navegador, resto: str
) -> None:
    pagina = await navegador.http.get(f"/verificar/SI26999999{resto}")
    assert pagina.status_code == 404
    assert "En ICSOE no hay ningún acuse con este folio." in pagina.text
    assert "puede ser falso" in pagina.text
    assert "Regresa a la bandeja" not in pagina.text
