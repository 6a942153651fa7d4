"""What contratista and capturista see of each other, and what the other services are told."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from icsoe_contracts.registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    CorreoDeCapturistaCambiado,
)
from icsoe_dominio.contacto import Correo
from pydantic import BaseModel

from ..domain.capturista import Capturista
from ..domain.vinculo import EstadoVinculo, Vinculo
from .ports_capturistas import Remitente, TrabajoDeCapturistas

HechoDeCapturista = (
    CapturistaInvitado | CapturistaVinculado | CapturistaDadoDeBaja | CorreoDeCapturistaCambiado
)


class VinculoVista(BaseModel):
    """One row of Usuarios. Until the person accepted, it holds nothing but what this contratista typed.

    ``correo``: as typed. ``aceptado``: the person once said yes. ``correo_de_cuenta``: the account's, masked,
    while the person works or asks to; it and ``cuenta_desde`` are what to recognise the person by while
    POR_CONFIRMAR. ``ultimo_acceso``: of a link that ended, the last before the end. ``por_titular``: the link
    ended because the person of the CURP proved it: somebody else had accepted, and she has to be invited
    (T-25).
    """

    vinculo_id: UUID
    usuario: str
    nombre: str | None
    correo: str
    estado: EstadoVinculo | Literal["BLOQUEADO"]
    puede_acuses: bool
    exige_segundo_factor: bool
    alta: datetime
    ultimo_acceso: datetime | None
    capturista_id: UUID | None
    correo_de_cuenta: str | None
    cuenta_desde: datetime | None
    por_titular: bool
    aceptado: bool

    @classmethod
    def de(cls, v: Vinculo, c: Capturista, ahora: datetime) -> "VinculoVista":
        vigente = v.estado in ("ACTIVO", "POR_CONFIRMAR")
        por_confirmar = v.estado == "POR_CONFIRMAR"
        return cls(
            vinculo_id=v.id,
            usuario=c.curp,
            nombre=c.nombre.completo if c.nombre and v.aceptado and v.baja_por != c.id else None,
            correo=v.correo,
            estado="BLOQUEADO" if v.estado == "ACTIVO" and c.bloqueado(ahora) else v.estado,
            puede_acuses=v.puede_acuses,
            exige_segundo_factor=v.exige_segundo_factor,
            alta=v.alta,
            ultimo_acceso=c.ultimo_acceso if vigente else v.ultimo_acceso,
            capturista_id=c.id if vigente else None,
            correo_de_cuenta=Correo(c.correo).enmascarado if vigente else None,
            cuenta_desde=c.cuenta_desde if por_confirmar else None,
            por_titular=v.estado == "BAJA" and v.baja_por == c.id,
            aceptado=v.aceptado,
        )


class InvitacionVista(BaseModel):
    vinculo_id: UUID
    contratista_rfc: str
    contratista_nombre: str
    desde: datetime


class ContratistaDeCapturista(BaseModel):
    contratista_id: UUID
    rfc: str
    nombre: str
    puede_acuses: bool


class CapturistaVista(BaseModel):
    """The person's own view. ``contratistas``: those it may work for."""

    id: UUID
    usuario: str
    nombre: str | None
    primer_apellido: str | None
    segundo_apellido: str | None
    correo: str
    terminos_version: str | None
    faltantes: list[str]
    invitaciones: list[InvitacionVista]
    contratistas: list[ContratistaDeCapturista]

    @classmethod
    def de(cls, c: Capturista, remitentes: dict[UUID, Remitente]) -> "CapturistaVista":
        n = c.nombre
        return cls(
            id=c.id,
            usuario=c.curp,
            nombre=n.nombre if n else None,
            primer_apellido=n.primer_apellido if n else None,
            segundo_apellido=n.segundo_apellido if n else None,
            correo=c.correo,
            terminos_version=c.terminos_version,
            faltantes=list(c.faltantes),
            invitaciones=[
                InvitacionVista(
                    vinculo_id=v.id, contratista_rfc=r.rfc, contratista_nombre=r.nombre, desde=v.alta
                )
                for v, r in _por_nombre(c, remitentes, "INVITADO")
            ],
            contratistas=[
                ContratistaDeCapturista(
                    contratista_id=r.id, rfc=r.rfc, nombre=r.nombre, puede_acuses=v.puede_acuses
                )
                for v, r in _por_nombre(c, remitentes, "ACTIVO")
            ],
        )


