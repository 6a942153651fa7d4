"""The filer's account (icsoe.md §6.4, §7.3–7.4): terms, general data, REPSE receipt, in that order."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from icsoe_dominio.domicilio import Domicilio
from icsoe_dominio.identificadores import TipoPersona
from icsoe_dominio.negativas import Negativa

from .generales import Generales
from .repse import SIN_REPSE, Repse

Estado = Literal["NUEVO", "TERMINOS_ACEPTADOS", "GENERALES_COMPLETOS"]


@dataclass(frozen=True)
class Terminos:
    """A version of the Términos y Condiciones; the text is the portal's."""

    version: str
    fecha: date


TERMINOS_VIGENTES = Terminos("1.1", date(2026, 11, 21))


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
    """Identity comes from the certificate and cannot be edited (D32). ``version`` is the ETag.

    ``correos_confirmados``: addresses in use whose link was opened; they are no part of the ETag.
    """

    id: UUID
    rfc: str
    nombre: str
    tipo_persona: TipoPersona
    terminos_version: str | None = None
    generales: Generales | None = None
    acuse_repse: AcuseRepse | None = None
    domicilio_social: Domicilio | None = None
    repse: Repse = SIN_REPSE
    correos_confirmados: frozenset[str] = frozenset()
    version: int = 1

    @property
    def faltantes(self) -> tuple[str, ...]:
        """What is missing before it may capture, in the words of the screen."""
        g = self.generales
        condiciones = {
            "Términos y Condiciones": self.terminos_version == TERMINOS_VIGENTES.version,
            "Correo electrónico": g is not None,
            "Celular": g is not None,
            "Domicilio social": self.tipo_persona == "F" or self._domicilio_social_listo,
            "Acuse de registro en padrón de la STPS": self.acuse_repse is not None,
        }
        return tuple(nombre for nombre, cumple in condiciones.items() if not cumple)

    @property
    def _domicilio_social_listo(self) -> bool:
        igual = self.generales.social_igual_fiscal if self.generales else None
        return igual is True or (igual is False and self.domicilio_social is not None)

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
        """Raises version_distinta, generales_primero_terminos, campo_invalido."""
        if version != self.version:
            raise Negativa("version_distinta")
        self.exigir_terminos()
        generales.exigir_para(self.tipo_persona)
        if generales == self.generales:
            return self
        return self._con(
            generales=generales,
            correos_confirmados=self.correos_confirmados.intersection(generales.direcciones),
        )

    def con_acuse(self, acuse: AcuseRepse | None) -> "Contratista":
        """A receipt replaces the one before; None deletes it and may leave the account incomplete (D92)."""
        if acuse is not None:
            self.exigir_terminos()
        return self if acuse == self.acuse_repse else self._con(acuse_repse=acuse)

    def con_domicilio_social(self, domicilio: Domicilio | None) -> "Contratista":
        """None deletes it: incomplete until another one is there, or it is the fiscal one after all (D92).

        Raises generales_primero_terminos, domicilio_solo_de_empresa.
        """
        self.exigir_terminos()
        if self.tipo_persona == "F":
            raise Negativa("domicilio_solo_de_empresa")
        return self if domicilio == self.domicilio_social else self._con(domicilio_social=domicilio)

    def con_repse(self, repse: Repse) -> "Contratista":
        """Raises generales_primero_terminos."""
        self.exigir_terminos()
        return self if repse == self.repse else self._con(repse=repse)

    def con_correo_confirmado(self, correo: str) -> "Contratista":
        """Raises enlace_de_correo_invalido when the address is no longer one of its own."""
        if correo not in self.direcciones:
            raise Negativa("enlace_de_correo_invalido")
        return replace(self, correos_confirmados=self.correos_confirmados | {correo})

    @property
    def direcciones(self) -> tuple[str, ...]:
        """Every address that its acuses go to."""
        return self.generales.direcciones if self.generales else ()

    def desvia_correo(self, antes: "Contratista") -> bool:
        """Whether acuses would go elsewhere than before; the first address diverts nothing (T-35)."""
        return bool(antes.direcciones) and antes.direcciones != self.direcciones

    @property
    def por_confirmar(self) -> tuple[str, ...]:
        """Its addresses whose link was not opened yet."""
        return tuple(c for c in self.direcciones if c not in self.correos_confirmados)

    def exigir_terminos(self) -> None:
        """Raises generales_primero_terminos: the order is fixed (§6.4)."""
        if self.estado == "NUEVO":
            raise Negativa("generales_primero_terminos")

    def _con(self, **cambios: Any) -> "Contratista":
        return replace(self, version=self.version + 1, **cambios)
