"""Being logged in: the e.firma login, the 60 s access token kept fresh, and logging in again when the
session is lost.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import httpx

from icsoe.canal import Canal, Pedido
from icsoe.efirma import EFirma
from icsoe.errores import CredencialInvalida
from icsoe.modelos import Contratista, Reto, SesionAbierta, SesionRenovada
from icsoe.modelos_cuenta import PasoPendiente, SesionDeCuenta
from icsoe.paciencia import Pasajero
from icsoe.textos import leer_login

# Access tokens live 60 s; renewing before that spares the refused request, and with it the instant of
# receipt.
_EDAD_MAXIMA_S = 45.0
PedirCodigo = Callable[[PasoPendiente], str]
"""Asks the person for the code that is due; told whether it is the first one ever (ACTIVAR)."""
_RETO_GASTADO = frozenset({"reto_usado", "reto_vencido"})


@dataclass(frozen=True)
class Sesion:
    """What a login leaves. Secret: kept in memory, or in a 0600 file by the CLI.

    Of an e.firma: ``rfc, nombre, certificado_numero``; of a capturista: ``usuario``, its CURP.
    """

    acceso: str
    refresco: str
    rfc: str = ""
    nombre: str = ""
    certificado_numero: str = ""
    usuario: str = ""


class Autorizado:
    """Sends requests with a valid token. ``equipo``: what a login with an e.firma left in this client
    (secret): the first one without it is told by mail to the owner.

    With ``efirma`` at hand an ended session is opened again without a word.
    """

    def __init__(self, canal: Canal, sesion: Sesion | None = None, equipo: str | None = None) -> None:
        self.canal = canal
        self.sesion = sesion
        self.equipo = equipo
        self._efirma: EFirma | None = None
        self._rfc_capturado: str | None = None
        self._desde = float("-inf")

    def ingresar(self, efirma: EFirma, rfc: str | None = None) -> Contratista:
        """Logs in and makes the contratista known to registry.

        ``rfc``: as typed, compared by the server (MSG-01).
        """
        abierta = self.canal.paciencia.intentar(lambda: self._abrir(efirma, rfc))
        self.sesion = Sesion(
            abierta.acceso,
            abierta.refresco,
            abierta.contratista.rfc,
            abierta.contratista.nombre,
            efirma.numero,
        )
        self._efirma, self._rfc_capturado = efirma, rfc
        self._desde = self.canal.paciencia.ahora()
        respuesta = self.canal.pedir(
            Pedido("PUT", "registry", "/contratista", json={"identidad": abierta.identidad}),
            self.sesion.acceso,
        )
        return Contratista.leer(respuesta)

    def ingresar_capturista(
        self,
        usuario: str,
        contrasena: str,
        pedir_codigo: PedirCodigo | None = None,
        dispositivo: str | None = None,
    ) -> SesionDeCuenta:
        """Logs in with CURP and password, and with a code where one is due.

        Raises CredencialInvalida: wrong, locked, or SEGUNDO_FACTOR when nobody can be asked for the code.
        """
        de_este_equipo = {"dispositivo": dispositivo} if dispositivo else {}
        cuerpo = {"usuario": usuario, "contrasena": contrasena} | de_este_equipo
        respuesta = self.canal.pedir(Pedido("POST", "auth", "/sesiones/contrasena", json=cuerpo))
        if respuesta.status_code != 201:
            paso = PasoPendiente.leer(respuesta)
            if pedir_codigo is None:
                raise _sin_codigo()
            cuerpo = {"paso": paso.paso, "codigo": pedir_codigo(paso)} | de_este_equipo
            pedido = Pedido("POST", "auth", "/sesiones/contrasena/segundo-factor", json=cuerpo)
            respuesta = self.canal.pedir(pedido)
        abierta = SesionDeCuenta.leer(respuesta)
        self.sesion = Sesion(abierta.acceso, abierta.refresco, usuario=usuario)
        self._efirma = None
        self._desde = self.canal.paciencia.ahora()
        return abierta

    @property
    def certificado_ingreso(self) -> str:
        """The number of the certificate this session was opened with (MSG-22)."""
        return self._abierta().certificado_numero

    def recordar(self, efirma: EFirma) -> None:
        """Keeps ``efirma`` for when the session ends.

        Logs in at once unless there is a session of the same RFC.
        """
        self._efirma = efirma
        if self.sesion is None or self.sesion.rfc != efirma.rfc:
            self.ingresar(efirma)

    def pedir(self, pedido: Pedido) -> httpx.Response:
        """Like ``Canal.pedir`` with the token; renews it when it is old or refused."""
        if self.canal.paciencia.ahora() - self._desde > _EDAD_MAXIMA_S:
            self._renovar()
        try:
            return self.canal.pedir(pedido, self._abierta().acceso)
        except CredencialInvalida as negada:
            if negada.datos.get("status") != 401 or negada.codigo == "codigo_invalido":
                raise
        self._renovar()
        return self.canal.pedir(pedido, self._abierta().acceso)

    def salir(self) -> None:
        """Ends the session at the server; an already ended one is no error."""
        if self.sesion is None:
            return
        with suppress(CredencialInvalida):
            self.pedir(Pedido("DELETE", "auth", "/sesiones/actual"))
        self.sesion = self._efirma = None

    def _abierta(self) -> Sesion:
        if self.sesion is None:
            raise _sin_sesion()
        return self.sesion

    def _renovar(self) -> None:
        sesion = self._abierta()
        try:
            pedido = Pedido("POST", "auth", "/sesiones/renovacion", json={"refresco": sesion.refresco})
            self.sesion = replace(sesion, acceso=SesionRenovada.leer(self.canal.pedir(pedido)).acceso)
            self._desde = self.canal.paciencia.ahora()
        except CredencialInvalida:
            if self._efirma is None:
                raise _sin_sesion(sesion.usuario) from None
            self.ingresar(self._efirma, self._rfc_capturado)

    def _abrir(self, efirma: EFirma, rfc: str | None) -> SesionAbierta:
        # The whole exchange is one attempt: a challenge whose answer got lost is spent, the next try needs
        # a new one.
        verificador = secrets.token_urlsafe(32)
        resumen = hashlib.sha256(verificador.encode()).hexdigest()
        reto = Reto.leer(
            self.canal.una_vez(Pedido("POST", "auth", "/retos", json={"verificador_sha256": resumen}))
        )
        firma = efirma.firmar(leer_login(reto.texto, self.canal.origen))
        cuerpo = {
            "reto": reto.reto,
            "verificador": verificador,
            "certificado": base64.b64encode(efirma.certificado).decode(),
            "firma": base64.b64encode(firma).decode(),
        }
        if rfc:
            cuerpo["rfc"] = rfc
        if self.equipo:
            cuerpo["dispositivo"] = self.equipo
        try:
            abierta = SesionAbierta.leer(self.canal.una_vez(Pedido("POST", "auth", "/sesiones", json=cuerpo)))
            self.equipo = abierta.dispositivo
            return abierta
        except CredencialInvalida as negada:
            if negada.codigo in _RETO_GASTADO:
                raise Pasajero("el reto de ingreso ya no servía") from negada
            raise


def _sin_sesion(usuario: str = "") -> CredencialInvalida:
    remedio = f"Entra con: icsoe login --usuario {usuario or 'CURP'}"
    if not usuario:
        remedio = (
            f"Entra con: icsoe login --cer … --key … (capturista: {remedio.removeprefix('Entra con: ')})"
        )
    return CredencialInvalida("No hay una sesión abierta o ya terminó.", remedio, codigo="SIN_SESION")


def _sin_codigo() -> CredencialInvalida:
    return CredencialInvalida(
        "Tu contraseña es correcta, pero falta el código de la verificación en dos pasos.",
        "Repite la orden en una terminal, que lo pregunta, o indícalo con --codigo.",
        codigo="SEGUNDO_FACTOR",
    )
