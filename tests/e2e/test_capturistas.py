"""A capturista on the running system: alta, mail, password, work for two contratistas, baja (T-23, T-32)."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from icsoe import Cliente
from icsoe.efirma import EFirma
from icsoe_deploy.sistema import Sistema
from icsoe_dominio.identificadores import Curp

from .demo import Persona, generales, nueva_persona, periodo_reciente
from .espera import ESPERA_S, hasta

CONTRASENA = "Zarpar*Lejos-82"


@dataclass
class Quien:
    """Somebody with a session; every request takes a fresh token."""

    http: httpx.Client
    refresco: str

    def pedir(self, metodo: str, ruta: str, cuerpo: Any = None, **cabeceras: str) -> httpx.Response:
        token = self.http.post("/auth/sesiones/renovacion", json={"refresco": self.refresco})
        assert token.status_code == 200, token.text
        cabeceras |= {"Authorization": f"Bearer {token.json()['acceso']}"}
        todas = {nombre.replace("_", "-"): valor for nombre, valor in cabeceras.items()}
        return self.http.request(metodo, ruta, json=cuerpo, headers=todas)


def contratista(sistema: Sistema, http: httpx.Client) -> tuple[Quien, str]:
    """One that may capture, and its id."""
    persona: Persona = nueva_persona(sistema)
    hecho = persona.icsoe(*generales(persona))
    assert hecho.returncode == 0, hecho.stderr
    cer, key, txt = (Path(ruta) for ruta in persona.efirma[1::2])
    with Cliente(sistema.url) as cliente:
        cliente.ingresar(EFirma.abrir(cer.read_bytes(), key.read_bytes(), txt.read_text().strip()))
        assert cliente.sesion
        quien = Quien(http, cliente.sesion.refresco)
    return quien, quien.pedir("GET", "/registry/contratista").json()["id"]


def curp_al_azar() -> str:
    base = "".join(secrets.choice("BCDFGHJKLM") for _ in range(3))
    fecha = f"{secrets.randbelow(40) + 60}{secrets.randbelow(12) + 1:02d}{secrets.randbelow(28) + 1:02d}"
    raiz = f"CA{base[0]}X{fecha}MMCS{base[1]}{base[2]}0"
    return next(c for d in range(10) if Curp(c := f"{raiz}{d}").digito_correcto)


def enlace_de(sistema: Sistema, para: str) -> str:
    """The token of the link in the newest mail to ``para`` that has one."""
    hallado: list[str] = []

    def buscar() -> bool:
        with httpx.Client(base_url=sistema.buzon, trust_env=False, timeout=ESPERA_S) as buzon:
            for resumen in buzon.get("/api/correos", params={"para": para}).json():
                texto = buzon.get(f"/api/correos/{resumen['id']}").text
                hallado.extend(re.findall(r"/acceso/([A-Za-z0-9_-]{43})", texto))
        return bool(hallado)

    hasta(buscar)
    return hallado[0]


def ingresar(http: httpx.Client, curp: str) -> Quien:
    cuerpo = {"usuario": curp, "contrasena": CONTRASENA}
    abierta = http.post("/auth/sesiones/contrasena", json=cuerpo)
    assert abierta.status_code == 201, abierta.text
    return Quien(http, abierta.json()["refresco"])


def estrenar(sistema: Sistema, http: httpx.Client, curp: str, correo: str) -> Quien:
    """The person makes its password by the link of its mail, enters, accepts the terms, types its name."""
    token = enlace_de(sistema, correo)
    creada = http.post("/auth/accesos/contrasena", json={"token": token, "contrasena": CONTRASENA})
    assert creada.json() == {"usuario": curp}
    yo = ingresar(http, curp)
    hasta(lambda: yo.pedir("GET", "/registry/capturista").json()["contratistas"])
    assert yo.pedir("POST", "/registry/capturista/terminos", {"version": "1.1"}).status_code == 200
    nombre = {"nombre": "Persona", "primer_apellido": "De Prueba"}
    assert yo.pedir("PUT", "/registry/capturista/datos", nombre).json()["faltantes"] == []
    return yo


def capturada_y_enviada(yo: Quien, para: dict[str, str]) -> str:
    """The id of a return that the capturista made and sent to signature, as soon as signing has it."""
    periodo = periodo_reciente(datetime.now(UTC))
    numeros = {"ejercicio": periodo.ejercicio, "cuatrimestre": periodo.cuatrimestre}
    nueva = {"tipo": "SIN_INFORMACION", "protesta": True} | numeros
    hecha = yo.pedir("POST", "/informativa/informativas", nueva, **para)
    assert hecha.status_code == 201, hecha.text
    id: str = hecha.json()["id"]
    envio = f"/informativa/informativas/{id}/envio"
    assert yo.pedir("POST", envio, **para, If_Match='"1"').status_code == 200
    hasta(lambda: yo.pedir("GET", f"/signing/pendientes/{id}", **para).status_code == 200)
    return id


def test_from_the_alta_to_the_baja_while_it_works_for_two(sistema: Sistema) -> None:
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=30) as http:
        (uno, uno_id), (otro, otro_id) = contratista(sistema, http), contratista(sistema, http)
        curp = curp_al_azar()
        correo = f"{curp.lower()}@prueba.invalid"
        alta = {"usuario": curp, "correo": correo, "correo_confirmacion": correo}
        vinculo = uno.pedir("POST", "/registry/capturistas", alta).json()["vinculo_id"]
        yo = estrenar(sistema, http, curp, correo)
        invitacion = otro.pedir("POST", "/registry/capturistas", alta).json()["vinculo_id"]
        aceptada = yo.pedir("POST", f"/registry/capturista/invitaciones/{invitacion}/aceptacion")
        assert {c["contratista_id"] for c in aceptada.json()["contratistas"]} == {uno_id, otro_id}

        para_uno, para_otro = {"ICSOE_Contratista": uno_id}, {"ICSOE_Contratista": otro_id}
        for para in (para_uno, para_otro):
            for ruta in ("/informativa/informativas", "/signing/acuses"):
                hasta(lambda r=ruta, p=para: yo.pedir("GET", r, **p).status_code == 200)
        id = capturada_y_enviada(yo, para_uno)
        suyas = [f"/informativa/informativas/{id}", f"/signing/pendientes/{id}"]
        assert {yo.pedir("GET", ruta, **para_otro).status_code for ruta in suyas} == {404}
        devolver = {"motivo": "No me toca"}
        assert yo.pedir("POST", f"{suyas[1]}/devolucion", devolver, **para_uno).status_code == 403

        baja = uno.pedir("POST", f"/registry/capturistas/{vinculo}/baja", {})
        assert baja.json()["estado"] == "BAJA"
        rutas = [*suyas, "/signing/acuses", "/informativa/periodos"]
        tardo = hasta(lambda: {yo.pedir("GET", r, **para_uno).status_code for r in rutas} == {404})
        print(f"baja en informativa y signing: {tardo:.2f} s")
        assert yo.pedir("GET", "/informativa/informativas", **para_otro).status_code == 200
        assert uno.pedir("GET", suyas[1]).json()["enviada_por"] not in (uno_id, otro_id)
