"""Usuarios of a contratista: its capturistas (icsoe.md §7.6)."""

from typing import Any
from uuid import uuid4

from icsoe.canal import Pedido
from icsoe.modelos_cuenta import Usuario
from icsoe.sesion import Autorizado


class Usuarios:
    """What a contratista does with its capturistas. ``vinculo_id`` names a row of ``listar``.

    Every method raises ErrorIcsoe; those that change something answer the row.
    """

    def __init__(self, puerta: Autorizado) -> None:
        self._puerta = puerta

    def listar(self) -> list[Usuario]:
        """Every capturista, also those of a finished link."""
        return Usuario.leer_lista(self._puerta.pedir(Pedido("GET", "registry", "/capturistas")))

    def alta(
        self,
        usuario: str,
        correo: str,
        *,
        correo_confirmacion: str | None = None,
        puede_acuses: bool = True,
        exige_segundo_factor: bool = False,
    ) -> Usuario:
        """Invites the person of that CURP by mail; the same answer for a known and an unknown one."""
        datos = {
            "usuario": usuario,
            "correo": correo,
            "correo_confirmacion": correo if correo_confirmacion is None else correo_confirmacion,
            "puede_acuses": puede_acuses,
            "exige_segundo_factor": exige_segundo_factor,
        }
        return self._hacer("POST", "", datos)

    def reenviar(self, vinculo_id: str) -> Usuario:
        """The invitation again, at most three times a day."""
        return self._hacer("POST", f"/{vinculo_id}/invitacion")

    def corregir_correo(self, vinculo_id: str, correo: str) -> Usuario:
        """Another address for an invitation that nobody took yet; it is sent there."""
        return self._hacer("PUT", f"/{vinculo_id}/correo", {"correo": correo, "correo_confirmacion": correo})

    def permisos(self, vinculo_id: str, *, puede_acuses: bool, exige_segundo_factor: bool) -> Usuario:
        """Whether it downloads acuses; whether it must enter with a code."""
        datos = {"puede_acuses": puede_acuses, "exige_segundo_factor": exige_segundo_factor}
        return self._hacer("PUT", f"/{vinculo_id}/permisos", datos)

    def confirmar(self, vinculo_id: str) -> Usuario:
        """Admits a person that accepted with another address than the one invited (POR_CONFIRMAR)."""
        return self._hacer("POST", f"/{vinculo_id}/confirmacion")

    def baja(self, vinculo_id: str, motivo: str | None = None) -> Usuario:
        """Ends its work for this contratista within two seconds; what it captured stays."""
        return self._hacer("POST", f"/{vinculo_id}/baja", {"motivo": motivo})

    def desbloquear(self, capturista_id: str) -> None:
        """Lifts the lock that failed passwords caused, at most three times a day."""
        self._puerta.pedir(Pedido("POST", "auth", f"/cuentas/{capturista_id}/desbloqueo"))

    def _hacer(self, metodo: str, ruta: str, datos: dict[str, Any] | None = None) -> Usuario:
        pedido = Pedido(metodo, "registry", f"/capturistas{ruta}", json=datos, clave=str(uuid4()))
        return Usuario.leer(self._puerta.pedir(pedido))
