"""What ``icsoe-ops --help`` tells."""

import pytest
from icsoe_chassis import ops


def test_the_help_lists_every_service_as_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as fin:
        ops.main(["--help"])
    assert fin.value.code == 0
    dicho = capsys.readouterr().out
    assert ops.servicios()
    for nombre in ("dlq", *ops.servicios()):
        assert f"│ {nombre} " in dicho
