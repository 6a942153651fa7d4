import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.periodo import Periodo
from icsoe_informativa.application.contenido import MAXIMO_EN_EVENTO, contenido_sin_informacion
from icsoe_informativa.domain.informativa import Informativa
from icsoe_informativa.domain.situacion import (
    Contratista,
    Presentada,
    Situacion,
    efecto_en_el_objetivo,
    exigir_generales,
    ocupa_el_periodo,
)

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)
BORRADOR = Informativa(
    id=UUID(int=1),
    contratista_id=UUID(int=2),
    periodo=Periodo(2026, 2),
    tipo="SIN_INFORMACION",
    folio_provisional="TMP-AAAAAAAA",
    creada=AHORA,
    actualizada=AHORA,
)
EMPRESA = Contratista("EKU9003173C9", "ESCUELA KEMPER URGATE", "M", True, ())
SAL = bytes(16)


def codigo(error: pytest.ExceptionInfo[Negativa]) -> str:
    return error.value.codigo


def test_sending_freezes_the_return_and_raises_the_send_token() -> None:
    enviada = BORRADOR.enviar("a" * 64, AHORA)
    assert (enviada.estado, enviada.envio, enviada.version) == ("POR_FIRMAR", 1, 2)
    with pytest.raises(Negativa) as error:
        enviada.exigir_enviable(2)
    assert codigo(error) == "no_enviable"


def test_only_the_version_that_was_seen_can_be_sent() -> None:
    BORRADOR.exigir_enviable(1)
    with pytest.raises(Negativa) as error:
        BORRADOR.exigir_enviable(2)
    assert codigo(error) == "version_distinta"


def test_a_return_sent_back_loses_its_hash_and_keeps_the_motive() -> None:
    regresada = BORRADOR.enviar("a" * 64, AHORA).regresar(1, "Falta un contrato.", AHORA)
    assert regresada is not None
    assert (regresada.estado, regresada.contenido_sha256, regresada.envio) == ("EN_CAPTURA", None, 1)
    assert regresada.motivo_devolucion == "Falta un contrato."
    assert regresada.enviar("b" * 64, AHORA).envio == 2


@pytest.mark.parametrize("envio", [0, 1, 3])
def test_news_about_another_send_changes_nothing(envio: int) -> None:
    segundo_envio = replace(BORRADOR, estado="POR_FIRMAR", envio=2)
    assert segundo_envio.regresar(envio, "tarde", AHORA) is None
    assert BORRADOR.regresar(0, "nunca enviada", AHORA) is None


def test_what_signing_presented_is_presented_whatever_was_believed_here() -> None:
    presentada = BORRADOR.presentar("SI26000001", AHORA)
    assert presentada is not None
    assert (presentada.estado, presentada.folio_definitivo) == ("PRESENTADA", "SI26000001")
    assert presentada.presentar("SI26000001", AHORA) is None


def test_only_a_draft_can_be_deleted() -> None:
    assert BORRADOR.eliminar(AHORA).estado == "ELIMINADA"
    with pytest.raises(Negativa) as error:
        BORRADOR.enviar("a" * 64, AHORA).eliminar(AHORA)
    assert codigo(error) == "no_enviable"


def test_a_period_with_a_draft_offers_the_draft_and_one_with_a_vigente_names_its_folio() -> None:
    Situacion(False, ()).exigir_nueva()
    vigente = Presentada("SI26000001", "SIN_INFORMACION", None)
    with pytest.raises(Negativa) as error:
        Situacion(True, (vigente,)).exigir_nueva()
    assert codigo(error) == "MSG-07"
    with pytest.raises(Negativa, match="SI26000001") as error:
        Situacion(False, (vigente,)).exigir_nueva()
    assert codigo(error) == "MSG-06"


def test_general_data_must_be_complete_and_what_is_missing_is_named() -> None:
    assert exigir_generales(EMPRESA) is EMPRESA
    with pytest.raises(Negativa, match="Términos y Condiciones"):
        exigir_generales(None)
    with pytest.raises(Negativa, match="incompletos: Celular;"):
        exigir_generales(Contratista("EKU9003173C9", "X", "M", False, ("Celular",)))


def test_a_correction_replaces_its_target_and_a_sin_efectos_frees_the_period() -> None:
    assert efecto_en_el_objetivo("CORRECCION") == "SUSTITUIDA"
    assert efecto_en_el_objetivo("SIN_EFECTOS") == "SIN_EFECTOS"
    assert efecto_en_el_objetivo(None) is None
    assert ocupa_el_periodo(None)
    assert ocupa_el_periodo("CORRECCION")
    assert not ocupa_el_periodo("SIN_EFECTOS")


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_the_same_return_never_has_the_same_hash_twice(una: bytes, otra: bytes) -> None:
    primera = contenido_sin_informacion(BORRADOR, EMPRESA, una)
    segunda = contenido_sin_informacion(BORRADOR, EMPRESA, otra)
    assert (primera.sha256 == segunda.sha256) == (una == otra)


def test_the_content_is_canonical_and_small_enough_to_travel_in_the_event() -> None:
    contenido = contenido_sin_informacion(BORRADOR, Contratista("OÑO120726RX3", "Ñ", "M", True, ()), SAL)
    valor = json.loads(contenido.texto)
    propio = json.dumps(valor, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert contenido.texto == propio
    assert contenido.sha256 == hashlib.sha256(contenido.texto.encode()).hexdigest()
    assert len(contenido.texto.encode()) < MAXIMO_EN_EVENTO
    assert valor["contratos"] == []
    assert valor["protesta"].startswith("Declaro bajo protesta")


@pytest.mark.parametrize("nombre", ["A|B", "A\u202eB", "n\u0303", "=A", ""])
def test_a_name_that_could_not_be_signed_is_refused_at_freezing(nombre: str) -> None:
    with pytest.raises(Negativa) as error:
        contenido_sin_informacion(BORRADOR, Contratista("EKU9003173C9", nombre, "M", True, ()), SAL)
    assert codigo(error) == "caracter_no_permitido"


def test_a_content_without_its_full_salt_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        contenido_sin_informacion(BORRADOR, EMPRESA, b"corta")
