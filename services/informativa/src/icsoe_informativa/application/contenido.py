"""The frozen content: canonical JSON (RFC 8785) whose SHA-256 is signed and published (design.md §4)."""

import hashlib
from dataclasses import dataclass, field

import rfc8785
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.protesta import PROTESTA_SIN_INFORMACION
from icsoe_dominio.texto import ValorInvalido, exigir

from ..domain.informativa import Informativa
from ..domain.situacion import Contratista

BYTES_DE_SAL = 16
MAXIMO_EN_EVENTO = 64 * 1024


@dataclass(frozen=True)
class Contenido:
    """``texto`` encodes to exactly the bytes that ``sha256`` (lower-case hex) is of."""

    texto: str = field(repr=False)
    sha256: str


def contenido_sin_informacion(informativa: Informativa, contratista: Contratista, sal: bytes) -> Contenido:
    """``sal``: 16 random bytes, else the public hash of so short a content could be guessed (threats.md
    T-65).

    Raises caracter_no_permitido when the name could not be signed: nothing is repaired at freezing.
    """
    if len(sal) != BYTES_DE_SAL:
        raise ValueError("la sal es de 16 bytes")
    try:
        exigir(contratista.nombre, 300)
    except ValorInvalido:
        raise Negativa("caracter_no_permitido", campo="nombre") from None
    periodo = informativa.periodo
    canonico = rfc8785.dumps(
        {
            "formato": "icsoe-contenido/1",
            "sal": sal.hex(),
            "informativa_id": str(informativa.id),
            "contratista": {
                "rfc": contratista.rfc,
                "nombre": contratista.nombre,
                "tipo_persona": contratista.tipo_persona,
            },
            "ejercicio": periodo.ejercicio,
            "cuatrimestre": periodo.cuatrimestre,
            "mes_inicial": periodo.mes_inicial,
            "mes_final": periodo.mes_final,
            "tipo": informativa.tipo,
            "complementaria": informativa.complementaria,
            "protesta": PROTESTA_SIN_INFORMACION,
            "contratos": [],
        }
    )
    return Contenido(canonico.decode(), hashlib.sha256(canonico).hexdigest())
