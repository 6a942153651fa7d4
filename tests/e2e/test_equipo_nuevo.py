"""The owner of an e.firma is told when somebody enters with it from another machine (threats T-15)."""

from dataclasses import replace

import httpx
from icsoe_deploy.sistema import Sistema
from icsoe_sim.lector_correo import confirmar_correo, esperar_correo

from .demo import Persona, generales, nueva_persona
from .espera import ESPERA_S, hasta

ASUNTO = "ingreso al ICSOE desde un equipo nuevo"


def _ingresar(persona: Persona) -> None:
    hecho = persona.icsoe("login", *persona.efirma)
    assert hecho.returncode == 0, hecho.stderr


def test_a_login_from_another_machine_is_mailed_to_its_owner_once(sistema: Sistema) -> None:
    persona = nueva_persona(sistema)
    assert persona.icsoe(*generales(persona)).returncode == 0
    confirmar_correo(sistema.url, sistema.buzon, persona.correo)
    _ingresar(persona)
    otra = str(persona.carpeta / "otra-maquina")
    ajena = replace(persona, entorno=persona.entorno | {"XDG_CONFIG_HOME": otra})
    for una in (ajena, persona, ajena):
        _ingresar(una)
    correo = esperar_correo(sistema.buzon, persona.correo, ASUNTO)
    assert "revoca el certificado en el SAT" in correo["texto"]
    # A further machine's mail comes after whatever the logins before it would have caused.
    _ingresar(replace(persona, entorno=persona.entorno | {"XDG_CONFIG_HOME": f"{otra}-2"}))
    with httpx.Client(base_url=sistema.buzon, trust_env=False, timeout=ESPERA_S) as buzon:

        def avisos() -> int:
            todos = buzon.get("/api/correos", params={"para": persona.correo}).json()
            return sum(ASUNTO in c["asunto"] for c in todos)

        hasta(lambda: avisos() >= 2)
        assert avisos() == 2
