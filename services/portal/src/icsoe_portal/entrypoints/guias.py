"""The guides as the Centro de ayuda searches them: the sections of the page Instrucciones."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True)
class Guia:
    """One ``<section id>``. ``entrada``: its first paragraph; ``texto``: all of it, title included."""

    ancla: str
    titulo: str
    entrada: str
    texto: str


def guias_de(html: str) -> list[Guia]:
    """The guides of the page, in its order."""
    lector = _Lector()
    lector.feed(html)
    return [s.guia() for s in lector.secciones]


@dataclass
class _Seccion:
    ancla: str
    trozos: list[str] = field(default_factory=list[str])
    titulo: list[str] = field(default_factory=list[str])
    entrada: list[str] = field(default_factory=list[str])
    parrafos: int = 0

    def guia(self) -> Guia:
        titulo, entrada, texto = (
            " ".join("".join(t).split()) for t in (self.titulo, self.entrada, self.trozos)
        )
        return Guia(self.ancla, titulo, entrada, texto)


class _Lector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.secciones: list[_Seccion] = []
        self._dentro: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ancla = dict(attrs).get("id")
        if tag == "section" and ancla:
            self.secciones.append(_Seccion(ancla))
            self._dentro = [tag]
        elif self._dentro and tag in ("h2", "p"):
            self._dentro.append(tag)
            self.secciones[-1].parrafos += tag == "p"

    def handle_endtag(self, tag: str) -> None:
        if self._dentro and self._dentro[-1] == tag:
            self._dentro.pop()

    def handle_data(self, data: str) -> None:
        if not self._dentro:
            return
        seccion = self.secciones[-1]
        seccion.trozos.append(data)
        if self._dentro[-1] == "h2":
            seccion.titulo.append(data)
        elif self._dentro[-1] == "p" and seccion.parrafos == 1:
            seccion.entrada.append(data)
