"""When may a schema change without a new major version? Only by adding optional fields."""

from typing import Any

_ADORNO = frozenset({"title", "description", "$id", "$schema", "$defs"})


def incompatibilidades(viejo: dict[str, Any], nuevo: dict[str, Any]) -> list[str]:
    """What breaks readers between two JSON Schemas of one event type; empty when only optional fields were
    added.
    """
    return _comparar(_llano(viejo, viejo), _llano(nuevo, nuevo), "")


def _llano(nodo: Any, raiz: dict[str, Any]) -> Any:
    """The node with its references put in and without words that bind nobody."""
    if isinstance(nodo, list):
        return [_llano(parte, raiz) for parte in nodo]
    if not isinstance(nodo, dict):
        return nodo
    if "$ref" in nodo:
        return _llano(raiz["$defs"][nodo["$ref"].removeprefix("#/$defs/")], raiz)
    propias = nodo.get("properties", {})
    resto = {k: _llano(v, raiz) for k, v in nodo.items() if k not in _ADORNO and k != "properties"}
    if propias:
        resto["properties"] = {k: _llano(v, raiz) for k, v in propias.items()}
    return resto


def _comparar(viejo: Any, nuevo: Any, donde: str) -> list[str]:
    if not (
        isinstance(viejo, dict)
        and isinstance(nuevo, dict)
        and "properties" in viejo
        and "properties" in nuevo
    ):
        return [] if viejo == nuevo else [f"{donde or 'raíz'}: cambió"]
    fallas: list[str] = []
    obligatorios = set(viejo.get("required", ())), set(nuevo.get("required", ()))
    fallas += [
        f"{donde}.{campo}: cambió si es obligatorio" for campo in sorted(obligatorios[0] ^ obligatorios[1])
    ]
    for campo, definicion in viejo["properties"].items():
        if campo not in nuevo["properties"]:
            fallas.append(f"{donde}.{campo}: desapareció")
        else:
            fallas += _comparar(definicion, nuevo["properties"][campo], f"{donde}.{campo}")
    sueltas = [{k: v for k, v in n.items() if k not in ("properties", "required")} for n in (viejo, nuevo)]
    if sueltas[0] != sueltas[1]:
        fallas.append(f"{donde or 'raíz'}: cambió")
    return fallas
