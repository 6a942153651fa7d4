"""A wave of wrong passwords leaves e.firmas their turn (T-27), and old keys leave sessions alone (§4.4)."""

import asyncio
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from icsoe_auth.adapters.contrasenas import COLA, HILOS, ContrasenasArgon2
from icsoe_auth.adapters.llavero import Llavero
from icsoe_auth.application.ports_cuentas import Guardada

from .conftest import OTRA, Casa


async def test_of_a_wave_the_pool_takes_22_and_an_efirma_enters_before_they_are_judged(
    abrir: Any, persona: Any
) -> None:
    puerta = await abrir(accesos_por_direccion=100_000)
    intento = await puerta.preparar(persona)
    respondidas = 0

    async def probar(n: int) -> int:
        nonlocal respondidas
        cuerpo = {"usuario": f"GOPL9001{n:02}HDFXXX09", "contrasena": OTRA}
        cabeceras = {"X-Forwarded-For": f"198.51.{n}.1"}
        respuesta = await puerta.http.post("/sesiones/contrasena", json=cuerpo, headers=cabeceras)
        respondidas += respuesta.status_code == 401
        return respuesta.status_code

    ola = [asyncio.create_task(probar(n)) for n in range(80)]
    await asyncio.sleep(0)
    entrada = await puerta.responder(intento)
    juzgadas = respondidas
    estados = await asyncio.gather(*ola)
    assert entrada.status_code == 201
    assert sorted(set(estados)) == [401, 429]
    assert estados.count(401) == respondidas <= 2 * (HILOS + COLA)
    assert juzgadas < respondidas


async def test_the_hash_is_the_one_of_the_threat_model_and_a_newer_pepper_renews_it_at_login(
    abrir_casa: Any,
) -> None:
    vieja, nueva = "a:" + "11" * 32, "b:" + "22" * 32
    casa: Casa = await abrir_casa(pimienta_hmac=vieja)
    await casa.alta()
    hash: str = await casa.base.fetchval("select contrasena from cuenta_usuario")
    assert hash.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    con_nueva = ContrasenasArgon2(Llavero.leer(f"{nueva}\n{vieja}"))
    recepcion = casa.prueba.partes.rutas[1].routes[0].endpoint.__self__.recepcion
    object.__setattr__(recepcion, "contrasenas", con_nueva)
    await casa.sesion()
    filas = await casa.base.fetch(
        "select c.contrasena, c.pimienta, u.contrasena as usada from cuenta_usuario c"
        " join contrasena_usada u on u.cuenta_id = c.id"
    )
    assert [f["pimienta"] for f in filas] == ["b"]
    assert filas[0]["contrasena"] == filas[0]["usada"] != hash
    await casa.sesion()
    assert await ContrasenasArgon2(Llavero.leer(nueva)).correcta(
        Guardada(filas[0]["contrasena"], "b"), "Trueno-Verde9"
    )
    assert not await ContrasenasArgon2(Llavero.leer(vieja)).correcta(
        Guardada(filas[0]["contrasena"], "b"), "Trueno-Verde9"
    )
    con_nueva.cerrar()


def _pem() -> str:
    clave = Ed25519PrivateKey.generate()
    return clave.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


async def test_a_new_signing_key_logs_nobody_out(
    abrir: Any, cliente_de: Any, persona: Any, ajustes_de_auth: dict[str, Any]
) -> None:
    """auth starts again with a new key above the old one: tokens and sessions of before go on."""
    vieja, nueva = ajustes_de_auth["token_ed25519_pem"], _pem()
    puerta = await abrir()
    sesion = await puerta.entrar(persona)
    prueba = puerta.http.prueba
    ajustes = prueba.recursos.ajustes.model_copy(update={"token_ed25519_pem": _secreto(nueva + vieja)})
    prueba.recursos.ajustes = ajustes
    prueba.partes = prueba.servicio.montar(prueba.recursos)
    http = await cliente_de(prueba)
    claves = (await http.get("/jwks.json")).json()["keys"]
    assert len({c["kid"] for c in claves}) == 2
    con_viejo = {"Authorization": f"Bearer {sesion['acceso']}"}
    assert (await http.get("/sesiones", headers=con_viejo)).status_code == 200
    renovado = (await http.post("/sesiones/renovacion", json={"refresco": sesion["refresco"]})).json()
    assert renovado["acceso"].split(".")[0] != sesion["acceso"].split(".")[0]
    con_nuevo = {"Authorization": f"Bearer {renovado['acceso']}"}
    assert (await http.get("/sesiones", headers=con_nuevo)).status_code == 200


def _secreto(texto: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(texto)
