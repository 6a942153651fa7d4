"""Kills processes of the platform with SIGKILL at random; several may be down at once."""

import os
import random
import signal
import threading
import time
from collections import Counter

from icsoe_deploy import gestor
from icsoe_deploy.perfil import Perfil

_NUNCA = frozenset({"preparar", "padron"})  # preparar has ended; the padrón takes no part in a filing


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
        """No further kill."""
        self._alto.set()
        self.join()

    def esperar_a_todos(self, plazo_s: float) -> None:
        """Returns when every process is back. Raises TimeoutError."""
        limite = time.monotonic() + plazo_s
        while not all(e.listo for e in gestor.estados(self._perfil) or []):
            if time.monotonic() > limite:
                raise TimeoutError("no volvieron todos los procesos")
            time.sleep(0.2)

    def run(self) -> None:
        """Every process in random order, then all over again: none is spared by chance."""
        while not self._alto.wait(self._azar.uniform(0.5, 3.0)):
            vivos = {e.nombre: e for e in gestor.estados(self._perfil) or [] if e.nombre not in _NUNCA}
            if not self._por_matar:
                self._por_matar = sorted(vivos)
                self._azar.shuffle(self._por_matar)
            victima = vivos.get(self._por_matar[-1])
            if victima is None or not victima.listo or self._otro_broker_falta(victima, vivos):
                self._por_matar.insert(0, self._por_matar.pop())  # its turn comes when it can be hurt
                continue
            self._por_matar.pop()
            self._matar(victima)

    @staticmethod
    def _otro_broker_falta(victima: gestor.Estado, vivos: dict[str, gestor.Estado]) -> bool:
        """The promise is about any one of three brokers: a second one is not killed while one is away."""
        brokers = [e for e in vivos.values() if e.nombre.startswith("kafka-")]
        return victima in brokers and not all(e.listo for e in brokers)

    def _matar(self, victima: gestor.Estado) -> None:
        try:
            os.kill(victima.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        with self.hubo_muerte:
            self.muertes[victima.nombre] += 1
            self.hubo_muerte.notify_all()
