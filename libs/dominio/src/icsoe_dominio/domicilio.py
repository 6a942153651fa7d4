"""A Mexican postal address of the wizard "Ubicar domicilio geográfico nacional" (icsoe.md §7.5, §9.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .texto import ValorInvalido, capturar

TIPOS_DE_VIALIDAD = (
    "Andador", "Ampliación", "Autopista", "Avenida", "Boulevard", "Calle", "Callejón", "Calzada", "Camino",
    "Carretera", "Cerrada", "Circuito", "Circunvalación", "Continuación", "Corredor", "Diagonal", "Eje vial",
    "Pasaje", "Peatonal", "Periférico", "Privada", "Prolongación", "Retorno", "Viaducto", "Otro",
)  # fmt: skip
_NUMERO = re.compile(r"[0-9]{1,6}", re.ASCII)
_MAXIMOS = {
    "letra_exterior": 35,
    "letra_interior": 35,
    "num_exterior_secundario": 35,
    "descripcion_ubicacion": 255,
}
_MAXIMO_VIALIDAD = 150
_VIALIDADES = ("calle", "entre_calle", "y_calle", "calle_posterior")
_NUMEROS = ("num_exterior", "num_interior")
COMPONENTES = frozenset({*_MAXIMOS, *_VIALIDADES, *(f"tipo_{v}" for v in _VIALIDADES), *_NUMEROS})


class DomicilioInvalido(ValueError):
    """Some components break their rule. ``errores``: component → Spanish text, in the order of the screen."""

    def __init__(self, errores: Mapping[str, str]) -> None:
        super().__init__(", ".join(errores))
        self.errores = dict(errores)


@dataclass(frozen=True)
class Vialidad:
    """A street. Typed as name + type (step 2), shown as type + name (step 3)."""

    nombre: str
    tipo: str

    def __str__(self) -> str:
        return f"{self.tipo} {self.nombre}"


@dataclass(frozen=True)
class Lugar:
    """The row of the catalogue that was chosen: its id and its texts, copied."""

    colonia_id: str
    codigo_postal: str
    estado: str
    municipio: str
    colonia: str
    tipo_asentamiento: str | None = None

    @property
    def colonia_con_tipo(self) -> str:
        """``Colonia San Ángel`` where the type is known (D94), else the name."""
        return f"{self.tipo_asentamiento} {self.colonia}" if self.tipo_asentamiento else self.colonia


@dataclass(frozen=True)
class Domicilio:
    """Normalised components. Unless ``sin_numero``, number or letter of the outside is there (D95)."""

    lugar: Lugar
    calle: Vialidad
    num_exterior: str | None = None
    letra_exterior: str | None = None
    sin_numero: bool = False
    num_interior: str | None = None
    letra_interior: str | None = None
    num_exterior_secundario: str | None = None
    entre_calle: Vialidad | None = None
    y_calle: Vialidad | None = None
    calle_posterior: Vialidad | None = None
    descripcion_ubicacion: str | None = None

    @classmethod
    def leer(cls, lugar: Lugar, componentes: Mapping[str, str], sin_numero: bool = False) -> "Domicilio":
        """From what was typed, by the names of ``COMPONENTES``; a blank one is absent.

        Raises DomicilioInvalido.
        """
        leido = _Lectura({c: t for c in COMPONENTES if (t := componentes.get(c, "")).strip()}, {})
        calle = leido.vialidad("calle")
        if calle is None:
            leido.errores.setdefault("calle", "Escribe el nombre de la calle.")
        leido.exigir_exterior(sin_numero)
        domicilio = cls(
            lugar,
            calle or Vialidad("", ""),
            num_exterior=leido.numero("num_exterior"),
            letra_exterior=leido.texto("letra_exterior"),
            sin_numero=sin_numero,
            num_interior=leido.numero("num_interior"),
            letra_interior=leido.texto("letra_interior"),
            num_exterior_secundario=leido.texto("num_exterior_secundario"),
            entre_calle=leido.vialidad("entre_calle"),
            y_calle=leido.vialidad("y_calle"),
            calle_posterior=leido.vialidad("calle_posterior"),
            descripcion_ubicacion=leido.texto("descripcion_ubicacion"),
        )
        if leido.errores:
            raise DomicilioInvalido(leido.errores)
        return domicilio

    @property
    def vialidades(self) -> tuple[Vialidad, ...]:
        """Every street it names, for later suggestions (D93)."""
        todas = (self.calle, self.entre_calle, self.y_calle, self.calle_posterior)
        return tuple(v for v in todas if v is not None)


@dataclass(frozen=True)
class _Lectura:
    """What was typed, and every fault found while reading it."""

    dados: Mapping[str, str]
    errores: dict[str, str]

    def texto(self, campo: str) -> str | None:
        if campo not in self.dados:
            return None
        try:
            return capturar(self.dados[campo], _MAXIMOS.get(campo, _MAXIMO_VIALIDAD))
        except ValorInvalido as error:
            self.errores[campo] = error.motivo
            return None

    def numero(self, campo: str) -> str | None:
        valor = self.dados.get(campo, "").strip()
        if valor and not _NUMERO.fullmatch(valor):
            self.errores[campo] = (
                "Escribe solo el número (hasta 6 dígitos); lo demás va en la caja de la letra."
            )
        return valor or None

    def vialidad(self, campo: str) -> Vialidad | None:
        nombre, tipo = self.texto(campo), self.dados.get(f"tipo_{campo}", "Calle")
        if nombre and tipo not in TIPOS_DE_VIALIDAD:
            self.errores[f"tipo_{campo}"] = "Elige el tipo de vialidad de la lista."
        return Vialidad(nombre, tipo) if nombre else None

    def exigir_exterior(self, sin_numero: bool) -> None:
        con_numero = bool({"num_exterior", "letra_exterior"} & self.dados.keys())
        if sin_numero and con_numero:
            self.errores["sin_numero"] = "Quita el número o letra exterior, o desmarca «Sin número»."
        if not sin_numero and not con_numero:
            self.errores["num_exterior"] = "Escribe el número o la letra exterior, o marca «Sin número»."
