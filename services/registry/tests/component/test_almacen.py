"""The receipt on the real object store, with registry's own MinIO user."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.almacen import AlmacenMinio
from icsoe_registry.bootstrap import servicio
from icsoe_registry.domain.contratista import TERMINOS_VIGENTES
from pydantic import SecretStr


@pytest.fixture
def almacen_real() -> AlmacenMinio:
    estado = os.environ.get("ICSOE_PRUEBA_ESTADO")
    if not estado:
        pytest.skip("ICSOE_PRUEBA_ESTADO no está: «make test» levanta MinIO y lo nombra")
    clave = Path(estado, "secretos", "registry", "minio_clave").read_text().strip()
    ajustes = Ajustes(
        modo="prueba",
        confianza="simulada",
        minio=os.environ["ICSOE_MINIO"],
        minio_clave=SecretStr(clave),
    )
    return AlmacenMinio(ajustes, "registry")


@pytest.mark.plataforma
async def test_a_receipt_survives_the_object_store_byte_for_byte(
    cliente_de: Any, token_de: Any, pdf: Any, almacen_real: AlmacenMinio
) -> None:
    cliente = await cliente_de(servicio, objetos=almacen_real)
    de, datos = uuid4(), pdf(paginas=2)
    await cliente.prueba.recursos.base.execute(
        "insert into contratista (id, rfc, nombre, tipo_persona, terminos_version, version)"
        " values ($1, 'EKU9003173C9', 'ESCUELA KEMPER URGATE', 'M', $2, 1)",
        de,
        TERMINOS_VIGENTES.version,
    )
    cabeceras = token_de(de) | {"Content-Type": "application/pdf"}
    cargado = await cliente.put("/contratista/acuse-repse", content=datos, headers=cabeceras)
    assert cargado.status_code == 200, cargado.text
    assert (await cliente.get("/contratista/acuse-repse", headers=token_de(de))).content == datos
