import json
import re
import subprocess
from typing import Any

import pytest
from icsoe_contracts.catalogo import EVENTO_DE_TIPO, TEMA_DE_EVENTO, TEMAS
from icsoe_contracts.compatibilidad import incompatibilidades
from icsoe_contracts.evento import Evento
from icsoe_contracts.generar import RAIZ, asyncapi, documentos, esquema
from icsoe_contracts.sobre import Sobre

MUESTRAS = sorted((RAIZ / "samples").glob("*.json"))
EVENTOS = sorted(EVENTO_DE_TIPO.values(), key=lambda evento: evento.TIPO)
PERSONALES = re.compile(
    r"rfc|curp|nss|sbc|correo|telefono|celular|nombre|domicilio|direccion|copias", re.IGNORECASE
)
DE_TRABAJADORES = re.compile(r"^(nss|curp|sbc|trabajadores)$", re.IGNORECASE)


def git(*argumentos: str) -> str | None:
    hecho = subprocess.run(["git", "-C", str(RAIZ), *argumentos], capture_output=True, text=True, check=False)
    return hecho.stdout if hecho.returncode == 0 else None


def campos(nodo: Any) -> set[str]:
    """Every property name anywhere in a schema."""
    if isinstance(nodo, list):
        return {campo for parte in nodo for campo in campos(parte)}
    if not isinstance(nodo, dict):
        return set()
    return {*nodo.get("properties", {}), *(campo for parte in nodo.values() for campo in campos(parte))}


def muestra(evento: type[Evento]) -> dict[str, Any]:
    return json.loads((RAIZ / "samples" / f"{evento.TIPO}.json").read_text("utf-8"))


def test_the_committed_schemas_and_asyncapi_are_what_the_models_say() -> None:
    hechos = documentos()
    distintos = [ruta for ruta, texto in hechos.items() if (RAIZ / ruta).read_text("utf-8") != texto]
    assert not distintos, "ejecuta: python -m icsoe_contracts.generar"
    assert {f"schemas/{p.name}" for p in (RAIZ / "schemas").iterdir()} | {"asyncapi.yaml"} == set(hechos)


def test_no_committed_schema_that_anybody_reads_changed_except_by_optional_fields() -> None:
    etiqueta = (git("describe", "--tags", "--match", "v*", "--abbrev=0") or "HEAD").strip()
    lista = git("ls-tree", "--name-only", etiqueta, "schemas/")
    if lista is None:
        pytest.skip("sin historia de git no hay con qué comparar")
    fallas: dict[str, list[str]] = {}
    for ruta in lista.split():
        evento = EVENTO_DE_TIPO.get(ruta.removeprefix("schemas/").removesuffix(".json"))
        viejo = json.loads(git("show", f"{etiqueta}:./{ruta}") or "{}")
        if evento is None:
            fallas[ruta] = ["el evento desapareció"]
        elif TEMA_DE_EVENTO[evento].consumidores or TEMA_DE_EVENTO[evento].nivel == "publico":
            fallas[ruta] = incompatibilidades(viejo, esquema(evento))
    assert not {ruta: f for ruta, f in fallas.items() if f}


@pytest.mark.parametrize("evento", EVENTOS, ids=lambda evento: evento.TIPO)
def test_every_event_has_a_golden_sample_that_parses_and_shows_every_field(evento: type[Evento]) -> None:
    dada = muestra(evento)
    cuerpo = evento.model_validate_json(json.dumps(dada["value"]))
    assert cuerpo.model_dump(mode="json").keys() == dada["value"].keys() == evento.model_fields.keys()
    assert evento.model_validate_json(cuerpo.model_dump_json()) == cuerpo
    sobre = Sobre.leer([(clave, valor.encode()) for clave, valor in dada["headers"].items()])
    assert (sobre.type, sobre.subject) == (evento.TIPO, dada["key"])
    assert dada["topic"] == TEMA_DE_EVENTO[evento].nombre


def test_every_golden_sample_belongs_to_a_living_event() -> None:
    assert {p.stem for p in MUESTRAS} == set(EVENTO_DE_TIPO)


