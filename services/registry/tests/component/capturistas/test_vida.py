"""From the alta to the baja: what contratista, capturista and the others see (icsoe.md §6.3, §7.6)."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from icsoe_contracts.auth import (
    SesionIniciada,
)

CURP, OTRA, TERCERA = "CACX760510MMCSHC00", "KEPA900101HDFMRN02", "LOGA850315MJCPRN04"
NOMBRE = {"nombre": "Xóchitl", "primer_apellido": "Casas", "segundo_apellido": "Chávez"}


async def test_from_the_alta_to_the_active_link(mesa: Any) -> None:
    de = await mesa.contratista()
    fila = (await mesa.alta(de)).json()
    assert (fila["usuario"], fila["estado"], fila["puede_acuses"]) == (CURP, "INVITADO", True)
    assert [fila[c] for c in ("nombre", "capturista_id", "ultimo_acceso", "correo_de_cuenta")] == [None] * 4
    yo = await mesa.activada(fila["vinculo_id"])
    vista = await mesa.yo(yo)
    assert vista["faltantes"] == ["Términos y Condiciones", "Nombre(s)", "Primer apellido"]
    assert [c["contratista_id"] for c in vista["contratistas"]] == [str(de)]
    await mesa.pedir(
        "POST",
        "/capturista/terminos",
        yo,
        {"version": "1.1"},
        "capturista",
        **{"X-Forwarded-For": "203.0.113.9"},
    )
    vista = (await mesa.pedir("PUT", "/capturista/datos", yo, NOMBRE, "capturista")).json()
    assert vista["faltantes"] == []
    await mesa.oir(SesionIniciada(cuenta_id=yo, ocurrido=mesa.reloj.ahora()), yo)
    fila = await mesa.fila(de, fila["vinculo_id"])
    assert (fila["estado"], fila["nombre"], fila["capturista_id"]) == (
        "ACTIVO", "Xóchitl Casas Chávez", str(yo),
    )  # fmt: skip
    assert fila["ultimo_acceso"] is not None
    (prueba,) = await mesa.prueba.recursos.base.fetch("select * from aceptacion_terminos_capturista")
    assert (prueba["version"], prueba["instante"], prueba["ip"]) == ("1.1", mesa.reloj.ahora(), "203.0.113.9")
    invitado, vinculado, nombrado = await mesa.eventos()
    assert (invitado[0], invitado[1]["cuenta_nueva"], invitado[1]["usuario"]) == (
        "capturista_invitado",
        True,
        CURP,
    )
    assert (vinculado[0], vinculado[1]["puede_acuses"]) == ("capturista_vinculado", True)
    assert vinculado[1]["nombre"] is None
    assert nombrado[:2] == ("capturista_vinculado", vinculado[1] | {
        "nombre": "Xóchitl Casas Chávez", "ocurrido": nombrado[1]["ocurrido"],
    })  # fmt: skip
    assert {sujeto for _, _, sujeto in (invitado, vinculado, nombrado)} == {str(yo)}


async def test_an_alta_of_a_known_curp_looks_exactly_like_one_of_a_new_curp(mesa: Any) -> None:
    uno, dos, tres = [await mesa.contratista() for _ in range(3)]
    primera = await mesa.alta(uno)
    await mesa.pedir(
        "PUT", "/capturista/datos", await mesa.activada(primera.json()["vinculo_id"]), NOMBRE, "capturista"
    )
    contadas: list[int] = []
    respuestas: list[httpx.Response] = []
    for de, usuario in ((dos, CURP), (tres, OTRA)):
        antes = len(await mesa.eventos())
        respuestas.append(await mesa.alta(de, usuario, "k2@dos.mx"))
        contadas.append(len(await mesa.eventos()) - antes)
    conocida, nueva = respuestas
    propios = {"vinculo_id", "usuario", "alta"}
    assert {k: v for k, v in conocida.json().items() if k not in propios} == {
        k: v for k, v in nueva.json().items() if k not in propios
    }
    assert conocida.status_code == nueva.status_code == 201
    assert set(conocida.headers) == set(nueva.headers)
    assert "icsoe-posicion" not in conocida.headers
    assert contadas == [1, 1]
    for de, respuesta in ((dos, conocida), (tres, nueva)):
        ruta = f"/capturistas/{respuesta.json()['vinculo_id']}"
        corregida = await mesa.pedir(
            "PUT", f"{ruta}/correo", de, {"correo": "z@dos.mx", "correo_confirmacion": "z@dos.mx"}
        )
        reenviada = await mesa.pedir("POST", f"{ruta}/invitacion", de)
        for vista in (corregida, reenviada):
            assert (vista.status_code, vista.json()["correo"]) == (200, "z@dos.mx")
            assert (vista.json()["nombre"], vista.json()["capturista_id"]) == (None, None)
            assert "icsoe-posicion" not in vista.headers


async def test_a_known_curp_is_invited_at_its_own_mail_and_never_at_the_typed_one(mesa: Any) -> None:
    uno, dos = await mesa.contratista(), await mesa.contratista("OTRA, S.A.")
    await mesa.activada((await mesa.alta(uno)).json()["vinculo_id"])
    vinculo = (await mesa.alta(dos, correo="trampa@rival.mx")).json()["vinculo_id"]
    tipo, cuerpo, _ = (await mesa.eventos())[-1]
    assert (tipo, cuerpo["correo"], cuerpo["cuenta_nueva"]) == ("capturista_invitado", "k@uno.mx", False)
    assert "trampa@rival.mx" not in json.dumps([c for _, c, _ in await mesa.eventos()])
    (invitacion,) = (await mesa.yo(await mesa.capturista_id()))["invitaciones"]
    assert (invitacion["vinculo_id"], invitacion["contratista_nombre"]) == (vinculo, "OTRA, S.A.")


async def test_two_contratistas_that_invite_one_curp_at_once_make_one_account_and_two_invitations(
    mesa: Any,
) -> None:
    for usuario in (CURP, OTRA, TERCERA):
        suyos = [await mesa.contratista() for _ in range(8)]
        respuestas = await asyncio.gather(
            *(mesa.alta(de, usuario, f"k{i}@uno.mx") for i, de in enumerate(suyos))
        )
        assert {r.status_code for r in respuestas} == {201}
        id = await mesa.capturista_id(usuario)
        invitados = [c for _, c, s in await mesa.eventos() if s == str(id)]
        assert len({c["vinculo_id"] for c in invitados}) == 8
        assert sum(c["cuenta_nueva"] for c in invitados) == 1
        assert len({c["correo"] for c in invitados}) == 1
    assert await mesa.prueba.recursos.base.fetchval("select count(*) from capturista") == 3


async def test_one_contratista_that_clicks_twice_makes_one_link(mesa: Any) -> None:
    de = await mesa.contratista()
    respuestas = await asyncio.gather(*(mesa.alta(de) for _ in range(6)))
    assert sorted(r.status_code for r in respuestas) == [201] + [409] * 5
    assert {r.json()["codigo"] for r in respuestas if r.status_code == 409} == {"capturista_ya_registrado"}
    con_clave = await asyncio.gather(
        *(
            mesa.pedir(
                "POST",
                "/capturistas",
                de,
                {"usuario": OTRA, "correo": "o@uno.mx", "correo_confirmacion": "o@uno.mx"},
                **{"Idempotency-Key": "doble"},
            )
            for _ in range(4)
        )
    )
    assert len({r.text for r in con_clave}) == 1
    assert all("icsoe-posicion" not in r.headers for r in con_clave)


async def test_who_took_a_curp_first_is_recognised_by_its_mail_or_waits(mesa: Any) -> None:
    rival, real = await mesa.contratista(), await mesa.contratista()
    atacante = await mesa.activada(
        (await mesa.alta(rival, correo="atacante@rival.mx")).json()["vinculo_id"], correo="atacante@rival.mx"
    )
    vinculo = (await mesa.alta(real, correo="persona@real.mx")).json()["vinculo_id"]
    antes = len(await mesa.eventos())
    vista = await mesa.pedir(
        "POST", f"/capturista/invitaciones/{vinculo}/aceptacion", atacante, rol="capturista"
    )
    assert [c["contratista_id"] for c in vista.json()["contratistas"]] == [str(rival)]
    assert await mesa.eventos(antes) == []
    fila = await mesa.fila(real, vinculo)
    assert (fila["estado"], fila["cuenta_desde"]) == ("POR_CONFIRMAR", "2026-09-10T18:00:00Z")
    assert "atacante@" not in fila["correo_de_cuenta"]
    assert "*" in fila["correo_de_cuenta"]
    confirmada = await mesa.pedir("POST", f"/capturistas/{vinculo}/confirmacion", real)
    assert confirmada.json()["estado"] == "ACTIVO"
    assert confirmada.json()["correo_de_cuenta"] == fila["correo_de_cuenta"]
    assert [t for t, _, _ in await mesa.eventos(antes)] == ["capturista_vinculado"]


async def test_the_mail_of_the_only_invitation_moves_the_account_and_of_an_active_one_nothing(
    mesa: Any,
) -> None:
    de = await mesa.contratista()
    vinculo = (await mesa.alta(de, correo="mal@uno.mx")).json()["vinculo_id"]
    ruta = f"/capturistas/{vinculo}/correo"
    distintos = await mesa.pedir("PUT", ruta, de, {"correo": "k@uno.mx", "correo_confirmacion": "j@uno.mx"})
    assert distintos.json()["datos"]["errores"] == {"correo_confirmacion": "Los correos no son iguales."}
    bien = {"correo": "k@uno.mx", "correo_confirmacion": "k@uno.mx"}
    assert (await mesa.pedir("PUT", ruta, de, bien)).json()["correo"] == "k@uno.mx"
    tipo, cuerpo, _ = (await mesa.eventos())[-1]
    assert (tipo, cuerpo["correo"], cuerpo["correo_anterior"]) == (
        "correo_de_capturista_cambiado", "k@uno.mx", "mal@uno.mx",
    )  # fmt: skip
    await mesa.activada(vinculo)
    tarde = await mesa.pedir("PUT", ruta, de, {"correo": "x@uno.mx", "correo_confirmacion": "x@uno.mx"})
    assert (tarde.status_code, tarde.json()["codigo"]) == (409, "vinculo_en_otro_estado")
    assert (await mesa.yo(await mesa.capturista_id()))["correo"] == "k@uno.mx"


@pytest.mark.parametrize("caso", ["INVITADO", "POR_CONFIRMAR", "ACTIVO"])
async def test_a_baja_ends_the_link_wherever_it_stands_and_says_so_once(mesa: Any, caso: str) -> None:
    otro, de = await mesa.contratista(), await mesa.contratista()
    yo = await mesa.activada((await mesa.alta(otro)).json()["vinculo_id"])
    correo = "k@uno.mx" if caso == "ACTIVO" else "z@uno.mx"
    vinculo = (await mesa.alta(de, correo=correo)).json()["vinculo_id"]
    if caso != "INVITADO":
        ruta = f"/capturista/invitaciones/{vinculo}/aceptacion"
        await mesa.pedir("POST", ruta, yo, rol="capturista")
    assert (await mesa.fila(de, vinculo))["estado"] == caso
    antes = len(await mesa.eventos())
    for _ in range(2):
        baja = await mesa.pedir("POST", f"/capturistas/{vinculo}/baja", de, {"motivo": "Ya no trabaja aquí"})
        assert baja.json()["estado"] == "BAJA"
        assert (baja.json()["capturista_id"], baja.json()["ultimo_acceso"]) == (None, None)
    assert [t for t, _, _ in await mesa.eventos(antes)] == ["capturista_dado_de_baja"]
    vista = await mesa.yo(yo)
    assert ([c["contratista_id"] for c in vista["contratistas"]], vista["invitaciones"]) == ([str(otro)], [])
    guardada = await mesa.prueba.recursos.base.fetchrow(
        "select baja, baja_por, baja_motivo from vinculo where id = $1", UUID(vinculo)
    )
    assert tuple(guardada) == (mesa.reloj.ahora(), de, "Ya no trabaja aquí")
    assert (await mesa.alta(de)).status_code == 201


async def test_the_last_access_before_a_baja_stays_and_no_later_one_is_shown(mesa: Any) -> None:
    de, otro = await mesa.contratista(), await mesa.contratista()
    vinculo = (await mesa.alta(de)).json()["vinculo_id"]
    yo = await mesa.activada(vinculo)
    await mesa.alta(otro, correo="k@dos.mx")
    antes = mesa.reloj.ahora()
    await mesa.oir(SesionIniciada(cuenta_id=yo, ocurrido=antes), yo)
    visto = (await mesa.fila(de, vinculo))["ultimo_acceso"]
    await mesa.pedir("POST", f"/capturistas/{vinculo}/baja", de, {})
    await mesa.oir(SesionIniciada(cuenta_id=yo, ocurrido=antes + timedelta(hours=3)), yo)
    fila = await mesa.fila(de, vinculo)
    assert (fila["estado"], fila["ultimo_acceso"]) == ("BAJA", visto)
    assert visto is not None


async def test_the_invitation_that_is_left_makes_the_account_and_auth_hears_it_with_its_address(
    mesa: Any,
) -> None:
    uno, dos = await mesa.contratista(), await mesa.contratista()
    primero = (await mesa.alta(uno, correo="a@uno.mx")).json()["vinculo_id"]
    segundo = (await mesa.alta(dos, correo="b@dos.mx")).json()["vinculo_id"]
    antes = len(await mesa.eventos())
    await mesa.pedir("POST", f"/capturistas/{primero}/baja", uno, {})
    baja, invitado = await mesa.eventos(antes)
    assert baja[0] == "capturista_dado_de_baja"
    assert invitado[0] == "capturista_invitado"
    assert [invitado[1][c] for c in ("vinculo_id", "cuenta_nueva", "correo")] == [segundo, True, "b@dos.mx"]
    await mesa.activada(segundo, correo="b@dos.mx")
    assert (await mesa.fila(dos, segundo))["estado"] == "ACTIVO"


async def test_an_invitation_can_be_declined_and_then_shows_no_name(mesa: Any) -> None:
    otro, de = await mesa.contratista(), await mesa.contratista()
    yo = await mesa.activada((await mesa.alta(otro)).json()["vinculo_id"])
    await mesa.pedir("PUT", "/capturista/datos", yo, NOMBRE, "capturista")
    vinculo = (await mesa.alta(de)).json()["vinculo_id"]
    rechazo = f"/capturista/invitaciones/{vinculo}/rechazo"
    for _ in range(2):
        assert (await mesa.pedir("POST", rechazo, yo, rol="capturista")).json()["invitaciones"] == []
    fila = await mesa.fila(de, vinculo)
    assert (fila["estado"], fila["nombre"]) == ("RECHAZADO", None)
    tarde = await mesa.pedir("POST", f"/capturista/invitaciones/{vinculo}/aceptacion", yo, rol="capturista")
    assert tarde.status_code == 404


async def test_permissions_reach_the_others_while_the_link_is_active(mesa: Any) -> None:
    de = await mesa.contratista()
    vinculo = (await mesa.alta(de, puede_acuses=False)).json()["vinculo_id"]
    ruta = f"/capturistas/{vinculo}/permisos"
    await mesa.pedir("PUT", ruta, de, {"puede_acuses": False, "exige_segundo_factor": True})
    assert len(await mesa.eventos()) == 1
    await mesa.activada(vinculo)
    await mesa.pedir("PUT", ruta, de, {"puede_acuses": True, "exige_segundo_factor": True})
    vistos = [(t, c.get("puede_acuses"), c.get("exige_segundo_factor")) for t, c, _ in await mesa.eventos()]
    assert vistos[1:] == [("capturista_vinculado", False, True), ("capturista_vinculado", True, True)]
