"""Warnings: another client entered an account (T-15, T-27), a revoked certificate signed a return (T-42)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from icsoe_contracts.auth import IngresoDesdeEquipoNuevo
from icsoe_contracts.signing import RevocacionConfirmada

from .conftest import Mesa

ANA, OTRA = "ana@prueba.invalid", "otra@prueba.invalid"
SIN_CONFIRMAR: dict[str, Any] = {"correos_confirmados": ()}


async def ingreso(mesa: Mesa, quien: UUID, medio: Any) -> UUID:
    evento = IngresoDesdeEquipoNuevo(cuenta_id=quien, ocurrido=mesa.reloj.ahora(), medio=medio)
    return await mesa.recibir(evento, quien)


async def respuesta(mesa: Mesa, de: UUID, *, observada: bool) -> None:
    await mesa.recibir(
        RevocacionConfirmada(
            informativa_id=uuid4(), envio=1, contratista_id=de, ejercicio=2026, cuatrimestre=2,
            ocurrido=mesa.reloj.ahora(), folio="SI26000123", observada=observada,
        ),
        uuid4(),
    )  # fmt: skip


async def fallas(mesa: Mesa) -> list[str]:
    return [cuerpo["motivo"] for _, cuerpo in await mesa.hechos() if "motivo" in cuerpo]


async def test_the_contratista_is_told_of_a_new_client_when_and_what_to_do(mesa: Mesa) -> None:
    de = uuid4()
    await mesa.contacto(de, ANA, copias_acuse=(OTRA,))
    await ingreso(mesa, de, "EFIRMA")
    await mesa.trabajar()
    (correo,) = mesa.abiertos()
    assert correo.resumen.destinatarios == (ANA,)
    assert "ingreso al ICSOE desde un equipo nuevo" in correo.resumen.asunto
    for cuerpo in (correo.texto, correo.html):
        assert "INGRID XÓCHITL ÑANDÚ:" in cuerpo
        assert "15 de septiembre de 2026, 12:03:11 h (hora del Centro)" in cuerpo
        assert "revoca el certificado en el SAT" in cuerpo
        assert "/entrar" not in cuerpo


async def test_a_capturista_is_told_of_a_new_browser_at_the_address_of_its_account(mesa: Mesa) -> None:
    quien = uuid4()
    await mesa.recibir(mesa.invitado(quien, ANA), quien)
    await ingreso(mesa, quien, "CONTRASENA")
    await mesa.trabajar()
    (correo,) = [c for c in mesa.abiertos(ANA) if "equipo nuevo" in c.resumen.asunto]
    for cuerpo in (correo.texto, correo.html):
        assert "con tu usuario y contraseña" in cuerpo
        assert "¿Olvidaste tu contraseña?" in cuerpo
        assert "con la e.firma" not in cuerpo


async def test_a_warning_goes_to_no_address_whose_owner_did_not_confirm_it(mesa: Mesa) -> None:
    """It waits a day for the confirmation, as for an address that is not known here yet."""
    de, tarda = uuid4(), uuid4()
    for quien in (de, tarda):
        await mesa.contacto(quien, ANA if quien == de else OTRA, **SIN_CONFIRMAR)
        await ingreso(mesa, quien, "EFIRMA")
    await respuesta(mesa, de, observada=True)
    await mesa.trabajar()
    assert mesa.abiertos() == []
    await mesa.contacto(tarda, OTRA)
    await mesa.pasar(timedelta(hours=2))
    (correo,) = mesa.abiertos()
    assert correo.resumen.destinatarios == (OTRA,)
    await mesa.pasar(timedelta(hours=23))
    assert len(mesa.abiertos()) == 1
    assert await fallas(mesa) == ["SIN_DIRECCION", "SIN_DIRECCION"]


async def test_who_enters_again_and_again_floods_no_mailbox_and_spends_no_other_warning(mesa: Mesa) -> None:
    de, ajena = uuid4(), uuid4()
    for quien in (de, ajena):
        await mesa.contacto(quien, ANA)
    for _ in range(12):
        await ingreso(mesa, de, "EFIRMA")
    await mesa.trabajar()
    assert len(mesa.abiertos(ANA)) == 10
    assert await fallas(mesa) == ["LIMITE", "LIMITE"]
    await ingreso(mesa, ajena, "EFIRMA")
    await mesa.contacto(de, ANA, cambios=("acuse_repse",))
    await mesa.trabajar()
    asuntos = [c.resumen.asunto for c in mesa.abiertos(ANA)]
    assert sum("equipo nuevo" in asunto for asunto in asuntos) == 11
    assert sum("cambiaron datos" in asunto for asunto in asuntos) == 1


async def test_a_return_found_revoked_is_told_and_one_found_good_is_not(mesa: Mesa) -> None:
    de = uuid4()
    await mesa.contacto(de, ANA)
    await respuesta(mesa, de, observada=False)
    await mesa.trabajar()
    assert mesa.abiertos() == []
    await respuesta(mesa, de, observada=True)
    await mesa.trabajar()
    (correo,) = mesa.abiertos(ANA)
    assert "Informativa observada: folio SI26000123" in correo.resumen.asunto
    for cuerpo in (correo.texto, correo.html):
        assert "Segundo cuatrimestre de 2026" in cuerpo
        assert "ya estaba revocado cuando la recibimos" in cuerpo
        assert "no se modificó ni se anuló" in cuerpo


async def test_the_same_login_told_twice_is_one_mail(mesa: Mesa) -> None:
    de = uuid4()
    await mesa.contacto(de, ANA)
    evento = IngresoDesdeEquipoNuevo(cuenta_id=de, ocurrido=mesa.reloj.ahora(), medio="EFIRMA")
    id = await mesa.recibir(evento, de, sequence=7)
    await mesa.recibir(evento, de, id=id, sequence=7)
    await mesa.trabajar()
    assert len(mesa.abiertos(ANA)) == 1
