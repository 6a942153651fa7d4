"""The text to sign is made by the server, for one send and one certificate, and lives ten minutes."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from icsoe_chassis.ports import Reloj, Uow
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.negativas import Negativa
from pydantic import BaseModel

from ..domain.cadena import VIGENCIA, CadenaEmitida, Firmante, redactar
from ..domain.periodo import exigir_ventana
from .ports import JuezDeCertificados, Lecturas, Trabajo


@dataclass(frozen=True)
class EmitirCadena:
    """``certificado`` is DER. ``origen`` is the public URL of this installation."""

    informativa_id: UUID
    contratista_id: UUID
    certificado: bytes = field(repr=False)
    origen: str


class CadenaParaFirmar(BaseModel):
    """The answer: sign exactly the UTF-8 bytes of ``cadena`` before ``expira`` (UTC)."""

    cadena_id: UUID
    cadena: str
    expira: datetime


async def emitir_cadena(
    orden: EmitirCadena,
    lecturas: Lecturas,
    uow: Uow[Trabajo],
    juez: JuezDeCertificados,
    calendario: Calendario,
    reloj: Reloj,
) -> CadenaParaFirmar:
    """Refuses here already what would be refused at the signature, so that no key is opened in vain."""
    pendiente = await lecturas.pendiente(orden.informativa_id, orden.contratista_id)
    if pendiente is None:
        raise Negativa("no_encontrado")
    pendiente.exigir_por_firmar()
    ahora = reloj.ahora()
    exigir_ventana(pendiente.acto, pendiente.periodo, ahora, calendario)
    efirma = juez.juzgar(orden.certificado, pendiente.rfc, ahora)
    texto = redactar(
        pendiente,
        Firmante(efirma.numero, efirma.rfc_representante),
        origen=orden.origen,
        acto=uuid4(),
        nonce=secrets.token_hex(16),
        emitida=ahora,
    )
    cadena = CadenaEmitida(
        id=uuid4(),
        informativa_id=pendiente.informativa_id,
        envio=pendiente.envio,
        texto=texto,
        certificado_sha256=hashlib.sha256(orden.certificado).digest(),
        emitida=ahora,
        expira=ahora + VIGENCIA,
    )
    async with uow() as t:
        await t.cadenas.guardar(cadena)
        return await t.responder(CadenaParaFirmar(cadena_id=cadena.id, cadena=texto, expira=cadena.expira))
