"""Capturista start (icsoe.md §7.7): what it sees, for whom it works, and what stays a contratista's."""

import re

import httpx
import pytest

from .conftest import (
    CONTRATISTA,
    CURP,
    FOLIO,
    INFORMATIVA,
    OTRO_CONTRATISTA,
    VINCULO,
    Guion,
    Navegador,
    capturista,
    empresa,
    informativa,
    invitacion,
    json_de,
    pendiente,
    problema,
    texto_de,
    usuario,
)
from .rutas import LECTURAS, Ruta

AMBITO = f"/c/{CONTRATISTA}"
OTRO = f"/c/{OTRO_CONTRATISTA}"
SOLO_CONTRATISTA = ("/firma", "/generales", "/usuarios", "/terminos/aceptacion", "/configuracion", "/inicio")


def es_de_contratista(ruta: Ruta) -> bool:
    return ruta.camino.startswith(SOLO_CONTRATISTA) or ruta.camino in ("/captura", "/acuses")


@pytest.mark.parametrize("ruta", [r for r in LECTURAS if es_de_contratista(r)], ids=lambda r: r.nombre)
async def test_what_is_a_contratistas_alone_never_opens_to_a_capturista(
    ruta: Ruta, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    respuesta = await navegador.ver(ruta.camino)
    assert respuesta.status_code == 403
    assert {p.url.path for p in guion.pedidas} == {"/api/v1/registry/capturista"}  # for the strip alone


@pytest.mark.parametrize(
    "ruta", ["/capturista/inicio", f"{AMBITO}/captura", "/mi-cuenta", f"{AMBITO}/mis-sesiones"]
)
async def test_what_is_a_capturistas_never_opens_to_a_contratista(
    ruta: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    assert (await navegador.ver(ruta)).status_code == 403
    assert guion.pedidas == []


async def test_the_strip_comes_in_the_order_of_the_guide(navegador: Navegador) -> None:
    navegador.ingresar_capturista()
    pagina = texto_de(await navegador.ver("/capturista/inicio"))
    assert re.search(
        "Selecciona un contratista para trabajar: Seleccionar un contratista "
        f"CURP {CURP} Nombre completo ANA LÓPEZ MAR Rol Capturista",
        pagina,
    )
    assert "Avisos de Contratación-IMSS Bienvenidos" in pagina


async def test_terms_and_name_come_before_anything_else(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    debe = capturista(
        nombre=None,
        primer_apellido=None,
        faltantes=["Términos y Condiciones", "Nombre(s)", "Primer apellido"],
    )
    guion.poner("GET /registry/capturista", debe)
    for ruta in ("/capturista/inicio", "/capturista/contratistas", f"{AMBITO}/captura", "/mi-cuenta"):
        assert (await navegador.ver(ruta)).headers["location"] == "/capturista/terminos"
    pagina = await navegador.ver("/capturista/terminos")
    assert "Aceptas los términos y condiciones del Sistema ICSOE" in pagina.text
    sin_nombre = debe | {"faltantes": ["Nombre(s)", "Primer apellido"]}
    guion.poner("POST /registry/capturista/terminos", sin_nombre)
    aceptados = await navegador.enviar("/capturista/terminos", {"version": "1.1"})
    assert aceptados.headers["location"] == "/capturista/datos"
    guion.poner("GET /registry/capturista", sin_nombre)
    assert (await navegador.ver("/capturista/inicio")).headers["location"] == "/capturista/datos"


async def test_the_name_is_saved_as_typed_and_a_fault_loses_nothing(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    falla = {"errores": {"primer_apellido": "Escribe tu primer apellido."}}
    guion.poner("PUT /registry/capturista/datos", problema("campo_invalido", 422, datos=falla))
    escrito = {"nombre": "Ana Sofía", "primer_apellido": "", "segundo_apellido": "Mar"}
    mal = await navegador.enviar("/capturista/datos", escrito)
    assert mal.status_code == 422
    assert "Escribe tu primer apellido." in mal.text
    assert 'value="Ana Sofía"' in mal.text
    guion.poner("PUT /registry/capturista/datos", capturista())
    bien = await navegador.enviar("/capturista/datos", escrito | {"primer_apellido": "López"})
    assert bien.headers["location"] == "/capturista/inicio"
    assert json_de(guion.pedidas[-1]) == {
        "nombre": "Ana Sofía",
        "primer_apellido": "López",
        "segundo_apellido": "Mar",
    }


async def test_the_list_has_the_words_of_the_guide_and_one_contratista_is_preselected(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    pagina = await navegador.ver("/capturista/contratistas")
    for texto in (
        "Contratista a trabajar",
        "Selecciona el contratista por el que capturarás la información de los contratos celebrados o "
        "modificados en el cuatrimestre",
        "Seleccionar",
        "RFC Contratista",
        "Nombre, denominación o razón social",
        "Siguiente",
    ):
        assert texto in pagina.text
    assert " checked" not in pagina.text
    solo = capturista(contratistas=[empresa(CONTRATISTA, "EKU9003173C9", "ESCUELA KEMPER URGATE")])
    guion.poner("GET /registry/capturista", solo)
    assert (await navegador.ver("/capturista/contratistas")).text.count(" checked") == 1


async def test_siguiente_names_the_contratista_and_continuar_opens_its_address(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    pagina = await navegador.ver(f"/capturista/contratistas/confirmacion?elegido={CONTRATISTA}")
    assert "ESCUELA KEMPER URGATE" in pagina.text
    assert f'href="{AMBITO}/inicio" autofocus>Continuar' in pagina.text
    inicio = await navegador.ver(f"{AMBITO}/inicio")
    assert "Cambiar de contratista" in inicio.text
    assert f'href="{AMBITO}/captura"' in inicio.text
    assert guion.escrituras() == []
    for nadie in ("", "x", str(INFORMATIVA)):
        ninguno = await navegador.ver(f"/capturista/contratistas/confirmacion?elegido={nadie}")
        assert ninguno.status_code == 422
        assert "Selecciona un contratista de la lista." in ninguno.text


async def test_a_contratista_it_does_not_work_for_is_not_found(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    for ajeno in (INFORMATIVA, "no-es-uuid"):
        for resto in ("inicio", "captura", "acuses", "mi-cuenta", "mis-sesiones", "capturista/datos"):
            respuesta = await navegador.ver(f"/c/{ajeno}/{resto}")
            assert respuesta.status_code == 404
            assert "contratista_sin_vinculo" in respuesta.text
    assert {p.url.path for p in guion.pedidas} == {"/api/v1/registry/capturista"}


async def test_two_tabs_work_for_two_contratistas_and_never_mix(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    for ambito, id in ((AMBITO, CONTRATISTA), (OTRO, OTRO_CONTRATISTA), (AMBITO, CONTRATISTA)):
        pagina = await navegador.ver(f"{ambito}/captura")
        assert guion.pedidas[-1].headers["icsoe-contratista"] == str(id)
        enlaces = set(re.findall(r'(?:href|action)="(/c/[^/"]+)', pagina.text))
        assert enlaces == {ambito}
    await navegador.ver("/capturista/inicio")
    assert "icsoe-contratista" not in guion.pedidas[-1].headers


@pytest.mark.parametrize(
    "pagina",
    [
        "mi-cuenta",
        "mi-cuenta/contrasena",
        "mi-cuenta/correo",
        "mi-cuenta/segundo-factor",
        "mis-sesiones",
        "capturista/datos",
    ],
)
async def test_who_looks_at_its_account_keeps_the_contratista_it_works_for(
    pagina: str, navegador: Navegador
) -> None:
    navegador.ingresar_capturista()
    assert f'href="{AMBITO}/mi-cuenta"' in (await navegador.ver(f"{AMBITO}/captura")).text
    vista = await navegador.ver(f"{AMBITO}/{pagina}")
    assert "ESCUELA KEMPER URGATE , RFC EKU9003173C9 Cambiar de contratista" in texto_de(vista)
    for entrada in ("inicio", "captura", "acuses"):
        assert f'href="{AMBITO}/{entrada}"' in vista.text
    casas = set(re.findall(r'(?:href|action)="((?:/c/[^/"]+)?/(?:mi-cuenta|mis-sesiones))', vista.text))
    assert casas <= {f"{AMBITO}/mi-cuenta", f"{AMBITO}/mis-sesiones"}


async def test_what_it_changes_of_its_account_leads_back_to_the_same_contratista(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("POST /auth/cuenta/correo", httpx.Response(202, json={}))
    datos = {"correo": "nueva@ejemplo.mx", "contrasena": "Trueno-Verde8"}
    respuesta = await navegador.enviar(f"{AMBITO}/mi-cuenta/correo", datos)
    assert respuesta.headers["location"] == f"{AMBITO}/mi-cuenta"
    guion.poner("PUT /registry/capturista/datos", capturista())
    nombre = {"nombre": "Ana", "primer_apellido": "López", "segundo_apellido": ""}
    respuesta = await navegador.enviar(f"{AMBITO}/capturista/datos", nombre)
    assert respuesta.headers["location"] == f"{AMBITO}/inicio"


async def test_a_contratista_names_nobody_else(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    await navegador.ver("/captura")
    assert "icsoe-contratista" not in guion.pedidas[-1].headers


async def test_a_capturista_sends_to_signature_and_goes_back_to_the_tray(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    base = "/informativa/informativas"
    guion.poner(f"POST {base}", httpx.Response(201, json=informativa()))
    guion.poner(f"POST {base}/{INFORMATIVA}/envio", httpx.Response(200, json={}))
    datos = {"ejercicio": "2026", "cuatrimestre": "3", "clave": str(INFORMATIVA)}
    respuesta = await navegador.enviar(f"{AMBITO}/captura/nueva/protesta", datos)
    assert respuesta.headers["location"] == f"{AMBITO}/captura"
    escritas = [p for p in guion.pedidas if p.method == "POST"]
    assert [p.headers["icsoe-contratista"] for p in escritas] == [str(CONTRATISTA)] * 2
    guion.poner(f"GET {base}", [informativa(estado="POR_FIRMAR")])
    bandeja = await navegador.ver(f"{AMBITO}/captura")
    assert "la firmará ESCUELA KEMPER URGATE" in bandeja.text
    assert f'href="{AMBITO}/captura/{INFORMATIVA}"' in bandeja.text
    assert "/firma" not in bandeja.text


async def test_a_capturista_asks_for_the_return_of_what_it_sent_and_nothing_it_typed_is_lost(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    una = f"{AMBITO}/captura/{INFORMATIVA}"
    ruta, base = f"{una}/solicitar-devolucion", "/informativa/informativas"
    enviada = informativa(estado="POR_FIRMAR")
    guion.poner(f"GET {base}", [enviada])
    guion.poner(f"GET {base}/{INFORMATIVA}", enviada)
    for pagina in (f"{AMBITO}/captura", una):
        assert re.search(f'href="{ruta}"[^>]*>Solicitar devolución<', (await navegador.ver(pagina)).text)
    assert "ESCUELA KEMPER URGATE recibirá un correo" in (await navegador.ver(ruta)).text
    datos = {"clave": str(INFORMATIVA), "motivo": " "}
    mala = await navegador.enviar(ruta, datos)
    assert (mala.status_code, "de 1 a 500 caracteres" in mala.text) == (422, True)
    pedida = f"POST /signing/pendientes/{INFORMATIVA}/solicitud-devolucion"
    guion.poner(pedida, problema("campo_invalido", 422))
    rara = await navegador.enviar(ruta, datos | {"motivo": "raya | vertical"})
    assert (rara.status_code, "raya | vertical" in rara.text) == (422, True)
    guion.poner(pedida, {})
    hecha = await navegador.enviar(ruta, datos | {"motivo": "Falta un contrato."})
    assert hecha.headers["location"] == f"{AMBITO}/captura"
    (*_, ultima) = [p for p in guion.pedidas if p.method == "POST"]
    assert json_de(ultima) == {"motivo": "Falta un contrato."}
    assert ultima.headers["idempotency-key"] == str(INFORMATIVA)
    assert ultima.headers["icsoe-contratista"] == str(CONTRATISTA)
    assert "recibirá el aviso por correo" in (await navegador.ver(f"{AMBITO}/captura")).text


async def test_what_was_asked_for_says_so_and_is_not_asked_again(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar_capturista()
    una = f"{AMBITO}/captura/{INFORMATIVA}"
    pedida = informativa(estado="POR_FIRMAR", devolucion_solicitada="2027-01-19T05:40:00Z")
    guion.poner("GET /informativa/informativas", [pedida])
    guion.poner(f"GET /informativa/informativas/{INFORMATIVA}", pedida)
    for ruta in (f"{AMBITO}/captura", una):
        pagina = await navegador.ver(ruta)
        assert "solicitar-devolucion" not in pagina.text
        assert "la devolución el 18/01/2027" in pagina.text or "Devolución solicitada el" in pagina.text
    assert (await navegador.ver(f"{una}/solicitar-devolucion")).headers["location"] == una


async def test_a_contratista_returns_and_reads_who_sent_and_who_asks_for_it(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    quien, espera = str(VINCULO), {"motivo": "Falta <b>uno</b>.", "en": "2027-01-19T05:40:00Z"}
    guion.poner("GET /informativa/informativas", [informativa(estado="POR_FIRMAR")])
    assert "Solicitar devolución" not in (await navegador.ver("/captura")).text
    pedido = pendiente(enviada_por=quien, devolucion_solicitada=espera | {"capturista_id": quien})
    guion.poner("GET /signing/pendientes", [pedido])
    guion.poner(f"GET /signing/pendientes/{INFORMATIVA}", pedido)
    guion.poner("GET /registry/capturistas", [usuario(capturista_id=quien, nombre="ANA LÓPEZ")])
    bandeja = await navegador.ver("/firma")
    assert re.search('data-titulo="Enviada por">ANA LÓPEZ<', bandeja.text)
    assert "Devolución solicitada" in bandeja.text
    pagina = await navegador.ver(f"/firma/{INFORMATIVA}")
    assert "ANA LÓPEZ solicitó su devolución el 18/01/2027" in pagina.text
    assert "Falta &lt;b&gt;uno&lt;/b&gt;." in pagina.text
    firmar = await navegador.ver(f"/firma/{INFORMATIVA}/firmar")
    antes_de_la_llave, *_ = firmar.text.partition('id="contrasena"')
    assert "ANA LÓPEZ solicitó su devolución el 18/01/2027" in antes_de_la_llave
    assert "Falta &lt;b&gt;uno&lt;/b&gt;." in antes_de_la_llave
    assert re.search(f'href="/firma/{INFORMATIVA}/devolver">Devolver<', antes_de_la_llave)
    guion.poner("GET /registry/capturistas", problema("interno", 500))
    assert (await navegador.ver("/firma")).status_code == 200


async def test_the_menu_of_a_capturista_has_no_signature_and_acuses_only_where_allowed(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    pagina = await navegador.ver(f"{AMBITO}/inicio")
    assert f'href="{AMBITO}/acuses"' in pagina.text
    for ajeno in ("Firma y presentación", "Generales", "Usuarios"):
        assert ajeno not in pagina.text
    sin_acuses = empresa(CONTRATISTA, "EKU9003173C9", "ESCUELA KEMPER URGATE", puede_acuses=False)
    guion.poner("GET /registry/capturista", capturista(contratistas=[sin_acuses]))
    assert "/acuses" not in (await navegador.ver(f"{AMBITO}/inicio")).text


async def test_invitations_stand_above_the_list_and_are_answered_there(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("GET /registry/capturista", capturista(invitaciones=[invitacion()], contratistas=[]))
    assert "Tienes 1 invitación por responder." in (await navegador.ver("/capturista/inicio")).text
    pagina = texto_de(await navegador.ver("/capturista/contratistas"))
    assert "ESCUELA KEMPER URGATE te invita a capturar por su cuenta." in pagina
    assert "Por ahora no trabajas para ningún contratista." in pagina
    guion.poner(f"POST /registry/capturista/invitaciones/{VINCULO}/aceptacion", capturista())
    aceptada = await navegador.enviar(f"/capturista/invitaciones/{VINCULO}/aceptar")
    assert aceptada.headers["location"] == "/capturista/contratistas"
    assert "Ya puedes trabajar por su cuenta." in (await navegador.ver("/capturista/contratistas")).text
    guion.poner(f"POST /registry/capturista/invitaciones/{VINCULO}/rechazo", capturista(contratistas=[]))
    await navegador.enviar(f"/capturista/invitaciones/{VINCULO}/rechazar")
    assert "Rechazaste la invitación" in (await navegador.ver("/capturista/contratistas")).text


async def test_an_acceptance_that_waits_for_the_contratistas_word_says_so(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    guion.poner("GET /registry/capturista", capturista(invitaciones=[invitacion()], contratistas=[]))
    guion.poner(f"POST /registry/capturista/invitaciones/{VINCULO}/aceptacion", capturista(contratistas=[]))
    await navegador.enviar(f"/capturista/invitaciones/{VINCULO}/aceptar")
    assert "Falta que confirme que eres tú" in (await navegador.ver("/capturista/contratistas")).text


@pytest.mark.parametrize("responder", ["aceptar", "rechazar"])
async def test_an_invitation_that_was_answered_in_another_tab_says_so(
    responder: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    respuesta = await navegador.enviar(f"/capturista/invitaciones/{VINCULO}/{responder}")
    assert respuesta.status_code == 409
    assert "la respondiste antes, tal vez en otra pestaña, o el contratista la retiró" in respuesta.text
    assert re.search('href="/capturista/contratistas">Contratista a trabajar<', respuesta.text)
    assert guion.escrituras() == []


async def test_who_was_given_the_baja_reads_so_and_nobody_learns_which_contratistas_exist(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    assert (await navegador.ver(f"{AMBITO}/captura")).status_code == 200
    guion.poner("GET /registry/capturista", capturista(contratistas=[]))
    respuestas = [
        await navegador.ver(ruta)
        for ruta in (f"{AMBITO}/captura", f"{AMBITO}/inicio", f"{OTRO}/inicio", "/c/x/inicio")
    ]
    for respuesta in respuestas:
        assert respuesta.status_code == 404
        texto = texto_de(respuesta)
        assert "Ya no trabajas para este contratista, o no tienes aceptada una invitación suya." in texto
        assert re.search('href="/capturista/contratistas">Contratista a trabajar<', respuesta.text)
        assert 'href="/capturista/inicio"' in respuesta.text
    assert len({texto_de(r) for r in respuestas[1:]}) == 1


@pytest.mark.parametrize("ruta", ["/captura", "/captura/nueva", "/acuses", f"/acuses/{FOLIO}/descarga"])
async def test_who_chose_no_contratista_yet_is_sent_to_choose_one(ruta: str, navegador: Navegador) -> None:
    navegador.ingresar_capturista()
    respuesta = await navegador.ver(ruta)
    assert respuesta.status_code == 403
    assert "primero elige el contratista para el que vas a trabajar" in respuesta.text
    assert re.search('href="/capturista/contratistas">Contratista a trabajar<', respuesta.text)


async def test_incomplete_generales_are_told_to_a_capturista_as_its_contratistas(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar_capturista()
    datos = {"faltantes": ["Domicilio social"]}
    guion.poner("POST /informativa/informativas", problema("MSG-24", 409, datos=datos))
    escrito = {"ejercicio": "2026", "cuatrimestre": "3", "clave": str(INFORMATIVA)}
    respuesta = await navegador.enviar(f"{AMBITO}/captura/nueva/protesta", escrito)
    assert respuesta.status_code == 409
    texto = texto_de(respuesta)
    assert "Los datos generales del contratista están incompletos: Domicilio social; podrás" in texto
    assert "Ir a datos generales" not in texto
