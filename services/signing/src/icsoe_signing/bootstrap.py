"""The only place that wires signing."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from icsoe_chassis.ajustes import AjustesInvalidos
from icsoe_chassis.base_datos import UnidadDeTrabajo
from icsoe_chassis.http import Ritmo
from icsoe_chassis.revocacion import AjustesRevocacion, crear_consultor
from icsoe_chassis.servicio import Partes, Recursos, Servicio
from icsoe_chassis.tareas import Tarea
from icsoe_chassis.vinculos import VinculosPg
from icsoe_dominio.calendario import Calendario
from icsoe_efirma.confianza import CarpetaDeConfianza
from pydantic import Field, SecretStr

from .adapters.acuse.fabrica import FabricaDeAcusesTypst
from .adapters.acuse.fabrica import Taller as TallerDeTypst
from .adapters.juez import JuezEfirma
from .adapters.peritaje import Peritaje, peritar
from .adapters.postgres import TrabajoPg
from .adapters.postgres_lecturas import LecturasPg
from .adapters.postgres_revocacion import LecturasDeRevocacionPg
from .application.emitir_acuse import Taller
from .application.presentar import Ventanilla
from .application.queries import Consultas
from .application.revisar_revocaciones import Vigilancia
from .domain.autenticador import Autenticador
from .entrypoints import events, http, jobs, ops


class AjustesSigning(AjustesRevocacion):
    """``qr_hmac``: one hexadecimal key, or lines ``version:key``. ``fuentes``: TTF files of the acuse.

    ``verificaciones_por_direccion``: per minute (threats.md T-63, §4.7).
    """

    qr_hmac: SecretStr
    verificaciones_por_direccion: Annotated[int, Field(ge=1)] = 30
    sello_raiz_pem: str | None = None
    fuentes: Path = Path("build/fuentes")
    confianza_lista: Path = Path("deploy/confianza/autoridades.json")


def montar(recursos: Recursos[AjustesSigning]) -> Partes:
    """Everything signing is made of."""
    ajustes, base, reloj, calendario = recursos.ajustes, recursos.base, recursos.reloj, Calendario()
    lecturas, revocaciones, vinculos = LecturasPg(base), LecturasDeRevocacionPg(base), VinculosPg(base)
    uow = UnidadDeTrabajo(base, TrabajoPg)
    autenticador = Autenticador(claves_de_qr(ajustes.qr_hmac.get_secret_value()))
    confianza = CarpetaDeConfianza(
        ajustes.confianza, _exigida(ajustes.confianza_dir, "CONFIANZA_DIR"), ajustes.confianza_lista
    )
    juez = JuezEfirma(confianza, crear_consultor(ajustes, reloj, confianza))
    vigilancia = Vigilancia(revocaciones, uow, juez, reloj)
    puertas = http.Puertas(
        ventanilla=Ventanilla(lecturas, uow, juez, recursos.objetos, calendario, reloj),
        consultas=Consultas(lecturas, recursos.objetos, calendario, autenticador, reloj),
        revocaciones=revocaciones,
        verificaciones=Ritmo(ajustes.verificaciones_por_direccion, lambda: reloj.ahora().timestamp()),
        origen=ajustes.url_publica,
        raiz_sello=ajustes.sello_raiz_pem.encode() if ajustes.sello_raiz_pem else None,
    )

    async def alcanzada(source: str, subject: str, sequence: int) -> bool:
        """Of registry, the streams of capturistas that were seen here; nothing else of it is awaited."""
        if source.startswith("/icsoe/registry/"):
            return await vinculos.alcanzada(source, subject, sequence) is not False
        return await lecturas.alcanzada(source, subject, sequence)

    async def al_abrir() -> None:
        await jobs.programar_revision(base, reloj)

    return Partes(
        rutas=[puertas.rutas()],
        consumidores=events.consumidores(TrabajoPg, reloj),
        tareas=_acuses(recursos, lecturas, uow, autenticador) | jobs.de_revocaciones(base, vigilancia),
        ops=ops.ordenes(base, recursos.objetos, _perito(confianza), vigilancia, recursos.correr),
        al_abrir=al_abrir,
        alcanzada=alcanzada,
        vinculos=vinculos,
    )


def _acuses(
    recursos: Recursos[AjustesSigning],
    lecturas: LecturasPg,
    uow: UnidadDeTrabajo[TrabajoPg],
    autenticador: Autenticador,
) -> dict[str, Tarea]:
    """The acuses, where there is an object store to keep them in."""
    ajustes, objetos = recursos.ajustes, recursos.objetos
    if objetos is None:
        return {}
    taller = TallerDeTypst(_exigida(ajustes.secretos, "SECRETOS"), ajustes.fuentes, ajustes.modo)
    return jobs.de_acuses(
        Taller(
            lecturas,
            uow,
            FabricaDeAcusesTypst(taller, recursos.procesos),
            objetos,
            autenticador,
            recursos.reloj,
            ajustes.url_publica,
            ajustes.modo,
        )
    )


def _perito(confianza: CarpetaDeConfianza) -> Callable[[bytes], Peritaje]:
    return lambda datos: peritar(datos, confianza.fijadas())


def _exigida(ruta: Path | None, variable: str) -> Path:
    if ruta is None:
        raise AjustesInvalidos(f"ICSOE_{variable} falta")
    return ruta


def claves_de_qr(texto: str) -> dict[int, bytes]:
    """The versioned keys of the QR's authenticator. Raises ValueError."""
    lineas = [linea.strip() for linea in texto.splitlines() if linea.strip()]
    pares = [linea.rpartition(":") for linea in lineas]
    return {int(version or 1): bytes.fromhex(clave) for version, _, clave in pares}


servicio = Servicio("signing", AjustesSigning, montar)
