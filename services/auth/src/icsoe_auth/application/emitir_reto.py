"""Gives a challenge to sign. Stores nothing: a flood of these fills no table (threats T-20)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from icsoe_chassis.ports import Reloj
from pydantic import BaseModel

from ..domain.reto import Reto, SelladorDeRetos


@dataclass(frozen=True)
class EmitirReto:
    """``verificador_sha256``: hash of a secret the client keeps until it answers."""

    verificador_sha256: bytes


class RetoEmitido(BaseModel):
    """``texto`` is signed; ``reto`` comes back with the answer."""

    reto: str
    texto: str
    expira: datetime


def emitir_reto(orden: EmitirReto, sellador: SelladorDeRetos, reloj: Reloj) -> RetoEmitido:
    """A fresh challenge for this origin."""
    ahora = reloj.ahora()
    emitido = ahora.replace(microsecond=ahora.microsecond // 1000 * 1000)  # as precise as token and text are
    reto = Reto(secrets.token_bytes(16), emitido, orden.verificador_sha256)
    return RetoEmitido(reto=sellador.sellar(reto), texto=reto.texto(sellador.origen), expira=reto.expira)
