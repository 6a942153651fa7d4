"""T-22: whatever is not exactly our access token is 401, and tells its sender nothing."""

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from icsoe_chassis import claves as modulo_claves
from icsoe_chassis.claves import ClavesDeToken
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.identidad import Principal
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import CLAVE_TOKEN
from icsoe_chassis.tokens import TokenInvalido, b64, de_b64, emitir_acceso, jwk_publica

AHORA = RelojFijo().ahora()
QUIEN = Principal(uuid4(), "contratista", uuid4(), uuid4())
BUENA = emitir_acceso(CLAVE_TOKEN, QUIEN, AHORA)[0]
OTRA = Ed25519PrivateKey.generate()
CABEZA: dict[str, Any] = json.loads(de_b64(BUENA.split(".")[0]))
RECLAMOS: dict[str, Any] = json.loads(de_b64(BUENA.split(".")[1]))
PUBLICA = CLAVE_TOKEN.public_key()
PEM = PUBLICA.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sellada(
    cabeza: dict[str, Any] | None = None, reclamos: dict[str, Any] | None = None, sin: str = ""
) -> str:
    """Signed with the real key, header or claims changed: only the rules can refuse it."""
    c = {k: v for k, v in {**CABEZA, **(cabeza or {})}.items() if k != sin}
    r = {k: v for k, v in {**RECLAMOS, **(reclamos or {})}.items() if k != sin}
    firmado = f"{b64(json.dumps(c).encode())}.{b64(json.dumps(r).encode())}"
    return f"{firmado}.{b64(CLAVE_TOKEN.sign(firmado.encode()))}"


def con_hmac(secreto: bytes) -> str:
    firmado = f"{b64(json.dumps({**CABEZA, 'alg': 'HS256'}).encode())}.{BUENA.split('.')[1]}"
    return f"{firmado}.{b64(hmac.digest(secreto, firmado.encode(), hashlib.sha256))}"


def constancia() -> str:
    datos = Constancia(uuid4(), "EKU9003173C9", "ESCUELA KEMPER URGATE", "M", None)
    return emitir_constancia(CLAVE_TOKEN, datos, AHORA)


FALSAS: dict[str, Callable[[], str]] = {
    "none, signed": lambda: sellada({"alg": "none"}),
    "none, bare": lambda: sellada({"alg": "none"}).rpartition(".")[0] + ".",
    "None in other letters": lambda: sellada({"alg": "nOnE"}),
    "HS256 with the public key": lambda: con_hmac(PUBLICA.public_bytes_raw()),
    "HS256 with its PEM": lambda: con_hmac(PEM),
    "RS256": lambda: sellada({"alg": "RS256"}),
    "kid is a path": lambda: sellada({"kid": "../../../../dev/null"}),
    "kid is SQL": lambda: sellada({"kid": "x' union select 'clave' --"}),
    "kid unknown": lambda: sellada({"kid": "A" * 43}),
    "kid is a number": lambda: sellada({"kid": 7}),
    "no kid": lambda: sellada(sin="kid"),
    "jku": lambda: sellada({"jku": "https://malo.example/jwks.json"}),
    "jwk": lambda: sellada({"jwk": jwk_publica(OTRA.public_key())}),
    "x5u": lambda: sellada({"x5u": "https://malo.example/c.pem"}),
    "x5c": lambda: sellada({"x5c": ["MIIB"]}),
    "crit": lambda: sellada({"crit": ["exp"]}),
    "b64 false": lambda: sellada({"b64": False}),
    "zip": lambda: sellada({"zip": "DEF"}),
    "other type": lambda: sellada({"typ": "JWT"}),
    "identity slip as access token": constancia,
    "other audience": lambda: sellada(reclamos={"aud": "icsoe-registry"}),
    "list of audiences": lambda: sellada(reclamos={"aud": ["icsoe-api", "otra"]}),
    "other issuer": lambda: sellada(reclamos={"iss": "malo"}),
    "expired": lambda: emitir_acceso(CLAVE_TOKEN, QUIEN, AHORA - timedelta(seconds=71))[0],
    "not yet": lambda: emitir_acceso(CLAVE_TOKEN, QUIEN, AHORA + timedelta(seconds=11))[0],
    "no end": lambda: sellada(sin="exp"),
    "end is no number": lambda: sellada(reclamos={"exp": "mañana"}),
    "made-up role": lambda: sellada(reclamos={"rol": "operador"}),
    "signed by another key": lambda: emitir_acceso(OTRA, QUIEN, AHORA)[0],
    "signature altered": lambda: BUENA[:-10] + ("A" if BUENA[-10] != "A" else "B") + BUENA[-9:],
    "unused bits of the signature": lambda: BUENA[:-1] + chr(ord(BUENA[-1]) + 1),
    "claims of another": lambda: ".".join(
        (BUENA.split(".")[0], sellada(reclamos={"sub": str(uuid4())}).split(".")[1], BUENA.split(".")[2])
    ),
    "no signature": lambda: BUENA.rpartition(".")[0] + ".",
    "five parts": lambda: BUENA + ".x.y",
    "header too deep to read": lambda: f"{b64(b'[' * 1_400)}.e30.AAAA",
    "too long": lambda: sellada(reclamos={"relleno": "x" * 3_000}),
    "not base64": lambda: "¿qué?.es.esto",
    "empty": lambda: "",
}


