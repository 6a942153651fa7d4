"""The limits of ``limites.toml``: what the running processes were given, and what they do at the edge."""

import importlib
import itertools
import secrets
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from icsoe import Cliente, EFirma
from icsoe.errores import CredencialInvalida
from icsoe_chassis.ops import servicios
from icsoe_deploy.sistema import Sistema
from icsoe_deploy.topologia import leer
from icsoe_sim.ca import abrir_ca
from icsoe_sim.efirma import Titular, nueva_efirma

from ..e2e.demo import rfc_al_azar
from ..flota import recibo_repse

pytestmark = pytest.mark.plataforma

TABLA: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("limites.toml").read_text("utf-8"))
TODOS, PROPIOS = TABLA["todos"], {s: TABLA[s] for s in ("auth", "registry", "signing")}
_REDES = itertools.count(secrets.randbelow(0x8000))  # not those of a run a minute ago


@dataclass(frozen=True)
class Contratista:
    """Somebody with a session, and its e.firma."""

    efirma: EFirma
    cliente: Cliente

    @property
    def token(self) -> dict[str, str]:
        assert self.cliente.sesion
        return {"Authorization": f"Bearer {self.cliente.sesion.acceso}"}


@pytest.fixture
def contratista(sistema: Sistema) -> Iterator[Contratista]:
    titular = Titular(rfc_al_azar(), "PERSONA DE PRUEBA")
    desde = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    par = nueva_efirma(abrir_ca(sistema.perfil.dir / "ca"), titular, desde=desde)
    efirma = EFirma.abrir(par.certificado, par.llave, par.contrasena)
    with Cliente(sistema.url) as cliente:
        cliente.ingresar(efirma)
        cliente.aceptar_terminos()
        yield Contratista(efirma, cliente)


@pytest.fixture(scope="module")
def puerta(sistema: Sistema) -> Iterator[httpx.Client]:
    """Through the gateway, as everybody comes."""
    with httpx.Client(base_url=f"{sistema.url}/api/v1", trust_env=False, timeout=60) as cliente:
        yield cliente


@pytest.fixture(scope="module")
def detras(sistema: Sistema) -> Iterator[Callable[[str], httpx.Client]]:
    """A service from where the gateway stands, which says whose address a request comes from: each client
    another one, so that nobody else on the platform is counted.
    """
    abiertos: list[httpx.Client] = []

    def hacer(servicio: str) -> httpx.Client:
        puerto = leer().servicios[servicio].puerto
        desde = {"X-Forwarded-For": f"2001:db8:{next(_REDES):x}::1"}
        url = f"http://{sistema.perfil.direccion(puerto)}/api/v1/{servicio}"
        abiertos.append(httpx.Client(base_url=url, headers=desde, trust_env=False, timeout=60))
        return abiertos[-1]

    yield hacer
    for cliente in abiertos:
        cliente.close()


def _ambiente(modulo: str, forma: str, puerto: int) -> dict[str, str]:
    """What the running process was started with."""
    for proceso in Path("/proc").glob("[0-9]*"):
        try:
            orden = proceso.joinpath("cmdline").read_bytes().split(b"\0")
            if modulo.encode() not in orden or forma.encode() not in orden:
                continue
            crudo = proceso.joinpath("environ").read_bytes().decode()
        except OSError:
            continue
        dado = dict(v.split("=", 1) for v in crudo.split("\0") if "=" in v)
        if dado.get("ICSOE_PUERTO") == str(puerto):
            return dado
    raise AssertionError(f"{modulo} {forma} no está corriendo")


