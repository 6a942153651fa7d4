"""What a mail says, and what it can not be made to say."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, get_args
from uuid import uuid4

import pytest
from icsoe_chassis.testing import RelojFijo
from icsoe_notify.adapters.redaccion import RUTAS, RUTAS_DE_ENLACE, RedactorDePlantillas
from icsoe_notify.application.ports import (
    Adjunto,
    Carta,
    ConEnlace,
    Correo,
    DeContratista,
    DireccionImposible,
    Lectores,
)
from icsoe_notify.domain.correo import Plantilla, message_id, sin_enlaces, vencio

AHORA = datetime(2026, 9, 15, 18, 3, 11, tzinfo=UTC)
ID, CAUSA = uuid4(), uuid4()
DATOS: dict[str, Any] = {
    "ejercicio": 2026,
    "cuatrimestre": 2,
    "folio": "SI26000123",
    "fecha_presentacion": "2026-09-15T18:03:11Z",
    "extemporanea": False,
    "tipo": "SIN_INFORMACION",
    "acuse": {"sha256": "a3" * 32},
    "motivo": "Mal",
    "quien": "JUAN PÉREZ GÓMEZ",
    "contratista": "EMPRESA SA DE CV",
    "rfc": "EKU9003173C9",
    "cuenta_nueva": True,
    "primera": False,
    "con_efirma": True,
    "ocurrido": "2026-09-15T18:03:11Z",
    "cambios": ["correo", "copias_acuse", "acuse_repse"],
}
TOKEN = "t0ken_de-43-letras" + "x" * 25
PLANTILLAS: tuple[Plantilla, ...] = get_args(Plantilla)


def redactar(plantilla: Plantilla, lectores: Lectores, *, modo: Any = "prueba", **datos: Any) -> Carta:
    redactor = RedactorDePlantillas("icsoe@prueba.invalid", "https://icsoe.ejemplo", modo, RelojFijo(AHORA))
    con_enlace = plantilla in RUTAS_DE_ENLACE
    destino = ConEnlace(uuid4(), "jwe", AHORA) if con_enlace else DeContratista(uuid4())
    correo = Correo(ID, CAUSA, plantilla, destino, DATOS | datos, AHORA)
    con_acuse = plantilla == "M8" and datos.get("con_acuse", True)
    adjunto = Adjunto("SI26000123.pdf", b"%PDF-1.7\x00\r\n") if con_acuse else None
    return redactor.redactar(correo, lectores, adjunto)


def escribir(plantilla: Plantilla = "M8", *, nombre: str | None = "ANA", **datos: Any) -> EmailMessage:
    token = TOKEN if plantilla in RUTAS_DE_ENLACE else None
    lectores = Lectores("ana@prueba.invalid", ("copia@prueba.invalid",), nombre, token)
    carta = redactar(plantilla, lectores, **datos)
    assert carta.fuente.count(b"\r\n") == carta.fuente.count(b"\n") == carta.fuente.count(b"\r")
    mensaje = message_from_bytes(carta.fuente, _class=EmailMessage, policy=policy.default)
    assert not mensaje.defects
    return mensaje


def cuerpo(mensaje: EmailMessage, subtipo: str) -> str:
    parte = mensaje.get_body((subtipo,))
    assert parte is not None
    return str(parte.get_content())


def test_the_acuse_mail_says_folio_instant_kind_period_and_hash_in_text_and_html():
    mensaje = escribir()
    for subtipo in ("plain", "html"):
        texto = cuerpo(mensaje, subtipo)
        for dato in (
            "SI26000123",
            "15 de septiembre de 2026, 12:03:11 h (hora del Centro)",
            "Sin información",
            "Segundo cuatrimestre de 2026 (Mayo - Agosto)",
            "a3" * 32,
        ):
            assert dato in texto, (subtipo, dato)
        assert "extemporánea" not in texto
    assert mensaje["Subject"] == "[PRUEBA] Acuse de presentación SI26000123"
    assert mensaje["Message-ID"] == f"<{ID}@prueba.invalid>"
    assert mensaje["Cc"] == "copia@prueba.invalid"


def test_a_late_return_is_called_extemporanea():
    assert "extemporánea" in cuerpo(escribir(extemporanea=True), "plain")


def test_real_mode_says_nothing_of_a_test():
    mensaje = escribir(modo="real")
    assert mensaje["Subject"] == "Acuse de presentación SI26000123"
    assert "PRUEBA" not in cuerpo(mensaje, "plain") + cuerpo(mensaje, "html")


@pytest.mark.parametrize("plantilla", PLANTILLAS)
def test_links_lead_only_to_our_host_and_never_to_the_page_of_the_efirma(plantilla: Plantilla):
    hostil = "EVIL http://malo.example/x SA"
    mensaje = escribir(plantilla, motivo=hostil, contratista=hostil, rfc=hostil, nombre=hostil)
    todo = cuerpo(mensaje, "plain") + cuerpo(mensaje, "html")
    enlaces = set(re.findall(r"https?://[^\s\"<>]+", todo))
    permitidos = {f"https://icsoe.ejemplo{ruta}" for ruta in RUTAS.values()}
    unico = f"https://icsoe.ejemplo{RUTAS_DE_ENLACE.get(plantilla)}/{TOKEN}"
    assert (unico in enlaces) == (plantilla in RUTAS_DE_ENLACE)
    assert enlaces <= permitidos | {unico}
    assert not {"/entrar", "/firma"} & {*RUTAS.values(), *RUTAS_DE_ENLACE.values()}
    assert "malo.example" not in todo


@pytest.mark.parametrize("plantilla", PLANTILLAS)
def test_text_and_html_say_the_same_to_somebody_greeted_by_name_or_not(plantilla: Plantilla):
    for nombre, saludo in (("ANA", "ANA:"), (None, "Hola:")):
        mensaje = escribir(plantilla, nombre=nombre)
        texto, html = cuerpo(mensaje, "plain"), cuerpo(mensaje, "html")
        assert saludo in texto
        assert f"<p>{saludo}</p>" in html
        assert "{" not in texto + html
        assert "\n\n\n" not in texto
        numeros = re.findall(r"\d[\d:]+", texto.replace("https://", ""))
        assert all(numero in html for numero in numeros)


def test_the_acuse_mail_without_attachment_says_where_it_is():
    mensaje = escribir(con_acuse=False)
    assert not list(mensaje.iter_attachments())
    for subtipo in ("plain", "html"):
        texto = cuerpo(mensaje, subtipo)
        assert "SI26000123" in texto
        assert "no va adjunto porque esta dirección de correo no está confirmada" in texto
        assert "https://icsoe.ejemplo/" in texto
        assert "a3" * 32 not in texto


@pytest.mark.parametrize(
    "direccion",
    ["=?utf-8?q?otro=40malo.example?=@prueba.invalid", "ñ@prueba.invalid", "a b@x", "@", "", "a@"],
)
def test_an_unwritable_copy_is_left_out_and_an_unwritable_principal_is_final(direccion: str):
    carta = redactar("M8", Lectores("ana@prueba.invalid", (direccion, "conta@prueba.invalid")))
    assert carta.destinatarios == ("ana@prueba.invalid", "conta@prueba.invalid")
    mensaje = message_from_bytes(carta.fuente, _class=EmailMessage, policy=policy.default)
    assert mensaje["Cc"] == "conta@prueba.invalid"
    with pytest.raises(DireccionImposible):
        redactar("M8", Lectores(direccion))


@pytest.mark.parametrize(
    "hostil",
    [
        "Mal\r\nBcc: todos@malo.example\r\n\r\nhola",
        "https://malo.example/entrar",
        '<a href="https://malo.example">aquí</a><script>x</script>',
        "{{ 7*1001 }} {% include 'M8.txt' %}",
    ],
)
def test_text_of_others_changes_no_header_and_adds_no_link(hostil: str):
    limpio = escribir("M7", motivo="Mal")
    for mensaje in (escribir("M7", motivo=hostil), escribir("M7", motivo="Mal", nombre=hostil)):
        assert sorted(mensaje.keys()) == sorted(limpio.keys())
        assert mensaje["Subject"] == limpio["Subject"]
        assert mensaje["To"] == limpio["To"]
        html = cuerpo(mensaje, "html")
        assert "malo.example" not in html + cuerpo(mensaje, "plain")
        assert html.count("<a ") == cuerpo(limpio, "html").count("<a ")
        assert "<script" not in html
        assert "7007" not in html


def test_the_attachment_arrives_byte_for_byte():
    (parte,) = list(escribir().iter_attachments())
    assert parte.get_filename() == "SI26000123.pdf"
    assert parte.get_payload(decode=True) == b"%PDF-1.7\x00\r\n"


def test_company_names_keep_their_dots_while_hosts_lose_theirs():
    assert sin_enlaces("LIMPIEZA S.A. DE C.V.") == "LIMPIEZA S.A. DE C.V."
    assert sin_enlaces("ve a www.malo.example ya.") == "ve a www[.]malo[.]example ya."
    assert sin_enlaces("ftp://x.com") == "ftp[:]//x[.]com"


def test_a_mail_is_recognised_by_its_id_and_tried_for_a_day():
    assert message_id(ID, "imss.gob.mx") == f"<{ID}@imss.gob.mx>"
    assert not vencio(AHORA, AHORA.replace(day=16, second=10))
    assert vencio(AHORA, AHORA.replace(day=16))


@pytest.mark.parametrize("remitente", ["icsoe", "@prueba.invalid", ""])
def test_a_sender_that_is_no_address_is_said_at_the_start(remitente: str):
    with pytest.raises(ValueError, match="ICSOE_REMITENTE"):
        RedactorDePlantillas(remitente, "https://icsoe.ejemplo", "prueba", RelojFijo(AHORA))
