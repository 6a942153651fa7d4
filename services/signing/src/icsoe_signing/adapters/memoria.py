"""The in-memory twin of signing's database: passes the same suite as PostgreSQL (tests/component)."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID, uuid4

from icsoe_chassis.ports import Eventos, Tareas
from icsoe_chassis.testing import TransaccionEnMemoria, UowEnMemoria
from icsoe_contracts.referencias import ReferenciaObjeto
from icsoe_dominio.periodo import Periodo
from pydantic import BaseModel

from ..application.ports import (
    Contenido,
    Evidencia,
    Expediente,
    NuevaPresentacion,
    Observada,
    PorConfirmar,
    Presentada,
    Revision,
    Turno,
)
from ..domain.cadena import CadenaEmitida
from ..domain.pendiente import Pendiente
from ..domain.periodo import PeriodoContratista
from ..domain.presentacion import Presentacion

M = TypeVar("M", bound=BaseModel)


@dataclass
class Tablas:
    """All rows."""

    periodos: dict[UUID, tuple[str, Periodo]] = field(default_factory=lambda: {})
    pendientes: dict[UUID, tuple[Pendiente, Contenido]] = field(default_factory=lambda: {})
    cadenas: dict[UUID, CadenaEmitida] = field(default_factory=lambda: {})
    presentadas: dict[UUID, tuple[Presentada, Presentacion, Evidencia]] = field(default_factory=lambda: {})
    revisiones: dict[UUID, Revision] = field(default_factory=lambda: {})
    consecutivo: int = 0

    def copia(self) -> "Tablas":
        return Tablas(
            dict(self.periodos),
            dict(self.pendientes),
            dict(self.cadenas),
            dict(self.presentadas),
            dict(self.revisiones),
            self.consecutivo,
        )

    def periodo(self, id_: UUID) -> PeriodoContratista:
        rfc, periodo = self.periodos[id_]
        suyas = sorted(
            (p for p in self.presentadas.values() if p[0].periodo_id == id_),
            key=lambda p: (p[0].fecha_presentacion, p[0].folio),
        )
        return PeriodoContratista(id_, rfc, periodo, tuple(p[1] for p in suyas))


class BaseEnMemoria:
    """``uow`` and ``lecturas`` over one set of tables; blocks run one at a time, undone when they raise."""

    def __init__(self) -> None:
        self.tablas = Tablas()
        self.lecturas = LecturasEnMemoria(self)
        self.registro: UowEnMemoria[TrabajoEnMemoria] = UowEnMemoria(
            lambda tx: TrabajoEnMemoria(self.tablas, tx)
        )
        self._candado = asyncio.Lock()

    @asynccontextmanager
    async def uow(self) -> AsyncGenerator["TrabajoEnMemoria"]:
        async with self._candado:
            antes = self.tablas.copia()
            try:
                async with self.registro() as t:
                    yield t
            except BaseException:
                self.tablas = antes
                raise


class TrabajoEnMemoria:
    """``Trabajo``."""

    def __init__(self, tablas: Tablas, tx: TransaccionEnMemoria) -> None:
        self._tx = tx
        self.periodos = _Periodos(tablas)
        self.pendientes = _Pendientes(tablas)
        self.cadenas = _Cadenas(tablas)
        self.presentaciones = _Presentaciones(tablas)
        self.acuses = _Acuses(tablas)
        self.eventos: Eventos = tx.eventos
        self.tareas: Tareas = tx.tareas

    async def responder(self, resultado: M) -> M:
        return await self._tx.responder(resultado)


@dataclass
class _Periodos:
    tablas: Tablas

    async def abrir(self, rfc: str, periodo: Periodo) -> PeriodoContratista:
        conocido = next((i for i, llave in self.tablas.periodos.items() if llave == (rfc, periodo)), None)
        id_ = conocido or uuid4()
        self.tablas.periodos[id_] = (rfc, periodo)
        return self.tablas.periodo(id_)

    async def tomar_turno(
        self, periodo_id: UUID, informativa_id: UUID, *, con_consecutivo: bool = False
    ) -> Turno:
        pendiente, _ = self.tablas.pendientes[informativa_id]
        if con_consecutivo:
            self.tablas.consecutivo += 1
        numero = self.tablas.consecutivo if con_consecutivo else None
        return Turno(self.tablas.periodo(periodo_id), pendiente, numero)


@dataclass
class _Pendientes:
    tablas: Tablas

    async def leer(self, informativa_id: UUID) -> Pendiente | None:
        fila = self.tablas.pendientes.get(informativa_id)
        return fila[0] if fila else None

    async def guardar(self, pendiente: Pendiente, contenido: Contenido, posicion: tuple[str, int]) -> None:
        conocido = await self.leer(pendiente.informativa_id)
        if conocido is None or conocido.envio < pendiente.envio:
            self.tablas.pendientes[pendiente.informativa_id] = (pendiente, contenido)

    async def actualizar(self, pendiente: Pendiente) -> None:
        _, contenido = self.tablas.pendientes[pendiente.informativa_id]
        self.tablas.pendientes[pendiente.informativa_id] = (pendiente, contenido)


@dataclass
class _Cadenas:
    tablas: Tablas

    async def guardar(self, cadena: CadenaEmitida) -> None:
        for otra in list(self.tablas.cadenas.values()):
            if otra.informativa_id == cadena.informativa_id and otra.expira < cadena.emitida:
                del self.tablas.cadenas[otra.id]
        self.tablas.cadenas[cadena.id] = cadena


@dataclass
class _Presentaciones:
    tablas: Tablas

    async def registrar(self, nueva: NuevaPresentacion) -> None:
        p, decision = nueva.pendiente, nueva.decision
        periodo = self.tablas.periodo(p.periodo_id)
        for presentacion in periodo.con(decision, p.informativa_id, nueva.folio).presentaciones:
            anterior = self.tablas.presentadas.get(presentacion.informativa_id)
            registro = anterior[0] if anterior else _presentada(nueva)
            prueba = anterior[2] if anterior else nueva.evidencia
            registro = replace(registro, estado=presentacion.estado)
            self.tablas.presentadas[presentacion.informativa_id] = (registro, presentacion, prueba)
        for cadena in list(self.tablas.cadenas.values()):
            if cadena.informativa_id == p.informativa_id:
                del self.tablas.cadenas[cadena.id]
        _, contenido = self.tablas.pendientes[p.informativa_id]
        self.tablas.pendientes[p.informativa_id] = (p, contenido)

    async def confirmar(self, revision: Revision) -> bool:
        registro, presentacion, prueba = self.tablas.presentadas[revision.informativa_id]
        if registro.revocacion == "CONFIRMADA":
            return False
        visto = {"observada": revision.observada}
        en = revision.respuesta.en
        registro = replace(registro, revocacion="CONFIRMADA", revocacion_en=en, **visto)
        self.tablas.presentadas[revision.informativa_id] = (registro, replace(presentacion, **visto), prueba)
        self.tablas.revisiones[revision.informativa_id] = revision
        return True


@dataclass
class _Acuses:
    tablas: Tablas

    async def registrar(
        self, informativa_id: UUID, acuse: ReferenciaObjeto, evidencia: ReferenciaObjeto
    ) -> bool:
        registro, presentacion, prueba = self.tablas.presentadas[informativa_id]
        if registro.acuse is not None:
            return False
        self.tablas.presentadas[informativa_id] = (replace(registro, acuse=acuse), presentacion, prueba)
        return True


@dataclass
class LecturasEnMemoria:
    """``Lecturas``."""

    base: BaseEnMemoria

    async def pendiente(self, informativa_id: UUID, contratista_id: UUID) -> Pendiente | None:
        fila = self.base.tablas.pendientes.get(informativa_id)
        return fila[0] if fila and fila[0].contratista_id == contratista_id else None

    async def pendientes(self, contratista_id: UUID) -> Sequence[Pendiente]:
        suyos = (p for p, _ in self.base.tablas.pendientes.values() if p.contratista_id == contratista_id)
        return sorted(
            (p for p in suyos if p.estado == "POR_FIRMAR"), key=lambda p: (p.enviada_en, p.informativa_id)
        )

    async def contenido(self, informativa_id: UUID, contratista_id: UUID) -> Contenido | None:
        suyo = await self.pendiente(informativa_id, contratista_id)
        return self.base.tablas.pendientes[informativa_id][1] if suyo else None

    async def expediente(
        self, informativa_id: UUID, contratista_id: UUID, cadena_id: UUID, firma_sha256: bytes
    ) -> Expediente | None:
        pendiente = await self.pendiente(informativa_id, contratista_id)
        if pendiente is None:
            return None
        hecha = self.base.tablas.presentadas.get(informativa_id)
        return Expediente(
            pendiente,
            self.base.tablas.pendientes[informativa_id][1],
            self.base.tablas.cadenas.get(cadena_id),
            hecha[0] if hecha and hecha[2].firma_sha256 == firma_sha256 else None,
        )

    async def presentada(self, folio: str, contratista_id: UUID | None) -> Presentada | None:
        for registro, _, _ in self.base.tablas.presentadas.values():
            if registro.folio == folio and contratista_id in (None, registro.contratista_id):
                return registro
        return None

    async def presentadas(self, contratista_id: UUID, desde: int, cuantas: int) -> Sequence[Presentada]:
        suyas = [r for r, _, _ in self.base.tablas.presentadas.values() if r.contratista_id == contratista_id]
        suyas.sort(key=lambda r: (r.periodo, r.fecha_presentacion, r.folio))
        return suyas[desde : desde + cuantas]

    async def para_acuse(self, informativa_id: UUID) -> tuple[Presentada, Evidencia, Contenido, str] | None:
        hecha = self.base.tablas.presentadas.get(informativa_id)
        if hecha is None:
            return None
        pendiente, contenido = self.base.tablas.pendientes[informativa_id]
        return hecha[0], hecha[2], contenido, pendiente.enviada_por

    async def por_confirmar(self, despues_de: UUID | None, cuantas: int) -> Sequence[PorConfirmar]:
        esperan = [
            PorConfirmar(r, prueba.certificado)
            for id_, (r, _, prueba) in sorted(self.base.tablas.presentadas.items())
            if r.revocacion == "POR_CONFIRMAR" and (despues_de is None or id_ > despues_de)
        ]
        return esperan[:cuantas]

    async def observadas(self, desde: int, cuantas: int) -> Sequence[Observada]:
        tablas = self.base.tablas
        vistas = [
            _observada(tablas.presentadas[i][0], r) for i, r in tablas.revisiones.items() if r.observada
        ]
        vistas.sort(key=lambda o: o.fecha_presentacion, reverse=True)
        return vistas[desde : desde + cuantas]


def _presentada(nueva: NuevaPresentacion) -> Presentada:
    p = nueva.pendiente
    return Presentada(
        informativa_id=p.informativa_id,
        envio=p.envio,
        periodo_id=p.periodo_id,
        contratista_id=p.contratista_id,
        rfc=p.rfc,
        nombre=p.nombre,
        tipo_persona=p.tipo_persona,
        periodo=p.periodo,
        acto=p.acto,
        folio=nueva.folio,
        estado="PRESENTADA",
        fecha_presentacion=nueva.recibida_en,
        extemporanea=nueva.decision.extemporanea,
        contratos_relacionados=p.contratos_relacionados,
        total_trabajadores=p.total_trabajadores,
        contenido_sha256=p.contenido_sha256,
        certificado_numero=nueva.evidencia.certificado_numero,
        certificado_ingreso=nueva.evidencia.certificado_ingreso,
        revocacion=nueva.evidencia.revocacion,
        revocacion_en=nueva.evidencia.revocacion_en,
        observada=False,
        acuse=None,
    )


def _observada(registro: Presentada, revision: Revision) -> Observada:
    desde = revision.respuesta.revocado_desde
    assert desde is not None
    return Observada(
        registro.folio,
        registro.informativa_id,
        registro.rfc,
        registro.fecha_presentacion,
        registro.certificado_numero,
        desde,
        revision.respuesta.motivo,
    )
