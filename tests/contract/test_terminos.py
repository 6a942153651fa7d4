"""The Términos y Condiciones: another text is another version, and everybody is asked again (D30)."""

import hashlib
from datetime import date
from importlib.resources import files

from icsoe_registry.domain.contratista import TERMINOS_VIGENTES

# Version, its day, SHA-256 of its text. A new text is a new row, above.
VERSIONES = {
    "1.1": (date(2026, 11, 21), "6f9ffc23ca36d1c1e44769a4f95b1afe18ba69814879083ecbf718ebc6e2c2b1"),
}


def test_the_text_of_the_terms_in_force_is_the_one_of_their_version() -> None:
    texto = files("icsoe_portal").joinpath("templates/ayuda/_terminos.html").read_bytes()
    fecha, huella = VERSIONES[TERMINOS_VIGENTES.version]
    assert (TERMINOS_VIGENTES.fecha, hashlib.sha256(texto).hexdigest()) == (fecha, huella)
