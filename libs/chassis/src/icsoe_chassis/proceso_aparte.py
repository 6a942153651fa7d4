"""A child process for CPU work (PDF, seal): it dies with us, and a dead one is replaced."""

import ctypes
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_PR_SET_PDEATHSIG = 1


def morir_con(padre: int) -> None:
    """Ties this process to ``padre``: an orphan holds its log open and hides the death."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != padre:
        os._exit(1)


class ProcesoAparte(Executor):
    """One process, started at the first task. A task under way when it dies fails with BrokenProcessPool."""

    def __init__(self) -> None:
        self._pool = self._nuevo()

    @staticmethod
    def _nuevo() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=1, mp_context=get_context("spawn"), initializer=morir_con, initargs=(os.getpid(),)
        )

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """As Executor's. Call it from the main thread: the child is tied to the thread that starts it."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._pool = self._nuevo()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As Executor's."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
