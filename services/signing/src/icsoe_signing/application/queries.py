"""What is only read: the tray to sign, the acuses, the public verification (icsoe.md §7.9–7.10)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from icsoe_chassis.ports import AlmacenObjetos, Reloj
from icsoe_contracts.referencias import TipoComplementaria, TipoInformativa
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.folios import Folio
from icsoe_dominio.identificadores import Rfc
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido
from pydantic import BaseModel

from ..domain.autenticador import Autenticador
from ..domain.pendiente import EstadoPendiente, Pendiente
from ..domain.presentacion import EstadoPresentacion
from .ports import Lecturas, LecturasDeRevocacion, Presentada, Revocacion

POR_PAGINA = 50


class _DeUnPeriodo(BaseModel):
    informativa_id: UUID
    ejercicio: int
    cuatrimestre: int
    mes_inicial: str
    mes_final: str
    tipo: TipoInformativa
    complementaria: TipoComplementaria | None
    contratos_relacionados: int
    total_trabajadores: int


class VistaSolicitud(BaseModel):
    """What a capturista asked for. ``capturista_id`` as registry's Usuarios names it."""

    capturista_id: UUID
    motivo: str
    en: datetime


class VistaPendiente(_DeUnPeriodo):
    """One row of the tray. ``abre`` and ``limite`` are UTC instants, ``vence`` a date of Central Mexico.

    ``folio`` and ``motivo`` say what became of it when ``estado`` is no longer POR_FIRMAR.
    """

    envio: int
    estado: EstadoPendiente
    contenido_sha256: str
    rfc: str
    nombre: str
    folio_corregido: str | None
    enviada_en: datetime
    enviada_por: str
    abre: datetime
    vence: date
    limite: datetime
    puede_firmar: bool
    extemporanea_si_hoy: bool
    folio: str | None
    motivo: str | None
    devolucion_solicitada: VistaSolicitud | None


class VistaAcuse(_DeUnPeriodo):
    """One row of Acuses de presentación. ``sha256``: of the content; ``sha256_pdf``: once it was sealed.

    ``observada``: the certificate turned out to be revoked when the return was received (D106).
    """

    folio: str
    sha256: str
    folio_corregido: str | None
    estado: EstadoPresentacion
    fecha_presentacion: datetime
    extemporanea: bool
    certificado_numero: str
    acuse_listo: bool
    sha256_pdf: str | None
    revocacion: Revocacion
    observada: bool


class Verificacion(BaseModel):
    """The folio alone says only its state; the rest needs the authenticator of the QR (threats T-63).

    ``revocacion_en``: when the authority answered, at the signature or since. ``observada``: that it was
    revoked already when the return was received.
    """

    folio: str
    estado: EstadoPresentacion
    valida: bool
    autenticada: bool
    rfc: str | None = None
    tipo: TipoInformativa | None = None
    complementaria: TipoComplementaria | None = None
    ejercicio: int | None = None
    cuatrimestre: int | None = None
    fecha_presentacion: datetime | None = None
    contenido_sha256: str | None = None
    sha256_pdf: str | None = None
    revocacion: Revocacion | None = None
    revocacion_en: datetime | None = None
    observada: bool | None = None


class VistaObservada(BaseModel):
    """One row of the verificador's tray (icsoe.md §15). ``motivo``: why it was revoked, as RFC 5280 says."""

    folio: str
    informativa_id: UUID
    rfc: str
    fecha_presentacion: datetime
    certificado_numero: str
    revocado_en: datetime
    motivo: str | None


