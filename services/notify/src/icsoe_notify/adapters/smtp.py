"""The mail server. A connection stays open for the next mail; TLS is required in real mode."""

import asyncio
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib.typing import SMTPStatus

from ..application.ports import Carta, CorreoRechazado, SinRespuesta

PLAZO_S = 30
"""Of each answer of the server (threats.md §4.7)."""

OCIO_S = 5
"""How long a connection waits for the next mail: servers drop one that keeps silent for minutes."""


@dataclass(frozen=True)
class Servidor:
    """Where and how. ``cifrado`` False is for the inbox of PRUEBA on this machine."""

    host: str
    puerto: int
    cifrado: bool
    usuario: str | None = None
    clave: str | None = None

    @classmethod
    def leer(cls, direccion: str, *, cifrado: bool, usuario: str | None, clave: str | None) -> "Servidor":
        """From ``host:port``. Raises ValueError."""
        host, _, puerto = direccion.rpartition(":")
        if not host or not puerto.isdecimal():
            raise ValueError("ICSOE_SMTP debe ser host:puerto")
        return cls(host, int(puerto), cifrado, usuario, clave)

    def cliente(self) -> aiosmtplib.SMTP:
        """Not connected yet."""
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.puerto,
            timeout=PLAZO_S,
            start_tls=self.cifrado,
            username=self.usuario,
            password=self.clave,
        )


class CarteroSmtp:
    """``Cartero``. The contratista's own address decides; a copy that is refused does not fail the mail.

    A connection is kept only after a mail that went well, so none ever holds a half envelope.
    """

    def __init__(self, servidor: Servidor) -> None:
        self._servidor = servidor
        self._libres: dict[aiosmtplib.SMTP, asyncio.TimerHandle] = {}

    async def entregar(self, carta: Carta) -> None:
        try:
            smtp = await self._con_remitente(carta)
            try:
                rechazados = await _nombrar(smtp, carta.destinatarios)
                await _dictar(smtp, carta.fuente)
            except BaseException:
                smtp.close()
                raise
        except aiosmtplib.SMTPDataError as error:
            raise _segun([error.code]) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise SinRespuesta from error
        self._guardar(smtp)
        if (codigo := rechazados.get(carta.destinatarios[0])) is not None:
            raise _segun([codigo])

    async def cerrar(self) -> None:
        """Lets go of the connections that are kept."""
        for smtp in list(self._libres):
            self._soltar(smtp)

    async def _con_remitente(self, carta: Carta) -> aiosmtplib.SMTP:
        """A connection that has taken the sender: with that first command a kept one proves that it lives."""
        while self._libres:
            smtp, plazo = self._libres.popitem()
            plazo.cancel()
            try:
                await smtp.mail(carta.remitente)
            except (aiosmtplib.SMTPException, OSError):
                smtp.close()
            else:
                return smtp
        smtp = self._servidor.cliente()
        try:
            await smtp.connect()
            await smtp.mail(carta.remitente)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _guardar(self, smtp: aiosmtplib.SMTP) -> None:
        self._libres[smtp] = asyncio.get_running_loop().call_later(OCIO_S, self._soltar, smtp)

    def _soltar(self, smtp: aiosmtplib.SMTP) -> None:
        self._libres.pop(smtp).cancel()
        smtp.close()


async def _nombrar(smtp: aiosmtplib.SMTP, destinatarios: tuple[str, ...]) -> dict[str, int]:
    """Names the recipients; returns the refused ones with their codes. Raises when no one was taken."""
    rechazados: dict[str, int] = {}
    for destinatario in destinatarios:
        try:
            await smtp.rcpt(destinatario)
        except aiosmtplib.SMTPRecipientRefused as error:
            rechazados[destinatario] = error.code
    if len(rechazados) == len(destinatarios):
        raise _segun(list(rechazados.values()))
    return rechazados


async def _dictar(smtp: aiosmtplib.SMTP, fuente: bytes) -> None:
    """DATA of a message that is CRLF throughout: ``SMTP.data`` would look for other line ends, for 1 ms."""
    inicio = await smtp.execute_command(b"DATA")
    if inicio.code != SMTPStatus.start_input or smtp.protocol is None:
        raise aiosmtplib.SMTPDataError(inicio.code, inicio.message)
    smtp.protocol.write(fuente.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    fin = await smtp.protocol.read_response(timeout=PLAZO_S)
    if fin.code != SMTPStatus.completed:
        raise aiosmtplib.SMTPDataError(fin.code, fin.message)


def _segun(codigos: list[int]) -> Exception:
    """For good only when every answer is 5xx. The server's text may hold addresses and stays out."""
    return CorreoRechazado() if codigos and all(codigo >= 500 for codigo in codigos) else SinRespuesta()
