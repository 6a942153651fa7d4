"""The acuse of a real filing, made by the real factory, in the hands of somebody who only has our root."""

from pathlib import Path
from typing import Any

from icsoe.verificar import verificar_acuse
from icsoe_contracts.signing import AcuseEmitido
from icsoe_signing.adapters.acuse.fabrica import FabricaDeAcusesTypst
from icsoe_signing.adapters.acuse.fabrica import Taller as TallerDeTypst
from icsoe_signing.adapters.sello_local import crear_sello_local
from icsoe_signing.application.emitir_acuse import Taller, emitir_acuse

FUENTES = Path(__file__).parents[4] / "build" / "fuentes"


async def test_the_acuse_of_a_filing_verifies_offline_against_the_root_of_the_seal(
    oficina: Any, autoridad: Any, enviada: Any, autenticador: Any, tmp_path: Path
):
    efirma = autoridad.efirma()
    evento = await oficina.recibir(enviada(efirma))
    hecha = await oficina.presentar(await oficina.firmada(evento, efirma))
    crear_sello_local(tmp_path)
    fabrica = FabricaDeAcusesTypst(TallerDeTypst(tmp_path, FUENTES, "prueba"), None)
    await emitir_acuse(
        evento.informativa_id,
        Taller(
            oficina.lecturas,
            oficina.uow,
            fabrica,
            oficina.objetos,
            autenticador,
            oficina.reloj,
            "http://localhost:8080",
            "prueba",
        ),
    )
    (hecho,) = await oficina.hechos(AcuseEmitido)
    pdf = await oficina.objetos.leer(hecho.acuse)
    resultado = verificar_acuse(pdf, (tmp_path / "sello_raiz.pem").read_bytes())
    assert (resultado.estado, resultado.folio) == ("válido", hecha.folio)
    assert resultado.contenido_sha256 == evento.contenido_sha256
    assert resultado.sha256 == hecho.acuse.sha256
