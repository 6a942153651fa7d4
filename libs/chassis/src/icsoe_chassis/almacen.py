"""The object store on MinIO. References pin version and SHA-256; what does not match is never handed out."""

import asyncio
import hashlib
import io
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import urllib3
from icsoe_contracts.referencias import ReferenciaObjeto
from minio import Minio
from minio.error import InvalidResponseError, S3Error, ServerError

from .ajustes import Ajustes
from .ports import AlmacenNoDisponible, ObjetoAlterado, ObjetoAusente

REGION = "us-east-1"
_AUSENTES = frozenset({"NoSuchKey", "NoSuchVersion", "NoSuchBucket", "MethodNotAllowed"})
_TOPE_S = 10
_AJENOS = (urllib3.exceptions.HTTPError, OSError, ServerError, InvalidResponseError)
_PASAJEROS = frozenset(
    {"SlowDown", "ServiceUnavailable", "InternalError", "XMinioServerNotInitialized", "RequestTimeout"}
)
R = TypeVar("R")


class AlmacenMinio:
    """``AlmacenObjetos`` of one service: its MinIO user is the service's name. Calls run in threads."""

    def __init__(self, ajustes: Ajustes, servicio: str) -> None:
        if not ajustes.minio or ajustes.minio_clave is None:
            raise ValueError("ICSOE_MINIO o el secreto minio_clave falta")
        # Without region the client asks for the bucket's location, which a restricted user may not.
        self._minio = Minio(
            ajustes.minio,
            access_key=servicio,
            secret_key=ajustes.minio_clave.get_secret_value(),
            secure=ajustes.modo == "real",
            region=REGION,
            http_client=urllib3.PoolManager(
                maxsize=4,
                timeout=urllib3.Timeout(connect=2, read=_TOPE_S),
                retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            ),
        )

    async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> ReferenciaObjeto:
        return await _pedir(partial(self._poner, bucket, key, datos, tipo))

    async def leer(self, referencia: ReferenciaObjeto) -> bytes:
        return await _pedir(partial(self._leer, referencia))

    def _poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> ReferenciaObjeto:
        hecho = self._minio.put_object(
            bucket_name=bucket, object_name=key, data=io.BytesIO(datos), length=len(datos), content_type=tipo
        )
        if not hecho.version_id:
            raise ObjetoAusente(f"el bucket {bucket} no guarda versiones")
        huella = hashlib.sha256(datos).hexdigest()
        return ReferenciaObjeto(
            bucket=bucket, key=key, version_id=hecho.version_id, sha256=huella, bytes=len(datos)
        )

    def _leer(self, referencia: ReferenciaObjeto) -> bytes:
        try:
            respuesta = self._minio.get_object(
                bucket_name=referencia.bucket,
                object_name=referencia.key,
                version_id=referencia.version_id,
            )
        except S3Error as error:
            if error.code in _AUSENTES:
                raise ObjetoAusente(referencia.key) from None
            raise
        try:
            datos = respuesta.read(referencia.bytes + 1)
        finally:
            respuesta.close()
            respuesta.release_conn()
        if hashlib.sha256(datos).hexdigest() != referencia.sha256:
            raise ObjetoAlterado(referencia.key)
        return datos


async def _pedir(llamada: Callable[[], R]) -> R:
    """Runs ``llamada`` in a thread. Raises AlmacenNoDisponible for what trying again may mend."""
    try:
        return await asyncio.to_thread(llamada)
    except S3Error as error:
        if error.code not in _PASAJEROS:
            raise
        raise AlmacenNoDisponible(str(error.code)) from None
    except _AJENOS as error:
        raise AlmacenNoDisponible(type(error).__name__) from None
