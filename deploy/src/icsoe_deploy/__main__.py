"""``python -m icsoe_deploy``: the same as the ``icsoe-deploy`` command."""

from .cli import main

main()
