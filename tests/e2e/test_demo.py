"""``make demo`` is a test: the main job of the house from e.firma to folio, acuse and mail."""

import re

from icsoe import verificar
from icsoe_deploy.sistema import Sistema

from .demo import demostrar


def test_the_demo_files_a_return_again_and_again(sistema: Sistema) -> None:
    for _ in range(2):
        dicho: list[str] = []
        hecha = demostrar(sistema, dicho.append)
        assert re.fullmatch(r"SI\d{2}\d{6,9}", hecha.presentada["folio"])
        texto = "\n".join(dicho)
        for dato in (
            hecha.presentada["folio"],
            hecha.presentada["sha256"],
            str(hecha.acuse),
            hecha.correo["asunto"],
        ):
            assert dato in texto
        assert "Válido: El acuse es auténtico" in texto
        (adjunto,) = hecha.correo["adjuntos"]
        assert adjunto["sha256"] == verificar.verificar_acuse(hecha.acuse.read_bytes(), None).sha256
