"""Normalised text: NFC, trimmed, single blanks (D48), and
the rule for every free text, V-TXT (threats.md §4.5).
"""

import re
import unicodedata

_BLANCOS = re.compile(r"[\t\n\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PROHIBIDAS = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_INICIALES = frozenset('¿¡("#')


class ValorInvalido(ValueError):
    """A value breaks its rule. ``codigo`` says which part, ``motivo`` is Spanish text for the person."""

    def __init__(self, codigo: str, motivo: str) -> None:
        super().__init__(motivo)
        self.codigo = codigo
        self.motivo = motivo


def sin_blancos(texto: str, maximo: int) -> str:
    """NFC without blanks at the ends.

    Longer than ``maximo`` characters: ValorInvalido, before anything else looks.
    """
    if len(texto) > maximo:
        raise ValorInvalido("longitud", f"El texto es demasiado largo (máximo {maximo} caracteres).")
    return unicodedata.normalize("NFC", texto).strip()


def tiene_caracter_prohibido(texto: str) -> bool:
    """Whether it holds a control, format, private, surrogate or unassigned character, or a line separator."""
    return any(unicodedata.category(c) in _PROHIBIDAS for c in texto)


def capturar(texto: str, maximo: int) -> str:
    """V-TXT as typed: blanks joined, invisible format characters (Cf) dropped, then the rule.

    Raises ValorInvalido.
    """
    if len(texto) > 4 * maximo:
        raise ValorInvalido("longitud", f"El texto es demasiado largo (máximo {maximo} caracteres).")
    visible = "".join(c for c in texto if unicodedata.category(c) != "Cf")
    return exigir(_BLANCOS.sub(" ", unicodedata.normalize("NFC", visible)).strip(" "), maximo)


def exigir(texto: str, maximo: int) -> str:
    """V-TXT at freezing: nothing is repaired. Returns the same text or raises ValorInvalido."""
    if not texto or len(texto) > maximo:
        raise ValorInvalido("longitud", f"El texto debe tener entre 1 y {maximo} caracteres.")
    if texto != unicodedata.normalize("NFC", texto) or tiene_caracter_prohibido(texto):
        raise ValorInvalido("caracter", "El texto contiene caracteres que no se pueden mostrar.")
    if "|" in texto:
        raise ValorInvalido("caracter", "El texto no puede contener el carácter «|».")
    if not (texto[0].isalnum() or texto[0] in _INICIALES):
        raise ValorInvalido(
            "inicio", 'El texto debe comenzar con una letra, un número o alguno de ¿ ¡ ( " #.'
        )
    return texto
