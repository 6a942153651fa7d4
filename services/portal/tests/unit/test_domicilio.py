"""The address wizard takes numbers as people paste them (icsoe.md §9: without separators)."""

import re

import pytest

from .conftest import Guion, Navegador, contratista


def empresa(guion: Guion, navegador: Navegador) -> None:
    navegador.ingresar(tipo_persona="M")
    guion.poner("GET /registry/contratista", contratista(tipo_persona="M"))


@pytest.mark.parametrize("escrito", [" 05000", "05 000", "05-000", "05000\u00a0"])
async def test_a_postal_code_with_blanks_or_hyphens_is_the_postal_code(
    escrito: str, navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    datos = {"conoce": "si", "codigo_postal": escrito, "colonia_id": "05000-0001"}
    respuesta = await navegador.enviar("/domicilio/social/paso-1", datos)
    assert respuesta.headers["location"] == "/domicilio/social/paso-2"


@pytest.mark.parametrize(
    ("ruta", "caja", "cifras"),
    [
        ("/entrar/efirma", "rfc", 13),
        ("/domicilio/social/paso-1", "codigo_postal", 5),
        ("/domicilio/social/paso-2", "num_exterior", 6),
        ("/domicilio/social/paso-2", "num_interior", 6),
    ],
)
async def test_no_box_cuts_what_is_pasted_with_separators(
    ruta: str, caja: str, cifras: int, navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    pagina = (await navegador.ver(ruta)).text
    hallado = re.search(rf'<input[^>]* id="{caja}"[^>]* maxlength="(\d+)"', pagina)
    assert hallado
    assert int(hallado[1]) >= cifras + len(" - - ")


async def test_a_page_that_answers_a_form_says_so_and_the_form_itself_does_not(
    navegador: Navegador, guion: Guion
) -> None:
    """``portal.ts`` makes Back ask for the form, not for an answer that nobody stored."""
    empresa(guion, navegador)
    assert "data-de-envio" not in (await navegador.ver("/domicilio/social/paso-2")).text
    for ruta in ("/domicilio/social/paso-2", "/no-existe"):
        assert '<body class="ancho" data-de-envio>' in (await navegador.enviar(ruta)).text
