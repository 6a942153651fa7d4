"""One connection for many mails, and what becomes of a mail when that connection is gone."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP
from icsoe_notify.adapters import smtp as adaptador
from icsoe_notify.adapters.smtp import CarteroSmtp, Servidor
from icsoe_notify.application.ports import Carta, CorreoRechazado
from icsoe_sim.buzon import Buzon
from icsoe_sim.correo import Receptor


class Sesion(SMTP):
    """``terminada`` once its client, or we, let go of it."""

    def __init__(self, buzon: Buzon) -> None:
        super().__init__(Receptor(buzon), enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
        self.terminada = asyncio.Event()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.terminada.set()


class Oficina:
    """A mail server that remembers its sessions."""

    def __init__(self, carpeta: Path) -> None:
        self.buzon = Buzon(carpeta)
        self.sesiones: list[Sesion] = []
        self.puerto = 0

    def sesion(self) -> Sesion:
        self.sesiones.append(Sesion(self.buzon))
        return self.sesiones[-1]

    def cortar(self) -> None:
        """Drops every session without a word."""
        for sesion in self.sesiones:
            if sesion.transport is not None:
                sesion.transport.close()


@pytest_asyncio.fixture
async def oficina(tmp_path: Path) -> AsyncGenerator[Oficina]:
    oficina = Oficina(tmp_path)
    servidor = await asyncio.get_running_loop().create_server(oficina.sesion, "127.0.0.1", 0)
    oficina.puerto = servidor.sockets[0].getsockname()[1]
    yield oficina
    servidor.close()
    oficina.buzon.cerrar()


@pytest_asyncio.fixture
async def cartero(oficina: Oficina) -> AsyncGenerator[CarteroSmtp]:
    cartero = CarteroSmtp(Servidor("127.0.0.1", oficina.puerto, cifrado=False))
    yield cartero
    await cartero.cerrar()


def carta(asunto: str, *para: str, cuerpo: str = "Hola") -> Carta:
    fuente = f"Subject: {asunto}\r\nMessage-ID: <{asunto}@prueba.invalid>\r\n\r\n{cuerpo}\r\n"
    return Carta("icsoe@prueba.invalid", para or ("ana@prueba.invalid",), fuente.encode())


async def test_the_next_mail_uses_the_same_connection(
    oficina: Oficina, cartero: CarteroSmtp, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(adaptador, "OCIO_S", 3_600)  # a slow machine idles long between two mails
    for n in range(3):
        await cartero.entregar(carta(f"m{n}"))
    assert sorted(c.asunto for c in oficina.buzon.buscar()) == ["m0", "m1", "m2"]
    assert len(oficina.sesiones) == 1


async def test_mails_at_the_same_time_never_share_a_connection(oficina: Oficina, cartero: CarteroSmtp):
    await asyncio.gather(*(cartero.entregar(carta(f"m{n}", f"p{n}@prueba.invalid")) for n in range(4)))
    assert {(c.asunto, c.destinatarios) for c in oficina.buzon.buscar()} == {
        (f"m{n}", (f"p{n}@prueba.invalid",)) for n in range(4)
    }


async def test_a_connection_that_was_dropped_meanwhile_delays_no_mail(oficina: Oficina, cartero: CarteroSmtp):
    await cartero.entregar(carta("antes"))
    oficina.cortar()
    await cartero.entregar(carta("despues"))
    assert len(oficina.buzon.buscar()) == 2
    assert len(oficina.sesiones) == 2


async def test_a_refusal_leaves_no_half_envelope_for_the_next_mail(oficina: Oficina, cartero: CarteroSmtp):
    with pytest.raises(CorreoRechazado):
        await cartero.entregar(carta("mal", "nadie@rechazo.invalid", "copia@prueba.invalid"))
    await cartero.entregar(carta("bien", "ana@prueba.invalid"))
    assert {c.asunto: c.destinatarios for c in oficina.buzon.buscar()} == {
        "mal": ("copia@prueba.invalid",),
        "bien": ("ana@prueba.invalid",),
    }


async def test_a_line_that_is_a_dot_does_not_end_the_mail(oficina: Oficina, cartero: CarteroSmtp):
    await cartero.entregar(carta("punto", cuerpo=".\r\n..\r\nMAIL FROM:<otro@malo.example>\r\n.x"))
    (resumen,) = oficina.buzon.buscar()
    correo = oficina.buzon.abrir(resumen.id)
    assert correo is not None
    assert correo.fuente.endswith(b"\r\n\r\n.\r\n..\r\nMAIL FROM:<otro@malo.example>\r\n.x\r\n")


async def test_an_idle_connection_is_let_go(
    oficina: Oficina, cartero: CarteroSmtp, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(adaptador, "OCIO_S", 0)
    await cartero.entregar(carta("uno"))
    async with asyncio.timeout(10):
        await oficina.sesiones[0].terminada.wait()
