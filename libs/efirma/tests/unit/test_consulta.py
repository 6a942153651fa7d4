"""Asking: how often, how long, what is remembered, when one stops asking (threats T-20, T-39, T-42; §4.7)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from icsoe_efirma.consulta import Consultor, Plazos, RespuestaInadmisible, SinRespuesta
from icsoe_efirma.ocsp import EstadoOcsp, RespuestaOcsp
from icsoe_sim.contestacion import Caso

BUENO, INALCANZABLE = EstadoOcsp.BUENO, EstadoOcsp.INALCANZABLE


class Linea:
    """A ``Canal`` that a test drives: what it does next, and how often it was asked."""

    def __init__(self, consultada: Any) -> None:
        self._contestar = consultada.contestador.contestar
        self.caso = Caso.NORMAL
        self.fallas: list[Exception] = []
        self.preguntas = 0
        self.esperar: Callable[[], Awaitable[object]] | None = None

    async def __call__(self, cuerpo: bytes) -> bytes:
        self.preguntas += 1
        if self.esperar is not None:
            await self.esperar()
        if self.fallas:
            raise self.fallas.pop(0)
        return self._contestar(cuerpo, self.caso)


class Mesa:
    """A Consultor on a Linea, with a clock of seconds that stands still."""

    def __init__(self, consultada: Any, hoy: datetime, plazos: Plazos) -> None:
        self.linea = Linea(consultada)
        self.segundos = 0.0
        self.avisos: list[RespuestaOcsp] = []
        self._cual = (consultada.certificado, consultada.emisora)
        self.consultor = Consultor(
            self.linea,
            lambda: hoy,
            lambda: consultada.confianza,
            plazos=plazos,
            segundos=lambda: self.segundos,
            avisar=self.avisos.append,
        )

    async def fresca(self) -> RespuestaOcsp:
        return await self.consultor.fresca(*self._cual)

    async def reciente(self) -> RespuestaOcsp:
        return await self.consultor.reciente(*self._cual)


@pytest.fixture
def mesa(consultada: Any, hoy: datetime) -> Mesa:
    return Mesa(consultada, hoy, Plazos())


async def test_login_remembers_a_good_answer_for_five_minutes_and_no_longer(mesa: Mesa) -> None:
    primera = await mesa.reciente()
    mesa.segundos = 299
    assert await mesa.reciente() is primera
    assert mesa.linea.preguntas == 1
    mesa.segundos = 300
    assert (await mesa.reciente()).estado is BUENO
    assert mesa.linea.preguntas == 2


async def test_every_act_of_signing_asks_anew_so_that_a_revocation_after_login_is_seen(mesa: Mesa) -> None:
    assert (await mesa.reciente()).estado is BUENO
    mesa.linea.caso = Caso.REVOCADO
    assert (await mesa.reciente()).estado is BUENO
    assert (await mesa.fresca()).estado is EstadoOcsp.REVOCADO
    assert (await mesa.reciente()).estado is EstadoOcsp.REVOCADO


@pytest.mark.parametrize("caso", [Caso.REVOCADO, Caso.DESCONOCIDO, Caso.ANTIGUA, Caso.OTRA_LLAVE], ids=str)
async def test_nothing_but_good_is_remembered(mesa: Mesa, caso: Caso) -> None:
    mesa.linea.caso = caso
    assert (await mesa.reciente()).estado is not BUENO
    mesa.linea.caso = Caso.NORMAL
    assert (await mesa.reciente()).estado is BUENO


async def test_a_hundred_logins_with_one_certificate_ask_once(mesa: Mesa) -> None:
    suelta = asyncio.Event()
    mesa.linea.esperar = suelta.wait
    juntas = [asyncio.create_task(mesa.reciente()) for _ in range(100)]
    await asyncio.sleep(0)
    juntas[0].cancel()
    suelta.set()
    estados = await asyncio.gather(*juntas, return_exceptions=True)
    assert isinstance(estados[0], asyncio.CancelledError)
    assert {r.estado for r in estados[1:] if isinstance(r, RespuestaOcsp)} == {BUENO}
    assert mesa.linea.preguntas == 1


async def test_acts_of_signing_at_the_same_time_share_no_answer(mesa: Mesa) -> None:
    dichas = await asyncio.gather(*(mesa.fresca() for _ in range(3)))
    assert len({r.pregunta for r in dichas}) == mesa.linea.preguntas == 3


async def test_a_failure_of_the_network_is_tried_once_more(mesa: Mesa) -> None:
    mesa.linea.fallas = [SinRespuesta("ReadError")]
    assert (await mesa.fresca()).estado is BUENO
    mesa.linea.fallas = [SinRespuesta("ConnectError"), SinRespuesta("ConnectError")]
    respuesta = await mesa.fresca()
    assert (respuesta.estado, respuesta.causa) == (INALCANZABLE, "ConnectError")
    assert mesa.linea.preguntas == 4


async def test_what_is_no_answer_of_a_responder_is_not_asked_twice(mesa: Mesa) -> None:
    mesa.linea.fallas = [RespuestaInadmisible("http_302")]
    respuesta = await mesa.fresca()
    assert (respuesta.estado, respuesta.causa) == (EstadoOcsp.RESPONDEDOR_AJENO, "http_302")
    assert mesa.linea.preguntas == 1


async def test_who_never_ends_its_answer_is_given_up(consultada: Any, hoy: datetime) -> None:
    mesa = Mesa(consultada, hoy, Plazos(intento_s=0.01, total_s=0.05))
    mesa.linea.esperar = asyncio.Event().wait
    respuesta = await mesa.fresca()
    assert (respuesta.estado, respuesta.causa) == (INALCANZABLE, "plazo")
    assert mesa.linea.preguntas == 2


async def caer(mesa: Mesa, veces: int) -> None:
    for _ in range(veces):
        mesa.linea.fallas = [SinRespuesta("ConnectError")] * 2
        assert (await mesa.fresca()).estado is INALCANZABLE


async def test_after_five_failures_in_a_row_nobody_waits_for_the_responder(mesa: Mesa) -> None:
    await caer(mesa, 4)
    assert (await mesa.fresca()).estado is BUENO
    await caer(mesa, 5)
    preguntas = mesa.linea.preguntas
    respuesta = await mesa.fresca()
    assert (respuesta.estado, respuesta.causa) == (INALCANZABLE, "cortado")
    assert mesa.linea.preguntas == preguntas


async def test_half_a_minute_later_one_question_tries_whether_it_is_back(mesa: Mesa) -> None:
    await caer(mesa, 5)
    mesa.segundos = 30
    suelta = asyncio.Event()
    mesa.linea.esperar = suelta.wait
    preguntas = mesa.linea.preguntas
    terminadas = asyncio.as_completed([asyncio.create_task(mesa.fresca()) for _ in range(10)])
    assert {(await next(terminadas)).causa for _ in range(9)} == {"cortado"}
    assert mesa.linea.preguntas == preguntas + 1
    suelta.set()
    assert (await next(terminadas)).estado is BUENO
    assert (await mesa.fresca()).estado is BUENO


async def test_if_it_is_not_back_the_rest_begins_again(mesa: Mesa) -> None:
    await caer(mesa, 5)
    mesa.segundos = 30
    await caer(mesa, 1)
    mesa.segundos = 59
    assert (await mesa.fresca()).causa == "cortado"
    mesa.segundos = 60
    assert (await mesa.fresca()).estado is BUENO


@pytest.mark.parametrize(
    "caso", [Caso.OTRA_LLAVE, Caso.INTENTAR_DESPUES, Caso.ANTIGUA, Caso.DESCONOCIDO], ids=str
)
async def test_no_answer_however_bad_opens_the_breaker(mesa: Mesa, caso: Caso) -> None:
    mesa.linea.caso = caso
    dichas = [await mesa.fresca() for _ in range(8)]
    assert "cortado" not in {r.causa for r in dichas}
    assert mesa.linea.preguntas == 8


async def test_junk_instead_of_an_answer_does_not_open_it_either(mesa: Mesa) -> None:
    mesa.linea.fallas = [RespuestaInadmisible("tamano") for _ in range(8)]
    estados = {(await mesa.fresca()).estado for _ in range(8)}
    assert estados == {EstadoOcsp.RESPONDEDOR_AJENO}
    assert mesa.linea.preguntas == 8


async def test_without_an_address_nobody_can_be_asked(consultada: Any, hoy: datetime) -> None:
    consultor = Consultor(None, lambda: hoy, lambda: consultada.confianza)
    respuesta = await consultor.fresca(consultada.certificado, consultada.emisora)
    assert (respuesta.estado, respuesta.causa) == (INALCANZABLE, "sin_direccion")


async def test_every_consultation_is_told_and_a_remembered_answer_is_none(mesa: Mesa) -> None:
    await mesa.reciente()
    await mesa.reciente()
    mesa.linea.caso = Caso.ANTIGUA
    await mesa.fresca()
    assert [r.estado for r in mesa.avisos] == [BUENO, EstadoOcsp.CADUCADA]
