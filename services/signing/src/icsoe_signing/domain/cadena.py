"""The exact text that a contratista signs to present one return (icsoe.md §11.4, threats.md §4.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icsoe_dominio.cadena import CadenaInvalida, CadenaPresentacion, instante
from icsoe_dominio.negativas import Negativa

from .pendiente import Pendiente

VIGENCIA = timedelta(minutes=10)


@dataclass(frozen=True)
class Firmante:
    """What the text says of the certificate that will sign it."""

    numero: str
    rfc_representante: str | None


@dataclass(frozen=True)
class CadenaEmitida:
    """One issued text. It holds for one send of one return and one certificate, until ``expira``."""

    id: UUID
    informativa_id: UUID
    envio: int
    texto: str
    certificado_sha256: bytes
    emitida: datetime
    expira: datetime

    def exigir_para(self, pendiente: Pendiente, certificado_sha256: bytes, recibida_en: datetime) -> None:
        """Raises cadena_distinta or cadena_vencida. The instant of receipt counts, not that of this check."""
        if (
            self.informativa_id != pendiente.informativa_id
            or self.envio != pendiente.envio
            or self.certificado_sha256 != certificado_sha256
        ):
            raise Negativa("cadena_distinta")
        if recibida_en > self.expira:
            raise Negativa("cadena_vencida")


def redactar(
    pendiente: Pendiente, firmante: Firmante, *, origen: str, acto: UUID, nonce: str, emitida: datetime
) -> str:
    """The text. ``acto``: one per signing act (both texts of T3b share it). ``nonce``: ≥ 128 random bits.

    Raises caracter_no_permitido: nothing is replaced, so two returns never share a text (threats T-56).
    """
    acto_del_periodo, periodo = pendiente.acto, pendiente.periodo
    cadena = CadenaPresentacion(
        origen=origen,
        acto=str(acto),
        informativa_id=str(pendiente.informativa_id),
        nonce=nonce,
        tipo=acto_del_periodo.tipo,
        complementaria=acto_del_periodo.complementaria or "",
        folio_corregido=acto_del_periodo.folio_corregido or "",
        rfc=pendiente.rfc,
        rfc_representante=firmante.rfc_representante or "",
        nombre=pendiente.nombre,
        ejercicio=str(periodo.ejercicio),
        cuatrimestre=str(periodo.cuatrimestre),
        mes_inicial=periodo.mes_inicial,
        mes_final=periodo.mes_final,
        contratos_relacionados=str(pendiente.contratos_relacionados),
        total_trabajadores=str(pendiente.total_trabajadores),
        contenido_sha256=pendiente.contenido_sha256,
        emitida=instante(emitida),
        certificado_numero=firmante.numero,
    )
    try:
        return cadena.texto()
    except CadenaInvalida:
        raise Negativa("caracter_no_permitido", campo="nombre") from None
