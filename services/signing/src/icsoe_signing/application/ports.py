"""What signing's commands need from outside. The acuse's own agreement stands in ``acuse.py``."""

from .acuse import ContratoDeAcuse, DatosDeAcuse, FabricaDeAcuses

__all__ = ["ContratoDeAcuse", "DatosDeAcuse", "FabricaDeAcuses"]
