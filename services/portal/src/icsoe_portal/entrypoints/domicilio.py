"""Ubicar domicilio geográfico nacional, Paso 1/3 to 3/3 (icsoe.md §7.5), for the target of the address."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from icsoe_dominio.domicilio import TIPOS_DE_VIALIDAD
from starlette.responses import JSONResponse, Response

from ..application.borrador import Borrador, DomicilioEscrito, guardar_borrador, leer_borrador
from ..application.domicilio import (
    DESTINOS,
    Destino,
    Opciones,
    armar,
    buscar_opciones,
    elegir_lugar,
    falta_en_lugar,
    leer_componentes,
    por_enviar,
)
from ..application.ports import ErrorDeServicio
from .web.guardas import exigir_csrf
from .web.paginas import hora_y_minuto
from .web.pedido import IrA, PedidoPrivado, Privado

rutas = APIRouter(prefix="/domicilio/{destino}")
CON_TOKEN = [Depends(exigir_csrf)]
_PASO_A_CORREGIR = {"colonia_desconocida": 1, "campo_invalido": 2}


@dataclass(frozen=True)
class Asistente:
    """The wizard for one target, with what was filled so far."""

    p: PedidoPrivado
    destino: Destino
    borrador: Borrador

    @property
    def escrito(self) -> DomicilioEscrito:
        return self.borrador.domicilios.get(self.destino.clave, DomicilioEscrito())

    async def apartar(self, escrito: DomicilioEscrito) -> None:
        """Keeps it until Aceptar."""
        self.borrador.domicilios[self.destino.clave] = escrito
        await guardar_borrador(self.borrador, self.p.ahora, self.p.sesion, self.p.servicios)

    async def elegir(self, escrito: DomicilioEscrito) -> Opciones:
        """What Paso 1 offers for it; kept with its place: two choices on their way may end in any order."""
        opciones = await buscar_opciones(escrito, self.p.sesion, self.p.servicios)
        escrito.lugar = opciones.lugar(escrito.colonia_id)
        await self.apartar(escrito)
        return opciones

    def paso(self, numero: int) -> Response:
        return self.p.ir_a(f"paso_{numero}", destino=self.destino.clave)

    def pagina(self, plantilla: str, estado: int = 200, **datos: Any) -> Response:
        datos = {"fallas": {}, "escrito": self.escrito} | datos
        return self.p.pagina(
            f"domicilio/{plantilla}",
            estado,
            destino=self.destino,
            guardado=self.borrador.guardado,
            **datos,
        )


async def asistente(p: Privado, destino: str) -> Asistente:
    """Only a company has a domicilio social; unknown targets are no page."""
    elegido = DESTINOS.get(destino)
    if elegido is None:
        raise ErrorDeServicio.del_catalogo("no_encontrado")
    if elegido.clave == "social" and p.ingreso.tipo_persona != "M":
        raise IrA("generales")
    return Asistente(p, elegido, await leer_borrador(p.sesion, p.servicios))


Ubicando = Annotated[Asistente, Depends(asistente)]


async def campos(request: Request) -> dict[str, str]:
    """The text boxes of the form."""
    return {c: v for c, v in (await request.form()).items() if isinstance(v, str)}


Campos = Annotated[dict[str, str], Depends(campos)]


@rutas.get("/paso-1", name="paso_1")
async def paso_1(a: Ubicando) -> Response:
    opciones = await buscar_opciones(a.escrito, a.p.sesion, a.p.servicios)
    return a.pagina("paso_1.html", opciones=opciones)


@rutas.post("/lugar", name="buscar_lugar", dependencies=CON_TOKEN)
async def buscar_lugar(a: Ubicando, datos: Campos, request: Request) -> Response:
    """A choice of Paso 1: what it opens below. A fragment for htmx, the whole step without."""
    opciones = await a.elegir(elegir_lugar(a.escrito, datos))
    if "hx-request" not in request.headers:
        return a.paso(1)
    return a.pagina("_lugar_elegido.html", opciones=opciones, fallas=opciones.falla)


@rutas.post("/paso-1", name="ubicar_lugar", dependencies=CON_TOKEN)
async def ubicar_lugar(a: Ubicando, datos: Campos) -> Response:
    escrito = elegir_lugar(a.escrito, datos)
    if datos.get("accion") == "regresar":
        await a.apartar(escrito)
        return a.p.ir_a(a.destino.regreso)
    opciones = await a.elegir(escrito)
    if escrito.lugar:
        return a.paso(2)
    return a.pagina("paso_1.html", 422, opciones=opciones, fallas=falta_en_lugar(escrito, opciones))


@rutas.get("/paso-2", name="paso_2")
async def paso_2(a: Ubicando) -> Response:
    return await _paso_2(a, 200, {}) if a.escrito.lugar else a.paso(1)


@rutas.post("/paso-2", name="ubicar_componentes", dependencies=CON_TOKEN)
async def ubicar_componentes(a: Ubicando, datos: Campos) -> Response:
    escrito = leer_componentes(a.escrito, datos)
    await a.apartar(escrito)
    if datos.get("accion") == "regresar" or escrito.lugar is None:
        return a.paso(1)
    hallado, fallas = armar(escrito)
    return a.paso(3) if hallado else await _paso_2(a, 422, fallas)


@rutas.post("/borrador", name="autoguardar_domicilio", dependencies=CON_TOKEN)
async def autoguardar(a: Ubicando, datos: Campos) -> JSONResponse:
    """Every change of Paso 2."""
    await a.apartar(leer_componentes(a.escrito, datos))
    return JSONResponse({"guardado": hora_y_minuto(a.p.ahora)})


@rutas.get("/paso-3", name="paso_3")
async def paso_3(a: Ubicando) -> Response:
    hallado, _ = armar(a.escrito)
    return a.pagina("paso_3.html", domicilio=hallado) if hallado else a.paso(2)


@rutas.post("/paso-3", name="aceptar_domicilio", dependencies=CON_TOKEN)
async def aceptar(a: Ubicando) -> Response:
    """Keeps the address where it belongs; what else was typed on the page before stays in the draft."""
    if a.escrito.lugar is None:
        return a.paso(1)
    try:
        await a.destino.guardar(a.p.sesion, a.p.servicios, por_enviar(a.escrito))
    except ErrorDeServicio as error:
        if error.codigo == "generales_primero_terminos":
            return a.p.ir_a("aceptar_terminos")
        if error.codigo in _PASO_A_CORREGIR:
            a.p.sesion.aviso = f"{error.detalle} {error.remedio}"
            return a.paso(_PASO_A_CORREGIR[error.codigo])
        raise
    del a.borrador.domicilios[a.destino.clave]
    await guardar_borrador(a.borrador, a.p.ahora, a.p.sesion, a.p.servicios)
    a.p.sesion.aviso = f"El {a.destino.nombre} quedó ubicado."
    return a.p.ir_a(a.destino.regreso)


async def _paso_2(a: Asistente, estado: int, fallas: dict[str, str]) -> Response:
    calles = await a.p.servicios.registry.calles(a.p.sesion)
    return a.pagina("paso_2.html", estado, calles=calles, tipos=TIPOS_DE_VIALIDAD, fallas=fallas)
