"""Domicilio social, REPSE data, autosave and confirmed addresses, on real PostgreSQL (icsoe.md §7.4–7.5)."""

import gzip
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from icsoe_chassis.constancia import Constancia, emitir_constancia
from icsoe_chassis.enlaces import abrir, llave_de
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import CLAVE_TOKEN
from icsoe_registry.bootstrap import cargar_catalogo, servicio

CATALOGO = (
    "codigo_postal\tclave\tcolonia\ttipo\tclave_municipio\tmunicipio\tclave_estado\testado\n"
    "01000\t0001\tSan Ángel\t\t010\tÁlvaro Obregón\tCMX\tCiudad de México\n"
)
DOMICILIO = {
    "colonia_id": "01000-0001",
    "calle": "Revolución",
    "tipo_calle": "Avenida",
    "num_exterior": "1500",
    "letra_interior": "Depto. 45 int.",
    "entre_calle": "Barranca del Muerto",
}
GENERALES = {"correo": "avisos@ejemplo.invalid", "celular": "5512345678", "social_igual_fiscal": False}


class Mesa:
    def __init__(self, cliente: Any, reloj: RelojFijo, cabeceras: Callable[..., dict[str, str]]) -> None:
        self.cliente, self.reloj, self.cabeceras, self.de = cliente, reloj, cabeceras, uuid4()

    async def pedir(self, metodo: str, ruta: str, cuerpo: Any = None, **mas: str) -> httpx.Response:
        todas = self.cabeceras(self.de, ahora=self.reloj.ahora()) | {
            c.replace("_", "-"): v for c, v in mas.items()
        }
        return await self.cliente.request(metodo, f"/contratista{ruta}", headers=todas, json=cuerpo)

    async def entrar(self, tipo: str = "M") -> None:
        rfc = "EKU9003173C9" if tipo == "M" else "CACX7605101P8"
        datos: dict[str, Any] = {"rfc": rfc, "nombre": "X", "tipo_persona": tipo, "rfc_representante": None}
        jws = emitir_constancia(CLAVE_TOKEN, Constancia(contratista_id=self.de, **datos), self.reloj.ahora())
        await self.pedir("PUT", "", {"identidad": jws})
        await self.pedir("POST", "/terminos", {"version": "1.1"})

    async def guardar(self, **cambios: Any) -> httpx.Response:
        version = (await self.pedir("GET", "")).headers["etag"]
        return await self.pedir("PUT", "/generales", GENERALES | cambios, If_Match=version)

    async def eventos(self, tipo: str) -> list[dict[str, Any]]:
        base = self.cliente.prueba.recursos.base
        sql = "select payload from outbox where type like $1 order by position"
        filas = await base.fetch(sql, f"%{tipo}%")
        return [json.loads(fila["payload"]) for fila in filas]

    async def confirmar(self, token: str) -> httpx.Response:
        return await self.cliente.post("/correos/confirmacion", json={"token": token})


@pytest.fixture
async def mesa(
    cliente_de: Callable[..., Awaitable[Any]], token_de: Callable[..., dict[str, str]], tmp_path: Path
) -> Mesa:
    reloj = RelojFijo()
    cliente = await cliente_de(servicio, reloj=reloj)
    archivo = tmp_path / "cp.tsv.gz"
    archivo.write_bytes(gzip.compress(CATALOGO.encode()))
    await cargar_catalogo(cliente.prueba.recursos, archivo)
    return Mesa(cliente, reloj, token_de)


async def test_step_three_shows_the_address_and_accepting_it_keeps_the_same(mesa: Mesa) -> None:
    await mesa.entrar()
    vista = (await mesa.pedir("POST", "/domicilio-social/ubicacion", DOMICILIO)).json()
    assert vista["lugar"]["municipio"] == "Álvaro Obregón"
    assert vista["calle"] == {"nombre": "Revolución", "tipo": "Avenida"}
    assert (await mesa.pedir("GET", "")).json()["domicilio_social"] is None
    guardada = await mesa.pedir("PUT", "/domicilio-social", DOMICILIO)
    assert guardada.json()["domicilio_social"] == vista
    assert (await mesa.pedir("GET", "")).json()["domicilio_social"] == vista


