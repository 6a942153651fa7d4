"""Asking the simulated responder over a real socket: every case of the issue (threats T-39, T-41, T-42)."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icsoe_chassis.ajustes import AjustesInvalidos, leer_ajustes
from icsoe_chassis.medidas import MEDIDAS
from icsoe_chassis.revocacion import AjustesRevocacion, CanalOcsp, crear_consultor
from icsoe_chassis.testing import RelojFijo
from icsoe_efirma.certificado import Certificado, leer_certificado
from icsoe_efirma.confianza import Autoridad, CarpetaDeConfianza, Confianza
from icsoe_efirma.consulta import Consultor, RespuestaInadmisible, SinRespuesta
from icsoe_efirma.ocsp import EstadoOcsp, RespuestaOcsp
from icsoe_sim.ca import crear_ca
from icsoe_sim.contestacion import Caso
from icsoe_sim.efirma import Titular, nueva_efirma
from icsoe_sim.ocsp import Respondedor, respondedor
from icsoe_sim.revocados import Motivo, Revocado, revocar

HOY = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
RELOJ = RelojFijo(HOY)
AJENO, INALCANZABLE = EstadoOcsp.RESPONDEDOR_AJENO, EstadoOcsp.INALCANZABLE


@dataclass(frozen=True)
class Autoridades:
    """A simulated authority with an e.firma of hers."""

    carpeta: Path
    confianza: Confianza
    certificado: Certificado

    @property
    def emisora(self) -> Autoridad:
        return next(a for a in self.confianza.autoridades if a.sujeto_der == self.certificado.emisor_der)


@pytest.fixture(scope="module")
def ac(tmp_path_factory: pytest.TempPathFactory) -> Autoridades:
    carpeta = tmp_path_factory.mktemp("ca")
    par = nueva_efirma(crear_ca(carpeta), Titular("CACX7605101P8", "XOCHILT"), desde=HOY - timedelta(days=9))
    confianza = CarpetaDeConfianza("simulada", carpeta, carpeta)()
    return Autoridades(carpeta, confianza, leer_certificado(par.certificado))


def consultor_en(ac: Autoridades, url: str, **ajustes: float) -> Consultor:
    leidos = leer_ajustes(AjustesRevocacion, modo="prueba", ocsp_url=url, **ajustes)
    return crear_consultor(leidos, RELOJ, lambda: ac.confianza)


async def preguntar_en(ac: Autoridades, este: Respondedor, caso: Caso) -> RespuestaOcsp:
    await este.jugar(caso)
    prisa = {"ocsp_intento_s": 0.3, "ocsp_total_s": 0.5} if caso is Caso.LENTA else {}
    return await consultor_en(ac, este.url, **prisa).fresca(ac.certificado, ac.emisora)


@pytest.mark.parametrize(
    ("caso", "estado", "causa"),
    [
        (Caso.NORMAL, EstadoOcsp.BUENO, None),
        (Caso.SIN_PROXIMA, EstadoOcsp.BUENO, None),
        (Caso.SIN_NONCE, EstadoOcsp.BUENO, None),
        (Caso.DIRECTA, EstadoOcsp.BUENO, None),
        (Caso.REVOCADO, EstadoOcsp.REVOCADO, None),
        (Caso.DESCONOCIDO, EstadoOcsp.DESCONOCIDO, None),
        (Caso.ANTIGUA, EstadoOcsp.CADUCADA, "antigua"),
        (Caso.VENCIDA, EstadoOcsp.CADUCADA, "antigua"),
        (Caso.FUTURA, EstadoOcsp.CADUCADA, "futura"),
        (Caso.OTRA_LLAVE, AJENO, "respondedor"),
        (Caso.OTRA_AUTORIDAD, AJENO, "respondedor"),
        (Caso.SIN_DELEGACION, AJENO, "respondedor"),
        (Caso.OTRO_CERTIFICADO, AJENO, "certificado"),
        (Caso.OTRO_NONCE, AJENO, "nonce"),
        (Caso.NO_AUTORIZADO, AJENO, "unauthorized"),
        (Caso.BASURA, AJENO, "forma"),
        (Caso.VACIA, AJENO, "forma"),
        (Caso.ENORME, AJENO, "tamano"),
        (Caso.HTTP_404, AJENO, "http_404"),
        (Caso.REDIRIGE, AJENO, "http_302"),
        (Caso.COMPRIMIDA, AJENO, "codificacion"),
        (Caso.INTENTAR_DESPUES, INALCANZABLE, "try_later"),
        (Caso.ERROR_INTERNO, INALCANZABLE, "internal_error"),
        (Caso.HTTP_500, INALCANZABLE, "http_500"),
        (Caso.LENTA, INALCANZABLE, "plazo"),
        (Caso.CORTADA, INALCANZABLE, "cortada"),
        (Caso.REHUSA, INALCANZABLE, "ConnectionRefusedError"),
    ],
    ids=str,
)
async def test_what_the_responder_does_decides_the_outcome(
    ac: Autoridades, caso: Caso, estado: EstadoOcsp, causa: str | None
) -> None:
    async with respondedor(ac.carpeta, RELOJ) as este:
        respuesta = await preguntar_en(ac, este, caso)
    assert (respuesta.estado, respuesta.causa) == (estado, causa)


async def test_a_certificate_revoked_at_the_authority_is_revoked_at_the_next_question(
    ac: Autoridades,
) -> None:
    par = nueva_efirma(
        crear_ca(ac.carpeta), Titular("XOJI740919U48", "INGRID"), desde=HOY - timedelta(days=9)
    )
    suyo = leer_certificado(par.certificado)
    async with respondedor(ac.carpeta, RELOJ) as este:
        consultor = consultor_en(ac, este.url)
        assert (await consultor.reciente(suyo, ac.emisora)).estado is EstadoOcsp.BUENO
        revocar(ac.carpeta, Revocado(suyo.numero, HOY, Motivo.LLAVE_COMPROMETIDA))
        respuesta = await consultor.fresca(suyo, ac.emisora)
        assert (respuesta.revocado_desde, respuesta.motivo) == (HOY, "key_compromise")
        assert (await consultor.fresca(ac.certificado, ac.emisora)).estado is EstadoOcsp.BUENO


async def test_a_responder_that_comes_back_is_asked_on_a_new_connection(ac: Autoridades) -> None:
    async with respondedor(ac.carpeta, RELOJ) as este:
        consultor = consultor_en(ac, este.url)
        estados: list[EstadoOcsp] = []
        for caso in (Caso.NORMAL, Caso.REHUSA, Caso.NORMAL):
            await este.jugar(caso)
            estados.append((await consultor.fresca(ac.certificado, ac.emisora)).estado)
    assert estados == [EstadoOcsp.BUENO, INALCANZABLE, EstadoOcsp.BUENO]


async def test_one_certificate_can_misbehave_alone_and_questions_are_counted(ac: Autoridades) -> None:
    antes = MEDIDAS.leer("ocsp", estado="desconocido", causa="")
    async with respondedor(ac.carpeta, RELOJ) as este:
        consultor = consultor_en(ac, este.url)
        await este.jugar(Caso.DESCONOCIDO, ac.certificado.numero)
        respuesta = await consultor.fresca(ac.certificado, ac.emisora)
        assert este.conducta.consultas == 1
    assert respuesta.estado is EstadoOcsp.DESCONOCIDO
    assert MEDIDAS.leer("ocsp", estado="desconocido", causa="") == antes + 1


@pytest.mark.parametrize("nombre", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254"])
async def test_in_real_mode_no_private_address_is_spoken_to(nombre: str) -> None:
    canal = CanalOcsp(f"http://{nombre}:9/ocsp", privadas=False)
    with pytest.raises(RespuestaInadmisible, match="direccion_privada"):
        await canal(b"")


def test_real_mode_starts_with_the_authorities_of_production_and_with_no_others(tmp_path: Path) -> None:
    """Threats T-38, T-44: settings that name the authority of tests, planted in the list and the folder."""
    crear_ca(tmp_path)
    real = leer_ajustes(
        AjustesRevocacion,
        modo="real",
        url_publica="https://icsoe.example",
        ocsp_url="https://cfdi.sat.gob.mx/edofiel",
    )
    fijadas = json.loads((tmp_path / "autoridades.json").read_text())["conjuntos"]["simulada"]
    plantada = tmp_path / "plantada.json"
    for conjuntos in ({"produccion": fijadas}, {"produccion": []}):
        plantada.write_text(json.dumps({"conjuntos": conjuntos}))
        with pytest.raises(AjustesInvalidos, match="modo real"):
            crear_consultor(real, RELOJ, CarpetaDeConfianza("produccion", tmp_path, plantada))


async def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    canal = CanalOcsp("http://no-existe.invalid/ocsp", privadas=False)
    with pytest.raises(SinRespuesta):
        await canal(b"")


@pytest.mark.parametrize(
    "ajustes",
    [
        {"modo": "prueba", "ocsp_url": "ftp://sat/ocsp"},
        {"modo": "prueba", "ocsp_url": "sat/ocsp"},
        {"modo": "prueba", "ocsp_total_s": 9},
        {"modo": "prueba", "ocsp_memoria_s": 301},
        {"modo": "real", "url_publica": "https://icsoe", "ocsp_url": "http://sat/ocsp"},
        {"modo": "real", "url_publica": "https://icsoe"},
    ],
    ids=str,
)
def test_a_process_does_not_start_with_a_responder_it_must_not_ask(ajustes: dict[str, object]) -> None:
    with pytest.raises(AjustesInvalidos, match=r"ocsp|OCSP"):
        leer_ajustes(AjustesRevocacion, **ajustes)


async def _lo_que_da(cruda: bytes) -> bytes:
    """What the channel makes of these bytes of a server that then hangs up."""

    async def atender(lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        await lector.readuntil(b"hola")
        escritor.write(cruda)
        escritor.close()

    servidor = await asyncio.start_server(atender, "127.0.0.1", 0)
    async with servidor:
        puerto = servidor.sockets[0].getsockname()[1]
        return await CanalOcsp(f"http://127.0.0.1:{puerto}/edofiel", privadas=True)(b"hola")


@pytest.mark.parametrize(
    "cruda",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbu\r\n3\r\neno\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbueno",
        b"HTTP/1.0 200 OK\r\n\r\nbueno",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbueno",
    ],
    ids=["por trozos", "hasta colgar", "1.0", "con largo"],
)
async def test_a_body_is_read_however_http_delimits_it(cruda: bytes) -> None:
    assert await _lo_que_da(cruda) == b"bueno"


@pytest.mark.parametrize(
    ("cruda", "causa"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "http"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000, "tamano"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "http_100"),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "http_403"),
    ],
    ids=["no es http", "cabeceras sin fin", "continua", "prohibido"],
)
async def test_what_speaks_otherwise_is_no_responder(cruda: bytes, causa: str) -> None:
    with pytest.raises(RespuestaInadmisible, match=causa):
        await _lo_que_da(cruda)


@pytest.mark.parametrize(
    ("cruda", "causa"),
    [
        (b"", "cortada"),
        (b"HTTP/1.1 200 OK\r\nDate: hoy", "cortada"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbue", "cortada"),
        (b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", "http_429"),
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "http_503"),
    ],
    ids=["nada", "solo el principio", "a medias", "saturado", "caido"],
)
async def test_a_server_that_breaks_off_or_is_down_gave_no_answer(cruda: bytes, causa: str) -> None:
    with pytest.raises(SinRespuesta, match=causa):
        await _lo_que_da(cruda)
