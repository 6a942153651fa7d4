"""What auth tells of accounts, in any order and twice."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_contracts.auth import (
    ContrasenaCambiada,
    CorreoDeCuentaCambiado,
    CuentaActivada,
    CuentaBloqueada,
    CuentaDesbloqueada,
    CuentaReclamada,
    SesionIniciada,
)
from icsoe_contracts.evento import Evento
from icsoe_registry.adapters.capturistas_pg import LecturasDeCapturistasPg, TrabajoDeCapturistasPg
from icsoe_registry.application.ports_capturistas import Oficina, Topes
from icsoe_registry.application.republicar_vinculos import republicar_vinculos

CURP, OTRA, TERCERA = "CACX760510MMCSHC00", "KEPA900101HDFMRN02", "LOGA850315MJCPRN04"


async def test_the_person_moves_its_own_mail_and_everybody_is_told_once(mesa: Any) -> None:
    de = await mesa.contratista()
    yo = await mesa.activada((await mesa.alta(de)).json()["vinculo_id"])
    cambio = CorreoDeCuentaCambiado(cuenta_id=yo, ocurrido=mesa.reloj.ahora(), correo="nuevo@yo.mx")
    antes = len(await mesa.eventos())
    for _ in range(2):
        await mesa.oir(cambio, yo, sequence=2)
    (hecho,) = await mesa.eventos(antes)
    assert (hecho[0], hecho[1]["correo_anterior"]) == ("correo_de_capturista_cambiado", "k@uno.mx")
    assert (await mesa.yo(yo))["correo"] == "nuevo@yo.mx"


async def test_a_lock_shows_until_it_ends_or_is_lifted_and_never_before_acceptance(mesa: Any) -> None:
    uno, dos = await mesa.contratista(), await mesa.contratista()
    suyo = (await mesa.alta(uno)).json()["vinculo_id"]
    yo = await mesa.activada(suyo)
    invitado = (await mesa.alta(dos)).json()["vinculo_id"]
    ahora = mesa.reloj.ahora()
    hasta = ahora + timedelta(minutes=15)
    await mesa.oir(CuentaBloqueada(cuenta_id=yo, ocurrido=ahora, hasta=hasta), yo)
    assert (await mesa.fila(uno, suyo))["estado"] == "BLOQUEADO"
    assert (await mesa.fila(dos, invitado))["estado"] == "INVITADO"
    await mesa.oir(CuentaDesbloqueada(cuenta_id=yo, ocurrido=ahora), yo)
    assert (await mesa.fila(uno, suyo))["estado"] == "ACTIVO"
    await mesa.oir(CuentaBloqueada(cuenta_id=yo, ocurrido=ahora, hasta=hasta), yo)
    mesa.reloj.avanzar(timedelta(minutes=15))
    assert (await mesa.fila(uno, suyo))["estado"] == "ACTIVO"


async def test_a_request_can_wait_for_what_auth_told(mesa: Any) -> None:
    yo = await mesa.activada((await mesa.alta(await mesa.contratista())).json()["vinculo_id"])
    alcanzada = mesa.prueba.partes.alcanzada
    assert alcanzada
    assert await alcanzada("/icsoe/auth/1", str(yo), 1)
    assert not await alcanzada("/icsoe/auth/1", str(yo), 2)
    datos: dict[str, Any] = {"cuenta_id": yo, "ocurrido": mesa.reloj.ahora(), "motivo": "ALTA"}
    await mesa.oir(ContrasenaCambiada(**datos), yo)
    assert await alcanzada("/icsoe/auth/1", str(yo), 2)
    assert not await alcanzada("/icsoe/auth/2", str(yo), 1)
    for ajeno in (("/icsoe/auth/1", str(uuid4())), ("/icsoe/signing/1", str(yo)), ("/icsoe/auth/x", "y")):
        assert await alcanzada(*ajeno, 99)


async def test_staff_accounts_and_strangers_change_nothing(mesa: Any) -> None:
    await mesa.alta(await mesa.contratista())
    antes = await mesa.prueba.recursos.base.fetch("select * from capturista")
    ajena = uuid4()
    await mesa.oir(SesionIniciada(cuenta_id=ajena, ocurrido=mesa.reloj.ahora()), ajena)
    assert await mesa.prueba.recursos.base.fetch("select * from capturista") == antes


async def test_an_operator_tells_the_active_links_again(mesa: Any) -> None:
    de = await mesa.contratista()
    await mesa.activada((await mesa.alta(de)).json()["vinculo_id"])
    await mesa.alta(de, OTRA, "o@uno.mx")
    antes = len(await mesa.eventos())
    base = mesa.prueba.recursos.base
    oficina = Oficina(UnidadDeTrabajo(base, TrabajoDeCapturistasPg.de), mesa.reloj, Topes())
    assert await republicar_vinculos(LecturasDeCapturistasPg(base), oficina) == 1
    ((tipo, cuerpo, _),) = await mesa.eventos(antes)
    assert (tipo, cuerpo["contratista_id"]) == ("capturista_vinculado", str(de))


def hechos_de(cuenta: UUID, vinculo: str, correo: str, cuando: datetime) -> list[Evento]:
    """A life at auth, in the order of its stream."""
    datos: dict[str, Any] = {"cuenta_id": cuenta, "ocurrido": cuando}
    return [
        CuentaActivada(**datos, correo=correo, vinculo_id=UUID(vinculo)),
        ContrasenaCambiada(**datos, motivo="ALTA"),
        SesionIniciada(**datos),
        CuentaBloqueada(**datos, hasta=cuando + timedelta(minutes=15)),
        CuentaDesbloqueada(**datos),
        CorreoDeCuentaCambiado(**datos, correo="nuevo@yo.mx"),
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orden=st.permutations([(quien, n) for quien in (0, 1) for n in range(6)] * 2))
async def test_the_streams_of_two_accounts_in_any_order_and_twice_end_in_the_same_state(
    mesa: Any, orden: list[tuple[int, int]]
) -> None:
    base = mesa.prueba.recursos.base
    await base.execute("delete from vinculo")
    await base.execute("delete from capturista")
    de = await mesa.contratista()
    vidas: list[tuple[UUID, list[Evento]]] = []
    for usuario, correo in ((CURP, "k@uno.mx"), (OTRA, "o@uno.mx")):
        vinculo = (await mesa.alta(de, usuario, correo)).json()["vinculo_id"]
        id = await mesa.capturista_id(usuario)
        vidas.append((id, hechos_de(id, vinculo, correo, mesa.reloj.ahora())))
    for quien, n in orden:
        id, hechos = vidas[quien]
        await mesa.oir(hechos[n], id, sequence=n + 1)
    filas = (await mesa.pedir("GET", "/capturistas", de)).json()
    assert [f["estado"] for f in filas] == ["ACTIVO", "ACTIVO"]
    for id, _ in vidas:
        fila = await base.fetchrow("select * from capturista where id = $1", id)
        assert (fila["correo"], fila["bloqueado_hasta"]) == ("nuevo@yo.mx", None)
        assert (fila["cuenta_desde"], fila["ultimo_acceso"]) == (mesa.reloj.ahora(),) * 2
        vinculados = [t for t, _, s in await mesa.eventos() if s == str(id) and t == "capturista_vinculado"]
        assert len(vinculados) == 1


async def test_who_took_a_curp_loses_every_link_once_its_person_proved_it(mesa: Any) -> None:
    """T-25: what was entrusted to the account ends, what was not answered waits for the person."""
    uno, otro = await mesa.contratista(), await mesa.contratista("OTRA")
    vinculo = (await mesa.alta(uno)).json()["vinculo_id"]
    quien = await mesa.activada(vinculo)
    nombre = {"nombre": "LADRÓN", "primer_apellido": "AJENO"}
    await mesa.pedir("PUT", "/capturista/datos", quien, nombre, rol="capturista")
    invitado = (await mesa.alta(otro, correo="la@verdadera.mx")).json()["vinculo_id"]
    hecho = CuentaReclamada(cuenta_id=quien, ocurrido=mesa.reloj.ahora())
    await mesa.oir(hecho, quien, 7)
    for _ in range(2):
        fila = await mesa.fila(uno, vinculo)
        assert (fila["estado"], fila["por_titular"], fila["nombre"]) == ("BAJA", True, None)
        await mesa.oir(hecho, quien, 7)  # again
    assert [tipo for tipo, *_ in await mesa.eventos()].count("capturista_dado_de_baja") == 1
    assert (await mesa.fila(otro, invitado))["estado"] == "INVITADO"
    # Whoever still holds a token of before answers no invitation.
    ruta = f"/capturista/invitaciones/{invitado}/aceptacion"
    assert (await mesa.pedir("POST", ruta, quien, rol="capturista")).status_code == 403
    # An older word on the address changes nothing; hers gives it back.
    correo = {"cuenta_id": quien, "ocurrido": mesa.reloj.ahora()}
    await mesa.oir(CorreoDeCuentaCambiado(**correo, correo="viejo@ladron.mx"), quien, 6)
    assert (await mesa.pedir("POST", ruta, quien, rol="capturista")).status_code == 403
    await mesa.oir(CorreoDeCuentaCambiado(**correo, correo="la@verdadera.mx"), quien, 8)
    assert (await mesa.yo(quien))["nombre"] is None
    assert (await mesa.pedir("POST", ruta, quien, rol="capturista")).status_code == 200
    assert (await mesa.fila(otro, invitado))["estado"] == "ACTIVO"
