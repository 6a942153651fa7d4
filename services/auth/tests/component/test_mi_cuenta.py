"""What a person does with its own account and sessions (icsoe.md §6.3, §7.7; T-28, T-31)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from icsoe_contracts.auth import ContrasenaCambiada, CorreoDeCuentaCambiado
from pyotp.totp import TOTP

from .conftest import BUENA, CORREO, CURP, OTRA, Casa, con


def codigo(casa: Casa, secreto: str, pasos: int = 0) -> str:
    return TOTP(secreto).at(int(casa.reloj.ahora().timestamp()) + 30 * pasos)


async def _con_factor(casa: Casa) -> tuple[dict[str, Any], str, list[str]]:
    """A session of an account that turned its second factor on: session, secret, recovery codes."""
    await casa.alta()
    sesion = await casa.sesion()
    cuerpo = {"contrasena": BUENA}
    preparado = await casa.http.post("/cuenta/segundo-factor", json=cuerpo, headers=con(sesion))
    secreto: str = preparado.json()["secreto"]
    activo = await casa.http.put(
        "/cuenta/segundo-factor", json={"codigo": codigo(casa, secreto)}, headers=con(sesion)
    )
    casa.reloj.avanzar(timedelta(seconds=30))
    return sesion, secreto, activo.json()["codigos_de_recuperacion"]


async def _paso(casa: Casa, **otros: Any) -> dict[str, Any]:
    respuesta = await casa.entrar(**otros)
    assert respuesta.status_code == 200, respuesta.text
    return respuesta.json()


async def _completar(casa: Casa, paso: str, texto: str) -> Any:
    cuerpo = {"paso": paso, "codigo": texto}
    return await casa.http.post("/sesiones/contrasena/segundo-factor", json=cuerpo)


async def test_an_account_shows_what_is_its_own(casa: Casa) -> None:
    ana = await casa.alta()
    sesion = await casa.sesion()
    assert (await casa.http.get("/cuenta", headers=con(sesion))).json() == {
        "id": str(ana.id), "rol": "capturista", "usuario": CURP, "correo": CORREO,
        "segundo_factor": False, "exige_segundo_factor": False,
    }  # fmt: skip


async def test_a_change_of_password_ends_the_other_sessions_and_needs_the_actual_one(casa: Casa) -> None:
    await casa.alta()
    una, otra = await casa.sesion(), await casa.sesion()
    for actual, nueva, estado in ((OTRA, OTRA, 403), (BUENA, "corta", 422), (BUENA, OTRA, 204)):
        respuesta = await casa.http.put(
            "/cuenta/contrasena", json={"actual": actual, "nueva": nueva}, headers=con(una)
        )
        assert respuesta.status_code == estado
    assert (await casa.renovar(una), await casa.renovar(otra)) == (200, 401)
    principal = await casa.prueba.recursos.claves.principal(una["acceso"])
    assert principal.efirma is None  # a password is no e.firma (T-35)
    assert [e.motivo for e in await casa.emitidos(ContrasenaCambiada)] == ["ALTA", "CAMBIO"]
    await casa.sesion(contrasena=OTRA)


async def test_a_stolen_session_guesses_the_password_no_more_often_than_a_stranger(casa: Casa) -> None:
    await casa.alta()
    sesion = await casa.sesion()
    estados = [
        (await casa.http.put(
            "/cuenta/contrasena", json={"actual": OTRA, "nueva": "Luz:Clara44"}, headers=con(sesion)
        )).status_code
        for _ in range(6)
    ]  # fmt: skip
    assert estados == [403] * 5 + [429]


async def test_a_new_mail_counts_when_its_link_is_opened_and_ends_links_sent_to_the_old_one(
    casa: Casa,
) -> None:
    await casa.alta()
    sesion = await casa.sesion()
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
    await casa.tareas("recuperacion")
    nuevo = "ana.nueva@casa.mx"
    cuerpo = {"contrasena": BUENA, "correo": nuevo}
    pedido = await casa.http.post("/cuenta/correo", json=cuerpo, headers=con(sesion))
    assert (pedido.status_code, pedido.json()) == (202, {})
    assert "icsoe-posicion" not in pedido.headers
    assert (await casa.http.get("/cuenta", headers=con(sesion))).json()["correo"] == CORREO
    viejo, enlace = (await casa.enlaces("RECUPERACION"))[0], (await casa.enlaces("CORREO"))[0]
    assert enlace.para == nuevo
    assert (await casa.crear(enlace.token)).status_code == 410
    prueba = {"token": enlace.token, "contrasena": BUENA}
    confirmado = await casa.http.post("/accesos/correo", json=prueba)
    assert confirmado.json() == {"correo": "a***@casa.mx"}
    assert (await casa.http.post("/accesos/correo", json=prueba)).status_code == 410
    assert (await casa.crear(viejo.token)).status_code == 410
    assert [e.correo for e in await casa.emitidos(CorreoDeCuentaCambiado)] == [nuevo]
    assert (await casa.http.get("/cuenta", headers=con(sesion))).json()["correo"] == nuevo


async def test_whoever_only_receives_the_link_does_not_give_its_address_to_a_stranger_account(
    casa: Casa,
) -> None:
    """The thief of a CURP asks for its owner's address; she opens the link in good faith (T-25)."""
    await casa.alta()
    sesion = await casa.sesion()
    cuerpo = {"contrasena": BUENA, "correo": "la.verdadera@persona.mx"}
    await casa.http.post("/cuenta/correo", json=cuerpo, headers=con(sesion))
    enlace = (await casa.enlaces("CORREO"))[0]
    sin = await casa.http.post("/accesos/correo", json={"token": enlace.token})
    otra = await casa.http.post("/accesos/correo", json={"token": enlace.token, "contrasena": OTRA})
    assert (sin.status_code, otra.status_code) == (422, 403)
    assert otra.json()["codigo"] == "contrasena_actual_incorrecta"
    assert (await casa.http.get("/cuenta", headers=con(sesion))).json()["correo"] == CORREO


