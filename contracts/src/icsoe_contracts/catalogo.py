"""The catalogue of topics: one writing service each, who reads, how many partitions, for how long.

Kafka topics and ACLs, the AsyncAPI document and the topology test all come from here.
"""

from dataclasses import dataclass
from typing import Literal

from .auth import (
    ContrasenaCambiada,
    CorreoDeCuentaCambiado,
    CuentaActivada,
    CuentaBloqueada,
    CuentaDesbloqueada,
    CuentaReclamada,
    EnlaceEmitido,
    IngresoDesdeEquipoNuevo,
    SesionIniciada,
)
from .evento import Evento
from .informativa import EnviadaAFirma
from .listado import ListadoPublicado
from .notify import CorreoEntregado, CorreoFallido
from .registry import (
    CapturistaDadoDeBaja,
    CapturistaInvitado,
    CapturistaVinculado,
    ContratistaActualizado,
    CorreoDeCapturistaCambiado,
    CorreoPorConfirmar,
    GeneralesCompletos,
)
from .signing import (
    AcuseEmitido,
    DevolucionSolicitada,
    InformativaDevuelta,
    InformativaPresentada,
    InformativaRechazada,
    PresentacionPublica,
    RevocacionConfirmada,
)

Nivel = Literal["interno", "publico"]


@dataclass(frozen=True)
class Tema:
    """One topic. ``retencion_dias`` None means for ever; partitions never change in place."""

    nombre: str
    dueno: str
    eventos: tuple[type[Evento], ...]
    consumidores: tuple[str, ...]
    particiones: int
    retencion_dias: int | None
    nivel: Nivel = "interno"


CONTRATISTA = Tema(
    "icsoe.registry.contratista.v1",
    "registry",
    (GeneralesCompletos, ContratistaActualizado, CorreoPorConfirmar),
    ("informativa", "notify"),
    3,
    35,
)
CAPTURISTA = Tema(
    "icsoe.registry.capturista.v1",
    "registry",
    (CapturistaInvitado, CapturistaVinculado, CapturistaDadoDeBaja, CorreoDeCapturistaCambiado),
    ("auth", "informativa", "notify", "signing"),
    3,
    35,
)
CUENTA = Tema(
    "icsoe.auth.cuenta.v1",
    "auth",
    (
        CuentaActivada,
        ContrasenaCambiada,
        SesionIniciada,
        IngresoDesdeEquipoNuevo,
        CuentaBloqueada,
        CuentaDesbloqueada,
        CuentaReclamada,
        CorreoDeCuentaCambiado,
    ),
    ("notify", "registry"),
    3,
    35,
)
ENLACE = Tema("icsoe.auth.enlace.v1", "auth", (EnlaceEmitido,), ("notify",), 3, 2)
ENVIO = Tema("icsoe.informativa.envio.v1", "informativa", (EnviadaAFirma,), ("signing",), 12, 180)
PERIODO = Tema(
    "icsoe.signing.periodo.v1",
    "signing",
    (InformativaPresentada, InformativaRechazada, AcuseEmitido, RevocacionConfirmada),
    ("informativa", "listado", "notify"),
    12,
    None,
)
DEVOLUCION = Tema(
    "icsoe.signing.devolucion.v1",
    "signing",
    (DevolucionSolicitada, InformativaDevuelta),
    ("informativa", "notify"),
    3,
    35,
)
PRESENTACION_PUBLICA = Tema(
    "icsoe.publico.presentacion.v1",
    "signing",
    (PresentacionPublica,),
    (),
    3,
    None,
    "publico",
)
PUBLICACION = Tema("icsoe.listado.publicacion.v1", "listado", (ListadoPublicado,), (), 3, None, "publico")
CORREO = Tema("icsoe.notify.correo.v1", "notify", (CorreoEntregado, CorreoFallido), (), 3, 35)

TEMAS: tuple[Tema, ...] = (
    CONTRATISTA,
    CAPTURISTA,
    CUENTA,
    ENLACE,
    ENVIO,
    PERIODO,
    DEVOLUCION,
    PRESENTACION_PUBLICA,
    PUBLICACION,
    CORREO,
)

TEMA_DE_EVENTO: dict[type[Evento], Tema] = {evento: tema for tema in TEMAS for evento in tema.eventos}
EVENTO_DE_TIPO: dict[str, type[Evento]] = {evento.TIPO: evento for evento in TEMA_DE_EVENTO}