async def test_a_company_that_says_no_is_complete_only_with_its_address(mesa: Mesa) -> None:
    await mesa.entrar()
    assert "Domicilio social" in (await mesa.guardar()).json()["faltantes"]
    con_domicilio = await mesa.pedir("PUT", "/domicilio-social", DOMICILIO)
    assert "Domicilio social" not in con_domicilio.json()["faltantes"]
    assert "Domicilio social" in (await mesa.pedir("DELETE", "/domicilio-social")).json()["faltantes"]
    assert (await mesa.pedir("DELETE", "/domicilio-social")).status_code == 404


async def test_streets_of_earlier_addresses_are_suggested_to_their_owner_only(mesa: Mesa) -> None:
    await mesa.entrar()
    await mesa.pedir("PUT", "/domicilio-social", DOMICILIO)
    await mesa.pedir("DELETE", "/domicilio-social")
    calles = (await mesa.pedir("GET", "/calles")).json()
    assert [c["nombre"] for c in calles] == ["Barranca del Muerto", "Revolución"]
    mesa.de = uuid4()
    await mesa.entrar("F")
    assert (await mesa.pedir("GET", "/calles")).json() == []


@pytest.mark.parametrize(
    ("cambios", "codigo"),
    [
        ({"colonia_id": "05000-0001"}, "colonia_desconocida"),
        ({"colonia_id": "01000\x00"}, "cuerpo_invalido"),
        ({"calle": ""}, "campo_invalido"),
        ({"num_exterior": ""}, "campo_invalido"),
        ({"tipo_calle": "Vereda"}, "campo_invalido"),
        ({"estado": "Jalisco"}, "cuerpo_invalido"),
    ],
)
async def test_an_address_that_breaks_a_rule_changes_nothing(mesa: Mesa, cambios: Any, codigo: str) -> None:
    await mesa.entrar()
    respuesta = await mesa.pedir("PUT", "/domicilio-social", DOMICILIO | cambios)
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (422, codigo)
    assert (await mesa.pedir("GET", "")).json()["domicilio_social"] is None


async def test_a_person_has_no_domicilio_social(mesa: Mesa) -> None:
    await mesa.entrar("F")
    respuesta = await mesa.pedir("PUT", "/domicilio-social", DOMICILIO)
    assert respuesta.json()["codigo"] == "domicilio_solo_de_empresa"


async def test_repse_data_are_kept_and_their_faults_named_together(mesa: Mesa) -> None:
    await mesa.entrar()
    datos = {
        "numero": "AR12345/2024",
        "vigencia_desde": "2024-02-01",
        "vigencia_hasta": "2027-01-31",
        "actividades": [{"folio": "1", "descripcion": "Limpieza de oficinas"}],
    }
    assert (await mesa.pedir("PUT", "/repse", datos)).json()["repse"] == datos
    malos = datos | {"numero": "=1", "vigencia_hasta": "2023-01-01"}
    errores = (await mesa.pedir("PUT", "/repse", malos)).json()["datos"]["errores"]
    assert set(errores) == {"numero", "vigencia_hasta"}
    assert (await mesa.pedir("GET", "")).json()["repse"] == datos


async def test_what_is_typed_is_kept_until_it_is_forgotten_and_never_judged(mesa: Mesa) -> None:
    await mesa.entrar()
    escrito = {"generales": {"correo": "a medias@"}}
    version = (await mesa.pedir("GET", "")).json()["version"]
    assert (await mesa.pedir("PUT", "/borrador", escrito)).status_code == 204
    assert (await mesa.pedir("GET", "/borrador")).json() == {"borrador": escrito}
    assert (await mesa.pedir("GET", "")).json()["version"] == version
    assert (await mesa.pedir("PUT", "/borrador", {"x": "y" * 17_000})).status_code == 413
    assert (await mesa.pedir("DELETE", "/borrador")).status_code == 204
    assert (await mesa.pedir("GET", "/borrador")).json() == {"borrador": None}


@pytest.mark.parametrize("valor", ['"\\u0000"', '"\\ud800"', "NaN", "-Infinity", "1e999", '"\\\\\\u0000"'])
async def test_what_the_database_cannot_keep_is_refused_and_what_was_typed_before_stays(
    mesa: Mesa, valor: str
) -> None:
    await mesa.entrar()
    escrito = {"calle": "\\u0000 con barra"}
    assert (await mesa.pedir("PUT", "/borrador", escrito)).status_code == 204
    cabeceras = mesa.cabeceras(mesa.de, ahora=mesa.reloj.ahora()) | {"Content-Type": "application/json"}
    crudo = f'{{"a": {{"b": [{valor}]}}}}'
    malo = await mesa.cliente.put("/contratista/borrador", content=crudo, headers=cabeceras)
    assert (malo.status_code, malo.json()["codigo"]) == (422, "cuerpo_invalido")
    assert (await mesa.pedir("GET", "/borrador")).json() == {"borrador": escrito}


