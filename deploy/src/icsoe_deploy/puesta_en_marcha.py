"""`make up`: from nothing to a ready platform, and a quick no-op when it is ready already."""

from concurrent.futures import ThreadPoolExecutor

from . import construccion, gestor, piezas, procesos, secretos
from .perfil import Perfil
from .piezas import Decir


def construir(perfil: Perfil, decir: Decir) -> None:
    """Installs the parts and makes what the platform needs before it starts; nothing when all is there."""
    with ThreadPoolExecutor(3) as hilos:
        pasos = (piezas.instalar, construccion.web, construccion.catalogo_postal)
        for hecho in [hilos.submit(paso, decir) for paso in pasos]:
            hecho.result()
    secretos.crear(perfil)
    construccion.llaves_de_prueba(perfil)


def arriba(perfil: Perfil, decir: Decir, *, con_quien_llama: bool = False) -> None:
    """Builds what is missing and starts everything; restarts only if the settings changed."""
    construir(perfil, decir)
    if motivo := _motivo_para_arrancar(perfil):
        if gestor.detener(perfil):
            decir(motivo)
        gestor.lanzar(perfil, solo_piezas=False, con_quien_llama=con_quien_llama)
    gestor.esperar(perfil, decir=decir if motivo else lambda _: None)


def _motivo_para_arrancar(perfil: Perfil) -> str:
    """Why a running platform must start anew, in Spanish; empty when it is fine as it runs."""
    estados = gestor.estados(perfil)
    if estados is None:
        return "La plataforma dejó de responder: la arranco de nuevo…"
    if procesos.archivo(perfil).read_text(encoding="utf-8") != procesos.texto(perfil, solo_piezas=False):
        return "Los ajustes cambiaron: reinicio la plataforma…"
    if any(e.perdido() for e in estados):
        return "Algo no había arrancado: reinicio la plataforma…"
    return ""
