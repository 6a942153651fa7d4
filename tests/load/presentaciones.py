"""The load: whole Sin información filings over HTTP, six requests each, several at a time.

It is no client to learn from: it leaves out the checks of the SDK so that the platform is what is measured.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
from flota import Contribuyente
from icsoe.textos import TextoFirmable
from icsoe_dominio.periodo import Periodo

EQUIPO = secrets.token_urlsafe(32)
"""What a login leaves in a client: without it each one would be told by mail."""


@dataclass(frozen=True)
class Encargo:
    """One filing to make."""

    contribuyente: Contribuyente
    periodo: Periodo


class Presentador:
    """Files through the gateway at ``url`` with ``simultaneas`` filings under way."""

    def __init__(self, url: str, simultaneas: int) -> None:
        self._url = url
        self._simultaneas = simultaneas

    async def presentar(self, encargos: Sequence[Encargo]) -> list[str]:
        """Files all; the folios in order of ``encargos``. Raises when an answer is not the expected one."""
        cola = iter(enumerate(encargos))
        folios = [""] * len(encargos)
        conector = aiohttp.TCPConnector(limit=self._simultaneas)
        async with aiohttp.ClientSession(connector=conector) as http:

            async def trabajar() -> None:
                for indice, encargo in cola:
                    folios[indice] = await self._una(http, encargo)

            await asyncio.gather(*(trabajar() for _ in range(self._simultaneas)))
        return folios

    async def _una(self, http: aiohttp.ClientSession, encargo: Encargo) -> str:
        efirma, periodo = encargo.contribuyente.efirma, encargo.periodo
        certificado = base64.b64encode(efirma.certificado).decode()
        sesion = await self.ingresar(http, encargo.contribuyente, certificado)
        cabeceras = {"Authorization": f"Bearer {sesion['acceso']}"}
        nueva, _ = await self._pedir(
            http, "informativa/informativas",
            {"ejercicio": periodo.ejercicio, "cuatrimestre": periodo.cuatrimestre,
             "tipo": "SIN_INFORMACION", "protesta": True},
            cabeceras | {"Idempotency-Key": str(uuid4())},
        )  # fmt: skip
        _, posicion = await self._pedir(
            http, f"informativa/informativas/{nueva['id']}/envio", None,
            cabeceras | {"Idempotency-Key": str(uuid4()), "If-Match": f'"{nueva["version"]}"'},
        )  # fmt: skip
        base = f"signing/pendientes/{nueva['id']}"
        cadena, _ = await self._pedir(
            http, f"{base}/cadenas", {"certificado": certificado}, cabeceras | {"ICSOE-Despues-De": posicion}
        )
        hecha, _ = await self._pedir(
            http, f"{base}/presentacion",
            {"cadena_id": cadena["cadena_id"], "certificado": certificado,
             "firma": _firmar(encargo.contribuyente, cadena["cadena"])},
            cabeceras | {"Idempotency-Key": str(uuid4())},
        )  # fmt: skip
        return hecha["folio"]

    async def ingresar(
        self, http: aiohttp.ClientSession, contribuyente: Contribuyente, certificado: str
    ) -> dict[str, Any]:
        """A session of the contribuyente, by its e.firma."""
        verificador = secrets.token_urlsafe(32)
        reto, _ = await self._pedir(
            http, "auth/retos", {"verificador_sha256": hashlib.sha256(verificador.encode()).hexdigest()}, {}
        )
        sesion, _ = await self._pedir(
            http, "auth/sesiones",
            {"reto": reto["reto"], "verificador": verificador, "certificado": certificado,
             "firma": _firmar(contribuyente, reto["texto"]), "dispositivo": EQUIPO},
            {},
        )  # fmt: skip
        return sesion

    async def _pedir(
        self, http: aiohttp.ClientSession, ruta: str, cuerpo: Any, cabeceras: dict[str, str]
    ) -> tuple[dict[str, Any], str]:
        url = f"{self._url}/api/v1/{ruta}"
        if cuerpo is None:
            cabeceras = cabeceras | {"Content-Type": "application/json"}
        for _ in range(20):
            async with http.post(url, json=cuerpo, headers=cabeceras) as respuesta:
                if respuesta.status == 503:
                    continue
                if respuesta.status >= 400:
                    raise RuntimeError(f"{ruta}: {respuesta.status} {await respuesta.text()}")
                return await respuesta.json(), respuesta.headers.get("ICSOE-Posicion", "")
        raise RuntimeError(f"{ruta}: 503 veinte veces")


def _firmar(contribuyente: Contribuyente, texto: str) -> str:
    return base64.b64encode(contribuyente.efirma.firmar(TextoFirmable(texto))).decode()
