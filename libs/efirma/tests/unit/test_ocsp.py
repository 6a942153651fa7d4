"""The judge of OCSP answers: what is good, what never is (efirma.md §5; threats T-39, T-42)."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core, ocsp, pem
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509.ocsp import OCSPResponseStatus, load_der_ocsp_request, load_der_ocsp_response
from hypothesis import given, settings
from hypothesis import strategies as st
from icsoe_dominio.negativas import Negativa
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.confianza import CarpetaDeConfianza
from icsoe_efirma.ocsp import MAXIMO_BYTES, EstadoOcsp, RespuestaOcsp, juzgar_respuesta, preguntar
from icsoe_efirma.respondedor import es_delegado
from icsoe_sim.ca import pem_de
from icsoe_sim.contestacion import Caso

UN_SEGUNDO = timedelta(seconds=1)


def juzgar(consultada: Any, caso: Caso, ahora: datetime, **mas: Any) -> RespuestaOcsp:
    der = consultada.contestador.contestar(consultada.pregunta.der, caso)
    return juzgar_respuesta(consultada.pregunta, der, consultada.emisora, ahora, **mas)


@pytest.mark.parametrize(
    "caso", [Caso.NORMAL, Caso.SIN_PROXIMA, Caso.SIN_NONCE, Caso.DIRECTA, Caso.POR_CLAVE], ids=str
)
def test_a_responder_may_answer_in_each_of_the_forms_of_the_standard(
    consultada: Any, hoy: datetime, caso: Caso
) -> None:
    respuesta = juzgar(consultada, caso, hoy)
    assert (respuesta.estado, respuesta.causa, respuesta.desde) == (EstadoOcsp.BUENO, None, hoy)


@pytest.mark.parametrize(
    ("caso", "estado", "causa"),
    [
        (Caso.DESCONOCIDO, EstadoOcsp.DESCONOCIDO, None),
        (Caso.ANTIGUA, EstadoOcsp.CADUCADA, "antigua"),
        (Caso.VENCIDA, EstadoOcsp.CADUCADA, "antigua"),
        (Caso.FUTURA, EstadoOcsp.CADUCADA, "futura"),
        (Caso.OTRA_LLAVE, EstadoOcsp.RESPONDEDOR_AJENO, "respondedor"),
        (Caso.OTRA_AUTORIDAD, EstadoOcsp.RESPONDEDOR_AJENO, "respondedor"),
        (Caso.SIN_DELEGACION, EstadoOcsp.RESPONDEDOR_AJENO, "respondedor"),
        (Caso.RESPONDEDOR_VENCIDO, EstadoOcsp.RESPONDEDOR_AJENO, "respondedor"),
        (Caso.OTRO_CERTIFICADO, EstadoOcsp.RESPONDEDOR_AJENO, "certificado"),
        (Caso.OTRO_NONCE, EstadoOcsp.RESPONDEDOR_AJENO, "nonce"),
        (Caso.NO_AUTORIZADO, EstadoOcsp.RESPONDEDOR_AJENO, "unauthorized"),
        (Caso.INTENTAR_DESPUES, EstadoOcsp.INALCANZABLE, "try_later"),
        (Caso.ERROR_INTERNO, EstadoOcsp.INALCANZABLE, "internal_error"),
    ],
    ids=str,
)
def test_every_other_answer_has_an_outcome_and_a_cause(
    consultada: Any, hoy: datetime, caso: Caso, estado: EstadoOcsp, causa: str | None
) -> None:
    respuesta = juzgar(consultada, caso, hoy)
    assert (respuesta.estado, respuesta.causa) == (estado, causa)


def test_a_revocation_says_since_when_and_why_and_an_earlier_act_stays_good(
    consultada: Any, hoy: datetime
) -> None:
    respuesta = juzgar(consultada, Caso.REVOCADO, hoy)
    desde = hoy - timedelta(hours=1)
    assert (respuesta.estado, respuesta.revocado_desde) == (EstadoOcsp.REVOCADO, desde)
    assert respuesta.motivo == "key_compromise"
    assert respuesta.revocado_en(desde)
    assert not respuesta.revocado_en(desde - UN_SEGUNDO)
    respuesta.exigir_sin_revocar(desde - UN_SEGUNDO)
    with pytest.raises(Negativa) as negativa:
        respuesta.exigir_sin_revocar(desde)
    assert negativa.value.codigo == "MSG-03"
    assert negativa.value.detalle == "El certificado está revocado."


@pytest.mark.parametrize(
    ("caso", "codigo"),
    [
        (Caso.NORMAL, None),
        (Caso.INTENTAR_DESPUES, None),
        (Caso.DESCONOCIDO, "revocacion_desconocida"),
        (Caso.ANTIGUA, "revocacion_caducada"),
        (Caso.OTRA_LLAVE, "revocacion_respondedor_ajeno"),
    ],
    ids=str,
)
def test_each_refusal_has_its_own_message_and_being_unreachable_refuses_nothing(
    consultada: Any, hoy: datetime, caso: Caso, codigo: str | None
) -> None:
    dicho: str | None = None
    try:
        juzgar(consultada, caso, hoy).exigir_sin_revocar(hoy)
    except Negativa as negativa:
        dicho = negativa.codigo
    assert dicho == codigo


def test_an_answer_is_of_now_from_a_minute_ahead_to_five_minutes_behind(
    consultada: Any, hoy: datetime
) -> None:
    def estado(caso: Caso, segundos: int) -> EstadoOcsp:
        return juzgar(consultada, caso, hoy + timedelta(seconds=segundos)).estado

    assert [estado(Caso.SIN_PROXIMA, s) for s in (-60, 0, 300)] == [EstadoOcsp.BUENO] * 3
    assert [estado(Caso.SIN_PROXIMA, s) for s in (-61, 301)] == [EstadoOcsp.CADUCADA] * 2
    # nextUpdate is a minute after thisUpdate, and binds
    assert [estado(Caso.NORMAL, s) for s in (60, 61)] == [EstadoOcsp.BUENO, EstadoOcsp.CADUCADA]


def test_an_answer_to_another_question_is_not_taken_for_this_one(consultada: Any, hoy: datetime) -> None:
    otra = preguntar(consultada.certificado, consultada.emisora, b"another nonce...")
    der = consultada.contestador.contestar(otra.der)
    respuesta = juzgar_respuesta(consultada.pregunta, der, consultada.emisora, hoy)
    assert (respuesta.estado, respuesta.causa) == (EstadoOcsp.RESPONDEDOR_AJENO, "nonce")


def test_evidence_is_judged_again_alike_years_later(consultada: Any, hoy: datetime) -> None:
    primera = juzgar(consultada, Caso.NORMAL, hoy)
    assert primera.pregunta == consultada.pregunta.der
    otra_vez = juzgar_respuesta(consultada.pregunta, primera.der, consultada.emisora, primera.en)
    assert otra_vez == primera


def con_basica(der: bytes, cambiar: Callable[[Any], None]) -> bytes:
    """The answer with its BasicOCSPResponse changed; signatures stay as they were unless made anew."""
    respuesta: Any = ocsp.OCSPResponse.load(der)
    basica = ocsp.BasicOCSPResponse.load(respuesta["response_bytes"]["response"].contents)
    cambiar(basica)
    respuesta["response_bytes"]["response"] = core.ParsableOctetString(basica.dump(force=True))
    return respuesta.dump(force=True)


def test_an_answer_without_its_certificate_needs_a_responder_known_beforehand(
    consultada: Any, hoy: datetime
) -> None:
    def quitar(basica: Any) -> None:
        basica["certs"] = None

    desnuda = con_basica(consultada.contestador.contestar(consultada.pregunta.der), quitar)
    conocido = consultada.contestador.firmante(Caso.NORMAL).certificado
    ajeno = consultada.contestador.firmante(Caso.OTRA_AUTORIDAD).certificado

    def estado(*conocidos: x509.Certificate) -> EstadoOcsp:
        return juzgar_respuesta(consultada.pregunta, desnuda, consultada.emisora, hoy, conocidos).estado

    assert estado() is EstadoOcsp.RESPONDEDOR_AJENO
    assert estado(ajeno) is EstadoOcsp.RESPONDEDOR_AJENO
    assert estado(ajeno, conocido) is EstadoOcsp.BUENO


def test_a_signature_by_sha1_convinces_nobody(consultada: Any, hoy: datetime) -> None:
    clave = consultada.contestador.firmante(Caso.NORMAL).clave

    def refirmar(basica: Any) -> None:
        basica["signature_algorithm"] = {"algorithm": "sha1_rsa", "parameters": core.Null()}
        basica["signature"] = clave.sign(basica["tbs_response_data"].dump(), PKCS1v15(), SHA1())

    der = con_basica(consultada.contestador.contestar(consultada.pregunta.der), refirmar)
    respuesta = juzgar_respuesta(consultada.pregunta, der, consultada.emisora, hoy)
    assert (respuesta.estado, respuesta.causa) == (EstadoOcsp.RESPONDEDOR_AJENO, "respondedor")


def test_two_words_about_one_certificate_are_none(consultada: Any, hoy: datetime) -> None:
    clave = consultada.contestador.firmante(Caso.NORMAL).clave

    def duplicar(basica: Any) -> None:
        datos = basica["tbs_response_data"]
        datos["responses"] = [*datos["responses"], datos["responses"][0].copy()]
        basica["signature"] = clave.sign(datos.dump(force=True), PKCS1v15(), SHA256())

    der = con_basica(consultada.contestador.contestar(consultada.pregunta.der), duplicar)
    respuesta = juzgar_respuesta(consultada.pregunta, der, consultada.emisora, hoy)
    assert (respuesta.estado, respuesta.causa) == (EstadoOcsp.RESPONDEDOR_AJENO, "certificado")


@settings(deadline=None)
@given(donde=st.integers(0, 10_000), mascara=st.integers(1, 255))
def test_no_answer_with_a_changed_byte_is_good(
    consultada: Any, hoy: datetime, donde: int, mascara: int
) -> None:
    buena = consultada.contestador.contestar(consultada.pregunta.der)
    tocada = bytearray(buena)
    tocada[donde % len(buena)] ^= mascara
    respuesta = juzgar_respuesta(consultada.pregunta, bytes(tocada), consultada.emisora, hoy)
    assert respuesta.estado is not EstadoOcsp.BUENO


@pytest.mark.parametrize("caso", [Caso.NORMAL, Caso.DIRECTA], ids=str)
def test_no_single_bit_of_a_good_answer_can_be_turned(consultada: Any, hoy: datetime, caso: Caso) -> None:
    buena = consultada.contestador.contestar(consultada.pregunta.der, caso)
    for donde in range(len(buena)):
        tocada = bytearray(buena)
        tocada[donde] ^= 1 << donde % 8
        respuesta = juzgar_respuesta(consultada.pregunta, bytes(tocada), consultada.emisora, hoy)
        assert respuesta.estado is not EstadoOcsp.BUENO, donde


@settings(deadline=None)
@given(basura=st.binary(max_size=200), corte=st.integers(0, 2_000))
def test_junk_and_cut_answers_never_raise_and_never_say_anything_of_the_certificate(
    consultada: Any, hoy: datetime, basura: bytes, corte: int
) -> None:
    buena = consultada.contestador.contestar(consultada.pregunta.der)
    for der in (basura, buena[: corte % len(buena)], buena + basura[:1] * 2, buena[:corte] + basura):
        estado = juzgar_respuesta(consultada.pregunta, der, consultada.emisora, hoy).estado
        assert der == buena or estado in (EstadoOcsp.RESPONDEDOR_AJENO, EstadoOcsp.INALCANZABLE)


def test_more_bytes_than_an_answer_has_are_not_even_read(consultada: Any, hoy: datetime) -> None:
    enorme = b"\x30" * (MAXIMO_BYTES + 1)
    respuesta = juzgar_respuesta(consultada.pregunta, enorme, consultada.emisora, hoy)
    assert (respuesta.estado, respuesta.causa) == (EstadoOcsp.RESPONDEDOR_AJENO, "tamano")


def test_openssl_and_cryptography_read_our_question_and_the_simulated_answer(
    consultada: Any, tmp_path: Path
) -> None:
    peticion = load_der_ocsp_request(consultada.pregunta.der)
    assert peticion.serial_number == consultada.pregunta.serie
    assert peticion.hash_algorithm.name == "sha1"
    der = consultada.contestador.contestar(consultada.pregunta.der)
    assert load_der_ocsp_response(der).response_status is OCSPResponseStatus.SUCCESSFUL

    suya = tmp_path / "suya.der"
    for nombre, certificado in (("ac", consultada.emisora.asn1.dump()), ("hoja", consultada.certificado.der)):
        (tmp_path / f"{nombre}.pem").write_bytes(pem.armor("CERTIFICATE", certificado))
    orden = ["openssl", "ocsp", "-issuer", "ac.pem", "-cert", "hoja.pem", "-no_nonce", "-reqout", str(suya)]
    subprocess.run(orden, cwd=tmp_path, check=True, capture_output=True)
    leidas: list[Any] = [ocsp.OCSPRequest.load(d) for d in (suya.read_bytes(), consultada.pregunta.der)]
    suyo, nuestro = (leida["tbs_request"]["request_list"].dump() for leida in leidas)
    assert nuestro == suyo


@pytest.mark.parametrize(
    ("linea", "estado"),
    [
        ("V\t351120180000Z\t\t{serie}\tunknown\t/CN=x", EstadoOcsp.BUENO),
        ("R\t351120180000Z\t261101180000Z,keyCompromise\t{serie}\tunknown\t/CN=x", EstadoOcsp.REVOCADO),
        ("V\t351120180000Z\t\t01\tunknown\t/CN=x", EstadoOcsp.DESCONOCIDO),
    ],
    ids=["bueno", "revocado", "desconocido"],
)
def test_the_answers_of_openssls_own_responder_are_understood(
    consultada: Any, tmp_path: Path, linea: str, estado: EstadoOcsp
) -> None:
    firmante = consultada.contestador.firmante(Caso.NORMAL)
    (tmp_path / "ac.pem").write_bytes(pem.armor("CERTIFICATE", consultada.emisora.asn1.dump()))
    (tmp_path / "rsigner.pem").write_bytes(pem.armor("CERTIFICATE", firmante.certificado.dump()))
    (tmp_path / "rkey.pem").write_bytes(pem_de(firmante.clave))
    (tmp_path / "pregunta.der").write_bytes(consultada.pregunta.der)
    (tmp_path / "index.txt").write_text(linea.format(serie=f"{consultada.pregunta.serie:X}") + "\n")
    orden = "openssl ocsp -index index.txt -CA ac.pem -rsigner rsigner.pem -rkey rkey.pem -nmin 5"
    orden += " -reqin pregunta.der -respout respuesta.der"
    subprocess.run(orden.split(), cwd=tmp_path, check=True, capture_output=True)
    der, ahora = (tmp_path / "respuesta.der").read_bytes(), datetime.now(UTC)
    respuesta = juzgar_respuesta(consultada.pregunta, der, consultada.emisora, ahora)
    assert (respuesta.estado, respuesta.causa) == (estado, None)
    revocado = datetime(2026, 11, 1, 18, tzinfo=UTC) if estado is EstadoOcsp.REVOCADO else None
    assert respuesta.revocado_desde == revocado


@pytest.mark.parametrize(("ac", "respondedor"), [("AC4_SAT", "ocsp.ac4_sat"), ("AC5_SAT", "ocsp.ac5_sat")])
def test_sats_own_responders_are_delegates_of_their_authority_and_of_no_other(
    pares_sat: Path, lista: Path, ac: str, respondedor: str
) -> None:
    confianza = CarpetaDeConfianza("produccion", pares_sat / "ca" / "prod", lista)()
    autoridades = {a.nombre: a for a in confianza.autoridades}
    certificado = x509.Certificate.load((pares_sat / "ca" / "prod" / f"{respondedor}.cer").read_bytes())
    entonces = certificado.not_valid_before + timedelta(days=365)
    de_quien = [nombre for nombre, a in autoridades.items() if es_delegado(certificado, a, entonces)]
    assert de_quien == [f"{ac}.cer"]
    assert not es_delegado(certificado, autoridades[f"{ac}.cer"], certificado.not_valid_after + UN_SEGUNDO)


def test_a_question_can_be_made_about_each_of_sats_test_certificates(pares_sat: Path, lista: Path) -> None:
    confianza = CarpetaDeConfianza("uat", pares_sat / "ca" / "test", lista)()
    preguntados = 0
    for archivo in sorted(pares_sat.glob("fiel/*.cer")):
        certificado = leer_certificado(archivo.read_bytes())
        for emisora, _ in confianza.caminos(certificado.emisor_der):
            leida = load_der_ocsp_request(preguntar(certificado, emisora, b"n" * 16).der)
            assert f"{leida.serial_number:x}" == certificado.numero.encode().hex()
            preguntados += 1
    assert preguntados > 20
