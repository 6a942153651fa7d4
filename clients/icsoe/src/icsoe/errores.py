"""What can go wrong for a user of the SDK or the CLI. Every message is Spanish and says the next step."""

from collections.abc import Mapping
from enum import IntEnum


class Salida(IntEnum):
    """Exit codes of the CLI (docs/integradores/cli.md)."""

    BIEN = 0
    INTERNO = 1
    USO = 2
    NEGADA = 3
    CREDENCIAL = 4
    NO_DISPONIBLE = 5
    VERIFICACION = 6
    SIN_ANCLA = 7


class ErrorIcsoe(Exception):
    """Base of all. ``mensaje`` for the person, ``remedio`` the next step, ``codigo`` for programs."""

    salida = Salida.INTERNO

    def __init__(
        self, mensaje: str, remedio: str = "", *, codigo: str = "", datos: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.remedio = remedio
        self.codigo = codigo
        self.datos: Mapping[str, object] = datos or {}


class UsoIncorrecto(ErrorIcsoe):
    """The call itself is wrong: a file that is not there, an address that is not https."""

    salida = Salida.USO


class Negada(ErrorIcsoe):
    """A rule of the platform refuses the request; nothing changed. ``codigo`` is e.g. ``MSG-06``."""

    salida = Salida.NEGADA


class CredencialInvalida(ErrorIcsoe):
    """The e.firma, its key or password, or the session is not accepted."""

    salida = Salida.CREDENCIAL


class NoDisponible(ErrorIcsoe):
    """The platform did not answer within our patience. Repeating the call is safe."""

    salida = Salida.NO_DISPONIBLE


class TextoAjeno(ErrorIcsoe):
    """The server asked for a signature this client does not give, or showed content with another hash
    (T-12, T-13, T-58).
    """

    salida = Salida.VERIFICACION
