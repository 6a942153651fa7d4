"""The keys that access tokens are verified with: auth's public JWKS, kept in this service's own database."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.error import URLError

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .base_datos import SIN_BASE, BaseDatos
from .identidad import Principal
from .ports import Reloj
from .registro import registro
from .tokens import TokenInvalido, Verificado, clave_de_jwk, kid_de, verificar_acceso

REFRESCO_S = 30
CADA_S = 3_600
CONSERVADA_S = 24 * 3_600
_TOKENS_RECORDADOS = 2_048
_SIN_AUTH = (URLError, OSError, ValueError, KeyError, TypeError)


class ClavesDeToken:
    """Verifies access tokens. An unknown ``kid`` asks auth again, at most once per 30 s (threats.md §4.3).

    Works while auth is away: keys survive in table ``jwks``. A key that auth has not named for 24 h is good
    no more; at start, when auth answers, only the keys it names are. Who is in use asks every hour, aside.
    """

    def __init__(
        self, base: BaseDatos, reloj: Reloj, auth_url: str, segundos: Callable[[], float] = time.monotonic
    ) -> None:
        self._base = base
        self._reloj = reloj
        self._url = f"{auth_url.rstrip('/')}/api/v1/auth/jwks.json"
        self._segundos = segundos
        self._propias: dict[str, Ed25519PublicKey] = {}
        self._nombradas: dict[str, tuple[Ed25519PublicKey, float]] = {}
        self._vistos: dict[str, Verificado] = {}
        self._preguntado = self._respondido = float("-inf")
        self._candado = asyncio.Lock()
        self._aparte: asyncio.Task[None] | None = None

    async def abrir(self) -> None:
        """Loads what auth names now; while it is away, what the database remembers of the last 24 hours."""
        try:
            jwks = await self._preguntar()
        except _SIN_AUTH as error:
            registro().warning("jwks_no_disponible", error=type(error).__name__)
            filas = await self._base.fetch(
                "select jwk, extract(epoch from now() - seen_at)::float8 as edad from jwks"
            )
            for fila in filas:
                self._nombrar([json.loads(fila["jwk"])], self._segundos() - fila["edad"])
        else:
            await self._recordar(jwks, solo=True)

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
        if kid in self._propias:
            return self._propias[kid]
        if self._vigente(kid) is None:
            await self._refrescar(kid)
        elif self._segundos() - self._respondido > CADA_S and (self._aparte is None or self._aparte.done()):
            self._aparte = asyncio.create_task(self._refrescar())
        clave = self._vigente(kid)
        if clave is None:
            raise TokenInvalido("kid desconocido")
        return clave

    async def fijar(self, jwks: Sequence[Mapping[str, Any]]) -> None:
        """These keys are this process's own, as auth's are: good as long as it lives, and no other it was
        told of before.
        """
        self._propias.update(_leidas(jwks))
        self._nombradas.clear()
        await self._recordar(jwks, solo=True)

    def _vigente(self, kid: str) -> Ed25519PublicKey | None:
        clave, nombrada = self._nombradas.get(kid, (None, 0.0))
        return clave if self._segundos() - nombrada < CONSERVADA_S else None

    def _nombrar(self, jwks: Sequence[Mapping[str, Any]], cuando: float) -> list[str]:
        claves = _leidas(jwks)
        self._nombradas.update({kid: (clave, cuando) for kid, clave in claves.items()})
        return list(claves)

    async def _recordar(self, jwks: Sequence[Mapping[str, Any]], *, solo: bool = False) -> None:
        """Takes the keys that auth names, here and in the database. ``solo``: whatever else is there goes."""
        kids = self._nombrar(jwks, self._segundos())
        await self._base.execute(
            "insert into jwks (kid, jwk) select * from unnest($1::text[], $2::jsonb[])"
            " on conflict (kid) do update set jwk = excluded.jwk, seen_at = now()",
            kids,
            [json.dumps(dict(j)) for j in jwks if j.get("kid") in kids],
        )
        self._respondido = self._segundos()
        quedan = [*kids, *self._propias]
        await self._base.execute(
            "delete from jwks where kid <> all($1) and ($2 or seen_at < now() - interval '24 hours')",
            quedan,
            solo,
        )

    async def _refrescar(self, kid: str = "") -> None:
        async with self._candado:
            if self._vigente(kid) or self._segundos() - self._preguntado < REFRESCO_S:
                return
            self._preguntado = self._segundos()
            try:
                await self._recordar(await self._preguntar())
            except (*_SIN_AUTH, *SIN_BASE, asyncpg.PostgresError) as error:
                registro().warning("jwks_no_disponible", error=type(error).__name__)

    async def _preguntar(self) -> Sequence[Mapping[str, Any]]:
        return (await asyncio.to_thread(self._pedir))["keys"]

    def _pedir(self) -> Any:
        # The address is a setting of the operator, never a user's text.
        with urllib.request.urlopen(self._url, timeout=3) as respuesta:  # noqa: S310
            return json.loads(respuesta.read(64 * 1024))


def _leidas(jwks: Sequence[Mapping[str, Any]]) -> dict[str, Ed25519PublicKey]:
    claves: dict[str, Ed25519PublicKey] = {}
    for jwk in jwks:
        try:
            kid, clave = clave_de_jwk(jwk)
        except (ValueError, KeyError):
            registro().warning("jwk_ignorada")
            continue
        claves[kid] = clave
    return claves
