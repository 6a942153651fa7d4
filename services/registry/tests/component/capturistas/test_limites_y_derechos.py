"""How often, who, and whose (threats.md §4.7, T-32, T-33)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import structlog
from icsoe_dominio.identificadores import Curp
from icsoe_registry.entrypoints import capturistas
from structlog.testing import LogCapture

CURP, OTRA, TERCERA = "CACX760510MMCSHC00", "KEPA900101HDFMRN02", "LOGA850315MJCPRN04"


def curps(cuantas: int) -> list[str]:
    """As many different ones, with their right digit."""
    bases = [f"CACX7605{dia:02d}HDFSHC" for dia in range(1, cuantas + 1)]
    return [next(c for d in range(10) if Curp(c := f"{base}0{d}").digito_correcto) for base in bases]


async def test_limits_of_links_altas_and_invitations_answer_429_with_their_remedy(mesa: Any) -> None:
    de = await mesa.contratista()
    con_digito = curps(22)
    hechas = [await mesa.alta(de, usuario) for usuario in con_digito[:20]]
    assert {h.status_code for h in hechas} == {201}
    negada = await mesa.alta(de, con_digito[20])
    assert (negada.status_code, negada.json()["codigo"]) == (429, "demasiadas_altas")
    assert negada.headers["Retry-After"] == "86401"
    assert negada.json()["remedio"]
    mesa.reloj.avanzar(timedelta(days=1, seconds=1))
    assert (await mesa.alta(de, con_digito[20])).status_code == 201
    ruta = f"/capturistas/{hechas[0].json()['vinculo_id']}/invitacion"
    estados = [(await mesa.pedir("POST", ruta, de)).status_code for _ in range(4)]
    assert estados == [200, 200, 200, 429]
    await mesa.prueba.recursos.base.execute(
        "with nuevos as (insert into capturista (id, curp, correo, creado)"
        " select gen_random_uuid(), 'X' || n, 'x@x.mx', $2 from generate_series(1, 29) n returning id)"
        " insert into vinculo (id, capturista_id, contratista_id, correo, puede_acuses, exige_segundo_factor,"
        " alta, alta_por, estado, crea_cuenta, aceptado, envios)"
        " select gen_random_uuid(), id, $1, 'x@x.mx', true, false, $2, $1, 'INVITADO', false, false, '{}'"
        " from nuevos",
        de,
        mesa.reloj.ahora() - timedelta(days=30),
    )
    llena = await mesa.alta(de, con_digito[21])
    assert (llena.status_code, llena.json()["codigo"]) == (429, "demasiados_capturistas")


async def test_the_limits_are_settings_of_the_running_service(mesa: Any, mesa_con: Any) -> None:
    a = mesa.prueba.recursos.ajustes
    assert (a.capturistas_por_contratista, a.altas_por_dia, a.invitaciones_por_dia) == (50, 20, 3)
    otra = await mesa_con(altas_por_dia=1, invitaciones_por_dia=1)
    de = await otra.contratista()
    vinculo = (await otra.alta(de)).json()["vinculo_id"]
    assert (await otra.alta(de, OTRA)).json()["codigo"] == "demasiadas_altas"
    ruta = f"/capturistas/{vinculo}/invitacion"
    assert [(await otra.pedir("POST", ruta, de)).status_code for _ in range(2)] == [200, 429]


async def test_twenty_at_once_are_still_twenty(mesa: Any) -> None:
    de = await mesa.contratista()
    respuestas = await asyncio.gather(*(mesa.alta(de, usuario) for usuario in curps(24)))
    assert sorted(r.status_code for r in respuestas) == [201] * 20 + [429] * 4


async def test_only_a_complete_contratista_enrols_and_anybody_may_end_what_it_began(mesa: Any) -> None:
    de = await mesa.contratista()
    vinculo = (await mesa.alta(de)).json()["vinculo_id"]
    await mesa.prueba.recursos.base.execute(
        "update contratista set terminos_version = null where id = $1", de
    )
    negada = await mesa.alta(de, OTRA)
    assert (negada.json()["codigo"], negada.json()["datos"]["faltantes"]) == (
        "MSG-24", ["Términos y Condiciones"],
    )  # fmt: skip
    assert (await mesa.pedir("POST", f"/capturistas/{vinculo}/baja", de, {})).status_code == 200


async def test_a_link_of_somebody_else_does_not_exist(mesa: Any) -> None:
    de, otro = await mesa.contratista(), await mesa.contratista()
    suyo = (await mesa.alta(de)).json()["vinculo_id"]
    yo, otra = await mesa.activada(suyo), uuid4()
    await mesa.alta(de, OTRA, "o@uno.mx")
    otra = await mesa.capturista_id(OTRA)
    correo = {"correo": "z@z.mx", "correo_confirmacion": "z@z.mx"}
    permisos = {"puede_acuses": True, "exige_segundo_factor": False}
    for id in (suyo, uuid4()):
        for metodo, sufijo, cuerpo in (
            ("POST", "invitacion", None),
            ("PUT", "correo", correo),
            ("PUT", "permisos", permisos),
            ("POST", "confirmacion", None),
            ("POST", "baja", {}),
        ):
            respuesta = await mesa.pedir(metodo, f"/capturistas/{id}/{sufijo}", otro, cuerpo)
            assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
        for acto in ("aceptacion", "rechazo"):
            ruta = f"/capturista/invitaciones/{id}/{acto}"
            assert (await mesa.pedir("POST", ruta, otra, rol="capturista")).status_code == 404
    assert (await mesa.pedir("GET", "/capturistas", otro)).json() == []
    assert len((await mesa.yo(yo))["contratistas"]) == 1


@pytest.mark.parametrize("rol", ["capturista", "mesa_ayuda", "verificador", "publicador", "administrador"])
async def test_nobody_but_a_contratista_enrols_and_nobody_but_a_capturista_answers(
    mesa: Any, rol: str
) -> None:
    for metodo, ruta in (("GET", "/capturistas"), ("POST", f"/capturistas/{uuid4()}/confirmacion")):
        assert (await mesa.pedir(metodo, ruta, uuid4(), rol=rol)).json()["codigo"] == "sin_permiso"
    if rol != "capturista":
        assert (await mesa.pedir("GET", "/capturista", uuid4(), rol=rol)).status_code == 403
    assert (await mesa.pedir("GET", "/capturista", await mesa.contratista())).status_code == 403


@pytest.mark.parametrize(
    "campo", ["estado", "contratista_id", "capturista_id", "nombre", "crea_cuenta", "aceptado", "alta"]
)
async def test_what_is_not_editable_is_refused_by_name(mesa: Any, campo: str) -> None:
    de = await mesa.contratista()
    respuesta = await mesa.alta(de, **{campo: "x"})
    assert (respuesta.status_code, respuesta.json()["codigo"]) == (422, "cuerpo_invalido")


async def test_every_alta_is_logged_by_ids_alone(mesa: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    de = await mesa.contratista()
    libreta = LogCapture()
    # Every level, whatever another test told the process to log.
    todo = structlog.make_filtering_bound_logger(0)
    linea = structlog.wrap_logger(None, processors=[libreta], wrapper_class=todo)
    monkeypatch.setattr(capturistas, "registro", lambda: linea)
    vinculo = (await mesa.alta(de)).json()["vinculo_id"]
    await mesa.alta(de)
    lineas = libreta.entries
    assert [(li["event"], li["contratista"]) for li in lineas] == [
        ("alta_de_capturista", str(de)),
        ("alta_negada", str(de)),
    ]
    assert lineas[0]["vinculo"] == vinculo
    assert CURP not in str(lineas)
    assert "k@uno.mx" not in str(lineas)


async def test_a_stale_session_invites_nobody_and_no_other_address(mesa: Any) -> None:
    """The e.firma of an alta, and of another address for it, is of the last ten minutes (T-35)."""
    de = await mesa.contratista()
    cuerpo = {"usuario": CURP, "correo": "k@uno.mx", "correo_confirmacion": "k@uno.mx"}
    vieja = timedelta(minutes=10, seconds=1)
    negada = await mesa.pedir("POST", "/capturistas", de, cuerpo, hace=vieja)
    assert (negada.status_code, negada.json()["codigo"]) == (403, "efirma_no_reciente")
    assert (await mesa.pedir("GET", "/capturistas", de)).json() == []
    hecha = await mesa.pedir("POST", "/capturistas", de, cuerpo, hace=timedelta(minutes=10))
    ruta = f"/capturistas/{hecha.json()['vinculo_id']}"
    otro = {"correo": "ladron@otro.mx", "correo_confirmacion": "ladron@otro.mx"}
    negado = await mesa.pedir("PUT", f"{ruta}/correo", de, otro, hace=vieja)
    assert (negado.status_code, negado.json()["codigo"]) == (403, "efirma_no_reciente")
    # What takes away or changes nothing of where mail goes is done at any time.
    assert (await mesa.pedir("POST", f"{ruta}/baja", de, {}, hace=vieja)).status_code == 200
