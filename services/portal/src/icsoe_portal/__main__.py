"""``python -m icsoe_portal``."""

from .main import main

main()
