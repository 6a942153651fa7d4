"""Usuarios (icsoe.md §7.6): the capturistas of the signed-in contratista."""

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from ..application.ports import ErrorDeServicio
from ..application.ports_cuentas import NuevoUsuario
from ..application.vistas_cuentas import Usuario
from .web.formularios import Escrito, Marca, corregible, fallas_de
from .web.guardas import exigir_csrf
from .web.pedido import Habilitado

rutas = APIRouter(prefix="/usuarios")
CON_TOKEN = [Depends(exigir_csrf)]
MAXIMO_MOTIVO = 500


@rutas.get("", name="usuarios")
async def lista(p: Habilitado) -> Response:
    todos = await p.servicios.usuarios.todos(p.sesion)
    return p.pagina("usuarios/lista.html", usuarios=todos, clave=uuid4())


@rutas.get("/nuevo", name="nuevo_usuario")
async def nuevo(p: Habilitado) -> Response:
    cajas = p.sesion.apartado_de("nuevo_usuario")
    escrito = NuevoUsuario(
        cajas.get("usuario", ""),
        cajas.get("correo", ""),
        cajas.get("confirmacion", ""),
        puede_acuses=cajas.get("puede_acuses", "True") == "True",
        exige_segundo_factor=cajas.get("exige_segundo_factor") == "True",
    )
    return _nuevo(p, escrito)


@rutas.post("/nuevo", name="dar_de_alta", dependencies=CON_TOKEN)
async def dar_de_alta(
    p: Habilitado,
    clave: UUID = Form(),
    usuario: Escrito = "",
    correo: Escrito = "",
    confirmacion: Escrito = "",
    puede_acuses: Marca = False,
    exige_segundo_factor: Marca = False,
) -> Response:
    """What the answer says is the same for a known and a new CURP (D108)."""
    escrito = NuevoUsuario(
        usuario.strip().upper(), correo.strip(), confirmacion.strip(), puede_acuses, exige_segundo_factor
    )
    try:
        await p.servicios.usuarios.alta(p.sesion, escrito, str(clave))
    except ErrorDeServicio as error:
        if error.codigo == "efirma_no_reciente":
            cajas = {caja: str(valor) for caja, valor in asdict(escrito).items()}
            p.sesion.apartar("nuevo_usuario", cajas)
        return _nuevo(p, escrito, corregible(error))
    p.sesion.apartado = None
    p.sesion.aviso = "Enviamos la invitación. Verás «Activo» cuando la persona la acepte."
    return p.ir_a("usuarios")


@rutas.post("/{vinculo_id}/invitacion", name="reenviar_invitacion", dependencies=CON_TOKEN)
async def reenviar(p: Habilitado, vinculo_id: UUID, clave: UUID = Form()) -> Response:
    await p.servicios.usuarios.reenviar(p.sesion, vinculo_id, f"{clave}-{vinculo_id}")
    p.sesion.aviso = "Enviamos la invitación de nuevo."
    return p.ir_a("usuarios")


@rutas.get("/{vinculo_id}/correo", name="editar_correo")
async def editar_correo(p: Habilitado, vinculo_id: UUID) -> Response:
    u, cajas = await _uno(p, vinculo_id), p.sesion.apartado_de("editar_correo", vinculo_id)
    escrito = (cajas.get("correo", ""), cajas.get("confirmacion", ""))
    return p.pagina("usuarios/correo.html", u=u, clave=uuid4(), escrito=escrito, fallas={}, error=None)


@rutas.post("/{vinculo_id}/correo", name="corregir_correo", dependencies=CON_TOKEN)
async def corregir_correo(
    p: Habilitado,
    vinculo_id: UUID,
    clave: UUID = Form(),
    correo: Escrito = "",
    confirmacion: Escrito = "",
) -> Response:
    escrito = (correo.strip(), confirmacion.strip())
    try:
        await p.servicios.usuarios.corregir(p.sesion, vinculo_id, *escrito, str(clave))
    except ErrorDeServicio as error:
        if error.codigo == "efirma_no_reciente":
            cajas = {"correo": escrito[0], "confirmacion": escrito[1]}
            p.sesion.apartar("editar_correo", cajas, vinculo_id)
        u, fallas = await _uno(p, vinculo_id), fallas_de(corregible(error))
        datos: dict[str, Any] = {"u": u, "clave": uuid4(), "escrito": escrito, "fallas": fallas}
        return p.pagina("usuarios/correo.html", error.estado, error=error, **datos)
    p.sesion.apartado = None
    p.sesion.aviso = "El correo se corrigió y enviamos la invitación a la nueva dirección."
    return p.ir_a("usuarios")


