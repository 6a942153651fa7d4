"""Generales and the address wizard (icsoe.md §7.4, §7.5): nothing typed is lost, nothing kept is stale."""

from typing import Any

import httpx
import pytest

from .conftest import (
    AL_BORRADOR,
    INFORMATIVA,
    Guion,
    Navegador,
    contratista,
    domicilio_escrito,
    json_de,
    problema,
    texto_de,
    version_de_generales,
)

EMPRESA: dict[str, Any] = {"tipo_persona": "M", "rfc": "EKU9003173C9", "nombre": "ESCUELA KEMPER URGATE"}
BORRADOR = "/registry/contratista/borrador"
ESCRITO = {"correo": "a@kemper.mx", "celular": "55 1234 5678", "social_igual": "no"}
DOMICILIO = {
    "lugar": domicilio_escrito()["lugar"],
    "calle": {"nombre": "Juárez", "tipo": "Avenida"},
    "num_exterior": "10",
}


def empresa(guion: Guion, navegador: Navegador, **cambios: Any) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS", **EMPRESA)
    guion.poner("GET /registry/contratista", contratista(**(EMPRESA | cambios)))


def borrador(guion: Guion, **contenido: Any) -> None:
    guion.poner(f"GET {BORRADOR}", {"borrador": contenido or None})


def apartado(guion: Guion) -> Any:
    """The last draft that was sent to registry."""
    return json_de([p for p in guion.pedidas if p.method == "PUT" and p.url.path.endswith("/borrador")][-1])


