"""One HTTP connection pool to one origin: addresses checked, answers read, refusals made into our errors."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from icsoe.errores import CredencialInvalida, ErrorIcsoe, Negada, NoDisponible, UsoIncorrecto
from icsoe.paciencia import Paciencia, Pasajero
from icsoe.posiciones import Posiciones

URL_LOCAL = "http://localhost:8080"
_PASAJEROS = frozenset({408, 425, 502, 503, 504})
# Not every 429 or 409 passes by itself: a quota of drafts does not.
_CODIGOS_PASAJEROS = frozenset({"demasiadas_peticiones", "ocupado"})
# Services that ask for whom a capturista works (plano.md §2, Ambito).
_CON_AMBITO = frozenset({"informativa", "signing"})
_ESPERA_MAXIMA_S = 60.0
_SIN_CODIGO = "HTTP_"
_DE_CREDENCIAL = frozenset(
    {
        "MSG-01", "MSG-02", "MSG-03", "MSG-04", "MSG-05", "firma_invalida", "identidad_invalida",
        "cuenta_bloqueada", "demasiados_ingresos", "contrasena_actual_incorrecta", "revocacion_desconocida",
    }
)  # fmt: skip


def origen_de(url: str) -> str:
    """``scheme://host[:port]`` in lower case.

    Raises UsoIncorrecto unless https, or http on this same machine (T-14).
    """
    try:
        partes = urlsplit(url)
        puerto = partes.port
    except ValueError:
        partes, puerto = urlsplit(""), None
    anfitrion = (partes.hostname or "").lower()
    if (
        partes.scheme not in ("http", "https")
        or not anfitrion
        or partes.username
        or partes.path not in ("", "/")
    ):
        raise UsoIncorrecto(
            f"La dirección «{url}» no es válida.",
            "Escribe solo el sitio, por ejemplo https://icsoe.ejemplo.mx.",
        )
    if partes.scheme == "http" and not es_esta_maquina(anfitrion):
        raise UsoIncorrecto(
            f"La dirección «{url}» no es segura: fuera de esta computadora se exige https.",
            "Escribe la dirección con https://.",
        )
    escrito = f"[{anfitrion}]" if ":" in anfitrion else anfitrion
    propio = {"http": 80, "https": 443}[partes.scheme]
    return f"{partes.scheme}://{escrito}" + (f":{puerto}" if puerto and puerto != propio else "")


def es_esta_maquina(anfitrion: str) -> bool:
    """Whether the name or address is the loopback."""
    if anfitrion == "localhost":
        return True
    try:
        return ipaddress.ip_address(anfitrion).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Pedido:
    """One request to ``/api/v1/<servicio><ruta>``.

    ``clave`` is its Idempotency-Key, the same at every try.
    """

    metodo: str
    servicio: str
    ruta: str
    json: Any = None
    cuerpo: bytes | None = None
    tipo: str | None = None
    parametros: Mapping[str, str] = field(default_factory=dict[str, str])
    clave: str | None = None
    version: int | None = None


class Canal:
    """A thin httpx client. Follows no redirect, so no answer can lead it to another origin.

    ``contratista_id``: for whom a capturista works, sent to the services that ask for it.
    """

    def __init__(
        self,
        url: str,
        *,
        paciencia: Paciencia | None = None,
        posiciones: Posiciones | None = None,
        transporte: httpx.BaseTransport | None = None,
        plazo_s: float = 30.0,
    ) -> None:
        self.origen = origen_de(url)
        self.paciencia = paciencia or Paciencia()
        self.posiciones = posiciones or Posiciones()
        self.contratista_id: str | None = None
        self._http = httpx.Client(
            base_url=f"{self.origen}/api/v1",
            timeout=httpx.Timeout(plazo_s, connect=5.0),
            follow_redirects=False,
            transport=transporte,
            trust_env=not es_esta_maquina(urlsplit(self.origen).hostname or ""),
            headers={"User-Agent": "icsoe-cli/1", "Accept": "application/json"},
        )

    def cerrar(self) -> None:
        """Gives the connections back."""
        self._http.close()

    def pedir(self, pedido: Pedido, acceso: str | None = None) -> httpx.Response:
        """Sends until answered. Raises ErrorIcsoe with the refusal, NoDisponible when patience ends."""
        return self.paciencia.intentar(lambda: self.una_vez(pedido, acceso))

    def una_vez(self, pedido: Pedido, acceso: str | None = None) -> httpx.Response:
        """Sends once. Raises Pasajero where another try may succeed, ErrorIcsoe on refusal."""
        try:
            respuesta = self._http.request(
                pedido.metodo,
                f"/{pedido.servicio}{pedido.ruta}",
                json=pedido.json,
                content=pedido.cuerpo,
                params=dict(pedido.parametros),
                headers=self._cabeceras(pedido, acceso),
            )
        except httpx.TransportError as falla:
            raise Pasajero(_por_que(falla)) from falla
        if not respuesta.is_success:
            rechazo = _rechazo(respuesta)
            espera = _espera_de(respuesta)
            if _pasa(respuesta, rechazo.codigo, espera):
                raise Pasajero(f"respuesta {respuesta.status_code}", espera, rechazo)
            raise rechazo
        self.posiciones.alcanzadas(pedido.servicio)
        self.posiciones.anotar(respuesta.headers.get_list("ICSOE-Posicion"))
        return respuesta

    def _cabeceras(self, pedido: Pedido, acceso: str | None) -> dict[str, str]:
        cabeceras = {
            "ICSOE-Despues-De": self.posiciones.para(pedido.servicio),
            "Authorization": f"Bearer {acceso}" if acceso else None,
            "Idempotency-Key": pedido.clave,
            "If-Match": None if pedido.version is None else f'"{pedido.version}"',
            "Content-Type": pedido.tipo,
            "ICSOE-Contratista": self.contratista_id if pedido.servicio in _CON_AMBITO else None,
        }
        return {nombre: valor for nombre, valor in cabeceras.items() if valor}


def _por_que(falla: httpx.TransportError) -> str:
    return "no hubo respuesta a tiempo" if isinstance(falla, httpx.TimeoutException) else "no hubo conexión"


def _espera_de(respuesta: httpx.Response) -> float | None:
    escrito = respuesta.headers.get("Retry-After", "")
    return float(escrito) if escrito.isascii() and escrito.isdecimal() else None


def _pasa(respuesta: httpx.Response, codigo: str, espera: float | None) -> bool:
    """Whether another try may succeed. A refusal with a code of ours passes only if its Retry-After says so:
    what the SAT said against a certificate comes as 503 too, and asking again changes nothing.
    """
    if codigo in _CODIGOS_PASAJEROS:
        return (espera or 0) <= _ESPERA_MAXIMA_S
    return respuesta.status_code in _PASAJEROS and (espera is not None or codigo.startswith(_SIN_CODIGO))


def _rechazo(respuesta: httpx.Response) -> ErrorIcsoe:
    try:
        leido: Any = respuesta.json()
    except ValueError:
        leido = None
    problema = cast(dict[str, Any], leido) if isinstance(leido, dict) else {}
    codigo = str(problema.get("codigo") or f"{_SIN_CODIGO}{respuesta.status_code}")
    mensaje = str(problema.get("detail") or f"El servicio contestó {respuesta.status_code}.")
    dados: Any = problema.get("datos")
    datos = cast(dict[str, Any], dados) if isinstance(dados, dict) else {}
    return _clase(respuesta.status_code, codigo)(
        mensaje,
        str(problema.get("remedio") or ""),
        codigo=codigo,
        datos={
            **datos,
            "errores": _errores(problema, datos),
            "status": respuesta.status_code,
            "peticion": str(problema.get("peticion") or ""),
        },
    )


def _errores(problema: dict[str, Any], datos: dict[str, Any]) -> dict[str, Any]:
    """Why each datum was refused: the domain names them in ``datos``, the shape of a body in a list."""
    dichos, campos, lista = datos.get("errores"), datos.get("campos"), problema.get("errores")
    if isinstance(dichos, dict):
        return cast(dict[str, Any], dichos)
    if isinstance(lista, list):
        fallas = (cast(dict[str, Any], f) for f in cast(list[Any], lista) if isinstance(f, dict))
        return {str(f.get("campo")): f"no cumple la regla «{f.get('regla')}»" for f in fallas}
    nombrados = (str(campo) for campo in cast(list[Any], campos)) if isinstance(campos, list) else ()
    return {campo: datos[campo] for campo in nombrados if campo in datos}


def _clase(estado: int, codigo: str) -> type[ErrorIcsoe]:
    if estado == 401 or codigo in _DE_CREDENCIAL or codigo.startswith(("certificado_", "reto_")):
        return CredencialInvalida
    return NoDisponible if estado >= 500 else Negada
