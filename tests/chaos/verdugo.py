"""Kills processes of the platform with SIGKILL, one after another, and waits until each is back."""

import os
import random
import signal
import threading
import time
from collections import Counter

from icsoe_deploy import gestor
from icsoe_deploy.perfil import Perfil

_NUNCA = frozenset({"preparar", "padron"})  # preparar has ended; the padrón takes no part in a filing
_REGRESO_S = 60.0


class Verdugo(threading.Thread):
    """Runs until ``detener``. ``muertes`` counts kills by process; ``hubo_muerte`` is notified at each."""

    def __init__(self, perfil: Perfil, semilla: int) -> None:
        super().__init__(daemon=True)
        self.muertes: Counter[str] = Counter()
        self.hubo_muerte = threading.Condition()
        self._perfil = perfil
        self._azar = random.Random(semilla)
        self._alto = threading.Event()
        self._por_matar: list[str] = []

    def detener(self) -> None:
        """No further kill; returns when the last victim is back."""
        self._alto.set()
        self.join()

    def run(self) -> None:
        """Every process in random order, then all over again: none is spared by chance."""
        while not self._alto.wait(self._azar.uniform(0.2, 1.2)):
            vivos = {e.nombre: e for e in gestor.estados(self._perfil) or [] if e.nombre not in _NUNCA}
            if not self._por_matar:
                self._por_matar = sorted(vivos)
                self._azar.shuffle(self._por_matar)
            victima = vivos.get(self._por_matar.pop())
            if victima is not None and victima.listo and victima.pid > 0:
                self._matar(victima)

    def _matar(self, victima: gestor.Estado) -> None:
        try:
            os.kill(victima.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        with self.hubo_muerte:
            self.muertes[victima.nombre] += 1
            self.hubo_muerte.notify_all()
        limite = time.monotonic() + _REGRESO_S
        while time.monotonic() < limite:
            ahora = {e.nombre: e for e in gestor.estados(self._perfil) or []}.get(victima.nombre)
            if ahora and ahora.listo and ahora.pid != victima.pid:
                return
            time.sleep(0.1)
