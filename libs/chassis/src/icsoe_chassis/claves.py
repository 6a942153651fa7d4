"""The keys that access tokens are verified with: auth's public JWKS, kept in this service's own database."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.error import URLError

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .base_datos import BaseDatos
from .identidad import Principal
from .ports import Reloj
from .registro import registro
from .tokens import TokenInvalido, Verificado, clave_de_jwk, kid_de, verificar_acceso

REFRESCO_S = 30
_TOKENS_RECORDADOS = 2_048


class ClavesDeToken:
    """Verifies access tokens. An unknown ``kid`` asks auth again, at most once per 30 s (threats.md §4.3).

    Works while auth is away: keys survive in table ``jwks``;
    keys not seen at auth for 24 h are forgotten at start.
    """

    def __init__(self, base: BaseDatos, reloj: Reloj, auth_url: str) -> None:
        self._base = base
        self._reloj = reloj
        self._url = f"{auth_url.rstrip('/')}/api/v1/auth/jwks.json"
        self._claves: dict[str, Ed25519PublicKey] = {}
        self._vistos: dict[str, Verificado] = {}
        self._ultimo = float("-inf")
        self._candado = asyncio.Lock()

    async def abrir(self) -> None:
        """Loads what the database remembers."""
        filas = await self._base.fetch("select jwk from jwks where seen_at > now() - interval '24 hours'")
        self._aceptar([json.loads(fila["jwk"]) for fila in filas])

    async def principal(self, token: str) -> Principal:
        """The caller. Raises TokenInvalido."""
        visto = self._vistos.get(token)
        if visto and visto.hasta > self._reloj.ahora().timestamp():
            return visto.principal
        clave = await self.clave(kid_de(token))
        verificado = verificar_acceso(token, clave, self._reloj.ahora)
        if len(self._vistos) >= _TOKENS_RECORDADOS:
            self._vistos.clear()
        self._vistos[token] = verificado
        return verificado.principal

    async def clave(self, kid: str) -> Ed25519PublicKey:
        """The key named ``kid``, asked of auth when unknown. Raises TokenInvalido."""
        if kid not in self._claves:
            await self._refrescar(kid)
        clave = self._claves.get(kid)
        if clave is None:
            raise TokenInvalido("kid desconocido")
        return clave

    async def fijar(self, jwks: Sequence[Mapping[str, Any]]) -> None:
        """Accepts these keys and remembers them in the database."""
        kids = self._aceptar(jwks)
        await self._base.execute(
            "insert into jwks (kid, jwk) select * from unnest($1::text[], $2::jsonb[])"
            " on conflict (kid) do update set jwk = excluded.jwk, seen_at = now()",
            kids,
            [json.dumps(dict(j)) for j in jwks if j.get("kid") in kids],
        )

    def _aceptar(self, jwks: Sequence[Mapping[str, Any]]) -> list[str]:
        kids: list[str] = []
        for jwk in jwks:
            try:
                kid, clave = clave_de_jwk(jwk)
            except (ValueError, KeyError):
                registro().warning("jwk_ignorada")
                continue
            self._claves[kid] = clave
            kids.append(kid)
        return kids

    async def _refrescar(self, kid: str) -> None:
        async with self._candado:
            if kid in self._claves or time.monotonic() - self._ultimo < REFRESCO_S:
                return
            self._ultimo = time.monotonic()
            try:
                documento = await asyncio.to_thread(self._pedir)
                await self.fijar(documento["keys"])
            except (URLError, OSError, ValueError, KeyError, TypeError) as error:
                registro().warning("jwks_no_disponible", error=type(error).__name__)

    def _pedir(self) -> Any:
        # The address is a setting of the operator, never a user's text.
        with urllib.request.urlopen(self._url, timeout=3) as respuesta:  # noqa: S310
            return json.loads(respuesta.read(64 * 1024))
