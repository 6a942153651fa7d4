"""Built files of the front end; the Worker's script carries a policy of its own that lets it send nothing."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from .web.cabeceras import Clase, marca_de


class Estaticos(StaticFiles):
    """``/estaticos``: public, five minutes, ETag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        respuesta = await super().get_response(path, scope)
        es_trabajador = path.startswith("trabajador-")
        marca_de(scope).clase = Clase.TRABAJADOR if es_trabajador else Clase.PUBLICA
        return respuesta