def test_there_are_at_least_the_twenty_five_of_the_threat_list() -> None:
    assert len(FALSAS) >= 25


async def test_the_true_token_is_let_in(notas: Any) -> None:
    r = await notas.cliente.post("/notas", json={"texto": "a"}, headers={"Authorization": f"Bearer {BUENA}"})
    assert r.status_code == 201


async def test_a_forged_token_is_401_and_learns_nothing(notas: Any) -> None:
    admitidas: list[str] = []
    for nombre, hacer in FALSAS.items():
        ficha = hacer()
        cabeceras = {"Authorization": f"Bearer {ficha}".encode()}
        r = await notas.cliente.post("/notas", json={"texto": "a"}, headers=cabeceras)
        negada = (r.status_code, r.json().get("codigo")) == (401, "sesion_expirada")
        if not negada or (ficha and ficha in r.text):
            admitidas.append(f"{nombre}: {r.status_code}")
        assert r.headers.get("www-authenticate") == 'Bearer realm="icsoe"', nombre
    assert admitidas == []
    assert await notas.notas() == 0


class _Auth(BaseHTTPRequestHandler):
    pedidas = 0
    claves: list[dict[str, str]] = []

    def do_GET(self) -> None:
        type(self).pedidas += 1
        cuerpo = json.dumps({"keys": self.claves}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(cuerpo)))
        self.end_headers()
        self.wfile.write(cuerpo)

    def log_message(self, *_: object, **__: object) -> None:
        """Says nothing."""


