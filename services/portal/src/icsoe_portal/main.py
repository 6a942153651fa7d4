"""Runs the portal on ``ICSOE_PUERTO`` of loopback."""

import uvicorn
from icsoe_chassis.ajustes import leer_ajustes
from icsoe_chassis.registro import configurar

from .ajustes import AjustesPortal
from .bootstrap import crear


def main() -> None:
    ajustes = leer_ajustes(AjustesPortal)
    configurar("portal", "http", ajustes.nivel_registro)
    uvicorn.run(
        crear(ajustes),
        host="127.0.0.1",
        port=ajustes.puerto,
        access_log=False,
        server_header=False,
        log_config=None,
    )
