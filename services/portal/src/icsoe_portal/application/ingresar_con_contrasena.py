"""Login of a capturista: CURP and password, then a code where one is due (icsoe.md §7.2)."""

from dataclasses import dataclass, field

from .ports import ErrorDeServicio, Servicios
from .sesion import FactorPorActivar, Ingreso, PasoDeIngreso, Sesion
from .vistas_cuentas import PasoPendiente, SesionDeCuenta


@dataclass(frozen=True)
class Credenciales:
    """``dispositivo``: what an earlier login left in this browser."""

    usuario: str
    contrasena: str = field(repr=False)
    dispositivo: str | None = field(repr=False)


async def ingresar_con_contrasena(
    orden: Credenciales, sesion: Sesion, servicios: Servicios
) -> SesionDeCuenta | None:
    """None: the code is missing, and ``sesion.paso`` says which."""
    anterior = Sesion()
    respuesta = await servicios.accesos.ingresar(anterior, orden.usuario, orden.contrasena, orden.dispositivo)
    if isinstance(respuesta, PasoPendiente):
        sesion.paso = _paso(respuesta, orden.usuario)
        return None
    _abrir(sesion, anterior, orden.usuario, respuesta)
    return respuesta


async def completar_ingreso(
    codigo: str, dispositivo: str | None, sesion: Sesion, servicios: Servicios
) -> SesionDeCuenta:
    """The second step. A code that is wrong leaves the step usable; one that is over does not."""
    paso = sesion.paso
    if paso is None:
        raise ErrorDeServicio.del_catalogo("paso_vencido")
    anterior = Sesion()
    nueva = await servicios.accesos.completar(anterior, paso.paso, codigo, dispositivo)
    _abrir(sesion, anterior, paso.usuario, nueva)
    return nueva


def _paso(pendiente: PasoPendiente, usuario: str) -> PasoDeIngreso:
    factor = None
    if pendiente.secreto and pendiente.uri:
        factor = FactorPorActivar(secreto=pendiente.secreto, uri=pendiente.uri)
    return PasoDeIngreso(paso=pendiente.paso, usuario=usuario, factor=factor)


def _abrir(sesion: Sesion, anterior: Sesion, usuario: str, nueva: SesionDeCuenta) -> None:
    """The positions of the login stay: registry may not have heard yet that the account exists."""
    sesion.ingresar(
        Ingreso(
            acceso=nueva.acceso,
            acceso_expira=nueva.acceso_expira,
            refresco=nueva.refresco,
            rol=nueva.rol,
            usuario=usuario,
        )
    )
    sesion.posiciones = anterior.posiciones
