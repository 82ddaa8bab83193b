"""A user's project, in a folder of its own, far from this repository's settings."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.stack import clean_environment

# Schemathesis is slow to load, and no user has to have it.
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:schemathesis")
EXAMPLE = Path(__file__).parents[1] / "example_project"


def test_the_example_project_passes_in_two_processes_from_another_folder(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__", ".*"))

    ran = subprocess.run(
        [*PYTEST, "-n", "2", "-q", "tiny"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"^8 passed in", ran.stdout, re.MULTILINE)
