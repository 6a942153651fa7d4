"""General data (icsoe.md §7.4, §9.2), read from what a person typed: every field is told its own fault at
once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.identificadores import TipoPersona
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido

MAXIMO_COPIAS = 3


@dataclass(frozen=True)
class Generales:
    """Normalised values.

    ``social_igual_fiscal``: a company's answer, None for a person or while unanswered.
    """

    correo: str
    celular: str
    telefono_fijo: str | None
    social_igual_fiscal: bool | None
    copias_acuse: tuple[str, ...]

    @classmethod
    def leer(
        cls,
        correo: str,
        celular: str,
        telefono_fijo: str | None,
        social_igual_fiscal: bool | None,
        copias_acuse: Sequence[str],
    ) -> "Generales":
        """Raises campo_invalido with ``errores`` {field: what is wrong}, all of them."""
        errores: dict[str, str] = {}

        def leer(campo: str, lector: Callable[[str], object], texto: str) -> str:
            try:
                return str(lector(texto))
            except ValorInvalido as error:
                errores[campo] = error.motivo
                return ""

        leidas = [leer("copias_acuse", Correo.leer, copia) for copia in copias_acuse if copia.strip()]
        generales = cls(
            correo=leer("correo", Correo.leer, correo),
            celular=leer("celular", Telefono.leer, celular),
            telefono_fijo=leer("telefono_fijo", Telefono.leer, telefono_fijo)
            if telefono_fijo and telefono_fijo.strip()
            else None,
            social_igual_fiscal=social_igual_fiscal,
            copias_acuse=tuple(dict.fromkeys(leidas)),
        )
        if len(generales.copias_acuse) > MAXIMO_COPIAS:
            errores["copias_acuse"] = f"Puedes indicar hasta {MAXIMO_COPIAS} correos para copias."
        _exigir(errores)
        return generales

    def exigir_para(self, tipo_persona: TipoPersona) -> None:
        """The question is for companies only; "No" makes the address wizard obligatory."""
        if tipo_persona == "F" and self.social_igual_fiscal is not None:
            _exigir({"social_igual_fiscal": "Esta pregunta es solo para personas morales."})

    @property
    def direcciones(self) -> tuple[str, ...]:
        """Every address that an acuse goes to."""
        return tuple(dict.fromkeys((self.correo, *self.copias_acuse)))


_ETIQUETAS = {
    "correo": "Correo electrónico",
    "celular": "Celular",
    "telefono_fijo": "Teléfono fijo",
    "social_igual_fiscal": "Domicilio social",
    "copias_acuse": "Copias del acuse",
}


def _exigir(errores: dict[str, str]) -> None:
    if errores:
        raise Negativa("campo_invalido", campos=[_ETIQUETAS[c] for c in errores], errores=errores)
