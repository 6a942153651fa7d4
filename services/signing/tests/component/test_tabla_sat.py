"""SAT's own 47 files at the door where returns are signed (threats T-37)."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from icsoe_chassis.revocacion import AjustesRevocacion, crear_consultor
from icsoe_chassis.testing import RelojFijo
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.confianza import CarpetaDeConfianza
from icsoe_efirma.llave import Llave, abrir_llave
from icsoe_signing.adapters.juez import JuezEfirma
from icsoe_signing.application.presentar import Presentar
from icsoe_signing.domain.cadena import CadenaEmitida
from icsoe_sim.tabla_sat import FILAS, HOY, Fila

LISTA = Path(__file__).resolve().parents[4] / "deploy" / "confianza" / "autoridades.json"


class SinVentanas(Calendario):
    """Most of SAT's files had lived before the first window opened."""

    def firma_abierta(self, periodo: Periodo, instante: datetime) -> bool:
        return True


@dataclass(frozen=True)
class DelSat:
    """One row with its files; ``llave`` None: SAT publishes none."""

    fila: Fila
    certificado: bytes = field(repr=False)
    llave: Llave | None = field(repr=False)

    @property
    def rfc(self) -> str:
        return self.fila.rfc

    @property
    def nombre(self) -> str:
        return self.fila.nombre

    def firmar(self, texto: str) -> bytes:
        return self.llave.firmar(texto) if self.llave else b"\0" * 256


def abrir(fila: Fila, carpeta: Path) -> DelSat:
    archivo = carpeta / fila.archivo
    llave = archivo.with_suffix(".key")
    abierta = (
        abrir_llave(llave.read_bytes(), archivo.with_suffix(".txt").read_text()) if llave.is_file() else None
    )
    return DelSat(fila, archivo.with_suffix(".cer").read_bytes(), abierta)


async def firmada_de_todos_modos(oficina: Any, evento: EnviadaAFirma, efirma: DelSat) -> Presentar:
    """A signed request whose text was issued before anything was said against the certificate."""
    ahora, texto = oficina.reloj.ahora(), f"||cadena de prueba|{uuid4()}||"
    huella = hashlib.sha256(efirma.certificado).digest()
    cadena = CadenaEmitida(
        uuid4(), evento.informativa_id, evento.envio, texto, huella, ahora, ahora + timedelta(minutes=10)
    )
    async with oficina.uow() as t:
        await t.cadenas.guardar(cadena)
    return Presentar(
        evento.informativa_id,
        evento.contratista_id,
        cadena.id,
        efirma.certificado,
        efirma.firmar(texto),
        ahora,
    )


async def test_each_of_sats_files_gets_at_the_signature_the_verdict_of_the_table(
    oficina: Any, enviada: Any, reloj: RelojFijo, pares_sat: Path
):
    """Refused before the text to sign is made and, should it exist, when it comes back signed."""
    confianza = CarpetaDeConfianza("uat", pares_sat / "ca", LISTA)
    consultor = crear_consultor(AjustesRevocacion(modo="prueba"), reloj, confianza)  # type: ignore[call-arg]
    puerta = replace(oficina, juez=JuezEfirma(confianza, consultor), calendario=SinVentanas())
    presentadas: list[str] = []
    for fila in FILAS:
        efirma = abrir(fila, pares_sat)
        leido = leer_certificado(efirma.certificado)
        for instante in (HOY, leido.desde + (leido.hasta - leido.desde) / 4):
            reloj.instante = instante
            turno = presentadas.count(fila.rfc)
            evento = await puerta.recibir(enviada(efirma, Periodo(2021 + turno // 3, turno % 3 + 1)))
            codigo = fila.codigo("uat", instante)
            if codigo is None:
                hecha = await puerta.presentar(await puerta.firmada(evento, efirma))
                assert hecha.certificado_numero == fila.numero
                presentadas.append(fila.rfc)
                continue
            orden = await firmada_de_todos_modos(puerta, evento, efirma)
            negadas = [
                await puerta.rechazo(intento)
                for intento in (puerta.cadena(evento, efirma), puerta.presentar(orden))
            ]
            assert [n.codigo for n in negadas] == [codigo, codigo], fila.archivo
            pendiente = await puerta.lecturas.pendiente(evento.informativa_id, evento.contratista_id)
            assert pendiente.estado == "POR_FIRMAR"
    assert len(presentadas) == 24
