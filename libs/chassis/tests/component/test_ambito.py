"""For whom a request works: the contratista of the token; of a capturista that of its header and link."""

# pyright: reportUnusedFunction=false

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import Transaccion, UnidadDeTrabajo
from icsoe_chassis.http import Ambito, AmbitoConAcuses, sin_posiciones
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_chassis.vinculos import DE_OTRO, DE_VINCULO, VinculosPg
from icsoe_contracts.evento import Evento
from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    ContratistaActualizado,
    CorreoDeCapturistaCambiado,
)
from icsoe_contracts.sobre import Sobre
from pydantic import BaseModel

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)


class Quien(BaseModel):
    sub: UUID
    contratista_id: UUID
    acuses: bool


def montar(recursos: Recursos[Ajustes]) -> Partes:
    rutas = APIRouter()

    def trabajo(tx: Transaccion) -> Transaccion:
        return tx

    uow = UnidadDeTrabajo(recursos.base, trabajo)

    @rutas.get("/quien")
    async def quien(ambito: Ambito) -> Quien:
        return Quien(
            sub=ambito.principal.sub, contratista_id=ambito.contratista_id, acuses=ambito.puede_acuses
        )

    @rutas.get("/acuses")
    async def acuses(ambito: AmbitoConAcuses) -> Quien:
        return await quien(ambito)

    async def _hacer(ambito: Ambito) -> Quien:
        async with uow() as t:
            t.eventos.emitir(ContratistaActualizado.model_construct(), sujeto=ambito.contratista_id)
            return await t.responder(await quien(ambito))

    rutas.post("/hecho")(_hacer)
    rutas.post("/callado", dependencies=[Depends(sin_posiciones)])(_hacer)
    return Partes(rutas=[rutas], vinculos=VinculosPg(recursos.base))


SERVICIO = Servicio("registry", Ajustes, montar)


@dataclass
class Puerta:
    cliente: httpx.AsyncClient
    prueba: ServicioDePrueba
    token_de: Callable[..., dict[str, str]]

    async def pedir(
        self, metodo: str, ruta: str, quien: dict[str, str], para: object = None, **mas: str
    ) -> httpx.Response:
        cabeceras = quien | ({"ICSOE-Contratista": str(para)} if para else {}) | mas
        return await self.cliente.request(metodo, ruta, headers=cabeceras)

    async def recibir(self, evento: Evento, sequence: int, epoca: int = 1) -> None:
        await recibir(self.prueba, evento, sequence, epoca)

    async def vincular(self, capturista: UUID, contratista: UUID, *, acuses: bool = True) -> UUID:
        vinculo = uuid4()
        evento = vinculado(vinculo, capturista, contratista, acuses=acuses)
        await self.recibir(evento, 1)
        return vinculo


async def recibir(prueba: ServicioDePrueba, evento: Evento, sequence: int, epoca: int = 1) -> None:
    sobre = Sobre(
        id=uuid4(),
        type=evento.TIPO,
        source=f"/icsoe/registry/{epoca}",
        subject=str(evento.model_dump()["capturista_id"]),
        time=AHORA,
        sequence=sequence,
        modo="prueba",
        dataschema="urn:prueba",
    )
    manejador = DE_OTRO if isinstance(evento, CorreoDeCapturistaCambiado) else DE_VINCULO
    async with prueba.recursos.base.transaccion() as tx:
        await manejador.fn(evento, sobre, tx)


def _de(vinculo: UUID, capturista: UUID, contratista: UUID) -> dict[str, Any]:
    return {
        "vinculo_id": vinculo,
        "capturista_id": capturista,
        "contratista_id": contratista,
        "contratista_rfc": "EKU9003173C9",
        "contratista_nombre": "ESCUELA KEMPER URGATE",
        "ocurrido": AHORA,
    }


def vinculado(vinculo: UUID, capturista: UUID, contratista: UUID, *, acuses: bool = True) -> Evento:
    return CapturistaVinculado(
        **_de(vinculo, capturista, contratista), puede_acuses=acuses, exige_segundo_factor=False
    )


def invitado(vinculo: UUID, capturista: UUID, contratista: UUID) -> Evento:
    return CapturistaInvitado(
        **_de(vinculo, capturista, contratista), usuario="CURP", correo="k@x.mx", cuenta_nueva=True
    )


def de_baja(vinculo: UUID, capturista: UUID, contratista: UUID) -> Evento:
    return CapturistaDadoDeBaja(**_de(vinculo, capturista, contratista))


@pytest.fixture
async def puerta(
    cliente_de: Callable[..., Awaitable[Any]], token_de: Callable[..., dict[str, str]]
) -> Puerta:
    cliente = await cliente_de(SERVICIO)
    return Puerta(cliente, cliente.prueba, token_de)


async def test_a_contratista_works_for_itself_with_or_without_the_header(puerta: Puerta) -> None:
    de = uuid4()
    for para in (None, de):
        respuesta = await puerta.pedir("GET", "/acuses", puerta.token_de(de), para)
        assert respuesta.json() == {"sub": str(de), "contratista_id": str(de), "acuses": True}


async def test_a_contratista_that_names_another_one_is_told_that_there_is_none(puerta: Puerta) -> None:
    for para in (uuid4(), "no-es-un-id"):
        respuesta = await puerta.pedir("GET", "/quien", puerta.token_de(uuid4()), para)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")


