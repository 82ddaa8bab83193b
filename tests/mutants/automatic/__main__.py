"""
Run mutmut over the models and the confirmation, in a throw-away copy of the tree.

`make mutmut ONLY=gateway/resources/invoices` runs what begins so; without ONLY all files run, for an hour.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.automatic import verdicts
from tests.mutants.automatic.concerned import FILES, ROOT, tests_of
from tests.stack.interlock import refuse_live

COPIED = ("contracts", "gateway", "mock_qonto", "tests")
PROGRESS = re.compile(r"(\d+)/(\d+)\s+\S+ (\d+) .*?\U0001f641 (\d+)")
SPOKEN_EVERY_S = 20
HEAD = (
    "| file | mutants | killed by a test | of these by its time | left to mypy | words of a message "
    "| survived | seconds |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(prog="make mutmut", description=__doc__)
    asked.add_argument(
        "--only", default="", help="how the paths of the files to run begin, separated by commas"
    )
    wanted = tuple(asked.parse_args().only.split(","))
    files = [file for file in FILES if file.startswith(wanted)]
    done = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        _copy_tree(copy)
        for position, file in enumerate(files, start=1):
            say(f"== {position}/{len(files)} {file}")
            began = time.monotonic()
            if _run(copy, file):
                done.append(verdicts.read(ROOT, copy, file, time.monotonic() - began))
                _tell(done[-1])
    say(f"\n{HEAD}\n" + "\n".join(verdict.row() for verdict in done))
    return 0 if files and len(done) == len(files) else 1


def _copy_tree(copy: Path) -> None:
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        path = copy / file
        path.write_text(_spelled_out(path.read_text()))


def _spelled_out(source: str) -> str:
    """Every property says what a method of its own says, since mutmut leaves decorated functions alone."""
    said = (
        r"\1@property\n\1def \2(self) -> \3:\n"
        rf"\1    return self.\2{verdicts.SAID}()\n\n\1def \2{verdicts.SAID}(self) -> \3:"
    )
    return re.sub(r"^( +)@property\n +def (\w+)\(self\) -> (.+):$", said, source, flags=re.MULTILINE)


def _run(copy: Path, file: str) -> bool:
    shutil.rmtree(copy / "mutants", ignore_errors=True)
    (copy / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text() + _section(file))
    running = subprocess.Popen(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1"],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    told = _follow(running)
    if running.wait() != 0:
        say(f"   mutmut gave up:\n{told[-3000:]}")
    return running.returncode == 0


def _section(file: str) -> str:
    options = ["-m", "not postgres", "-p", "quickest_first", "-p", "no:cacheprovider"]
    return f"""
[tool.mutmut]
source_paths = ["gateway", "mock_qonto"]
only_mutate = ["{file}"]
also_copy = ["contracts"]
pytest_add_cli_args = {options!r}
pytest_add_cli_args_test_selection = {tests_of(file)!r}
use_git_change_detection = false
track_dependencies = false
"""


def _follow(running: "subprocess.Popen[bytes]") -> str:
    """Say how far it is from time to time; give back the other words."""
    spoken, other, rest = time.monotonic(), "", ""
    assert running.stdout is not None
    while piece := os.read(running.stdout.fileno(), 65536):
        *lines, rest = re.split(r"[\r\n]", rest + piece.decode(errors="replace"))
        counts = [match.groups() for line in lines if (match := PROGRESS.search(line))]
        other += "\n".join(line for line in lines if line[1:2] != " " and not PROGRESS.search(line))
        if counts and time.monotonic() - spoken > SPOKEN_EVERY_S:
            spoken = time.monotonic()
            tried, of, killed, survived = counts[-1]
            say(f"   {tried} of {of} tried, {killed} killed, {survived} survived")
    return other


def _tell(verdict: verdicts.Verdict) -> None:
    for one in verdict.survivors:
        if not one.refused_by_types and not one.wording:
            unreached = "" if one.reached else "   (no test reaches it)"
            say(f"   {verdict.file}:{one.line}: {one.before}  ->  {one.after}{unreached}")
    say(f"   {verdict.row()}")


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
