"""ICSOE from Python and from the command line (docs/integradores/cli.md).

>>> from icsoe import Cliente, EFirma
>>> efirma = EFirma.abrir(Path("f.cer"), Path("f.key"), contrasena)
>>> with Cliente("https://icsoe.ejemplo.mx") as cliente:
...     cliente.ingresar(efirma)
...     print(cliente.presentar_sin_informacion(efirma, 2026, 2).folio)
"""

from icsoe.cliente import Cliente
from icsoe.efirma import EFirma
from icsoe.errores import (
    CredencialInvalida,
    DevolucionSolicitada,
    ErrorIcsoe,
    Negada,
    NoDisponible,
    TextoAjeno,
    UsoIncorrecto,
)
from icsoe.modelos import Acuse, Contratista, Presentada
from icsoe.modelos_cuenta import Capturista, Usuario
from icsoe.paciencia import Paciencia

__all__ = [
    "Acuse",
    "Capturista",
    "Cliente",
    "Contratista",
    "CredencialInvalida",
    "DevolucionSolicitada",
    "EFirma",
    "ErrorIcsoe",
    "Negada",
    "NoDisponible",
    "Paciencia",
    "Presentada",
    "TextoAjeno",
    "UsoIncorrecto",
    "Usuario",
]
