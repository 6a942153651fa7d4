"""The life of an account until its first password, and the links that open it (T-24, T-29)."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from icsoe_contracts.auth import ContrasenaCambiada, CorreoDeCuentaCambiado, CuentaActivada, EnlaceEmitido

from .conftest import BUENA, CORREO, CURP, OTRA, Capturista, Casa


async def test_an_invitation_mails_a_link_that_creates_the_password_once(casa: Casa) -> None:
    ana = Capturista()
    await casa.recibe(ana.invitada())
    (enlace,) = await casa.enlaces("ALTA")
    assert (enlace.para, enlace.titular) == (CORREO, ana.id)
    vista = await casa.http.post("/accesos/consulta", json={"token": enlace.token})
    assert vista.json()["usuario"] == CURP
    assert vista.json()["correo"] == "a***@empresa.mx"
    assert (await casa.entrar()).json()["codigo"] == "credenciales_invalidas"
    assert (await casa.crear(enlace.token)).json() == {"usuario": CURP}
    activada, cambiada = await casa.emitidos(CuentaActivada, ContrasenaCambiada)
    assert (activada.vinculo_id, activada.correo, cambiada.motivo) == (ana.vinculo, CORREO, "ALTA")
    assert (await casa.sesion())["rol"] == "capturista"
    segunda = await casa.crear(enlace.token, OTRA)
    assert (segunda.status_code, segunda.json()["codigo"]) == (410, "acceso_no_vigente")


async def test_ten_looks_leave_the_link_usable_and_of_ten_uses_at_once_one_wins(casa: Casa) -> None:
    await casa.recibe(Capturista().invitada())
    (enlace,) = await casa.enlaces()
    for _ in range(10):
        assert (await casa.http.post("/accesos/consulta", json={"token": enlace.token})).status_code == 200
    usos = await asyncio.gather(*(casa.crear(enlace.token) for _ in range(10)))
    assert sorted(u.status_code for u in usos) == [200] + [410] * 9


async def test_a_link_lives_24_hours_and_a_password_against_the_rules_does_not_spend_it(casa: Casa) -> None:
    await casa.recibe(Capturista().invitada())
    (enlace,) = await casa.enlaces()
    debil = await casa.crear(enlace.token, "corta")
    assert (debil.status_code, debil.json()["codigo"]) == (422, "contrasena_debil")
    assert debil.json()["datos"]["codigos"] == ["clases", "especial", "forma"]
    casa.reloj.avanzar(timedelta(hours=23, minutes=59))
    assert (await casa.http.post("/accesos/consulta", json={"token": enlace.token})).status_code == 200
    casa.reloj.avanzar(timedelta(minutes=1))
    assert (await casa.crear(enlace.token)).status_code == 410


@pytest.mark.parametrize(
    "contrasena", ["Z-" + CURP.lower(), "Ana@empresa.mx-7", "Icsoe-Rojo47", "Rojo-Vivo2026"]
)
async def test_words_about_the_person_the_system_and_the_year_are_refused(
    casa: Casa, contrasena: str
) -> None:
    await casa.recibe(Capturista().invitada())
    (enlace,) = await casa.enlaces()
    assert (await casa.crear(enlace.token, contrasena)).json()["datos"]["codigos"] == ["personal"]


async def test_sending_again_mails_a_new_link_and_ends_the_older(casa: Casa) -> None:
    ana = Capturista()
    await casa.recibe(ana.invitada(), ana.invitada())
    viejo, nuevo = await casa.enlaces("ALTA")
    assert (await casa.crear(viejo.token)).status_code == 410
    assert (await casa.crear(nuevo.token)).status_code == 200


async def test_a_corrected_address_ends_the_link_of_the_wrong_one(casa: Casa) -> None:
    ana = Capturista()
    await casa.recibe(ana.invitada(), ana.con_correo("ana.lopez@empresa.mx"))
    viejo, nuevo = await casa.enlaces("ALTA")
    assert nuevo.para == "ana.lopez@empresa.mx"
    assert (await casa.crear(viejo.token)).status_code == 410
    assert (await casa.crear(nuevo.token)).status_code == 200


async def test_a_baja_ends_the_pending_link_of_its_invitation(casa: Casa) -> None:
    ana = Capturista()
    await casa.recibe(ana.invitada(), ana.de_baja())
    (enlace,) = await casa.enlaces("ALTA")
    assert (await casa.crear(enlace.token)).status_code == 410
    await casa.recibe(ana.invitada(vinculo_id=uuid4()))
    assert (await casa.crear((await casa.enlaces("ALTA"))[-1].token)).status_code == 200


async def test_an_invitation_of_a_known_curp_mails_no_link(casa: Casa) -> None:
    ana = await casa.alta()
    antes = len(await casa.emitidos(EnlaceEmitido))
    await casa.recibe(ana.invitada(cuenta_nueva=False, vinculo_id=uuid4(), contratista_id=uuid4()))
    await casa.recibe(ana.invitada(vinculo_id=uuid4(), contratista_id=uuid4()))
    assert len(await casa.emitidos(EnlaceEmitido)) == antes


async def test_no_act_of_a_contratista_changes_the_address_once_the_account_is_active(casa: Casa) -> None:
    ana = await casa.alta()
    await casa.recibe(ana.con_correo("ladron@otra.mx"), ana.invitada(correo="ladron@otra.mx"))
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": "ladron@otra.mx"})
    await casa.tareas("recuperacion")
    assert await casa.enlaces("RECUPERACION") == []
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
    await casa.tareas("recuperacion")
    (enlace,) = await casa.enlaces("RECUPERACION")
    assert enlace.para == CORREO
    assert await casa.emitidos(CorreoDeCuentaCambiado) == []


async def _estado(casa: Casa) -> Any:
    """Everything that a person or another service could tell apart, without tokens."""
    return [
        [tuple(fila) for fila in await casa.base.fetch(sql)]
        for sql in (
            "select usuario, correo, alta_vinculo, alta_orden, activada is null from cuenta_usuario",
            "select id, estado, exige_segundo_factor from vinculo order by id",
            "select vinculo_id, correo from enlace where usado is null and cancelado is null",
        )
    ]


async def test_every_order_of_five_events_with_repetitions_gives_the_same_account(abrir_casa: Any) -> None:
    """Two contratistas invite the same new CURP, the mail is corrected, one withdraws."""
    ana = Capturista()
    otro: dict[str, Any] = {"vinculo_id": uuid4(), "contratista_id": uuid4()}
    eventos = [
        ana.invitada(),
        ana.invitada(**otro),
        ana.con_correo("ana.lopez@empresa.mx"),
        ana.de_baja(**otro),
        ana.invitada(),
    ]
    casa = await abrir_casa()
    esperado: Any = None
    for orden in permutations(eventos):
        await casa.recibe(*orden, orden[0], orden[3])
        estado = await _estado(casa)
        esperado = esperado or estado
        assert estado == esperado, orden
        await casa.base.execute("delete from enlace")
        await casa.base.execute("delete from vinculo")
        await casa.base.execute("delete from cuenta_usuario")
    assert esperado[2] == [(ana.vinculo, "ana.lopez@empresa.mx")]


async def test_two_contratistas_who_invite_one_curp_at_the_same_instant_leave_one_link(casa: Casa) -> None:
    ana = Capturista()
    eventos = [ana.invitada(vinculo_id=uuid4(), contratista_id=uuid4()) for _ in range(6)]
    await asyncio.gather(*(casa.recibe(evento) for evento in eventos))
    vivos = [e for e in await casa.enlaces() if await _vivo(casa, e.token)]
    assert len(vivos) == 1
    ultimo = await casa.base.fetchrow("select alta_vinculo, alta_orden & 255 as numero from cuenta_usuario")
    assert tuple(ultimo) == (eventos[-1][0].vinculo_id, 6)  # type: ignore[attr-defined]


async def _vivo(casa: Casa, token: str) -> bool:
    return (await casa.http.post("/accesos/consulta", json={"token": token})).status_code == 200


async def test_no_token_password_or_address_of_a_link_is_readable_in_the_outbox_or_the_database(
    casa: Casa,
) -> None:
    await casa.alta()
    sesion = await casa.sesion()
    (enlace,) = await casa.enlaces()
    tablas = await casa.base.fetch("select tablename from pg_tables where schemaname = 'public'")
    todo = ""
    for tabla in tablas:
        filas = await casa.base.fetch(f"select t::text as fila from {tabla['tablename']} t")
        todo += "".join(f["fila"] for f in filas)
    cuerpos = await casa.base.fetch("select payload from outbox")
    todo += "".join(f["payload"].decode() for f in cuerpos)
    for secreto in (enlace.token, BUENA, sesion["refresco"], sesion["dispositivo"], sesion["acceso"]):
        assert secreto not in todo
        assert secreto.encode().hex() not in todo
