"""signing over HTTP on real PostgreSQL: what a client sees (plano.md §2)."""

import asyncio
import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from icsoe_chassis.ajustes import Limites
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.testing import RelojFijo
from icsoe_chassis.testing.plugin import ServicioDePrueba
from icsoe_contracts.informativa import EnviadaAFirma
from icsoe_dominio.periodo import Periodo
from icsoe_efirma.certificado import leer_certificado
from icsoe_signing.adapters.postgres import TrabajoPg
from icsoe_signing.adapters.postgres_revocacion import LecturasDeRevocacionPg
from icsoe_signing.adapters.sello_local import crear_sello_local
from icsoe_signing.application.revisar_revocaciones import Vigilancia
from icsoe_signing.bootstrap import servicio
from icsoe_signing.entrypoints.jobs import de_revocaciones
from icsoe_sim.ocsp import respondedor
from icsoe_sim.revocados import Motivo, Revocado, revocar

LIMITE = datetime(2026, 5, 19, 5, 59, 59, 999_000, tzinfo=UTC)


def b64(datos: bytes) -> str:
    return base64.b64encode(datos).decode()


class Portal:
    """A client with the token of one contratista."""

    def __init__(self, cliente: Any, oficina: Any, token_de: Any, sobre_de: Any) -> None:
        self.http: httpx.AsyncClient = cliente
        self.prueba: ServicioDePrueba = cliente.prueba
        self.oficina = oficina
        self.contratista = uuid4()
        self._token_de = token_de
        self._sobre_de = sobre_de

    @property
    def cabeceras(self) -> dict[str, str]:
        """A token of this minute: the clock of the test moves."""
        return self._token_de(self.contratista, ahora=self.oficina.reloj.ahora())

    async def get(self, ruta: str, **mas: Any) -> httpx.Response:
        return await self.http.get(ruta, headers=self.cabeceras | mas.pop("headers", {}), **mas)

    async def post(self, ruta: str, cuerpo: dict[str, Any], clave: str | None = None) -> httpx.Response:
        extra = {"Idempotency-Key": clave} if clave else {}
        return await self.http.post(ruta, json=cuerpo, headers=self.cabeceras | extra)

    async def enviada(self, efirma: Any, enviada: Any, periodo: Periodo = Periodo(2026, 1)) -> Any:
        """Comes in as the worker would bring it."""
        evento = enviada(efirma, periodo, contratista_id=self.contratista)
        consumidor = self.prueba.partes.consumidores[0]
        async with self.prueba.recursos.base.transaccion() as tx:
            await consumidor.manejadores[EnviadaAFirma].fn(evento, self._sobre_de(evento), tx)
        return evento

    async def firmada(self, evento: Any, efirma: Any) -> dict[str, Any]:
        certificado = b64(efirma.certificado)
        respuesta = await self.post(
            f"/pendientes/{evento.informativa_id}/cadenas", {"certificado": certificado}
        )
        assert respuesta.status_code == 201, respuesta.text
        emitida = respuesta.json()
        return {
            "cadena_id": emitida["cadena_id"],
            "certificado": certificado,
            "firma": b64(efirma.firmar(emitida["cadena"])),
        }

    async def presentar(
        self, evento: Any, cuerpo: dict[str, Any], clave: str | None = None
    ) -> httpx.Response:
        return await self.post(f"/pendientes/{evento.informativa_id}/presentacion", cuerpo, clave)


@pytest.fixture
def limites() -> Limites:
    return Limites()


@pytest_asyncio.fixture
async def portal(
    cliente_de: Any,
    ajustes: Any,
    limites: Limites,
    oficina_en: Any,
    reloj: RelojFijo,
    token_de: Any,
    sobre_de: Any,
) -> Portal:
    cliente = await cliente_de(servicio, reloj=reloj, limites=limites, **ajustes)
    return Portal(cliente, oficina_en(cliente.prueba), token_de, sobre_de)


