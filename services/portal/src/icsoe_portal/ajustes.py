"""Settings of the portal: where the services listen, and the key of its cookie."""

from pathlib import Path

from icsoe_chassis.ajustes import Ajustes
from pydantic import SecretStr


class AjustesPortal(Ajustes):
    """``ICSOE_<SVC>_URL`` is a service's own address, without ``/api/v1``.

    ``cookie_aead``: one secret a line, the first seals, all open (threats.md §4.4: rotation with overlap).
    ``anuncio``: the file whose text the Centro de ayuda shows as state of the service (operacion/textos.md).
    """

    registry_url: str = "http://127.0.0.1:8092"
    informativa_url: str = "http://127.0.0.1:8093"
    signing_url: str = "http://127.0.0.1:8094"
    listado_url: str = "http://127.0.0.1:8095"
    cookie_aead: SecretStr
    anuncio: Path | None = None
    # D85, in seconds: warning, end while idle, end in any case. auth ends the session by its own limits too.
    sesion_aviso_s: int = 13 * 60
    sesion_inactiva_s: int = 15 * 60
    sesion_absoluta_s: int = 8 * 3600
