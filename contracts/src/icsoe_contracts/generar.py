"""Writes what others read of the contracts: JSON Schemas and the AsyncAPI document. ``python -m
icsoe_contracts.generar``.

Nothing here is edited by hand; a test compares the committed files with what this module would write.
"""

import json
from pathlib import Path
from typing import Any

import yaml

from .catalogo import TEMAS, Tema
from .evento import Evento

RAIZ = Path(__file__).parents[2]
_DIALECTO = "https://json-schema.org/draft/2020-12/schema"
_CABECERAS: dict[str, tuple[str, bool]] = {
    "ce_specversion": ("Siempre 1.0.", True),
    "ce_id": ("UUIDv7 del evento; el mismo en cada entrega.", True),
    "ce_type": ("Tipo del evento con su versión mayor.", True),
    "ce_source": ("/icsoe/<servicio>/<época>; con ce_subject nombra el flujo.", True),
    "ce_subject": ("Clave del registro.", True),
    "ce_time": ("Instante en que se emitió, ISO 8601 en UTC.", True),
    "ce_sequence": ("Lugar en el flujo: 1, 2, 3… sin huecos.", True),
    "ce_dataschema": ("URN del esquema del cuerpo.", True),
    "ce_icsoemode": ("real o prueba.", True),
    "ce_traceparent": ("Traza W3C.", False),
    "ce_causationid": ("ce_id del evento que llevó a este.", False),
}


def esquema(evento: type[Evento]) -> dict[str, Any]:
    """The JSON Schema of a body, as a reader may rely on it."""
    cuerpo = evento.model_json_schema(mode="validation")
    return {"$schema": _DIALECTO, "$id": f"urn:icsoe:esquema:{evento.TIPO}", **cuerpo}


def archivo_de_esquema(evento: type[Evento]) -> str:
    """Where its schema lies, relative to the package's folder."""
    return f"schemas/{evento.TIPO}.json"


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document: one channel per topic, who sends and who receives."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ICSOE: eventos",
            "version": "1.0.0",
            "description": "Hechos que los servicios publican. CloudEvents 1.0 en modo binario sobre Kafka.",
        },
        "defaultContentType": "application/json",
        "channels": {tema.nombre: _canal(tema) for tema in TEMAS},
        "operations": dict(operacion for tema in TEMAS for operacion in _operaciones(tema)),
        "components": {
            "messages": {evento.TIPO: _mensaje(evento) for tema in TEMAS for evento in tema.eventos},
            "schemas": {"Sobre": _sobre()},
        },
    }


def _canal(tema: Tema) -> dict[str, Any]:
    retencion = "para siempre" if tema.retencion_dias is None else f"{tema.retencion_dias} días"
    return {
        "address": tema.nombre,
        "description": f"Lo escribe solo {tema.dueno}. Se conserva {retencion}. Nivel {tema.nivel}.",
        "messages": {e.TIPO: {"$ref": f"#/components/messages/{e.TIPO}"} for e in tema.eventos},
        "bindings": {
            "kafka": {"topic": tema.nombre, "partitions": tema.particiones, "bindingVersion": "0.5.0"}
        },
    }


def _operaciones(tema: Tema) -> list[tuple[str, dict[str, Any]]]:
    canal = {"$ref": f"#/channels/{tema.nombre}"}
    corto = tema.nombre.removeprefix("icsoe.")
    return [
        (f"{tema.dueno}.publica.{corto}", {"action": "send", "channel": canal}),
        *(
            (f"{servicio}.consume.{corto}", {"action": "receive", "channel": canal})
            for servicio in tema.consumidores
        ),
    ]


def _mensaje(evento: type[Evento]) -> dict[str, Any]:
    return {
        "name": evento.TIPO,
        "summary": (evento.__doc__ or "").strip().splitlines()[0],
        "headers": {"$ref": "#/components/schemas/Sobre"},
        "payload": {"$ref": f"./{archivo_de_esquema(evento)}"},
    }


def _sobre() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [nombre for nombre, (_, obligatoria) in _CABECERAS.items() if obligatoria],
        "properties": {
            nombre: {"type": "string", "description": texto} for nombre, (texto, _) in _CABECERAS.items()
        },
    }


def documentos() -> dict[str, str]:
    """Every generated file: path relative to the package's folder → text."""
    hechos = {
        archivo_de_esquema(evento): json.dumps(esquema(evento), ensure_ascii=False, indent=2) + "\n"
        for tema in TEMAS
        for evento in tema.eventos
    }
    hechos["asyncapi.yaml"] = yaml.safe_dump(asyncapi(), allow_unicode=True, sort_keys=False, width=110)
    return hechos


def main() -> None:
    """Writes all documents and removes schemas of events that are gone."""
    hechos = documentos()
    for sobrante in (RAIZ / "schemas").glob("*.json"):
        if f"schemas/{sobrante.name}" not in hechos:
            sobrante.unlink()
    for ruta, texto in hechos.items():
        (RAIZ / ruta).parent.mkdir(exist_ok=True)
        (RAIZ / ruta).write_text(texto, "utf-8")


if __name__ == "__main__":
    main()
