import json
from uuid import UUID

import pytest
from icsoe_chassis.enlaces import KID, TIPO, Enlace, EnlaceIlegible, abrir, llave_de, sellar
from icsoe_chassis.tokens import b64, de_b64
from joserfc import jwe
from joserfc.jwk import OKPKey

LLAVE = OKPKey.generate_key("X25519")
PUBLICA = llave_de(LLAVE.as_pem(private=False).decode())
ENLACE = Enlace("t" * 43, "ana@empresa.mx", UUID(int=7))


def test_only_the_private_key_opens_what_the_public_one_sealed() -> None:
    sellado = sellar(PUBLICA, ENLACE)
    assert abrir(llave_de(LLAVE.as_pem(private=True).decode()), sellado) == ENLACE
    for ajena in (OKPKey.generate_key("X25519"), PUBLICA):
        with pytest.raises(EnlaceIlegible):
            abrir(ajena, sellado)


def test_the_same_link_is_sealed_differently_each_time_and_shows_nothing() -> None:
    uno, otro = sellar(PUBLICA, ENLACE), sellar(PUBLICA, ENLACE)
    assert uno != otro
    assert (
        json.loads(de_b64(uno.split(".")[0])).items() >= {"typ": TIPO, "kid": KID, "enc": "A256GCM"}.items()
    )
    assert ENLACE.token not in uno
    assert ENLACE.token not in repr(ENLACE)
    assert ENLACE.para not in repr(ENLACE)


@pytest.mark.parametrize(
    "cambio", [{"typ": "at+jwt"}, {"kid": "otra"}, {"zip": "DEF"}, {"jku": "https://x.invalid"}]
)
def test_another_header_is_refused(cambio: dict[str, str]) -> None:
    cabeza = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": TIPO, "kid": KID} | cambio
    sellado = jwe.encrypt_compact(cabeza, b"{}", PUBLICA, registry=_todo())
    with pytest.raises(EnlaceIlegible):
        abrir(LLAVE, sellado)


@pytest.mark.parametrize("texto", ["", "a.b", "a.b.c.d.e", "ñ", "x" * 5_000])
def test_any_other_text_is_refused(texto: str) -> None:
    with pytest.raises(EnlaceIlegible):
        abrir(LLAVE, texto)


def test_a_changed_byte_anywhere_is_refused() -> None:
    partes = sellar(PUBLICA, ENLACE).split(".")
    for indice in (0, 2, 3, 4):
        cambiadas = list(partes)
        crudo = bytearray(de_b64(cambiadas[indice]))
        crudo[-1] ^= 1
        cambiadas[indice] = b64(bytes(crudo))
        with pytest.raises(EnlaceIlegible):
            abrir(LLAVE, ".".join(cambiadas))


def test_a_key_of_another_curve_is_no_key_of_links() -> None:
    with pytest.raises(ValueError, match="X25519"):
        llave_de(OKPKey.generate_key("Ed25519").as_pem(private=True).decode())


def _todo() -> jwe.JWERegistry:
    return jwe.JWERegistry(algorithms=["ECDH-ES", "A256GCM", "DEF"], strict_check_header=False)
