"""A fleet of synthetic contratistas, ready to file: what the chaos and load runs drive."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from icsoe import Cliente
from icsoe.efirma import EFirma
from icsoe_dominio.calendario import Calendario
from icsoe_dominio.periodo import Periodo
from icsoe_sim.ca import abrir_ca
from icsoe_sim.efirma import Titular, nueva_efirma
from icsoe_sim.lector_correo import confirmar_correo
from pypdf import PdfWriter

_DESDE = datetime(2024, 11, 1, tzinfo=UTC)
_LETRAS = "BCDFGHJKLMNPRSTVWXYZ"


@dataclass(frozen=True)
class Contribuyente:
    """One identity of the fleet and the mail its acuses go to."""

    efirma: EFirma
    rfc: str
    correo: str


def _rfc(numero: int) -> str:
    """A person's RFC, unique per number below 400,000: four letters, a date that exists, a homoclave."""
    letras = "".join(_LETRAS[numero // 20**n % 20] for n in range(3))
    return f"X{letras}800101{numero % 1000:03d}"


def contribuyentes(ca: Path, cuantos: int, desde: int = 0) -> list[Contribuyente]:
    """Mints ``cuantos`` e.firmas of PRUEBA with the authority in folder ``ca``."""
    emisor = abrir_ca(ca)

    def uno(numero: int) -> Contribuyente:
        rfc = _rfc(numero)
        par = nueva_efirma(emisor, Titular(rfc, f"PERSONA DE PRUEBA {numero}"), desde=_DESDE)
        efirma = EFirma.abrir(par.certificado, par.llave, par.contrasena)
        return Contribuyente(efirma, rfc, f"flota-{numero}@prueba.invalid")

    with ThreadPoolExecutor(2) as hilos:
        return list(hilos.map(uno, range(desde, desde + cuantos)))


def recibo_repse() -> bytes:
    """A one-page PDF that stands for the REPSE receipt."""
    escritor = PdfWriter()
    escritor.add_blank_page(612, 792)
    salida = io.BytesIO()
    escritor.write(salida)
    return salida.getvalue()


def registrar(url: str, buzon: str, contribuyente: Contribuyente) -> None:
    """Terms, general data, receipt and a confirmed address: it may capture, and its acuses come attached."""
    with Cliente(url) as cliente:
        cliente.ingresar(contribuyente.efirma)
        cliente.aceptar_terminos()
        cliente.generales_guardar(
            correo=contribuyente.correo, celular="5512345678", acuse_repse=recibo_repse()
        )
    confirmar_correo(url, buzon, contribuyente.correo)


def periodos_firmables(ahora: datetime) -> Iterator[Periodo]:
    """Every period whose signing window has opened, oldest first."""
    calendario = Calendario()
    for ejercicio in range(2021, ahora.year + 1):
        for cuatrimestre in (1, 2, 3):
            periodo = Periodo(ejercicio, cuatrimestre)
            if calendario.firma_abierta(periodo, ahora):
                yield periodo
