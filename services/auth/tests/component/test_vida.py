"""The life of an account as a machine that hypothesis drives: registry, the person, a stranger, and time.

registry's events reach auth in any order and repeated; whenever all have arrived, auth must be where a model
that saw them in order is: which link lives, to which address, which password enters, who is locked.
"""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from icsoe_auth.bootstrap import servicio
from icsoe_chassis.base_datos import BaseDatos
from icsoe_chassis.claves import ClavesDeToken
from icsoe_chassis.enlaces import Enlace, abrir
from icsoe_chassis.http import crear_app
from icsoe_chassis.salud import Salud
from icsoe_chassis.servicio import Recursos
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import ClienteDePrueba, ServicioDePrueba, base_fresca
from icsoe_contracts.auth import EnlaceEmitido
from icsoe_contracts.evento import Evento
from joserfc.jwk import OKPKey

from .conftest import Capturista, Casa

CLAVES = ("Trueno-Verde9", "Nopal*Rojo47", "Luz:Clara44")
MALA = "Viento/Norte83"


class Mundo:
    """One auth for all examples, on a loop of its own."""

    def __init__(self, ajustes: dict[str, Any], llave: OKPKey) -> None:
        self.corredor = asyncio.Runner()
        self._ajustes, self._llave = ajustes, llave
        self._base_fresca = base_fresca(servicio)
        self.casa = self.correr(self._abrir())

    def correr(self, trabajo: Any) -> Any:
        return self.corredor.run(trabajo)

    async def _abrir(self) -> Casa:
        dsn = await self._base_fresca.__aenter__()
        reloj = RelojFijo()
        valores: dict[str, Any] = {"modo": "prueba", "confianza": "simulada", "base_datos": dsn}
        valores |= self._ajustes
        ajustes = servicio.ajustes(**valores, accesos_por_direccion=10**9)
        base = BaseDatos(ajustes, "auth", reloj, rol="auth_app")
        await base.abrir()
        recursos = Recursos(ajustes, base, reloj, None, ClavesDeToken(base, reloj, "http://127.0.0.1:9"))
        prueba = ServicioDePrueba(servicio, recursos, servicio.montar(recursos), dsn)
        await prueba.partes.al_abrir()
        app = crear_app("auth", recursos, prueba.partes, Salud({}))
        http = ClienteDePrueba(transport=httpx.ASGITransport(app=app), base_url="http://prueba/api/v1/auth")
        http.prueba = prueba
        return Casa(http, reloj, self._llave)

    def cerrar(self) -> None:
        async def fin() -> None:
            await self.casa.http.aclose()
            await self.casa.prueba.partes.al_cerrar()
            await self.casa.base.cerrar()
            await self._base_fresca.__aexit__(None, None, None)

        self.correr(fin())
        self.corredor.close()


@pytest.fixture
def mundo(ajustes_de_auth: dict[str, Any], llave_de_enlaces: OKPKey) -> Iterator[Mundo]:
    este = Mundo(ajustes_de_auth, llave_de_enlaces)
    yield este
    este.cerrar()


