"""Does auth take longer for users that exist? (threats T-21; a report, never an assertion about time)

    eval "$(icsoe-deploy piezas --perfil enumeracion)"; python tests/security/enumeracion.py [veces]

auth on a fresh database of the running PostgreSQL, in this process: fifty known and fifty unknown names, each
tried four times with a wrong password and asked four recoveries, in random order, each from its own network.
"""

import asyncio
import math
import random
import secrets
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_auth.bootstrap import servicio
from icsoe_auth.domain.intentos import huella_de
from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.claves import ClavesDeToken
from icsoe_chassis.http import crear_app
from icsoe_chassis.reloj import RelojSistema
from icsoe_chassis.salud import Salud
from icsoe_chassis.servicio import Recursos
from icsoe_chassis.testing.plugin import base_fresca
from icsoe_sim.ca import crear_ca
from joserfc.jwk import OKPKey

NOMBRES = 50
Medidas = dict[str, list[float]]


@dataclass(frozen=True)
class Comparacion:
    """Two samples of milliseconds: means, medians, Kolmogorov-Smirnov and Mann-Whitney, p two-sided."""

    conocidos: Sequence[float]
    ajenos: Sequence[float]

    def ks(self) -> tuple[float, float]:
        a, b = sorted(self.conocidos), sorted(self.ajenos)
        puntos = sorted({*a, *b})
        distancia = max(abs(_hasta(a, x) - _hasta(b, x)) for x in puntos)
        n = len(a) * len(b) / (len(a) + len(b))
        t = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distancia
        p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * t * t) for k in range(1, 101))
        return distancia, min(max(p, 0.0), 1.0)

    def mann_whitney(self) -> tuple[float, float]:
        juntos = sorted([(x, 0) for x in self.conocidos] + [(x, 1) for x in self.ajenos])
        rangos = sum(rango for rango, (_, grupo) in enumerate(juntos, 1) if grupo == 0)
        n, m = len(self.conocidos), len(self.ajenos)
        u = rangos - n * (n + 1) / 2
        z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
        return z, math.erfc(abs(z) / math.sqrt(2))

    def renglones(self) -> list[str]:
        lados = (("conocidos", self.conocidos), ("desconocidos", self.ajenos))
        lineas = [
            f"  {nombre:<13} n={len(m)} media={statistics.fmean(m):7.2f} mediana={statistics.median(m):7.2f}"
            f" desv.={statistics.stdev(m):6.2f}"
            for nombre, m in lados
        ]
        (d, p_ks), (z, p_mw) = self.ks(), self.mann_whitney()
        return [
            *lineas,
            f"  Kolmogorov-Smirnov D={d:.3f} p={p_ks:.3f} · Mann-Whitney z={z:+.2f} p={p_mw:.3f}",
        ]


def _hasta(orden: Sequence[float], x: float) -> float:
    return sum(valor <= x for valor in orden) / len(orden)


def _ajustes(carpeta: Path, dsn: str) -> Any:
    crear_ca(carpeta)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    valores: dict[str, Any] = {
        "modo": "prueba",
        "confianza": "simulada",
        "confianza_dir": carpeta,
        "base_datos": dsn,
        "token_ed25519_pem": pem.decode(),
        "reto_hmac": secrets.token_hex(32),
        "pimienta_hmac": "1:" + secrets.token_hex(32),
        "totp_clave": "1:" + secrets.token_hex(32),
        "enlace_publica_pem": OKPKey.generate_key("X25519").as_pem(private=False).decode(),
        "accesos_por_direccion": 1_000_000,
    }
    return servicio.ajustes(**valores)


@asynccontextmanager
async def _auth(carpeta: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, Recursos[Any]]]:
    async with base_fresca(servicio) as dsn:
        ajustes, reloj = _ajustes(carpeta, dsn), RelojSistema()
        base = BaseDatos(ajustes, "auth", reloj, maximo=8, rol="auth_app")
        await base.abrir()
        recursos = Recursos(ajustes, base, reloj, None, ClavesDeToken(base, reloj, "http://127.0.0.1:9"))
        partes = servicio.montar(recursos)
        await partes.al_abrir()
        transporte = httpx.ASGITransport(app=crear_app("auth", recursos, partes, Salud({})))
        async with httpx.AsyncClient(transport=transporte, base_url="http://auth/api/v1/auth") as http:
            yield http, recursos
        await partes.al_cerrar()
        await base.cerrar()


async def _sembrar(recursos: Recursos[Any]) -> list[str]:
    """Known accounts with a password, as activation leaves them."""
    from icsoe_auth.adapters.contrasenas import ContrasenasArgon2
    from icsoe_auth.adapters.llavero import Llavero

    pimientas = Llavero.leer(recursos.ajustes.pimienta_hmac.get_secret_value())
    guardada = await ContrasenasArgon2(pimientas).guardar(secrets.token_urlsafe(16))
    nombres = [f"C{n:03}{secrets.token_hex(7).upper()}" for n in range(NOMBRES)]
    for nombre in nombres:
        await recursos.base.execute(
            "insert into cuenta_usuario (id, rol, usuario, huella, correo, activada, contrasena,"
            " pimienta, creada) values ($1, 'capturista', $2, $3, $4, $5, $6, $7, $5)",
            uuid4(), nombre, huella_de(nombre), f"{nombre.lower()}@empresa.mx",
            recursos.reloj.ahora(), guardada.contrasena, guardada.pimienta,
        )  # fmt: skip
    return nombres


async def _medir(http: httpx.AsyncClient, ruta: str, nombres: dict[str, str], tandas: int) -> Medidas:
    """Milliseconds of each answer by side; two different bodies end the report."""
    turnos = [(lado, nombre) for nombre, lado in nombres.items()] * tandas
    random.shuffle(turnos)
    medidas: Medidas = {"conocido": [], "ajeno": []}
    cuerpos: set[tuple[int, str]] = set()
    for n, (lado, nombre) in enumerate(turnos):
        otro = {"contrasena": "Nopal*Rojo47"} if "contrasena" in ruta else {"correo": f"{nombre}@empresa.mx"}
        red = {"X-Forwarded-For": f"10.{n // 250}.{n % 250}.1"}
        desde = time.perf_counter()
        respuesta = await http.post(ruta, json={"usuario": nombre, **otro}, headers=red)
        medidas[lado].append((time.perf_counter() - desde) * 1000)
        documento = {c: v for c, v in respuesta.json().items() if c != "peticion"}
        cuerpos.add((respuesta.status_code, str(documento)))
    if len(cuerpos) != 1:
        raise SystemExit(f"{ruta}: las respuestas difieren: {cuerpos}")
    return medidas


async def informe(tandas: int) -> None:
    """Prints the comparison for both routes."""
    with TemporaryDirectory() as carpeta:
        async with _auth(Path(carpeta)) as (http, recursos):
            nombres = dict.fromkeys(await _sembrar(recursos), "conocido")
            nombres |= {f"D{n:03}{secrets.token_hex(7).upper()}": "ajeno" for n in range(NOMBRES)}
            for ruta in ("/sesiones/contrasena", "/recuperaciones"):
                await _medir(http, ruta, {f"X{n}": "ajeno" for n in range(5)}, tandas)  # warms up
                medidas = await _medir(http, ruta, nombres, tandas)
                comparacion = Comparacion(medidas["conocido"], medidas["ajeno"])
                print(f"POST {ruta}: una sola respuesta", *comparacion.renglones(), sep="\n")


if __name__ == "__main__":
    asyncio.run(informe(int(sys.argv[1]) if len(sys.argv) > 1 else 4))
