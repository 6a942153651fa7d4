"""Value objects that several events carry."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
TipoPersona = Literal["F", "M"]
TipoInformativa = Literal["NORMAL", "SIN_INFORMACION", "COMPLEMENTARIA"]
TipoComplementaria = Literal["CORRECCION", "SIN_EFECTOS", "ACTUALIZACION"]
Ejercicio = Annotated[int, Field(ge=2021, le=2200)]
Cuatrimestre = Annotated[int, Field(ge=1, le=3)]


class ReferenciaObjeto(BaseModel):
    """Claim check: the bytes are in the object store; ``sha256`` is of those bytes, ``version_id`` pins
    them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    bucket: str
    key: str
    version_id: str
    sha256: Sha256
    bytes: Annotated[int, Field(ge=0)]