@pytest.mark.parametrize("como", ["CAMBIO", "RECUPERACION"])
async def test_a_new_password_ends_the_move_to_another_mail_that_the_old_one_asked_for(
    casa: Casa, como: str
) -> None:
    await casa.alta()
    ladron = await casa.sesion()
    cuerpo = {"contrasena": BUENA, "correo": "ladron@otra.mx"}
    await casa.http.post("/cuenta/correo", json=cuerpo, headers=con(ladron))
    enlace = (await casa.enlaces("CORREO"))[0]
    if como == "CAMBIO":
        cambio = {"actual": BUENA, "nueva": OTRA}
        await casa.http.put("/cuenta/contrasena", json=cambio, headers=con(await casa.sesion()))
    else:
        await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
        await casa.tareas("recuperacion")
        await casa.crear((await casa.enlaces("RECUPERACION"))[0].token, OTRA)
    duena = await casa.sesion(contrasena=OTRA)
    prueba = {"token": enlace.token, "contrasena": OTRA}
    assert (await casa.http.post("/accesos/correo", json=prueba)).status_code == 410
    assert (await casa.http.get("/cuenta", headers=con(duena))).json()["correo"] == CORREO


async def test_a_code_is_asked_for_and_works_once(casa: Casa) -> None:
    _, secreto, _ = await _con_factor(casa)
    pendiente = await _paso(casa)
    assert (pendiente["segundo_factor"], pendiente["secreto"]) == ("PEDIR", None)
    bueno = codigo(casa, secreto)
    assert (await _completar(casa, pendiente["paso"], bueno)).status_code == 201
    for otro in (pendiente, await _paso(casa)):
        repetido = await _completar(casa, otro["paso"], bueno)
        assert (repetido.status_code, repetido.json()["codigo"]) == (401, "codigo_invalido")
    casa.reloj.avanzar(timedelta(seconds=30))
    assert (await _completar(casa, pendiente["paso"], codigo(casa, secreto, 1))).status_code == 201


