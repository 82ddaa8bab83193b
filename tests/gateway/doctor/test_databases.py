"""The database, looked at without a touch."""

import sqlite3
from pathlib import Path

import pytest

from gateway.doctor.examining import examine
from gateway.doctor.findings import Check, Finding
from gateway.settings import Settings
from tests.gateway.templates import STARTED

pytestmark = pytest.mark.anyio

NOWHERE = "http://127.0.0.1:9"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def finding(url: str) -> Finding | None:
    results = await examine(Settings(database_url=url, qonto_api_base_url=NOWHERE), timeout_s=2)
    return {result.check: result.finding for result in results}[Check.DATABASE]


async def test_one_that_is_there_up_to_date_and_of_this_mode(database_url: str) -> None:
    assert await finding(database_url) is Finding.DATABASE_READY


async def test_one_that_is_missing_is_not_made(tmp_path: Path) -> None:
    assert await finding(f"sqlite:///{tmp_path / 'var' / 'gateway.db'}") is Finding.DATABASE_MISSING
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE qonto_gateway_schema SET version_num = '0001'", Finding.DATABASE_OLD),
        ("UPDATE qonto_gateway_schema SET version_num = '9999'", Finding.DATABASE_NEWER),
        ("DROP TABLE qonto_gateway_schema", Finding.DATABASE_OLD),
        ("UPDATE world_binding SET mode = 'live'", Finding.DATABASE_OTHER_MODE),
    ],
)
async def test_one_that_is_not_as_it_should_be_stays_so(
    tmp_path: Path, statement: str, expected: Finding
) -> None:
    path = tmp_path / "gateway.db"
    url = STARTED.sqlite(path)
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    before = contents(tmp_path)

    assert await finding(url) is expected

    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "url", ["postgresql://postgres@127.0.0.1:9/gateway", "mysql://root@127.0.0.1/x", "nonsense"]
)
async def test_one_that_does_not_answer(url: str) -> None:
    assert await finding(url) is Finding.DATABASE_UNREACHABLE


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "gateway.db").write_bytes(b"this is no database at all, by any means" * 100)

    assert await finding(f"sqlite:///{tmp_path / 'gateway.db'}") is Finding.DATABASE_UNREACHABLE