async def test_a_company_whose_seat_differs_goes_to_the_wizard_and_keeps_what_it_typed(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    borrador(guion)
    guion.poner("PUT /registry/contratista/acuse-repse", contratista(**EMPRESA, version=4))
    archivos = {"acuse_repse": ("a.pdf", b"%PDF-1.7", "application/pdf")}
    respuesta = await navegador.enviar("/generales", ESCRITO, files=archivos)
    assert respuesta.headers["location"] == "/domicilio/social/paso-1"
    assert apartado(guion)["generales"]["correo"] == "a@kemper.mx"
    assert guion.una("PUT", "/acuse-repse").content == b"%PDF-1.7"
    assert not any(e.endswith("/generales") for e in guion.escrituras())


async def test_what_was_typed_and_not_saved_is_shown_again_with_its_time(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador, correo="viejo@kemper.mx")
    escrito = {"correo": "nuevo@kemper.mx"} | await version_de_generales(navegador)
    borrador(guion, generales=escrito, guardado="2027-01-19T05:41:00Z")
    pagina = await navegador.ver("/generales")
    assert 'value="nuevo@kemper.mx"' in pagina.text
    assert "viejo@kemper.mx" not in pagina.text
    assert "Guardado a las 23:41" in texto_de(pagina)


async def test_autosave_keeps_the_address_that_is_being_located(navegador: Navegador, guion: Guion) -> None:
    empresa(guion, navegador)
    respuesta = await navegador.enviar("/generales/borrador", ESCRITO)
    assert respuesta.json() == {"guardado": "23:40"}
    assert apartado(guion)["generales"]["celular"] == "55 1234 5678"
    assert apartado(guion)["domicilios"]["social"]["codigo_postal"] == "05000"


async def test_guardar_forgets_the_draft_and_offers_two_ways_on(navegador: Navegador, guion: Guion) -> None:
    empresa(guion, navegador, domicilio_social=DOMICILIO)
    guion.poner("PUT /registry/contratista/generales", contratista(**EMPRESA))
    borrador(guion)
    respuesta = await navegador.enviar("/generales", ESCRITO | await version_de_generales(navegador))
    assert respuesta.headers["location"] == "/generales/guardados"
    assert guion.escrituras()[-1] == f"DELETE /api/v1{BORRADOR}"
    pagina = await navegador.ver("/generales/guardados")
    assert 'href="/usuarios"' in pagina.text
    assert 'href="/captura"' in pagina.text


async def test_repse_data_are_sent_only_when_they_changed_and_before_the_version_is_used(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("PUT /registry/contratista/repse", contratista(version=4))
    guion.poner("PUT /registry/contratista/generales", contratista(version=5))
    datos = {"correo": "x@ejemplo.mx", "celular": "5512345678", "repse_numero": "AR1234/2024"}
    actividad = {"folio_1": "F-1", "descripcion_1": "Limpieza", "folio_2": "", "descripcion_2": ""}
    datos |= await version_de_generales(navegador)
    await navegador.enviar("/generales", datos | actividad)
    assert json_de(guion.una("PUT", "/repse"))["actividades"] == [{"folio": "F-1", "descripcion": "Limpieza"}]
    assert guion.una("PUT", "/generales").headers["if-match"] == '"4"'


async def test_rows_of_activities_come_and_go_without_javascript(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    fila = {"folio_1": "F-1", "descripcion_1": "Limpieza"}
    respuesta = await navegador.enviar("/generales", fila | {"accion": "agregar-actividad"})
    assert respuesta.headers["location"] == "/generales#actividades"
    assert len(apartado(guion)["generales"]["actividades"]) == 2
    dos = fila | {"folio_2": "F-2", "descripcion_2": "Vigilancia"}
    await navegador.enviar("/generales", dos | {"accion": "quitar-actividad:1"})
    assert apartado(guion)["generales"]["actividades"] == [{"folio": "F-2", "descripcion": "Vigilancia"}]


async def test_a_refusal_that_names_a_box_is_shown_at_that_box(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    datos = {"errores": {"vigencia_hasta": "La vigencia no puede terminar antes de comenzar."}}
    guion.poner("PUT /registry/contratista/repse", problema("campo_invalido", 422, datos=datos))
    escrito = {"correo": "x@ejemplo.mx", "celular": "5512345678", "repse_hasta": "2026-01-01"}
    escrito |= await version_de_generales(navegador)
    respuesta = await navegador.enviar("/generales", escrito)
    assert respuesta.status_code == 422
    assert 'href="#repse_hasta"' in respuesta.text
    assert 'value="2026-01-01"' in respuesta.text


@pytest.mark.parametrize("estado", [422, 503])
async def test_what_was_typed_is_on_the_page_of_a_refusal_and_in_the_draft_while_registry_keeps_one(
    estado: int, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    codigo = "campo_invalido" if estado == 422 else "no_disponible"
    guion.poner("PUT /registry/contratista/generales", problema(codigo, estado))
    escrito = {"correo": "x@ejemplo.mx", "celular": "5512345678", "telefono_fijo": "5587654321"}
    respuesta = await navegador.enviar("/generales", escrito | await version_de_generales(navegador))
    assert respuesta.status_code == estado
    assert 'value="5587654321"' in respuesta.text
    assert (AL_BORRADOR in guion.escrituras()) is (estado == 422)


async def test_an_address_that_waits_for_its_link_can_be_sent_it_again(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/contratista", contratista(correos_por_confirmar=["x@ejemplo.mx"]))
    guion.poner("POST /registry/contratista/correos/confirmacion", contratista())
    assert "Correos por confirmar" in (await navegador.ver("/generales")).text
    await navegador.enviar("/generales", {"correo": "y@ejemplo.mx", "accion": "confirmar:x@ejemplo.mx"})
    assert json_de(guion.una("POST", "/confirmacion")) == {"correo": "x@ejemplo.mx"}
    assert "Enviamos de nuevo el enlace a x@ejemplo.mx." in (await navegador.ver("/generales")).text


@pytest.mark.parametrize("ruta", ["/generales/guardados", f"/firma/{INFORMATIVA}/firmar"])
async def test_who_saved_or_signs_is_told_that_acuses_come_without_attachment_until_the_link_is_opened(
    ruta: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    dicho = (
        "Enviamos un enlace a x@ejemplo.mx , c@ejemplo.mx . Mientras no se abra, los acuses llegan ahí sin"
    )
    assert "Enviamos un enlace" not in texto_de(await navegador.ver(ruta))
    por_confirmar = ["x@ejemplo.mx", "c@ejemplo.mx"]
    guion.poner("GET /registry/contratista", contratista(correos_por_confirmar=por_confirmar))
    pagina = await navegador.ver(ruta)
    assert dicho in texto_de(pagina)
    assert 'href="/generales#por-confirmar"' in pagina.text
    assert 'id="por-confirmar"' in (await navegador.ver("/generales")).text


async def test_a_return_is_signed_also_while_registry_is_away(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/contratista", problema("no_disponible", 503))
    pagina = await navegador.ver(f"/firma/{INFORMATIVA}/firmar")
    assert pagina.status_code == 200
    assert "Lo que vas a firmar" in pagina.text


@pytest.mark.parametrize(
    ("accion", "destino"),
    [
        ("eliminar-acuse", "/generales/acuse-repse/eliminar"),
        ("ver-domicilio", "/generales/domicilio-social"),
        ("eliminar-domicilio", "/generales/domicilio-social/eliminar"),
    ],
)
async def test_a_dialog_of_generales_keeps_what_was_typed(
    accion: str, destino: str, navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador, domicilio_social=DOMICILIO)
    respuesta = await navegador.enviar("/generales", ESCRITO | {"accion": accion})
    assert respuesta.headers["location"] == destino
    assert apartado(guion)["generales"]["correo"] == "a@kemper.mx"
    dialogo = await navegador.ver(destino)
    assert "<dialog open data-modal" in dialogo.text


async def test_deleting_asks_first_and_then_deletes(navegador: Navegador, guion: Guion) -> None:
    empresa(guion, navegador, domicilio_social=DOMICILIO)
    guion.poner("DELETE /registry/contratista/domicilio-social", contratista(**EMPRESA))
    assert "quedan incompletos" in (await navegador.ver("/generales/domicilio-social/eliminar")).text
    assert guion.escrituras() == []
    respuesta = await navegador.enviar("/generales/domicilio-social/eliminar")
    assert respuesta.headers["location"] == "/generales"
    assert guion.escrituras() == ["DELETE /api/v1/registry/contratista/domicilio-social"]


async def test_new_terms_are_asked_again_and_what_was_being_typed_waits(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    guion.poner("GET /registry/contratista", contratista(estado="NUEVO", terminos_version="0.9"))
    respuesta = await navegador.enviar("/generales", {"correo": "a-medias@ejemplo.mx"})
    assert respuesta.headers["location"] == "/terminos/aceptacion"
    assert apartado(guion)["generales"]["correo"] == "a-medias@ejemplo.mx"
    pagina = await navegador.ver("/terminos/aceptacion")
    assert "Los términos cambiaron desde la última vez que los aceptaste." in pagina.text


async def test_paso_1_with_a_postal_code_offers_its_colonias_and_locates_one(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    borrador(guion, domicilios={"social": {"conoce": "si"}})
    fragmento = await navegador.http.post(
        "/domicilio/social/lugar",
        data={"_csrf": csrf(navegador), "conoce": "si", "codigo_postal": "05000"},
        headers={"Sec-Fetch-Site": "same-origin", "HX-Request": "true"},
    )
    assert "--Selecciona por favor--" in fragmento.text
    assert "El Molino" in fragmento.text
    assert "<html" not in fragmento.text
    assert '<div id="fallas" hx-swap-oob="true"></div>' in fragmento.text
    datos = {"conoce": "si", "codigo_postal": "05000", "colonia_id": "05000-0001"}
    respuesta = await navegador.enviar("/domicilio/social/paso-1", datos)
    assert respuesta.headers["location"] == "/domicilio/social/paso-2"
    assert apartado(guion)["domicilios"]["social"]["lugar"]["municipio"] == "Cuajimalpa de Morelos"


async def test_a_choice_that_arrives_after_ubicar_keeps_the_place_that_ubicar_kept(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    datos = {"conoce": "si", "codigo_postal": "05000", "colonia_id": "05000-0001"}
    for ruta in ("/domicilio/social/paso-1", "/domicilio/social/lugar"):
        await navegador.enviar(ruta, datos)
        assert apartado(guion)["domicilios"]["social"]["lugar"]["municipio"] == "Cuajimalpa de Morelos"


async def test_paso_1_without_postal_code_goes_down_by_plain_submits(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    guardado: dict[str, Any] = {"borrador": None}

    def guardar(peticion: httpx.Request) -> httpx.Response:
        guardado["borrador"] = json_de(peticion)
        return httpx.Response(204)

    guion.poner(f"GET {BORRADOR}", lambda _: httpx.Response(200, json=guardado))
    guion.poner(f"PUT {BORRADOR}", guardar)
    eleccion: dict[str, str] = {}
    for nueva, ofrecido in (
        ({"conoce": "no"}, "Ciudad de México"),
        ({"estado": "09"}, "Cuajimalpa de Morelos"),
        ({"municipio": "004"}, "El Molino (C.P. 05000)"),
    ):
        eleccion |= nueva
        respuesta = await navegador.enviar("/domicilio/social/lugar", eleccion)
        assert respuesta.headers["location"] == "/domicilio/social/paso-1"
        assert ofrecido in (await navegador.ver("/domicilio/social/paso-1")).text
    respuesta = await navegador.enviar("/domicilio/social/paso-1", eleccion | {"colonia_id": "05000-0002"})
    assert respuesta.headers["location"] == "/domicilio/social/paso-2"


async def test_an_unknown_postal_code_says_so_at_its_box(navegador: Navegador, guion: Guion) -> None:
    empresa(guion, navegador)
    guion.poner("GET /registry/codigos-postales/99999", problema("codigo_postal_desconocido", 404))
    for cp, dicho in (("99999", "detalle de codigo_postal_desconocido"), ("123", "tiene 5 dígitos")):
        datos = {"conoce": "si", "codigo_postal": cp}
        respuesta = await navegador.enviar("/domicilio/social/paso-1", datos)
        assert respuesta.status_code == 422
        assert dicho in respuesta.text
        assert 'href="#codigo_postal"' in respuesta.text


async def test_paso_2_shows_each_fault_and_keeps_everything(navegador: Navegador, guion: Guion) -> None:
    empresa(guion, navegador)
    datos = {"calle": "Juárez", "num_exterior": "diez", "descripcion_ubicacion": "Portón verde"}
    respuesta = await navegador.enviar("/domicilio/social/paso-2", datos)
    assert respuesta.status_code == 422
    assert "Escribe solo el número" in respuesta.text
    assert "Portón verde" in respuesta.text
    assert 'value="Reforma"' in respuesta.text


@pytest.mark.parametrize("sin_numero", [True, False])
async def test_paso_3_turns_streets_around_and_names_the_settlement(
    sin_numero: bool, navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    numero = {} if sin_numero else {"num_exterior": "999", "letra_exterior": "Mz. 9 Lt. 8"}
    componentes = {"calle": "Juárez", "tipo_calle": "Avenida"} | numero
    social = domicilio_escrito(componentes=componentes, sin_numero=sin_numero)
    borrador(guion, domicilios={"social": social})
    pagina = texto_de(await navegador.ver("/domicilio/social/paso-3"))
    assert "Datos del domicilio geográfico nacional ubicado" in pagina
    assert "Colonia* Pueblo Cuajimalpa Calle* Avenida Juárez" in pagina
    assert ("Sin número" if sin_numero else "999 / Mz. 9 Lt. 8") in pagina


async def test_aceptar_sends_the_components_and_leaves_generales_as_typed(
    navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    borrador(guion, generales=ESCRITO, domicilios={"social": domicilio_escrito()})
    guion.poner("PUT /registry/contratista/domicilio-social", contratista(**EMPRESA))
    respuesta = await navegador.enviar("/domicilio/social/paso-3")
    assert respuesta.headers["location"] == "/generales"
    assert json_de(guion.una("PUT", "/domicilio-social")) == {
        "colonia_id": "05000-0001",
        "sin_numero": False,
        "calle": "Juárez",
        "tipo_calle": "Avenida",
        "num_exterior": "10",
    }
    assert apartado(guion)["domicilios"] == {}
    assert apartado(guion)["generales"]["correo"] == "a@kemper.mx"


@pytest.mark.parametrize(("paso", "destino"), [(1, "/generales"), (2, "/domicilio/social/paso-1")])
async def test_regresar_keeps_what_was_typed(
    paso: int, destino: str, navegador: Navegador, guion: Guion
) -> None:
    empresa(guion, navegador)
    datos = {"accion": "regresar", "conoce": "si", "codigo_postal": "05000", "calle": "Hidalgo"}
    respuesta = await navegador.enviar(f"/domicilio/social/paso-{paso}", datos)
    assert respuesta.headers["location"] == destino
    social = apartado(guion)["domicilios"]["social"]
    assert social["codigo_postal"] == "05000"
    assert paso == 1 or social["componentes"]["calle"] == "Hidalgo"


async def test_the_wizard_opens_for_no_person_and_no_unknown_target(navegador: Navegador) -> None:
    navegador.ingresar()
    assert (await navegador.ver("/domicilio/social/paso-1")).headers["location"] == "/generales"
    assert (await navegador.ver("/domicilio/otro/paso-1")).status_code == 404


def csrf(navegador: Navegador) -> str:
    assert navegador.sesion
    return navegador.sesion.csrf


async def test_who_must_use_the_efirma_again_keeps_what_it_typed_and_comes_back_to_it(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    borrador(guion)
    guion.poner("PUT /registry/contratista/generales", problema("efirma_no_reciente", 403))
    escrito = {"correo": "otro@ejemplo.mx", "celular": "5512345678"}
    escrito |= await version_de_generales(navegador)
    negada = await navegador.enviar("/generales", escrito)
    assert negada.status_code == 403
    assert 'href="/entrar/efirma"' in negada.text
    assert apartado(guion)["generales"]["correo"] == "otro@ejemplo.mx"
    assert navegador.sesion is not None
    assert navegador.sesion.volver == "generales"
