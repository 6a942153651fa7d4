"""A capturista captures for the contratistas whose ACTIVO links it has, and for nobody else (T-23, T-32)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from icsoe_contracts.registry import CapturistaDadoDeBaja, CapturistaVinculado

NUEVA = {"ejercicio": 2026, "cuatrimestre": 2, "tipo": "SIN_INFORMACION", "protesta": True}


class Capturista:
    """A person with a token, at the desk of ``mesa``."""

    def __init__(self, mesa: Any) -> None:
        self.id, self.mesa = uuid4(), mesa
        self._vinculos: dict[UUID, UUID] = {}

    def _datos(self, contratista: UUID) -> dict[str, Any]:
        return {
            "capturista_id": self.id,
            "vinculo_id": self._vinculos.setdefault(contratista, uuid4()),
            "contratista_id": contratista,
            "contratista_rfc": "EKU9003173C9",
            "contratista_nombre": "ESCUELA KEMPER URGATE",
            "ocurrido": self.mesa.reloj.ahora(),
        }

    async def vinculado(self, contratista: UUID) -> None:
        evento = CapturistaVinculado(
            **self._datos(contratista), puede_acuses=True, exige_segundo_factor=False
        )
        await self.mesa.recibir(evento, self.id)

    async def de_baja(self, contratista: UUID) -> None:
        await self.mesa.recibir(CapturistaDadoDeBaja(**self._datos(contratista)), self.id)

    async def pedir(self, metodo: str, ruta: str, para: UUID | None, cuerpo: Any = None, **mas: str) -> Any:
        token = self.mesa.cabeceras(None, rol="capturista", sub=self.id, ahora=self.mesa.reloj.ahora())
        cabeceras = token | ({"ICSOE-Contratista": str(para)} if para else {}) | mas
        return await self.mesa.cliente.request(metodo, ruta, json=cuerpo, headers=cabeceras)


@pytest.fixture
def capturista(mesa: Any) -> Capturista:
    return Capturista(mesa)


async def test_a_capturista_creates_sees_sends_and_deletes(mesa: Any, capturista: Capturista) -> None:
    suyo = await mesa.contratista()
    await capturista.vinculado(suyo)
    assert (await capturista.pedir("GET", "/periodos", suyo)).status_code == 200
    creada = (await capturista.pedir("POST", "/informativas", suyo, NUEVA)).json()
    ruta = f"/informativas/{creada['id']}"
    assert (await capturista.pedir("GET", ruta, suyo)).json() == creada
    enviada = await capturista.pedir("POST", f"{ruta}/envio", suyo, None, **{"If-Match": '"1"'})
    assert enviada.status_code == 200
    (envio,) = await mesa.prueba.recursos.base.fetch("select enviada_por from envio")
    assert envio["enviada_por"] == str(capturista.id)
    assert [i["id"] for i in (await mesa.pedir("GET", "/informativas", suyo)).json()] == [creada["id"]]
    otra = (await capturista.pedir("POST", "/informativas", suyo, NUEVA | {"cuatrimestre": 1})).json()
    assert (await capturista.pedir("DELETE", f"/informativas/{otra['id']}", suyo)).status_code == 204


async def test_without_a_link_nothing_opens_whatever_the_header_says(
    mesa: Any, capturista: Capturista
) -> None:
    ajeno = await mesa.contratista()
    for para in (None, ajeno, uuid4()):
        for metodo, ruta in (("GET", "/periodos"), ("GET", "/informativas"), ("POST", "/informativas")):
            respuesta = await capturista.pedir(metodo, ruta, para, NUEVA if metodo == "POST" else None)
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")


async def test_a_capturista_of_both_that_acts_for_one_with_an_id_of_the_other_finds_nothing(
    mesa: Any, capturista: Capturista
) -> None:
    uno, otro = await mesa.contratista(), await mesa.contratista()
    await capturista.vinculado(uno)
    await capturista.vinculado(otro)
    creada = (await capturista.pedir("POST", "/informativas", otro, NUEVA)).json()
    for metodo, sufijo in (("GET", ""), ("DELETE", ""), ("POST", "/envio")):
        for id in (creada["id"], uuid4()):
            ruta = f"/informativas/{id}{sufijo}"
            respuesta = await capturista.pedir(metodo, ruta, uno, None, **{"If-Match": '"1"'})
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
    assert (await capturista.pedir("GET", "/informativas", uno)).json() == []
    assert (await capturista.pedir("GET", f"/informativas/{creada['id']}", otro)).json() == creada


async def test_after_the_baja_the_same_token_reads_and_writes_nothing_and_drafts_stay(
    mesa: Any, capturista: Capturista
) -> None:
    suyo = await mesa.contratista()
    await capturista.vinculado(suyo)
    creada = (await capturista.pedir("POST", "/informativas", suyo, NUEVA)).json()
    ruta = f"/informativas/{creada['id']}"
    await capturista.de_baja(suyo)
    assert (await capturista.pedir("GET", ruta, suyo)).status_code == 404
    assert (await capturista.pedir("DELETE", ruta, suyo)).status_code == 404
    assert (await mesa.pedir("GET", ruta, suyo)).json() == creada


async def test_a_fresh_link_can_be_waited_for(mesa: Any, capturista: Capturista) -> None:
    suyo = await mesa.contratista()
    await capturista.vinculado(suyo)
    alcanzada = mesa.prueba.partes.alcanzada
    assert await alcanzada("/icsoe/otro/1", str(capturista.id), 1)
    assert not await alcanzada("/icsoe/otro/1", str(capturista.id), 2)


@pytest.mark.parametrize("rol", ["mesa_ayuda", "verificador", "publicador", "administrador"])
async def test_staff_captures_nothing(mesa: Any, rol: str) -> None:
    suyo = await mesa.contratista()
    cabeceras = mesa.cabeceras(None, rol=rol, sub=uuid4(), ahora=mesa.reloj.ahora())
    respuesta = await mesa.cliente.get("/informativas", headers=cabeceras | {"ICSOE-Contratista": str(suyo)})
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (403, "sin_permiso")