@dataclass(frozen=True)
class Consultas:
    """All questions to signing."""

    lecturas: Lecturas
    objetos: AlmacenObjetos | None
    calendario: Calendario
    autenticador: Autenticador
    reloj: Reloj

    async def pendientes(self, contratista_id: UUID) -> list[VistaPendiente]:
        """What this contratista may sign now, oldest send first."""
        return [self._vista(p) for p in await self.lecturas.pendientes(contratista_id)]

    async def pendiente(self, informativa_id: UUID, contratista_id: UUID) -> VistaPendiente:
        """One return and what became of it. Raises no_encontrado."""
        pendiente = await self.lecturas.pendiente(informativa_id, contratista_id)
        if pendiente is None:
            raise Negativa("no_encontrado")
        return self._vista(pendiente)

    async def contenido(self, informativa_id: UUID, contratista_id: UUID) -> bytes:
        """The frozen bytes whose SHA-256 stands in the signed text. Raises no_encontrado."""
        contenido = await self.lecturas.contenido(informativa_id, contratista_id)
        if contenido is None:
            raise Negativa("no_encontrado")
        if contenido.texto is not None:
            return contenido.texto.encode()
        if self.objetos is None or contenido.ref is None:
            raise Negativa("aun_no_disponible")
        return await self.objetos.leer(contenido.ref)

    async def acuses(self, contratista_id: UUID, pagina: int) -> tuple[list[VistaAcuse], bool]:
        """Page ``pagina`` (from 1), ascending by period, and whether there is another."""
        filas = await self.lecturas.presentadas(contratista_id, (pagina - 1) * POR_PAGINA, POR_PAGINA + 1)
        return [_acuse(p) for p in filas[:POR_PAGINA]], len(filas) > POR_PAGINA

    async def acuse(self, folio: str, contratista_id: UUID | None) -> VistaAcuse:
        """``contratista_id`` None: whoever's, for staff. Raises no_encontrado."""
        return _acuse(await self._presentada(folio, contratista_id))

    async def pdf(self, folio: str, contratista_id: UUID | None) -> tuple[bytes, str]:
        """The sealed bytes and their SHA-256. Raises no_encontrado, aun_no_disponible, ObjetoAlterado."""
        presentada = await self._presentada(folio, contratista_id)
        if presentada.acuse is None or self.objetos is None:
            raise Negativa("aun_no_disponible")
        return await self.objetos.leer(presentada.acuse), presentada.acuse.sha256

    async def verificar(self, folio: str, codigo: str | None) -> Verificacion:
        """Public. A wrong code opens nothing. Raises no_encontrado."""
        presentada = await self._presentada(folio, None)
        estado = presentada.estado
        basica = Verificacion(folio=folio, estado=estado, valida=estado == "PRESENTADA", autenticada=False)
        if not codigo or not self.autenticador.abre(folio, codigo):
            return basica
        return basica.model_copy(
            update={
                "autenticada": True,
                "rfc": Rfc(presentada.rfc).enmascarado,
                "tipo": presentada.acto.tipo,
                "complementaria": presentada.acto.complementaria,
                "ejercicio": presentada.periodo.ejercicio,
                "cuatrimestre": presentada.periodo.cuatrimestre,
                "fecha_presentacion": presentada.fecha_presentacion,
                "contenido_sha256": presentada.contenido_sha256,
                "sha256_pdf": presentada.acuse.sha256 if presentada.acuse else None,
                "revocacion": presentada.revocacion,
                "revocacion_en": presentada.revocacion_en,
                "observada": presentada.observada,
            }
        )

    async def _presentada(self, folio: str, contratista_id: UUID | None) -> Presentada:
        try:
            Folio.leer(folio)
        except ValorInvalido:
            raise Negativa("no_encontrado") from None
        presentada = await self.lecturas.presentada(folio, contratista_id)
        if presentada is None:
            raise Negativa("no_encontrado")
        return presentada

    def _vista(self, p: Pendiente) -> VistaPendiente:
        ahora, periodo = self.reloj.ahora(), p.periodo
        abierta = self.calendario.firma_abierta(periodo, ahora)
        siempre = p.acto.complementaria in ("CORRECCION", "SIN_EFECTOS")
        return VistaPendiente(
            informativa_id=p.informativa_id,
            ejercicio=periodo.ejercicio,
            cuatrimestre=periodo.cuatrimestre,
            mes_inicial=periodo.mes_inicial,
            mes_final=periodo.mes_final,
            tipo=p.acto.tipo,
            complementaria=p.acto.complementaria,
            contratos_relacionados=p.contratos_relacionados,
            total_trabajadores=p.total_trabajadores,
            contenido_sha256=p.contenido_sha256,
            envio=p.envio,
            estado=p.estado,
            rfc=p.rfc,
            nombre=p.nombre,
            folio_corregido=p.acto.folio_corregido,
            enviada_en=p.enviada_en,
            enviada_por=p.enviada_por,
            abre=self.calendario.abre(periodo),
            vence=self.calendario.vence(periodo),
            limite=self.calendario.limite(periodo),
            puede_firmar=p.estado == "POR_FIRMAR" and (abierta or siempre),
            extemporanea_si_hoy=self.calendario.extemporanea(periodo, ahora),
            folio=p.folio,
            motivo=p.motivo,
            devolucion_solicitada=VistaSolicitud(**asdict(p.solicitud)) if p.solicitud else None,
        )


def _acuse(p: Presentada) -> VistaAcuse:
    return VistaAcuse(
        informativa_id=p.informativa_id,
        ejercicio=p.periodo.ejercicio,
        cuatrimestre=p.periodo.cuatrimestre,
        mes_inicial=p.periodo.mes_inicial,
        mes_final=p.periodo.mes_final,
        tipo=p.acto.tipo,
        complementaria=p.acto.complementaria,
        contratos_relacionados=p.contratos_relacionados,
        total_trabajadores=p.total_trabajadores,
        sha256=p.contenido_sha256,
        folio=p.folio,
        folio_corregido=p.acto.folio_corregido,
        estado=p.estado,
        fecha_presentacion=p.fecha_presentacion,
        extemporanea=p.extemporanea,
        certificado_numero=p.certificado_numero,
        acuse_listo=p.acuse is not None,
        sha256_pdf=p.acuse.sha256 if p.acuse else None,
        revocacion=p.revocacion,
        observada=p.observada,
    )


async def observadas(lecturas: LecturasDeRevocacion, pagina: int) -> tuple[list[VistaObservada], bool]:
    """Page ``pagina`` (from 1) of the tray, the latest first, and whether there is another."""
    filas = await lecturas.observadas((pagina - 1) * POR_PAGINA, POR_PAGINA + 1)
    return [VistaObservada(**asdict(fila)) for fila in filas[:POR_PAGINA]], len(filas) > POR_PAGINA