async def test_an_address_is_confirmed_by_its_link_once_and_everyone_is_told(
    mesa: Mesa, llave_de_enlaces: str
) -> None:
    await mesa.entrar()
    vista = (await mesa.guardar(copias_acuse=["contador@ejemplo.invalid"])).json()
    assert set(vista["correos_por_confirmar"]) == {"avisos@ejemplo.invalid", "contador@ejemplo.invalid"}
    privada = llave_de(llave_de_enlaces)
    enlaces = {e.para: e for e in (abrir(privada, x["sellado"]) for x in await mesa.eventos("correo_por"))}
    enlace = enlaces["avisos@ejemplo.invalid"]
    assert enlace.titular == mesa.de
    assert (await mesa.confirmar(enlace.token)).json() == {"correo": "a***@ejemplo.invalid"}
    assert (await mesa.confirmar(enlace.token)).status_code == 410
    assert (await mesa.pedir("GET", "")).json()["correos_por_confirmar"] == ["contador@ejemplo.invalid"]
    ultimo = (await mesa.eventos("contratista_actualizado"))[-1]
    assert ultimo["correos_confirmados"] == ["avisos@ejemplo.invalid"]
    assert enlace.token not in str(await mesa.eventos(""))


async def test_a_link_ends_after_a_day_by_a_newer_one_and_with_its_address(
    mesa: Mesa, llave_de_enlaces: str
) -> None:
    await mesa.entrar()
    await mesa.guardar()
    await mesa.pedir("POST", "/correos/confirmacion", {"correo": "avisos@ejemplo.invalid"})
    privada = llave_de(llave_de_enlaces)
    viejo, nuevo = [abrir(privada, e["sellado"]).token for e in await mesa.eventos("correo_por")]
    assert (await mesa.confirmar(viejo)).status_code == 410
    await mesa.guardar(correo="otro@ejemplo.invalid")
    assert (await mesa.confirmar(nuevo)).status_code == 410
    await mesa.pedir("POST", "/correos/confirmacion", {"correo": "otro@ejemplo.invalid"})
    ultimo = abrir(privada, (await mesa.eventos("correo_por"))[-1]["sellado"]).token
    mesa.reloj.avanzar(timedelta(hours=24, seconds=1))
    assert (await mesa.confirmar(ultimo)).status_code == 410


async def test_the_fourth_link_of_a_day_is_refused(mesa: Mesa) -> None:
    await mesa.entrar()
    await mesa.guardar()
    pedido = {"correo": "avisos@ejemplo.invalid"}
    estados = [(await mesa.pedir("POST", "/correos/confirmacion", pedido)).status_code for _ in range(3)]
    assert estados == [200, 200, 429]
    ajeno = await mesa.pedir("POST", "/correos/confirmacion", {"correo": "ajeno@ejemplo.invalid"})
    assert ajeno.status_code == 404


async def test_a_changed_address_names_what_changed_and_the_address_it_replaced(mesa: Mesa) -> None:
    await mesa.entrar()
    await mesa.guardar()
    assert (await mesa.eventos("contratista_actualizado"))[-1]["cambios"] == []
    await mesa.guardar(correo="otro@ejemplo.invalid")
    ultimo = (await mesa.eventos("contratista_actualizado"))[-1]
    assert (ultimo["cambios"], ultimo["correos_anteriores"]) == (["correo"], ["avisos@ejemplo.invalid"])


async def test_another_contratista_reads_and_changes_nothing_of_this_one(mesa: Mesa) -> None:
    await mesa.entrar()
    await mesa.pedir("PUT", "/domicilio-social", DOMICILIO)
    await mesa.pedir("PUT", "/borrador", {"a": 1})
    mesa.de = UUID(int=7)
    await mesa.entrar("F")
    assert (await mesa.pedir("GET", "")).json()["domicilio_social"] is None
    assert (await mesa.pedir("GET", "/borrador")).json() == {"borrador": None}
    assert (await mesa.pedir("DELETE", "/domicilio-social")).status_code == 404
