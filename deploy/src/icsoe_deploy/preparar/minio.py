"""Buckets, and one MinIO user with one policy per service."""

import json
from typing import Any

from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED
from minio.credentials.providers import StaticProvider
from minio.minioadmin import MinioAdmin
from minio.objectlockconfig import DAYS, YEARS, ObjectLockConfig
from minio.versioningconfig import VersioningConfig

from ..perfil import Perfil
from ..topologia import leer

REGION = "us-east-1"  # restricted users may not ask for a bucket's location
_ANOS_REAL = 10
_DIAS_PRUEBA = 1


def politica(servicio: str) -> dict[str, Any]:
    """The S3 policy of a service: create in its buckets, read what it may read; nobody deletes."""
    cubetas = leer().cubetas
    escribe = [f"arn:aws:s3:::{n}/*" for n, c in cubetas.items() if servicio in c.escriben]
    lee = [f"arn:aws:s3:::{n}/*" for n, c in cubetas.items() if servicio in c.leen]
    lista = [r.removesuffix("/*") for r in lee]
    permisos = [
        (["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], escribe),
        (["s3:GetObject", "s3:GetObjectVersion"], lee),
        (["s3:ListBucket", "s3:ListBucketVersions"], lista),
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": a, "Resource": r} for a, r in permisos if r],
    }


def cliente_raiz(perfil: Perfil) -> Minio:
    """The store as its owner; only `preparar` and tests use it."""
    usuario, clave = perfil.secreto("minio", "usuario"), perfil.secreto("minio", "clave")
    return Minio(perfil.minio, access_key=usuario, secret_key=clave, secure=False, region=REGION)


def _cubetas(cliente: Minio, *, prueba: bool) -> None:
    for nombre, cubeta in leer().cubetas.items():
        if not cliente.bucket_exists(bucket_name=nombre):
            cliente.make_bucket(bucket_name=nombre, object_lock=cubeta.bloqueo)
        if cubeta.bloqueo:
            plazo = (_DIAS_PRUEBA, DAYS) if prueba else (_ANOS_REAL, YEARS)
            cliente.set_object_lock_config(bucket_name=nombre, config=ObjectLockConfig(COMPLIANCE, *plazo))
        else:
            cliente.set_bucket_versioning(bucket_name=nombre, config=VersioningConfig(ENABLED))


def _usuarios(perfil: Perfil) -> None:
    usuario, clave = perfil.secreto("minio", "usuario"), perfil.secreto("minio", "clave")
    admin = MinioAdmin(endpoint=perfil.minio, credentials=StaticProvider(usuario, clave), secure=False)
    for nombre, servicio in leer().servicios.items():
        if not servicio.objetos:
            continue
        admin.user_add(nombre, perfil.secreto(nombre, "minio_clave"))
        admin.policy_add(f"icsoe-{nombre}", policy=politica(nombre))
        actuales = json.loads(admin.user_info(nombre)).get("policyName", "")
        if f"icsoe-{nombre}" not in actuales.split(","):
            admin.attach_policy([f"icsoe-{nombre}"], user=nombre)


def preparar(perfil: Perfil, *, prueba: bool) -> None:
    """Creates what is missing and sets the policies anew. ``prueba`` keeps locked objects one day only."""
    _cubetas(cliente_raiz(perfil), prueba=prueba)
    _usuarios(perfil)
