"""The register of taxpayers that comes with the simulated authority."""

from pathlib import Path

import httpx
from icsoe_sim.contribuyentes import Padron, anotar
from icsoe_sim.padron import crear_padron


def cliente(ca: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=crear_padron(Padron(ca))), base_url="http://padron"
    )


async def test_a_synthetic_taxpayer_is_found_with_name_and_kind(tmp_path: Path):
    async with cliente(tmp_path) as padron:
        hallado = (await padron.get("/contribuyentes/cpr2101018w7")).json()
        assert hallado == {
            "rfc": "CPR2101018W7",
            "nombre": "COMERCIALIZADORA DE PRUEBA SA DE CV",
            "tipo_persona": "M",
            "situacion": "ACTIVO",
        }
        assert (await padron.get("/contribuyentes/ÑUGJ900630LM9")).json()["tipo_persona"] == "F"


async def test_whoever_got_an_efirma_here_is_in_the_register_without_a_restart(tmp_path: Path):
    async with cliente(tmp_path) as padron:
        assert (await padron.get("/contribuyentes/XOJI740919U48")).status_code == 404
        anotar(tmp_path, "XOJI740919U48", "INGRID XODAR JIMENEZ")
        assert (await padron.get("/contribuyentes/XOJI740919U48")).json()["nombre"] == "INGRID XODAR JIMENEZ"
        anotar(tmp_path, "XOJI740919U48", "INGRID XÓDAR JIMÉNEZ")
        assert (await padron.get("/contribuyentes/XOJI740919U48")).json()["nombre"] == "INGRID XÓDAR JIMÉNEZ"


async def test_what_is_no_rfc_is_refused_in_plain_words(tmp_path: Path):
    async with cliente(tmp_path) as padron:
        respuesta = await padron.get("/contribuyentes/HOLA")
        assert respuesta.status_code == 422
        assert "RFC" in respuesta.json()["detail"]
