"""Help is there at once: who asks how to start something does not wait for it to be imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.processes import clean_environment

ROOT = Path(__file__).parents[2]
ASKED = """
import sys
from gateway.__main__ import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["", "serve", "migrate", "orders", "import", "doctor"])
def test_help_waits_for_nothing_heavy(tmp_path: Path, command: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED, *command.split(), "--help"],
        cwd=tmp_path,
        env=clean_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    imported = set(told.stderr.split())
    assert "usage: qonto-gateway" in told.stdout
    assert "gateway.__main__" in imported
    assert imported.isdisjoint({"gateway.app", "sqlalchemy", "aiohttp", "pydantic", "alembic", "uvicorn"})