def _por_nombre(
    c: Capturista, remitentes: dict[UUID, Remitente], estado: EstadoVinculo
) -> list[tuple[Vinculo, Remitente]]:
    pares = [(v, remitentes[v.contratista_id]) for v in c.vinculos if v.estado == estado]
    return sorted(pares, key=lambda par: (par[1].nombre, par[1].rfc))


async def guardar_y_contar(
    antes: Capturista | None, despues: Capturista, t: TrabajoDeCapturistas, ahora: datetime
) -> None:
    """The end of every change: writes what differs and tells it. The stream is the person's, so that what is
    said of its mail and of its links arrives in order.
    """
    await t.capturistas.guardar(antes, despues)
    previos = {v.id: v for v in antes.vinculos} if antes else {}
    otro_nombre = antes is not None and antes.nombre != despues.nombre
    tocados = sorted(
        (v for v in despues.vinculos if v != previos.get(v.id) or (otro_nombre and v.estado == "ACTIVO")),
        key=lambda v: v.abierto,
    )
    remitentes = await t.capturistas.remitentes([v.contratista_id for v in tocados]) if tocados else {}
    # An invitation that begins to make the account carries its address itself.
    crea = any(v.crea_cuenta and not _creaba(previos.get(v.id)) for v in tocados)
    if antes and antes.correo != despues.correo and not crea:
        cambio = CorreoDeCapturistaCambiado(
            capturista_id=despues.id, ocurrido=ahora, correo=despues.correo, correo_anterior=antes.correo
        )
        t.eventos.emitir(cambio, sujeto=despues.id)
    for vinculo in tocados:
        evento = hecho(previos.get(vinculo.id), vinculo, despues, remitentes[vinculo.contratista_id], ahora)
        if evento:
            t.eventos.emitir(evento, sujeto=despues.id)


def hecho(
    antes: Vinculo | None, v: Vinculo, c: Capturista, de: Remitente, ahora: datetime
) -> HechoDeCapturista | None:
    """What a change of one link means to others; None: it is nobody else's business."""
    comunes: dict[str, Any] = {
        "capturista_id": c.id,
        "vinculo_id": v.id,
        "contratista_id": de.id,
        "contratista_rfc": de.rfc,
        "contratista_nombre": de.nombre,
        "ocurrido": ahora,
    }
    if v.estado == "ACTIVO":
        return CapturistaVinculado(
            **comunes,
            puede_acuses=v.puede_acuses,
            exige_segundo_factor=v.exige_segundo_factor,
            nombre=c.nombre.completo if c.nombre else None,
        )
    if v.estado == "BAJA":
        return CapturistaDadoDeBaja(**comunes)
    if v.estado == "INVITADO" and _se_envia(antes, v):
        return CapturistaInvitado(
            **comunes,
            usuario=c.curp,
            correo=c.correo,
            cuenta_nueva=v.crea_cuenta,
            exige_segundo_factor=v.exige_segundo_factor,
        )
    return None


def _se_envia(antes: Vinculo | None, v: Vinculo) -> bool:
    """A new invitation, one sent again, or one that has to make the account from now on; a corrected address
    is told as a change of mail.
    """
    if antes is None or (v.crea_cuenta and not antes.crea_cuenta):
        return True
    return antes.envios != v.envios and antes.correo == v.correo


def _creaba(antes: Vinculo | None) -> bool:
    return antes is not None and antes.crea_cuenta


async def vista_de(c: Capturista, t: TrabajoDeCapturistas) -> CapturistaVista:
    """The view after a command of the person."""
    remitentes = await t.capturistas.remitentes([v.contratista_id for v in c.abiertos])
    return CapturistaVista.de(c, dict(remitentes))
