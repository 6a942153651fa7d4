"""The life of a capturista and its links (icsoe.md §6.3), rule by rule and in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icsoe_dominio.negativas import Negativa
from icsoe_registry.domain.capturista import Capturista
from icsoe_registry.domain.datos_capturista import Nombre, leer_correo, leer_invitado, leer_motivo
from icsoe_registry.domain.vinculo import Vinculo

AHORA = datetime(2026, 9, 10, 18, tzinfo=UTC)
CURP = "CACX760510MMCSHC00"


def persona(correo: str = "k@uno.mx") -> Capturista:
    return Capturista(uuid4(), CURP, correo, AHORA)


def vinculo(correo: str = "k@uno.mx", contratista: UUID | None = None) -> Vinculo:
    de = contratista or uuid4()
    return Vinculo(uuid4(), uuid4(), de, correo, True, False, alta=AHORA, alta_por=de)


def invitada(correo: str = "k@uno.mx") -> tuple[Capturista, Vinculo]:
    c = persona(correo).invitar(vinculo(correo))
    return c, c.vinculos[0]


def activa(correo: str = "k@uno.mx") -> tuple[Capturista, Vinculo]:
    c, v = invitada(correo)
    c = c.activar(v.id, correo, 1, AHORA)
    return c, c.vinculos[0]


def estado(c: Capturista, v: Vinculo) -> str:
    hallado = c.vinculo(v.id)
    assert hallado
    return hallado.estado


def test_the_first_password_accepts_the_invitation_that_made_the_account():
    c, v = activa()
    assert (v.estado, v.aceptado, c.cuenta_desde) == ("ACTIVO", True, AHORA)


def test_an_invitation_accepted_with_another_mail_waits_for_the_contratista():
    atacante, _ = activa("atacante@ejemplo.mx")
    c = atacante.invitar(vinculo("real@empresa.mx"))
    c = c.responder(c.vinculos[-1], acepta=True, ahora=AHORA)
    assert c.vinculos[-1].estado == "POR_CONFIRMAR"
    assert c.vinculos[-1].confirmar().estado == "ACTIVO"


def test_the_letter_case_of_a_mail_makes_no_difference():
    c, _ = activa("k@uno.mx")
    c = c.invitar(vinculo("K@uno.mx"))
    assert c.responder(c.vinculos[-1], acepta=True, ahora=AHORA).vinculos[-1].estado == "ACTIVO"


def test_the_only_contratista_that_invited_may_move_the_mail_before_the_first_entry():
    c, v = invitada("mal@uno.mx")
    assert c.corregir_correo(v, "bien@uno.mx", 3, AHORA).correo == "bien@uno.mx"


def test_with_two_invitations_none_moves_the_accounts_mail():
    c, v = invitada("k@uno.mx")
    c = c.invitar(vinculo("otra@dos.mx"))
    assert c.correo == "k@uno.mx"
    for de in c.vinculos:
        movido = c.corregir_correo(de, "nueva@tres.mx", 3, AHORA)
        assert movido.correo == "k@uno.mx"
        corregido = movido.vinculo(de.id)
        assert corregido
        assert corregido.correo == "nueva@tres.mx"
    assert [de.crea_cuenta for de in c.vinculos] == [True, False]
    assert v.crea_cuenta


def test_no_act_of_a_contratista_moves_the_mail_of_an_active_account():
    c, _ = activa("suyo@persona.mx")
    c = c.invitar(vinculo("trampa@rival.mx"))
    v = c.vinculos[-1]
    for despues in (
        c,
        c.corregir_correo(v, "otra@rival.mx", 3, AHORA),
        c.invitar_de_nuevo(v, 3, AHORA),
        c.con(v.con_permisos(False, True)),
        c.dar_de_baja(v, v.contratista_id, None, AHORA),
    ):
        assert despues.correo == "suyo@persona.mx"
        assert not any(de.crea_cuenta for de in despues.vinculos[1:])


def test_after_a_withdrawn_invitation_the_next_one_makes_the_account_with_its_own_mail():
    c, v = invitada("mal@uno.mx")
    c = c.dar_de_baja(v, v.contratista_id, None, AHORA).invitar(vinculo("bien@dos.mx"))
    assert (c.correo, c.vinculos[-1].crea_cuenta) == ("bien@dos.mx", True)


def test_when_who_was_to_make_the_account_withdraws_the_oldest_other_makes_it_with_its_own_mail():
    c, v = invitada()
    c = c.invitar(vinculo("dos@dos.mx")).invitar(replace(vinculo("tres@tres.mx"), alta=AHORA + timedelta(1)))
    c = c.dar_de_baja(v, v.contratista_id, None, AHORA)
    assert [(de.correo, de.crea_cuenta) for de in c.abiertos] == [
        ("dos@dos.mx", True),
        ("tres@tres.mx", False),
    ]
    assert c.correo == "dos@dos.mx"
    assert c.invitar_de_nuevo(c.vinculos[1], 3, AHORA).vinculos[1].crea_cuenta


def test_one_contratista_has_one_open_link_and_after_baja_a_new_one():
    c, v = activa()
    with pytest.raises(Negativa, match="capturista_ya_registrado"):
        c.invitar(vinculo(contratista=v.contratista_id))
    c = c.con(v.dar_de_baja(v.contratista_id, None, AHORA))
    assert c.invitar(vinculo(contratista=v.contratista_id)).vinculos[-1].estado == "INVITADO"


def test_three_invitations_again_a_day_corrections_included():
    c, v = invitada()
    c = c.corregir_correo(v, "b@uno.mx", 3, AHORA)
    for hora in (1, 2):
        c = c.invitar_de_nuevo(c.vinculos[0], 3, AHORA + timedelta(hours=hora))
    with pytest.raises(Negativa) as refusal:
        c.invitar_de_nuevo(c.vinculos[0], 3, AHORA + timedelta(hours=3))
    assert (refusal.value.codigo, refusal.value.datos["segundos"]) == ("demasiadas_invitaciones", 75_601)
    assert c.invitar_de_nuevo(c.vinculos[0], 3, AHORA + timedelta(days=1)).vinculos[0].envios


@pytest.mark.parametrize("de", ["POR_CONFIRMAR", "ACTIVO", "RECHAZADO", "BAJA"])
def test_only_an_invitation_that_waits_is_sent_again_or_corrected(de: str):
    c, v = invitada()
    v = replace(v, estado=de)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Negativa, match="vinculo_en_otro_estado"):
        c.con(v).invitar_de_nuevo(v, 3, AHORA)
    with pytest.raises(Negativa, match="vinculo_en_otro_estado"):
        c.con(v).corregir_correo(v, "b@uno.mx", 3, AHORA)


def test_the_person_answers_once_and_the_same_answer_again_changes_nothing():
    c, _ = activa()
    c = c.invitar(vinculo())
    si = c.responder(c.vinculos[-1], acepta=True, ahora=AHORA)
    assert si.responder(si.vinculos[-1], acepta=True, ahora=AHORA + timedelta(days=1)) == si
    no = c.responder(c.vinculos[-1], acepta=False, ahora=AHORA)
    assert no.vinculos[-1].estado == "RECHAZADO"
    for cambiada, acepta in ((si, False), (no, True)):
        with pytest.raises(Negativa, match="no_encontrado"):
            cambiada.responder(cambiada.vinculos[-1], acepta=acepta, ahora=AHORA)


def test_before_auth_told_that_the_account_is_active_nothing_is_accepted():
    c, v = invitada()
    with pytest.raises(Negativa, match="aun_no_disponible"):
        c.responder(v, acepta=True, ahora=AHORA)


def test_a_baja_ends_every_open_state_and_leaves_the_closed_ones():
    _, v = invitada()
    for de in ("INVITADO", "POR_CONFIRMAR", "ACTIVO"):
        baja = replace(v, estado=de).dar_de_baja(v.contratista_id, "Ya no trabaja aquí", AHORA)
        assert (baja.estado, baja.baja, baja.baja_por) == ("BAJA", AHORA, v.contratista_id)
    for de in ("RECHAZADO", "BAJA"):
        cerrado = replace(v, estado=de)
        assert cerrado.dar_de_baja(v.contratista_id, None, AHORA) == cerrado


def test_an_invitation_withdrawn_before_the_password_stays_withdrawn():
    c, v = invitada()
    c = c.con(v.dar_de_baja(v.contratista_id, None, AHORA)).activar(v.id, c.correo, 1, AHORA)
    assert (estado(c, v), c.cuenta_desde) == ("BAJA", AHORA)


@given(orden=st.permutations([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]))
def test_what_auth_tells_in_any_order_and_twice_ends_the_same(orden: list[int]):
    c, v = invitada("k@uno.mx")

    def aplicar(c: Capturista, n: int) -> Capturista:
        cuando = AHORA + timedelta(minutes=n)
        match n:
            case 1:
                c = c.activar(v.id, "k@uno.mx", n, cuando)
            case 2 | 6:
                c = c.entrar(cuando)
            case 3:
                c = c.bloquear(cuando + timedelta(minutes=15), n)
            case 4:
                c = c.bloquear(None, n)
            case _:
                c = c.cambiar_correo("nuevo@persona.mx", n)
        return c.oir(n)

    for n in orden:
        c = aplicar(c, n)
    assert (c.correo, c.cuenta_desde) == ("nuevo@persona.mx", AHORA + timedelta(minutes=1))
    assert (c.bloqueado_hasta, c.ultimo_acceso) == (None, AHORA + timedelta(minutes=6))
    assert (estado(c, v), c.cuenta_orden) == ("ACTIVO", 6)


@given(
    actos=st.lists(
        st.tuples(
            st.sampled_from(["alta", "correo", "reenvio", "baja", "activa", "si", "no"]), st.integers(0, 2)
        ),
        max_size=12,
    )
)
def test_whatever_contratistas_do_the_mail_of_an_active_account_is_the_one_it_was_activated_with(
    actos: list[tuple[str, int]],
):
    """T-24 and T-25 over whole histories: three contratistas, each with an address of its own."""
    ids = [uuid4(), uuid4(), uuid4()]
    correos = ["a@uno.mx", "b@dos.mx", "c@tres.mx"]
    c, activada_con = persona(correos[0]), None
    for paso, (acto, i) in enumerate(actos):
        suyo = next((v for v in c.abiertos if v.contratista_id == ids[i]), None)
        try:
            match acto:
                case "alta":
                    c = c.invitar(vinculo(correos[i], ids[i]))
                case "correo" if suyo:
                    c = c.corregir_correo(suyo, f"{paso}{correos[i]}", 99, AHORA)
                case "reenvio" if suyo:
                    c = c.invitar_de_nuevo(suyo, 99, AHORA)
                case "baja" if suyo:
                    c = c.dar_de_baja(suyo, ids[i], None, AHORA)
                case "activa" if suyo and suyo.crea_cuenta and activada_con is None:
                    activada_con = c.correo
                    c = c.activar(suyo.id, c.correo, 1, AHORA)
                case "si" | "no" if suyo:
                    c = c.responder(suyo, acepta=acto == "si", ahora=AHORA)
                case _:
                    pass
        except Negativa:
            pass
        if activada_con:
            assert c.correo == activada_con
        for v in c.abiertos:
            assert v.estado != "ACTIVO" or v.correo == activada_con
        creadores = [v for v in c.abiertos if v.crea_cuenta]
        assert len(creadores) == (1 if c.abiertos and not activada_con else len(creadores)) <= 1


def test_every_fault_of_an_alta_is_told_at_once():
    with pytest.raises(Negativa) as refusal:
        leer_invitado("CACX760510MMCSHC07", "sin-arroba", "otra")
    assert set(refusal.value.datos["errores"]) == {"usuario", "correo"}  # pyright: ignore[reportArgumentType]


def test_a_curp_is_read_without_blanks_in_capitals_and_with_its_digit():
    assert leer_invitado(f" {CURP.lower()} ", "K@Uno.MX", " K@uno.mx ") == (CURP, "K@uno.mx")


@pytest.mark.parametrize("otra", ["l@uno.mx", "sin-arroba", ""])
def test_the_mail_is_typed_twice_and_alike(otra: str):
    with pytest.raises(Negativa) as refusal:
        leer_correo("k@uno.mx", otra)
    assert "correo_confirmacion" in refusal.value.datos["errores"]  # pyright: ignore[reportOperatorIssue]


def test_a_name_needs_its_first_two_parts_and_shows_as_one():
    assert Nombre.leer(" María  José ", "Nuñez", "").completo == "María José Nuñez"
    with pytest.raises(Negativa) as refusal:
        Nombre.leer("", "a|b", "x")
    assert refusal.value.datos["campos"] == ["Nombre(s)", "Primer apellido"]


def test_the_reason_of_a_baja_is_optional_and_short():
    assert (leer_motivo(None), leer_motivo("  "), leer_motivo(" Ya no ")) == (None, None, "Ya no")
    with pytest.raises(Negativa, match="campo_invalido"):
        leer_motivo("x" * 501)
