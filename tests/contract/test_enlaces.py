"""The documentation leads somewhere: every relative link is to a file of the project."""

import re
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
DOCUMENTOS = (RAIZ / "README.md", *sorted((RAIZ / "docs").rglob("*.md")))
_ENLACE = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=lambda d: str(d.relative_to(RAIZ)))
def test_every_link_of_the_documentation_is_to_a_file_that_exists(documento: Path) -> None:
    destinos = _ENLACE.findall(documento.read_text("utf-8"))
    assert [d for d in destinos if not (documento.parent / d).exists()] == []
