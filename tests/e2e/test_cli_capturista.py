"""A capturista through the commands that two people would type, on the running system (issue 4 §7)."""

import json
import re
import secrets
import stat
import subprocess
import time
from collections.abc import Callable

import httpx
import pytest
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.identificadores import Curp

from .demo import Persona, generales, nueva_persona, rfc_al_azar

CONTRASENA = "Zarpar*Lejos-82"
PERIODO = ("--ejercicio", "2026", "--cuatrimestre", "2")
ESPERA_S = 60.0
# Some thirty commands, each a process of its own: on a busy machine they take minutes.
pytestmark = pytest.mark.timeout(900)


def bien(hecho: subprocess.CompletedProcess[str]) -> str:
    assert hecho.returncode == 0, hecho.stderr
    return hecho.stdout


def hasta(dice: Callable[[], bool]) -> None:
    """Waits for what happens in other processes."""
    limite = time.monotonic() + ESPERA_S
    while not dice():
        assert time.monotonic() < limite, "no sucedió"
        time.sleep(0.05)


def contratista(sistema: Sistema) -> Persona:
    """One that may capture, with an open session."""
    persona = nueva_persona(sistema)
    bien(persona.icsoe(*generales(persona)))
    return persona


def capturista(sistema: Sistema) -> Persona:
    """Somebody with a CURP, a password file and no account yet."""
    azar = "".join(secrets.choice("BCDFGHJKLM") for _ in range(3))
    raiz = f"CA{azar[0]}X7605{secrets.randbelow(28) + 1:02d}MMCS{azar[1:]}0"
    curp = next(c for d in range(10) if Curp(c := f"{raiz}{d}").digito_correcto)
    persona = nueva_persona(sistema)
    (persona.carpeta / "clave.txt").write_text(f"{CONTRASENA}\n")
    return Persona(curp, f"{curp.lower()}@prueba.invalid", persona.carpeta, (), persona.entorno)


def enlace_a_archivo(sistema: Sistema, para: Persona) -> None:
    """The link of the newest mail, as the person would copy it to a file."""
    hallados: list[str] = []

    def buscar() -> bool:
        with httpx.Client(base_url=sistema.buzon, trust_env=False, timeout=ESPERA_S) as buzon:
            for resumen in buzon.get("/api/correos", params={"para": para.correo}).json():
                texto = buzon.get(f"/api/correos/{resumen['id']}").text
                hallados.extend(re.findall(r"http[^\s\"<>\\]*/acceso/[A-Za-z0-9_-]{43}", texto))
        return bool(hallados)

    hasta(buscar)
    (para.carpeta / "enlace.txt").write_text(hallados[0])


def entrar(yo: Persona, sistema: Sistema) -> None:
    enlace_a_archivo(sistema, yo)
    bien(yo.icsoe("password", "crear", "--token-file", "enlace.txt", "--nueva-file", "clave.txt"))
    bien(yo.icsoe("login", "--usuario", yo.rfc, "--password-file", "clave.txt"))


def test_a_capturista_captures_and_sends_the_contratista_signs_and_a_baja_ends_it(sistema: Sistema) -> None:
    uno, otro, yo = contratista(sistema), contratista(sistema), capturista(sistema)
    alta = json.loads(bien(uno.icsoe("usuarios", "alta", yo.rfc, "--correo", yo.correo, "--json")))
    assert (alta["usuario"], alta["estado"], alta["nombre"]) == (yo.rfc, "INVITADO", None)
    entrar(yo, sistema)
    nombre = ("--nombre", "Carla", "--primer-apellido", "De Prueba")
    assert "completos" in bien(yo.icsoe("cuenta", "datos", *nombre, "--acepto-terminos"))

    bien(otro.icsoe("usuarios", "alta", yo.rfc, "--correo", yo.correo))
    assert f"{otro.rfc}" in bien(yo.icsoe("contratistas"))
    assert "Ya puedes capturar" in bien(yo.icsoe("contratistas", "aceptar", otro.rfc))
    sin_elegir = yo.icsoe("enviar", "sin-informacion", *PERIODO)
    assert (sin_elegir.returncode, "icsoe contratistas usar" in sin_elegir.stderr) == (2, True)
    assert otro.rfc in bien(yo.icsoe("contratistas", "usar", otro.rfc))
    hasta(lambda: yo.icsoe("acuses").returncode == 0)
    enviada = json.loads(bien(yo.icsoe("enviar", "sin-informacion", *PERIODO, "--json")))
    assert enviada["estado"] == "POR_FIRMAR"

    firmar = yo.icsoe("presentar", "sin-informacion", *PERIODO)
    assert (firmar.returncode, "solo el contratista presenta" in firmar.stderr) == (3, True)
    bien(yo.icsoe("solicitar", "devolucion", *PERIODO, "--motivo", "Falta revisar un dato."))
    orden = ("presentar", "sin-informacion", *PERIODO, *otro.efirma, "--json")
    negada = json.loads(otro.icsoe(*orden).stderr.splitlines()[-1])
    assert negada["codigo"] == "devolucion_solicitada"
    assert "Falta revisar un dato." in negada["mensaje"]
    folio = json.loads(bien(otro.icsoe(*orden, "--pese-a-la-solicitud")))["folio"]
    bien(yo.icsoe("acuse", "descargar", folio))
    assert (yo.carpeta / f"{folio}.pdf").read_bytes().startswith(b"%PDF")
    ajeno = yo.icsoe("acuse", "descargar", folio, "--contratista", uno.rfc)
    assert (ajeno.returncode, "icsoe acuses" in ajeno.stderr) == (3, True)

    bien(otro.icsoe("usuarios", "permisos", yo.rfc, "--acuses", "no"))
    hasta(lambda: "no te ha dado permiso" in yo.icsoe("acuses").stderr)
    bien(otro.icsoe("usuarios", "baja", yo.rfc, "--motivo", "Terminó"))
    hasta(lambda: yo.icsoe("enviar", "sin-informacion", *PERIODO).returncode == 3)
    assert json.loads(bien(otro.icsoe("usuarios", "listar", "--json")))[0]["estado"] == "BAJA"
    bien(yo.icsoe("acuses", "--contratista", uno.rfc))


