"""One return is filed with marked secrets; then everything the platform wrote is searched for them."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from icsoe import Cliente, EFirma
from icsoe_contracts.catalogo import TEMAS
from icsoe_deploy.sistema import Sistema
from icsoe_efirma.huella import contiene_llave
from icsoe_sim.ca import abrir_ca
from icsoe_sim.efirma import Par, Titular, nueva_efirma
from icsoe_sim.lector_correo import confirmar_correo, esperar_correo

from ..e2e.demo import rfc_al_azar
from ..flota import recibo_repse
from . import rastros
from .grabadora import Grabadora
from .rastros import Rastro

pytestmark = pytest.mark.plataforma

CONTRASENA = "Contraseña-marcada-7f3e91c2"
CELULAR = "5587654321"
PUBLICOS = {f"kafka {t.nombre}" for t in TEMAS if t.nivel == "publico"}


@dataclass(frozen=True)
class Huellas:
    """What was filed with, and every trace the platform has of it."""

    rfc: str
    curp: str
    correo: str
    par: Par
    grabadora: Grabadora
    token_de_liga: str
    rastros: list[Rastro]

    def de(self, lugar: str) -> list[Rastro]:
        return [r for r in self.rastros if r[0].startswith(lugar)]

    @property
    def personales(self) -> dict[str, bytes]:
        datos = {"RFC": self.rfc, "CURP": self.curp, "correo": self.correo, "celular": CELULAR}
        return {nombre: dato.encode() for nombre, dato in datos.items()}


def _presentar(sistema: Sistema, par: Par, correo: str, grabadora: Grabadora) -> str:
    efirma = EFirma.abrir(par.certificado, par.llave, par.contrasena)
    with Cliente(sistema.url, transporte=grabadora) as cliente:
        cliente.ingresar(efirma)
        cliente.aceptar_terminos()
        cliente.generales_guardar(correo=correo, celular=CELULAR, acuse_repse=recibo_repse())
        token = confirmar_correo(sistema.url, sistema.buzon, correo)
        cliente.presentar_sin_informacion(efirma, 2026, 2)
        esperar_correo(sistema.buzon, correo)
        (acuse,) = cliente.acuses()
        cliente.descargar_acuse(acuse.folio)
        assert cliente.sesion is not None
        refresco = {"refresco": cliente.sesion.refresco}
        httpx.post(
            f"{sistema.url}/api/v1/auth/sesiones/renovacion", json=refresco, trust_env=False, timeout=60
        )
        cliente.salir()
    return token


@pytest.fixture(scope="module")
def huellas(sistema: Sistema) -> Huellas:
    """A whole filing, up to the mail and the public list, and everything written meanwhile."""
    rfc = rfc_al_azar()
    curp = f"{rfc[:10]}HDFRRL09"
    correo = f"marca-{rfc.lower()}@prueba.invalid"
    desde = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    titular = Titular(rfc, "NOMBRE MARCADO DE PRUEBA", curp=curp)
    ca = abrir_ca(sistema.perfil.dir / "ca")
    par = nueva_efirma(ca, titular, desde=desde, contrasena=CONTRASENA)
    grabadora = Grabadora()
    token = _presentar(sistema, par, correo, grabadora)
    ops = [Path(sys.executable).parent / "icsoe-ops", "--estado", sistema.perfil.dir]
    subprocess.run([*ops, "listado", "publicar", "2026", "2"], capture_output=True, check=True)
    return Huellas(rfc, curp, correo, par, grabadora, token, rastros.todos(sistema.perfil))


def test_the_search_sees_what_is_there(huellas: Huellas) -> None:
    """Without this, a search that looks nowhere would promise everything."""
    assert {lugar.split()[0] for lugar, _ in huellas.rastros} == {
        "kafka", "base", "nombre", "objeto", "registro", "correo", "medidas",
    }  # fmt: skip
    lugares = {lugar for _, lugar in rastros.hallar(huellas.personales, huellas.rastros)}
    assert {"base auth.cuenta", "kafka icsoe.registry.contratista.v1"} <= lugares
    certificado = rastros.hallar({"certificado": huellas.par.certificado[40:140]}, huellas.rastros)
    assert {lugar.split()[0] for _, lugar in certificado} & {"base", "objeto"}
    assert len(huellas.grabadora.secretos) >= 3


def test_the_key_and_its_password_never_left_the_filers_machine(huellas: Huellas) -> None:
    llave = huellas.par.llave
    marcas = {
        "contraseña": CONTRASENA.encode(),
        "contraseña en Latin-1": CONTRASENA.encode("latin-1"),
        "llave": llave[200:260],
        "llave, final": llave[-60:],
    }
    enviado = [("lo enviado", cuerpo) for cuerpo in huellas.grabadora.enviado]
    assert rastros.hallar(marcas, [*enviado, *huellas.rastros]) == set()
    assert [lugar for lugar, datos in [*enviado, *huellas.rastros] if contiene_llave(datos)] == []


def test_no_token_and_no_refresh_handle_is_written_anywhere(huellas: Huellas) -> None:
    secretos = dict(huellas.grabadora.secretos)
    firmas = {f"firma de {n}": s.rpartition(b".")[2] for n, s in secretos.items() if b"." in s}
    assert rastros.hallar(secretos | firmas, huellas.rastros) == set()


def test_the_token_of_a_mailed_link_is_nowhere_but_in_the_mail(huellas: Huellas) -> None:
    hallados = rastros.hallar({"token": huellas.token_de_liga.encode()}, huellas.rastros)
    assert {lugar.split()[0] for _, lugar in hallados} <= {"correo"}


def test_what_is_public_names_neither_rfc_nor_curp_nor_mail_of_the_filer(huellas: Huellas) -> None:
    publicos = [r for r in huellas.rastros if r[0] in PUBLICOS]
    assert {lugar for lugar, _ in publicos} == PUBLICOS
    marcas = {**huellas.personales, "nombre": b"NOMBRE MARCADO"}
    assert rastros.hallar(marcas, publicos) == set()


def test_what_is_kept_for_ever_holds_neither_curp_nor_mail_of_the_filer(huellas: Huellas) -> None:
    eternos = {f"kafka {t.nombre}" for t in TEMAS if t.retencion_dias is None}
    marcas = {n: m for n, m in huellas.personales.items() if n != "RFC"}
    assert rastros.hallar(marcas, [r for r in huellas.rastros if r[0] in eternos]) == set()


def test_the_salt_stays_where_the_content_is(huellas: Huellas) -> None:
    """T-65: whoever knows it can guess a Sin información by its public hash."""
    sal = {"sal": huellas.grabadora.sal}
    assert len(sal["sal"]) >= 22
    lugares = {lugar for _, lugar in rastros.hallar(sal, huellas.rastros)}
    con_contenido = {"kafka icsoe.informativa.envio.v1", "objeto de evidencias"}
    ajenos = {n for n in lugares - con_contenido if not n.startswith(("base informativa.", "base signing."))}
    assert ajenos == set()


def test_no_log_and_no_metric_names_the_filer(huellas: Huellas) -> None:
    donde = [*huellas.de("registro"), *huellas.de("medidas")]
    assert rastros.hallar(huellas.personales, donde) == set()


def test_no_objects_name_tells_whose_it_is(huellas: Huellas) -> None:
    assert rastros.hallar(huellas.personales, huellas.de("nombre")) == set()


def test_no_secret_of_the_platform_is_in_what_it_wrote(sistema: Sistema, huellas: Huellas) -> None:
    archivos = [a for a in sistema.perfil.secretos.rglob("*") if a.is_file()]
    marcas = {
        str(a.relative_to(sistema.perfil.secretos)): a.read_bytes().strip()
        for a in archivos
        if a.name != "usuario" and not a.name.endswith((".pem", ".key"))
    }
    for pem in (a for a in archivos if a.name.endswith((".key", "25519.pem"))):
        marcas[str(pem.relative_to(sistema.perfil.secretos))] = pem.read_bytes().splitlines()[1]
    assert len(marcas) > 20
    assert rastros.hallar(marcas, huellas.rastros) == set()
