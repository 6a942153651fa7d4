"""The filer's account (icsoe.md §6.4, §7.3–7.4): terms, general data, REPSE receipt, in that order."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from icsoe_dominio.identificadores import TipoPersona
from icsoe_dominio.negativas import Negativa

from .generales import Generales

Estado = Literal["NUEVO", "TERMINOS_ACEPTADOS", "GENERALES_COMPLETOS"]


@dataclass(frozen=True)
class Terminos:
    """A version of the Términos y Condiciones; the text is the portal's."""

    version: str
    fecha: date


TERMINOS_VIGENTES = Terminos("1.0", date(2026, 11, 20))


@dataclass(frozen=True)
class Aceptacion:
    """What proves that terms were accepted (D30). ``ip`` as the gateway saw it."""

    version: str
    instante: datetime
    ip: str


@dataclass(frozen=True)
class AcuseRepse:
    """The receipt of the STPS register: display name, and the object that holds the bytes (``sha256`` of
    them).
    """

    nombre: str
    key: str
    version_id: str
    sha256: str
    bytes: int
    cargado: datetime


@dataclass(frozen=True)
class Contratista:
    """Identity comes from the certificate and cannot be edited (D32). ``version`` is the ETag."""

    id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    terminos_version: str | None = None
    generales: Generales | None = None
    acuse_repse: AcuseRepse | None = None
    version: int = 1

    @property
    def faltantes(self) -> tuple[str, ...]:
        """What is missing before it may capture, in the words of the screen."""
        g = self.generales
        condiciones = {
            "Términos y Condiciones": self.terminos_version == TERMINOS_VIGENTES.version,
            "Correo electrónico": g is not None,
            "Celular": g is not None,
            "Domicilio social": self.tipo_persona == "F" or (g is not None and g.social_igual_fiscal is True),
            "Acuse de registro en padrón de la STPS": self.acuse_repse is not None,
        }
        return tuple(nombre for nombre, cumple in condiciones.items() if not cumple)

    @property
    def completo(self) -> bool:
        """Whether it may capture (D24)."""
        return not self.faltantes

    @property
    def estado(self) -> Estado:
        """Terms of an older version count as not accepted: they are asked again (D30)."""
        if self.terminos_version != TERMINOS_VIGENTES.version:
            return "NUEVO"
        return "GENERALES_COMPLETOS" if self.completo else "TERMINOS_ACEPTADOS"

    def renombrar(self, nombre: str) -> "Contratista":
        """The name its newest certificate carries; the same contratista when nothing changed."""
        return self if nombre == self.nombre else self._con(nombre=nombre)

    def aceptar(self, version: str) -> "Contratista":
        """Accepts the version in force; again = no change. Raises terminos_no_vigentes."""
        if version != TERMINOS_VIGENTES.version:
            raise Negativa("terminos_no_vigentes", version=TERMINOS_VIGENTES.version)
        return self if self.terminos_version == version else self._con(terminos_version=version)

    def guardar_generales(self, generales: Generales, version: int) -> "Contratista":
        """Raises version_distinta, generales_primero_terminos, domicilio_social_pendiente, campo_invalido."""
        if version != self.version:
            raise Negativa("version_distinta")
        self.exigir_terminos()
        generales.exigir_para(self.tipo_persona)
        return self if generales == self.generales else self._con(generales=generales)

    def con_acuse(self, acuse: AcuseRepse | None) -> "Contratista":
        """A receipt replaces the one before; None deletes it and may leave the account incomplete (D92)."""
        if acuse is not None:
            self.exigir_terminos()
        return self if acuse == self.acuse_repse else self._con(acuse_repse=acuse)

    def exigir_terminos(self) -> None:
        """Raises generales_primero_terminos: the order is fixed (§6.4)."""
        if self.estado == "NUEVO":
            raise Negativa("generales_primero_terminos")

    def _con(self, **cambios: Any) -> "Contratista":
        return replace(self, version=self.version + 1, **cambios)
