"""Whom a mail goes to, asked at the moment of sending."""

from dataclasses import dataclass
from uuid import UUID

from ..domain.correo import SOLO_CONFIRMADAS
from .ports import (
    Abridor,
    ConEnlace,
    Contacto,
    Correo,
    DeCapturista,
    DeContratista,
    Direccion,
    Lectores,
    Lecturas,
    Vinculos,
)


class SinVinculo(Exception):
    """The capturista no longer works for that contratista: it reads nothing of it any more (T-74)."""


class SinDireccion(Exception):
    """The contact is not known here yet, or it has no address that this mail may go to."""


@dataclass(frozen=True)
class Reparto:
    """``aparte``: copies of M8 that get a mail of their own: the acuse goes to confirmed addresses only, the
    others read how to fetch it (threats.md T-35).
    """

    lectores: Lectores
    con_acuse: bool = False
    aparte: tuple[str, ...] = ()


async def repartir(correo: Correo, lecturas: Lecturas, vinculos: Vinculos, abridor: Abridor) -> Reparto:
    """Raises SinDireccion, SinVinculo, EnlaceIlegible."""
    match correo.destino:
        case ConEnlace(sellado=sellado):
            enlace = abridor.abrir(sellado)
            return Reparto(Lectores(enlace.para, token=enlace.token))
        case Direccion(direccion=para):
            nombre = correo.datos.get("nombre")
            lectores = Lectores(para, nombre=nombre if isinstance(nombre, str) else None)
            return Reparto(lectores, con_acuse=correo.datos.get("con_acuse") is True)
        case DeCapturista(capturista_id):
            para = await lecturas.correo_de_capturista(capturista_id)
            if para is None:
                raise SinDireccion
            if correo.plantilla in ("M7", "M8"):
                return await _de_quien_envio(correo, para, lecturas, vinculos)
            return Reparto(Lectores(para))
        case DeContratista(contratista_id):
            contacto = await lecturas.contacto(contratista_id)
            if contacto is None or contacto.correo is None:
                raise SinDireccion
            if correo.plantilla in SOLO_CONFIRMADAS and contacto.correo not in contacto.confirmados:
                raise SinDireccion
            if correo.plantilla == "M8":
                return _con_copias(contacto, contacto.correo)
            return Reparto(Lectores(contacto.correo, nombre=contacto.nombre))


async def _de_quien_envio(correo: Correo, para: str, lecturas: Lecturas, vinculos: Vinculos) -> Reparto:
    """The address of an ACTIVO capturista is confirmed: its first password came by a link sent to it, and
    every later address by another.
    """
    contratista_id = UUID(str(correo.datos["contratista_id"]))
    puede = await vinculos.puede_acuses(correo.destino.titular, contratista_id)
    if puede is None:
        raise SinVinculo
    contacto = await lecturas.contacto(contratista_id)
    if contacto is None:
        raise SinDireccion
    return Reparto(Lectores(para, por=contacto.nombre), con_acuse=puede and correo.plantilla == "M8")


def _con_copias(contacto: Contacto, para: str) -> Reparto:
    con_acuse = para in contacto.confirmados
    iguales = tuple(c for c in contacto.copias if (c in contacto.confirmados) == con_acuse)
    otras = tuple(c for c in contacto.copias if c not in iguales)
    return Reparto(Lectores(para, iguales, contacto.nombre), con_acuse, otras)
