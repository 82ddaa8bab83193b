"""What the specification asks for, line by line, and that each line leads to something that exists."""

import ast
import re
import subprocess
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import contracts
from contracts import documents
from gateway.db.tables import METADATA, financial_documents
from gateway.resources.documents.model import DocumentStatus, DocumentType

ROOT = Path(__file__).parents[2]
Entry = dict[str, Any]
ENTRIES: list[Entry] = documents.read("traceability.yaml")["entries"]
KEYS = {"id", "says", "routes", "operations", "tests", "where"}
GATEWAY = contracts.load("gateway").operations
KNOWN = {
    "gateway": set(GATEWAY),
    "qonto": {id for edition in contracts.EDITIONS for id in contracts.load("qonto", edition).operations},
    "control": set(contracts.load("control").operations),
}

# How many lines each part of the two documents has: rows, rules, steps, debts, advice.
LINES = {
    "guide-1": 6,
    "guide-2-official": 7,
    "guide-2-invoices": 17,
    "guide-2-quotes": 12,
    "guide-2-credit-notes": 6,
    "guide-3-order-invoice": 4,
    "guide-3-service-invoice": 3,
    "guide-3-credit-note": 3,
    "guide-3-quote": 2,
    "guide-3-conversion": 2,
    "guide-4-rule": 5,
    "guide-5": 2,
    "guide-6": 12,
    "guide-7": 8,
    "guide-8-connection": 4,
    "guide-8-pdf": 4,
    "guide-8-credit-note": 3,
    "guide-9": 8,
    "guide-10": 1,
    "page-status": 4,
    "page-endpoints": 8,
    "page-local": 2,
    "page-production": 6,
    "page-verification": 2,
    "page-security": 3,
    "page-reference": 3,
}

# The columns of the guide's table, and what is said of their types there.
COLUMNS = {
    "id": "VARCHAR(36)",
    "qonto_id": "VARCHAR",
    "document_type": "VARCHAR",
    "status": "VARCHAR",
    "number": "VARCHAR",
    "customer_name": "TEXT",
    "total_amount": "DECIMAL",
    "total_vat": "DECIMAL",
    "sales_order_id": "VARCHAR(36)",
    "pdf_url": "TEXT",
}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_an_entry_leads_somewhere(entry: Entry) -> None:
    assert set(entry) <= KEYS
    assert re.fullmatch(r"(guide|page)(-[a-z0-9]+)+", entry["id"])
    assert entry["says"].endswith((".", "?"))
    assert entry.get("operations") or entry.get("tests") or entry.get("where")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_what_an_entry_names_exists(entry: Entry) -> None:
    operations: dict[str, list[str]] = entry.get("operations", {})
    nowhere = [
        f"{contract}: {id}" for contract, ids in operations.items() for id in ids if id not in KNOWN[contract]
    ]
    nowhere += [name for name in entry.get("tests", ()) if not _is_a_test(name)]
    nowhere += [path for path in entry.get("where", ()) if not (ROOT / path).is_file()]

    assert not nowhere


def test_no_two_entries_have_one_name() -> None:
    twice = [id for id, times in Counter(entry["id"] for entry in ENTRIES).items() if times > 1]

    assert not twice


@pytest.mark.parametrize(("part", "lines"), LINES.items(), ids=LINES)
def test_no_line_of_the_specification_is_left_out(part: str, lines: int) -> None:
    found = [entry["id"] for entry in ENTRIES if entry["id"].startswith(f"{part}-")]

    assert len(found) == lines, found


def test_every_operation_of_the_gateway_is_asked_for_by_some_line() -> None:
    asked_for = {id for entry in ENTRIES for id in entry.get("operations", {}).get("gateway", ())}

    assert set(GATEWAY) == asked_for


def test_the_guides_routes_are_counted() -> None:
    routes = [route for entry in ENTRIES for route in entry.get("routes", ())]

    assert len(routes) == len(set(routes)) == 58
    assert len({route.partition(" ")[2] for route in routes}) == 44
    assert set(routes) == {_route(id) for id in GATEWAY if GATEWAY[id].path.startswith("/api/qonto/")}


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if "routes" in entry], ids=lambda entry: entry["id"]
)
def test_a_row_of_routes_leads_to_the_operations_of_those_routes(entry: Entry) -> None:
    assert entry["routes"] == [_route(id) for id in entry["operations"]["gateway"]]


def test_a_test_that_is_not_there_would_be_noticed() -> None:
    here = "tests/contracts/test_traceability.py"

    assert _is_a_test(here)
    assert _is_a_test(f"{here}::test_a_test_that_is_not_there_would_be_noticed")
    assert not _is_a_test(f"{here}::test_that_nobody_has_written")
    assert not _is_a_test("tests/contracts/test_that_nobody_has_written.py")


# ------------------------------------------------------------------ what no other test says
@pytest.mark.parametrize(("name", "type_name"), COLUMNS.items(), ids=COLUMNS)
def test_the_columns_of_the_guide_are_there(name: str, type_name: str) -> None:
    column = financial_documents.c[name]
    # On a decimal of ours the database's own type stands behind a type that keeps it exact.
    type_of = str(getattr(column.type, "impl", column.type)).replace("NUMERIC", "DECIMAL")

    assert type_of.startswith(type_name)
    assert column.primary_key == (name == "id")


def test_the_words_of_the_columns_are_the_guides() -> None:
    assert {kind.value for kind in DocumentType} == {"invoice", "credit_note", "quote"}
    assert {status.value for status in DocumentStatus} == {"draft", "finalized", "paid", "cancelled"}
    assert financial_documents.c.number.nullable
    assert financial_documents.c.sales_order_id.nullable
    (order,) = financial_documents.c.sales_order_id.foreign_keys
    assert order.column.table.name == "sales_orders"


def test_there_is_no_table_of_the_old_name() -> None:
    assert "invoices" not in METADATA.tables


def test_types_are_checked_strictly_in_every_package() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]

    assert mypy["strict"] is True
    assert set(mypy["packages"]) == {"contracts", "gateway", "mock_qonto"}


def test_the_local_file_is_never_committed() -> None:
    asked = ["git", "check-ignore", ".env.local"]
    ignored = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)

    assert ignored.returncode == 0


def _route(operation_id: str) -> str:
    operation = GATEWAY[operation_id]
    return f"{operation.method} {operation.path}"


def _is_a_test(name: str) -> bool:
    path, _, function = name.partition("::")
    return (ROOT / path).is_file() and (not function or function in _tests_of(path))


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in found if node.name.startswith("test_"))