async def test_from_the_tray_to_the_folio(portal: Portal, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    (fila,) = (await portal.get("/pendientes")).json()
    assert (fila["mes_inicial"], fila["mes_final"], fila["puede_firmar"]) == ("Enero", "Abril", True)
    assert (fila["abre"], fila["vence"]) == ("2026-05-01T06:00:00Z", "2026-05-18")
    contenido = await portal.get(f"/pendientes/{evento.informativa_id}/contenido")
    assert hashlib.sha256(contenido.content).hexdigest() == fila["contenido_sha256"]
    respuesta = await portal.presentar(evento, await portal.firmada(evento, efirma))
    assert respuesta.status_code == 201
    hecha = respuesta.json()
    assert hecha["sha256"] == evento.contenido_sha256
    posiciones = respuesta.headers.get_list("icsoe-posicion")
    assert all(p.startswith("/icsoe/signing/1;") and p.endswith(";1") for p in posiciones)
    assert (await portal.get("/pendientes")).json() == []
    una = (await portal.get(f"/pendientes/{evento.informativa_id}")).json()
    assert (una["estado"], una["folio"]) == ("PRESENTADA", hecha["folio"])
    (acuse,) = (await portal.get("/acuses")).json()
    assert acuse == (await portal.get(f"/acuses/{hecha['folio']}")).json()
    assert (acuse["folio"], acuse["acuse_listo"], acuse["sha256_pdf"]) == (hecha["folio"], False, None)
    pdf = await portal.get(f"/acuses/{hecha['folio']}/pdf")
    assert (pdf.status_code, pdf.json()["codigo"], pdf.headers["retry-after"]) == (
        503,
        "aun_no_disponible",
        "1",
    )


async def test_the_job_of_the_wired_service_makes_the_pdf_that_is_downloaded_ever_after(
    portal: Portal, autoridad: Any, enviada: Any
):
    crear_sello_local(portal.prueba.recursos.ajustes.secretos)
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    folio = (await portal.presentar(evento, await portal.firmada(evento, efirma))).json()["folio"]
    (tarea,) = await portal.prueba.recursos.base.fetch(
        "select kind, key from job where kind <> 'revocaciones'"
    )
    await portal.prueba.partes.tareas[tarea["kind"]].fn(tarea["key"], {})
    pdf = await portal.get(f"/acuses/{folio}/pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert f'filename="{folio}.pdf"' in pdf.headers["content-disposition"]
    huella = hashlib.sha256(pdf.content).hexdigest()
    assert (await portal.get(f"/acuses/{folio}")).json()["sha256_pdf"] == huella
    await portal.prueba.partes.tareas["acuse"].fn(tarea["key"], {})
    assert (await portal.get(f"/acuses/{folio}/pdf")).content == pdf.content


async def test_a_replayed_key_answers_the_first_folio_and_instant(
    portal: Portal, autoridad: Any, enviada: Any, reloj: RelojFijo
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    cuerpo = await portal.firmada(evento, efirma)
    primera = await portal.presentar(evento, cuerpo, "clave-1")
    reloj.avanzar(timedelta(minutes=3))
    for clave in ("clave-1", "clave-2", None):
        otra = await portal.presentar(evento, cuerpo, clave)
        assert (otra.status_code, otra.json()) == (201, primera.json())


async def test_a_double_click_with_one_key_is_one_folio(portal: Portal, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    cuerpo = await portal.firmada(evento, efirma)
    respuestas = await asyncio.gather(*(portal.presentar(evento, cuerpo, "doble") for _ in range(4)))
    assert {r.status_code for r in respuestas} == {201}
    assert len({r.text for r in respuestas}) == 1


@pytest.mark.parametrize("limites", [Limites(candado_s=30, peticion_firma_s=60)], ids=["con paciencia"])
async def test_received_before_midnight_and_committed_after_is_on_time(
    portal: Portal, autoridad: Any, enviada: Any, reloj: RelojFijo
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    reloj.instante = recibida = LIMITE - timedelta(milliseconds=99)
    cuerpo = await portal.firmada(evento, efirma)
    vigia = await asyncpg.connect(portal.prueba.dsn)
    try:
        async with vigia.transaction():
            await vigia.execute("select 1 from periodo for update")
            espera = asyncio.ensure_future(portal.presentar(evento, cuerpo, "medianoche"))
            async with asyncio.timeout(20):
                while not await vigia.fetchval(  # noqa: ASYNC110 - only the server knows who waits
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                    " and datname = current_database()"
                ):
                    await asyncio.sleep(0.01)
            reloj.avanzar(timedelta(seconds=5))
        hecha = (await espera).json()
    finally:
        await vigia.close()
    assert hecha["extemporanea"] is False
    assert datetime.fromisoformat(hecha["fecha_presentacion"]) == recibida
    assert (await portal.presentar(evento, cuerpo, "medianoche")).json() == hecha


async def test_a_period_that_stays_locked_says_so_and_changes_nothing(
    portal: Portal, autoridad: Any, enviada: Any
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    cuerpo = await portal.firmada(evento, efirma)
    vigia = await asyncpg.connect(portal.prueba.dsn)
    try:
        async with vigia.transaction():
            await vigia.execute("select 1 from periodo for update")
            respuesta = await portal.presentar(evento, cuerpo)
    finally:
        await vigia.close()
    assert (respuesta.json()["codigo"], respuesta.headers["retry-after"]) == ("ocupado", "1")
    assert (await portal.presentar(evento, cuerpo)).status_code == 201


async def test_only_the_contratista_itself_signs(
    portal: Portal, autoridad: Any, enviada: Any, token_de: Any, sobre_de: Any
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    cuerpo = await portal.firmada(evento, efirma)
    ruta = f"/pendientes/{evento.informativa_id}"
    ajeno = Portal(portal.http, portal.oficina, token_de, sobre_de)
    for respuesta in (
        await ajeno.get(ruta),
        await ajeno.get(f"{ruta}/contenido"),
        await ajeno.post(f"{ruta}/cadenas", {"certificado": cuerpo["certificado"]}),
        await ajeno.presentar(evento, cuerpo),
        await ajeno.post(f"{ruta}/devolucion", {"motivo": "No es mía"}),
    ):
        assert (respuesta.status_code, respuesta.json()["codigo"]) == (404, "no_encontrado")
    capturista = token_de(None, rol="capturista", ahora=portal.oficina.reloj.ahora())
    negada = await portal.http.post(f"{ruta}/presentacion", json=cuerpo, headers=capturista)
    assert negada.json()["codigo"] == "sin_permiso"
    assert (await portal.http.post(f"{ruta}/presentacion", json=cuerpo)).status_code == 401


@pytest.mark.parametrize(
    "cambio", [{"firma": "no es base64"}, {"certificado": "AA=A"}, {"otro": 1}, {"cadena_id": "x"}]
)
async def test_a_malformed_request_is_refused_without_its_values(
    portal: Portal, autoridad: Any, enviada: Any, cambio: dict[str, Any]
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    cuerpo = await portal.firmada(evento, efirma)
    respuesta = await portal.presentar(evento, cuerpo | cambio)
    assert respuesta.status_code == 422
    assert cuerpo["certificado"][:60] not in respuesta.text


async def test_read_your_writes_waits_for_the_send(portal: Portal, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    despues = {"ICSOE-Despues-De": f"/icsoe/informativa/1;{evento.informativa_id};1"}
    assert (await portal.get(f"/pendientes/{evento.informativa_id}", headers=despues)).status_code == 200
    alcanzada = portal.prueba.partes.alcanzada
    assert alcanzada is not None
    assert not await alcanzada("/icsoe/informativa/1", str(evento.informativa_id), 2)
    assert not await alcanzada("/icsoe/informativa/2", str(evento.informativa_id), 1)
    assert await alcanzada("/icsoe/registry/1", str(uuid4()), 7)


async def test_the_folio_alone_tells_only_the_state_and_the_code_of_the_qr_the_rest(
    portal: Portal, autoridad: Any, enviada: Any, autenticador: Any
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    hecha = (await portal.presentar(evento, await portal.firmada(evento, efirma))).json()
    ruta = f"/verificacion/{hecha['folio']}"
    codigo = autenticador.de(hecha["folio"])
    publica = await portal.http.get(ruta)
    falsa = await portal.http.get(ruta, params={"autenticador": codigo[:-1] + "A"})
    for respuesta in (publica, falsa):
        con_valor = {k: v for k, v in respuesta.json().items() if v is not None}
        assert con_valor == {
            "folio": hecha["folio"],
            "estado": "PRESENTADA",
            "valida": True,
            "autenticada": False,
        }
    plena = (await portal.http.get(ruta, params={"autenticador": codigo})).json()
    assert (plena["rfc"], plena["contenido_sha256"]) == ("CACX*********", evento.contenido_sha256)
    assert efirma.nombre not in str(plena)
    for folio in ("SI26999999", "no-es-folio"):
        assert (await portal.http.get(f"/verificacion/{folio}")).status_code == 404


async def test_the_later_answer_stands_on_the_page_of_verification_in_the_acuses_and_in_the_tray(
    portal: Portal, autoridad: Any, enviada: Any, autenticador: Any, juez_en: Any, token_de: Any
):
    efirma = autoridad.efirma()
    evento = await portal.enviada(efirma, enviada)
    folio = (await portal.presentar(evento, await portal.firmada(evento, efirma))).json()["folio"]
    codigo = {"autenticador": autenticador.de(folio)}

    async def dicho() -> tuple[Any, ...]:
        (fila,) = (await portal.get("/acuses")).json()
        plena = (await portal.http.get(f"/verificacion/{folio}", params=codigo)).json()
        return plena["revocacion"], plena["observada"], fila["revocacion"], fila["observada"]

    assert await dicho() == ("POR_CONFIRMAR", False, "POR_CONFIRMAR", False)
    reloj, base = portal.oficina.reloj, portal.prueba.recursos.base
    numero = leer_certificado(efirma.certificado).numero
    revocar(autoridad.carpeta, Revocado(numero, reloj.ahora(), Motivo.LLAVE_COMPROMETIDA))
    async with respondedor(autoridad.carpeta, reloj) as sat:
        uow = UnidadDeTrabajo(base, TrabajoPg)
        vigilancia = Vigilancia(LecturasDeRevocacionPg(base), uow, juez_en(sat.url), reloj)
        tarea = de_revocaciones(base, vigilancia)["revocaciones"]
        reloj.avanzar(timedelta(minutes=15))
        await tarea.fn(reloj.ahora().isoformat(), {})
    assert await dicho() == ("CONFIRMADA", True, "CONFIRMADA", True)
    proximas = await base.fetch("select not_before from job where kind = 'revocaciones' order by 1")
    assert proximas[-1]["not_before"] - reloj.ahora() == timedelta(minutes=15)
    cabeceras = token_de(uuid4(), rol="verificador", ahora=reloj.ahora())
    (fila,) = (await portal.http.get("/observadas", headers=cabeceras)).json()
    assert (fila["folio"], fila["rfc"], fila["motivo"]) == (
        folio,
        efirma.rfc,
        "key_compromise",
    )
    assert (await portal.get("/observadas")).status_code == 403


async def test_one_address_cannot_walk_through_the_folios(portal: Portal):
    async def pedir(n: int, direccion: str) -> httpx.Response:
        ruta = f"/verificacion/SI26{n:06d}"
        return await portal.http.get(ruta, headers={"X-Forwarded-For": f"198.51.100.{n}, {direccion}"})

    assert [(await pedir(n, "203.0.113.7")).status_code for n in range(30)] == [404] * 30
    negada = await pedir(31, "203.0.113.7")
    assert (negada.status_code, negada.json()["codigo"]) == (429, "demasiadas_peticiones")
    assert (await pedir(32, "203.0.113.8")).status_code == 404


async def test_acuses_come_by_page_ascending_by_period(portal: Portal, autoridad: Any, enviada: Any):
    efirma = autoridad.efirma()
    for periodo in (Periodo(2025, 3), Periodo(2024, 1), Periodo(2025, 1)):
        evento = await portal.enviada(efirma, enviada, periodo)
        await portal.presentar(evento, await portal.firmada(evento, efirma))
    pagina = await portal.get("/acuses", params={"pagina": 1})
    assert [(a["ejercicio"], a["cuatrimestre"]) for a in pagina.json()] == [(2024, 1), (2025, 1), (2025, 3)]
    assert "link" not in pagina.headers
    assert (await portal.get("/acuses", params={"pagina": 2})).json() == []
