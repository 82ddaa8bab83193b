"""The house rules that a linter does not know: sizes, names, mirrored tests, words that stay outside."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from contracts.lint import VERBS

ROOT = Path(__file__).parent.parent
PACKAGES = ("contracts", "gateway", "mock_qonto")
MODULE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
RESOURCE_FILES_MAX = 5
DRAWERS = {"utils", "helpers", "common", "misc", "base", "manager"}
BANNED_PREFIXES = ("get_", "fetch_", "do_", "process_", "handle_")
KNOWN_NAMES = {"get_qonto_client"}
# Libraries call these by the names they chose: httpx its transports, SQLAlchemy its column types.
KNOWN_NAMES |= {"handle_request", "handle_async_request", "process_bind_param", "process_result_value"}
KNOWN_NAMES |= {"handle_starttag"}  # the parser of HTML


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", modules(*PACKAGES, "tests"), ids=named)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MODULE_LINES_MAX


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        f"{f.name} ({f.end_lineno} - {f.lineno})" for f in functions(path) if _lines(f) > FUNCTION_LINES_MAX
    ]

    assert not long


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=named)
def test_names_say_what_is_done(path: Path) -> None:
    vague = [
        f.name for f in functions(path) if f.name.startswith(BANNED_PREFIXES) and f.name not in KNOWN_NAMES
    ]

    assert not vague
    assert path.stem not in DRAWERS


@pytest.mark.parametrize("path", modules("mock_qonto"), ids=named)
def test_the_bank_takes_time_ids_and_chance_as_inputs(path: Path) -> None:
    if path.name == "clock.py" and path.parent.name == "kernel":
        pytest.skip("the one file that may ask the machine")
    found = re.findall(r"datetime\.now|utcnow|time\.time\(|uuid4|\brandom\.|\bsecrets\.", path.read_text())

    assert not found


@pytest.mark.parametrize("package", ["gateway", "mock_qonto"])
def test_endpoints_are_named_after_their_operation(package: str) -> None:
    operations = import_module(f"{package}.routes").OPERATIONS

    assert [op.id for op in operations] == [op.endpoint.__name__ for op in operations]


@pytest.mark.parametrize("package", ["gateway", "mock_qonto"])
def test_operations_begin_with_a_verb_of_the_house(package: str) -> None:
    operations = import_module(f"{package}.routes").OPERATIONS

    assert {op.id.split("_")[0] for op in operations} <= VERBS


@pytest.mark.parametrize("package", ["gateway", "mock_qonto"])
def test_every_operation_has_a_test_module_of_its_name(package: str) -> None:
    operations = import_module(f"{package}.routes").OPERATIONS
    written = {path.stem for path in (ROOT / "tests" / package).rglob("test_*.py")}

    missing = sorted(op.id for op in operations if f"test_{op.id}" not in written)

    assert not missing


@pytest.mark.parametrize("package", ["gateway", "mock_qonto"])
def test_a_resource_keeps_to_five_files(package: str) -> None:
    counts = {
        f"{package}/{folder.name}": len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for folder in (ROOT / package / "resources").iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
    }

    large = {name for name, count in counts.items() if count > RESOURCE_FILES_MAX}

    assert not large, "split it by capability (architecture: payments, workflow, pdf), never by crumbs"


def test_the_project_speaks_of_the_project_alone() -> None:
    elsewhere = re.compile(r"\.\./shared|\.\./\.library|https?://[^ \"]+/(simple|packages)/")
    texts = [
        path for path in tracked() if path.suffix in {".py", ".md", ".yaml", ".toml", ".txt", ".html", ""}
    ]

    found = [
        named(path) for path in texts if path != Path(__file__) and elsewhere.search(path.read_text("utf-8"))
    ]

    assert not found


def test_nothing_is_left_unfinished() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")

    found = [named(path) for path in modules(*PACKAGES) if unfinished.search(path.read_text())]

    assert not found


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