def test_account_and_sessions_are_the_capturistas_own(sistema: Sistema) -> None:
    uno, yo = contratista(sistema), capturista(sistema)
    bien(uno.icsoe("usuarios", "alta", yo.rfc, "--correo", yo.correo))
    entrar(yo, sistema)
    guardados = list((yo.carpeta / "config").rglob("*.json"))
    assert {ruta.name for ruta in guardados} == {"sesion.json", "capturistas.json"}
    assert {stat.S_IMODE(ruta.stat().st_mode) for ruta in guardados} == {0o600}

    gastado = yo.icsoe("password", "crear", "--token-file", "enlace.txt", "--nueva-file", "clave.txt")
    assert (gastado.returncode, "icsoe password recuperar" in gastado.stderr) == (3, True)
    (yo.carpeta / "debil.txt").write_text("Qwerty12345")
    cambiar = ("password", "cambiar", "--password-file", "clave.txt", "--nueva-file")
    debil = yo.icsoe(*cambiar, "debil.txt")
    assert (debil.returncode, "caracter especial" in debil.stderr) == (3, True)
    (yo.carpeta / "otra.txt").write_text("Nadar/Hondo-57")
    bien(yo.icsoe(*cambiar, "otra.txt"))
    equivocada = yo.icsoe("login", "--usuario", yo.rfc, "--password-file", "clave.txt")
    assert (equivocada.returncode, "no son correctos" in equivocada.stderr) == (4, True)
    bien(yo.icsoe("login", "--usuario", yo.rfc, "--password-file", "otra.txt"))
    assert "Cerraste" not in bien(yo.icsoe("sesiones", "cerrar", "--las-demas"))
    (unica,) = json.loads(bien(yo.icsoe("sesiones", "listar", "--json")))
    assert (unica["actual"], unica["medio"]) == (True, "CONTRASENA")
    cuenta = json.loads(bien(yo.icsoe("cuenta", "ver", "--json")))
    assert (cuenta["usuario"], cuenta["correo"]) == (yo.rfc, yo.correo)
    neutra = bien(yo.icsoe("password", "recuperar", "--usuario", yo.rfc, "--correo", "otra@prueba.invalid"))
    assert "Si los datos son de una cuenta" in neutra
    assert uno.icsoe("cuenta", "ver").returncode == 3


def test_generales_change_only_what_is_given_and_a_company_gives_its_domicilio(
    sistema: Sistema,
) -> None:
    empresa = nueva_persona(sistema, "--representante", rfc_al_azar(), rfc=rfc_al_azar()[1:])
    mala = [parte if parte != empresa.correo else "mala" for parte in generales(empresa)]
    assert empresa.icsoe(*mala).returncode == 3
    bien(empresa.icsoe("login", *empresa.efirma))
    assert json.loads(bien(empresa.icsoe("generales", "ver", "--json")))["terminos_version"] is None
    bien(empresa.icsoe(*generales(empresa), "--domicilio-social-igual", "no"))
    lugar = ("--domicilio", "codigo_postal=06700", "--domicilio", "calle=Durango")
    dudosa = empresa.icsoe("generales", "guardar", *lugar, "--domicilio", "colonia=Inventada")
    assert (dudosa.returncode, "Roma Norte" in dudosa.stderr) == (2, True), dudosa.stderr
    domicilio = {"codigo_postal": "06700", "colonia": "roma norte", "calle": "Durango", "num_exterior": "10"}
    (empresa.carpeta / "domicilio.json").write_text(json.dumps(domicilio))
    vigencia = ("--repse-numero", "AR123/2026", "--repse-hasta", "2029-05-31")
    bien(empresa.icsoe("generales", "guardar", "--domicilio", "domicilio.json", *vigencia))
    bien(empresa.icsoe("generales", "guardar", "--copia", "copia@prueba.invalid"))
    visto = json.loads(bien(empresa.icsoe("generales", "ver", "--json")))
    assert (visto["correo"], visto["celular"], visto["faltantes"]) == (empresa.correo, "5512345678", [])
    assert visto["domicilio_social"]["calle"] == {"nombre": "Durango", "tipo": "Calle"}
    assert (visto["repse"]["numero"], visto["repse"]["vigencia_hasta"]) == ("AR123/2026", "2029-05-31")
    assert set(visto["correos_por_confirmar"]) == {empresa.correo, "copia@prueba.invalid"}
    texto = bien(empresa.icsoe("generales", "ver"))
    assert "Correos por confirmar: " in texto
    assert "C. P. 06700" in texto
