"""Certificates at the door: SAT's own files, weak chains, and which reason is said first."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import algos, core
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from icsoe_dominio.cadena import CadenaPresentacion
from icsoe_efirma.asn1 import x509
from icsoe_efirma.certificado import leer_certificado
from icsoe_efirma.llave import abrir_llave
from icsoe_sim.efirma import Tipo
from icsoe_sim.emision import EXTENSIONES_AC, Emisor, emitir
from icsoe_sim.tabla_sat import FILAS, HOY

RAIZ = Path(__file__).resolve().parents[4]
LISTA = RAIZ / "deploy" / "confianza" / "autoridades.json"


async def test_each_of_sats_files_gets_at_the_door_the_verdict_of_the_table(
    abrir: Any, pares_sat: Path, persona: Any
) -> None:
    """libs/efirma proves the table itself; here, that the login says the same, today and when they lived."""
    puerta = await abrir(confianza="uat", confianza_dir=pares_sat / "ca", confianza_lista=LISTA)
    entraron = 0
    for fila in FILAS:
        archivo = pares_sat / fila.archivo
        certificado = leer_certificado(archivo.with_suffix(".cer").read_bytes())
        quien = persona.llave
        if archivo.with_suffix(".key").is_file():
            quien = abrir_llave(
                archivo.with_suffix(".key").read_bytes(), archivo.with_suffix(".txt").read_text()
            )
        for instante in (HOY, certificado.desde + (certificado.hasta - certificado.desde) / 4):
            puerta.reloj.instante = instante
            codigo = fila.codigo("uat", instante)
            intento = await puerta.preparar(persona)
            intento = intento.con(certificado=certificado.der, firma=quien.firmar(intento.texto))
            if codigo is not None:
                assert (await puerta.negado(intento))[1] == codigo, fila.archivo
                continue
            respuesta = await puerta.responder(intento)
            assert respuesta.status_code == 201, fila.archivo
            assert respuesta.json()["contratista"]["rfc"] == fila.rfc
            entraron += 1
    assert entraron == 24


def _con_ac_de_sha1(carpeta: Path, autoridad: Any) -> Emisor:
    """Writes into ``carpeta`` a pinned issuer that its root has signed with SHA-1, and returns it."""
    raiz_der = (autoridad.carpeta / "raiz.cer").read_bytes()
    clave_raiz: Any = load_pem_private_key((autoridad.carpeta / "raiz.key").read_bytes(), None)
    clave = rsa.generate_private_key(65537, 2048)
    ac: Any = x509.Certificate.load(
        emitir(
            Emisor(raiz_der, clave_raiz), autoridad.emisor.nombre, clave.public_key(),
            numero="90000000000000000003", desde=datetime(2020, 1, 1, tzinfo=UTC),
            hasta=datetime(2045, 1, 1, tzinfo=UTC), extensiones=EXTENSIONES_AC,
        )
    )  # fmt: skip
    sha1 = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa", "parameters": core.Null()})
    ac["tbs_certificate"]["signature"] = ac["signature_algorithm"] = sha1
    ac["signature_value"] = clave_raiz.sign(ac["tbs_certificate"].dump(force=True), PKCS1v15(), SHA1())
    debil: bytes = ac.dump(force=True)
    lista = json.loads((autoridad.carpeta / "autoridades.json").read_text())
    (fijada,) = [a for a in lista["conjuntos"]["simulada"] if a["rol"] == "emisora"]
    fijada["sha256"] = hashlib.sha256(debil).hexdigest()
    (carpeta / "raiz.cer").write_bytes(raiz_der)
    (carpeta / "ac.cer").write_bytes(debil)
    (carpeta / "autoridades.json").write_text(json.dumps(lista))
    return Emisor(debil, clave)


async def test_a_chain_that_rests_on_sha1_is_refused_although_it_is_pinned(
    abrir: Any, autoridad: Any, tmp_path: Path
) -> None:
    emisor = _con_ac_de_sha1(tmp_path, autoridad)
    puerta = await abrir(confianza_dir=tmp_path)
    quien = type(autoridad)(tmp_path, emisor).firmante("CACX7605101P8")
    assert await puerta.negado(await puerta.preparar(quien)) == (403, "certificado_cadena_debil")


async def test_the_certificates_reason_is_said_before_that_of_the_signature(
    puerta: Any, autoridad: Any, persona: Any
) -> None:
    """Junk signatures spend neither the challenge nor anything that comes after the signature (T-20)."""
    vencido = autoridad.firmante(
        "CACX7605101P8", desde=datetime(2021, 1, 1, tzinfo=UTC), hasta=datetime(2024, 1, 1, tzinfo=UTC)
    )
    sello = autoridad.firmante("CACX7605101P8", tipo=Tipo.CSD)
    intento = await puerta.preparar(persona)
    for quien, codigo in ((vencido, "MSG-03"), (sello, "MSG-05")):
        malo = intento.con(certificado=quien.certificado, firma=b"\0" * 256)
        assert await puerta.negado(malo) == (403, codigo)
    ajeno = intento.con(certificado=sello.certificado, rfc="XOJI740919U48", firma=b"\0" * 256)
    assert await puerta.negado(ajeno) == (403, "MSG-05")
    assert (await puerta.responder(intento)).status_code == 201
    assert (await puerta.responder(intento)).json()["codigo"] == "reto_usado"


async def test_a_signature_made_to_file_a_return_opens_no_session(puerta: Any, persona: Any) -> None:
    """T-16: the text is a real one of signing, and it even carries this challenge's nonce and origin."""
    intento = await puerta.preparar(persona)
    _, _, origen, nonce, emitida, _ = intento.texto.strip("|").split("|")
    presentacion = CadenaPresentacion(
        origen=origen, acto="a1", informativa_id="i1", nonce=nonce, tipo="SIN_INFORMACION", complementaria="",
        folio_corregido="", rfc="CAÑF770131PA3", rfc_representante="", nombre="TITULAR DE PRUEBA",
        ejercicio="2026", cuatrimestre="2", mes_inicial="5", mes_final="8", contratos_relacionados="0",
        total_trabajadores="0", contenido_sha256="ab" * 32, emitida=emitida,
        certificado_numero=leer_certificado(persona.certificado).numero,
    )  # fmt: skip
    firma = persona.llave.firmar(presentacion.texto())
    assert await puerta.negado(intento.con(firma=firma)) == (403, "firma_invalida")
