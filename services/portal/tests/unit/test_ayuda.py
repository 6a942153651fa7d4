"""Pages with our own text: what they say is what the code does."""

import os
import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from icsoe_portal.adapters.galleta import NOMBRE, NOMBRE_LOCAL, Sello
from icsoe_portal.ajustes import AjustesPortal
from icsoe_portal.bootstrap import crear
from icsoe_portal.entrypoints.guias import guias_de
from icsoe_portal.entrypoints.web.galletas_menores import GalletasMenores

from .conftest import ORIGEN, SECRETO, Guion, Navegador, texto_de

SIN_ANUNCIO = "No hay interrupciones ni trabajos programados anunciados."


def navegador_con(ajustes: AjustesPortal, guion: Guion) -> Navegador:
    portal = crear(ajustes, httpx.MockTransport(guion.atender))
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=portal), base_url=ORIGEN)
    return Navegador(http, Sello(SECRETO, NOMBRE_LOCAL))


def galletas_dichas(pagina: httpx.Response) -> set[str]:
    tabla = pagina.text.partition("Cookies de este sitio")[2]
    return set(re.findall(r'data-titulo="Cookie"><span class="dato entero">([^<]+)<', tabla))


@pytest.mark.parametrize("origen", [ORIGEN, "https://icsoe.imss.gob.mx"])
async def test_the_privacy_notice_names_every_cookie_its_purpose_and_its_life(
    guion: Guion, ajustes: AjustesPortal, origen: str
) -> None:
    suyos = ajustes.model_copy(update={"url_publica": origen})
    galletas = GalletasMenores.de(suyos)
    pagina = await navegador_con(suyos, guion).ver("/aviso-de-privacidad")
    sesion = NOMBRE if origen.startswith("https") else NOMBRE_LOCAL
    assert galletas_dichas(pagina) == {sesion, galletas.caja.nombre, galletas.dispositivo, galletas.equipo}
    texto = texto_de(pagina)
    assert "tras 15 minutos sin uso o a las 8 horas" in texto
    assert texto.count("180 días desde el último ingreso") == 2
    assert "10 minutos, o hasta que lo usas" in texto


def test_no_module_but_those_two_sets_a_cookie() -> None:
    raiz = Path(str(files("icsoe_portal")))
    que_ponen = {p.name for p in raiz.rglob("*.py") if re.search("set.cookie", p.read_text("utf-8"))}
    assert que_ponen == {"galletas.py", "galletas_menores.py"}


async def test_the_privacy_notice_promises_no_purge_and_no_log_that_does_not_exist(
    navegador: Navegador,
) -> None:
    texto = texto_de(await navegador.ver("/aviso-de-privacidad"))
    assert "18 meses" not in texto
    assert "cada lectura" not in texto
    for dato in ("domicilio social", "actividades autorizadas", "copias del acuse", "dirección IP", "equipo"):
        assert dato in texto


@pytest.mark.parametrize(
    ("palabras", "hallado"),
    [
        ("bloqueado", "Guía: Ingreso del capturista"),
        ("BLOQUEADO", "Soy capturista y quedé bloqueado"),
        ("representante legal", "Guía: Ingresar con tu e.firma"),
        ("llave privada", "¿Se envía mi llave privada?"),
        ("msg-06", "MSG-06"),
    ],
)
async def test_the_help_centre_searches_guides_questions_and_codes(
    navegador: Navegador, palabras: str, hallado: str
) -> None:
    assert hallado in texto_de(await navegador.ver(f"/centro-de-ayuda?q={palabras}"))


async def test_the_help_centre_needs_every_word_and_no_accents(navegador: Navegador) -> None:
    assert "No encontramos nada" in (await navegador.ver("/centro-de-ayuda?q=plazo zzz")).text
    assert "Recuperar contraseña" in texto_de(await navegador.ver("/centro-de-ayuda?q=RECUPERAR CONTRASENA"))


async def test_every_link_to_a_guide_leads_to_a_section_of_the_page(navegador: Navegador) -> None:
    guias = guias_de((await navegador.ver("/instrucciones")).text)
    anclas = {g.ancla for g in guias}
    assert all(g.titulo and g.entrada for g in guias)
    material = (await navegador.ver("/material-de-apoyo")).text
    assert set(re.findall(r'/instrucciones#([^"]+)"', material)) == anclas
    for titulo in ("Guía de Alta de Usuarios", "Ingreso del capturista", "Recuperar contraseña"):
        assert titulo in material


def test_every_question_has_an_address_of_its_own() -> None:
    crudo = files("icsoe_portal").joinpath("textos/preguntas.toml").read_text("utf-8")
    anclas = [p["ancla"] for g in tomllib.loads(crudo)["grupo"] for p in g["pregunta"]]
    assert len(anclas) == len(set(anclas))


async def test_the_help_centre_shows_what_the_operator_announces_and_nothing_else(
    guion: Guion, ajustes: AjustesPortal, tmp_path: Path
) -> None:
    archivo = tmp_path / "anuncio.txt"
    navegador = navegador_con(ajustes.model_copy(update={"anuncio": archivo}), guion)
    assert SIN_ANUNCIO in texto_de(await navegador.ver("/centro-de-ayuda"))
    archivo.write_text(
        "Mañana de 02:00 a 03:00 no habrá servicio.\n\n<b>Tus borradores</b> se conservan.\n", "utf-8"
    )
    instante = datetime(2027, 1, 18, 23, 30, tzinfo=UTC).timestamp()
    os.utime(archivo, (instante, instante))
    pagina = await navegador.ver("/centro-de-ayuda")
    assert "Mañana de 02:00 a 03:00 no habrá servicio." in texto_de(pagina)
    assert "Anunciado el 18 de enero de 2027, 17:30 (hora del centro)." in texto_de(pagina)
    assert "&lt;b&gt;Tus borradores" in pagina.text
    assert SIN_ANUNCIO not in texto_de(pagina)
    for nada in (b"  \n", b"\xff\xfe"):
        archivo.write_bytes(nada)
        assert SIN_ANUNCIO in texto_de(await navegador.ver("/centro-de-ayuda"))


async def test_the_terms_say_where_an_outage_is_announced_and_what_por_confirmar_leads_to(
    navegador: Navegador,
) -> None:
    texto = texto_de(await navegador.ver("/terminos-y-condiciones"))
    assert "en «Estado del servicio»" in texto
    assert "queda como observada" in texto
    assert "Estado del servicio" in texto_de(await navegador.ver("/centro-de-ayuda"))