@rutas.get("/{vinculo_id}/permisos", name="permisos")
async def permisos(p: Habilitado, vinculo_id: UUID) -> Response:
    return p.pagina("usuarios/permisos.html", u=await _uno(p, vinculo_id))


@rutas.post("/{vinculo_id}/permisos", name="guardar_permisos", dependencies=CON_TOKEN)
async def guardar_permisos(
    p: Habilitado, vinculo_id: UUID, puede_acuses: Marca = False, exige_segundo_factor: Marca = False
) -> Response:
    await p.servicios.usuarios.permitir(
        p.sesion, vinculo_id, puede_acuses=puede_acuses, exige_segundo_factor=exige_segundo_factor
    )
    p.sesion.aviso = "Los permisos se guardaron."
    return p.ir_a("usuarios")


@rutas.get("/{vinculo_id}/confirmacion", name="reconocer")
async def reconocer(p: Habilitado, vinculo_id: UUID) -> Response:
    return p.pagina("usuarios/confirmar.html", u=await _uno(p, vinculo_id))


@rutas.post("/{vinculo_id}/confirmacion", name="confirmar_usuario", dependencies=CON_TOKEN)
async def confirmar(p: Habilitado, vinculo_id: UUID) -> Response:
    await p.servicios.usuarios.confirmar(p.sesion, vinculo_id)
    p.sesion.aviso = "Confirmaste al capturista: ya puede trabajar por tu cuenta."
    return p.ir_a("usuarios")


@rutas.get("/{vinculo_id}/baja", name="confirmar_baja")
async def confirmar_baja(p: Habilitado, vinculo_id: UUID) -> Response:
    return p.pagina("usuarios/baja.html", u=await _uno(p, vinculo_id))


@rutas.post("/{vinculo_id}/baja", name="dar_de_baja", dependencies=CON_TOKEN)
async def dar_de_baja(p: Habilitado, vinculo_id: UUID, motivo: Escrito = "") -> Response:
    limpio = motivo.strip()[:MAXIMO_MOTIVO] or None
    await p.servicios.usuarios.dar_de_baja(p.sesion, vinculo_id, limpio)
    p.sesion.aviso = "El capturista se dio de baja: ya no puede trabajar por tu cuenta."
    return p.ir_a("usuarios")


@rutas.post("/{vinculo_id}/desbloqueo", name="desbloquear", dependencies=CON_TOKEN)
async def desbloquear(p: Habilitado, vinculo_id: UUID) -> Response:
    """Lifts the lock; the password stays the person's (D109)."""
    u = await _uno(p, vinculo_id)
    if u.capturista_id is not None:
        await p.servicios.cuentas.desbloquear(p.sesion, u.capturista_id)
        p.sesion.aviso = "El usuario se desbloqueó. Su contraseña no cambió."
    return p.ir_a("usuarios")


async def _uno(p: Habilitado, vinculo_id: UUID) -> Usuario:
    todos = await p.servicios.usuarios.todos(p.sesion)
    uno = next((u for u in todos if u.vinculo_id == vinculo_id), None)
    if uno is None:
        raise ErrorDeServicio.del_catalogo("no_encontrado")
    return uno


def _nuevo(p: Habilitado, escrito: NuevoUsuario, error: ErrorDeServicio | None = None) -> Response:
    fallas = fallas_de(error) if error else {}
    if "correo_confirmacion" in fallas:
        fallas["confirmacion"] = fallas.pop("correo_confirmacion")
    datos: dict[str, Any] = {"escrito": escrito, "clave": uuid4(), "error": error, "fallas": fallas}
    return p.pagina("usuarios/nuevo.html", error.estado if error else 200, **datos)
