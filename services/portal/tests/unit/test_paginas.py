"""What the pages say and keep."""

import re
from pathlib import Path

import httpx
import icsoe_portal
import pytest

from .conftest import (
    AL_BORRADOR,
    INFORMATIVA,
    Guion,
    Navegador,
    contratista,
    informativa,
    json_de,
    pendiente,
    periodo,
    problema,
    texto_de,
    version_de_generales,
)

PLANTILLAS = Path(icsoe_portal.__file__).parent / "templates"
MALICIOSO = '"><script>alert(1)</script><img src=x onerror=alert(1) hx-get=/x>'


def plantillas() -> list[Path]:
    return sorted(PLANTILLAS.rglob("*.html"))


@pytest.mark.parametrize("plantilla", plantillas(), ids=lambda p: p.name)
def test_no_template_marks_text_as_safe_or_carries_script_or_style(plantilla: Path) -> None:
    texto = plantilla.read_text("utf-8")
    assert not re.search(r"\|\s*safe|Markup\(|autoescape\s+false", texto)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:\\S", texto, re.IGNORECASE)
    assert all("src=" in etiqueta for etiqueta in re.findall(r"<script[^>]*>", texto))


@pytest.mark.parametrize("nombre", ["_efirma.html", "entrada/efirma.html", "firma/firmar.html"])
def test_the_key_boxes_have_no_name_no_form_and_no_accept_filter(nombre: str) -> None:
    texto = (PLANTILLAS / nombre).read_text("utf-8")
    assert "<form" not in texto
    for caja in re.findall(r"<input[^>]*>", texto):
        assert " name=" not in caja
        assert " accept" not in caja


