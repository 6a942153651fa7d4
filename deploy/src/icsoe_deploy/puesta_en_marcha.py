"""`make up`: from nothing to a ready platform, and a quick no-op when it is ready already."""

from concurrent.futures import ThreadPoolExecutor

from . import construccion, gestor, piezas, procesos, secretos
from .perfil import Perfil
from .piezas import Decir


def _construir(perfil: Perfil, decir: Decir) -> None:
    with ThreadPoolExecutor(2) as hilos:
        for hecho in [hilos.submit(piezas.instalar, decir), hilos.submit(construccion.web, decir)]:
            hecho.result()
    secretos.crear(perfil)
    construccion.llaves_de_prueba(perfil)


def arriba(perfil: Perfil, decir: Decir) -> None:
    """Builds what is missing and starts everything; restarts only if the settings changed."""
    _construir(perfil, decir)
    en_marcha = gestor.estados(perfil) is not None
    archivo = procesos.archivo(perfil)
    if en_marcha and archivo.read_text(encoding="utf-8") != procesos.texto(perfil, solo_piezas=False):
        decir("Los ajustes cambiaron: reinicio la plataforma…")
        gestor.detener(perfil)
        en_marcha = False
    if not en_marcha:
        gestor.lanzar(perfil, solo_piezas=False)
    gestor.esperar(perfil, decir=(lambda _: None) if en_marcha else decir)
