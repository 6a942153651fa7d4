"""Makes an access link: its hash stays here, the token travels sealed to notify, and older ones end."""

from datetime import datetime
from uuid import UUID, uuid4

from icsoe_contracts.auth import EnlaceEmitido

from ..domain.alta import EnlaceDebido
from ..domain.enlace import VIDA, Motivo, huella_de_token, token_nuevo
from .ports_cuentas import EnlaceNuevo, SelladorDeEnlaces, TrabajoDeCuentas


async def emitir_enlace(
    t: TrabajoDeCuentas,
    sellador: SelladorDeEnlaces,
    cuenta_id: UUID,
    motivo: Motivo,
    correo: str,
    ahora: datetime,
    debido: EnlaceDebido | None = None,
) -> None:
    """Part of a command: the caller holds the account's row. The stream of the event is the link's own."""
    token, id, expira = token_nuevo(), uuid4(), ahora + VIDA[motivo]
    await t.enlaces.cancelar(cuenta_id, [motivo], ahora)
    await t.enlaces.poner(
        EnlaceNuevo(id, cuenta_id, motivo, huella_de_token(token), correo, ahora, expira, debido)
    )
    evento = EnlaceEmitido(
        cuenta_id=cuenta_id,
        ocurrido=ahora,
        enlace_id=id,
        motivo=motivo,
        sellado=sellador.sellar(token, correo, cuenta_id),
        expira=expira,
    )
    t.eventos.emitir(evento, sujeto=id)
