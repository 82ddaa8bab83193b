"""
The checks bite: a journal in which a rule was broken, behind a toy application, fails under that rule's name.

What the toy answers is right; only what is said to have happened is not. That every rule of the book bites is
shown where the book is tested; here it is whether its verdicts reach schemathesis.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from schemathesis.core.failures import CustomFailure, Failure, FailureGroup
from starlette.types import Receive, Scope, Send

from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE, Call, Exchange, Journal
from tests.fuzz import checks
from tests.fuzz.stage import Held, contained

NINE = datetime(2026, 2, 19, 9, tzinfo=UTC)
DIES = int((NINE + timedelta(minutes=30)).timestamp())
LINK = f"/files/w/a-1/f.pdf?expires={DIES}&signature=ab"


# ---------------------------------------------------------------- what happened
TYPE = {"file_content_type": "application/pdf"}
LINE = {"quantity": 2, "unit_price": 49.9, "vat_rate": 0.2}


def invoice(id: str, status: str, number: str | None, **fields: Any) -> dict[str, Any]:
    finalized_at = None if number is None else "2026-02-19T09:00:00.000Z"
    known = {"id": id, "status": status, "number": number, "finalized_at": finalized_at, "items": [LINE]}
    return {"client_invoice": {**known, **fields}}


def exchange(operation: str | None, method: str, target: str, **fields: Any) -> Exchange:
    return Exchange(
        **{"at": NINE, "operation": operation, "method": method, "target": target, "status": 200, **fields}
    )


def created(id: str = "i-1", **fields: Any) -> Exchange:
    said = {"asked": {"status": "draft"}, "answered": invoice(id, "draft", None), **fields}
    return exchange("create_client_invoice", "POST", "/v2/client_invoices", **said)


def finalized(id: str, number: str) -> Exchange:
    target = f"/v2/client_invoices/{id}/finalize"
    return exchange("finalize_client_invoice", "POST", target, answered=invoice(id, "unpaid", number))


def shown() -> Exchange:
    """A file, with the link that leads to it for half an hour."""
    attachment = {"id": "a-1", "file_size": "9", **TYPE, "url": f"http://127.0.0.1:8081{LINK}"}
    return exchange("show_attachment", "GET", "/v2/attachments/a-1", answered={"attachment": attachment})


def called(operation: str, *exchanges: Exchange, **fields: Any) -> Call:
    target = f"/api/qonto/{operation}"
    return Call(
        **{
            "at": NINE,
            "operation": operation,
            "method": "POST",
            "target": target,
            "status": 200,
            "exchanges": exchanges,
            **fields,
        }
    )


def through_the_gateway(*calls: Call) -> Journal:
    exchanges = tuple(exchange for call in calls for exchange in call.exchanges or ())
    return Journal(edition="guide", exchanges=exchanges, calls=calls, complete=True)


def at_the_bank(*exchanges: Exchange) -> Journal:
    return Journal(edition="guide", exchanges=exchanges, complete=True)


IN_ORDER = at_the_bank(
    created(),
    created("i-2"),
    finalized("i-1", "F-2026-001"),
    finalized("i-2", "F-2026-002"),
    shown(),
    exchange(None, "GET", LINK, at=NINE + timedelta(minutes=29), length=9),
)
BROKEN: Mapping[Any, Journal] = {
    checks.rule_1_nothing_finalizes_by_itself: at_the_bank(
        created(answered=invoice("i-1", "unpaid", "F-2026-001"))
    ),
    checks.rule_2_what_is_final_stays: at_the_bank(
        created(),
        finalized("i-1", "F-2026-001"),
        exchange(
            "show_client_invoice",
            "GET",
            "/v2/client_invoices/i-1",
            answered=invoice("i-1", "unpaid", "F-2026-009"),
        ),
    ),
    checks.rule_3_only_a_person_finalizes: through_the_gateway(
        called("create_invoice", created(), status=201),
        called("finalize_invoice", finalized("i-1", "F-2026-001")),
    ),
    checks.rule_4_a_draft_has_no_pdf: at_the_bank(
        created(answered=invoice("i-1", "draft", None, attachment_id="a-1"))
    ),
    checks.rule_5_no_link_outlives_thirty_minutes: at_the_bank(
        shown(), exchange(None, "GET", LINK, at=NINE + timedelta(minutes=30), length=9)
    ),
    checks.the_rest_of_the_rule_book: at_the_bank(
        created(),
        exchange("delete_client_invoice", "DELETE", "/v2/client_invoices/i-1", status=204),
        exchange(
            "show_client_invoice", "GET", "/v2/client_invoices/i-1", answered=invoice("i-1", "draft", None)
        ),
    ),
}


# ---------------------------------------------------------------- the toy
class Toy:
    """An application that answers what its contract says, and keeps somebody's journal."""

    def __init__(self, journal: Journal, holds: Mapping[str, Held] | None = None) -> None:
        self.journal = journal
        self.holds = holds or {}

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class ToyDoor(Toy):
    """One that says 401 to everybody, and 405 to verbs it does not know."""

    credentials = "toy:key"

    def knock(self, _method: str, _target: str, authorization: str | None = None) -> int:
        return 405 if authorization == self.credentials else 401


