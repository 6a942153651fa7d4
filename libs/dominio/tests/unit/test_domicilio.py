"""Addresses of the wizard (icsoe.md §7.5, §9.3)."""

import pytest
from icsoe_dominio.domicilio import Domicilio, DomicilioInvalido, Lugar, Vialidad

SAN_ANGEL = Lugar("01000-0001", "01000", "Ciudad de México", "Álvaro Obregón", "San Ángel")
REFORMA = {"calle": "Reforma", "tipo_calle": "Avenida", "num_exterior": "476"}


def errores(componentes: dict[str, str], sin_numero: bool = False) -> set[str]:
    with pytest.raises(DomicilioInvalido) as hallado:
        Domicilio.leer(SAN_ANGEL, componentes, sin_numero)
    return set(hallado.value.errores)


def test_a_street_is_typed_as_name_and_type_and_shown_as_type_and_name() -> None:
    domicilio = Domicilio.leer(
        SAN_ANGEL, REFORMA | {"entre_calle": "  Lieja  ", "letra_interior": "Depto. 45 int."}
    )
    assert str(domicilio.calle) == "Avenida Reforma"
    assert domicilio.entre_calle == Vialidad("Lieja", "Calle")
    assert domicilio.letra_interior == "Depto. 45 int."
    assert domicilio.vialidades == (Vialidad("Reforma", "Avenida"), Vialidad("Lieja", "Calle"))


def test_number_or_letter_of_the_outside_or_the_mark_without_number() -> None:
    calle = {"calle": "Reforma"}
    assert Domicilio.leer(SAN_ANGEL, calle | {"letra_exterior": "Mz. 9 Lt. 8"}).num_exterior is None
    assert Domicilio.leer(SAN_ANGEL, calle, sin_numero=True).sin_numero
    assert errores(calle) == {"num_exterior"}
    assert errores(calle | {"num_exterior": "1"}, sin_numero=True) == {"sin_numero"}


def test_every_component_is_told_its_own_fault_at_once() -> None:
    malos = {
        "calle": "=1+1",
        "num_exterior": "12 bis",
        "num_interior": "1234567",
        "letra_interior": "x" * 36,
        "tipo_entre_calle": "Vereda",
        "descripcion_ubicacion": "a|b",
    }
    assert errores(malos | {"tipo_calle": "Avenida", "entre_calle": "Lieja"}) == malos.keys()
    assert errores({}) == {"calle", "num_exterior"}


def test_faults_come_in_the_order_of_the_screen() -> None:
    with pytest.raises(DomicilioInvalido) as hallado:
        Domicilio.leer(SAN_ANGEL, {"num_interior": "x", "entre_calle": "x" * 200})
    assert list(hallado.value.errores) == ["calle", "num_exterior", "num_interior", "entre_calle"]


def test_the_type_of_settlement_is_shown_only_when_known() -> None:
    assert SAN_ANGEL.colonia_con_tipo == "San Ángel"
    oficial = Lugar("01000-0001", "01000", "Ciudad de México", "Álvaro Obregón", "San Ángel", "Colonia")
    assert oficial.colonia_con_tipo == "Colonia San Ángel"
