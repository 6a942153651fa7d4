"""No body takes a value of another JSON type for its own: every field of every route that takes one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from .casas import CASAS, abrir_casa
from .permisos import Comparacion, Tabla, operaciones

AJENOS: Mapping[str, tuple[Any, ...]] = {
    "integer": ("1", True, 1.5),
    "boolean": ("yes", "true", 1),
    "string": (1, True),
    "array": ("x",),
}


def _campos(operacion: Mapping[str, Any], modelos: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """The fields of its body with the JSON types the document gives them."""
    contenido = operacion.get("requestBody", {}).get("content", {})
    esquema = contenido.get("application/json", {}).get("schema", {})
    opciones = esquema.get("anyOf", [esquema])
    for nombre in (o["$ref"].rpartition("/")[2] for o in opciones if "$ref" in o):
        for campo, propiedad in modelos[nombre].get("properties", {}).items():
            yield campo, {p["type"] for p in propiedad.get("anyOf", [propiedad]) if "type" in p}


@pytest.mark.parametrize("servicio", ["auth", "registry", "informativa", "signing"])
async def test_a_number_or_a_boolean_as_text_is_refused_in_every_body_and_names_its_field(
    servicio: str, cliente_de: Any, tmp_path: Path
) -> None:
    comparacion = await Comparacion.de(servicio, await abrir_casa(servicio, cliente_de, tmp_path))
    casa, documento = comparacion.casa, comparacion.documento
    probados, aceptados = 0, list[str]()
    for ruta, operacion in operaciones(documento, servicio).items():
        campos = list(_campos(operacion, documento["components"]["schemas"]))
        if not campos:
            continue
        columna = next(c for c, v in comparacion.tabla.verdictos[ruta].items() if v == "ok")
        escena = await casa.escena(ruta)
        cuerpo = comparacion.cuerpo(ruta, operacion, escena.cuerpos)
        for campo, ajeno in ((c, a) for c, tipos in campos for t in tipos for a in AJENOS.get(t, ())):
            dicho = await casa.pedir(ruta, escena, columna, {**cuerpo, campo: ajeno}, If_Match='"1"')
            errores = dicho.json().get("errores", []) if dicho.content else []
            probados += 1
            if dicho.status_code != 422 or campo not in [e["campo"].split(".")[0] for e in errores]:
                aceptados.append(f"{ruta} {campo}={ajeno!r}: {dicho.status_code}")
    assert probados
    assert not aceptados, "\n".join(aceptados)


def test_listado_takes_no_body_and_every_other_service_with_an_interface_is_asked() -> None:
    rutas = Tabla.leer("listado").verdictos
    assert all(ruta.startswith("GET ") for ruta in rutas)
    assert set(CASAS) == {"auth", "registry", "informativa", "signing", "listado"}
