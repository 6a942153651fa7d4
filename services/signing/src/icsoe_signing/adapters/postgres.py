"""What one transaction of signing offers, on PostgreSQL. Statements are few: this is the hot path."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

from icsoe_chassis.base_datos import Transaccion
from icsoe_chassis.ports import Eventos, Tareas
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.periodo import Periodo
from pydantic import BaseModel

from ..application.ports import Contenido, Evidencia, NuevaPresentacion, Revision, Turno
from ..domain.cadena import CadenaEmitida
from ..domain.pendiente import Pendiente
from ..domain.periodo import PeriodoContratista
from . import filas

M = TypeVar("M", bound=BaseModel)

_PRESENTACIONES = """
(
    select json_agg(r order by r.fecha_presentacion, r.folio) from (
        select informativa_id, folio, tipo, complementaria, folio_corregido, incorpora, estado, legado,
            repara, observada, fecha_presentacion
        from presentacion where periodo_id = {periodo}
    ) r
)
"""
# After the lock, as a statement of its own: its snapshot sees what was committed while we waited.
_TURNO = f"""
select {filas.PENDIENTE}, case when $3 then nextval('folio_informativa') end as consecutivo,
    {_PRESENTACIONES.format(periodo="$2")} as presentaciones
from pendiente p join periodo d on d.id = p.periodo_id where p.informativa_id = $1 and p.periodo_id = $2
"""  # noqa: S608
_GUARDAR_PENDIENTE = """
insert into pendiente (informativa_id, envio, periodo_id, contratista_id, nombre, tipo_persona, tipo,
    complementaria, folio_corregido, contratos_relacionados, total_trabajadores, contenido_sha256, contenido,
    contenido_ref, enviada_por, enviada_en, estado, motivo, rechazo, folio, fuente, last_sequence)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
on conflict (informativa_id) do update set (envio, periodo_id, contratista_id, nombre, tipo_persona, tipo,
    complementaria, folio_corregido, contratos_relacionados, total_trabajadores, contenido_sha256, contenido,
    contenido_ref, enviada_por, enviada_en, estado, motivo, rechazo, folio, fuente, last_sequence,
    solicitada_por, solicitada_en, solicitada_motivo)
  = row (excluded.envio, excluded.periodo_id, excluded.contratista_id, excluded.nombre, excluded.tipo_persona,
    excluded.tipo, excluded.complementaria, excluded.folio_corregido, excluded.contratos_relacionados,
    excluded.total_trabajadores, excluded.contenido_sha256, excluded.contenido, excluded.contenido_ref,
    excluded.enviada_por, excluded.enviada_en, excluded.estado, excluded.motivo, excluded.rechazo,
    excluded.folio, excluded.fuente, excluded.last_sequence, null, null, null)
