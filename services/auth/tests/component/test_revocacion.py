"""Entering with a certificate that its authority has something to say about (efirma.md §5; T-20, T-39)."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from icsoe_chassis.testing import RelojFijo
from icsoe_efirma.certificado import leer_certificado
from icsoe_sim.contestacion import Caso
from icsoe_sim.ocsp import Respondedor, respondedor
from icsoe_sim.revocados import Motivo, Revocado, revocar

PRISA = {"ocsp_intento_s": 0.3, "ocsp_total_s": 0.5}


@pytest.fixture
async def sat(autoridad: Any) -> AsyncGenerator[Respondedor]:
    async with respondedor(autoridad.carpeta, RelojFijo()) as este:
        yield este


@pytest.mark.parametrize(
    ("caso", "negativa"),
    [
        (Caso.REVOCADO, (403, "MSG-03")),
        (Caso.DESCONOCIDO, (403, "revocacion_desconocida")),
        (Caso.ANTIGUA, (503, "revocacion_caducada")),
        (Caso.VENCIDA, (503, "revocacion_caducada")),
        (Caso.FUTURA, (503, "revocacion_caducada")),
        (Caso.OTRA_LLAVE, (503, "revocacion_respondedor_ajeno")),
        (Caso.OTRA_AUTORIDAD, (503, "revocacion_respondedor_ajeno")),
        (Caso.SIN_DELEGACION, (503, "revocacion_respondedor_ajeno")),
        (Caso.RESPONDEDOR_VENCIDO, (503, "revocacion_respondedor_ajeno")),
        (Caso.OTRO_CERTIFICADO, (503, "revocacion_respondedor_ajeno")),
        (Caso.OTRO_NONCE, (503, "revocacion_respondedor_ajeno")),
        (Caso.NO_AUTORIZADO, (503, "revocacion_respondedor_ajeno")),
        (Caso.BASURA, (503, "revocacion_respondedor_ajeno")),
        (Caso.VACIA, (503, "revocacion_respondedor_ajeno")),
        (Caso.ENORME, (503, "revocacion_respondedor_ajeno")),
        (Caso.REDIRIGE, (503, "revocacion_respondedor_ajeno")),
        (Caso.HTTP_404, (503, "revocacion_respondedor_ajeno")),
    ],
    ids=str,
)
async def test_what_the_authority_says_against_a_certificate_keeps_it_out(
    abrir: Any, persona: Any, sat: Respondedor, caso: Caso, negativa: tuple[int, str]
) -> None:
    puerta = await abrir(ocsp_url=sat.url)
    await sat.jugar(caso)
    assert await puerta.negado(await puerta.preparar(persona)) == negativa


@pytest.mark.parametrize("caso", [Caso.NORMAL, Caso.SIN_NONCE, Caso.DIRECTA, Caso.SIN_PROXIMA], ids=str)
async def test_a_good_answer_in_each_form_lets_in(
    abrir: Any, persona: Any, sat: Respondedor, caso: Caso
) -> None:
    puerta = await abrir(ocsp_url=sat.url)
    await sat.jugar(caso)
    await puerta.entrar(persona)
    assert sat.conducta.consultas == 1


@pytest.mark.parametrize("caso", [Caso.REHUSA, Caso.LENTA, Caso.HTTP_500, Caso.INTENTAR_DESPUES], ids=str)
async def test_a_responder_that_cannot_be_reached_keeps_nobody_out(
    abrir: Any, persona: Any, sat: Respondedor, caso: Caso
) -> None:
    """Who cannot enter cannot file «por confirmar» either (icsoe.md §11.3)."""
    puerta = await abrir(ocsp_url=sat.url, **PRISA)
    await sat.jugar(caso)
    await puerta.entrar(persona)


async def test_a_good_answer_serves_every_login_of_five_minutes_and_no_longer(
    abrir: Any, persona: Any, sat: Respondedor
) -> None:
    puerta = await abrir(ocsp_url=sat.url)
    for _ in range(3):
        await puerta.entrar(persona)
    assert sat.conducta.consultas == 1
    sin_memoria = await abrir(ocsp_url=sat.url, ocsp_memoria_s=0)
    await sin_memoria.entrar(persona)
    await sin_memoria.entrar(persona)
    assert sat.conducta.consultas == 3


async def test_junk_signatures_cause_no_question(abrir: Any, persona: Any, sat: Respondedor) -> None:
    """Threat T-20: strangers with a public certificate must not make us call SAT."""
    puerta = await abrir(ocsp_url=sat.url)
    intento = await puerta.preparar(persona)
    for firma in (b"x", bytes(256), persona.llave.firmar("otro texto")):
        assert (await puerta.negado(intento.con(firma=firma)))[1] == "firma_invalida"
    assert sat.conducta.consultas == 0


async def test_a_revocation_is_told_by_its_name_and_keeps_the_challenge_good(
    abrir: Any, autoridad: Any, sat: Respondedor
) -> None:
    puerta = await abrir(ocsp_url=sat.url)
    quien = autoridad.firmante("XOJI740919U48")
    numero = leer_certificado(quien.certificado).numero
    hace_poco = puerta.reloj.ahora() - timedelta(minutes=1)
    revocar(autoridad.carpeta, Revocado(numero, hace_poco, Motivo.LLAVE_COMPROMETIDA))
    respuesta = await puerta.responder(await puerta.preparar(quien))
    assert respuesta.json()["detail"] == "El certificado está revocado."


async def test_a_list_of_authorities_that_changes_is_followed_without_a_restart(
    abrir: Any, autoridad: Any, persona: Any, sat: Respondedor, tmp_path: Any
) -> None:
    """The folder and its pinned list are looked at again within a second (design.md §7)."""
    carpeta, lista = tmp_path / "ca", autoridad.carpeta / "autoridades.json"
    carpeta.mkdir()
    archivos = {a.name: a.read_bytes() for a in autoridad.carpeta.glob("*.cer")}
    for nombre, bytes_ in archivos.items():
        (carpeta / nombre).write_bytes(bytes_)
    (carpeta / "autoridades.json").write_text('{"conjuntos": {"simulada": []}}')
    puerta = await abrir(ocsp_url=sat.url, confianza_dir=carpeta)
    assert (await puerta.negado(await puerta.preparar(persona)))[1] == "confianza_no_disponible"
    (carpeta / "autoridades.json").write_bytes(lista.read_bytes())
    await puerta.entrar(persona)
