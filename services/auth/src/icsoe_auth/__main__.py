"""``python -m icsoe_auth http`` or ``… worker --roles relay,consumer,jobs``."""

from icsoe_chassis.arranque import main

from .bootstrap import servicio

if __name__ == "__main__":
    main(servicio)
