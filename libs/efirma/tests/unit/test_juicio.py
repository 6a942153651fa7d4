"""Every verdict, on the simulated authority alone: nothing here needs SAT's folder."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos, core
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from icsoe_dominio.negativas import Negativa
from icsoe_efirma import juicio
from icsoe_efirma.asn1 import x509
from icsoe_efirma.cadena import Cadena, examinar_cadena
from icsoe_efirma.certificado import Certificado, leer_certificado
from icsoe_efirma.confianza import Autoridad, CarpetaDeConfianza, Confianza, ConfianzaInvalida
from icsoe_efirma.juicio import Juez, codigo_de_titular
from icsoe_sim.efirma import Tipo, Titular, nueva_efirma, sujeto_de
from icsoe_sim.emision import EXTENSIONES_AC, EXTENSIONES_CSD, EXTENSIONES_FIEL, Emisor, emitir

PERSONA = Titular("CAÑF770131PA3", "FERNANDO CASTILLO ÑABARRO")
EMPRESA = Titular("H&E951128469", "HERRERÍA & ELÉCTRICOS", "XOJI740919U48")
SUJETO = sujeto_de(PERSONA, Tipo.FIEL)


def _codigo(simulada: Any, der: bytes, t: datetime) -> str | None:
    return simulada.juez.juzgar(der, t).veredicto.codigo


@pytest.mark.parametrize("titular", [PERSONA, EMPRESA], ids=["persona", "empresa"])
def test_an_efirma_in_force_is_acceptable_and_says_whose_it_is(
    simulada: Any, hoy: datetime, titular: Titular
) -> None:
    par = nueva_efirma(simulada.emisor, titular, desde=hoy)
    v = simulada.juez.juzgar(par.certificado, hoy).veredicto
    assert (v.rfc, v.rfc_representante, v.nombre) == (titular.rfc, titular.representante, titular.nombre)
    assert (v.tipo, v.persona) == ("FIEL", "M" if titular.representante else "F")
    assert (v.vigente_desde, v.vigente_hasta) == (hoy, hoy + timedelta(days=1460))
    assert (v.vigente, v.cadena_confiable, v.aceptable, v.codigo) == (True, True, True, None)
    assert v.mensaje == "La e.firma es válida en este sistema."
    v.exigir_aceptable()


def test_a_seal_for_invoices_is_named_as_such(simulada: Any, hoy: datetime) -> None:
    par = nueva_efirma(simulada.emisor, EMPRESA, tipo=Tipo.CSD, desde=hoy)
    v = simulada.juez.juzgar(par.certificado, hoy).veredicto
    assert (v.tipo, v.codigo, v.aceptable, v.cadena_confiable) == ("CSD", "MSG-05", False, True)
    with pytest.raises(Negativa, match="MSG-05"):
        v.exigir_aceptable()


def test_dates_decide_to_the_second_at_both_ends_even_when_remembered(simulada: Any) -> None:
    desde = datetime(2026, 5, 10, 6, 0, tzinfo=UTC)
    hasta = datetime(2026, 5, 10, 18, 0, tzinfo=UTC)
    der = nueva_efirma(simulada.emisor, PERSONA, desde=desde, hasta=hasta).certificado
    segundo = timedelta(seconds=1)
    assert _codigo(simulada, der, desde) is None
    assert _codigo(simulada, der, hasta) is None
    assert _codigo(simulada, der, desde - segundo) == "certificado_aun_no_vigente"
    assert _codigo(simulada, der, hasta + segundo) == "MSG-03"
    vencido = simulada.juez.juzgar(der, hasta + segundo).veredicto
    assert (vencido.cadena_confiable, vencido.vigente) == (True, False)
    assert vencido.mensaje == "El certificado está vencido."
    temprano = simulada.juez.juzgar(der, desde - segundo).veredicto
    assert "10 de mayo de 2026" in temprano.mensaje


def test_a_forged_issuer_with_the_same_name_is_a_stranger(simulada: Any, hoy: datetime) -> None:
    falso = replace(simulada.emisor, clave=rsa.generate_private_key(65537, 2048))
    der = simulada.emitir(SUJETO, desde=hoy, emisor=falso)
    v = simulada.juez.juzgar(der, hoy).veredicto
    assert (v.codigo, v.cadena_confiable) == ("certificado_autoridad_desconocida", False)


def test_a_self_signed_certificate_is_a_stranger(simulada: Any, hoy: datetime) -> None:
    der = simulada.emitir(SUJETO, desde=hoy, emisor=simulada.clave)
    assert _codigo(simulada, der, hoy) == "certificado_autoridad_desconocida"


def test_a_taxpayer_cannot_act_as_an_authority(simulada: Any, hoy: datetime) -> None:
    hoja = simulada.emitir(SUJETO, desde=hoy)
    der = simulada.emitir(SUJETO, desde=hoy, emisor=Emisor(hoja, simulada.clave))
    assert _codigo(simulada, der, hoy) == "certificado_autoridad_desconocida"


def test_even_a_pinned_leaf_does_not_issue(simulada: Any, hoy: datetime) -> None:
    hoja = simulada.emitir(SUJETO, desde=hoy, extensiones=EXTENSIONES_FIEL)
    der = simulada.emitir(SUJETO, desde=hoy, emisor=Emisor(hoja, simulada.clave))
    confianza = CarpetaDeConfianza("simulada", simulada.carpeta, simulada.carpeta)()
    con_hoja = replace(confianza, autoridades=(*confianza.autoridades, _autoridad(hoja)))
    assert Juez(lambda: con_hoja).juzgar(der, hoy).veredicto.codigo == "certificado_autoridad_desconocida"


def _autoridad(der: bytes) -> Autoridad:
    asn1 = x509.Certificate.load(der)
    tbs: Any = asn1["tbs_certificate"]
    validez = tbs["validity"]
    return Autoridad(
        "prueba.cer", "0" * 64, False, asn1, tbs["subject"].dump(), tbs["issuer"].dump(),
        validez["not_before"].native, validez["not_after"].native,
    )  # fmt: skip


def test_a_chain_with_sha1_above_is_refused_as_weak(simulada: Any, hoy: datetime) -> None:
    clave = rsa.generate_private_key(65537, 2048)
    raiz = Emisor((simulada.carpeta / "raiz.cer").read_bytes(), _clave_de_raiz(simulada.carpeta))
    ac: Any = x509.Certificate.load(
        emitir(
            raiz, simulada.emisor.nombre, clave.public_key(), numero="90000000000000000003",
            desde=datetime(2020, 1, 1, tzinfo=UTC), hasta=datetime(2045, 1, 1, tzinfo=UTC),
            extensiones=EXTENSIONES_AC,
        )
    )  # fmt: skip
    sha1 = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa", "parameters": core.Null()})
    ac["tbs_certificate"]["signature"] = ac["signature_algorithm"] = sha1
    ac["signature_value"] = raiz.clave.sign(ac["tbs_certificate"].dump(force=True), PKCS1v15(), SHA1())
    debil = ac.dump(force=True)
    confianza = Confianza(
        "simulada", "v", (_autoridad(debil), _autoridad((simulada.carpeta / "raiz.cer").read_bytes()))
    )
    der = simulada.emitir(SUJETO, desde=hoy, emisor=Emisor(debil, clave))
    v = Juez(lambda: confianza).juzgar(der, hoy).veredicto
    assert (v.codigo, v.cadena_confiable) == ("certificado_cadena_debil", False)


def _clave_de_raiz(carpeta: Path) -> rsa.RSAPrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    clave = load_pem_private_key((carpeta / "raiz.key").read_bytes(), None)
    assert isinstance(clave, rsa.RSAPrivateKey)
    return clave


def test_a_certificate_that_outlives_its_authority_is_told_so(simulada: Any) -> None:
    der = simulada.emitir(
        SUJETO, desde=datetime(2044, 6, 1, tzinfo=UTC), hasta=datetime(2046, 6, 1, tzinfo=UTC)
    )
    v = simulada.juez.juzgar(der, datetime(2045, 6, 1, tzinfo=UTC)).veredicto
    assert (v.codigo, v.vigente) == ("certificado_autoridad_vencida", True)


@pytest.mark.parametrize(
    "extensiones",
    [
        (EXTENSIONES_FIEL[0], ("key_usage", False, "030206c0"), *EXTENSIONES_FIEL[2:]),
        (*EXTENSIONES_FIEL[:3], ("extended_key_usage", False, "300a06082b06010505070302")),
        EXTENSIONES_AC + EXTENSIONES_FIEL[2:],
        EXTENSIONES_FIEL[1:],
    ],
    ids=["usos de menos", "sin correo", "autoridad", "sin basicConstraints"],
)
def test_what_is_neither_efirma_nor_seal_is_refused(simulada: Any, hoy: datetime, extensiones: Any) -> None:
    der = simulada.emitir(SUJETO, desde=hoy, extensiones=extensiones)
    v = simulada.juez.juzgar(der, hoy).veredicto
    assert v.tipo == "OTRO"
    assert v.codigo == "certificado_perfil_desconocido"


def test_an_efirma_with_a_branch_is_a_seal(simulada: Any, hoy: datetime) -> None:
    der = simulada.emitir(sujeto_de(EMPRESA, Tipo.CSD), desde=hoy, extensiones=EXTENSIONES_FIEL)
    assert _codigo(simulada, der, hoy) == "MSG-05"
    der = simulada.emitir(sujeto_de(EMPRESA, Tipo.FIEL), desde=hoy, extensiones=EXTENSIONES_CSD)
    assert _codigo(simulada, der, hoy) == "MSG-05"


def test_an_unreadable_file_gets_a_verdict_too(simulada: Any, hoy: datetime) -> None:
    v = simulada.juez.juzgar(b"PK\x03\x04", hoy).veredicto
    assert (v.tipo, v.rfc, v.aceptable, v.codigo) == ("OTRO", None, False, "certificado_ilegible")
    assert v.mensaje


def test_whose_it_is_compared_with_the_rfc_that_was_typed(simulada: Any, hoy: datetime) -> None:
    persona = leer_certificado(simulada.emitir(SUJETO, desde=hoy))
    empresa = leer_certificado(simulada.emitir(sujeto_de(EMPRESA, Tipo.FIEL), desde=hoy))
    assert codigo_de_titular(persona, "CAÑF770131PA3") is None
    assert codigo_de_titular(empresa, "H&E951128469") is None
    assert codigo_de_titular(persona, "XOJI740919U48") == "MSG-01"
    assert codigo_de_titular(persona, "H&E951128469") == "MSG-02"
    assert codigo_de_titular(empresa, "XOJI740919U48") == "MSG-01"
    assert codigo_de_titular(empresa, "EKU9003173C9") == "MSG-01"


def test_the_chain_is_validated_once_per_certificate_and_day(
    simulada: Any, hoy: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    veces: list[datetime] = []
    original = examinar_cadena

    def contada(certificado: Certificado, confianza: Confianza, t: datetime) -> Cadena:
        veces.append(t)
        return original(certificado, confianza, t)

    monkeypatch.setattr(juicio, "examinar_cadena", contada)
    juez = Juez(CarpetaDeConfianza("simulada", simulada.carpeta, simulada.carpeta))
    der = simulada.emitir(SUJETO, desde=hoy)
    assert not juez.recuerda(der, hoy)
    for segundos in range(5):
        assert juez.juzgar(der, hoy + timedelta(seconds=segundos)).veredicto.aceptable
    assert juez.recuerda(der, hoy)
    assert len(veces) == 1
    assert juez.juzgar(der, hoy + timedelta(days=1)).veredicto.aceptable
    assert len(veces) == 2


def test_strangers_do_not_fill_the_memory(simulada: Any, hoy: datetime) -> None:
    juez = Juez(CarpetaDeConfianza("simulada", simulada.carpeta, simulada.carpeta))
    der = simulada.emitir(SUJETO, desde=hoy, emisor=simulada.clave)
    juez.juzgar(der, hoy)
    assert not juez.recuerda(der, hoy)


def test_without_authorities_nothing_is_judged(tmp_path: Path, hoy: datetime) -> None:
    juez = Juez(CarpetaDeConfianza("simulada", tmp_path, tmp_path))
    with pytest.raises(ConfianzaInvalida):
        juez.juzgar(b"0", hoy)