class Vida(RuleBasedStateMachine):
    """One capturista, two contratistas. ``activa``, ``clave``, ``estados``, ``correo``: what must be true."""

    mundo: Mundo

    def __init__(self) -> None:
        super().__init__()
        self.casa = self.mundo.casa
        self.ana = Capturista(usuario=f"L{secrets.token_hex(8).upper()}0", correo="ana@empresa.mx")
        self.vinculos: list[dict[str, Any]] = [
            {"vinculo_id": uuid4(), "contratista_id": uuid4()} for _ in range(2)
        ]
        self.estados: list[str | None] = [None, None]
        self.vigente: int | None = None
        self.pendientes: list[tuple[Evento, int]] = []
        self.activa = False
        self.clave: str | None = None
        self.usadas: list[str] = []
        self.fallos, self.desde, self.hasta = 0, self._ahora, self._ahora
        self.recuperadas: list[Any] = []
        self.emitidos: list[tuple[EnlaceEmitido, Enlace]] = []
        self.leida: int = self._correr(
            self.casa.base.fetchval("select coalesce(max(position), 0) from outbox")
        )

    @property
    def _ahora(self) -> Any:
        return self.casa.reloj.ahora()

    def _correr(self, trabajo: Any) -> Any:
        return self.mundo.correr(trabajo)

    def _enlaces(self, motivo: str) -> list[tuple[EnlaceEmitido, Enlace]]:
        """The links of this account that notify would have mailed, oldest first."""
        sql = "select position, payload from outbox where position > $1 and type = $2 order by position"
        for fila in self._correr(self.casa.base.fetch(sql, self.leida, EnlaceEmitido.TIPO)):
            self.leida = fila["position"]
            evento = EnlaceEmitido.model_validate_json(fila["payload"])
            if evento.cuenta_id == self.ana.id:
                self.emitidos.append((evento, abrir(self.casa.llave, evento.sellado)))
        return [(evento, enlace) for evento, enlace in self.emitidos if evento.motivo == motivo]

    def _vivo(self, enlace: Enlace) -> bool:
        ruta, cuerpo = "/accesos/consulta", {"token": enlace.token}
        return self._correr(self.casa.http.post(ruta, json=cuerpo)).status_code == 200

    @rule(k=st.integers(0, 1))
    def un_contratista_invita(self, k: int) -> None:
        if self.estados[k] == "ACTIVO":
            return
        self.pendientes.append(self.ana.invitada(not self.activa, **self.vinculos[k]))
        self.estados[k] = "INVITADO"
        if not self.activa:
            self.vigente = k

    @rule(k=st.integers(0, 1))
    def un_contratista_da_de_baja(self, k: int) -> None:
        if self.estados[k] in ("INVITADO", "ACTIVO"):
            self.pendientes.append(self.ana.de_baja(**self.vinculos[k]))
            self.estados[k] = "BAJA"

    @precondition(lambda self: not self.activa and self.vigente is not None)
    @rule(numero=st.integers(0, 3))
    def el_contratista_corrige_el_correo(self, numero: int) -> None:
        if (nuevo := f"ana{numero}@empresa.mx") != self.ana.correo:
            self.pendientes.append(self.ana.con_correo(nuevo))

    @precondition(lambda self: self.pendientes)
    @rule(azar=st.randoms(use_true_random=False))
    def llegan_los_eventos(self, azar: Any) -> None:
        repetidos = azar.sample(self.pendientes, azar.randint(0, len(self.pendientes)))
        orden = [*self.pendientes, *repetidos]
        azar.shuffle(orden)
        self._correr(self.casa.recibe(*orden))
        self.pendientes.clear()

    @rule(horas=st.sampled_from([1, 25]))
    def pasa_el_tiempo(self, horas: int) -> None:
        self.casa.reloj.avanzar(timedelta(hours=horas, seconds=1))

    @rule(
        motivo=st.sampled_from(["ALTA", "RECUPERACION"]),
        clave=st.sampled_from(CLAVES),
        atras=st.integers(0, 2),
    )
    def la_persona_usa_un_enlace(self, motivo: str, clave: str, atras: int) -> None:
        enlaces = self._enlaces(motivo)
        if self.pendientes or len(enlaces) <= atras:
            return
        enlace = enlaces[-1 - atras][1]
        esperado = 410 if not self._vivo(enlace) else 422 if clave in self.usadas[-5:] else 200
        for estado in (esperado, 422 if esperado == 422 else 410):
            respuesta = self._correr(self.casa.crear(enlace.token, clave))
            assert respuesta.status_code == estado, respuesta.text
        if esperado != 200:
            return
        self.clave, self.activa = clave, True
        self.usadas.append(clave)
        self.hasta = self._ahora
        if motivo == "ALTA":
            assert self.vigente is not None
            self.estados[self.vigente] = "ACTIVO"
            self.pendientes.append(self.ana.vinculada(**self.vinculos[self.vigente]))

    @rule(buena=st.booleans())
    def alguien_intenta_entrar(self, buena: bool) -> None:
        clave = self.clave if buena and self.clave else MALA
        respuesta = self._correr(self.casa.entrar(self.ana.usuario, clave, red=self._red))
        if self._ahora < self.hasta:
            assert respuesta.status_code == 429
            return
        if self.desde <= self._ahora - timedelta(minutes=15):
            self.fallos, self.desde = 0, self._ahora
        if clave == self.clave:
            assert respuesta.status_code == 201
            self.fallos, self.desde = 0, self._ahora - timedelta(minutes=16)
            return
        assert respuesta.json()["codigo"] == "credenciales_invalidas"
        self.fallos += 1
        if self.fallos >= 5:
            self.hasta = self._ahora + timedelta(minutes=15)

    @property
    def _red(self) -> str:
        """A network of this capturista only: examples share the database."""
        crudo = self.ana.id.bytes
        return f"10.{crudo[0]}.{crudo[1]}.1"

    @precondition(lambda self: not self.pendientes)
    @rule()
    def alguien_pide_recuperar(self) -> None:
        cuerpo = {"usuario": self.ana.usuario, "correo": self.ana.correo}
        cabeceras = {"X-Forwarded-For": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"}
        antes = len(self._enlaces("RECUPERACION"))
        respuesta = self._correr(self.casa.http.post("/recuperaciones", json=cuerpo, headers=cabeceras))
        assert (respuesta.status_code, respuesta.json()) == (202, {})
        self._correr(self.casa.tareas("recuperacion"))
        recientes = [r for r in self.recuperadas if r > self._ahora - timedelta(hours=1)]
        manda = self.activa and len(recientes) < 3
        if manda:
            self.recuperadas.append(self._ahora)
        assert len(self._enlaces("RECUPERACION")) == antes + manda

    @invariant()
    def vive_a_lo_mas_el_ultimo_enlace_y_solo_si_se_debe(self) -> None:
        enlaces = self._enlaces("ALTA")
        assert not any(self._vivo(viejo) for _, viejo in enlaces[-3:-1])
        if self.pendientes:
            return
        debido = not self.activa and self.vigente is not None and self.estados[self.vigente] == "INVITADO"
        if not debido:
            assert not enlaces or not self._vivo(enlaces[-1][1])
            return
        evento, enlace = enlaces[-1]
        assert enlace.para == self.ana.correo
        assert self._vivo(enlace) == (evento.expira > self._ahora)


def test_an_account_is_where_its_events_and_its_person_put_it(mundo: Mundo) -> None:
    maquina = type("VidaAqui", (Vida,), {"mundo": mundo})
    limites = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(maquina, settings=limites)
