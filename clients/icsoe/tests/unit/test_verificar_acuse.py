"""The offline verifier against real acuses of the real factory, and against everything that is not one."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import typst
from icsoe.verificar import verificar_acuse
from icsoe_signing.adapters.acuse.fabrica import Taller, fabricar
from icsoe_signing.adapters.acuse.sello import SelloInstitucional
from icsoe_signing.adapters.fuentes import construir
from icsoe_signing.adapters.sello_local import crear_sello_local
from icsoe_signing.application.acuse import DatosDeAcuse
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner, sign_pdf
from pypdf import PdfReader, PdfWriter

RAIZ = Path(__file__).parents[4]
HASH = hashlib.sha256(b"contenido").hexdigest()
DATOS = DatosDeAcuse(
    folio="SI26000123",
    fecha_presentacion=datetime(2026, 9, 15, 18, 3, 11, 123000, tzinfo=UTC),
    tipo="SIN_INFORMACION",
    complementaria=None,
    folio_corregido=None,
    ejercicio=2026,
    cuatrimestre=2,
    mes_inicial="Mayo",
    mes_final="Agosto",
    rfc="XOJI740919U48",
    nombre="INGRID XODAR JIMENEZ",
    tipo_persona="F",
    rfc_representante=None,
    contratos_relacionados=0,
    total_trabajadores=0,
    contratos=(),
    protesta="Declaro bajo protesta de decir verdad",
    motivo=None,
    certificado_numero="30001000000500003282",
    cadena="||icsoe-presentacion|1|http://localhost:8080|a|i|n|SIN_INFORMACION|||XOJI740919U48||INGRID XODAR "
    f"JIMENEZ|2026|2|Mayo|Agosto|0|0|{HASH}|2026-09-15T12:01:55.000-06:00|30001000000500003282||",
    firma_b64=base64.b64encode(bytes(256)).decode(),
    contenido_sha256=HASH,
    url_verificacion="http://localhost:8080/verificar/SI26000123?autenticador=K7Q2M9XW4R1T8ZPA",
    revocacion_en=None,
    modo="prueba",
)


def taller_en(carpeta: Path) -> Taller:
    crear_sello_local(carpeta)
    fuentes = RAIZ / "build" / "fuentes"
    if not any(fuentes.glob("*.ttf")):
        construir(RAIZ / "services" / "portal" / "node_modules", fuentes)
    return Taller(carpeta, fuentes, "prueba")


@pytest.fixture(scope="module")
def taller(tmp_path_factory: pytest.TempPathFactory) -> Taller:
    return taller_en(tmp_path_factory.mktemp("institucion"))


@pytest.fixture(scope="module")
def raiz(taller: Taller) -> bytes:
    return (taller.secretos / "sello_raiz.pem").read_bytes()


@pytest.fixture(scope="module")
def acuse(taller: Taller) -> bytes:
    return fabricar(DATOS, taller)


def test_an_acuse_is_valid_against_the_root_of_its_institution(acuse: bytes, raiz: bytes):
    resultado = verificar_acuse(acuse, raiz)
    assert (resultado.estado, resultado.folio, resultado.prueba) == ("válido", "SI26000123", True)
    assert resultado.fecha == DATOS.fecha_presentacion
    assert resultado.contenido_sha256 == HASH
    assert resultado.sha256 == hashlib.sha256(acuse).hexdigest()


def test_without_anchor_it_is_never_valid(acuse: bytes):
    assert verificar_acuse(acuse, None).estado == "sin ancla"
    assert verificar_acuse(acuse[:-1], None).estado == "alterado"


def test_any_changed_byte_is_reported_as_false(acuse: bytes, raiz: bytes):
    sello = acuse.index(b"/Contents <") if b"/Contents <" in acuse else acuse.rindex(b"/Contents")
    posiciones = {*range(0, len(acuse), 211), *range(sello, len(acuse), 13), len(acuse) - 1}
    for posicion in sorted(posiciones):
        for bit in (0x01, 0x20):
            alterado = bytearray(acuse)
            alterado[posicion] ^= bit
            assert verificar_acuse(bytes(alterado), raiz).estado != "válido", (posicion, bit)


def test_a_shortened_or_extended_file_is_reported_as_false(acuse: bytes, raiz: bytes):
    for otro in (acuse[:-1], acuse + b"\n", acuse + b"%%EOF\n", b" " + acuse, acuse + acuse):
        assert verificar_acuse(otro, raiz).estado != "válido"


def test_an_appended_revision_is_reported_as_false(acuse: bytes, raiz: bytes):
    escritor = IncrementalPdfFileWriter(BytesIO(acuse))
    escritor.root["/Lang"] = escritor.root["/Lang"]
    escritor.update_root()
    salida = BytesIO()
    escritor.write(salida)
    assert salida.getvalue().startswith(acuse)
    assert verificar_acuse(salida.getvalue(), raiz).estado == "alterado"


def test_a_second_signature_on_top_is_reported_as_false(
    acuse: bytes, raiz: bytes, taller: Taller, monkeypatch: pytest.MonkeyPatch
):
    # An attacker's tool does not care for the certification.
    def no_mirar(*_: object) -> None:
        return None

    monkeypatch.setattr(PdfSigner, "_enforce_certification_constraints", no_mirar)
    firmante = SimpleSigner.load(str(taller.secretos / "sello.key"), str(taller.secretos / "sello.pem"))
    assert firmante is not None
    datos = PdfSignatureMetadata(field_name="Otro", md_algorithm="sha256")
    doble = sign_pdf(IncrementalPdfFileWriter(BytesIO(acuse)), datos, firmante).getvalue()
    assert doble.startswith(acuse)
    assert verificar_acuse(doble, raiz).estado == "alterado"


def test_a_self_made_seal_with_the_institutions_name_is_reported_as_false(raiz: bytes, tmp_path: Path):
    resultado = verificar_acuse(fabricar(DATOS, taller_en(tmp_path)), raiz)
    assert resultado.estado == "alterado"
    assert resultado.folio is None


def test_the_root_inside_the_file_is_never_the_anchor(acuse: bytes, taller: Taller):
    propio = (taller.secretos / "sello.pem").read_bytes()
    assert verificar_acuse(acuse, propio).estado == "alterado"


def test_acuses_of_an_old_and_a_new_seal_are_valid_when_both_roots_are_known(
    acuse: bytes, raiz: bytes, tmp_path: Path
):
    nuevo = taller_en(tmp_path)
    ambas = raiz + (nuevo.secretos / "sello_raiz.pem").read_bytes()
    assert verificar_acuse(acuse, ambas).estado == "válido"
    assert verificar_acuse(fabricar(DATOS, nuevo), ambas).estado == "válido"


def test_the_seal_text_of_another_acuse_does_not_fit(taller: Taller, raiz: bytes):
    """The institution's own key over an annex that tells of another content: our own bug must show."""
    ajeno = fabricar(replace(DATOS, contenido_sha256="b" * 64), taller)
    assert verificar_acuse(ajeno, raiz).estado == "alterado"


