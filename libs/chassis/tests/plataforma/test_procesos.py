"""How processes of the house end: when asked to, in order and with code 0."""

import signal
from typing import Any

import pytest


@pytest.mark.parametrize("roles", [None, "relay", "relay,consumer,jobs"])
@pytest.mark.parametrize("senal", [signal.SIGTERM, signal.SIGINT])
async def test_a_process_that_is_ready_and_asked_to_stop_ends_with_zero(
    casa: Any, roles: str | None, senal: int
) -> None:
    proceso = await casa.arrancar(roles)
    await casa.lista(proceso)
    assert await casa.matar(proceso, senal) == 0
