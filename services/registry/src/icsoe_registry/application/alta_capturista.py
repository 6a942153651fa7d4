"""Alta of a capturista (icsoe.md §7.6, D35, D108): an invitation, alike for a known and a new CURP."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from icsoe_dominio.negativas import Negativa

from ..domain.capturista import Capturista
from ..domain.datos_capturista import leer_invitado
from ..domain.vinculo import DIA, Vinculo, segundos_hasta
from .ports_capturistas import Ocupacion, Oficina, Topes, TrabajoDeCapturistas
from .vista_capturistas import VinculoVista, guardar_y_contar


@dataclass(frozen=True)
class AltaCapturista:
    """As typed."""

    contratista_id: UUID
    por: UUID
    usuario: str = field(repr=False)
    correo: str = field(repr=False)
    correo_confirmacion: str = field(repr=False)
    puede_acuses: bool
    exige_segundo_factor: bool


async def alta_capturista(orden: AltaCapturista, oficina: Oficina) -> VinculoVista:
    """Raises campo_invalido, no_encontrado, MSG-24, demasiados_capturistas, demasiadas_altas,
    capturista_ya_registrado.
    """
    curp, correo = leer_invitado(orden.usuario, orden.correo, orden.correo_confirmacion)
    ahora = oficina.reloj.ahora()
    async with oficina.uow() as t:
        await _exigir_completo(orden.contratista_id, t)
        _exigir_cupo(await t.capturistas.ocupacion(orden.contratista_id, ahora - DIA), oficina.topes, ahora)
        antes = await t.capturistas.de_curp(Capturista(uuid4(), curp, correo, ahora))
        nuevo = Vinculo(
            id=uuid4(),
            capturista_id=antes.id,
            contratista_id=orden.contratista_id,
            correo=correo,
            puede_acuses=orden.puede_acuses,
            exige_segundo_factor=orden.exige_segundo_factor,
            alta=ahora,
            alta_por=orden.por,
        )
        despues = antes.invitar(nuevo)
        await guardar_y_contar(antes, despues, t, ahora)
        return await t.responder(VinculoVista.de(nuevo, despues, ahora))


async def _exigir_completo(contratista_id: UUID, t: TrabajoDeCapturistas) -> None:
    """Locks the contratista too: its limits are counted under that lock."""
    contratista = await t.contratistas.para_editar(contratista_id)
    if contratista is None:
        raise Negativa("no_encontrado")
    if not contratista.completo:
        raise Negativa("MSG-24", faltantes=contratista.faltantes)


def _exigir_cupo(usado: Ocupacion, topes: Topes, ahora: datetime) -> None:
    if usado.abiertos >= topes.abiertos:
        raise Negativa("demasiados_capturistas", maximo=topes.abiertos)
    if len(usado.altas) >= topes.altas:
        libre = usado.altas[-topes.altas] + DIA
        raise Negativa("demasiadas_altas", maximo=topes.altas, segundos=segundos_hasta(libre, ahora))