def test_an_acuse_copied_into_a_new_file_is_no_acuse(acuse: bytes, raiz: bytes):
    copia = PdfWriter()
    copia.append(PdfReader(BytesIO(acuse)))
    salida = BytesIO()
    copia.write(salida)
    assert verificar_acuse(salida.getvalue(), raiz).estado != "válido"


def test_a_pdf_that_the_institution_sealed_for_another_purpose_is_no_acuse(taller: Taller, raiz: bytes):
    hoja = typst.compile(b"Otra cosa", format="pdf")
    assert isinstance(hoja, bytes)
    sello = SelloInstitucional.de_archivos(taller.secretos, "prueba")
    sellada = sello.sellar_pdf(hoja, DATOS.fecha_presentacion)
    assert verificar_acuse(sellada, raiz).estado == "no es un acuse"


@pytest.mark.parametrize("basura", [b"", b"hola", b"%PDF-1.7\n", b"\x00" * 1000, b"PK\x03\x04" + b"A" * 500])
def test_what_is_no_sealed_pdf_is_said_to_be_no_acuse(basura: bytes, raiz: bytes):
    assert verificar_acuse(basura, raiz).estado == "no es un acuse"


def test_an_anchor_that_is_no_certificate_is_an_error_of_the_caller(acuse: bytes):
    with pytest.raises(ValueError, match=r".+"):
        verificar_acuse(acuse, b"esto no es PEM")
