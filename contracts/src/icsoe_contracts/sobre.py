"""The envelope: CloudEvents 1.0 in binary mode, attributes as ``ce_*`` Kafka headers, the body as JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Modo = Literal["real", "prueba"]


class SobreIlegible(ValueError):
    """The headers are no envelope of ours: missing, not UTF-8, or of the wrong form. Permanent."""


@dataclass(frozen=True)
class Sobre:
    """A stream is (``source``, ``subject``); ``sequence`` counts its events 1, 2, 3 … without gaps."""

    id: UUID
    type: str
    source: str
    subject: str
    time: datetime
    sequence: int
    modo: Modo
    dataschema: str
    traceparent: str | None = None
    causationid: UUID | None = None

    @property
    def orden(self) -> int:
        """Grows along a subject's events through the epochs of its source: what a projection compares."""
        return (int(self.source.rpartition("/")[2]) << 40) + self.sequence

    def cabeceras(self) -> list[tuple[str, bytes]]:
        """The Kafka headers, ``content-type`` included."""
        pares = {
            "ce_specversion": "1.0",
            "ce_id": str(self.id),
            "ce_type": self.type,
            "ce_source": self.source,
            "ce_subject": self.subject,
            "ce_time": self.time.isoformat().replace("+00:00", "Z"),
            "ce_sequence": str(self.sequence),
            "ce_dataschema": self.dataschema,
            "ce_icsoemode": self.modo,
            "content-type": "application/json",
        }
        if self.traceparent:
            pares["ce_traceparent"] = self.traceparent
        if self.causationid:
            pares["ce_causationid"] = str(self.causationid)
        return [(clave, valor.encode()) for clave, valor in pares.items()]

    @classmethod
    def leer(cls, cabeceras: list[tuple[str, bytes]]) -> "Sobre":
        """Reads the headers of a record. Raises SobreIlegible, never anything else."""
        try:
            c = {clave: valor.decode("utf-8") for clave, valor in cabeceras if clave.startswith("ce_")}
            modo = c["ce_icsoemode"]
            if c["ce_specversion"] != "1.0" or modo not in ("real", "prueba") or int(c["ce_sequence"]) < 1:
                raise SobreIlegible("atributos fuera de norma")
            time = datetime.fromisoformat(c["ce_time"])
            if time.tzinfo is None or not c["ce_source"] or not c["ce_subject"]:
                raise SobreIlegible("atributos fuera de norma")
            return cls(
                id=UUID(c["ce_id"]),
                type=c["ce_type"],
                source=c["ce_source"],
                subject=c["ce_subject"],
                time=time,
                sequence=int(c["ce_sequence"]),
                modo="real" if modo == "real" else "prueba",
                dataschema=c["ce_dataschema"],
                traceparent=c.get("ce_traceparent"),
                causationid=UUID(c["ce_causationid"]) if "ce_causationid" in c else None,
            )
        except SobreIlegible:
            raise
        except (KeyError, ValueError, AttributeError) as error:
            raise SobreIlegible(type(error).__name__) from None
