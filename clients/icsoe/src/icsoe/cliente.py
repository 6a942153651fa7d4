"""The SDK: ``Cliente(url)`` does what a contratista or a capturista does, over the portal's own interface."""

import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

import httpx

from icsoe import devolucion, presentar
from icsoe.canal import URL_LOCAL, Canal, Pedido
from icsoe.capturista import MiCapturista
from icsoe.cuenta import Accesos, Cuenta
from icsoe.efirma import EFirma, leer_cer
from icsoe.errores import UsoIncorrecto
from icsoe.generales import CambiosDados, CambiosGenerales, Generales
from icsoe.modelos import Acuse, Contratista, DevolucionPedida, Dictamen, Informativa, Presentada
from icsoe.modelos_cuenta import SesionDeCuenta
from icsoe.paciencia import Paciencia
from icsoe.posiciones import Posiciones
from icsoe.sesion import Autorizado, PedirCodigo, Sesion
from icsoe.usuarios import Usuarios


class Cliente:
    """One user at one installation. Not shared between threads; close it or use ``with``.

    Every method retries on its own within ``paciencia`` (lost answers, 503) with the same Idempotency-Key,
    and raises only ErrorIcsoe: Negada (a rule), CredencialInvalida, NoDisponible, TextoAjeno, UsoIncorrecto.
    """

    def __init__(
        self,
        url: str = URL_LOCAL,
        *,
        paciencia: Paciencia | None = None,
        sesion: Sesion | None = None,
        posiciones: Sequence[str] = (),
        equipo: str | None = None,
        transporte: httpx.BaseTransport | None = None,
    ) -> None:
        self._canal = Canal(
            url, paciencia=paciencia, posiciones=Posiciones(posiciones), transporte=transporte
        )
        self._puerta = Autorizado(self._canal, sesion, equipo)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, traza: TracebackType | None
    ) -> None:
        self.cerrar()

    def cerrar(self) -> None:
        """Gives the connections back; the session at the server stays open."""
        self._canal.cerrar()

    @property
    def origen(self) -> str:
        """The origin all requests go to."""
        return self._canal.origen

    @property
    def sesion(self) -> Sesion | None:
        """The open session, to be kept by the caller. Secret."""
        return self._puerta.sesion

    @property
    def equipo(self) -> str | None:
        """What tells this client from others, to be kept by the caller for its next logins with any e.firma:
        the owner is told by mail of one without it. Secret.
        """
        return self._puerta.equipo

    @property
    def posiciones(self) -> list[str]:
        """What the next services still must wait for, to be kept beside the session."""
        return self._canal.posiciones.todas()

    def ingresar(self, efirma: EFirma, rfc: str | None = None) -> Contratista:
        """Logs in with the e.firma.

        ``rfc``: as typed by the user, refused if it is not the certificate's (MSG-01).
        """
        return self._puerta.ingresar(efirma, rfc)

    def ingresar_capturista(
        self,
        usuario: str,
        contrasena: str,
        pedir_codigo: PedirCodigo | None = None,
        dispositivo: str | None = None,
    ) -> SesionDeCuenta:
        """Logs in a capturista, by CURP. ``pedir_codigo`` is asked for the code where one is due.

        ``dispositivo``: that of an earlier answer, so that failures of strangers do not lock this machine.
        """
        return self._puerta.ingresar_capturista(usuario, contrasena, pedir_codigo, dispositivo)

    def recordar(self, efirma: EFirma) -> None:
        """Goes on with a kept session if it is this taxpayer's and still open, and logs in otherwise."""
        self._puerta.recordar(efirma)

    def salir(self) -> None:
        """Ends the session at the server."""
        self._puerta.salir()

    @property
    def generales(self) -> Generales:
        """The contratista's own data: contact, domicilio social, REPSE, confirmed addresses."""
        return Generales(self._puerta)

    def aceptar_terminos(self) -> Contratista:
        """Accepts the Términos y Condiciones in force."""
        return self.generales.aceptar_terminos()

    def generales_guardar(
        self, *, acuse_repse: Path | bytes | None = None, **cambios: Unpack[CambiosDados]
    ) -> Contratista:
        """Saves what is given of the general data and, unless None, the REPSE receipt (PDF ≤ 5 MB)."""
        guardado = self.generales.guardar(CambiosGenerales(**cambios))
        return guardado if acuse_repse is None else self.generales.acuse_repse_guardar(acuse_repse)

    def confirmar_correo(self, token: str) -> str:
        """Confirms a contratista's address by the link's token. The address, masked. Needs no session."""
        return self.generales.confirmar_correo(token)

    @property
    def usuarios(self) -> Usuarios:
        """The contratista's capturistas."""
        return Usuarios(self._puerta)

    @property
    def capturista(self) -> MiCapturista:
        """What a capturista does for itself."""
        return MiCapturista(self._puerta)

    @property
    def cuenta(self) -> Cuenta:
        """The caller's own account and sessions."""
        return Cuenta(self._puerta)

    @property
    def accesos(self) -> Accesos:
        """Links of mails and lost passwords; needs no session."""
        return Accesos(self._canal)

    def trabajar_por(self, contratista_id: str | None) -> None:
        """For whom a capturista works from here on (header ICSOE-Contratista); its id, not its RFC."""
        self._canal.contratista_id = contratista_id

    def enviar_sin_informacion(
        self, ejercicio: int, cuatrimestre: int, *, clave: str | None = None
    ) -> Informativa:
        """Declares under oath that no contract was made in the period, and sends it to be signed.

        Needs no e.firma: a capturista may do it; only the contratista signs. Repeating it continues the
        same draft.
        """
        captura = presentar.Captura.nueva(ejercicio, cuatrimestre, clave)
        return presentar.enviar_sin_informacion(self._puerta, captura)

    def presentar_sin_informacion(
        self,
        efirma: EFirma,
        ejercicio: int,
        cuatrimestre: int,
        *,
        clave: str | None = None,
        pese_a_la_solicitud: bool = False,
    ) -> Presentada:
        """Declares under oath that no contract was made in the period, signs and presents. Returns the folio.

        Repeating the call with the same ``clave`` (any text) returns the same folio; without it a period
        already presented is refused with MSG-06. A draft that is already there is continued, never doubled.
        Before the period's signature opens nothing is created (MSG-08). What a capturista asked to be
        returned is signed only with ``pese_a_la_solicitud``, else DevolucionSolicitada.
        """
        captura = presentar.Captura.nueva(ejercicio, cuatrimestre, clave)
        solicitud = presentar.Solicitud(efirma, captura, pese_a_la_solicitud)
        return presentar.presentar_sin_informacion(self._puerta, solicitud)

    def solicitar_devolucion(
        self, ejercicio: int, cuatrimestre: int, motivo: str, *, clave: str | None = None
    ) -> DevolucionPedida:
        """A capturista asks its contratista to return to capture what waits for signature in a period.

        Once a send. Raises Negada (campo_invalido, devolucion_ya_solicitada, no_pendiente).
        """
        captura = presentar.Captura.nueva(ejercicio, cuatrimestre, clave)
        return devolucion.solicitar_devolucion(self._puerta, captura, motivo)

    def acuses(self) -> list[Acuse]:
        """All presented returns, ascending by period."""
        return list(presentar.acuses(self._puerta))

    def descargar_acuse(self, folio: str) -> bytes:
        """The sealed PDF, the same bytes each time. Waits while it is being sealed."""
        if not folio.isalnum():
            raise UsoIncorrecto(f"El folio «{folio}» no es válido.", "Cópialo de «icsoe acuses».")
        return self._puerta.pedir(Pedido("GET", "signing", f"/acuses/{folio}/pdf")).content

    def direccion_acuse(self, folio: str) -> str:
        """Where the acuse is downloaded (needs a session)."""
        return f"{self.origen}/api/v1/signing/acuses/{folio}/pdf"

    def revisar_certificado(self, cer: Path | bytes, en: date | None = None) -> Dictamen:
        """The platform's verdict on a ``.cer``, today or at ``en``.

        No session; only the certificate is sent. Raises CredencialInvalida, and sends nothing, where the
        file is none.
        """
        cuerpo = {"certificado": base64.b64encode(leer_cer(cer)).decode()}
        if en is not None:
            cuerpo["en"] = en.isoformat()
        return Dictamen.leer(self._canal.pedir(Pedido("POST", "auth", "/certificados/revision", json=cuerpo)))

    def raiz_del_sello(self) -> bytes:
        """The root certificate of the institution's seal, PEM, as this installation shows it. No session."""
        return self._canal.pedir(Pedido("GET", "signing", "/sello/raiz")).content
