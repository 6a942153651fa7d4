"""What can go wrong for a user of the SDK or the CLI. Every message is Spanish and says the next step."""

from collections.abc import Mapping
from enum import IntEnum
from typing import cast

from icsoe_dominio.negativas import Negativa

CORRIGE = "Corrige cada dato como se indica y repite la orden."


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
    SIN_SALIDA = 8


class ErrorIcsoe(Exception):
    """Base of all. ``mensaje`` for the person, ``remedio`` the next step, ``codigo`` for programs."""

    salida = Salida.INTERNO
    codigo_usual = ""

    def __init__(
        self, mensaje: str, remedio: str = "", *, codigo: str = "", datos: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.remedio = remedio
        self.codigo = codigo or self.codigo_usual
        self.datos: Mapping[str, object] = datos or {}

    @property
    def errores(self) -> Mapping[str, str]:
        """What is wrong with each datum, by its name; empty where no datum is to blame."""
        dichos = self.datos.get("errores")
        por_dato = cast(dict[object, object], dichos) if isinstance(dichos, dict) else {}
        return {str(campo): str(motivo) for campo, motivo in por_dato.items()}


class UsoIncorrecto(ErrorIcsoe):
    """The call itself is wrong: a file that is not there, an address that is not https.

    ``codigo`` of a file: ``archivo_ausente``, ``archivo_ilegible``, ``archivo_no_escrito``.
    """

    salida = Salida.USO
    codigo_usual = "uso_incorrecto"


class Negada(ErrorIcsoe):
    """A rule of the platform refuses the request; nothing changed. ``codigo`` is e.g. ``MSG-06``."""

    salida = Salida.NEGADA


class DevolucionSolicitada(Negada):
    """What was about to be signed was not: a capturista asked the contratista to return it to capture.

    Signed anyway with ``pese_a_la_solicitud=True``.
    """

    codigo_usual = "devolucion_solicitada"

    @property
    def motivo(self) -> str:
        """Why, in the capturista's words."""
        return str(self.datos["motivo"])


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


class SalidaCerrada(ErrorIcsoe):
    """What the command had to say could not be written; what it did is done."""

    salida = Salida.SIN_SALIDA
    codigo_usual = "salida_cerrada"


def datos_invalidos(errores: Mapping[str, str]) -> Negada:
    """The refusal the service would give of these data, by name, with what is wrong with each."""
    negativa = Negativa("campo_invalido", campos=list(errores))
    return Negada(negativa.detalle, CORRIGE, codigo=negativa.codigo, datos={"errores": errores})