@pytest.mark.parametrize(("pasos", "estado"), [(-2, 401), (-1, 401), (1, 201), (2, 401)])
async def test_a_code_of_a_neighbouring_step_that_was_not_overtaken_is_good(
    casa: Casa, pasos: int, estado: int
) -> None:
    _, secreto, _ = await _con_factor(casa)
    pendiente = await _paso(casa)
    assert (await _completar(casa, pendiente["paso"], codigo(casa, secreto, pasos))).status_code == estado


async def test_ten_recovery_codes_work_once_each(casa: Casa) -> None:
    _, _, codigos = await _con_factor(casa)
    assert len(set(codigos)) == 10
    pendiente = await _paso(casa)
    assert (
        await _completar(casa, pendiente["paso"], codigos[0].lower().replace("-", " "))
    ).status_code == 201
    assert (await _completar(casa, pendiente["paso"], codigos[0])).status_code == 401
    assert (await _completar(casa, pendiente["paso"], codigos[9])).status_code == 201


async def test_five_wrong_codes_lock_the_second_step_from_wherever_they_come(casa: Casa) -> None:
    _, secreto, _ = await _con_factor(casa)
    pasos = [(await _paso(casa, red=f"198.51.{n}.1"))["paso"] for n in range(6)]
    estados = [(await _completar(casa, paso, "000000")).status_code for paso in pasos]
    assert estados == [401] * 5 + [429]
    assert (await _completar(casa, pasos[0], codigo(casa, secreto))).status_code == 429


async def test_a_step_dies_after_five_minutes_with_a_change_of_password_and_when_touched(casa: Casa) -> None:
    sesion, secreto, _ = await _con_factor(casa)
    paso: str = (await _paso(casa))["paso"]
    for malo in ("x", paso[:-2] + ("AA" if paso[-2:] != "AA" else "BB"), paso[::-1]):
        assert (await _completar(casa, malo, codigo(casa, secreto))).json()["codigo"] == "paso_vencido"
    cuerpo = {"actual": BUENA, "nueva": OTRA}
    await casa.http.put("/cuenta/contrasena", json=cuerpo, headers=con(sesion))
    assert (await _completar(casa, paso, codigo(casa, secreto))).json()["codigo"] == "paso_vencido"
    paso = (await _paso(casa, contrasena=OTRA))["paso"]
    casa.reloj.avanzar(timedelta(minutes=5, seconds=1))
    assert (await _completar(casa, paso, codigo(casa, secreto))).json()["codigo"] == "paso_vencido"


async def test_recovery_never_turns_off_the_second_factor(casa: Casa) -> None:
    _, secreto, _ = await _con_factor(casa)
    await casa.http.post("/recuperaciones", json={"usuario": CURP, "correo": CORREO})
    await casa.tareas("recuperacion")
    assert (await casa.crear((await casa.enlaces("RECUPERACION"))[0].token, OTRA)).status_code == 200
    pendiente = await _paso(casa, contrasena=OTRA)
    assert pendiente["segundo_factor"] == "PEDIR"
    assert (await _completar(casa, pendiente["paso"], codigo(casa, secreto))).status_code == 201


