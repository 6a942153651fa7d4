"""One suite for the object store and its in-memory twin: versions are pinned, bytes are checked."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.almacen import AlmacenMinio
from icsoe_chassis.ports import AlmacenNoDisponible, AlmacenObjetos, ObjetoAlterado, ObjetoAusente
from icsoe_chassis.testing import ObjetosEnMemoria
from pydantic import SecretStr

DUENO, BUCKET = "registry", "repse"


def ajustes(clave: str, lugar: str | None = None) -> Ajustes:
    return Ajustes(
        modo="prueba",
        confianza="simulada",
        minio=lugar or os.environ["ICSOE_MINIO"],
        minio_clave=SecretStr(clave),
    )


@pytest.fixture(params=["gemelo", "real"])
def almacen(request: pytest.FixtureRequest) -> AlmacenObjetos:
    if request.param == "gemelo":
        return ObjetosEnMemoria()
    if "ICSOE_MINIO" not in os.environ:
        pytest.skip("ICSOE_MINIO no está: «make test» levanta MinIO y lo nombra")
    secretos = Path(os.environ["ICSOE_PRUEBA_ESTADO"], "secretos", DUENO)
    return AlmacenMinio(ajustes((secretos / "minio_clave").read_text().strip()), DUENO)


async def test_each_put_is_a_version_of_its_own_and_a_reference_reads_exactly_that(
    almacen: AlmacenObjetos,
) -> None:
    clave = f"prueba/{uuid4()}"
    primera = await almacen.poner(BUCKET, clave, b"uno", "application/pdf")
    segunda = await almacen.poner(BUCKET, clave, b"dos", "application/pdf")
    assert primera.version_id != segunda.version_id
    assert (await almacen.leer(primera), await almacen.leer(segunda)) == (b"uno", b"dos")
    assert (primera.bytes, primera.bucket, primera.key) == (3, BUCKET, clave)


async def test_bytes_that_are_not_those_of_the_reference_are_never_handed_out(
    almacen: AlmacenObjetos,
) -> None:
    referencia = await almacen.poner(BUCKET, f"prueba/{uuid4()}", b"uno", "application/pdf")
    with pytest.raises(ObjetoAlterado):
        await almacen.leer(referencia.model_copy(update={"sha256": "0" * 64}))


async def test_what_is_not_there_is_absent(almacen: AlmacenObjetos) -> None:
    referencia = await almacen.poner(BUCKET, f"prueba/{uuid4()}", b"uno", "application/pdf")
    with pytest.raises(ObjetoAusente):
        await almacen.leer(referencia.model_copy(update={"key": f"prueba/{uuid4()}"}))
    with pytest.raises(ObjetoAusente):
        await almacen.leer(referencia.model_copy(update={"version_id": str(uuid4())}))


async def test_a_store_that_is_away_is_told_from_an_object_that_is_not_there() -> None:
    with pytest.raises(AlmacenNoDisponible):
        await AlmacenMinio(ajustes("x" * 20, "127.0.0.1:9"), DUENO).poner(BUCKET, "k", b"", "application/pdf")
