"""The job after a presentation: one acuse for ever, whoever runs it, however often (design.md §4, Acuse)."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from icsoe_chassis.ejecutor import EjecutorDeTareas
from icsoe_chassis.ports import AlmacenNoDisponible, ObjetoAlterado
from icsoe_chassis.testing import ObjetosEnMemoria
from icsoe_contracts.signing import AcuseEmitido
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION
from icsoe_signing.application.acuse import DatosDeAcuse
from icsoe_signing.application.emitir_acuse import Taller, emitir_acuse
from icsoe_signing.application.queries import Consultas
from icsoe_signing.bootstrap import servicio
from icsoe_signing.entrypoints.jobs import de_acuses


@dataclass
class FabricaDePrueba:
    """Other bytes at every run, which the real one never makes: the loser of a race is told apart."""

    hechas: list[DatosDeAcuse] = field(default_factory=lambda: [])

    async def fabricar(self, datos: DatosDeAcuse) -> bytes:
        self.hechas.append(datos)
        await asyncio.sleep(0)
        return f"%PDF {datos.folio} {len(self.hechas)}".encode()


def taller_de(oficina: Any, autenticador: Any, fabrica: FabricaDePrueba) -> Taller:
    return Taller(
        oficina.lecturas,
        oficina.uow,
        fabrica,
        oficina.objetos,
        autenticador,
        oficina.reloj,
        "http://localhost:8080",
        "prueba",
    )


async def test_the_acuse_says_what_was_presented_and_its_fact_names_the_stored_version(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any
):
    efirma, fabrica = autoridad.efirma(), FabricaDePrueba()
    evento = await oficina.recibir(enviada(efirma))
    orden = await oficina.firmada(evento, efirma)
    hecha = await oficina.presentar(orden)
    await emitir_acuse(evento.informativa_id, taller_de(oficina, autenticador, fabrica))
    (datos,) = fabrica.hechas
    assert (datos.folio, datos.fecha_presentacion, datos.protesta) == (
        hecha.folio,
        hecha.fecha_presentacion,
        PROTESTA_SIN_INFORMACION,
    )
    assert base64.b64decode(datos.firma_b64) == orden.firma
    juzgada = autoridad.juez.juzgar(efirma.certificado, efirma.rfc, datos.fecha_presentacion)
    assert juzgada.firmo(datos.cadena, orden.firma)
    assert datos.revocacion_en is None
    folio, codigo = datos.url_verificacion.removeprefix("http://localhost:8080/verificar/").split("/")
    assert autenticador.abre(folio, codigo)
    (hecho,) = await oficina.hechos(AcuseEmitido)
    assert (hecho.acuse.bucket, hecho.acuse.key) == ("acuses", f"{hecha.folio}/{hecho.acuse.sha256}.pdf")
    guardada = await oficina.lecturas.presentada(hecha.folio, evento.contratista_id)
    assert guardada.acuse == hecho.acuse


@pytest.mark.parametrize("capturista", [True, False])
async def test_the_fact_names_the_capturista_that_sent_the_return_and_no_contratista(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any, capturista: bool
):
    efirma, suyo, quien = autoridad.efirma(), uuid4(), uuid4()
    por = quien if capturista else suyo
    evento = await oficina.recibir(enviada(efirma, contratista_id=suyo, enviada_por=str(por)))
    await oficina.presentar(await oficina.firmada(evento, efirma))
    await emitir_acuse(evento.informativa_id, taller_de(oficina, autenticador, FabricaDePrueba()))
    (hecho,) = await oficina.hechos(AcuseEmitido)
    assert hecho.capturista_id == (quien if capturista else None)


async def test_many_runs_at_once_leave_one_acuse_and_one_fact(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    taller = taller_de(oficina, autenticador, FabricaDePrueba())
    await asyncio.gather(*(emitir_acuse(evento.informativa_id, taller) for _ in range(4)))
    await emitir_acuse(evento.informativa_id, taller)
    (hecho,) = await oficina.hechos(AcuseEmitido)
    consultas = Consultas(oficina.lecturas, oficina.objetos, oficina.calendario, autenticador, oficina.reloj)
    pdf, huella = await consultas.pdf(hecha.folio, evento.contratista_id)
    assert pdf.startswith(f"%PDF {hecha.folio}".encode())
    assert huella == hecho.acuse.sha256
    await oficina.objetos.poner("acuses", hecho.acuse.key, b"otra cosa", "application/pdf")
    assert await consultas.pdf(hecha.folio, evento.contratista_id) == (pdf, huella)


async def test_an_acuse_whose_bytes_changed_is_not_handed_out(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    await emitir_acuse(evento.informativa_id, taller_de(oficina, autenticador, FabricaDePrueba()))

    class Alterado(ObjetosEnMemoria):
        async def leer(self, referencia: Any) -> bytes:
            raise ObjetoAlterado(referencia.key)

    consultas = Consultas(oficina.lecturas, Alterado(), oficina.calendario, autenticador, oficina.reloj)
    with pytest.raises(ObjetoAlterado):
        await consultas.pdf(hecha.folio, evento.contratista_id)


async def test_the_evidence_object_proves_the_signature_without_the_database(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any
):
    efirma, guardados = autoridad.efirma(), {}
    evento = await oficina.recibir(enviada(efirma))
    await oficina.presentar(await oficina.firmada(evento, efirma))

    class Anotador(ObjetosEnMemoria):
        async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> Any:
            guardados[bucket] = datos
            return await super().poner(bucket, key, datos, tipo)

    oficina.objetos = Anotador()
    await emitir_acuse(evento.informativa_id, taller_de(oficina, autenticador, FabricaDePrueba()))
    prueba = json.loads(guardados["evidencias"])
    certificado, firma = base64.b64decode(prueba["certificado"]), base64.b64decode(prueba["firma"])
    juzgada = autoridad.juez.juzgar(certificado, efirma.rfc, datetime.fromisoformat(prueba["recibida_en"]))
    assert juzgada.firmo(prueba["cadena"], firma)
    assert prueba["contenido"] == evento.contenido
    assert (len(prueba["autoridades_sha256"]), prueba["politica"]) == (2, "efirma-2")


async def test_a_job_without_presentation_fails_loudly(
    oficina: Any, enviada: Any, autoridad: Any, autenticador: Any
):
    evento = await oficina.recibir(enviada(autoridad.efirma()))
    with pytest.raises(LookupError):
        await emitir_acuse(evento.informativa_id, taller_de(oficina, autenticador, FabricaDePrueba()))


async def test_an_object_store_that_is_away_for_days_delays_the_acuse_and_loses_none(
    base_de: Any, oficina_en: Any, ajustes: Any, autoridad: Any, enviada: Any, autenticador: Any, reloj: Any
):
    class Ausente(ObjetosEnMemoria):
        async def poner(self, bucket: str, key: str, datos: bytes, tipo: str) -> Any:
            raise AlmacenNoDisponible

    prueba = await base_de(servicio, reloj=reloj, **ajustes)
    oficina, efirma = oficina_en(prueba), autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    await oficina.presentar(await oficina.firmada(evento, efirma))

    def ejecutor() -> EjecutorDeTareas:
        taller = taller_de(oficina, autenticador, FabricaDePrueba())
        return EjecutorDeTareas(prueba.recursos.base, reloj, de_acuses(taller))

    almacen, oficina.objetos = oficina.objetos, Ausente()
    sin_almacen, vuelve = ejecutor(), reloj.ahora() + timedelta(days=2)
    while reloj.ahora() < vuelve:
        assert await sin_almacen.una()
        reloj.avanzar(timedelta(minutes=5))
    oficina.objetos = almacen
    assert await ejecutor().una()
    (hecho,) = await oficina.hechos(AcuseEmitido)
    assert await almacen.leer(hecho.acuse)