@contextmanager
def auth_de_prueba() -> Generator[str]:
    servidor = HTTPServer(("127.0.0.1", 0), _Auth)
    _Auth.pedidas, _Auth.claves = 0, []
    threading.Thread(target=servidor.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{servidor.server_port}"
    servidor.shutdown()


async def test_unknown_keys_ask_auth_once_per_thirty_seconds_and_a_new_key_is_then_known(
    notas: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert modulo_claves.REFRESCO_S == 30
    nueva = Ed25519PrivateKey.generate()
    ficha = emitir_acceso(nueva, QUIEN, AHORA)[0]
    with auth_de_prueba() as url:
        claves = ClavesDeToken(notas.base, RelojFijo(), url)
        resultados = await asyncio.gather(
            *(claves.principal(ficha) for _ in range(20)), return_exceptions=True
        )
        assert all(isinstance(r, TokenInvalido) for r in resultados)
        assert _Auth.pedidas == 1
        _Auth.claves = [jwk_publica(nueva.public_key())]
        with pytest.raises(TokenInvalido):
            await claves.principal(ficha)
        assert _Auth.pedidas == 1
        monkeypatch.setattr(modulo_claves, "REFRESCO_S", 0)  # thirty seconds later
        assert await claves.principal(ficha) == QUIEN
        assert _Auth.pedidas == 2


async def test_keys_once_seen_hold_while_auth_is_away(notas: Any) -> None:
    conocida = Ed25519PrivateKey.generate()
    antes = ClavesDeToken(notas.base, RelojFijo(), "http://127.0.0.1:9")
    await antes.fijar([jwk_publica(conocida.public_key())])
    reiniciado = ClavesDeToken(notas.base, RelojFijo(), "http://127.0.0.1:9")
    await reiniciado.abrir()
    assert await reiniciado.principal(emitir_acceso(conocida, QUIEN, AHORA)[0]) == QUIEN


class Dias:
    """A process whose clock the test moves, and tokens of a key, each another one."""

    def __init__(self, base: Any, url: str) -> None:
        self.segundos = 0.0
        self.claves = ClavesDeToken(base, RelojFijo(), url, lambda: self.segundos)

    async def entra(self, clave: Ed25519PrivateKey) -> bool:
        try:
            return await self.claves.principal(emitir_acceso(clave, QUIEN, AHORA)[0]) == QUIEN
        except TokenInvalido:
            return False


async def test_a_key_that_auth_names_no_more_is_good_for_a_day_and_no_longer(notas: Any) -> None:
    retirada, nueva = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    with auth_de_prueba() as url:
        una = Dias(notas.base, url)
        _Auth.claves = [jwk_publica(c.public_key()) for c in (retirada, nueva)]
        assert await una.entra(retirada)
        _Auth.claves = _Auth.claves[1:]
        una.segundos += 23 * 3_600
        assert await una.entra(retirada)
        una.segundos += 2 * 3_600
        assert [await una.entra(c) for c in (retirada, nueva)] == [False, True]


async def test_a_process_in_use_asks_for_the_keys_every_hour_and_makes_nobody_wait_for_it(notas: Any) -> None:
    clave = Ed25519PrivateKey.generate()
    with auth_de_prueba() as url:
        una = Dias(notas.base, url)
        _Auth.claves = [jwk_publica(clave.public_key())]
        assert await una.entra(clave)
        una.segundos += 3_600
        assert await una.entra(clave)
        antes = asyncio.all_tasks()
        una.segundos += 1
        assert await una.entra(clave)
        (aparte,) = asyncio.all_tasks() - antes
        assert _Auth.pedidas == 1
        await aparte
        assert _Auth.pedidas == 2


async def test_a_restart_while_auth_answers_forgets_a_withdrawn_key_at_once(notas: Any) -> None:
    robada, nueva = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    with auth_de_prueba() as url:
        antes = Dias(notas.base, url)
        _Auth.claves = [jwk_publica(robada.public_key())]
        assert await antes.entra(robada)
        _Auth.claves = [jwk_publica(nueva.public_key())]
        reiniciado = Dias(notas.base, url)
        await reiniciado.claves.abrir()
        assert [await reiniciado.entra(c) for c in (robada, nueva)] == [False, True]
    sin_auth = Dias(notas.base, "http://127.0.0.1:9")
    await sin_auth.claves.abrir()
    assert [await sin_auth.entra(c) for c in (robada, nueva)] == [False, True]


async def test_auth_itself_holds_to_its_own_keys_and_to_no_other(notas: Any) -> None:
    robada, propia = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    await Dias(notas.base, "http://127.0.0.1:9").claves.fijar([jwk_publica(robada.public_key())])
    auth = Dias(notas.base, "http://127.0.0.1:9")
    await auth.claves.abrir()
    await auth.claves.fijar([jwk_publica(propia.public_key())])
    auth.segundos += 30 * 24 * 3_600
    assert [await auth.entra(c) for c in (robada, propia)] == [False, True]