async def test_a_capturista_works_for_exactly_the_contratistas_of_its_active_links(puerta: Puerta) -> None:
    yo, suyo, ajeno = uuid4(), uuid4(), uuid4()
    await puerta.vincular(yo, suyo)
    await puerta.vincular(uuid4(), ajeno)
    await puerta.recibir(invitado(uuid4(), yo, ajeno), 2)
    token = puerta.token_de(None, rol="capturista", sub=yo)
    assert (await puerta.pedir("GET", "/quien", token, suyo)).json()["contratista_id"] == str(suyo)
    for para in (None, ajeno, uuid4(), "x"):
        assert (await puerta.pedir("GET", "/quien", token, para)).status_code == 404


@pytest.mark.parametrize("rol", ["mesa_ayuda", "verificador", "publicador", "administrador"])
async def test_staff_works_for_no_contratista(puerta: Puerta, rol: str) -> None:
    token = puerta.token_de(None, rol=rol, sub=uuid4())
    respuesta = await puerta.pedir("GET", "/quien", token, uuid4())
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (403, "sin_permiso")


async def test_the_switch_of_the_link_closes_the_acuses_and_nothing_else(puerta: Puerta) -> None:
    yo, suyo = uuid4(), uuid4()
    vinculo = await puerta.vincular(yo, suyo, acuses=False)
    token = puerta.token_de(None, rol="capturista", sub=yo)
    negada = await puerta.pedir("GET", "/acuses", token, suyo)
    assert (negada.status_code, negada.json()["codigo"]) == (403, "acuses_no_permitidos")
    assert (await puerta.pedir("GET", "/quien", token, suyo)).status_code == 200
    await puerta.recibir(vinculado(vinculo, yo, suyo), 2)
    assert (await puerta.pedir("GET", "/acuses", token, suyo)).status_code == 200


async def test_a_baja_ends_the_next_request_with_the_same_token(puerta: Puerta) -> None:
    yo, suyo = uuid4(), uuid4()
    vinculo = await puerta.vincular(yo, suyo)
    token = puerta.token_de(None, rol="capturista", sub=yo)
    assert (await puerta.pedir("GET", "/quien", token, suyo)).status_code == 200
    await puerta.recibir(de_baja(vinculo, yo, suyo), 2)
    assert (await puerta.pedir("GET", "/quien", token, suyo)).status_code == 404
    await puerta.recibir(vinculado(vinculo, yo, suyo), 1)
    assert (await puerta.pedir("GET", "/quien", token, suyo)).status_code == 404


async def test_after_a_restore_the_newer_epoch_speaks(puerta: Puerta) -> None:
    yo, suyo = uuid4(), uuid4()
    vinculo = uuid4()
    await puerta.recibir(vinculado(vinculo, yo, suyo), 40)
    await puerta.recibir(de_baja(vinculo, yo, suyo), 1, epoca=2)
    token = puerta.token_de(None, rol="capturista", sub=yo)
    assert (await puerta.pedir("GET", "/quien", token, suyo)).status_code == 404


async def test_one_key_used_for_two_contratistas_is_two_commands(puerta: Puerta) -> None:
    yo, uno, otro = uuid4(), uuid4(), uuid4()
    await puerta.vincular(yo, uno)
    await puerta.vincular(yo, otro)
    token = puerta.token_de(None, rol="capturista", sub=yo)
    clave = {"Idempotency-Key": "la misma"}
    hechas = [await puerta.pedir("POST", "/hecho", token, para, **clave) for para in (uno, otro, uno)]
    assert [h.json()["contratista_id"] for h in hechas] == [str(uno), str(otro), str(uno)]
    assert [h.headers.get("Idempotent-Replayed") for h in hechas] == [None, None, "true"]


async def test_a_discreet_route_names_no_stream_the_first_time_nor_again(puerta: Puerta) -> None:
    de = uuid4()
    token = puerta.token_de(de) | {"Idempotency-Key": "k"}
    assert "ICSOE-Posicion" in (await puerta.pedir("POST", "/hecho", puerta.token_de(de))).headers
    for _ in range(2):
        assert "ICSOE-Posicion" not in (await puerta.pedir("POST", "/callado", token)).headers


async def test_every_event_moves_the_position_and_strangers_have_none(puerta: Puerta) -> None:
    vinculos, yo = VinculosPg(puerta.prueba.recursos.base), uuid4()
    assert await vinculos.alcanzada("/icsoe/registry/1", str(yo), 1) is None
    await puerta.vincular(yo, uuid4())
    cambio = CorreoDeCapturistaCambiado(
        capturista_id=yo, ocurrido=AHORA, correo="b@x.mx", correo_anterior="a@x.mx"
    )
    assert await vinculos.alcanzada("/icsoe/registry/1", str(yo), 2) is False
    await puerta.recibir(cambio, 2)
    assert await vinculos.alcanzada("/icsoe/registry/1", str(yo), 2) is True


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orden=st.permutations([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]))
async def test_any_order_and_twice_end_in_the_same_links(puerta: Puerta, orden: list[int]) -> None:
    yo, suyo = uuid4(), uuid4()
    primero, segundo = uuid4(), uuid4()
    eventos = [
        invitado(primero, yo, suyo),
        vinculado(primero, yo, suyo),
        de_baja(primero, yo, suyo),
        invitado(segundo, yo, suyo),
        vinculado(segundo, yo, suyo, acuses=False),
    ]
    for i in orden:
        await puerta.recibir(eventos[i], i + 1)
    assert await VinculosPg(puerta.prueba.recursos.base).puede_acuses(yo, suyo) is False
    await puerta.recibir(de_baja(segundo, yo, suyo), 6)
    assert await VinculosPg(puerta.prueba.recursos.base).puede_acuses(yo, suyo) is None
