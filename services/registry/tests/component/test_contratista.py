"""registry alone, on real PostgreSQL."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_chassis.ajustes import Limites
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import CLAVE_TOKEN, ServicioDePrueba
from icsoe_registry.adapters.postgres import LecturasPg, TrabajoPg
from icsoe_registry.application.republicar import republicar
from icsoe_registry.bootstrap import servicio
from pypdf import PdfWriter

CON_PACIENCIA = {"limites": Limites(peticion_s=300, sentencia_s=60, candado_s=60)}
GENERALES = {"correo": "avisos@ejemplo.invalid", "celular": "5512345678", "social_igual_fiscal": True}


@dataclass
class Mesa:
    cliente: httpx.AsyncClient
    prueba: ServicioDePrueba
    reloj: RelojFijo
    cabeceras: Callable[..., dict[str, str]]

    async def pedir(
        self,
        metodo: str,
        ruta: str,
        de: UUID,
        cuerpo: Any = None,
        hace: timedelta = timedelta(0),
        **cabeceras: Any,
    ) -> httpx.Response:
        """``hace``: how long ago the contratista used its e.firma."""
        ahora = self.reloj.ahora()
        todas = self.cabeceras(de, ahora=ahora, efirma=ahora - hace) | {
            c.replace("_", "-"): v for c, v in cabeceras.items()
        }
        datos: dict[str, Any] = {"content": cuerpo} if isinstance(cuerpo, bytes) else {"json": cuerpo}
        return await self.cliente.request(metodo, ruta, headers=todas, **datos)

    async def identificar(self, de: UUID, **cambios: Any) -> httpx.Response:
        datos: dict[str, Any] = {
            "contratista_id": de,
            "rfc": "EKU9003173C9",
            "nombre": "ESCUELA KEMPER URGATE",
            "tipo_persona": "M",
            "rfc_representante": "VADA800927DJ3",
        }
        jws = emitir_constancia(CLAVE_TOKEN, Constancia(**datos | cambios), self.reloj.ahora())
        return await self.pedir("PUT", "/contratista", de, {"identidad": jws})

    async def cargar(
        self, de: UUID, datos: bytes, nombre: str = "acuse.pdf", **cabeceras: str
    ) -> httpx.Response:
        tipo: dict[str, Any] = {"Content_Type": "application/pdf"} | cabeceras
        return await self.pedir("PUT", f"/contratista/acuse-repse?nombre={nombre}", de, datos, **tipo)

    async def con_terminos(self, **cambios: Any) -> UUID:
        de = uuid4()
        await self.identificar(de, **cambios)
        respuesta = await self.pedir("POST", "/contratista/terminos", de, {"version": "1.1"})
        assert respuesta.status_code == 200, respuesta.text
        return de

    async def completo(self, pdf: bytes) -> UUID:
        de = await self.con_terminos()
        await self.pedir("PUT", "/contratista/generales", de, GENERALES, If_Match='"2"')
        assert (await self.cargar(de, pdf)).json()["estado"] == "GENERALES_COMPLETOS"
        return de

    async def eventos(self) -> list[tuple[str, dict[str, Any]]]:
        """What the others are told of the account: its links are another matter (test_domicilio.py)."""
        sql = (
            "select type, payload from outbox where type not like '%correo_por_confirmar%' order by position"
        )
        filas = await self.prueba.recursos.base.fetch(sql)
        return [(fila["type"].split(".")[2], json.loads(fila["payload"])) for fila in filas]


@pytest.fixture
def ajustes() -> dict[str, Any]:
    """Settings of the service; a test's own parameter takes its place."""
    return {}


@pytest.fixture
async def mesa(
    cliente_de: Callable[..., Awaitable[httpx.AsyncClient]],
    token_de: Callable[..., dict[str, str]],
    ajustes: dict[str, Any],
) -> Mesa:
    reloj = RelojFijo()
    cliente: Any = await cliente_de(servicio, reloj=reloj, **ajustes)
    return Mesa(cliente, cliente.prueba, reloj, token_de)


