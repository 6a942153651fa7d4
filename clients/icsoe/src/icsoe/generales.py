"""General data of a contratista: what is given changes, what is not given stays."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypedDict
from uuid import uuid4

import httpx
from icsoe_dominio.contacto import Correo, Telefono
from icsoe_dominio.texto import ValorInvalido

from icsoe.archivos import leer_bytes
from icsoe.canal import Pedido
from icsoe.errores import Negada, UsoIncorrecto, datos_invalidos
from icsoe.modelos import Actividad, CodigoPostal, Contratista, Terminos
from icsoe.modelos_cuenta import CorreoConfirmado
from icsoe.sesion import Autorizado

_REPSE_MAXIMO = 5 * 1024 * 1024


class CambiosDados(TypedDict, total=False):
    """The fields of ``CambiosGenerales``, as keywords."""

    correo: str
    celular: str
    telefono_fijo: str | None
    social_igual_fiscal: bool | None
    copias_acuse: Sequence[str] | None


@dataclass(frozen=True)
class CambiosGenerales:
    """None: as it was. Blank ``telefono_fijo`` and empty ``copias_acuse`` take away what there was."""

    correo: str | None = None
    celular: str | None = None
    telefono_fijo: str | None = None
    social_igual_fiscal: bool | None = None
    copias_acuse: Sequence[str] | None = None

    @property
    def dados(self) -> dict[str, Any]:
        """Those that were given, as the service names them."""
        return {campo: valor for campo, valor in vars(self).items() if valor is not None}

    def revisar(self) -> None:
        """The rules that need no service, before anything is sent. Raises Negada (campo_invalido)."""
        errores: dict[str, str] = {}
        telefonos = {"celular": self.celular, "telefono_fijo": self.telefono_fijo or None}
        correos = {"correo": self.correo} | {f"copia {c}": c for c in self.copias_acuse or () if c.strip()}
        for lector, dados in ((Telefono.leer, telefonos), (Correo.leer, correos)):
            for campo, valor in dados.items():
                try:
                    lector(valor) if valor is not None else None
                except ValorInvalido as error:
                    errores[campo] = error.motivo
        if len([c for c in self.copias_acuse or () if c.strip()]) > 3:
            errores["copias_acuse"] = "Puedes indicar hasta 3 correos para copias."
        if errores:
            raise datos_invalidos(errores)


class Generales:
    """The contratista of the session, at registry."""

    def __init__(self, puerta: Autorizado) -> None:
        self._puerta = puerta

    def ver(self) -> Contratista:
        """General data, addresses, REPSE, and what is missing."""
        return Contratista.leer(self._puerta.pedir(Pedido("GET", "registry", "/contratista")))

    def aceptar_terminos(self) -> Contratista:
        """Accepts the Términos y Condiciones in force."""
        version = Terminos.leer(self._puerta.canal.pedir(Pedido("GET", "registry", "/terminos"))).version
        return self._registrar("POST", "/terminos", json={"version": version})

    def guardar(self, cambios: CambiosGenerales) -> Contratista:
        """Raises Negada, which names every field that is wrong."""
        cambios.revisar()
        for ultima in (False, False, True):
            actual = self.ver()
            datos = {
                "correo": actual.correo or "",
                "celular": actual.celular or "",
                "telefono_fijo": actual.telefono_fijo,
                "social_igual_fiscal": actual.social_igual_fiscal,
                "copias_acuse": actual.copias_acuse or [],
            }
            datos |= cambios.dados
            try:
                return self._registrar("PUT", "/generales", json=datos, version=actual.version)
            except Negada as negada:
                if ultima or negada.datos.get("status") != 412:
                    raise
        raise AssertionError("unreachable")

    def acuse_repse_guardar(self, archivo: Path | bytes, nombre: str = "acuse-repse.pdf") -> Contratista:
        """The REPSE receipt: a PDF of at most 5 MB, which replaces the one before."""
        return self._registrar(
            "PUT",
            "/acuse-repse",
            cuerpo=leer_recibo(archivo),
            tipo="application/pdf",
            parametros={"nombre": archivo.name if isinstance(archivo, Path) else nombre},
        )

    def acuse_repse(self) -> bytes:
        """The receipt as it was uploaded."""
        return self._puerta.pedir(Pedido("GET", "registry", "/contratista/acuse-repse")).content

    def acuse_repse_eliminar(self) -> Contratista:
        """Without a receipt nothing can be captured until another one is there."""
        return self._registrar("DELETE", "/acuse-repse")

    def repse_guardar(
        self,
        *,
        numero: str | None = None,
        vigencia_desde: date | None = None,
        vigencia_hasta: date | None = None,
        actividades: Sequence[Actividad] | None = None,
    ) -> Contratista:
        """Number, validity and activities of the registration; None: as it was, blank number: none."""
        actual = self.ver().repse
        desde, hasta = vigencia_desde or actual.vigencia_desde, vigencia_hasta or actual.vigencia_hasta
        todas = actual.actividades if actividades is None else actividades
        datos = {
            "numero": actual.numero if numero is None else numero,
            "vigencia_desde": desde.isoformat() if desde else None,
            "vigencia_hasta": hasta.isoformat() if hasta else None,
            "actividades": [una.model_dump() for una in todas],
        }
        return self._registrar("PUT", "/repse", json=datos)

    def domicilio_guardar(self, componentes: Mapping[str, Any]) -> Contratista:
        """The domicilio social of a company, by the names of the wizard (icsoe_dominio.domicilio).

        The place: ``colonia_id`` of the catalogue, or ``codigo_postal`` and ``colonia``, its name.
        """
        datos = dict(componentes)
        cp, colonia = str(datos.pop("codigo_postal", "")), str(datos.pop("colonia", ""))
        if "colonia_id" not in datos:
            datos["colonia_id"] = self._colonia(cp, colonia)
        return self._registrar("PUT", "/domicilio-social", json=datos)

    def domicilio_eliminar(self) -> Contratista:
        """Takes the domicilio social away."""
        return self._registrar("DELETE", "/domicilio-social")

    def codigo_postal(self, cp: str) -> CodigoPostal:
        """State, municipality and colonias of a postal code."""
        if not (cp.isascii() and cp.isdigit() and len(cp) == 5):
            raise UsoIncorrecto(
                f"El código postal «{cp}» no es válido.", "Escribe codigo_postal con sus cinco dígitos."
            )
        return CodigoPostal.leer(self._puerta.pedir(Pedido("GET", "registry", f"/codigos-postales/{cp}")))

    def reenviar_confirmacion(self, correo: str) -> Contratista:
        """The link again, to an address that waits; at most three times a day."""
        return self._registrar("POST", "/correos/confirmacion", json={"correo": correo})

    def confirmar_correo(self, token: str) -> str:
        """Confirms the address that got the link. The address, masked. Needs no session."""
        pedido = Pedido("POST", "registry", "/correos/confirmacion", json={"token": token})
        return CorreoConfirmado.leer(self._puerta.canal.pedir(pedido)).correo

    def _colonia(self, cp: str, nombre: str) -> str:
        colonias = self.codigo_postal(cp).colonias
        halladas = [c for c in colonias if _llano(c.nombre) == _llano(nombre)] if nombre else list(colonias)
        if len(halladas) == 1:
            return halladas[0].id
        raise UsoIncorrecto(
            f"En el código postal {cp} no se sabe cuál colonia es «{nombre}».",
            f"Escribe en «colonia» una de estas: {', '.join(c.nombre for c in colonias)}.",
        )

    def _registrar(self, metodo: str, ruta: str, **campos: Any) -> Contratista:
        pedido = Pedido(metodo, "registry", f"/contratista{ruta}", clave=str(uuid4()), **campos)
        respuesta: httpx.Response = self._puerta.pedir(pedido)
        return Contratista.leer(respuesta)


def leer_recibo(archivo: Path | bytes) -> bytes:
    """The bytes of a REPSE receipt. Raises UsoIncorrecto: unreadable, no PDF, too big."""
    recibo = archivo if isinstance(archivo, bytes) else leer_bytes(archivo, _REPSE_MAXIMO)
    if len(recibo) > _REPSE_MAXIMO:
        raise UsoIncorrecto("El acuse REPSE pasa de 5 MB.", "Reduce el tamaño del PDF y vuelve a intentarlo.")
    if b"%PDF-" not in recibo[:1024]:
        raise UsoIncorrecto("El acuse REPSE no es un PDF.", "Elige el PDF que te dio la STPS.")
    return recibo


def _llano(texto: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", texto.lower()) if not unicodedata.combining(c))
