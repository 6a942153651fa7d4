"""``python -m icsoe_signing http`` or ``… worker``."""

from icsoe_chassis.arranque import main

from .bootstrap import servicio

main(servicio)