async def test_the_first_login_makes_the_account_and_the_next_ones_find_it(mesa: Mesa) -> None:
    de = uuid4()
    assert (await mesa.pedir("GET", "/contratista", de)).status_code == 404
    respuestas = await asyncio.gather(*(mesa.identificar(de) for _ in range(5)))
    assert {r.status_code for r in respuestas} == {200}
    vista = (await mesa.pedir("GET", "/contratista", de)).json()
    assert (vista["rfc"], vista["estado"], vista["version"]) == ("EKU9003173C9", "NUEVO", 1)
    assert "Términos y Condiciones" in vista["faltantes"]
    assert await mesa.eventos() == []


@pytest.mark.parametrize("caso", ["de otro", "vencida", "alterada", "token de acceso"])
async def test_an_identity_that_is_not_the_callers_own_is_refused(mesa: Mesa, caso: str) -> None:
    de = uuid4()
    constancia = Constancia(uuid4() if caso == "de otro" else de, "EKU9003173C9", "X", "M", None)
    instante = mesa.reloj.ahora() - timedelta(minutes=11 if caso == "vencida" else 0)
    jws = emitir_constancia(CLAVE_TOKEN, constancia, instante)
    if caso == "alterada":
        jws = jws[:-6] + "AAAAAA"
    if caso == "token de acceso":
        jws = mesa.cabeceras(de)["Authorization"].removeprefix("Bearer ")
    respuesta = await mesa.pedir("PUT", "/contratista", de, {"identidad": jws})
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (403, "identidad_invalida")
    assert (await mesa.pedir("GET", "/contratista", de)).status_code == 404


async def test_an_rfc_belongs_to_one_account(mesa: Mesa) -> None:
    de, otro = uuid4(), uuid4()
    await mesa.identificar(de)
    assert (await mesa.identificar(otro)).json()["codigo"] == "identidad_invalida"
    assert (await mesa.identificar(de, rfc="CACX7605101P8", tipo_persona="F")).json()[
        "codigo"
    ] == "identidad_invalida"


async def test_accepting_the_terms_keeps_version_time_and_address(mesa: Mesa) -> None:
    terminos = (await mesa.cliente.get("/terminos")).json()
    assert terminos == {"version": "1.1", "fecha": "2026-11-21"}
    de = uuid4()
    await mesa.identificar(de)
    for _ in range(2):
        respuesta = await mesa.pedir(
            "POST", "/contratista/terminos", de, {"version": "1.1"}, X_Forwarded_For="203.0.113.7"
        )
        assert respuesta.json()["estado"] == "TERMINOS_ACEPTADOS"
    filas = await mesa.prueba.recursos.base.fetch("select * from aceptacion_terminos")
    assert [(f["version"], f["instante"], f["ip"]) for f in filas] == [
        ("1.1", mesa.reloj.ahora(), "203.0.113.7")
    ]
    vieja = await mesa.pedir("POST", "/contratista/terminos", de, {"version": "0.1"})
    assert (vieja.status_code, vieja.json()["codigo"]) == (409, "terminos_no_vigentes")