@pytest.mark.parametrize("evento", EVENTOS, ids=lambda evento: evento.TIPO)
def test_a_reader_ignores_fields_it_does_not_know(evento: type[Evento]) -> None:
    cuerpo = muestra(evento)["value"]
    assert evento.model_validate({**cuerpo, "campo_del_futuro": 1}) == evento.model_validate(cuerpo)


def test_the_public_tier_holds_no_personal_data() -> None:
    publicos = [evento for tema in TEMAS if tema.nivel == "publico" for evento in tema.eventos]
    assert publicos
    for evento in publicos:
        assert not [campo for campo in campos(esquema(evento)) if PERSONALES.search(campo)], evento.TIPO
        texto = json.dumps(muestra(evento)["value"])
        assert "@" not in texto
        assert not re.search(r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{2,3}\b", texto)


def test_no_event_holds_worker_data_and_what_is_kept_for_ever_holds_no_rfc_mail_or_free_text() -> None:
    for evento, tema in TEMA_DE_EVENTO.items():
        nombres = campos(esquema(evento))
        assert not [campo for campo in nombres if DE_TRABAJADORES.match(campo)], evento.TIPO
        if tema.retencion_dias is None:
            prohibidos = {
                "rfc",
                "correo",
                "celular",
                "telefono_fijo",
                "copias_acuse",
                "enviada_por",
                "motivo",
            }
            assert not nombres & prohibidos, evento.TIPO


def test_every_type_has_one_topic_and_its_writer_is_in_its_name() -> None:
    assert len(EVENTO_DE_TIPO) == len(TEMA_DE_EVENTO) == sum(len(tema.eventos) for tema in TEMAS)
    for evento, tema in TEMA_DE_EVENTO.items():
        assert re.fullmatch(r"icsoe\.[a-z]+\.[a-z_]+\.v\d+", evento.TIPO)
        assert evento.TIPO.split(".")[1] in (tema.dueno, "publico")
        assert evento.version_mayor() == int(tema.nombre.rsplit(".v", 1)[1])


def test_the_asyncapi_document_is_closed_and_names_one_sender_per_channel() -> None:
    documento = asyncapi()
    for referencia in re.findall(r"'\$ref': '#/([^']+)'", str(documento)):
        nodo: Any = documento
        for parte in referencia.split("/"):
            nodo = nodo[parte]
    envios = [op["channel"]["$ref"] for op in documento["operations"].values() if op["action"] == "send"]
    assert sorted(envios) == sorted(f"#/channels/{tema.nombre}" for tema in TEMAS)


BASE: dict[str, Any] = {
    "properties": {"a": {"type": "string"}, "r": {"$ref": "#/$defs/R"}},
    "required": ["a"],
    "$defs": {"R": {"properties": {"k": {"type": "integer"}}, "required": ["k"]}},
}


def con(**cambios: Any) -> dict[str, Any]:
    return {**BASE, **cambios}


@pytest.mark.parametrize(
    "nuevo",
    [
        con(properties={"r": {"$ref": "#/$defs/R"}}, required=[]),
        con(properties={**BASE["properties"], "a": {"type": "integer"}}),
        con(properties={**BASE["properties"], "b": {"type": "string"}}, required=["a", "b"]),
        con(required=[]),
        con(required=["a", "r"]),
        con(**{"$defs": {"R": {"properties": {"k": {"type": "string"}}, "required": ["k"]}}}),
        con(**{"$defs": {"R": {"properties": {}, "required": []}}}),
    ],
)
def test_a_change_that_breaks_readers_is_found(nuevo: dict[str, Any]) -> None:
    assert incompatibilidades(BASE, nuevo)


def test_an_added_optional_field_breaks_nobody() -> None:
    nuevo = con(
        properties={**BASE["properties"], "b": {"type": "string", "default": ""}},
        description="otra",
        **{"$defs": {"R": {**BASE["$defs"]["R"], "properties": {"k": {"type": "integer"}, "x": {}}}}},
    )
    assert incompatibilidades(BASE, nuevo) == []
