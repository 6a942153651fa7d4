"""What is typed about a capturista, read: every field is told its own fault at once (icsoe.md §9.1, §9.2)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from icsoe_dominio.contacto import Correo
from icsoe_dominio.identificadores import Curp
from icsoe_dominio.negativas import Negativa
from icsoe_dominio.texto import ValorInvalido, capturar

MAXIMO_NOMBRE = 100
MAXIMO_MOTIVO = 500
_ETIQUETAS = {
    "usuario": "CURP",
    "correo": "Correo electrónico",
    "correo_confirmacion": "Confirmar correo",
    "nombre": "Nombre(s)",
    "primer_apellido": "Primer apellido",
    "segundo_apellido": "Segundo apellido",
    "motivo": "Motivo",
}


@dataclass
class _Lectura:
    """Reads field after field and keeps what is wrong with each."""

    errores: dict[str, str] = field(default_factory=lambda: {})

    def leer(self, campo: str, lector: Callable[[str], object], texto: str) -> str:
        try:
            return str(lector(texto))
        except ValorInvalido as error:
            self.errores[campo] = error.motivo
            return ""

    def correo_dos_veces(self, correo: str, confirmacion: str) -> str:
        leido = self.leer("correo", Correo.leer, correo)
        if leido and self.leer("correo_confirmacion", Correo.leer, confirmacion) not in ("", leido):
            self.errores["correo_confirmacion"] = "Los correos no son iguales."
        return leido

    def exigir(self) -> None:
        """Raises campo_invalido with ``errores`` {field: what is wrong}."""
        if self.errores:
            campos = [_ETIQUETAS[campo] for campo in self.errores]
            raise Negativa("campo_invalido", campos=campos, errores=self.errores)


def leer_invitado(usuario: str, correo: str, confirmacion: str) -> tuple[str, str]:
    """(CURP, address) of an alta. Raises campo_invalido."""
    lectura = _Lectura()
    curp = lectura.leer("usuario", Curp.leer, usuario)
    leido = lectura.correo_dos_veces(correo, confirmacion)
    lectura.exigir()
    return curp, leido


def leer_correo(correo: str, confirmacion: str) -> str:
    """An address typed twice (D54). Raises campo_invalido."""
    lectura = _Lectura()
    leido = lectura.correo_dos_veces(correo, confirmacion)
    lectura.exigir()
    return leido


def leer_motivo(motivo: str | None) -> str | None:
    """Optional text, at most 500 characters. Raises campo_invalido."""
    if motivo is None or not motivo.strip():
        return None
    lectura = _Lectura()
    leido = lectura.leer("motivo", lambda texto: capturar(texto, MAXIMO_MOTIVO), motivo)
    lectura.exigir()
    return leido


@dataclass(frozen=True)
class Nombre:
    """As the person types it; the adapter to the population register is off."""

    nombre: str
    primer_apellido: str
    segundo_apellido: str | None = None

    @classmethod
    def leer(cls, nombre: str, primer_apellido: str, segundo_apellido: str | None) -> "Nombre":
        """Raises campo_invalido."""
        lectura = _Lectura()

        def texto(campo: str, dado: str) -> str:
            return lectura.leer(campo, lambda t: capturar(t, MAXIMO_NOMBRE), dado)

        hay_segundo = segundo_apellido is not None and segundo_apellido.strip()
        leido = cls(
            nombre=texto("nombre", nombre),
            primer_apellido=texto("primer_apellido", primer_apellido),
            segundo_apellido=texto("segundo_apellido", segundo_apellido or "") if hay_segundo else None,
        )
        lectura.exigir()
        return leido

    @property
    def completo(self) -> str:
        return " ".join(filter(None, (self.nombre, self.primer_apellido, self.segundo_apellido)))
