"""Buckets: each service sees its own, nobody deletes, a locked version outlives even the store's owner."""

import io
from uuid import uuid4

import pytest
from icsoe_deploy.perfil import Perfil
from icsoe_deploy.preparar.minio import REGION, cliente_raiz
from icsoe_deploy.topologia import leer
from minio import Minio
from minio.error import S3Error

CON_BLOQUEO = [n for n, c in leer().cubetas.items() if c.bloqueo]
PARES = [(s, c) for s, v in leer().servicios.items() if v.objetos for c in leer().cubetas]


def de(plataforma: Perfil, servicio: str) -> Minio:
    clave = plataforma.secreto(servicio, "minio_clave")
    return Minio(plataforma.minio, access_key=servicio, secret_key=clave, secure=False, region=REGION)


def poner(cliente: Minio, cubeta: str, nombre: str, datos: bytes = b"prueba"):
    return cliente.put_object(
        bucket_name=cubeta, object_name=nombre, data=io.BytesIO(datos), length=len(datos)
    )


@pytest.mark.parametrize(("servicio", "cubeta"), PARES)
def test_a_service_writes_and_reads_exactly_what_the_topology_says(
    plataforma: Perfil, servicio: str, cubeta: str
):
    reglas, nombre = leer().cubetas[cubeta], uuid4().hex
    if servicio in reglas.escriben:
        poner(de(plataforma, servicio), cubeta, nombre)
    else:
        with pytest.raises(S3Error, match="AccessDenied"):
            poner(de(plataforma, servicio), cubeta, nombre)
        poner(cliente_raiz(plataforma), cubeta, nombre)
    if servicio in reglas.leen:
        de(plataforma, servicio).stat_object(bucket_name=cubeta, object_name=nombre)
    else:
        with pytest.raises(S3Error, match="AccessDenied"):
            de(plataforma, servicio).get_object(bucket_name=cubeta, object_name=nombre)


@pytest.mark.parametrize("cubeta", CON_BLOQUEO)
def test_a_locked_version_survives_overwriting_deleting_and_the_stores_owner(plataforma: Perfil, cubeta: str):
    nombre, suyo, raiz = uuid4().hex, de(plataforma, "signing"), cliente_raiz(plataforma)
    version = poner(suyo, cubeta, nombre, b"original").version_id
    poner(suyo, cubeta, nombre, b"otro")
    with pytest.raises(S3Error, match="AccessDenied"):
        suyo.remove_object(bucket_name=cubeta, object_name=nombre, version_id=version)
    with pytest.raises(S3Error):
        raiz.remove_object(bucket_name=cubeta, object_name=nombre, version_id=version)
    raiz.remove_object(
        bucket_name=cubeta, object_name=nombre
    )  # a delete marker, hides nothing from its version
    guardado = suyo.get_object(bucket_name=cubeta, object_name=nombre, version_id=version)
    assert guardado.read() == b"original"
    guardado.close()


@pytest.mark.parametrize("cubeta", CON_BLOQUEO)
def test_a_locked_bucket_locks_by_default_in_compliance_mode(plataforma: Perfil, cubeta: str):
    candado = cliente_raiz(plataforma).get_object_lock_config(bucket_name=cubeta)
    assert candado.mode == "COMPLIANCE"


@pytest.mark.parametrize("cubeta", leer().cubetas)
def test_every_bucket_keeps_versions(plataforma: Perfil, cubeta: str):
    assert cliente_raiz(plataforma).get_bucket_versioning(bucket_name=cubeta).status == "Enabled"
