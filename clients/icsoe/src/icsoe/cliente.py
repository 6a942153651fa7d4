"""The SDK: ``Cliente(url)`` does what a contratista does, over the same HTTP interface as the portal."""

import base64
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from icsoe import presentar
from icsoe.canal import URL_LOCAL, Canal, Pedido
from icsoe.efirma import EFirma, leer_archivo
from icsoe.errores import Negada, UsoIncorrecto
from icsoe.modelos import Acuse, Contratista, Dictamen, Presentada, Terminos
from icsoe.paciencia import Paciencia
from icsoe.posiciones import Posiciones
from icsoe.sesion import Autorizado, Sesion

_REPSE_MAXIMO = 5 * 1024 * 1024


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
        transporte: httpx.BaseTransport | None = None,
    ) -> None:
        self._canal = Canal(
            url, paciencia=paciencia, posiciones=Posiciones(posiciones), transporte=transporte
        )
        self._puerta = Autorizado(self._canal, sesion)

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
    def posiciones(self) -> list[str]:
        """What the next services still must wait for, to be kept beside the session."""
        return self._canal.posiciones.todas()

    def ingresar(self, efirma: EFirma, rfc: str | None = None) -> Contratista:
        """Logs in with the e.firma.

        ``rfc``: as typed by the user, refused if it is not the certificate's (MSG-01).
        """
        return self._puerta.ingresar(efirma, rfc)

    def recordar(self, efirma: EFirma) -> None:
        """Goes on with a kept session if it is this taxpayer's and still open, and logs in otherwise."""
        self._puerta.recordar(efirma)

    def salir(self) -> None:
        """Ends the session at the server."""
        self._puerta.salir()

    def generales(self) -> Contratista:
        """The contratista's general data as registry has them."""
        return Contratista.leer(self._puerta.pedir(Pedido("GET", "registry", "/contratista")))

    def aceptar_terminos(self) -> Contratista:
        """Accepts the Términos y Condiciones in force."""
        version = Terminos.leer(self._canal.pedir(Pedido("GET", "registry", "/terminos"))).version
        return self._registrar("POST", "/contratista/terminos", json={"version": version})

    def generales_guardar(
        self,
        *,
        correo: str,
        celular: str,
        acuse_repse: Path | bytes | None,
        telefono_fijo: str | None = None,
        social_igual_fiscal: bool | None = None,
        copias_acuse: Sequence[str] | None = None,
        nombre_repse: str = "acuse-repse.pdf",
    ) -> Contratista:
        """Saves general data and, unless None, the REPSE receipt (PDF ≤ 5 MB).

        ``social_igual_fiscal``: companies only.
        """
        datos: dict[str, Any] = {"correo": correo, "celular": celular}
        opcionales = {
            "telefono_fijo": telefono_fijo,
            "social_igual_fiscal": social_igual_fiscal,
            "copias_acuse": None if copias_acuse is None else list(copias_acuse),
        }
        datos |= {campo: valor for campo, valor in opcionales.items() if valor is not None}
        recibo = None if acuse_repse is None else _leer_repse(acuse_repse)
        guardado = self._guardar_con_version(datos)
        if recibo is None:
            return guardado
        nombre = acuse_repse.name if isinstance(acuse_repse, Path) else nombre_repse
        return self._registrar(
            "PUT",
            "/contratista/acuse-repse",
            cuerpo=recibo,
            tipo="application/pdf",
            parametros={"nombre": nombre},
        )

    def presentar_sin_informacion(
        self, efirma: EFirma, ejercicio: int, cuatrimestre: int, *, clave: str | None = None
    ) -> Presentada:
        """Declares under oath that no contract was made in the period, signs and presents. Returns the folio.

        Repeating the call with the same ``clave`` (any text) returns the same folio; without it a period
        already presented is refused with MSG-06. A draft that is already there is continued, never doubled.
        """
        return presentar.presentar_sin_informacion(
            self._puerta, presentar.Solicitud.nueva(efirma, ejercicio, cuatrimestre, clave)
        )

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

        No session; only the certificate is sent.
        """
        cuerpo = {"certificado": base64.b64encode(leer_archivo(cer)).decode()}
        if en is not None:
            cuerpo["en"] = en.isoformat()
        return Dictamen.leer(self._canal.pedir(Pedido("POST", "auth", "/certificados/revision", json=cuerpo)))

    def raiz_del_sello(self) -> bytes:
        """The root certificate of the institution's seal, PEM, as this installation shows it. No session."""
        return self._canal.pedir(Pedido("GET", "signing", "/sello/raiz")).content

    def _guardar_con_version(self, datos: dict[str, Any]) -> Contratista:
        for ultima in (False, False, True):
            try:
                return self._registrar(
                    "PUT", "/contratista/generales", json=datos, version=self.generales().version
                )
            except Negada as negada:
                if ultima or negada.datos.get("status") != 412:
                    raise
        raise AssertionError("unreachable")

    def _registrar(self, metodo: str, ruta: str, **campos: Any) -> Contratista:
        pedido = Pedido(metodo, "registry", ruta, clave=str(uuid4()), **campos)
        return Contratista.leer(self._puerta.pedir(pedido))


def _leer_repse(archivo: Path | bytes) -> bytes:
    try:
        recibo = archivo if isinstance(archivo, bytes) else archivo.read_bytes()
    except OSError as error:
        raise UsoIncorrecto(
            f"No se puede leer el archivo «{archivo}» ({error.strerror}).", "Revisa la ruta y sus permisos."
        ) from None
    if len(recibo) > _REPSE_MAXIMO:
        raise UsoIncorrecto("El acuse REPSE pasa de 5 MB.", "Reduce el tamaño del PDF y vuelve a intentarlo.")
    return recibo
