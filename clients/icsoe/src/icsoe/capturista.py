"""What a capturista does for itself: terms, name, invitations (icsoe.md §7.7)."""

from typing import Any
from uuid import uuid4

from icsoe.canal import Pedido
from icsoe.modelos import Terminos
from icsoe.modelos_cuenta import Capturista
from icsoe.sesion import Autorizado


class MiCapturista:
    """The capturista of the session. Every method answers its whole view."""

    def __init__(self, puerta: Autorizado) -> None:
        self._puerta = puerta

    def ver(self) -> Capturista:
        """Its data, its invitations and the contratistas it works for."""
        return Capturista.leer(self._puerta.pedir(Pedido("GET", "registry", "/capturista")))

    def aceptar_terminos(self) -> Capturista:
        """Accepts the Términos y Condiciones in force."""
        version = Terminos.leer(self._puerta.canal.pedir(Pedido("GET", "registry", "/terminos"))).version
        return self._hacer("POST", "/terminos", {"version": version})

    def guardar_datos(
        self, nombre: str, primer_apellido: str, segundo_apellido: str | None = None
    ) -> Capturista:
        """Its name, as it writes it."""
        datos = {"nombre": nombre, "primer_apellido": primer_apellido, "segundo_apellido": segundo_apellido}
        return self._hacer("PUT", "/datos", datos)

    def aceptar(self, vinculo_id: str) -> Capturista:
        """Takes an invitation."""
        return self._hacer("POST", f"/invitaciones/{vinculo_id}/aceptacion")

    def rechazar(self, vinculo_id: str) -> Capturista:
        """Declines an invitation."""
        return self._hacer("POST", f"/invitaciones/{vinculo_id}/rechazo")

    def _hacer(self, metodo: str, ruta: str, datos: dict[str, Any] | None = None) -> Capturista:
        pedido = Pedido(metodo, "registry", f"/capturista{ruta}", json=datos, clave=str(uuid4()))
        return Capturista.leer(self._puerta.pedir(pedido))
