"""Login with e.firma: challenge bound to this browser, then session and contratista (efirma.md §4, T-17)."""

import hashlib
import secrets
from dataclasses import dataclass

from . import vistas
from .ports import ErrorDeServicio, Servicios
from .sesion import Ingreso, Sesion


@dataclass(frozen=True)
class Entrar:
    """What the page made: base64 of certificate and signature, and the challenge it answers. ``dispositivo``:
    what an earlier login left in this browser.
    """

    reto: str
    certificado: str
    firma: str
    rfc: str
    dispositivo: str | None


async def pedir_reto(sesion: Sesion, servicios: Servicios) -> vistas.Reto:
    """A challenge that only this browser's cookie can answer: the verifier stays in it."""
    sesion.verificador = secrets.token_urlsafe(32)
    return await servicios.auth.reto(hashlib.sha256(sesion.verificador.encode()).hexdigest())


async def entrar(orden: Entrar, sesion: Sesion, servicios: Servicios) -> tuple[vistas.Contratista, str]:
    """Opens the session and presents the identity to registry, which creates the contratista on first use.

    Also what this browser keeps, so that its owner is told of other ones (T-15).
    """
    if sesion.verificador is None:
        raise ErrorDeServicio.del_catalogo("reto_invalido")
    nueva = await servicios.auth.ingresar(
        reto=orden.reto,
        verificador=sesion.verificador,
        certificado=orden.certificado,
        firma=orden.firma,
        rfc=orden.rfc or None,
        dispositivo=orden.dispositivo,
    )
    quien = nueva.contratista
    provisional = Sesion()
    provisional.ingresar(
        Ingreso(
            acceso=nueva.acceso,
            acceso_expira=nueva.acceso_expira,
            refresco=nueva.refresco,
            rfc=quien.rfc,
            nombre=quien.nombre,
            tipo_persona=quien.tipo_persona,
            certificado_numero=quien.certificado_numero,
        )
    )
    contratista = await servicios.registry.presentar_identidad(provisional, nueva.identidad)
    if provisional.ingreso:
        provisional.ingreso.estado = contratista.estado
        sesion.ingresar(provisional.ingreso)
        sesion.posiciones = provisional.posiciones
    return contratista, nueva.dispositivo
