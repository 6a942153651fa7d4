"""The only place that wires notify."""

from icsoe_chassis.ajustes import Ajustes
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.tareas import Tarea
from icsoe_chassis.vinculos import VinculosPg
from pydantic import SecretStr

from .adapters.enlaces import AbridorJwe
from .adapters.postgres import LecturasPg, TrabajoPg
from .adapters.redaccion import RedactorDePlantillas
from .adapters.smtp import CarteroSmtp, Servidor
from .application.enviar_correo import Oficina
from .entrypoints import events, jobs


class AjustesNotify(Ajustes):
    """``smtp``: ``host:port``. ``remitente``: where mails come from. ``smtp_clave`` is a secret file, as is
    ``enlace_x25519_pem``, which opens the links that auth and registry seal.
    """

    enlace_x25519_pem: SecretStr
    smtp: str = "127.0.0.1:8111"
    remitente: str = "icsoe@imss.gob.mx"
    smtp_usuario: str | None = None
    smtp_clave: SecretStr | None = None


def montar(recursos: Recursos[AjustesNotify]) -> Partes:
    """Everything notify is made of; it has no HTTP but health."""
    ajustes, reloj = recursos.ajustes, recursos.reloj
    clave = ajustes.smtp_clave.get_secret_value() if ajustes.smtp_clave else None
    servidor = Servidor.leer(
        ajustes.smtp, cifrado=ajustes.modo == "real", usuario=ajustes.smtp_usuario, clave=clave
    )
    redactor = RedactorDePlantillas(ajustes.remitente, ajustes.url_publica, ajustes.modo, reloj)
    cartero = CarteroSmtp(servidor)
    tareas: dict[str, Tarea] = {}
    if recursos.objetos is not None:
        tareas = jobs.tareas(
            Oficina(
                LecturasPg(recursos.base),
                VinculosPg(recursos.base),
                UnidadDeTrabajo(recursos.base, TrabajoPg),
                recursos.objetos,
                AbridorJwe(ajustes.enlace_x25519_pem.get_secret_value()),
                redactor,
                cartero,
                reloj,
                redactor.dominio,
            )
        )
    return Partes(consumidores=events.consumidores(TrabajoPg, reloj), tareas=tareas, al_cerrar=cartero.cerrar)


servicio = Servicio("notify", AjustesNotify, montar)
