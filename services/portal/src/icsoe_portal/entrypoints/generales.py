"""Generales (icsoe.md §7.4): one page, one form; what leaves it keeps what was typed in the draft."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..application import vistas
from ..application.borrador import (
    ActividadEscrita,
    GeneralesEscritos,
    guardar_borrador,
    leer_borrador,
)
from ..application.cambios_ajenos import cambios_ajenos
from ..application.guardar_generales import (
    FormularioInvalido,
    GuardarGenerales,
    Pdf,
    falta_domicilio,
    guardar_generales,
    leer_formulario,
    subir_acuse,
)
from ..application.ports import ErrorDeServicio
from .web.guardas import exigir_csrf
from .web.paginas import hora_y_minuto
from .web.pedido import Privado

rutas = APIRouter()
CON_TOKEN = [Depends(exigir_csrf)]
MAXIMO_ACTIVIDADES = 50
# Buttons that leave the page, and where to.
_SALIDAS = {
    "ubicar-domicilio": "paso_1",
    "ver-domicilio": "ver_domicilio_social",
    "eliminar-domicilio": "confirmar_eliminar_domicilio_social",
    "eliminar-acuse": "confirmar_eliminar_repse",
}


@dataclass(frozen=True)
class Enviado:
    """The form as the browser sent it, and which button. ``vista``: the version whose differences it told."""

    escrito: GeneralesEscritos
    pdf: Pdf | None
    accion: str
    vista: str

    def aceptar(self, contratista: vistas.Contratista) -> None:
        """Guardar of a page that told what is saved now: what was typed goes over it knowingly."""
        if self.accion == "guardar" and self.vista == GeneralesEscritos.guardados(contratista).version:
            self.escrito.version = self.vista


@rutas.get("/generales", name="generales")
async def generales(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.estado == "NUEVO":
        return p.ir_a("aceptar_terminos")
    borrador = await leer_borrador(p.sesion, p.servicios)
    escrito = borrador.generales or GeneralesEscritos.guardados(contratista)
    return _formulario(p, contratista, escrito, guardado=borrador.guardado if borrador.generales else None)


@rutas.post("/generales", name="guardar_generales", dependencies=CON_TOKEN)
async def guardar(p: Privado, request: Request) -> Response:
    """Every button of the page: Guardar, and those that first put aside what was typed."""
    enviado = await _leer(await request.form())
    contratista = await p.servicios.registry.contratista(p.sesion)
    enviado.aceptar(contratista)
    orden = GuardarGenerales(enviado.escrito, enviado.pdf, contratista)
    if contratista.estado == "NUEVO":
        await _guardar_borrador(p, enviado.escrito)
        return p.ir_a("aceptar_terminos")
    try:
        if enviado.accion == "guardar":
            return await _guardar(p, orden)
        if enviado.accion == "usar-guardado":
            return await _usar_guardado(p)
        return await _apartar(p, orden, enviado.accion)
    except FormularioInvalido as error:
        fallas, negativa, estado = error.fallas, None, 422
    except ErrorDeServicio as error:
        if error.estado == 401:
            raise
        fallas, negativa, estado = {}, error, error.estado
        if error.codigo == "efirma_no_reciente":
            p.sesion.apartar("generales")
    if estado < 500:  # else registry keeps nothing now: the page alone has what was typed
        await _guardar_borrador(p, enviado.escrito)
        contratista = await p.servicios.registry.contratista(p.sesion)
    return _formulario(p, contratista, enviado.escrito, fallas, negativa=negativa, estado=estado)


@rutas.post("/generales/borrador", name="autoguardar_generales", dependencies=CON_TOKEN)
async def autoguardar(p: Privado, request: Request) -> JSONResponse:
    """Every change, without the receipt (a chosen file goes up with the next button)."""
    enviado = await _leer(await request.form())
    await _guardar_borrador(p, enviado.escrito)
    return JSONResponse({"guardado": hora_y_minuto(p.ahora)})


@rutas.get("/generales/guardados", name="generales_guardados")
async def guardados(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    return p.pagina("cuenta/guardados.html", por_confirmar=contratista.correos_por_confirmar)


@rutas.get("/generales/acuse-repse", name="ver_repse")
async def ver_repse(p: Privado) -> Response:
    return p.archivo(await p.servicios.registry.ver_repse(p.sesion), "application/pdf", "acuse-repse.pdf")


@rutas.get("/generales/acuse-repse/eliminar", name="confirmar_eliminar_repse")
async def confirmar_eliminar_repse(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.acuse_repse is None:
        return p.ir_a("generales")
    return p.pagina("cuenta/eliminar_repse.html", acuse=contratista.acuse_repse)


@rutas.post("/generales/acuse-repse/eliminar", name="eliminar_repse", dependencies=CON_TOKEN)
async def eliminar_repse(p: Privado) -> Response:
    await p.servicios.registry.eliminar_repse(p.sesion)
    p.sesion.aviso = "El acuse se eliminó. Adjunta otro para completar tus datos generales."
    return p.ir_a("generales")


@rutas.get("/generales/domicilio-social", name="ver_domicilio_social")
async def ver_domicilio_social(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.domicilio_social is None:
        return p.ir_a("generales")
    return p.pagina("domicilio/ver.html", domicilio=contratista.domicilio_social)


@rutas.get("/generales/domicilio-social/eliminar", name="confirmar_eliminar_domicilio_social")
async def confirmar_eliminar_domicilio(p: Privado) -> Response:
    contratista = await p.servicios.registry.contratista(p.sesion)
    if contratista.domicilio_social is None:
        return p.ir_a("generales")
    return p.pagina("domicilio/eliminar.html", domicilio=contratista.domicilio_social)


@rutas.post("/generales/domicilio-social/eliminar", name="eliminar_domicilio_social", dependencies=CON_TOKEN)
async def eliminar_domicilio(p: Privado) -> Response:
    await p.servicios.registry.eliminar_domicilio(p.sesion)
    p.sesion.aviso = "El domicilio social se eliminó."
    return p.ir_a("generales")


async def _guardar(p: Privado, orden: GuardarGenerales) -> Response:
    leer_formulario(orden)
    if falta_domicilio(orden):
        p.sesion.aviso = "Ubica el domicilio social. Lo que capturaste en Generales está guardado."
        return await _apartar(p, orden, "ubicar-domicilio")
    contratista = await guardar_generales(orden, p.sesion, p.servicios)
    p.sesion.aviso = "Tus datos generales se guardaron."
    return p.ir_a("generales_guardados" if contratista.estado == "GENERALES_COMPLETOS" else "generales")


async def _usar_guardado(p: Privado) -> Response:
    await _guardar_borrador(p, None)
    p.sesion.aviso = "Descartaste lo que habías escrito. Esto es lo que está guardado."
    return p.ir_a("generales")


async def _apartar(p: Privado, orden: GuardarGenerales, accion: str) -> Response:
    """Keeps what was typed, does what the button says, and goes where it leads."""
    verbo, _, cual = accion.partition(":")
    actividades = orden.escrito.actividades
    if verbo == "agregar-actividad" and len(actividades) < MAXIMO_ACTIVIDADES:
        actividades.append(ActividadEscrita())
    if verbo == "quitar-actividad" and cual.isdecimal() and 0 < int(cual) <= len(actividades):
        del actividades[int(cual) - 1]
    if verbo == "ubicar-domicilio":
        orden.escrito.social_igual = "no"
    await subir_acuse(orden.pdf, p.sesion, p.servicios)
    await _guardar_borrador(p, orden.escrito)
    if verbo == "confirmar":
        await p.servicios.registry.pedir_confirmacion(p.sesion, cual)
        p.sesion.aviso = f"Enviamos de nuevo el enlace a {cual}."
    if verbo == "ubicar-domicilio":
        return p.ir_a(_SALIDAS[verbo], destino="social")
    if "actividad" in verbo:
        return RedirectResponse(f"{p.request.app.url_path_for('generales')}#actividades", 303)
    return p.ir_a(_SALIDAS.get(verbo, "generales"))


async def _guardar_borrador(p: Privado, escrito: GeneralesEscritos | None) -> None:
    borrador = await leer_borrador(p.sesion, p.servicios)
    borrador.generales = escrito
    await guardar_borrador(borrador, p.ahora, p.sesion, p.servicios)


async def _leer(datos: FormData) -> Enviado:
    def texto(campo: str, maximo: int = 300) -> str:
        valor = datos.get(campo)
        return valor[:maximo] if isinstance(valor, str) else ""

    archivo, pdf = datos.get("acuse_repse"), None
    if isinstance(archivo, UploadFile) and archivo.filename:
        pdf = (archivo.filename[-200:], await archivo.read())
    numeros = [i for i in range(1, MAXIMO_ACTIVIDADES + 1) if f"folio_{i}" in datos]
    escrito = GeneralesEscritos(
        version=texto("version"),
        correo=texto("correo"),
        celular=texto("celular"),
        telefono_fijo=texto("telefono_fijo"),
        social_igual=texto("social_igual"),
        copias=[texto(f"copia_{i}") for i in (1, 2, 3)],
        repse_numero=texto("repse_numero"),
        repse_desde=texto("repse_desde"),
        repse_hasta=texto("repse_hasta"),
        actividades=[
            ActividadEscrita(folio=texto(f"folio_{i}"), descripcion=texto(f"descripcion_{i}", 4_000))
            for i in numeros
        ],
    )
    return Enviado(escrito, pdf, texto("accion") or "guardar", texto("vista"))


def _formulario(
    p: Privado,
    contratista: vistas.Contratista,
    escrito: GeneralesEscritos,
    fallas: dict[str, str] | None = None,
    *,
    estado: int = 200,
    negativa: ErrorDeServicio | None = None,
    guardado: datetime | None = None,
) -> Response:
    copias = [*escrito.copias, "", "", ""][:3]
    cambios, actual = cambios_ajenos(escrito, contratista), GeneralesEscritos.guardados(contratista).version
    return p.pagina(
        "cuenta/generales.html",
        estado,
        contratista=contratista,
        escrito=escrito,
        copias=copias,
        cambios=cambios,
        version=escrito.version if cambios else actual,
        vista=actual,
        fallas=fallas or {},
        negativa=negativa,
        guardado=guardado,
    )