where pendiente.envio < excluded.envio
"""
# The target leaves the index of vigentes before its successor enters it: a statement of its own.
_EFECTO = "update presentacion set estado = $3, vigente = false where periodo_id = $1 and folio = $2"
_REGISTRAR = """
with nueva as (
    insert into presentacion (informativa_id, envio, periodo_id, contratista_id, rfc, ejercicio, cuatrimestre,
        folio, tipo, complementaria, folio_corregido, incorpora, nombre, tipo_persona, fecha_presentacion,
        extemporanea, contratos_relacionados, total_trabajadores, contenido_sha256, repara, legado, vigente,
        firma_sha256, revocacion, revocacion_en, estado)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
        $22, $23, $24, $25, 'PRESENTADA')
    returning informativa_id
), prueba as (
    insert into evidencia (informativa_id, certificado, certificado_numero, certificado_ingreso,
        rfc_representante, cadena, firma, autoridades_sha256, conjunto, politica, ocsp_en, ocsp_estado,
        ocsp_pregunta, ocsp_respuesta)
    select informativa_id, $26, $27, $28, $29, $30, $31, $32, $33, $34, $36, $37, $38, $39 from nueva
), autoridades as (
    insert into autoridad (sha256, der) select * from unnest($32::text[], $35::bytea[]) on conflict do nothing
), sobrantes as (
    delete from cadena where informativa_id = $1
)
update pendiente set estado = 'PRESENTADA', folio = $8 where informativa_id = $1
"""
_CONFIRMAR = """
with confirmada as (
    update presentacion set revocacion = 'CONFIRMADA', observada = $2, revocacion_en = $3
    where informativa_id = $1 and revocacion = 'POR_CONFIRMAR' returning informativa_id
)
insert into revision (informativa_id, en, revocado_desde, motivo, ocsp_pregunta, ocsp_respuesta)
select informativa_id, $3, $4, $5, $6, $7 from confirmada returning true
"""


@dataclass
class PeriodosPg:
    tx: Transaccion

    async def abrir(self, rfc: str, periodo: Periodo) -> PeriodoContratista:
        llave = (rfc, periodo.ejercicio, periodo.cuatrimestre)
        await self.tx.conn.execute(
            "insert into periodo (id, rfc, ejercicio, cuatrimestre) values ($1, $2, $3, $4)"
            " on conflict (rfc, ejercicio, cuatrimestre) do nothing",
            uuid4(),
            *llave,
        )
        id_: UUID = await self.tx.conn.fetchval(  # pyright: ignore[reportAssignmentType]
            "select id from periodo where rfc = $1 and ejercicio = $2 and cuatrimestre = $3 for update",
            *llave,
        )
        presentaciones = await self.tx.conn.fetchval("select" + _PRESENTACIONES.format(periodo="$1"), id_)
        return PeriodoContratista(id_, rfc, periodo, filas.presentaciones(presentaciones))

    async def tomar_turno(
        self, periodo_id: UUID, informativa_id: UUID, *, con_consecutivo: bool = False
    ) -> Turno:
        await self.tx.conn.execute("select 1 from periodo where id = $1 for update", periodo_id)
        fila = await self.tx.conn.fetchrow(_TURNO, informativa_id, periodo_id, con_consecutivo)
        if fila is None:
            raise LookupError("el periodo no tiene esa informativa")
        pendiente = filas.pendiente(fila)
        presentaciones = filas.presentaciones(fila["presentaciones"])
        periodo = PeriodoContratista(periodo_id, pendiente.rfc, pendiente.periodo, presentaciones)
        return Turno(periodo, pendiente, fila["consecutivo"])


@dataclass
class PendientesPg:
    tx: Transaccion

    async def leer(self, informativa_id: UUID) -> Pendiente | None:
        fila = await self.tx.conn.fetchrow(
            f"select {filas.PENDIENTE} from pendiente p join periodo d on d.id = p.periodo_id"  # noqa: S608
            " where p.informativa_id = $1",
            informativa_id,
        )
        return filas.pendiente(fila) if fila else None

    async def guardar(self, pendiente: Pendiente, contenido: Contenido, posicion: tuple[str, int]) -> None:
        await self.tx.conn.execute(
            _GUARDAR_PENDIENTE,
            pendiente.informativa_id,
            pendiente.envio,
            pendiente.periodo_id,
            pendiente.contratista_id,
            pendiente.nombre,
            pendiente.tipo_persona,
            pendiente.acto.tipo,
            pendiente.acto.complementaria,
            pendiente.acto.folio_corregido,
            pendiente.contratos_relacionados,
            pendiente.total_trabajadores,
            pendiente.contenido_sha256,
            contenido.texto,
            contenido.ref.model_dump_json() if contenido.ref else None,
            pendiente.enviada_por,
            pendiente.enviada_en,
            pendiente.estado,
            pendiente.motivo,
            pendiente.rechazo,
            pendiente.folio,
            *posicion,
        )

    async def actualizar(self, pendiente: Pendiente) -> None:
        solicitud = pendiente.solicitud
        await self.tx.conn.execute(
            "update pendiente set estado = $2, motivo = $3, rechazo = $4, folio = $5, solicitada_por = $6,"
            " solicitada_en = $7, solicitada_motivo = $8 where informativa_id = $1",
            pendiente.informativa_id,
            pendiente.estado,
            pendiente.motivo,
            pendiente.rechazo,
            pendiente.folio,
            solicitud.capturista_id if solicitud else None,
            solicitud.en if solicitud else None,
            solicitud.motivo if solicitud else None,
        )


@dataclass
class CadenasPg:
    tx: Transaccion

    async def guardar(self, cadena: CadenaEmitida) -> None:
        await self.tx.conn.execute(
            "with vencidas as (delete from cadena where informativa_id = $2 and expira < $6)"
            " insert into cadena (id, informativa_id, envio, texto, certificado_sha256, emitida, expira)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            cadena.id,
            cadena.informativa_id,
            cadena.envio,
            cadena.texto,
            cadena.certificado_sha256,
            cadena.emitida,
            cadena.expira,
        )


@dataclass
class PresentacionesPg:
    tx: Transaccion

    async def registrar(self, nueva: NuevaPresentacion) -> None:
        p, decision, prueba = nueva.pendiente, nueva.decision, nueva.evidencia
        if decision.efecto:
            await self.tx.conn.execute(_EFECTO, p.periodo_id, decision.efecto.folio, decision.efecto.estado)
        await self.tx.conn.execute(
            _REGISTRAR,
            p.informativa_id,
            p.envio,
            p.periodo_id,
            p.contratista_id,
            p.rfc,
            p.periodo.ejercicio,
            p.periodo.cuatrimestre,
            nueva.folio,
            p.acto.tipo,
            p.acto.complementaria,
            p.acto.folio_corregido,
            p.acto.incorpora,
            p.nombre,
            p.tipo_persona,
            nueva.recibida_en,
            decision.extemporanea,
            p.contratos_relacionados,
            p.total_trabajadores,
            p.contenido_sha256,
            decision.repara,
            decision.legado,
            decision.vigente,
            prueba.firma_sha256,
            prueba.revocacion,
            prueba.revocacion_en,
            *_prueba(prueba),
        )

    async def confirmar(self, revision: Revision) -> bool:
        respuesta = revision.respuesta
        return bool(
            await self.tx.conn.fetchval(
                _CONFIRMAR,
                revision.informativa_id,
                revision.observada,
                respuesta.en,
                respuesta.revocado_desde,
                respuesta.motivo,
                respuesta.pregunta,
                respuesta.der,
            )
        )


def _prueba(prueba: Evidencia) -> tuple[object, ...]:
    confianza, ocsp = prueba.confianza, prueba.ocsp
    preguntado = (ocsp.en, ocsp.estado, ocsp.pregunta, ocsp.respuesta) if ocsp else (None,) * 4
    return (
        prueba.certificado,
        prueba.certificado_numero,
        prueba.certificado_ingreso,
        prueba.rfc_representante,
        prueba.cadena,
        prueba.firma,
        confianza.cadena_sha256,
        confianza.conjunto,
        confianza.politica,
        confianza.cadena,
        *preguntado,
    )


@dataclass
class AcusesPg:
    tx: Transaccion

    async def registrar(
        self, informativa_id: UUID, acuse: ReferenciaObjeto, evidencia: ReferenciaObjeto
    ) -> bool:
        return bool(
            await self.tx.conn.fetchval(
                "insert into acuse (informativa_id, key, version_id, sha256, bytes, evidencia_key,"
                " evidencia_version_id, evidencia_sha256, evidencia_bytes)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning true",
                informativa_id,
                acuse.key,
                acuse.version_id,
                acuse.sha256,
                acuse.bytes,
                evidencia.key,
                evidencia.version_id,
                evidencia.sha256,
                evidencia.bytes,
            )
        )


class TrabajoPg:
    """``Trabajo`` over one transaction of the chassis."""

    def __init__(self, tx: Transaccion) -> None:
        self._tx = tx
        self.periodos = PeriodosPg(tx)
        self.pendientes = PendientesPg(tx)
        self.cadenas = CadenasPg(tx)
        self.presentaciones = PresentacionesPg(tx)
        self.acuses = AcusesPg(tx)
        self.eventos: Eventos = tx.eventos
        self.tareas: Tareas = tx.tareas

    async def responder(self, resultado: M) -> M:
        return await self._tx.responder(resultado)