async def test_complete_general_data_are_told_to_the_others_once(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.completo(pdf())
    antes, evento = await mesa.eventos()
    assert (antes[0], antes[1]["generales_completos"]) == ("contratista_actualizado", False)
    assert evento[0] == "generales_completos"
    assert evento[1]["correo"] == "avisos@ejemplo.invalid"
    assert evento[1]["generales_completos"] is True
    vista = (await mesa.pedir("GET", "/contratista", de)).json()
    repetida = await mesa.pedir(
        "PUT", "/contratista/generales", de, GENERALES, If_Match=f'"{vista["version"]}"'
    )
    assert repetida.json()["version"] == vista["version"]
    assert len(await mesa.eventos()) == 2


async def test_the_position_of_the_last_step_is_what_informativa_can_wait_for(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.con_terminos()
    await mesa.pedir("PUT", "/contratista/generales", de, GENERALES, If_Match='"2"')
    respuesta = await mesa.cargar(de, pdf())
    assert respuesta.headers["ICSOE-Posicion"] == f"/icsoe/registry/1;{de};3"
    igual = await mesa.pedir(
        "PUT", "/contratista/generales", de, GENERALES, If_Match=respuesta.headers["etag"]
    )
    assert "ICSOE-Posicion" not in igual.headers


async def test_changes_of_a_complete_account_are_told_and_so_is_its_end(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.completo(pdf())
    cambiada = {**GENERALES, "correo": "otro@ejemplo.invalid", "copias_acuse": ["c@ejemplo.invalid"]}
    await mesa.pedir("PUT", "/contratista/generales", de, cambiada, If_Match='"4"')
    await mesa.identificar(de, nombre="ESCUELA KEMPER Y ASOCIADOS")
    borrado = await mesa.pedir("DELETE", "/contratista/acuse-repse", de)
    assert borrado.json()["estado"] == "TERMINOS_ACEPTADOS"
    assert borrado.json()["faltantes"] == ["Acuse de registro en padrón de la STPS"]
    eventos = await mesa.eventos()
    _, completos, cambiados, renombrados, incompletos = eventos
    assert [completos[0], *{tipo for tipo, _ in eventos[2:]}] == [
        "generales_completos",
        "contratista_actualizado",
    ]
    assert cambiados[1]["copias_acuse"] == ["c@ejemplo.invalid"]
    assert renombrados[1]["nombre"] == "ESCUELA KEMPER Y ASOCIADOS"
    assert (incompletos[1]["generales_completos"], incompletos[1]["cambios"]) == (False, ["acuse_repse"])
    assert (await mesa.pedir("DELETE", "/contratista/acuse-repse", de)).status_code == 404


@pytest.mark.parametrize(
    "cambio",
    [
        {"correo": "ladron@ejemplo.invalid"},
        {"copias_acuse": ["ladron@ejemplo.invalid"]},
        {"correo": "copia@ejemplo.invalid", "copias_acuse": ["avisos@ejemplo.invalid"]},
        {"copias_acuse": []},
    ],
)
async def test_a_stale_session_cannot_change_the_mail_nor_the_copies(
    mesa: Mesa, pdf: Any, cambio: dict[str, Any]
) -> None:
    de = await mesa.con_terminos()
    vieja, limite = timedelta(minutes=10, seconds=1), timedelta(minutes=10)
    con_copia = GENERALES | {"copias_acuse": ["copia@ejemplo.invalid"]}
    ruta = "/contratista/generales"
    # The first address diverts nothing; neither does another telephone.
    primera = await mesa.pedir("PUT", ruta, de, con_copia, vieja, If_Match='"2"')
    telefono = con_copia | {"celular": "5587654321"}
    segunda = await mesa.pedir("PUT", ruta, de, telefono, vieja, If_Match='"3"')
    assert (primera.status_code, segunda.status_code) == (200, 200)
    antes = await mesa.eventos()
    negada = await mesa.pedir("PUT", ruta, de, telefono | cambio, vieja, If_Match='"4"')
    assert (negada.status_code, negada.json()["codigo"]) == (403, "efirma_no_reciente")
    assert "e.firma" in negada.json()["remedio"]
    assert await mesa.eventos() == antes
    hecha = await mesa.pedir("PUT", ruta, de, telefono | cambio, limite, If_Match='"4"')
    assert hecha.json()["version"] == 5


async def test_of_two_pages_that_save_at_once_the_second_sees_a_conflict(mesa: Mesa) -> None:
    de = await mesa.con_terminos()
    respuestas = await asyncio.gather(
        *(
            mesa.pedir(
                "PUT", "/contratista/generales", de, {**GENERALES, "celular": f"551234567{n}"}, If_Match='"2"'
            )
            for n in range(4)
        )
    )
    assert sorted(r.status_code for r in respuestas) == [200, 412, 412, 412]
    assert {r.json()["codigo"] for r in respuestas if r.status_code == 412} == {"version_distinta"}


@pytest.mark.parametrize(
    ("cambios", "codigo"),
    [
        ({"correo": "x"}, "campo_invalido"),
        ({"celular": "123"}, "campo_invalido"),
        ({"rfc": "CACX7605101P8"}, "cuerpo_invalido"),
        ({"estado": "GENERALES_COMPLETOS"}, "cuerpo_invalido"),
        ({"copias_acuse": ["a@b.mx", "b@b.mx", "c@b.mx", "d@b.mx"]}, "campo_invalido"),
    ],
)
async def test_general_data_that_break_a_rule_change_nothing(mesa: Mesa, cambios: Any, codigo: str) -> None:
    de = await mesa.con_terminos()
    respuesta = await mesa.pedir("PUT", "/contratista/generales", de, GENERALES | cambios, If_Match='"2"')
    assert respuesta.json()["codigo"] == codigo
    assert (await mesa.pedir("GET", "/contratista", de)).json()["correo"] is None


async def test_general_data_need_the_terms_and_a_version(mesa: Mesa, pdf: Any) -> None:
    de = uuid4()
    await mesa.identificar(de)
    sin_version = await mesa.pedir("PUT", "/contratista/generales", de, GENERALES)
    assert sin_version.json()["codigo"] == "version_requerida"
    sin_terminos = await mesa.pedir("PUT", "/contratista/generales", de, GENERALES, If_Match='"1"')
    assert sin_terminos.json()["codigo"] == "generales_primero_terminos"
    assert (await mesa.cargar(de, pdf())).json()["codigo"] == "generales_primero_terminos"


async def test_the_receipt_comes_back_byte_for_byte_and_only_as_a_download(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.con_terminos()
    datos = pdf()
    cargado = (await mesa.cargar(de, datos, nombre="Acuse%20%C3%91.pdf")).json()["acuse_repse"]
    assert (cargado["nombre"], cargado["bytes"]) == ("Acuse Ñ.pdf", len(datos))
    respuesta = await mesa.pedir("GET", "/contratista/acuse-repse", de)
    assert respuesta.content == datos
    assert respuesta.headers["Content-Type"] == "application/pdf"
    assert respuesta.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Acuse%20%C3%91.pdf"
    assert "sandbox" in respuesta.headers["Content-Security-Policy"]
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert (await mesa.pedir("GET", "/contratista/acuse-repse", uuid4())).status_code == 404


async def test_a_new_receipt_replaces_the_old_one(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.completo(pdf())
    datos = pdf(paginas=3)
    await mesa.cargar(de, datos)
    assert (await mesa.pedir("GET", "/contratista/acuse-repse", de)).content == datos


async def test_ten_receipts_a_day_are_taken_and_the_next_is_refused_before_it_costs_anything(
    mesa: Mesa, pdf: Any
) -> None:
    de, datos = await mesa.con_terminos(), pdf()
    assert (await mesa.cargar(de, b"%PDF-1.7 roto")).status_code == 422  # a refused one is not one of the ten
    claves = [str(uuid4()) for _ in range(10)]
    assert {(await mesa.cargar(de, datos, Idempotency_Key=c)).status_code for c in claves} == {200}
    negada = await mesa.cargar(de, b"%PDF-1.7 roto")
    assert (negada.status_code, negada.json()["codigo"]) == (429, "demasiados_acuses_repse")
    assert "10 veces por día" in negada.json()["detail"]
    assert negada.headers["Retry-After"] == "86401"
    repetida = await mesa.cargar(de, datos, Idempotency_Key=claves[-1])
    assert (repetida.status_code, repetida.headers["Idempotent-Replayed"]) == (200, "true")
    assert (await mesa.cargar(await mesa.con_terminos(rfc="COR010101AB1"), datos)).status_code == 200
    mesa.reloj.avanzar(timedelta(days=1, seconds=1))
    assert (await mesa.cargar(de, datos)).status_code == 200


@pytest.mark.parametrize("ajustes", [{"intentos_repse_por_dia": 3}], ids=["tres intentos"])
async def test_every_file_that_is_examined_counts_as_a_try_whatever_comes_of_it(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.con_terminos()
    assert (await mesa.cargar(de, b"no es un PDF")).status_code == 422  # nobody had to examine it
    archivos = (b"%PDF-1.7 roto", pdf(_cifrado), pdf())
    assert [(await mesa.cargar(de, datos)).status_code for datos in archivos] == [422, 422, 200]
    for datos in (b"%PDF-1.7 roto", pdf()):
        negada = await mesa.cargar(de, datos)
        assert (negada.status_code, negada.json()["codigo"]) == (429, "demasiados_intentos_repse")
        assert "hasta 3 archivos" in negada.json()["detail"]
        assert negada.headers["Retry-After"] == "86401"
    mesa.reloj.avanzar(timedelta(days=1, seconds=1))
    assert (await mesa.cargar(de, pdf())).status_code == 200


@pytest.mark.parametrize("ajustes", [CON_PACIENCIA], ids=["con paciencia"])
async def test_of_receipts_loaded_at_once_only_the_days_number_is_taken(mesa: Mesa, pdf: Any) -> None:
    de, datos = await mesa.con_terminos(), pdf()
    estados = [r.status_code for r in await asyncio.gather(*(mesa.cargar(de, datos) for _ in range(14)))]
    assert (estados.count(200), estados.count(429)) == (10, 4)


def _con_adjunto(escritor: PdfWriter) -> None:
    escritor.add_attachment("a.exe", b"MZ")


def _cifrado(escritor: PdfWriter) -> None:
    escritor.encrypt("clave")


@pytest.mark.parametrize(
    ("caso", "estado", "codigo"),
    [
        ("activo", 422, "archivo_activo"),
        ("cifrado", 422, "archivo_cifrado"),
        ("texto", 422, "archivo_ilegible"),
        ("largo", 413, "archivo_demasiado_grande"),
        ("json", 415, "tipo_de_contenido"),
    ],
)
async def test_a_receipt_that_is_not_acceptable_is_refused_and_nothing_is_kept(
    mesa: Mesa, pdf: Any, caso: str, estado: int, codigo: str
) -> None:
    de = await mesa.con_terminos()
    datos = {
        "activo": pdf(_con_adjunto),
        "cifrado": pdf(_cifrado),
        "texto": b"hola",
        "largo": pdf(paginas=31),
        "json": b"{}",
    }[caso]
    cabeceras = {"Content_Type": "application/json"} if caso == "json" else {}
    respuesta = await mesa.cargar(de, datos, **cabeceras)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (estado, codigo)
    assert (await mesa.pedir("GET", "/contratista", de)).json()["acuse_repse"] is None


async def test_the_largest_allowed_receipt_is_accepted_and_one_byte_more_is_not(
    mesa: Mesa, a_mano: Any
) -> None:
    de = await mesa.con_terminos()
    vacio = a_mano("<< >>", catalogo="")
    for bytes_, estado in ((5 * 1_048_576, 200), (5 * 1_048_576 + 1, 413)):
        datos = a_mano("<< >>", catalogo="", suelto=b"%" + b" " * (bytes_ - len(vacio) - 2) + b"\n")
        assert len(datos) == bytes_
        assert (await mesa.cargar(de, datos)).status_code == estado


async def test_a_stored_receipt_that_was_changed_is_never_handed_out(mesa: Mesa, pdf: Any) -> None:
    de = await mesa.completo(pdf())
    await mesa.prueba.recursos.base.execute("update contratista set acuse_sha256 = repeat('0', 64)")
    respuesta = await mesa.pedir("GET", "/contratista/acuse-repse", de)
    assert respuesta.status_code == 500
    assert b"%PDF" not in respuesta.content


async def test_a_new_consumer_can_be_told_the_present_state_of_everybody(mesa: Mesa, pdf: Any) -> None:
    completo = await mesa.completo(pdf())
    base = mesa.prueba.recursos.base
    antes = len(await mesa.eventos())
    contados = await republicar(LecturasPg(base), UnidadDeTrabajo(base, TrabajoPg.de), mesa.reloj)
    nuevos = (await mesa.eventos())[antes:]
    assert contados == len(nuevos) == 1
    assert nuevos[0][0] == "contratista_actualizado"
    assert (nuevos[0][1]["contratista_id"], nuevos[0][1]["generales_completos"]) == (str(completo), True)
