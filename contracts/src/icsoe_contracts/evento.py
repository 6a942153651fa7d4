"""What every event has in common: an immutable fact, named in the past tense, whose unknown fields
consumers ignore.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Evento(BaseModel):
    """Base of all event bodies.

    ``TIPO`` is the CloudEvents type, its last part the major version (``.v1``).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TIPO: ClassVar[str]

    @classmethod
    def version_mayor(cls) -> int:
        """The major version, an int ≥ 1; a consumer sends other majors to its dead letters."""
        return int(cls.TIPO.rsplit(".v", 1)[1])
