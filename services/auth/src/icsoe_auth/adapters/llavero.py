"""Keys with an id, one a line: ``id:hexadecimal``. The first is used for what is new, all for what is old."""

from dataclasses import dataclass, field


class LlaveroInvalido(ValueError):
    """Not lines of ``id:hexadecimal`` with 32 octets each. The message shows no key."""


@dataclass(frozen=True)
class Llavero:
    """``actual``: id of the first key."""

    llaves: dict[str, bytes] = field(repr=False)

    @classmethod
    def leer(cls, texto: str) -> "Llavero":
        """Raises LlaveroInvalido."""
        llaves: dict[str, bytes] = {}
        for linea in texto.split():
            id, _, hexadecimal = linea.partition(":")
            try:
                llave = bytes.fromhex(hexadecimal)
            except ValueError:
                llave = b""
            if not id or len(llave) != 32 or id in llaves:
                raise LlaveroInvalido("cada línea es id:hexadecimal, con 32 octetos")
            llaves[id] = llave
        if not llaves:
            raise LlaveroInvalido("no hay ninguna llave")
        return cls(llaves)

    @property
    def actual(self) -> str:
        return next(iter(self.llaves))
