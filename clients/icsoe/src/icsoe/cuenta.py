"""An account with a password: its links before there is a session, and what its owner does with it."""

from uuid import UUID

import httpx

from icsoe.canal import Canal, Pedido
from icsoe.errores import UsoIncorrecto
from icsoe.modelos_cuenta import (
    AccesoVigente,
    CodigosDeRecuperacion,
    CorreoConfirmado,
    CuentaCongelada,
    CuentaPropia,
    FactorPorActivar,
    SesionPropia,
    UsuarioListo,
)
from icsoe.sesion import Autorizado


class Accesos:
    """The links of the mails, and asking for a new one. Needs no session; the token is the proof."""

    def __init__(self, canal: Canal) -> None:
        self._canal = canal

    def consultar(self, token: str) -> AccesoVigente:
        """What a link is for. Spends nothing."""
        return AccesoVigente.leer(self._publico("/accesos/consulta", {"token": token}))

    def crear_contrasena(self, token: str, contrasena: str) -> UsuarioListo:
        """The password of an alta or a recovery; spends the link, ends every session of the account.

        Raises Negada: acceso_no_vigente, contrasena_debil (the link stays usable).
        """
        cuerpo = {"token": token, "contrasena": contrasena}
        return UsuarioListo.leer(self._publico("/accesos/contrasena", cuerpo))

    def confirmar_correo(self, token: str, contrasena: str) -> CorreoConfirmado:
        """The new address of an account, confirmed with its password; spends the link.

        Raises Negada: acceso_no_vigente, contrasena_actual_incorrecta.
        """
        cuerpo = {"token": token, "contrasena": contrasena}
        return CorreoConfirmado.leer(self._publico("/accesos/correo", cuerpo))

    def recuperar(self, usuario: str, correo: str) -> None:
        """Asks for a link by mail. The service never tells whether user and address belong together."""
        self._publico("/recuperaciones", {"usuario": usuario, "correo": correo})

    def _publico(self, ruta: str, cuerpo: dict[str, str]) -> httpx.Response:
        return self._canal.pedir(Pedido("POST", "auth", ruta, json=cuerpo))


class Cuenta:
    """The caller's own account and sessions."""

    def __init__(self, puerta: Autorizado) -> None:
        self._puerta = puerta

    def ver(self) -> CuentaPropia:
        """Of a capturista; an e.firma has no account of this kind."""
        return CuentaPropia.leer(self._pedir("GET", "/cuenta"))

    def cambiar_contrasena(self, actual: str, nueva: str) -> None:
        """Ends the other sessions. Raises Negada: contrasena_debil; CredencialInvalida."""
        self._pedir("PUT", "/cuenta/contrasena", {"actual": actual, "nueva": nueva})

    def cambiar_correo(self, contrasena: str, correo: str) -> None:
        """Sends a link to the new address; nothing changes until it is opened."""
        self._pedir("POST", "/cuenta/correo", {"contrasena": contrasena, "correo": correo})

    def preparar_segundo_factor(self, contrasena: str, codigo: str | None = None) -> FactorPorActivar:
        """A secret for the person's application; active once a code of it is given.

        ``codigo``: of the second factor in force, where there is one. Raises Negada: codigo_requerido.
        """
        cuerpo = {"contrasena": contrasena} | ({"codigo": codigo} if codigo else {})
        return FactorPorActivar.leer(self._pedir("POST", "/cuenta/segundo-factor", cuerpo))

    def activar_segundo_factor(self, codigo: str) -> list[str]:
        """Turns it on. The recovery codes, shown only here."""
        respuesta = self._pedir("PUT", "/cuenta/segundo-factor", {"codigo": codigo})
        return CodigosDeRecuperacion.leer(respuesta).codigos_de_recuperacion

    def quitar_segundo_factor(self, contrasena: str, codigo: str) -> None:
        """Turns it off. Raises Negada (segundo_factor_exigido) where a contratista demands it."""
        self._pedir("DELETE", "/cuenta/segundo-factor", {"contrasena": contrasena, "codigo": codigo})

    def reclamar(self, correo: str) -> CuentaCongelada:
        """Of a person with an e.firma: freezes the capturista's account that somebody opened with her CURP,
        and sends the link of its new password to ``correo``.

        Raises Negada: efirma_no_reciente, curp_sin_comprobar, curp_sin_cuenta.
        """
        return CuentaCongelada.leer(self._pedir("POST", "/titularidad", {"correo": correo}))

    def sesiones(self) -> list[SesionPropia]:
        """The caller's open sessions, the newest first."""
        return SesionPropia.leer_lista(self._pedir("GET", "/sesiones"))

    def cerrar_sesion(self, sesion_id: str) -> None:
        """Ends one of them."""
        try:
            UUID(sesion_id)
        except ValueError:
            raise UsoIncorrecto(
                f"«{sesion_id}» no es el identificador de una sesión.", "Cópialo de «icsoe sesiones listar»."
            ) from None
        self._pedir("DELETE", f"/sesiones/{sesion_id}")

    def _pedir(self, metodo: str, ruta: str, cuerpo: dict[str, str] | None = None) -> httpx.Response:
        return self._puerta.pedir(Pedido(metodo, "auth", ruta, json=cuerpo))
