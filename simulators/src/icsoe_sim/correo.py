"""`icsoe-sim correo`: an SMTP inbox that keeps everything and sends nothing on, with a page to read it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from .buzon import Buzon
from .pagina_correo import crear_pagina

MAXIMO = 20 * 1024 * 1024

app = typer.Typer(help="Buzón de correo de PRUEBA.")


class Receptor:
    """aiosmtpd's handler: 250 is answered only after the mail is stored."""

    def __init__(self, buzon: Buzon) -> None:
        self._buzon = buzon

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Addresses of ``rechazo.invalid`` are refused for good, to rehearse that answer."""
        if address.lower().endswith("@rechazo.invalid"):
            return "550 5.1.1 El buzón no existe"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        destinatarios = [str(direccion) for direccion in envelope.rcpt_tos]
        contenido = envelope.content or b""
        fuente = contenido if isinstance(contenido, bytes) else contenido.encode()
        numero = await asyncio.to_thread(self._buzon.guardar, envelope.mail_from or "", destinatarios, fuente)
        return f"250 2.0.0 Guardado con el número {numero}"


async def escuchar(buzon: Buzon, host: str, puerto: int) -> asyncio.Server:
    """The SMTP side, listening; close the returned server to stop."""
    bucle = asyncio.get_running_loop()
    receptor = Receptor(buzon)
    return await bucle.create_server(
        lambda: SMTP(
            receptor, hostname="buzon-prueba", data_size_limit=MAXIMO, enable_SMTPUTF8=True, loop=bucle
        ),
        host,
        puerto,
    )


async def atender(carpeta: Path, host: str, puerto: int, puerto_pagina: int) -> None:
    """Both sides until SIGTERM or SIGINT."""
    buzon = Buzon(carpeta)
    smtp = await escuchar(buzon, host, puerto)
    config = uvicorn.Config(
        crear_pagina(buzon), host=host, port=puerto_pagina, log_level="warning", access_log=False, ws="none"
    )
    pagina = uvicorn.Server(config)
    try:
        await pagina.serve()
    finally:
        smtp.close()
        buzon.cerrar()


PuertoSmtp = Annotated[int, typer.Option(envvar=["ICSOE_CORREO_PUERTO", "ICSOE_PUERTO"], help="Puerto SMTP.")]
PuertoPagina = Annotated[
    int,
    typer.Option(envvar=["ICSOE_CORREO_PAGINA_PUERTO", "ICSOE_PUERTO_PAGINA"], help="Puerto de la página."),
]
Carpeta = Annotated[Path, typer.Option(envvar="ICSOE_CORREO_DIR", help="Carpeta donde se guardan.")]
Host = Annotated[str, typer.Option(envvar="ICSOE_ESCUCHA", help="Dirección en que escucha.")]


@app.callback(invoke_without_command=True)
def correo(
    puerto: PuertoSmtp,
    puerto_pagina: PuertoPagina,
    en: Carpeta = Path("var/up/correo"),
    host: Host = "127.0.0.1",
) -> None:
    """Recibe correo de PRUEBA por SMTP, lo guarda antes de contestar y lo muestra en una página."""
    asyncio.run(atender(en, host, puerto, puerto_pagina))
