"""Usuarios (icsoe.md §7.6): what each row offers, and what is sent."""

import re
from uuid import UUID

import httpx
import pytest

from .conftest import CURP, VINCULO, Guion, Navegador, json_de, problema, texto_de, usuario

ALTA = {"usuario": CURP, "correo": "ana@ejemplo.mx", "confirmacion": "ana@ejemplo.mx", "puede_acuses": "true"}
CLAVE = {"clave": str(UUID(int=7))}
FILA = f"/registry/capturistas/{VINCULO}"
ACCIONES = {
    "INVITADO": {"Reenviar invitación", "Editar correo", "Permisos", "Dar de baja"},
    "POR_CONFIRMAR": {"Confirmar", "Permisos", "Dar de baja"},
    "ACTIVO": {"Permisos", "Dar de baja"},
    "BLOQUEADO": {"Desbloquear", "Permisos", "Dar de baja"},
    "RECHAZADO": set[str](),
    "BAJA": set[str](),
}


async def test_the_list_has_its_columns_and_is_empty_with_a_way_on(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    pagina = texto_de(await navegador.ver("/usuarios"))
    columnas = "CURP Nombre completo Correo electrónico Estatus Fecha de alta Último acceso Acciones"
    assert columnas in pagina
    guion.poner("GET /registry/capturistas", [])
    assert "Aún no tienes capturistas." in (await navegador.ver("/usuarios")).text


@pytest.mark.parametrize("estado", ACCIONES)
async def test_each_state_offers_exactly_its_actions(estado: str, navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/capturistas", [usuario(estado=estado)])
    pagina = await navegador.ver("/usuarios")
    ofrece = set(re.findall(rf'aria-label="([^"]+), {CURP}"', pagina.text))
    assert ofrece == ACCIONES[estado]


@pytest.mark.parametrize(
    ("estado", "aceptado", "de_cuenta", "mostrado"),
    [
        ("INVITADO", False, None, "ana@ejemplo.mx"),
        ("RECHAZADO", False, None, "ana@ejemplo.mx"),
        ("BAJA", False, None, "ana@ejemplo.mx"),
        ("POR_CONFIRMAR", True, "o***@otro.mx", "o***@otro.mx"),
        ("ACTIVO", True, "o***@otro.mx", "o***@otro.mx"),
        ("BAJA", True, None, ""),
    ],
)
async def test_the_typed_mail_is_shown_until_acceptance_and_then_the_masked_one_of_the_account(
    navegador: Navegador, guion: Guion, estado: str, aceptado: bool, de_cuenta: str | None, mostrado: str
) -> None:
    navegador.ingresar()
    fila = usuario(estado=estado, aceptado=aceptado, correo_de_cuenta=de_cuenta)
    guion.poner("GET /registry/capturistas", [fila])
    pagina = await navegador.ver("/usuarios")
    assert f'data-titulo="Correo electrónico"><span class="dato">{mostrado}</span>' in pagina.text


async def test_an_alta_sends_what_was_typed_once_per_form(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner("POST /registry/capturistas", httpx.Response(201, json=usuario()))
    pagina = await navegador.ver("/usuarios/nuevo")
    assert re.search(r'name="puede_acuses" value="true" checked', pagina.text)
    assert not re.search(r'name="exige_segundo_factor" value="true" checked', pagina.text)
    for _ in range(2):
        respuesta = await navegador.enviar("/usuarios/nuevo", ALTA | CLAVE | {"usuario": CURP.lower()})
        assert respuesta.headers["location"] == "/usuarios"
    enviadas = [p for p in guion.pedidas if p.method == "POST"]
    assert json_de(enviadas[0]) == {
        "usuario": CURP,
        "correo": "ana@ejemplo.mx",
        "correo_confirmacion": "ana@ejemplo.mx",
        "puede_acuses": True,
        "exige_segundo_factor": False,
    }
    assert {p.headers["idempotency-key"] for p in enviadas} == {CLAVE["clave"]}


async def test_every_fault_of_an_alta_is_shown_at_its_box_and_nothing_is_lost(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    errores = {"usuario": "La CURP no existe.", "correo_confirmacion": "Los correos no son iguales."}
    guion.poner("POST /registry/capturistas", problema("campo_invalido", 422, datos={"errores": errores}))
    respuesta = await navegador.enviar("/usuarios/nuevo", ALTA | CLAVE | {"confirmacion": "otro@x.mx"})
    assert respuesta.status_code == 422
    assert 'id="usuario-falla">La CURP no existe.' in respuesta.text
    assert 'id="confirmacion-falla">Los correos no son iguales.' in respuesta.text
    assert 'value="otro@x.mx"' in respuesta.text
    assert re.search(r'name="puede_acuses" value="true" checked', respuesta.text)


@pytest.mark.parametrize(
    ("codigo", "estado"),
    [("capturista_ya_registrado", 409), ("demasiadas_altas", 429), ("demasiados_capturistas", 429)],
)
async def test_a_refused_alta_is_told_on_the_form(
    codigo: str, estado: int, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("POST /registry/capturistas", problema(codigo, estado))
    respuesta = await navegador.enviar("/usuarios/nuevo", ALTA | CLAVE)
    assert respuesta.status_code == estado
    assert f"detalle de {codigo}" in respuesta.text
    assert f'value="{CURP}"' in respuesta.text


async def test_an_invitation_is_sent_again_and_a_mail_is_corrected(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner(f"POST {FILA}/invitacion", usuario())
    guion.poner(f"PUT {FILA}/correo", usuario(correo="b@x.mx"))
    await navegador.enviar(f"/usuarios/{VINCULO}/invitacion", CLAVE)
    assert "Enviamos la invitación de nuevo." in (await navegador.ver("/usuarios")).text
    datos = CLAVE | {"correo": "b@x.mx", "confirmacion": "b@x.mx"}
    await navegador.enviar(f"/usuarios/{VINCULO}/correo", datos)
    assert json_de(guion.una("PUT", "/correo")) == {"correo": "b@x.mx", "correo_confirmacion": "b@x.mx"}


async def test_permissions_are_sent_as_ticked(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner(f"PUT {FILA}/permisos", usuario())
    await navegador.enviar(f"/usuarios/{VINCULO}/permisos", {"exige_segundo_factor": "true"})
    assert json_de(guion.una("PUT", "/permisos")) == {"puede_acuses": False, "exige_segundo_factor": True}


async def test_who_accepted_with_another_mail_is_shown_masked_before_it_is_confirmed(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    por_confirmar = usuario(
        estado="POR_CONFIRMAR",
        nombre="ANA LÓPEZ MAR",
        correo_de_cuenta="a***@otra.mx",
        cuenta_desde="2025-03-01T18:00:00Z",
    )
    guion.poner("GET /registry/capturistas", [por_confirmar])
    guion.poner(f"POST {FILA}/confirmacion", usuario(estado="ACTIVO"))
    pagina = texto_de(await navegador.ver(f"/usuarios/{VINCULO}/confirmacion"))
    for dicho in ("ana@ejemplo.mx", "a***@otra.mx", "1 de marzo de 2025", "ANA LÓPEZ MAR"):
        assert dicho in pagina
    await navegador.enviar(f"/usuarios/{VINCULO}/confirmacion")
    assert guion.escrituras() == [f"POST /api/v1{FILA}/confirmacion"]


@pytest.mark.parametrize(("motivo", "enviado"), [("", {}), (" Ya no trabaja ", {"motivo": "Ya no trabaja"})])
async def test_a_baja_is_asked_for_in_a_dialog_with_an_optional_reason(
    motivo: str, enviado: dict[str, str], navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner(f"POST {FILA}/baja", usuario(estado="BAJA"))
    assert "<dialog open data-modal" in (await navegador.ver(f"/usuarios/{VINCULO}/baja")).text
    await navegador.enviar(f"/usuarios/{VINCULO}/baja", {"motivo": motivo})
    assert json_de(guion.una("POST", "/baja")) == enviado


async def test_unlocking_goes_to_the_account_and_promises_no_password(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    persona = str(UUID(int=9))
    guion.poner("GET /registry/capturistas", [usuario(estado="BLOQUEADO", capturista_id=persona)])
    guion.poner(f"POST /auth/cuentas/{persona}/desbloqueo", httpx.Response(204))
    await navegador.enviar(f"/usuarios/{VINCULO}/desbloqueo", CLAVE)
    assert guion.escrituras() == [f"POST /api/v1/auth/cuentas/{persona}/desbloqueo"]
    assert "Su contraseña no cambió." in (await navegador.ver("/usuarios")).text


@pytest.mark.parametrize("accion", ["correo", "permisos", "confirmacion", "baja"])
async def test_the_row_of_somebody_else_is_not_found(accion: str, navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/capturistas", [])
    assert (await navegador.ver(f"/usuarios/{VINCULO}/{accion}")).status_code == 404


async def test_an_alta_of_a_stale_session_offers_the_efirma_and_keeps_the_boxes(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("POST /registry/capturistas", problema("efirma_no_reciente", 403))
    negada = await navegador.enviar("/usuarios/nuevo", ALTA | CLAVE)
    assert (negada.status_code, 'href="/entrar/efirma"' in negada.text) == (403, True)
    assert ALTA["correo"] in negada.text
    assert navegador.sesion is not None
    assert navegador.sesion.volver == "nuevo_usuario"


CORREGIDO = {"correo": "otra@ejemplo.mx", "confirmacion": "otra@ejemplo.mx"}


@pytest.mark.parametrize(
    ("camino", "orden", "datos"),
    [
        ("/usuarios/nuevo", "POST /registry/capturistas", ALTA | {"exige_segundo_factor": "true"}),
        (f"/usuarios/{VINCULO}/correo", f"PUT {FILA}/correo", CORREGIDO),
    ],
)
async def test_a_form_that_asked_for_the_efirma_has_what_was_typed_until_it_is_saved(
    camino: str, orden: str, datos: dict[str, str], navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/capturistas", [usuario(estado="INVITADO", correo="primera@ejemplo.mx")])
    guion.poner(orden, problema("efirma_no_reciente", 403))
    negada = await navegador.enviar(camino, datos | CLAVE)
    assert (negada.status_code, 'href="/entrar/efirma"' in negada.text) == (403, True)
    pagina = (await navegador.ver(camino)).text
    assert pagina.count(f'value="{datos["correo"]}"') == 2
    assert ('name="exige_segundo_factor" value="true" checked' in pagina) == ("exige_segundo_factor" in datos)
    guion.poner(orden, usuario(estado="INVITADO"))
    await navegador.enviar(camino, datos | CLAVE)
    assert datos["correo"] not in (await navegador.ver(camino)).text


async def test_a_link_that_ended_because_the_person_proved_her_curp_says_so(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/capturistas", [usuario(estado="BAJA", por_titular=True)])
    assert "invítala de nuevo" in texto_de(await navegador.ver("/usuarios"))
    guion.poner("GET /registry/capturistas", [usuario(estado="BAJA")])
    assert "invítala de nuevo" not in texto_de(await navegador.ver("/usuarios"))
