"""The aggregate that decides: one contratista, one ejercicio, one cuatrimestre (icsoe.md §5.3–5.4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from icsoe_dominio.calendario import Calendario, dia_en_el_centro
from icsoe_dominio.folios import Folio
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo

from .presentacion import Acto, EstadoPresentacion, Presentacion

MAXIMO_COMPLEMENTARIAS = 4
_MESES_DE_ACTUALIZACION = (1, 5, 9)


@dataclass(frozen=True)
class Efecto:
    """What the act does to the return it names."""

    folio: str
    estado: EstadoPresentacion


@dataclass(frozen=True)
class Decision:
    """An admitted act: what becomes of it and of its target. ``extemporanea`` is T14."""

    acto: Acto
    extemporanea: bool
    vigente: bool
    legado: bool
    repara: bool
    efecto: Efecto | None

    def folio(self, instante: datetime, consecutivo: int) -> str:
        """The definitive folio; its year is that of presentation in Central time (§11.5)."""
        anio = dia_en_el_centro(instante).year
        return Folio.formar(self.acto.tipo, self.acto.complementaria, anio, consecutivo).valor


@dataclass(frozen=True)
class PeriodoContratista:
    """All presented returns of one contratista and period, whoever of them is vigente.

    The caller holds the lock of its row: what is decided here stays true until the commit.
    """

    id: UUID
    rfc: str
    periodo: Periodo
    presentaciones: tuple[Presentacion, ...] = ()

    @property
    def vigentes(self) -> tuple[Presentacion, ...]:
        """V(r,e,c) of §5.2, oldest first."""
        return tuple(p for p in self.presentaciones if p.vigente)

    @property
    def complementarias(self) -> int:
        """K(r,e,c): the signed complementarias that count (T10)."""
        return sum(p.cuenta for p in self.presentaciones)

    def decidir(
        self, acto: Acto, instante: datetime, calendario: Calendario, actualizacion_habilitada: bool = False
    ) -> Decision:
        """Whether ``acto``, received at ``instante``, may be presented. Raises the Negativa to show."""
        exigir_ventana(acto, self.periodo, instante, calendario)
        extemporanea = calendario.extemporanea(self.periodo, instante)
        if acto.complementaria == "ACTUALIZACION" and not actualizacion_habilitada:
            raise Negativa("tipo_no_disponible")
        return replace(self.admitir(acto), extemporanea=extemporanea)

    def decidir_sustitucion(
        self, folio_sin_informacion: str, instante: datetime, calendario: Calendario
    ) -> tuple[Decision, Decision]:
        """T3b, one signing act: the Sin efectos on the Sin información and the Normal; one of the four."""
        vigentes = self.vigentes
        if len(vigentes) != 1 or vigentes[0].acto.tipo != "SIN_INFORMACION":
            raise Negativa("objetivo_no_vigente", folio=folio_sin_informacion)
        cancelacion = self.decidir(
            Acto("COMPLEMENTARIA", "SIN_EFECTOS", folio_sin_informacion), instante, calendario
        )
        despues = self.con(cancelacion, UUID(int=0), "")
        return cancelacion, despues.decidir(Acto("NORMAL"), instante, calendario)

    def admitir(self, acto: Acto) -> Decision:
        """The table of §5.4 without the calendar. Raises MSG-06, MSG-10 or objetivo_no_vigente."""
        match acto.complementaria:
            case "CORRECCION":
                return self._corregir(acto)
            case "SIN_EFECTOS":
                return self._dejar_sin_efectos(acto)
            case "ACTUALIZACION":
                if not self.vigentes:
                    raise Negativa("objetivo_no_vigente", folio=acto.folio_corregido)
                return Decision(acto, False, vigente=False, legado=False, repara=False, efecto=None)
            case None:
                if self.vigentes:
                    raise Negativa("MSG-06", folio=self.vigentes[0].folio)
                return Decision(acto, False, vigente=True, legado=False, repara=False, efecto=None)

    def con(self, decision: Decision, informativa_id: UUID, folio: str) -> "PeriodoContratista":
        """The period after the decision: its target changed, the new return added."""
        nueva = Presentacion(
            informativa_id, folio, decision.acto, legado=decision.legado, repara=decision.repara
        )
        efecto = decision.efecto
        anteriores = tuple(
            p.pasar_a(efecto.estado) if efecto and p.folio == efecto.folio else p for p in self.presentaciones
        )
        return replace(self, presentaciones=(*anteriores, nueva))

    def _corregir(self, acto: Acto) -> Decision:
        objetivo = self._objetivo(acto)
        if objetivo.acto.tipo == "SIN_INFORMACION":  # T8
            raise Negativa("objetivo_no_vigente", folio=objetivo.folio)
        varias = len(self.vigentes) > 1
        repara = varias or objetivo.observada or not self._por_incorporar().isdisjoint(acto.incorpora)
        self._exigir_cupo(repara)
        # Several corrected legacy returns live side by side until the last is repaired (T16).
        return Decision(acto, False, True, varias, repara, Efecto(objetivo.folio, "SUSTITUIDA"))

    def _dejar_sin_efectos(self, acto: Acto) -> Decision:
        objetivo = self._objetivo(acto)
        repara = len(self.vigentes) > 1 or objetivo.observada  # a thief's filing must not cost (T-42)
        self._exigir_cupo(repara)
        return Decision(acto, False, False, False, repara, Efecto(objetivo.folio, "SIN_EFECTOS"))

    def _objetivo(self, acto: Acto) -> Presentacion:
        for presentacion in self.vigentes:
            if presentacion.folio == acto.folio_corregido:
                return presentacion
        raise Negativa("objetivo_no_vigente", folio=acto.folio_corregido)

    def _por_incorporar(self) -> set[str]:
        """Folios cancelled in a legacy repair whose contracts no Corrección has taken in yet (T10, T17)."""
        canceladas = {
            p.acto.folio_corregido
            for p in self.presentaciones
            if p.acto.complementaria == "SIN_EFECTOS" and p.repara
        }
        tomadas = {folio for p in self.presentaciones for folio in p.acto.incorpora}
        return {
            p.folio
            for p in self.presentaciones
            if p.folio in canceladas and p.folio not in tomadas and p.acto.tipo != "SIN_INFORMACION"
        }

    def _exigir_cupo(self, repara: bool) -> None:
        if not repara and self.complementarias >= MAXIMO_COMPLEMENTARIAS:
            raise Negativa("MSG-10")


def exigir_ventana(acto: Acto, periodo: Periodo, instante: datetime, calendario: Calendario) -> None:
    """Guard (2) of §11.3 and T11: Corrección, Sin efectos any day; Actualización in 3 months. Or MSG-08."""
    match acto.complementaria:
        case "CORRECCION" | "SIN_EFECTOS":
            return
        case "ACTUALIZACION":
            abre = _siguiente_actualizacion(dia_en_el_centro(instante))
            abierta = abre == dia_en_el_centro(instante)
        case None:
            abre = dia_en_el_centro(calendario.abre(periodo))
            abierta = calendario.firma_abierta(periodo, instante)
    if not abierta:
        raise Negativa("MSG-08", fecha=abre)


def _siguiente_actualizacion(hoy: date) -> date:
    """``hoy`` when its month is one of them, else the first day of the next such month."""
    if hoy.month in _MESES_DE_ACTUALIZACION:
        return hoy
    mes = next((m for m in _MESES_DE_ACTUALIZACION if m > hoy.month), 13)
    return date(hoy.year + mes // 13, (mes - 1) % 12 + 1, 1)