async def test_a_contratista_that_demands_it_makes_the_next_login_turn_it_on(casa: Casa) -> None:
    ana = await casa.alta(exige=True)
    pendiente = await _paso(casa)
    assert pendiente["segundo_factor"] == "ACTIVAR"
    assert CURP in pendiente["uri"]
    secreto: str = pendiente["secreto"]
    sesion = (await _completar(casa, pendiente["paso"], codigo(casa, secreto))).json()
    assert len(sesion["codigos_de_recuperacion"]) == 10
    assert (await _completar(casa, pendiente["paso"], codigo(casa, secreto, 1))).status_code == 401
    casa.reloj.avanzar(timedelta(seconds=30))
    quitar = {"contrasena": BUENA, "codigo": codigo(casa, secreto)}
    negado = await casa.http.request("DELETE", "/cuenta/segundo-factor", json=quitar, headers=con(sesion))
    assert (negado.status_code, negado.json()["codigo"]) == (409, "segundo_factor_exigido")
    await casa.recibe(ana.de_baja())
    quitado = await casa.http.request("DELETE", "/cuenta/segundo-factor", json=quitar, headers=con(sesion))
    assert quitado.status_code == 204
    assert (await casa.entrar()).status_code == 201


async def _preparar(casa: Casa, sesion: dict[str, Any], **cuerpo: str) -> tuple[int, str | None]:
    """Status and code of the refusal of asking for another secret."""
    cuerpo = {"contrasena": BUENA} | cuerpo
    r = await casa.http.post("/cuenta/segundo-factor", json=cuerpo, headers=con(sesion))
    return r.status_code, r.json().get("codigo")


async def test_a_second_factor_is_replaced_only_by_whoever_has_it_or_a_recovery_code(casa: Casa) -> None:
    sesion, secreto, recuperacion = await _con_factor(casa)
    assert await _preparar(casa, sesion) == (422, "codigo_requerido")
    assert await _preparar(casa, sesion, codigo="000000") == (401, "codigo_invalido")
    assert await _preparar(casa, sesion, codigo=codigo(casa, secreto), contrasena=OTRA) == (
        403, "contrasena_actual_incorrecta",
    )  # fmt: skip
    cuerpo = {"contrasena": BUENA, "codigo": codigo(casa, secreto)}
    nuevo = await casa.http.post("/cuenta/segundo-factor", json=cuerpo, headers=con(sesion))
    otro: str = nuevo.json()["secreto"]
    # The new secret's code of the same half minute is good: it is the first of that secret.
    activar = {"codigo": codigo(casa, otro)}
    listo = await casa.http.put("/cuenta/segundo-factor", json=activar, headers=con(sesion))
    assert len(listo.json()["codigos_de_recuperacion"]) == 10
    pendiente = await _paso(casa)
    assert (await _completar(casa, pendiente["paso"], codigo(casa, secreto, 1))).status_code == 401
    assert (await _completar(casa, pendiente["paso"], codigo(casa, otro))).status_code == 401  # spent
    assert (await _completar(casa, pendiente["paso"], codigo(casa, otro, 1))).status_code == 201
    assert await _preparar(casa, sesion, codigo=recuperacion[0]) == (401, "codigo_invalido")
    nueve = listo.json()["codigos_de_recuperacion"]
    assert (await _preparar(casa, sesion, codigo=nueve[0]))[0] == 200


async def test_codes_are_guessed_no_more_often_behind_a_session_than_at_the_login(casa: Casa) -> None:
    sesion, secreto, _ = await _con_factor(casa)
    quitar = {"contrasena": BUENA, "codigo": "000000"}
    for _ in range(2):
        assert (await _preparar(casa, sesion, codigo="000000"))[0] == 401
        negado = await casa.http.request("DELETE", "/cuenta/segundo-factor", json=quitar, headers=con(sesion))
        assert negado.status_code == 401
    pendiente = await _paso(casa)
    assert (await _completar(casa, pendiente["paso"], "000000")).status_code == 401
    bueno = codigo(casa, secreto)
    assert await _preparar(casa, sesion, codigo=bueno) == (429, "cuenta_bloqueada")
    assert (await _completar(casa, pendiente["paso"], bueno)).status_code == 429