@pytest.mark.parametrize("nombre", list(leer().servicios))
@pytest.mark.parametrize("forma", ["http", "worker"])
def test_every_running_process_has_the_limits_of_the_table(
    sistema: Sistema, nombre: str, forma: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    servicio = leer().servicios[nombre]
    puerto = sistema.perfil.puerto(servicio.puerto if forma == "http" else servicio.puerto_worker)
    for variable, valor in _ambiente(f"icsoe_{nombre}", forma, puerto).items():
        if variable.startswith("ICSOE_"):
            monkeypatch.setenv(variable, valor)
    ajustes = servicios()[nombre].load().ajustes()
    assert ajustes.limites.model_dump() == TODOS
    propios = PROPIOS.get(nombre, {})
    assert {n: getattr(ajustes, n) for n in propios} == propios


def test_what_no_setting_changes_is_what_the_table_says() -> None:
    def leido(nombre: str) -> Any:
        modulo, _, constante = nombre.rpartition(".")
        return getattr(importlib.import_module(modulo), constante)

    assert {n: leido(n) for n in TABLA["fijos"]} == TABLA["fijos"]


def test_an_address_may_be_as_long_as_the_table_says(puerta: httpx.Client) -> None:
    ruta = "/registry/terminos?x="
    cabe = TODOS["url"] - len("/api/v1" + ruta) + 1  # the question mark is not counted
    assert puerta.get(ruta + "x" * cabe).status_code == 200
    assert puerta.get(ruta + "x" * (cabe + 1)).status_code == 414


def test_an_address_of_a_page_may_be_as_long_as_the_table_says(sistema: Sistema) -> None:
    with httpx.Client(base_url=sistema.url, trust_env=False, timeout=60) as cliente:
        cabe = TODOS["url"] - len("/entrar")
        assert cliente.get("/entrar?" + "x" * cabe).status_code == 200
        larga = cliente.get("/entrar?" + "x" * (cabe + 1))
    assert (larga.status_code, "La dirección es demasiado larga" in larga.text) == (414, True)


def test_headers_may_be_as_long_as_the_table_says(
    puerta: httpx.Client, detras: Callable[[str], httpx.Client]
) -> None:
    registry = detras("registry")
    pedida = registry.build_request("GET", "/terminos", headers={"X-Relleno": ""})
    cabe = TODOS["cabeceras"] - sum(len(n) + len(v) for n, v in pedida.headers.raw)
    for cliente, largo, estado in (
        (registry, cabe, 200),
        (registry, cabe + 1, 431),
        (puerta, cabe - 1024, 200),
        (puerta, cabe + 1, 431),
    ):
        ruta = "/terminos" if cliente is registry else "/registry/terminos"
        assert cliente.get(ruta, headers={"X-Relleno": "x" * largo}).status_code == estado


def test_a_json_body_may_be_as_long_and_as_deep_as_the_table_says(puerta: httpx.Client) -> None:
    tipo = {"Content-Type": "application/json"}
    for de_mas, estado in ((0, 422), (1, 413)):
        cuerpo = b'{"verificador_sha256":"x"}'.ljust(TODOS["cuerpo_json"] + de_mas)
        for enviado in (cuerpo, iter([cuerpo])):  # the second does not say its length
            assert puerta.post("/auth/retos", content=enviado, headers=tipo).status_code == estado
    for de_mas, juzgado in ((0, True), (1, False)):
        hondo = TODOS["profundidad_json"] - 1 + de_mas
        cuerpo = b'{"verificador_sha256":' + b"[" * hondo + b"]" * hondo + b"}"
        respuesta = puerta.post("/auth/retos", content=cuerpo, headers=tipo)
        assert (respuesta.status_code, bool(respuesta.json().get("errores"))) == (422, juzgado)


def test_a_receipt_may_be_as_long_as_the_table_says(puerta: httpx.Client, contratista: Contratista) -> None:
    cabeceras = contratista.token | {"Content-Type": "application/pdf"}
    ruta = "/registry/contratista/acuse-repse?nombre=a.pdf"
    for de_mas, estado in ((0, 200), (1, 413)):
        recibo = recibo_repse().ljust(TODOS["cuerpo_pdf"] + de_mas)
        assert puerta.put(ruta, content=recibo, headers=cabeceras).status_code == estado


def _admitidas(pedir: Callable[[], httpx.Response], tope: int) -> int:
    """How many requests pass until the first 429, which says when to come back."""
    for hechas in range(2 * tope + 1):
        respuesta = pedir()
        if respuesta.status_code == 429:
            assert int(respuesta.headers["retry-after"]) > 0
            return hechas
    return 2 * tope + 1


def _en_un_minuto(pedir_desde: Callable[[], Callable[[], httpx.Response]], tope: int) -> int:
    """The same within one minute of the clock that counts (Ritmo), which is this machine's: whoever sees it
    turn waits until it turns again, and then has a whole minute.
    """
    minuto = _minuto()
    admitidas = _admitidas(pedir_desde(), tope)
    if (ahora := _minuto()) == minuto:
        return admitidas
    while _minuto() == ahora:
        time.sleep(0.1)
    return _admitidas(pedir_desde(), tope)


def _minuto() -> int:
    return int(time.monotonic() // 60)


POR_DIRECCION: dict[str, tuple[str, str, str, Any]] = {
    "retos_por_direccion": ("auth", "POST", "/retos", {"verificador_sha256": "ab" * 32}),
    "accesos_por_direccion": ("auth", "POST", "/accesos/consulta", {"token": "t" * 43}),
    "verificaciones_por_direccion": ("signing", "GET", "/verificacion/SI2600000001", None),
    "peticiones_por_direccion": ("registry", "GET", "/terminos", None),
}


@pytest.mark.parametrize("limite", POR_DIRECCION)
def test_an_address_asks_as_often_in_a_minute_as_the_table_says(
    detras: Callable[[str], httpx.Client], limite: str
) -> None:
    servicio, metodo, ruta, cuerpo = POR_DIRECCION[limite]
    tope = (PROPIOS.get(servicio, {}) | TODOS)[limite]

    def desde_otra() -> Callable[[], httpx.Response]:
        cliente = detras(servicio)
        return lambda: cliente.request(metodo, ruta, json=cuerpo)

    assert _en_un_minuto(desde_otra, tope) == tope


def test_a_session_asks_as_often_in_a_minute_as_the_table_says(
    detras: Callable[[str], httpx.Client], contratista: Contratista
) -> None:
    def otra_vez() -> Callable[[], httpx.Response]:
        contratista.cliente.ingresar(contratista.efirma)  # another session, whose token is of this minute
        informativa = detras("informativa")
        return lambda: informativa.get("/periodos", headers=contratista.token)

    tope = TODOS["peticiones_por_sesion"]
    admitidas = _en_un_minuto(otra_vez, tope)
    assert admitidas == tope


def test_an_rfc_logs_in_as_often_in_ten_minutes_as_the_table_says(contratista: Contratista) -> None:
    for _ in range(PROPIOS["auth"]["ingresos_por_rfc"] - 1):  # the fixture has done the first
        contratista.cliente.ingresar(contratista.efirma)
    with pytest.raises(CredencialInvalida) as negada:
        contratista.cliente.ingresar(contratista.efirma)
    assert negada.value.codigo == "demasiados_ingresos"


def test_a_name_is_tried_from_one_network_as_often_as_the_table_says(
    detras: Callable[[str], httpx.Client],
) -> None:
    auth = detras("auth")
    intento = {"usuario": "XAXX800101MDFXXX09", "contrasena": "Equivocada-1"}
    tope = TABLA["fijos"]["icsoe_auth.domain.intentos.FALLOS"]
    respuestas = [auth.post("/sesiones/contrasena", json=intento) for _ in range(tope + 1)]
    assert [r.status_code for r in respuestas] == [401] * tope + [429]
    assert (respuestas[-1].json()["codigo"], int(respuestas[-1].headers["retry-after"]) > 0) == (
        "cuenta_bloqueada",
        True,
    )
