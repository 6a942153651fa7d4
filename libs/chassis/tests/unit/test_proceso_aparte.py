"""CPU work in a child process: it leaves no orphan and outlives its own death."""

import os
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import psutil
import pytest
from icsoe_chassis.proceso_aparte import ProcesoAparte

_PADRE = """
import os, sys
from icsoe_chassis.proceso_aparte import ProcesoAparte
if __name__ == "__main__":
    print(ProcesoAparte().submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


def test_a_killed_process_leaves_no_orphan_that_holds_its_output_open(tmp_path: Path) -> None:
    guion = tmp_path / "padre.py"
    guion.write_text(_PADRE)
    padre = subprocess.Popen(
        [sys.executable, guion], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert padre.stdout is not None
    hijo = psutil.Process(int(padre.stdout.readline()))
    padre.kill()
    padre.communicate(timeout=30)  # returns only when nobody holds the pipe any more
    hijo.wait(timeout=30)


def test_a_dead_child_fails_its_task_and_is_replaced() -> None:
    aparte = ProcesoAparte()
    primero = aparte.submit(os.getpid).result()
    with pytest.raises(BrokenProcessPool):
        aparte.submit(signal.raise_signal, signal.SIGKILL).result()
    assert aparte.submit(os.getpid).result() != primero
    aparte.shutdown()