async def test_a_change_of_password_forgets_every_known_browser_but_this_one(casa: Casa) -> None:
    await casa.alta()
    ladron, duena = await casa.sesion(), await casa.sesion()
    cambio = {"actual": BUENA, "nueva": OTRA}
    await casa.http.put("/cuenta/contrasena", json=cambio, headers=con(duena))
    for _ in range(5):
        await casa.entrar(contrasena=BUENA)
    assert (await casa.entrar(contrasena=OTRA, dispositivo=ladron["dispositivo"])).status_code == 429
    assert (await casa.entrar(contrasena=OTRA, dispositivo=duena["dispositivo"])).status_code == 201


async def test_three_changes_of_mail_are_asked_for_in_a_day_and_the_fourth_mails_nobody(casa: Casa) -> None:
    await casa.alta()
    sesion = await casa.sesion()

    async def pedir(n: int) -> Any:
        cuerpo = {"contrasena": BUENA, "correo": f"victima{n}@otra.mx"}
        return await casa.http.post("/cuenta/correo", json=cuerpo, headers=con(sesion))

    juntas = await asyncio.gather(*(pedir(n) for n in range(5)))
    assert sorted(r.status_code for r in juntas) == [202, 202, 202, 429, 429]
    negada = next(r for r in juntas if r.status_code == 429)
    assert negada.json()["codigo"] == "demasiados_cambios_de_correo"
    assert negada.headers["retry-after"] == "86400"
    assert len(await casa.enlaces("CORREO")) == 3
    casa.reloj.avanzar(timedelta(days=1))
    sesion = await casa.sesion()
    assert (await pedir(6)).status_code == 202


async def test_the_seed_lies_encrypted_and_bound_to_its_account(casa: Casa) -> None:
    _, secreto, _ = await _con_factor(casa)
    guardada: bytes = await casa.base.fetchval("select segundo_factor from cuenta_usuario")
    assert secreto.encode() not in guardada
    factor = casa.prueba.partes.rutas[1].routes[0].endpoint.__self__.recepcion.factor
    with pytest.raises(Exception):  # noqa: B017, PT011
        factor.descifrar(uuid4(), guardada)


async def test_own_sessions_are_listed_and_ended_and_nobody_elses(casa: Casa) -> None:
    await casa.alta()
    await casa.alta(usuario="PEMJ900101HDFRRN07", correo="juan@empresa.mx")
    ajena = await casa.sesion("PEMJ900101HDFRRN07")
    una = await casa.sesion()
    casa.reloj.avanzar(timedelta(seconds=1))
    otra = await casa.sesion(red="198.51.100.4")
    lista = (await casa.http.get("/sesiones", headers=con(una))).json()
    assert [(s["id"], s["actual"], s["medio"], s["red"]) for s in lista] == [
        (otra["sesion_id"], False, "CONTRASENA", "198.51.100.0/24"),
        (una["sesion_id"], True, "CONTRASENA", "203.0.113.0/24"),
    ]
    for id, estado in ((ajena["sesion_id"], 404), (str(uuid4()), 404), (otra["sesion_id"], 204)):
        respuesta = await casa.http.delete(f"/sesiones/{id}", headers=con(una))
        assert respuesta.status_code == estado
    assert (await casa.renovar(otra), await casa.renovar(una), await casa.renovar(ajena)) == (401, 200, 200)


async def test_a_sixth_session_ends_the_oldest_of_the_account(casa: Casa) -> None:
    await casa.alta()
    sesiones = []
    for _ in range(6):
        sesiones.append(await casa.sesion())
        casa.reloj.avanzar(timedelta(seconds=1))
    assert [await casa.renovar(s) for s in sesiones] == [401, 200, 200, 200, 200, 200]


async def test_an_efirma_has_no_account_of_this_kind(casa: Casa, token_de: Any) -> None:
    suya = token_de(uuid4())
    assert (await casa.http.get("/cuenta", headers=suya)).status_code == 403
    assert (await casa.http.get("/sesiones", headers=suya)).json() == []
