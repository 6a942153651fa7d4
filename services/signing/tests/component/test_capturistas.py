"""What a capturista sees of signing, and what it never does there (icsoe.md §3, D89; T-23, T-32)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_contracts.registry import CapturistaDadoDeBaja, CapturistaVinculado
from icsoe_contracts.sobre import Sobre
from icsoe_dominio.periodo import Periodo
from icsoe_signing.bootstrap import servicio


class Mostrador:
    """One service, one capturista; contratistas come and go."""

    def __init__(self, cliente: Any, oficina: Any, token_de: Any) -> None:
        self.http: httpx.AsyncClient = cliente
        self.prueba = cliente.prueba
        self.oficina = oficina
        self.capturista = uuid4()
        self._token_de = token_de
        self._orden = 0
        self._vinculos: dict[UUID, UUID] = {}

    @property
    def ahora(self) -> datetime:
        return self.oficina.reloj.ahora()

    async def _contar(self, tipo: Any, contratista: UUID, **datos: Any) -> None:
        self._orden += 1
        evento = tipo(
            capturista_id=self.capturista,
            vinculo_id=self._vinculos.setdefault(contratista, uuid4()),
            contratista_id=contratista,
            contratista_rfc="EKU9003173C9",
            contratista_nombre="ESCUELA KEMPER URGATE",
            ocurrido=self.ahora,
            **datos,
        )
        sobre = Sobre(
            id=uuid4(),
            type=evento.TIPO,
            source="/icsoe/registry/1",
            subject=str(self.capturista),
            time=self.ahora,
            sequence=self._orden,
            modo="prueba",
            dataschema="urn:prueba",
        )
        manejador = next(
            c.manejadores[tipo] for c in self.prueba.partes.consumidores if tipo in c.manejadores
        )
        async with self.prueba.recursos.base.transaccion() as tx:
            await manejador.fn(evento, sobre, tx)

    async def vinculado(self, contratista: UUID, *, acuses: bool = True) -> None:
        datos = {"puede_acuses": acuses, "exige_segundo_factor": False}
        await self._contar(CapturistaVinculado, contratista, **datos)

    async def de_baja(self, contratista: UUID) -> None:
        await self._contar(CapturistaDadoDeBaja, contratista)

    async def pedir(
        self,
        metodo: str,
        ruta: str,
        para: UUID | None,
        cuerpo: Any = None,
        rol: str = "capturista",
        **cabeceras: str,
    ) -> httpx.Response:
        token = self._token_de(None, rol=rol, sub=self.capturista, ahora=self.ahora)
        propias = {nombre.replace("_", "-"): valor for nombre, valor in cabeceras.items()}
        todas = token | ({"ICSOE-Contratista": str(para)} if para else {}) | propias
        return await self.http.request(metodo, ruta, json=cuerpo, headers=todas)


@pytest_asyncio.fixture
async def mostrador(cliente_de: Any, ajustes: Any, oficina_en: Any, reloj: Any, token_de: Any) -> Mostrador:
    cliente = await cliente_de(servicio, reloj=reloj, **ajustes)
    return Mostrador(cliente, oficina_en(cliente.prueba), token_de)


async def presentada(mostrador: Mostrador, efirma: Any, evento: EnviadaAFirma) -> str:
    await mostrador.oficina.recibir(evento)
    hecha = await mostrador.oficina.presentar(await mostrador.oficina.firmada(evento, efirma))
    return hecha.folio


async def test_a_capturista_reads_the_tray_the_content_and_the_acuses(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo = autoridad.efirma(), uuid4()
    await mostrador.vinculado(suyo)
    folio = await presentada(mostrador, efirma, enviada(efirma, Periodo(2025, 3), contratista_id=suyo))
    espera = await mostrador.oficina.recibir(enviada(efirma, contratista_id=suyo))
    ruta = f"/pendientes/{espera.informativa_id}"
    (fila,) = (await mostrador.pedir("GET", "/pendientes", suyo)).json()
    assert fila == (await mostrador.pedir("GET", ruta, suyo)).json()
    assert (await mostrador.pedir("GET", f"{ruta}/contenido", suyo)).text == espera.contenido
    (acuse,) = (await mostrador.pedir("GET", "/acuses", suyo)).json()
    assert acuse == (await mostrador.pedir("GET", f"/acuses/{folio}", suyo)).json()
    assert (await mostrador.pedir("GET", f"/acuses/{folio}/pdf", suyo)).json()[
        "codigo"
    ] == "aun_no_disponible"


async def test_a_capturista_never_signs_nor_returns(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo = autoridad.efirma(), uuid4()
    await mostrador.vinculado(suyo)
    evento = await mostrador.oficina.recibir(enviada(efirma, contratista_id=suyo))
    for acto, cuerpo in (
        ("cadenas", {"certificado": "AAAA"}),
        ("presentacion", {"cadena_id": str(uuid4()), "certificado": "AAAA", "firma": "AAAA"}),
        ("devolucion", {"motivo": "No me toca"}),
    ):
        ruta = f"/pendientes/{evento.informativa_id}/{acto}"
        respuesta = await mostrador.pedir("POST", ruta, suyo, cuerpo)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (403, "sin_permiso")


async def test_a_capturista_asks_for_the_return_that_its_contratista_reads_in_its_tray(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo = autoridad.efirma(), uuid4()
    await mostrador.vinculado(suyo)
    evento = await mostrador.oficina.recibir(enviada(efirma, contratista_id=suyo))
    ruta, cuerpo = f"/pendientes/{evento.informativa_id}/solicitud-devolucion", {"motivo": "Falta uno."}
    una = await mostrador.pedir("POST", ruta, suyo, cuerpo, Idempotency_Key="k" * 20)
    otra = await mostrador.pedir("POST", ruta, suyo, cuerpo, Idempotency_Key="k" * 20)
    assert (una.status_code, otra.status_code) == (200, 200)
    assert otra.json() == una.json()
    assert otra.headers["Idempotent-Replayed"] == "true"
    (fila,) = (await mostrador.pedir("GET", "/pendientes", suyo)).json()
    assert fila["devolucion_solicitada"] == {
        "capturista_id": str(mostrador.capturista),
        "motivo": "Falta uno.",
        "en": una.json()["solicitada_en"],
    }


async def test_nobody_but_a_capturista_of_that_contratista_asks_for_a_return(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo, otro = autoridad.efirma(), uuid4(), uuid4()
    await mostrador.vinculado(suyo)
    await mostrador.vinculado(otro)
    evento = await mostrador.oficina.recibir(enviada(efirma, contratista_id=suyo))
    ruta, cuerpo = f"/pendientes/{evento.informativa_id}/solicitud-devolucion", {"motivo": "Falta uno."}
    for de, rol, estado in (
        (otro, "capturista", 404),
        (uuid4(), "capturista", 404),
        (None, "mesa_ayuda", 403),
        (None, "verificador", 403),
    ):
        assert (await mostrador.pedir("POST", ruta, de, cuerpo, rol=rol)).status_code == estado
    await mostrador.de_baja(suyo)
    assert (await mostrador.pedir("POST", ruta, suyo, cuerpo)).status_code == 404


async def test_the_switch_of_the_acuses_closes_the_three_of_them_only(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo = autoridad.efirma(), uuid4()
    await mostrador.vinculado(suyo, acuses=False)
    folio = await presentada(mostrador, efirma, enviada(efirma, contratista_id=suyo))
    for ruta in ("/acuses", f"/acuses/{folio}", f"/acuses/{folio}/pdf"):
        respuesta = await mostrador.pedir("GET", ruta, suyo)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (403, "acuses_no_permitidos")
    assert (await mostrador.pedir("GET", "/pendientes", suyo)).status_code == 200


async def test_a_capturista_of_both_that_acts_for_one_with_an_id_of_the_other_finds_nothing(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, uno, otro = autoridad.efirma(), uuid4(), uuid4()
    await mostrador.vinculado(uno)
    await mostrador.vinculado(otro)
    folio = await presentada(mostrador, efirma, enviada(efirma, Periodo(2025, 3), contratista_id=otro))
    espera = await mostrador.oficina.recibir(enviada(efirma, contratista_id=otro))
    ajenas = [
        f"/pendientes/{espera.informativa_id}",
        f"/pendientes/{espera.informativa_id}/contenido",
        f"/acuses/{folio}",
        f"/acuses/{folio}/pdf",
    ]
    inexistentes = [f"/pendientes/{uuid4()}", f"/pendientes/{uuid4()}/contenido", "/acuses/SI26999999"]
    for ruta in ajenas + inexistentes:
        respuesta = await mostrador.pedir("GET", ruta, uno)
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
    for lista in ("/pendientes", "/acuses"):
        assert (await mostrador.pedir("GET", lista, uno)).json() == []
        assert len((await mostrador.pedir("GET", lista, otro)).json()) == 1


async def test_after_the_baja_the_same_token_reads_nothing(
    mostrador: Mostrador, autoridad: Any, enviada: Any
) -> None:
    efirma, suyo = autoridad.efirma(), uuid4()
    await mostrador.vinculado(suyo)
    evento = await mostrador.oficina.recibir(enviada(efirma, contratista_id=suyo))
    rutas = ("/pendientes", f"/pendientes/{evento.informativa_id}", "/acuses")
    for ruta in rutas:
        assert (await mostrador.pedir("GET", ruta, suyo)).status_code == 200
    await mostrador.de_baja(suyo)
    for ruta in rutas:
        assert (await mostrador.pedir("GET", ruta, suyo)).status_code == 404


@pytest.mark.parametrize(
    ("rol", "estado"),
    [("mesa_ayuda", 200), ("verificador", 200), ("publicador", 403), ("administrador", 403)],
)
async def test_of_the_staff_help_desk_and_verificador_read_one_acuse_and_no_list(
    mostrador: Mostrador, autoridad: Any, enviada: Any, rol: str, estado: int
) -> None:
    efirma = autoridad.efirma()
    folio = await presentada(mostrador, efirma, enviada(efirma))
    assert (await mostrador.pedir("GET", f"/acuses/{folio}", None, rol=rol)).status_code == estado
    for ruta in ("/acuses", "/pendientes"):
        assert (await mostrador.pedir("GET", ruta, None, rol=rol)).status_code == 403


async def test_a_link_of_which_nothing_is_known_here_is_not_awaited_a_known_one_is(
    mostrador: Mostrador,
) -> None:
    alcanzada = mostrador.prueba.partes.alcanzada
    assert await alcanzada("/icsoe/registry/1", str(mostrador.capturista), 3)
    await mostrador.vinculado(uuid4())
    assert await alcanzada("/icsoe/registry/1", str(mostrador.capturista), 1)
    assert not await alcanzada("/icsoe/registry/1", str(mostrador.capturista), 2)
