"""What the portal knows of a browser between two requests: the sealed cookie's content."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

VIDA_POSICION = timedelta(minutes=5)
MAXIMO_POSICIONES = 4
MAXIMO_APARTADO = 700
"""Bytes of what a form sets aside: with everything else it has to fit into one cookie."""

Estado = Literal["NUEVO", "TERMINOS_ACEPTADOS", "GENERALES_COMPLETOS"]
Rol = Literal["contratista", "capturista"]
Volver = Literal["generales", "nuevo_usuario", "editar_correo", "titularidad"]
"""The routes that ask for the e.firma again, by name."""


class Posicion(BaseModel):
    """A write whose effect the next service may not have yet, and when it was made."""

    fuente: str
    sujeto: str
    secuencia: int
    hecha: datetime

    @property
    def servicio(self) -> str:
        """``signing`` of ``/icsoe/signing/1``."""
        partes = self.fuente.split("/")
        return partes[2] if len(partes) > 2 else ""

    def encabezado(self) -> str:
        return f"{self.fuente};{self.sujeto};{self.secuencia}"


class Ingreso(BaseModel):
    """An authenticated person. Tokens live only in here and in memory.

    ``usuario`` (its CURP) is of a capturista; what the certificate says, ``estado`` and what follows it, of a
    contratista. ``habilitado``: its Generales were complete once, so its menu is open (D24, D92).
    ``faltantes``: what they lack now, in the words of the screen.
    ``abierta``: its first act; ``usada``: its last one, polls not counted (D85; kept by ``vigencia``).
    """

    acceso: str
    acceso_expira: datetime
    refresco: str
    abierta: datetime | None = None
    usada: datetime | None = None
    rol: Rol = "contratista"
    usuario: str = ""
    rfc: str = ""
    nombre: str = ""
    tipo_persona: Literal["F", "M"] = "F"
    certificado_numero: str = ""
    estado: Estado = "NUEVO"
    habilitado: bool = False
    faltantes: list[str] = []

    @property
    def cuenta(self) -> str:
        """Whose session it is, as its owner knows it."""
        return f"RFC {self.rfc}" if self.rol == "contratista" else f"CURP {self.usuario}"


class FactorPorActivar(BaseModel):
    """A new second factor: shown to the person until a code of it is given."""

    secreto: str
    uri: str


class PasoDeIngreso(BaseModel):
    """The password was right, the code is missing. ``factor``: none was set up yet."""

    paso: str
    usuario: str
    factor: FactorPorActivar | None = None


class Apartado(BaseModel):
    """What was typed in a form that asked for the e.firma again; no secret is. ``vinculo_id``: in whose form.

    Here and not in the draft that registry keeps: it is of somebody else, and it ends with the session.
    """

    ruta: Volver
    vinculo_id: UUID | None = None
    cajas: dict[str, str] = {}


class Sesion(BaseModel):
    """One browser. ``csrf`` binds its forms; ``verificador`` binds a login challenge to it.

    ``contratista_id``: for whom the capturista of this very request works. It is of the address, never of the
    cookie: two tabs may work for two contratistas (D110). ``volver``: the route that asked for the e.firma
    again, by name (T-08); what was typed there waits in ``apartado`` until it is saved.
    """

    csrf: str = Field(default_factory=lambda: secrets.token_urlsafe(16))
    verificador: str | None = None
    aviso: str | None = None
    ingreso: Ingreso | None = None
    paso: PasoDeIngreso | None = None
    factor: FactorPorActivar | None = None
    volver: Volver | None = None
    apartado: Apartado | None = None
    contratista_id: UUID | None = Field(default=None, exclude=True)
    posiciones: list[Posicion] = []

    @property
    def es_capturista(self) -> bool:
        return self.ingreso is not None and self.ingreso.rol == "capturista"

    def anotar(self, encabezados: list[str], ahora: datetime) -> None:
        """Keeps the positions a command answered with, the newest per stream."""
        for encabezado in encabezados:
            fuente, _, resto = encabezado.partition(";")
            sujeto, _, secuencia = resto.partition(";")
            if not secuencia.isdecimal():
                continue
            otras = [p for p in self.posiciones if (p.fuente, p.sujeto) != (fuente, sujeto)]
            nueva = Posicion(fuente=fuente, sujeto=sujeto, secuencia=int(secuencia), hecha=ahora)
            self.posiciones = [*otras, nueva][-MAXIMO_POSICIONES:]

    def despues_de(self, fuentes: frozenset[str], ahora: datetime) -> list[str]:
        """What a service that hears ``fuentes`` must have applied before it answers this browser."""
        vigentes = [p for p in self.posiciones if ahora - p.hecha < VIDA_POSICION]
        return [p.encabezado() for p in vigentes if p.servicio in fuentes]

    def apartar(
        self, ruta: Volver, cajas: Mapping[str, str] = MappingProxyType({}), vinculo_id: UUID | None = None
    ) -> None:
        """The e.firma is asked for again: afterwards ``ruta`` opens with what was typed in it."""
        self.volver = ruta
        self.apartado = Apartado(ruta=ruta, vinculo_id=vinculo_id, cajas=dict(cajas))
        if len(self.apartado.model_dump_json().encode()) > MAXIMO_APARTADO:
            self.apartado.cajas = {}

    def apartado_de(self, ruta: Volver, vinculo_id: UUID | None = None) -> dict[str, str]:
        """What was typed in that form and set aside; empty of any other."""
        a = self.apartado
        return a.cajas if a and (a.ruta, a.vinculo_id) == (ruta, vinculo_id) else {}

    def ingresar(self, ingreso: Ingreso) -> None:
        """A new login: nothing of the earlier browser state survives."""
        self.csrf = secrets.token_urlsafe(16)
        self.verificador = None
        self.paso = None
        self.factor = None
        self.volver = None
        self.apartado = None
        self.posiciones = []
        self.ingreso = ingreso
