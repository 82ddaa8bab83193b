"""What the READMEs say can be found where they say it."""

import re
from pathlib import Path

import pytest

from gateway.db.tables import METADATA
from gateway.seed.catalogue import ORDERS

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "gateway/README.md", "mock_qonto/README.md")
CODE_TOUR = (ROOT / "gateway/README.md").read_text("utf-8")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.(?:py|yaml|toml|md|txt|html|css|js))(?::(\w+))?`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]+)")


def prose(readme: str) -> str:
    return FENCED.sub("", (ROOT / readme).read_text("utf-8"))


def places(readme: str, path: str) -> list[Path]:
    """A path is read from the repository, or from where the README lies."""
    return [place for place in (ROOT / path, (ROOT / readme).parent / path) if place.is_file()]


@pytest.mark.parametrize("readme", READMES)
def test_every_file_that_is_named_exists(readme: str) -> None:
    named = {path for path, _ in NAMED.findall(prose(readme)) if "/" in path}

    assert named
    assert [path for path in sorted(named) if not places(readme, path)] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_link_leads_somewhere(readme: str) -> None:
    linked = LINKED.findall(prose(readme))

    assert [path for path in linked if not ((ROOT / readme).parent / path).exists()] == []


def test_every_name_of_the_code_tour_is_defined_in_its_file() -> None:
    named = [(path, name) for path, name in NAMED.findall(CODE_TOUR) if name]

    missing = [
        f"{path}:{name}"
        for path, name in named
        if not any(defines(place, name) for place in places("gateway/README.md", path))
    ]

    assert named
    assert missing == []


def test_the_code_tour_names_every_table() -> None:
    missing = [table for table in METADATA.tables if f"`{table}`" not in CODE_TOUR]

    assert missing == []


def test_the_order_to_paste_is_the_first_of_the_demo() -> None:
    pasted = re.findall(r'"salesOrderId":"([^"]+)"', (ROOT / "README.md").read_text("utf-8"))

    assert pasted == [ORDERS[0].id]


def defines(place: Path, name: str) -> bool:
    definition = rf"^(async def|def|class) {name}\b|^{name}\b.* = "
    return re.search(definition, place.read_text("utf-8"), re.MULTILINE) is not None
