"""``JuezDeCertificados`` on ``icsoe_efirma``; what needs RSA runs in a thread, off the event loop."""

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from icsoe_dominio.negativas import Negativa
from icsoe_efirma.certificado import Certificado
from icsoe_efirma.confianza import Autoridad, ConfianzaInvalida
from icsoe_efirma.consulta import Consultor
from icsoe_efirma.firma import firma_valida
from icsoe_efirma.juicio import Juez, Juicio, codigo_de_titular

from ..application.ports import Revision, Titular


@dataclass(frozen=True)
class EfirmaJuzgada:
    """``EfirmaAceptada``; the certificate was read once and is not read again to check a signature."""

    certificado: Certificado = field(repr=False)
    _emisora: Autoridad = field(repr=False)
    _consultor: Consultor = field(repr=False)

    @property
    def titular(self) -> Titular:
        sujeto = self.certificado.sujeto
        return Titular(
            rfc=sujeto.rfc,
            nombre=sujeto.nombre,
            tipo_persona="M" if sujeto.es_empresa else "F",
            rfc_representante=sujeto.rfc_representante,
            certificado_numero=self.certificado.numero,
            curp=None if sujeto.es_empresa else sujeto.curp,
        )

    def firmo(self, texto: str, firma: bytes) -> bool:
        return firma_valida(self.certificado, texto, firma)

    async def exigir_sin_revocar(self, en: datetime) -> None:
        try:
            respuesta = await self._consultor.reciente(self.certificado, self._emisora)
        except ConfianzaInvalida:
            raise Negativa("confianza_no_disponible") from None
        respuesta.exigir_sin_revocar(en)


class JuezEfirma:
    """The same judge as at signing, against the same pinned set."""

    def __init__(self, juez: Juez, consultor: Consultor) -> None:
        self._juez = juez
        self._consultor = consultor

    async def juzgar(self, der: bytes, rfc: str | None, en: datetime) -> EfirmaJuzgada:
        juicio = await self._juzgar(der, en)
        certificado = juicio.certificado
        if certificado is not None and rfc is not None and juicio.veredicto.cadena_confiable:
            codigo = codigo_de_titular(certificado, rfc)
            if codigo == "MSG-02":  # said before "expired": it is the wrong e.firma whatever its dates
                raise Negativa(codigo)
        juicio.veredicto.exigir_aceptable()
        assert certificado is not None
        if rfc is not None and (codigo := codigo_de_titular(certificado, rfc)):
            raise Negativa(codigo)
        return EfirmaJuzgada(certificado, juicio.cadena.autoridades[0], self._consultor)

    async def revisar(self, der: bytes, en: datetime) -> Revision:
        veredicto = (await self._juzgar(der, en)).veredicto
        datos: dict[str, Any] = asdict(veredicto) | {"tipo": str(veredicto.tipo)}
        return Revision(**datos, mensaje=veredicto.mensaje)

    async def _juzgar(self, der: bytes, en: datetime) -> Juicio:
        try:
            if self._juez.recuerda(der, en):
                return self._juez.juzgar(der, en)
            return await asyncio.to_thread(self._juez.juzgar, der, en)
        except ConfianzaInvalida:
            raise Negativa("confianza_no_disponible") from None
