"""What another page saved since the boxes of Generales were shown (MSG-15, icsoe.md §12.2)."""

from dataclasses import dataclass
from datetime import date

from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.texto import ValorInvalido

from . import vistas
from .borrador import GeneralesEscritos

_ROTULOS = {
    "correo": "Correo electrónico",
    "celular": "Celular",
    "telefono_fijo": "Teléfono fijo",
    "social_igual": "¿El domicilio social es igual al domicilio fiscal?",
    "repse_numero": "Número de registro REPSE",
    "repse_desde": "Vigente desde",
    "repse_hasta": "Vigente hasta",
    "actividades": "Actividades autorizadas",
    "copia_1": "Copias del acuse",
}


@dataclass(frozen=True)
class Cambio:
    """A box whose saved value is not the typed one. ``caja``: its id on the page; ``guardado``: as read."""

    caja: str
    rotulo: str
    guardado: str


def cambios_ajenos(escrito: GeneralesEscritos, contratista: vistas.Contratista) -> list[Cambio]:
    """Empty when the boxes were shown with what is saved now, or say the same.

    The receipt and the domicilio social are not among the boxes: the page's own buttons change them, and
    Guardar undoes nothing of them.
    """
    guardado = GeneralesEscritos.guardados(contratista)
    if escrito.version == guardado.version:
        return []
    ahora, dicho = _como_se_lee(guardado), _como_se_lee(escrito)
    return [Cambio(caja, _ROTULOS[caja], ahora[caja]) for caja in _ROTULOS if ahora[caja] != dicho[caja]]


def _como_se_lee(e: GeneralesEscritos) -> dict[str, str]:
    actividades = [f"{a.folio.strip()}: {a.descripcion.strip()}" for a in e.actividades]
    return {
        "correo": _normal(Correo, e.correo),
        "celular": _normal(Telefono, e.celular),
        "telefono_fijo": _normal(Telefono, e.telefono_fijo),
        "social_igual": {"si": "Sí", "no": "No"}.get(e.social_igual, ""),
        "repse_numero": e.repse_numero.strip(),
        "repse_desde": _dia(e.repse_desde),
        "repse_hasta": _dia(e.repse_hasta),
        "actividades": "; ".join(a for a in actividades if a != ": "),
        "copia_1": ", ".join(_normal(Correo, c) for c in e.copias if c.strip()),
    }


def _normal(clase: type[Correo | Telefono], texto: str) -> str:
    try:
        return str(clase.leer(texto))
    except ValorInvalido:
        return texto.strip()


def _dia(texto: str) -> str:
    try:
        return f"{date.fromisoformat(texto.strip()):%d/%m/%Y}"
    except ValueError:
        return texto.strip()
