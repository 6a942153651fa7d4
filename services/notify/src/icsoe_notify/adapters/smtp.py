"""The mail server: one connection per mail, TLS required in real mode."""

from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib

from ..application.ports import CorreoRechazado, SinRespuesta

PLAZO_S = 30
"""Of each answer of the server (threats.md §4.7)."""


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


class CarteroSmtp:
    """``Cartero``. The contratista's own address decides; a copy that is refused does not fail the mail."""

    def __init__(self, servidor: Servidor) -> None:
        self._servidor = servidor

    async def entregar(self, mensaje: EmailMessage) -> None:
        s = self._servidor
        try:
            rechazados, _ = await aiosmtplib.send(
                mensaje,
                hostname=s.host,
                port=s.puerto,
                timeout=PLAZO_S,
                start_tls=s.cifrado,
                username=s.usuario,
                password=s.clave,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _segun([rechazo.code for rechazo in error.recipients]) from None
        except aiosmtplib.SMTPSenderRefused as error:
            raise SinRespuesta from error
        except aiosmtplib.SMTPDataError as error:
            raise _segun([error.code]) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise SinRespuesta from error
        principal = rechazados.get(str(mensaje["To"].addresses[0].addr_spec))
        if principal is not None:
            raise _segun([principal.code])


def _segun(codigos: list[int]) -> Exception:
    """For good only when every answer is 5xx. The server's text may hold addresses and stays out."""
    return CorreoRechazado() if codigos and all(codigo >= 500 for codigo in codigos) else SinRespuesta()
