"""The rules of a password, with the words the person reads before typing (icsoe.md §9.6, D58, D96; T-27).

The portal's live check follows the same rules: both are held to ``tests/vectores/contrasenas.json``.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MINIMO, MAXIMO, RECORDADAS = 8, 128, 5
ESPECIALES = frozenset("-*?!@#$/()[]=_.¡;:")
_FILAS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm", "1234567890")
_ALFABETOS = ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnñopqrstuvwxyz")
_DIGITOS = "0123456789"
_CORRIDA = 4
_REPETIDOS = re.compile(r"(.)\1\1", re.DOTALL)
_PROPIAS = ("icsoe", "imss")
_DISFRAZ = str.maketrans("@0134$57!", "aoieassti")
_NUCLEO = 5


@dataclass(frozen=True)
class Contexto:
    """Whose password it is. ``anio``: the current one; an empty text is not known and forbids nothing."""

    curp: str = ""
    nombre: str = ""
    correo: str = ""
    rfc: str = ""
    anio: int | None = None


@dataclass(frozen=True)
class Regla:
    """``texto`` as the screen shows it; ``en_vivo`` False for what only the server can judge."""

    codigo: str
    texto: str
    cumple: Callable[[str, Contexto], bool]
    en_vivo: bool = True


def incumplidas(contrasena: str, contexto: Contexto) -> list[str]:
    """The codes of the rules that ``contrasena`` does not meet, in the order of the screen."""
    if len(contrasena) > 4 * MAXIMO:  # no rule needs to look at more
        contrasena = contrasena[: 4 * MAXIMO]
    return [regla.codigo for regla in REGLAS if not regla.cumple(contrasena, contexto)]


@cache
def comunes() -> frozenset[str]:
    """The commonest passwords of the world, lower case."""
    texto = files("icsoe_dominio").joinpath("contrasenas_comunes.txt").read_text("utf-8")
    return frozenset(linea for linea in texto.splitlines() if not linea.startswith("#"))


def _clases(contrasena: str, _: Contexto) -> bool:
    categorias = {unicodedata.category(c) for c in contrasena}
    return {"Lu", "Ll"} <= categorias and any(c in _DIGITOS for c in contrasena)


def _especial(contrasena: str, _: Contexto) -> bool:
    return any(c in ESPECIALES for c in contrasena)


def _forma(contrasena: str, _: Contexto) -> bool:
    largo = len(contrasena) >= MINIMO and not any(c.isspace() for c in contrasena)
    return largo and not _corrida(contrasena.lower(), (*_FILAS, _DIGITOS))


def _sin_repetir(contrasena: str, _: Contexto) -> bool:
    return not _REPETIDOS.search(contrasena)


def _sin_letras_seguidas(contrasena: str, _: Contexto) -> bool:
    return not _corrida(contrasena.lower(), _ALFABETOS)


def _corta(contrasena: str, _: Contexto) -> bool:
    return len(contrasena) <= MAXIMO


def _corrida(texto: str, filas: Sequence[str]) -> bool:
    """Whether it holds four neighbours of a row, in either direction."""
    vecinas = {f[i : i + _CORRIDA] for fila in filas for f in (fila, fila[::-1]) for i in range(len(f) - 3)}
    return any(texto[i : i + _CORRIDA] in vecinas for i in range(len(texto) - _CORRIDA + 1))


def _ajena(contrasena: str, contexto: Contexto) -> bool:
    llano = _llano(contrasena)
    palabras = [*_PROPIAS, contexto.curp, contexto.rfc, contexto.correo, contexto.correo.partition("@")[0]]
    palabras += contexto.nombre.split()
    if contexto.anio is not None:
        palabras += [str(contexto.anio + n) for n in (-1, 0, 1)]
    return not any(len(p) >= _CORRIDA and _llano(p) in llano for p in palabras)


def _rara(contrasena: str, _: Contexto) -> bool:
    """Not a common one, nor a common word that digits, symbols or look-alikes only dress up."""
    llano = _llano(contrasena)
    sueltas = {llano, llano.translate(_DISFRAZ)}
    sueltas |= {re.sub(r"^[^a-z]+|[^a-z]+$", "", s) for s in (llano, llano.translate(_DISFRAZ))}
    sueltas |= {re.sub(r"[^a-z0-9]", "", llano), re.sub(r"[^a-z]", "", llano)}
    sueltas.add(re.sub(r"[^a-z]+$", "", llano).translate(_DISFRAZ))
    return not any(len(s) >= _NUCLEO and s in comunes() for s in sueltas)


def _llano(texto: str) -> str:
    """Lower case without accents."""
    partido = unicodedata.normalize("NFD", texto.lower())
    return "".join(c for c in partido if not unicodedata.combining(c))


REGLAS: tuple[Regla, ...] = (
    Regla("clases", "Utilizar mayúsculas, minúsculas y números", _clases),
    Regla(
        "especial", "Incluir al menos un caracter especial: - * ? ! @ # $ / ( ) [ ] = _ . ¡ ; :", _especial
    ),
    Regla(
        "forma",
        "Tener una longitud mayor o igual a 8 caracteres, sin espacios en blanco (sin utilizar patrones de "
        "teclado (qwerty) ni números en secuencia (1234))",
        _forma,
    ),
    Regla("repetidos", "Sin repetir caracteres (1111111)", _sin_repetir),
    Regla("letras", "Sin letras en secuencia (abcd)", _sin_letras_seguidas),
    Regla("maximo", "Tener como máximo 128 caracteres", _corta),
    Regla("personal", "Sin tu CURP, tu nombre, tu correo, ICSOE, IMSS ni el año", _ajena),
    Regla("comun", "No ser una contraseña de uso común", _rara),
    Regla("ultimas", "No ser una de tus últimas 5 contraseñas", lambda _, __: True, en_vivo=False),
)