async def test_names_and_motives_show_as_text(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar(nombre=MALICIOSO)
    guion.poner("GET /informativa/informativas", [informativa(motivo_devolucion=MALICIOSO)])
    guion.poner(f"GET /signing/pendientes/{INFORMATIVA}", pendiente(estado="DEVUELTA", motivo=MALICIOSO))
    for ruta in ("/inicio", "/captura", f"/firma/{INFORMATIVA}", f"/centro-de-ayuda?q={MALICIOSO}"):
        cuerpo = (await navegador.ver(ruta)).text
        assert "<script>alert" not in cuerpo
        assert "<img src=x" not in cuerpo


async def test_nothing_typed_in_generales_is_lost_on_an_error(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS")
    guion.poner(
        "GET /registry/contratista", contratista(estado="TERMINOS_ACEPTADOS", acuse_repse=None, correo=None)
    )
    datos = {"correo": "no-es-correo", "celular": "55 1234 5678", "copia_2": "conta@despacho.mx"}
    respuesta = await navegador.enviar("/generales", datos)
    assert respuesta.status_code == 422
    for escrito in datos.values():
        assert f'value="{escrito}"' in respuesta.text
    assert "Adjunta el acuse de registro" in respuesta.text
    assert guion.escrituras() == [AL_BORRADOR]


@pytest.mark.parametrize(
    ("nombre", "datos", "dicho"),
    [
        ("acuse.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024), "más de 5 MB"),
        ("acuse.pdf", b"MZ no es pdf", "no es un PDF"),
    ],
    ids=["grande", "otro-tipo"],
)
async def test_a_receipt_that_is_too_large_or_no_pdf_is_refused_with_its_reason(
    nombre: str, datos: bytes, dicho: str, navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS")
    archivos = {"acuse_repse": (nombre, datos, "application/pdf")}
    formulario = {"correo": "x@ejemplo.mx", "celular": "5512345678"}
    respuesta = await navegador.enviar("/generales", formulario, files=archivos)
    assert respuesta.status_code == 422
    assert dicho in respuesta.text
    assert guion.escrituras() == [AL_BORRADOR]


async def test_guardar_uploads_the_receipt_and_saves_with_the_version_it_left(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS")
    guion.poner("PUT /registry/contratista/acuse-repse", contratista(estado="TERMINOS_ACEPTADOS", version=4))
    guion.poner("PUT /registry/contratista/generales", contratista(version=5))
    archivos = {"acuse_repse": ("mi acuse.pdf", b"%PDF-1.7 ...", "application/pdf")}
    datos = {"correo": "x@Ejemplo.mx", "celular": "+52 (55) 1234-5678", "copia_1": "c@ejemplo.mx"}
    datos |= await version_de_generales(navegador)
    respuesta = await navegador.enviar("/generales", datos, files=archivos)
    assert respuesta.headers["location"] == "/generales/guardados"
    guardado = guion.una("PUT", "/generales")
    assert guardado.headers["if-match"] == '"4"'
    assert json_de(guardado) == {
        "correo": "x@ejemplo.mx",
        "celular": "5512345678",
        "telefono_fijo": None,
        "copias_acuse": ["c@ejemplo.mx"],
    }


async def test_the_intro_of_generales_names_the_domicilio_social_only_to_a_company(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    persona = await navegador.ver("/generales")
    guion.poner("GET /registry/contratista", contratista(tipo_persona="M"))
    empresa = await navegador.ver("/generales")
    assert "Captura el correo electrónico y número de teléfono del contratista." in persona.text
    assert "domicilio social" not in persona.text
    assert "Captura el correo electrónico, número de teléfono y domicilio social" in empresa.text


async def test_the_oath_creates_nothing_until_continuar(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    pagina = await navegador.ver("/captura/nueva/protesta?periodo=2026-3&tipo=SIN_INFORMACION")
    assert "no celebré contratos" in pagina.text
    assert re.search(r'href="/captura/nueva" data-cancelar>Cancelar', pagina.text)
    assert guion.escrituras() == []


async def test_a_double_continuar_sends_the_same_keys(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    base = "/informativa/informativas"
    guion.poner(f"POST {base}", httpx.Response(201, json=informativa()))
    guion.poner(f"POST {base}/{INFORMATIVA}/envio", httpx.Response(200, json={}))
    datos = {"ejercicio": "2026", "cuatrimestre": "3", "clave": str(INFORMATIVA)}
    for _ in range(2):
        respuesta = await navegador.enviar("/captura/nueva/protesta", datos)
        assert respuesta.headers["location"] == f"/firma/{INFORMATIVA}/firmar"
    claves = [p.headers["idempotency-key"] for p in guion.pedidas if p.method == "POST"]
    assert claves[:2] == claves[2:]
    assert claves[0] != claves[1]


async def test_periodo_proposes_the_one_that_can_still_be_on_time(navegador: Navegador) -> None:
    navegador.ingresar()
    pagina = await navegador.ver("/captura/nueva")
    assert 'value="2026" selected' in pagina.text
    assert re.search(r'value="2026-3" required checked', pagina.text)


async def test_periodo_never_proposes_a_period_still_running_beside_a_late_one(
    navegador: Navegador, guion: Guion
) -> None:
    tardio = periodo(2026, 3, extemporanea_si_hoy=True)
    guion.poner("GET /informativa/periodos", [periodo(2027, 1, firma_abierta=False), tardio])
    navegador.ingresar()
    pagina = await navegador.ver("/captura/nueva")
    assert re.search(r'value="2026-3" required checked', pagina.text)


async def test_the_oath_about_a_period_still_running_says_from_when_it_can_be_signed(
    navegador: Navegador,
) -> None:
    navegador.ingresar()
    pagina = texto_de(await navegador.ver("/captura/nueva/protesta?periodo=2027-1&tipo=SIN_INFORMACION"))
    assert "Este cuatrimestre no ha terminado: podrás firmar a partir del" in pagina


async def test_on_the_due_day_the_signature_page_counts_down_in_central_time(navegador: Navegador) -> None:
    navegador.ingresar()
    pagina = texto_de(await navegador.ver(f"/firma/{INFORMATIVA}/firmar"))
    assert "Hoy es el último día para presentar a tiempo." in pagina
    assert re.search(r"Quedan 0 h (19|20) min : el límite es a las 23:59 \(hora del centro\)", pagina)
    assert "Ahora son las 23:40" in pagina


async def test_before_the_window_firmar_is_disabled_with_its_date(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    temprana = pendiente(puede_firmar=False, abre="2027-05-01T06:00:00Z", ejercicio=2027, cuatrimestre=1)
    guion.poner("GET /signing/pendientes", [temprana])
    guion.poner(f"GET /signing/pendientes/{INFORMATIVA}", temprana)
    bandeja = await navegador.ver("/firma")
    assert re.search(r"<button[^>]*disabled[^>]*>Firmar", bandeja.text)
    assert "Podrás firmar a partir del 01/05/2027" in bandeja.text
    directa = await navegador.ver(f"/firma/{INFORMATIVA}/firmar")
    assert "Podrás firmar a partir del 1 de mayo de 2027" in directa.text
    assert 'id="contrasena"' not in directa.text


async def test_a_late_return_says_so_before_it_is_signed(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar()
    tarde = pendiente(extemporanea_si_hoy=True, vence="2022-09-19", ejercicio=2022, cuatrimestre=2)
    guion.poner(f"GET /signing/pendientes/{INFORMATIVA}", tarde)
    pagina = await navegador.ver(f"/firma/{INFORMATIVA}/firmar")
    assert (
        "La fecha límite fue el 19 de septiembre de 2022; la presentación será extemporánea." in pagina.text
    )


async def test_a_return_still_on_its_way_is_said_to_be_sent_and_not_presented(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar()
    base = "/informativa/informativas"
    posicion = f"/icsoe/informativa/1;{INFORMATIVA};2"
    guion.poner(f"POST {base}", httpx.Response(201, json=informativa()))
    guion.poner(
        f"POST {base}/{INFORMATIVA}/envio", httpx.Response(200, json={}, headers={"ICSOE-Posicion": posicion})
    )
    aun_no = problema("aun_no_disponible", 503)
    aun_no.headers["Retry-After"] = "0"
    guion.poner(f"GET /signing/pendientes/{INFORMATIVA}", aun_no)
    datos = {"ejercicio": "2026", "cuatrimestre": "3", "clave": str(INFORMATIVA)}
    destino = (await navegador.enviar("/captura/nueva/protesta", datos)).headers["location"]
    pagina = texto_de(await navegador.ver(destino))
    assert "Tu informativa quedó enviada; la encontrarás en Firma y presentación." in pagina
    assert "no está presentada" in pagina


INCOMPLETOS = "Tus datos generales están incompletos: Acuse de registro en padrón de la STPS; podrás crear"


async def test_nothing_but_generales_opens_before_they_were_ever_complete(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS")
    faltantes = ["Correo electrónico", "Celular"]
    nuevo = contratista(estado="TERMINOS_ACEPTADOS", correo=None, celular=None, faltantes=faltantes)
    guion.poner("GET /registry/contratista", nuevo)
    for ruta in ("/captura", "/captura/nueva", "/firma", "/acuses", "/usuarios"):
        assert (await navegador.ver(ruta)).headers["location"] == "/generales"
    for ruta in ("/generales", "/inicio"):
        pagina = await navegador.ver(ruta)
        assert "Tus datos generales están incompletos: Correo electrónico, Celular; podrás" in texto_de(
            pagina
        )
        assert 'href="/captura"' not in pagina.text


@pytest.mark.parametrize("ruta", ["/captura", "/captura/nueva", "/firma", "/acuses", "/usuarios", "/inicio"])
async def test_whose_generales_became_incomplete_keeps_its_pages_and_is_told(
    navegador: Navegador, guion: Guion, ruta: str
) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS")
    faltantes = ["Acuse de registro en padrón de la STPS"]
    guion.poner("GET /registry/contratista", contratista(estado="TERMINOS_ACEPTADOS", faltantes=faltantes))
    pagina = await navegador.ver(ruta)
    assert pagina.status_code == 200
    assert INCOMPLETOS in texto_de(pagina)
    assert '<a href="/generales">Ir a Generales</a>' in pagina.text
    for entrada in ("/usuarios", "/captura", "/firma", "/acuses"):
        assert f'<a href="{entrada}"' in pagina.text


async def test_a_new_return_with_incomplete_generales_is_refused_by_its_service(
    navegador: Navegador, guion: Guion
) -> None:
    navegador.ingresar("TERMINOS_ACEPTADOS", habilitado=True)
    guion.poner("GET /registry/contratista", contratista(estado="TERMINOS_ACEPTADOS"))
    guion.poner("POST /informativa/informativas", problema("MSG-24", 409))
    datos = {"ejercicio": "2026", "cuatrimestre": "3", "clave": str(INFORMATIVA)}
    respuesta = await navegador.enviar("/captura/nueva/protesta", datos)
    assert respuesta.status_code == 409
    assert "Ir a datos generales" in texto_de(respuesta)


async def test_a_new_contratista_first_accepts_the_terms(navegador: Navegador, guion: Guion) -> None:
    navegador.ingresar("NUEVO")
    guion.poner("GET /registry/contratista", contratista(estado="NUEVO"))
    guion.poner("POST /registry/contratista/terminos", contratista(estado="TERMINOS_ACEPTADOS", correo=None))
    assert (await navegador.ver("/captura")).headers["location"] == "/terminos/aceptacion"
    pagina = await navegador.ver("/terminos/aceptacion")
    assert "Aceptas los términos y condiciones del Sistema ICSOE" in pagina.text
    respuesta = await navegador.enviar("/terminos/aceptacion", {"version": "1.1"})
    assert respuesta.headers["location"] == "/configuracion"
    assert json_de(guion.una("POST", "/terminos")) == {"version": "1.1"}


async def test_the_microsite_takes_its_dates_from_the_calendar(navegador: Navegador) -> None:
    pagina = texto_de(await navegador.ver("/"))
    assert "Septiembre - Diciembre 2026 Tercero 1 al 18 de enero de 2027" in pagina
    assert "primer cuatrimestre (enero-abril)" in pagina
    assert "del 1 al 17 de mayo de 2027" in pagina
