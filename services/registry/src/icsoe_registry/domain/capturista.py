"""A capturista: one person, one account, many contratistas (icsoe.md §6.3; threats.md T-24, T-25).

The account is the person's. Before its first entry its address is that of the one contratista that invited
it; from then on only the word of auth moves it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from icsoe_dominio.negativas import Negativa

from .contratista import TERMINOS_VIGENTES
from .datos_capturista import Nombre
from .vinculo import Vinculo

MOTIVO_RECLAMO = "La persona titular de la CURP la comprobó con su e.firma."


@dataclass(frozen=True)
class Capturista:
    """``vinculos``: the open ones, and the one that is asked about.

    ``cuenta_desde``: when the first password was made. ``*_orden``: positions of auth.cuenta, so that its
    facts may come twice and in any order.
    """

    id: UUID
    curp: str
    correo: str
    creado: datetime
    nombre: Nombre | None = None
    terminos_version: str | None = None
    cuenta_desde: datetime | None = None
    ultimo_acceso: datetime | None = None
    bloqueado_hasta: datetime | None = None
    correo_orden: int = 0
    bloqueo_orden: int = 0
    cuenta_orden: int = 0
    reclamo_orden: int = 0
    vinculos: tuple[Vinculo, ...] = ()

    @property
    def faltantes(self) -> tuple[str, ...]:
        """What it still owes before it works, in the words of the screen (D88)."""
        condiciones = {
            "Términos y Condiciones": self.terminos_version == TERMINOS_VIGENTES.version,
            "Nombre(s)": self.nombre is not None,
            "Primer apellido": self.nombre is not None,
        }
        return tuple(nombre for nombre, cumple in condiciones.items() if not cumple)

    @property
    def abiertos(self) -> tuple[Vinculo, ...]:
        return tuple(v for v in self.vinculos if v.abierto)

    @property
    def congelada(self) -> bool:
        """The person of the CURP proved it and has not made her password yet (T-25)."""
        return self.reclamo_orden > 0 and self.correo_orden == self.reclamo_orden

    def vinculo(self, id: UUID) -> Vinculo | None:
        return next((v for v in self.vinculos if v.id == id), None)

    def bloqueado(self, ahora: datetime) -> bool:
        return self.bloqueado_hasta is not None and ahora < self.bloqueado_hasta

    def invitar(self, nuevo: Vinculo) -> "Capturista":
        """A contratista's alta. The typed address becomes the account's only while nobody ever entered and
        nobody else's link is open. Raises capturista_ya_registrado.
        """
        if any(v.contratista_id == nuevo.contratista_id for v in self.abiertos):
            raise Negativa("capturista_ya_registrado")
        crea = self._lo_rige(nuevo)
        invitado = replace(nuevo, crea_cuenta=crea)
        correo = nuevo.correo if crea else self.correo
        return replace(self, correo=correo, vinculos=(*self.vinculos, invitado))

    def invitar_de_nuevo(self, vinculo: Vinculo, maximo: int, ahora: datetime) -> "Capturista":
        """Raises vinculo_en_otro_estado, demasiadas_invitaciones."""
        crea = vinculo.crea_cuenta and self.cuenta_desde is None
        return self.con(vinculo.invitar_de_nuevo(maximo, ahora, crea_cuenta=crea))

    def corregir_correo(self, vinculo: Vinculo, correo: str, maximo: int, ahora: datetime) -> "Capturista":
        """What a contratista typed was wrong. The account follows only as ``invitar`` says.

        Raises vinculo_en_otro_estado, demasiadas_invitaciones.
        """
        if correo == vinculo.correo:
            return self
        corregido = self.con(vinculo.invitar_de_nuevo(maximo, ahora, correo=correo))
        return replace(corregido, correo=correo) if self._lo_rige(vinculo) else corregido

    def responder(self, vinculo: Vinculo, *, acepta: bool, ahora: datetime) -> "Capturista":
        """The person's answer to an invitation; to one already answered, nothing changes.

        Raises aun_no_disponible while auth has not told that the account is active, sin_permiso of whoever
        still holds a token of a frozen account, no_encontrado.
        """
        self._exigir_sin_congelar()
        if self.cuenta_desde is None:
            raise Negativa("aun_no_disponible")
        if vinculo.estado != "INVITADO":
            repetida = vinculo.aceptado if acepta else vinculo.estado == "RECHAZADO"
            if repetida and vinculo.estado != "BAJA":
                return self
            raise Negativa("no_encontrado")
        return self.con(vinculo.aceptar(self.correo, ahora) if acepta else vinculo.rechazar(ahora))

    def dar_de_baja(self, vinculo: Vinculo, por: UUID, motivo: str | None, ahora: datetime) -> "Capturista":
        """A contratista ends its link. If that invitation was to make the account, the oldest of the others
        makes it now, with its own address. The last access it could see stays with the link.
        """
        ultimo = self.ultimo_acceso if vinculo.abierto and vinculo.aceptado else vinculo.ultimo_acceso
        sin_el = self.con(replace(vinculo.dar_de_baja(por, motivo, ahora), ultimo_acceso=ultimo))
        if self.cuenta_desde is not None or not vinculo.crea_cuenta or not sin_el.abiertos:
            return sin_el
        heredero = min(sin_el.abiertos, key=lambda v: (v.alta, v.id))
        return replace(sin_el.con(replace(heredero, crea_cuenta=True)), correo=heredero.correo)

    def aceptar_terminos(self, version: str) -> "Capturista":
        """Its own acceptance (D88). Raises terminos_no_vigentes."""
        if version != TERMINOS_VIGENTES.version:
            raise Negativa("terminos_no_vigentes", version=TERMINOS_VIGENTES.version)
        return replace(self, terminos_version=version)

    def llamarse(self, nombre: Nombre) -> "Capturista":
        """Raises sin_permiso while frozen."""
        self._exigir_sin_congelar()
        return replace(self, nombre=nombre)

    def con(self, vinculo: Vinculo) -> "Capturista":
        """With this newer state of one of its links."""
        return replace(self, vinculos=tuple(vinculo if v.id == vinculo.id else v for v in self.vinculos))

    def activar(self, vinculo_id: UUID, correo: str, orden: int, ahora: datetime) -> "Capturista":
        """auth: the first password exists, which accepts the invitation that it came by. It is judged by the
        address of that moment, whatever was told of it before. Of before a claim it says nothing any more.
        """
        if orden < self.reclamo_orden:
            return self
        activa = replace(self, cuenta_desde=self.cuenta_desde or ahora)._con_correo(correo, orden)
        vinculo = activa.vinculo(vinculo_id)
        if vinculo is None or vinculo.estado != "INVITADO":
            return activa
        return activa.con(vinculo.aceptar(correo, ahora))

    def cambiar_correo(self, correo: str, orden: int) -> "Capturista":
        """auth: the person moved its account to another address."""
        return self._con_correo(correo, orden)

    def reclamar(self, orden: int, ahora: datetime) -> "Capturista":
        """auth: the person of the CURP proved it with her e.firma (T-25). Whoever had the account is nobody:
        each link it accepted ends, its name and its acceptance of the terms are forgotten; what was not
        answered waits for her.
        """
        if orden <= self.reclamo_orden:
            return self
        vinculos = (v.dar_de_baja(self.id, MOTIVO_RECLAMO, ahora) if v.aceptado else v for v in self.vinculos)
        return replace(
            self,
            vinculos=tuple(vinculos),
            nombre=None,
            terminos_version=None,
            ultimo_acceso=None,
            cuenta_desde=ahora,
            reclamo_orden=orden,
            correo_orden=max(orden, self.correo_orden),
        )

    def entrar(self, cuando: datetime) -> "Capturista":
        """auth: a login."""
        return replace(self, ultimo_acceso=max(cuando, self.ultimo_acceso or cuando))

    def bloquear(self, hasta: datetime | None, orden: int) -> "Capturista":
        """auth: locked until ``hasta``; None: the lock was lifted. The later word counts."""
        if orden <= self.bloqueo_orden:
            return self
        return replace(self, bloqueado_hasta=hasta, bloqueo_orden=orden)

    def oir(self, orden: int) -> "Capturista":
        """Any word of auth: how far its stream was heard."""
        return replace(self, cuenta_orden=max(orden, self.cuenta_orden))

    def _exigir_sin_congelar(self) -> None:
        if self.congelada:
            raise Negativa("sin_permiso")

    def _con_correo(self, correo: str, orden: int) -> "Capturista":
        if orden <= self.correo_orden:
            return self
        return replace(self, correo=correo, correo_orden=orden)

    def _lo_rige(self, vinculo: Vinculo) -> bool:
        """Whether this link's contratista may still say where the account's mail goes (T-24): the only one,
        before the first entry. The first of several makes the account.
        """
        return self.cuenta_desde is None and all(v.id == vinculo.id for v in self.abiertos)
