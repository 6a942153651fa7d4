"""The e.firma on the user's own machine: the key is opened here, signs here, and is sent nowhere."""

from dataclasses import dataclass, field
from pathlib import Path

from icsoe_dominio.negativas import catalogo
from icsoe_efirma.certificado import Certificado, CertificadoRechazado, leer_certificado
from icsoe_efirma.llave import Llave, LlaveRechazada, abrir_llave

from icsoe.archivos import leer_bytes
from icsoe.errores import CredencialInvalida
from icsoe.textos import TextoFirmable

_MAXIMO_BYTES = 16 * 1024


@dataclass(frozen=True)
class EFirma:
    """An open e.firma. Signs only texts that passed a grammar of ours."""

    leido: Certificado = field(repr=False)
    _llave: Llave = field(repr=False)

    @classmethod
    def abrir(cls, cer: Path | bytes, key: Path | bytes, password: str) -> "EFirma":
        """Opens certificate and key, from files or bytes.

        Raises CredencialInvalida (MSG-04 and others), UsoIncorrecto.

        Whether the platform accepts the certificate (kind, dates, authority) is the platform's to say.
        """
        try:
            leido = leer_certificado(leer_archivo(cer))
            llave = abrir_llave(leer_archivo(key), password)
        except (CertificadoRechazado, LlaveRechazada) as rechazo:
            raise _credencial(rechazo.codigo) from None
        if not llave.corresponde_a(leido):
            raise _credencial("MSG-04")
        return cls(leido, llave)

    @property
    def certificado(self) -> bytes:
        """The certificate, DER."""
        return self.leido.der

    @property
    def numero(self) -> str:
        """The 20-digit number of the certificate."""
        return self.leido.numero

    @property
    def rfc(self) -> str:
        """The taxpayer's RFC: the company's, where there is a representative."""
        return self.leido.sujeto.rfc

    @property
    def rfc_representante(self) -> str:
        """The legal representative's RFC, empty for a person."""
        return self.leido.sujeto.rfc_representante or ""

    def firmar(self, texto: TextoFirmable) -> bytes:
        """RSA-SHA256 (PKCS#1 v1.5) over the UTF-8 bytes of the text."""
        return self._llave.firmar(texto.cadena)


def leer_cer(archivo: Path | bytes) -> bytes:
    """A certificate, DER, that may be sent: a key, or anything else given in its place, stays here.

    Raises CredencialInvalida (certificado_ilegible), UsoIncorrecto.
    """
    der = leer_archivo(archivo)
    try:
        leer_certificado(der)
    except CertificadoRechazado as rechazo:
        # Any other rejection is of a certificate: the platform's verdict says more about it.
        if rechazo.codigo == "certificado_ilegible":
            raise _credencial(rechazo.codigo) from None
    return der


def leer_archivo(archivo: Path | bytes) -> bytes:
    """The bytes of a ``.cer`` or ``.key``, at most 16 KB. Raises UsoIncorrecto."""
    if isinstance(archivo, bytes):
        return archivo
    return leer_bytes(archivo, _MAXIMO_BYTES)


def _credencial(codigo: str) -> CredencialInvalida:
    entrada = catalogo()[codigo]
    return CredencialInvalida(entrada.detalle, entrada.remedio, codigo=codigo)
