"""The postal catalogue: what a load leaves, what the wizard looks up (icsoe.md §7.5, §9.3)."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from icsoe_registry.adapters.archivo_postal import ArchivoPostalInvalido
from icsoe_registry.bootstrap import cargar_catalogo, servicio

ENCABEZADO = "codigo_postal\tclave\tcolonia\ttipo\tclave_municipio\tmunicipio\tclave_estado\testado\n"
NUESTRO = ENCABEZADO + (
    "01000\t0001\tSan Ángel\t\t010\tÁlvaro Obregón\tCMX\tCiudad de México\n"
    "01010\t0005\tLos Alpes\t\t010\tÁlvaro Obregón\tCMX\tCiudad de México\n"
    "64000\t0001\tMonterrey Centro\t\t039\tMonterrey\tNLE\tNuevo León\n"
)
OFICIAL = (
    "El Catálogo Nacional de Códigos Postales es elaborado por Correos de México\r\n"
    "d_codigo|d_asenta|d_tipo_asenta|D_mnpio|d_estado|d_ciudad|d_CP|c_estado|c_oficina|c_CP|c_tipo_asenta|c_mnpio|"
    "id_asenta_cpcons|d_zona|c_cve_ciudad\r\n"
    "01000|San Ángel|Colonia|Álvaro Obregón|Ciudad de México|Ciudad de México|01001|09|01001||09|010|0001|"
    "Urbano|01\r\n"
)


@pytest.fixture
async def registry(cliente_de: Callable[..., Any]) -> Any:
    return await cliente_de(servicio)


@pytest.fixture
def guardar(tmp_path: Path) -> Callable[[str, str], Path]:
    def hacer(nombre: str, texto: str) -> Path:
        ruta = tmp_path / nombre
        ruta.write_bytes(gzip.compress(texto.encode()) if nombre.endswith(".gz") else texto.encode("latin-1"))
        return ruta

    return hacer


async def test_a_postal_code_gives_its_state_municipality_and_colonias(
    registry: Any, guardar: Any, token_de: Any
) -> None:
    assert await cargar_catalogo(registry.prueba.recursos, guardar("cp.tsv.gz", NUESTRO)) == 3
    dada = await registry.get("/codigos-postales/01000", headers=token_de(uuid4()))
    assert dada.json() == {
        "codigo_postal": "01000",
        "estado": "Ciudad de México",
        "municipio": "Álvaro Obregón",
        "colonias": [
            {
                "id": "01000-0001",
                "codigo_postal": "01000",
                "nombre": "San Ángel",
                "tipo_asentamiento": None,
            }
        ],
    }


async def test_without_a_postal_code_state_municipality_and_colonia_lead_to_it(
    registry: Any, guardar: Any, token_de: Any
) -> None:
    await cargar_catalogo(registry.prueba.recursos, guardar("cp.tsv.gz", NUESTRO))
    yo = token_de(uuid4(), rol="capturista")
    estados = (await registry.get("/estados", headers=yo)).json()
    assert [e["nombre"] for e in estados] == ["Ciudad de México", "Nuevo León"]
    municipios = (await registry.get("/estados/CMX/municipios", headers=yo)).json()
    assert municipios == [{"clave": "010", "nombre": "Álvaro Obregón"}]
    colonias = (await registry.get("/estados/CMX/municipios/010/colonias", headers=yo)).json()
    assert [(c["nombre"], c["codigo_postal"]) for c in colonias] == [
        ("Los Alpes", "01010"),
        ("San Ángel", "01000"),
    ]


async def test_the_official_file_replaces_ours_and_brings_the_type_of_settlement(
    registry: Any, guardar: Any, token_de: Any
) -> None:
    await cargar_catalogo(registry.prueba.recursos, guardar("cp.tsv.gz", NUESTRO))
    assert await cargar_catalogo(registry.prueba.recursos, guardar("CPdescarga.txt", OFICIAL)) == 1
    dada = (await registry.get("/codigos-postales/01000", headers=token_de(uuid4()))).json()
    assert dada["colonias"][0]["tipo_asentamiento"] == "Colonia"
    ausente = await registry.get("/codigos-postales/64000", headers=token_de(uuid4()))
    assert (ausente.status_code, ausente.json()["codigo"]) == (404, "codigo_postal_desconocido")


@pytest.mark.parametrize(
    ("nombre", "texto"),
    [
        ("vacio.tsv.gz", ENCABEZADO),
        ("otro.txt", "hola\nadiós\n"),
        ("doble.tsv.gz", NUESTRO + NUESTRO.splitlines()[1]),
        ("sin-cp.tsv.gz", NUESTRO.replace("64000", "6400")),
        ("corto.tsv.gz", ENCABEZADO + "01000\t0001\n"),
    ],
)
async def test_a_file_that_is_no_catalogue_changes_nothing(
    registry: Any, guardar: Any, token_de: Any, nombre: str, texto: str
) -> None:
    await cargar_catalogo(registry.prueba.recursos, guardar("cp.tsv.gz", NUESTRO))
    with pytest.raises(ArchivoPostalInvalido):
        await cargar_catalogo(registry.prueba.recursos, guardar(nombre, texto))
    assert (await registry.get("/codigos-postales/64000", headers=token_de(uuid4()))).status_code == 200


async def test_only_who_works_on_an_address_reads_the_catalogue(registry: Any, token_de: Any) -> None:
    assert (await registry.get("/estados")).status_code == 401
    assert (await registry.get("/codigos-postales/1", headers=token_de(uuid4()))).status_code == 422
