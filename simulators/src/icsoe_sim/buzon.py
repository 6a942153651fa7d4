"""The store of the test inbox: one SQLite file, a mail is in it before its sender hears 250."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock

_ESQUEMA = """
create table if not exists correo (
  id integer primary key autoincrement,
  recibido text not null,
  remitente text not null,
  destinatarios text not null,
  message_id text not null,
  asunto text not null,
  mensaje blob not null
);
create index if not exists correo_message_id on correo (message_id);
create table if not exists destinatario (
  correo_id integer not null references correo (id),
  direccion text not null,
  primary key (direccion, correo_id)
) without rowid;
"""
_COLUMNAS = "c.id, c.recibido, c.remitente, c.destinatarios, c.message_id, c.asunto"


@dataclass(frozen=True)
class Resumen:
    """One received mail without its body. ``recibido`` is aware, ``destinatarios`` those of the envelope."""

    id: int
    recibido: datetime
    remitente: str
    destinatarios: tuple[str, ...]
    message_id: str
    asunto: str


@dataclass(frozen=True)
class Adjunto:
    """A file of a mail; ``datos`` are its decoded bytes."""

    nombre: str
    tipo: str
    datos: bytes

    @property
    def sha256(self) -> str:
        """Lower-case hex of the bytes."""
        return hashlib.sha256(self.datos).hexdigest()


@dataclass(frozen=True)
class Correo:
    """A mail opened for reading."""

    resumen: Resumen
    mensaje: EmailMessage
    fuente: bytes

    @property
    def texto(self) -> str:
        """The plain text part, empty when there is none."""
        return self._cuerpo("plain")

    @property
    def html(self) -> str:
        """The HTML part, empty when there is none."""
        return self._cuerpo("html")

    @property
    def adjuntos(self) -> list[Adjunto]:
        """In the order of the mail."""
        return [
            Adjunto(
                parte.get_filename() or f"adjunto-{numero}",
                parte.get_content_type(),
                parte.get_payload(decode=True) or b"",  # pyright: ignore[reportArgumentType]
            )
            for numero, parte in enumerate(self.mensaje.iter_attachments(), start=1)
        ]

    def _cuerpo(self, subtipo: str) -> str:
        parte = self.mensaje.get_body((subtipo,))
        return str(parte.get_content()) if parte is not None else ""


class Buzon:
    """Thread-safe; every write is on disk when it returns (journal synced)."""

    def __init__(self, carpeta: Path) -> None:
        carpeta.mkdir(parents=True, exist_ok=True)
        self._candado = Lock()
        self._conn = sqlite3.connect(carpeta / "correo.sqlite3", check_same_thread=False)
        self._conn.execute("pragma journal_mode = wal")
        self._conn.execute("pragma synchronous = full")
        self._conn.executescript(_ESQUEMA)

    def guardar(self, remitente: str, destinatarios: list[str], fuente: bytes) -> int:
        """Stores one mail as it came and returns its number."""
        mensaje = _abrir(fuente)
        recibido = datetime.now(UTC).isoformat(timespec="milliseconds")
        fila = (
            recibido,
            remitente,
            json.dumps(destinatarios, ensure_ascii=False),
            str(mensaje.get("Message-ID", "")).strip(),
            str(mensaje.get("Subject", "")),
            fuente,
        )
        with self._candado, self._conn:
            cursor = self._conn.execute(
                "insert into correo (recibido, remitente, destinatarios, message_id, asunto, mensaje)"
                " values (?, ?, ?, ?, ?, ?)",
                fila,
            )
            numero = int(cursor.lastrowid or 0)
            self._conn.executemany(
                "insert or ignore into destinatario (correo_id, direccion) values (?, ?)",
                [(numero, direccion.lower()) for direccion in destinatarios],
            )
        return numero

    def buscar(
        self, para: str | None = None, message_id: str | None = None, limite: int = 200
    ) -> list[Resumen]:
        """The newest first, at most ``limite``; filters are exact, addresses without case."""
        sql, valores = f"select {_COLUMNAS} from correo c", list[str | int]()  # noqa: S608
        if para:
            sql += " join destinatario d on d.correo_id = c.id and d.direccion = ?"
            valores.append(para.strip().lower())
        if message_id:
            sql += " where c.message_id = ?"
            valores.append(message_id.strip())
        with self._candado:
            filas = self._conn.execute(f"{sql} order by c.id desc limit ?", [*valores, limite]).fetchall()
        return [_resumen(fila) for fila in filas]

    def abrir(self, numero: int) -> Correo | None:
        """One mail, or None."""
        with self._candado:
            fila = self._conn.execute(
                f"select {_COLUMNAS}, c.mensaje from correo c where c.id = ?",  # noqa: S608
                [numero],
            ).fetchone()
        return Correo(_resumen(fila[:-1]), _abrir(fila[-1]), fila[-1]) if fila else None

    def cerrar(self) -> None:
        """Closes the file."""
        with self._candado:
            self._conn.close()


def _resumen(fila: tuple[int, str, str, str, str, str]) -> Resumen:
    numero, recibido, remitente, destinatarios, message_id, asunto = fila
    return Resumen(
        numero,
        datetime.fromisoformat(recibido),
        remitente,
        tuple(json.loads(destinatarios)),
        message_id,
        asunto,
    )


def _abrir(fuente: bytes) -> EmailMessage:
    return message_from_bytes(fuente, _class=EmailMessage, policy=policy.default)
