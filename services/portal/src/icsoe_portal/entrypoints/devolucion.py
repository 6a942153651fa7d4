"""Solicitar devolución (icsoe.md §7.8, D111): what a capturista has in place of Devolver."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from ..application.vistas import Informativa
from .web.guardas import exigir_csrf
from .web.pedido import DeCapturista

rutas_en_ambito = APIRouter()
FALTA_MOTIVO = "Escribe el motivo, de 1 a 500 caracteres."
MOTIVO_NO_ADMITIDO = "Escribe el motivo solo con letras, números y signos de puntuación comunes."


@rutas_en_ambito.get("/captura/{informativa_id}/solicitar-devolucion", name="confirmar_solicitud")
async def confirmar(p: DeCapturista, informativa_id: UUID) -> Response:
    """A return that waits for nothing, or was asked for already, is shown instead of the form."""
    informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
    if informativa.estado != "POR_FIRMAR" or informativa.devolucion_solicitada:
        return p.ir_a("ver_informativa", informativa_id=informativa_id)
    return _formulario(p, informativa, uuid4())


@rutas_en_ambito.post(
    "/captura/{informativa_id}/solicitar-devolucion",
    name="solicitar_devolucion",
    dependencies=[Depends(exigir_csrf)],
)
async def solicitar(
    p: DeCapturista,
    informativa_id: UUID,
    clave: Annotated[UUID, Form()],
    motivo: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    assert p.encargo is not None
    falla = "" if 1 <= len(motivo.strip()) <= 500 else FALTA_MOTIVO
    if not falla:
        try:
            await p.servicios.signing.solicitar_devolucion(p.sesion, informativa_id, motivo, str(clave))
        except ErrorDeServicio as error:
            if error.codigo != "campo_invalido":
                raise
            falla = MOTIVO_NO_ADMITIDO
    if falla:
        informativa = await p.servicios.informativa.una(p.sesion, informativa_id)
        return _formulario(p, informativa, clave, motivo, falla)
    p.sesion.aviso = f"Solicitaste la devolución. {p.encargo.nombre} recibirá el aviso por correo."
    return p.ir_a("captura")


def _formulario(
    p: DeCapturista, informativa: Informativa, clave: UUID, motivo: str = "", falla: str = ""
) -> Response:
    datos = {"informativa": informativa, "clave": clave, "motivo": motivo, "falla": falla}
    return p.pagina("captura/solicitar_devolucion.html", 422 if falla else 200, **datos)
