"""Login by e.firma on real PostgreSQL: who enters, and every way of not entering."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from icsoe_chassis.constancia import leer_constancia
from icsoe_chassis.tokens import de_b64


def _reclamos(token: str) -> dict[str, Any]:
    return json.loads(de_b64(token.split(".")[1]))


@pytest.mark.parametrize(
    ("quien", "rfc", "tipo", "representante"),
    [("persona", "CAÑF770131PA3", "F", None), ("empresa", "H&E951128469", "M", "XOJI740919U48")],
)
async def test_the_certificate_says_who_enters(
    puerta: Any, request: pytest.FixtureRequest, quien: str, rfc: str, tipo: str, representante: str | None
) -> None:
    sesion = await puerta.entrar(request.getfixturevalue(quien), rfc)
    contratista = sesion["contratista"]
    assert (contratista["rfc"], contratista["tipo_persona"]) == (rfc, tipo)
    assert contratista["rfc_representante"] == representante
    assert contratista["certificado_numero"].startswith("90001000")
    claves: Any = puerta.http.prueba.recursos.claves
    constancia = await leer_constancia(sesion["identidad"], claves, puerta.reloj.ahora())
    assert (str(constancia.contratista_id), constancia.rfc) == (contratista["id"], rfc)
    assert constancia.rfc_representante == representante


async def test_the_account_of_an_rfc_keeps_its_id_whatever_certificate_opens_it(
    puerta: Any, autoridad: Any
) -> None:
    primera = await puerta.entrar(autoridad.firmante("CACX7605101P8"))
    segunda = await puerta.entrar(autoridad.firmante("CACX7605101P8"))
    assert primera["contratista"]["id"] == segunda["contratista"]["id"]
    assert primera["contratista"]["certificado_numero"] != segunda["contratista"]["certificado_numero"]
    assert await puerta.filas() == (1, 2, 2)


async def test_the_access_token_carries_the_claims_of_the_house_and_nothing_personal(
    puerta: Any, persona: Any
) -> None:
    sesion = await puerta.entrar(persona)
    reclamos = _reclamos(sesion["acceso"])
    de_la_casa = {"iss", "aud", "sub", "rol", "contratista", "sid", "efirma", "iat", "nbf", "exp", "jti"}
    assert set(reclamos) == de_la_casa
    assert reclamos["efirma"] == reclamos["iat"]
    assert (reclamos["aud"], reclamos["rol"], reclamos["sid"]) == (
        "icsoe-api",
        "contratista",
        sesion["sesion_id"],
    )
    assert reclamos["exp"] - reclamos["iat"] == 60
    assert reclamos["contratista"] == sesion["contratista"]["id"]
    cabeza = json.loads(de_b64(sesion["acceso"].split(".")[0]))
    jwks = (await puerta.http.get("/jwks.json")).json()["keys"]
    assert (cabeza["typ"], cabeza["alg"]) == ("at+jwt", "EdDSA")
    assert cabeza["kid"] in {jwk["kid"] for jwk in jwks}
    assert all(set(jwk) == {"kty", "crv", "x", "kid", "alg", "use"} for jwk in jwks)


async def test_of_a_hundred_parallel_answers_to_one_challenge_one_wins(puerta: Any, persona: Any) -> None:
    intento = await puerta.preparar(persona)
    respuestas = await asyncio.gather(*(puerta.responder(intento) for _ in range(100)))
    codigos = sorted(r.status_code for r in respuestas)
    assert codigos == [201] + [409] * 99
    assert {r.json()["codigo"] for r in respuestas if r.status_code == 409} == {"reto_usado"}
    assert await puerta.filas() == (1, 1, 1)


async def test_challenges_write_no_row(puerta: Any, persona: Any) -> None:
    for _ in range(50):
        await puerta.preparar(persona)
    assert await puerta.filas() == (0, 0, 0)


async def test_a_challenge_is_refused_late_altered_or_from_another_browser(puerta: Any, persona: Any) -> None:
    intento = await puerta.preparar(persona)
    ajeno = await puerta.preparar(persona)
    assert await puerta.negado(intento.con(verificador=ajeno.verificador)) == (403, "reto_invalido")
    assert await puerta.negado(intento.con(reto=ajeno.reto)) == (403, "reto_invalido")
    otra = "y" if intento.reto[0] == "x" else "x"
    assert await puerta.negado(intento.con(reto=otra + intento.reto[1:])) == (403, "reto_invalido")
    puerta.reloj.avanzar(timedelta(minutes=2, milliseconds=1))
    assert await puerta.negado(intento) == (403, "reto_vencido")


async def test_a_challenge_of_another_installation_is_refused(abrir: Any, persona: Any) -> None:
    una, otra = await abrir(), await abrir(url_publica="http://localhost:9999")
    assert await otra.negado(await una.preparar(persona)) == (403, "reto_invalido")


async def test_only_the_login_text_signed_by_this_certificate_opens(
    puerta: Any, persona: Any, empresa: Any
) -> None:
    intento = await puerta.preparar(persona)
    otra_cadena = intento.texto.replace("efirma-login", "icsoe-presentacion")
    for firma in (
        persona.llave.firmar(otra_cadena),
        empresa.llave.firmar(intento.texto),
        b"\0" * 256,
        b"corta",
    ):
        assert await puerta.negado(intento.con(firma=firma)) == (403, "firma_invalida")
    assert await puerta.negado(intento.con(certificado=empresa.certificado)) == (403, "firma_invalida")
    assert (await puerta.responder(intento)).status_code == 201


async def test_a_refused_answer_leaves_the_challenge_good(puerta: Any, persona: Any, sello: Any) -> None:
    intento = await puerta.preparar(persona)
    assert await puerta.negado(intento.con(certificado=sello.certificado)) == (403, "MSG-05")
    assert (await puerta.responder(intento)).status_code == 201


async def test_the_typed_rfc_is_only_compared(puerta: Any, persona: Any, empresa: Any) -> None:
    assert await puerta.negado(await puerta.preparar(persona, "XOJI740919U48")) == (403, "MSG-01")
    assert await puerta.negado(await puerta.preparar(empresa, "EKU9003173C9")) == (403, "MSG-01")
    sesion = await puerta.entrar(persona, " cañf770131pa3 ")
    assert sesion["contratista"]["rfc"] == "CAÑF770131PA3"


async def test_a_company_is_not_its_representative(puerta: Any, autoridad: Any) -> None:
    representante = autoridad.firmante("XOJI740919U48")
    assert await puerta.negado(await puerta.preparar(representante, "H&E951128469")) == (403, "MSG-02")


@pytest.mark.parametrize(
    ("opciones", "codigo"),
    [
        ({"dias": -800, "hasta": -1}, "MSG-03"),
        ({"dias": 1, "hasta": 800}, "certificado_aun_no_vigente"),
    ],
)
async def test_dates_are_judged_at_the_servers_instant(
    puerta: Any, autoridad: Any, opciones: dict[str, int], codigo: str
) -> None:
    ahora = puerta.reloj.ahora()
    desde, hasta = (ahora + timedelta(days=opciones[clave]) for clave in ("dias", "hasta"))
    quien = autoridad.firmante("CACX7605101P8", desde=desde, hasta=hasta)
    assert await puerta.negado(await puerta.preparar(quien)) == (403, codigo)


async def test_a_forged_issuer_and_odd_files_are_refused(puerta: Any, autoridad: Any, persona: Any) -> None:
    from dataclasses import replace

    falsa = replace(autoridad, emisor=replace(autoridad.emisor, clave=rsa.generate_private_key(65537, 2048)))
    intento = await puerta.preparar(falsa.firmante("CACX7605101P8"))
    assert await puerta.negado(intento) == (403, "certificado_autoridad_desconocida")
    bueno = await puerta.preparar(persona)
    for octetos in (b"-----BEGIN CERTIFICATE-----", persona.certificado[:-1], persona.certificado + b"\0"):
        assert await puerta.negado(bueno.con(certificado=octetos)) == (422, "certificado_ilegible")


async def test_without_its_authorities_auth_refuses_and_takes_them_up_when_they_come(
    abrir: Any, autoridad: Any, persona: Any, tmp_path: Path
) -> None:
    puerta = await abrir(confianza_dir=tmp_path)
    intento = await puerta.preparar(persona)
    assert await puerta.negado(intento) == (503, "confianza_no_disponible")
    for archivo in autoridad.carpeta.iterdir():
        (tmp_path / archivo.name).write_bytes(archivo.read_bytes())
    assert (await puerta.responder(intento)).status_code == 201


@pytest.mark.parametrize(
    "cambio",
    [{"rol": "operador"}, {"contratista_id": "x"}, {"verificador": "corto"}, {"reto": ""},
     {"firma": "x" * 2000}, {"certificado": "x" * 30_000}, {"rfc": "X" * 14}],
)  # fmt: skip
async def test_unknown_and_oversized_fields_are_refused(
    puerta: Any, persona: Any, cambio: dict[str, str]
) -> None:
    cuerpo = (await puerta.preparar(persona)).cuerpo | cambio
    respuesta = await puerta.http.post("/sesiones", json=cuerpo)
    assert respuesta.status_code == 422
    assert cuerpo["verificador"] not in respuesta.text or cambio.get("verificador") == "corto"


@pytest.mark.parametrize("campo", ["certificado", "firma"])
async def test_what_is_not_base64_is_said_so(puerta: Any, persona: Any, campo: str) -> None:
    cuerpo = (await puerta.preparar(persona)).cuerpo | {campo: "no es base64 ñ"}
    respuesta = await puerta.http.post("/sesiones", json=cuerpo)
    assert respuesta.json()["codigo"] == (
        "certificado_ilegible" if campo == "certificado" else "firma_invalida"
    )


async def test_the_revision_tells_before_any_filing(puerta: Any, persona: Any, sello: Any) -> None:
    import base64

    async def revisar(der: bytes, **otros: str) -> dict[str, Any]:
        cuerpo = {"certificado": base64.b64encode(der).decode(), **otros}
        return (await puerta.http.post("/certificados/revision", json=cuerpo)).json()

    buena = await revisar(persona.certificado)
    assert list(buena) == [
        "tipo", "rfc", "rfc_representante", "persona", "nombre", "numero", "vigente_desde", "vigente_hasta",
        "vigente", "cadena_confiable", "aceptable", "codigo", "mensaje",
    ]  # fmt: skip
    assert (buena["tipo"], buena["rfc"], buena["aceptable"], buena["codigo"]) == (
        "FIEL",
        "CAÑF770131PA3",
        True,
        None,
    )
    assert (await revisar(sello.certificado))["codigo"] == "MSG-05"
    assert (await revisar(persona.certificado, en="2040-01-01"))["codigo"] == "MSG-03"
    assert (await revisar(b"nada"))["codigo"] == "certificado_ilegible"
    assert await puerta.filas() == (0, 0, 0)
