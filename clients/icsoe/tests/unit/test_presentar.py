"""``icsoe presentar``: what is not signed, and what is told instead."""

import json

import httpx
import pytest
from icsoe import Cliente, DevolucionSolicitada, EFirma, Negada, NoDisponible
from icsoe.cli import ejecutar

from .conftest import EMITIDO, ID, Plataforma, Tiempo, problema, una_vez

ORDEN = ["presentar", "sin-informacion", "--ejercicio", "2026", "--cuatrimestre", "2"]
ESCRITURAS = ("POST /api/v1/informativa/informativas", "/envio", "/cadenas", "/presentacion")
ABRE = "Podrás firmar a partir del 1 de septiembre de 2026."
SOLICITADA = {"capturista_id": ID, "motivo": "Falta un contrato.", "en": "2026-09-11T02:00:00Z"}


def _enviadas(plataforma: Plataforma) -> list[httpx.Request]:
    return [pedido for ruta in ESCRITURAS for pedido in plataforma.enviados(ruta)]


def test_before_the_window_nothing_is_created_sworn_nor_sent(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.firma_abierta = False
    cliente.ingresar(efirma)
    with pytest.raises(Negada) as error:
        cliente.presentar_sin_informacion(efirma, 2026, 2)
    assert (error.value.codigo, error.value.mensaje, error.value.salida) == ("MSG-08", ABRE, 3)
    assert error.value.datos["fecha"] == "2026-09-01"
    assert _enviadas(plataforma) == []


def test_the_command_says_from_when_it_may_be_signed(
    de_efirma: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    plataforma.firma_abierta = False
    assert ejecutar([*ORDEN, *de_efirma]) == 3
    dicho = capsys.readouterr()
    assert dicho.out == ""
    assert ABRE in dicho.err
    assert "No se creó ni se envió nada" in dicho.err


def test_a_return_whose_window_has_not_opened_may_still_be_sent_to_wait(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.firma_abierta = False
    cliente.ingresar(efirma)
    assert cliente.enviar_sin_informacion(2026, 2).estado == "POR_FIRMAR"


def test_a_window_that_signing_holds_closed_is_refused_by_signing(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(una_vez("/presentacion", problema(409, "MSG-08")))
    cliente.ingresar(efirma)
    with pytest.raises(Negada) as error:
        cliente.presentar_sin_informacion(efirma, 2026, 2)
    assert (error.value.codigo, error.value.mensaje) == ("MSG-08", "detalle MSG-08")


def test_a_period_that_is_not_listed_is_refused_by_informativa(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.fallas.append(
        una_vez("POST /api/v1/informativa/informativas", problema(422, "periodo_no_iniciado"))
    )
    cliente.ingresar(efirma)
    with pytest.raises(Negada) as error:
        cliente.presentar_sin_informacion(efirma, 2026, 3)
    assert error.value.codigo == "periodo_no_iniciado"


def test_what_a_capturista_asked_to_be_returned_is_not_signed_in_silence(
    de_efirma: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    plataforma.solicitada = SOLICITADA
    assert ejecutar([*ORDEN, *de_efirma, "--json"]) == 3
    dicho = capsys.readouterr()
    assert dicho.out == ""
    objeto = json.loads(dicho.err.splitlines()[-1])
    assert objeto["codigo"] == "devolucion_solicitada"
    assert "10 de septiembre de 2026" in objeto["mensaje"]
    assert objeto["mensaje"].endswith("Falta un contrato.")
    assert "--pese-a-la-solicitud" in objeto["remedio"]
    assert plataforma.enviados("/cadenas") == []


def test_it_is_signed_when_the_contratista_says_so(
    de_efirma: list[str], plataforma: Plataforma, capsys: pytest.CaptureFixture[str]
) -> None:
    plataforma.solicitada = SOLICITADA
    assert ejecutar([*ORDEN, *de_efirma, "--pese-a-la-solicitud"]) == 0
    assert "SI26000001" in capsys.readouterr().out


def test_a_program_gets_the_reason_and_may_sign_anyway(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma
) -> None:
    plataforma.solicitada = SOLICITADA
    cliente.ingresar(efirma)
    with pytest.raises(DevolucionSolicitada) as error:
        cliente.presentar_sin_informacion(efirma, 2026, 2)
    assert error.value.motivo == "Falta un contrato."
    hecha = cliente.presentar_sin_informacion(efirma, 2026, 2, pese_a_la_solicitud=True)
    assert hecha.folio == "SI26000001"


def _fila(folio: str) -> dict[str, object]:
    return {
        "folio": folio, "informativa_id": ID, "fecha_presentacion": EMITIDO, "extemporanea": False,
        "sha256": "0" * 64, "tipo": "SIN_INFORMACION", "ejercicio": 2026, "cuatrimestre": 2,
        "contratos_relacionados": 0, "total_trabajadores": 0, "acuse_listo": True,
        "revocacion": "CONFIRMADA", "observada": False,
    }  # fmt: skip


def _por_paginas(plataforma: Plataforma, filas: int, *, nuevas: bool) -> None:
    """A list of acuses whose every page says that there is one more."""

    def pagina(pedido: httpx.Request) -> httpx.Response | None:
        if not pedido.url.path.endswith("/acuses"):
            return None
        numero = int(pedido.url.params["pagina"]) if nuevas else 1
        folios = [f"SI26{numero * filas + i:06d}" for i in range(filas)]
        siguiente = {"Link": f'<?pagina={numero + 1}>; rel="next"'}
        return httpx.Response(200, json=[_fila(folio) for folio in folios], headers=siguiente)

    plataforma.fallas.append(pagina)


@pytest.mark.parametrize(("filas", "nuevas", "pedidas"), [(2, False, 2), (0, False, 1), (1, True, 1000)])
def test_a_list_of_acuses_without_an_end_is_not_followed_for_ever(
    cliente: Cliente, efirma: EFirma, plataforma: Plataforma, tiempo: Tiempo,
    filas: int, nuevas: bool, pedidas: int,
) -> None:  # fmt: skip
    cliente.ingresar(efirma)
    _por_paginas(plataforma, filas, nuevas=nuevas)
    with pytest.raises(NoDisponible) as error:
        cliente.acuses()
    assert error.value.codigo == "RESPUESTA_EXTRANA"
    assert len(plataforma.enviados("/acuses")) == pedidas
    assert tiempo.pausas == []
