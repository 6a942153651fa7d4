"""What a contratista tells of its REPSE registration, to prefill contracts: optional, ours (D33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido, capturar

MAXIMO_ACTIVIDADES = 50
_MAXIMOS = {"numero": 50, "folio": 50, "descripcion": 1_000}
_ETIQUETAS = {
    "numero": "Número de registro REPSE",
    "vigencia_hasta": "Vigencia",
    "actividades": "Actividades registradas",
}


@dataclass(frozen=True)
class Actividad:
    """An authorised activity, as the register words it."""

    folio: str
    descripcion: str


@dataclass(frozen=True)
class Repse:
    """Number, validity and activities of the registration; every part may be absent."""

    numero: str | None = None
    vigencia_desde: date | None = None
    vigencia_hasta: date | None = None
    actividades: tuple[Actividad, ...] = ()

    @classmethod
    def leer(
        cls,
        numero: str | None,
        vigencia_desde: date | None,
        vigencia_hasta: date | None,
        actividades: Sequence[tuple[str, str]],
    ) -> "Repse":
        """From what was typed. Raises campo_invalido with ``errores`` {field: what is wrong}, all of them."""
        errores: dict[str, str] = {}

        def leer(texto: str, clave: str, campo: str) -> str:
            try:
                return capturar(texto, _MAXIMOS[clave])
            except ValorInvalido as error:
                errores[campo] = error.motivo
                return ""

        leidas = [Actividad(leer(f, "folio", "actividades"), leer(d, "descripcion", "actividades"))
                  for f, d in actividades if f.strip() or d.strip()]  # fmt: skip
        repse = cls(
            leer(numero, "numero", "numero") if numero and numero.strip() else None,
            vigencia_desde,
            vigencia_hasta,
            tuple(dict.fromkeys(leidas)),
        )
        if vigencia_desde and vigencia_hasta and vigencia_hasta < vigencia_desde:
            errores["vigencia_hasta"] = "La vigencia no puede terminar antes de comenzar."
        if len(repse.actividades) > MAXIMO_ACTIVIDADES:
            errores["actividades"] = f"Puedes registrar hasta {MAXIMO_ACTIVIDADES} actividades."
        if errores:
            raise Negativa("campo_invalido", campos=[_ETIQUETAS[c] for c in errores], errores=errores)
        return repse


SIN_REPSE = Repse()