class ToyWithABug(Toy):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
            raise ZeroDivisionError

        if scope["type"] == "http":
            await contained(fails, scope, receive, send)


def failures_of(app: Toy) -> set[str]:
    """The names of the checks of ours that fail, and the titles of schemathesis' own."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "toy", "version": "1"},
        "paths": {"/": {"get": {"responses": {"204": {"$ref": "#/components/responses/Fine"}}}}},
        "components": {"responses": {"Fine": {"description": "fine", "x-codes": ["FINE"]}}},
    }
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    try:
        schema["/"]["GET"].Case().call_and_validate()
    except FailureGroup as group:
        return {
            failure.title.split("`")[1] if isinstance(failure, CustomFailure) else failure.title
            for failure in group.exceptions
            if isinstance(failure, Failure)
        }
    return set()


# ---------------------------------------------------------------- the bites
def test_a_journal_in_order_passes() -> None:
    assert failures_of(Toy(IN_ORDER)) == set()


@pytest.mark.parametrize(("check", "journal"), BROKEN.items(), ids=[check.__name__ for check in BROKEN])
def test_a_broken_rule_is_named(check: Any, journal: Journal) -> None:
    assert check.__name__ in failures_of(Toy(journal))


def test_manners_that_are_not_qontos_are_named() -> None:
    assert failures_of(ToyDoor(IN_ORDER)) == {
        "without_credentials_400_with_wrong_ones_401",
        "a_verb_nobody_serves_is_404",
        "the_mock_says_that_it_is_one",
    }


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("INVOICE_NOT_FOUND", INVOICE),
        ("CREDIT_NOTE_NOT_FOUND", CREDIT_NOTE),
        ("QUOTE_NOT_FOUND", QUOTE),
    ],
)
def test_a_document_that_is_not_found_and_is_there_is_named(code: str, what: str) -> None:
    lost = through_the_gateway(called("show", status=404, answered={"code": code}, document="d-1"))

    there = {"d-1": Held(what=what, status="unpaid", number="F-2026-001")}

    assert "what_is_at_the_bank_is_found" in failures_of(Toy(lost, there))


def test_a_reason_that_the_contract_does_not_give_is_named() -> None:
    refused = called("show", status=204, answered={"code": "NO_MOOD"})

    assert "a_refusal_is_one_of_the_contracts" in failures_of(Toy(through_the_gateway(refused)))


def test_an_exception_of_the_application_is_a_server_error() -> None:
    assert "Server error" in failures_of(ToyWithABug(IN_ORDER))
