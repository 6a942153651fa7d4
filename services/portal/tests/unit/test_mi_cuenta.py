"""Mi cuenta of a capturista, and Mis sesiones of both roles (icsoe.md §7.7, D107)."""

import httpx
import pytest

from .conftest import CURP, OTRA_SESION, Guion, Navegador, cuenta, json_de, problema, texto_de

NUEVA = {"actual": "Trueno-Verde8", "nueva": "Trueno-Verde9", "confirmacion": "Trueno-Verde9"}
URI = "otpauth://totp/ICSOE:x?secret=JBSWY3DPEHPK3PXP&issuer=ICSOE"


async def test_it_shows_the_own_account(navegador: Navegador) -> None:
    navegador.ingresar_capturista()
    pagina = texto_de(await navegador.ver("/mi-cuenta"))
    for dicho in (CURP, "ana@ejemplo.mx", "Desactivada", "Cambiar contraseña", "Cambiar correo"):
        assert dicho in pagina


async def test_a_password_is_changed_with_the_one_in_force(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    guion.poner("PUT /auth/cuenta/contrasena", httpx.Response(204))
    respuesta = await navegador.enviar("/mi-cuenta/contrasena", NUEVA)
    assert respuesta.headers["location"] == "/mi-cuenta"
    assert json_de(guion.una("PUT", "/contrasena")) == {"actual": "Trueno-Verde8", "nueva": "Trueno-Verde9"}
    assert "Contraseña actualizada." in (await navegador.ver("/mi-cuenta")).text


async def test_a_weak_or_unlike_new_password_is_never_sent(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    casos = [{"nueva": "corta", "confirmacion": "corta"}, {"confirmacion": "x"}, {"actual": ""}]
    casos.append(dict.fromkeys(("nueva", "confirmacion"), "Lopez-Verde9"))  # its own name
    for caso in casos:
        respuesta = await navegador.enviar("/mi-cuenta/contrasena", NUEVA | caso)
        assert respuesta.status_code == 422
        assert "Trueno-Verde8" not in respuesta.text
    assert guion.escrituras() == []


@pytest.mark.parametrize(
    ("codigo", "estado", "caja"),
    [("contrasena_actual_incorrecta", 403, "actual"), ("contrasena_debil", 422, "nueva")],
)
async def test_what_auth_refuses_is_told_at_its_box(
    codigo: str, estado: int, caja: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("PUT /auth/cuenta/contrasena", problema(codigo, estado, datos={"codigos": ["ultimas"]}))
    respuesta = await navegador.enviar("/mi-cuenta/contrasena", NUEVA)
    assert respuesta.status_code == estado
    assert f'id="{caja}-falla">detalle de {codigo}' in respuesta.text


async def test_a_new_mail_waits_for_its_link(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    guion.poner("POST /auth/cuenta/correo", httpx.Response(202, json={}))
    datos = {"correo": "nueva@ejemplo.mx", "contrasena": "Trueno-Verde8"}
    await navegador.enviar("/mi-cuenta/correo", datos)
    assert json_de(guion.una("POST", "/correo")) == datos
    assert "Tu correo cambia cuando lo abras." in (await navegador.ver("/mi-cuenta")).text


async def test_a_second_factor_is_turned_on_by_a_code_of_it(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    guion.poner("POST /auth/cuenta/segundo-factor", {"secreto": "JBSWY3DPEHPK3PXP", "uri": URI})
    preparada = await navegador.enviar("/mi-cuenta/segundo-factor", {"contrasena": "Trueno-Verde8"})
    assert preparada.headers["location"] == "/mi-cuenta/segundo-factor/codigo"
    pagina = await navegador.ver("/mi-cuenta/segundo-factor/codigo")
    assert '<svg class="qr"' in pagina.text
    assert "JBSWY3DPEHPK3PXP" in pagina.text
    guion.poner("PUT /auth/cuenta/segundo-factor", problema("codigo_invalido", 401))
    otra_vez = await navegador.enviar("/mi-cuenta/segundo-factor/codigo", {"codigo": "000000"})
    assert (otra_vez.status_code, "JBSWY3DPEHPK3PXP" in otra_vez.text) == (401, True)
    guion.poner("PUT /auth/cuenta/segundo-factor", {"codigos_de_recuperacion": ["aaaa-bbbb"]})
    listo = await navegador.enviar("/mi-cuenta/segundo-factor/codigo", {"codigo": "123456"})
    assert "aaaa-bbbb" in listo.text
    siguiente = await navegador.ver("/mi-cuenta/segundo-factor/codigo")
    assert siguiente.headers["location"] == "/mi-cuenta/segundo-factor"


async def test_a_demanded_factor_cannot_be_turned_off_and_a_free_one_can(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("GET /auth/cuenta", cuenta(segundo_factor=True, exige_segundo_factor=True))
    assert "Desactivar</button>" not in (await navegador.ver("/mi-cuenta/segundo-factor")).text
    guion.poner("GET /auth/cuenta", cuenta(segundo_factor=True))
    assert "Desactivar</button>" in (await navegador.ver("/mi-cuenta/segundo-factor")).text
    guion.poner("DELETE /auth/cuenta/segundo-factor", httpx.Response(204))
    datos = {"contrasena": "Trueno-Verde8", "codigo": "123456"}
    await navegador.enviar("/mi-cuenta/segundo-factor/baja", datos)
    assert json_de(guion.una("DELETE", "/segundo-factor")) == datos


async def test_a_factor_in_force_is_replaced_with_a_code_of_it(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    assert "Código actual" not in (await navegador.ver("/mi-cuenta/segundo-factor")).text
    guion.poner("GET /auth/cuenta", cuenta(segundo_factor=True, exige_segundo_factor=True))
    assert "Código actual" in (await navegador.ver("/mi-cuenta/segundo-factor")).text
    guion.poner("POST /auth/cuenta/segundo-factor", problema("codigo_invalido", 401))
    datos = {"contrasena": "Trueno-Verde8", "codigo": "123456"}
    negada = await navegador.enviar("/mi-cuenta/segundo-factor", datos)
    assert (negada.status_code, "detalle de codigo_invalido" in negada.text) == (401, True)
    assert json_de(guion.una("POST", "/segundo-factor")) == datos


@pytest.mark.parametrize("rol", ["contratista", "capturista"])
async def test_both_roles_see_their_sessions_and_end_another_one(
    rol: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar() if rol == "contratista" else navegador.ingresar_capturista()
    guion.poner(f"DELETE /auth/sesiones/{OTRA_SESION}", httpx.Response(204))
    pagina = await navegador.ver("/mis-sesiones")
    assert texto_de(pagina).count("Esta sesión") == 1
    assert pagina.text.count("/fin") == 1
    await navegador.enviar(f"/mis-sesiones/{OTRA_SESION}/fin")
    assert guion.escrituras() == [f"DELETE /api/v1/auth/sesiones/{OTRA_SESION}"]


async def test_who_proves_a_curp_enters_with_the_efirma_first_and_comes_back(navegador: Navegador) -> None:
    respuesta = await navegador.ver("/mi-curp")
    assert respuesta.headers["location"] == "/entrar/efirma"
    assert navegador.sesion is not None
    assert navegador.sesion.volver == "titularidad"


async def test_a_proved_curp_tells_where_the_link_went(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar("NUEVO")
    assert "Comprobar que es mía" in (await navegador.ver("/mi-curp")).text
    guion.poner("POST /auth/titularidad", problema("efirma_no_reciente", 403))
    negada = await navegador.enviar("/mi-curp", {"correo": "yo@casa.mx"})
    assert (negada.status_code, 'href="/entrar/efirma"' in negada.text) == (403, True)
    assert 'value="yo@casa.mx"' in (await navegador.ver("/mi-curp")).text
    guion.poner("POST /auth/titularidad", {"usuario": CURP, "correo": "y***@casa.mx"})
    lista = texto_de(await navegador.enviar("/mi-curp", {"correo": "yo@casa.mx"}))
    assert f"Comprobaste que la CURP {CURP} es tuya." in lista
    assert "y***@casa.mx" in lista
