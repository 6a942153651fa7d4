"""What the portal knows of a browser between two requests: the sealed cookie's content."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

VIDA_POSICION = timedelta(minutes=5)
MAXIMO_POSICIONES = 4

Estado = Literal["NUEVO", "TERMINOS_ACEPTADOS", "GENERALES_COMPLETOS"]


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
    """An authenticated contratista. Tokens live only in here and in memory."""

    acceso: str
    acceso_expira: datetime
    refresco: str
    rfc: str
    nombre: str
    tipo_persona: Literal["F", "M"]
    certificado_numero: str
    estado: Estado = "NUEVO"


class Sesion(BaseModel):
    """One browser. ``csrf`` binds its forms; ``verificador`` binds a login challenge to it."""

    csrf: str = Field(default_factory=lambda: secrets.token_urlsafe(16))
    verificador: str | None = None
    aviso: str | None = None
    ingreso: Ingreso | None = None
    posiciones: list[Posicion] = []

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

    def ingresar(self, ingreso: Ingreso) -> None:
        """A new login: nothing of the earlier browser state survives."""
        self.csrf = secrets.token_urlsafe(16)
        self.verificador = None
        self.posiciones = []
        self.ingreso = ingreso
