"""The test inbox over real sockets: what was answered 250 is stored, readable and searchable."""

import asyncio
from collections.abc import AsyncGenerator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest
import pytest_asyncio
from icsoe_sim.buzon import Buzon
from icsoe_sim.correo import escuchar
from icsoe_sim.pagina_correo import crear_pagina

ASUNTO = "Acuse de presentación SI26000123"
PDF = b"%PDF-1.7 acuse \x00\xff"


def correo(asunto: str = ASUNTO, para: str = "ana@prueba.invalid") -> EmailMessage:
    mensaje = EmailMessage()
    mensaje["From"] = "ICSOE <icsoe@prueba.invalid>"
    mensaje["To"] = para
    mensaje["Subject"] = asunto
    mensaje["Message-ID"] = "<causa@icsoe.prueba>"
    mensaje.set_content("Tu acuse está listo: ñandú.")
    mensaje.add_alternative("<p>Tu acuse está <b>listo</b></p><script>alert(1)</script>", subtype="html")
    mensaje.add_attachment(PDF, maintype="application", subtype="pdf", filename="SI26000123.pdf")
    return mensaje


@pytest_asyncio.fixture
async def puerto(tmp_path: Path) -> AsyncGenerator[int]:
    buzon = Buzon(tmp_path)
    servidor = await escuchar(buzon, "127.0.0.1", 0)
    yield servidor.sockets[0].getsockname()[1]
    servidor.close()
    buzon.cerrar()


def pagina(carpeta: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=crear_pagina(Buzon(carpeta))), base_url="http://buzon"
    )


async def enviar(mensaje: EmailMessage, puerto: int, destinatarios: list[str] | None = None) -> None:
    await aiosmtplib.send(
        mensaje, recipients=destinatarios, hostname="127.0.0.1", port=puerto, start_tls=False
    )


async def test_a_mail_is_in_the_file_when_its_sender_hears_250(puerto: int, tmp_path: Path):
    await enviar(correo(), puerto)
    assert [c.asunto for c in Buzon(tmp_path).buscar()] == [ASUNTO]


async def test_the_api_finds_mails_by_recipient_and_by_message_id(puerto: int, tmp_path: Path):
    await enviar(correo(), puerto, destinatarios=["ana@prueba.invalid", "Copia@Prueba.invalid"])
    await enviar(correo("Otro", "beto@prueba.invalid"), puerto)
    async with pagina(tmp_path) as cliente:
        copia = (await cliente.get("/api/correos", params={"para": "copia@prueba.invalid"})).json()
        assert [c["para"] for c in copia] == [["ana@prueba.invalid", "Copia@Prueba.invalid"]]
        assert (
            len((await cliente.get("/api/correos", params={"message_id": "<causa@icsoe.prueba>"})).json())
            == 2
        )
        assert (await cliente.get("/api/correos", params={"para": "nadie@prueba.invalid"})).json() == []


async def test_a_mail_can_be_read_and_its_attachment_downloaded_byte_for_byte(puerto: int, tmp_path: Path):
    await enviar(correo(), puerto)
    async with pagina(tmp_path) as cliente:
        detalle = (await cliente.get("/api/correos/1")).json()
        assert detalle["texto"].strip() == "Tu acuse está listo: ñandú."
        assert detalle["adjuntos"][0]["nombre"] == "SI26000123.pdf"
        assert (await cliente.get(detalle["adjuntos"][0]["ruta"])).content == PDF
        assert "Tu acuse está listo" in (await cliente.get("/correos/1")).text
        assert "SI26000123" in (await cliente.get("/")).text


async def test_the_html_of_a_mail_runs_nothing(puerto: int, tmp_path: Path):
    await enviar(correo('<script>alert("asunto")</script>'), puerto)
    async with pagina(tmp_path) as cliente:
        politica = (await cliente.get("/correos/1/html")).headers["content-security-policy"]
        assert politica.startswith("sandbox allow-popups; default-src 'none'")
        assert "<script>" not in (await cliente.get("/")).text
        assert "<script>" not in (await cliente.get("/correos/1")).text


async def test_what_does_not_exist_is_a_404(tmp_path: Path):
    async with pagina(tmp_path) as cliente:
        for ruta in ("/correos/9", "/correos/9/html", "/correos/9/adjuntos/1", "/api/correos/9"):
            assert (await cliente.get(ruta)).status_code == 404


async def test_an_address_that_refuses_for_good_gets_550(puerto: int, tmp_path: Path):
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as rechazo:
        await enviar(correo(para="nadie@rechazo.invalid"), puerto)
    assert rechazo.value.recipients[0].code == 550
    assert Buzon(tmp_path).buscar() == []


async def test_many_senders_at_once_lose_nothing(puerto: int, tmp_path: Path):
    await asyncio.gather(*(enviar(correo(f"Correo {n}"), puerto) for n in range(30)))
    assert len(Buzon(tmp_path).buscar(limite=100)) == 30
