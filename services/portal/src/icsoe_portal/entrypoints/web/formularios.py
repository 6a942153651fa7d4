"""What forms of several areas share: the fault of each field as a service names it, and passwords."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import Form
from icsoe_dominio.contrasena import Contexto

from ...application.nueva_contrasena import MAXIMO_ESCRITO, NuevaContrasena
from ...application.ports import ErrorDeServicio

Escrito = Annotated[str, Form(max_length=MAXIMO_ESCRITO)]
Marca = Annotated[bool, Form()]


def corregible(error: ErrorDeServicio) -> ErrorDeServicio:
    """The refusal, if the person can correct it where it stands; what is ours or ends the session goes on."""
    if error.estado >= 500 or error.codigo in ("sesion_expirada", "sin_permiso"):
        raise error
    return error


def fallas_de(error: ErrorDeServicio) -> dict[str, str]:
    """Field → what to correct, of a ``campo_invalido``; empty of any other."""
    errores = error.datos.get("errores")
    return {str(c): str(m) for c, m in _mapa(errores).items()}


def reglas_negadas(error: ErrorDeServicio) -> list[str]:
    """The codes of the rules that a ``contrasena_debil`` names."""
    codigos = error.datos.get("codigos")
    return [str(c) for c in cast(list[object], codigos)] if isinstance(codigos, list) else []


def cajas_de_contrasena(
    contexto: Contexto, escrita: NuevaContrasena | None = None, negadas: list[str] | None = None
) -> dict[str, Any]:
    """What ``_contrasena.html`` draws. What was typed as a password is never sent back."""
    return {"reglas": (escrita or NuevaContrasena()).reglas(contexto, negadas or []), "contexto": contexto}


def _mapa(valor: object) -> Mapping[object, object]:
    return cast(Mapping[object, object], valor) if isinstance(valor, dict) else {}
