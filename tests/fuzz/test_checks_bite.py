"""
The checks bite: a history in which a rule was broken, behind a toy application, fails under that rule's name.

What the toy answers is right; only what is said to have happened is not.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from schemathesis.core.failures import CustomFailure, Failure, FailureGroup
from starlette.types import Receive, Scope, Send

from tests.fuzz import checks
from tests.fuzz.history import CREDIT_NOTE, QUOTE, Call, Exchange, Given, Held, History
from tests.fuzz.rules import LINK_LIFETIME_S
from tests.fuzz.stage import contained

NINE = datetime(2026, 2, 19, 9, tzinfo=UTC)
DIES = int(NINE.timestamp()) + LINK_LIFETIME_S
FIRST = Given(id="i-1", number="F-2026-001", series="F-2026")
SECOND = Given(id="i-2", number="F-2026-002", series="F-2026")
CREDIT = Given(id="c-1", number="A-2026-001", series="A-2026", what=CREDIT_NOTE)
OFFER = Given(id="q-1", number="D-2026-001", series="D-2026", what=QUOTE)
BOTH_FINAL = {
    "i-1": Held(status="unpaid", number="F-2026-001", total_cents=5988),
    "i-2": Held(status="paid", number="F-2026-002"),
    "c-1": Held(status="final", number="A-2026-001", what=CREDIT_NOTE, total_cents=5988, of="i-1"),
    "q-1": Held(status="pending_approval", number="D-2026-001", what=QUOTE),
}


# ---------------------------------------------------------------- what happened
def created(**fields: Any) -> Exchange:
    return exchange("create_client_invoice", "/v2/client_invoices", asked={"status": "draft"}, **fields)


def finalized(given: Given) -> Exchange:
    return exchange("finalize_client_invoice", f"/v2/client_invoices/{given.id}/finalize", given=(given,))


def credited(given: Given = CREDIT) -> Exchange:
    return exchange("create_credit_note", "/v2/credit_notes", given=(given,), status=201)


def quoted(given: Given = OFFER) -> Exchange:
    return exchange("create_quote", "/v2/quotes", given=(given,), status=201)


def of_quote(operation: str, action: str = "") -> Exchange:
    return exchange(operation, f"/v2/quotes/q-1{action}", status=204)


def converted(invoice: str) -> Call:
    made = created(
        answered={"client_invoice": {"id": invoice, "number": None, "status": "draft"}}, status=201
    )
    return called("convert_quote", made, status=201, document="q-1")


def exchange(operation: str | None, target: str, **fields: Any) -> Exchange:
    return Exchange(**{"at": NINE, "operation": operation, "target": target, "status": 200, **fields})


def called(operation: str, *exchanges: Exchange, **fields: Any) -> Call:
    return Call(
        **{"at": NINE, "operation": operation, "status": 200, "exchanges": exchanges, **fields},
    )


def through_the_gateway(*calls: Call, now: Mapping[str, Held] | None = None) -> History:
    return History(
        exchanges=[exchange for call in calls for exchange in call.exchanges],
        calls=list(calls),
        now=BOTH_FINAL if now is None else now,
    )


def at_the_bank(*exchanges: Exchange, now: Mapping[str, Held] | None = None) -> History:
    return History(exchanges=list(exchanges), now=BOTH_FINAL if now is None else now)


def link(expires: int) -> str:
    return f"http://127.0.0.1:8081/files/w/a/f.pdf?expires={expires}&signature=ab"


IN_ORDER = through_the_gateway(
    called("create_invoice", created(), status=201),
    called("finalize_invoice", status=428),
    called("finalize_invoice", finalized(FIRST), token="t-1"),
    called("finalize_invoice", finalized(SECOND), token="t-2"),
    called("finalize_invoice", token="t-2", status=409),
    called(
        "show_invoice_pdf",
        exchange("show_attachment", "/v2/attachments/a", answered={"url": link(DIES)}),
        exchange(None, f"/files/w/a/f.pdf?expires={DIES}&signature=ab"),
        document="i-1",
    ),
    called("finalize_credit_note", credited(), token="t-3"),
    called("show_credit_note_pdf", document="c-1"),
    called("create_quote", quoted(), status=201),
    called("finalize_quote", of_quote("send_quote", "/send"), token="t-4"),
    called("send_quote", of_quote("send_quote", "/send")),
    called("show_quote_pdf", document="q-1"),
    converted("i-3"),
    called("delete_invoice", exchange("delete_client_invoice", "/v2/client_invoices/i-3", status=204)),
    converted("i-4"),
    now={**BOTH_FINAL, "i-4": Held(status="draft", number=None)},
)

RULE_1 = (
    # A credit note is final from the start.
    through_the_gateway(called("create_credit_note", credited(), status=201)),
    # The gateway asks for a final invoice, or does not say what for; a draft is asked for and none made.
    through_the_gateway(called("create_invoice", replace(created(), asked={"status": "unpaid"}))),
    through_the_gateway(called("create_invoice", replace(created(), asked={}))),
    through_the_gateway(called("create_invoice", created(given=(FIRST,)))),
    at_the_bank(created(given=(FIRST,))),
    # Sending made it final.
    through_the_gateway(called("send_invoice", exchange("send_client_invoice", "/", given=(FIRST,)))),
)
RULE_2 = (
    # Another number for the same invoice; the same number for another; one left out; one gone; one changed.
    at_the_bank(finalized(FIRST), finalized(replace(SECOND, id="i-1"))),
    at_the_bank(finalized(FIRST), finalized(replace(FIRST, id="i-2"))),
    at_the_bank(finalized(SECOND)),
    at_the_bank(finalized(FIRST), now={}),
    at_the_bank(finalized(FIRST), now={"i-1": Held(status="unpaid", number="F-2026-009")}),
    at_the_bank(finalized(FIRST), now={"i-1": Held(status="draft", number="F-2026-001")}),
    # The same of a credit note.
    at_the_bank(credited(), credited(replace(CREDIT, id="c-2"))),
    at_the_bank(credited(replace(CREDIT, number="A-2026-002"))),
    at_the_bank(credited(), now={}),
    at_the_bank(credited(), now={"c-1": Held(status="final", number="A-2026-009", what=CREDIT_NOTE)}),
    # The number of a quote that is gone, or that is called otherwise now, is given again; one is left out.
    at_the_bank(quoted(), of_quote("delete_quote"), quoted(replace(OFFER, id="q-2"))),
    at_the_bank(
        quoted(), quoted(replace(OFFER, number="D-7", series=None)), quoted(replace(OFFER, id="q-2"))
    ),
    at_the_bank(quoted(replace(OFFER, number="D-2026-002"))),
    at_the_bank(quoted(), now={}),
    replace(at_the_bank(quoted(replace(OFFER, id="q-2"))), before=(OFFER,)),
    # A quote that was sent is deleted; or the gateway asks for a change of it.
    at_the_bank(of_quote("send_quote", "/send"), of_quote("delete_quote")),
    replace(at_the_bank(of_quote("delete_quote")), sent_before=frozenset({"q-1"})),
    through_the_gateway(
        called("finalize_quote", of_quote("send_quote", "/send"), token="t"),
        called("update_quote", of_quote("update_quote")),
    ),
    # A final invoice is changed, deleted, shown under another number.
    at_the_bank(finalized(FIRST), exchange("update_client_invoice", "/v2/client_invoices/i-1")),
    at_the_bank(finalized(FIRST), exchange("delete_client_invoice", "/v2/client_invoices/i-1", status=204)),
    at_the_bank(finalized(FIRST), exchange("show", "/", answered={"id": "i-1", "number": None})),
    through_the_gateway(
        called("finalize_invoice", finalized(FIRST), token="t"),
        called("show_invoice", answered={"invoice": {"qonto_id": "i-1", "number": "F-2026-003"}}),
    ),
)
RULE_3 = (
    # Nobody confirmed; one confirmation twice, or for two at once; no call at all; confirmed for nothing.
    through_the_gateway(called("finalize_invoice", finalized(FIRST))),
    through_the_gateway(
        called("finalize_invoice", finalized(FIRST), token="t"),
        called("finalize_invoice", finalized(SECOND), token="t"),
    ),
    through_the_gateway(called("finalize_invoice", finalized(FIRST), finalized(SECOND), token="t")),
    History(exchanges=[finalized(FIRST)], calls=[], now=BOTH_FINAL),
    through_the_gateway(called("finalize_invoice", token="t")),
    # The same of credit notes, which are born final, and of quotes, which are when they are sent.
    through_the_gateway(called("create_credit_note", credited(), status=201)),
    through_the_gateway(called("finalize_credit_note", token="t")),
    through_the_gateway(
        called("finalize_credit_note", credited(), credited(replace(CREDIT, id="c-2")), token="t")
    ),
    History(exchanges=[credited()], calls=[], now=BOTH_FINAL),
    through_the_gateway(called("send_quote", of_quote("send_quote", "/send"))),
    through_the_gateway(called("finalize_quote", token="t")),
    History(exchanges=[of_quote("send_quote", "/send")], calls=[], now=BOTH_FINAL),
)
RULE_4 = (
    through_the_gateway(called("show_invoice_pdf", document="i-3")),
    through_the_gateway(called("show_invoice_pdf", document=None)),
    # A draft of a credit note is nowhere at the bank; a quote that was not sent has a file there already.
    through_the_gateway(called("show_credit_note_pdf", document=None)),
    through_the_gateway(called("show_quote_pdf", document="q-1")),
    through_the_gateway(
        called(
            "show_quote",
            answered={
                "quote": {"id": "q-1", "number": "D-2026-001", "status": "draft", "attachment_id": "a"}
            },
        )
    ),
    through_the_gateway(
        called(
            "list_invoices",
            answered=[{"qonto_id": "i-3", "number": None, "status": "draft", "pdf_url": "/api/x"}],
        )
    ),
    at_the_bank(
        exchange("show", "/", answered={"id": "i", "number": None, "status": "draft", "attachment_id": "a"})
    ),
)
RULE_5 = (
    # Served in its 1800th second; handed out dead, or for longer; followed dead; passed on dead.
    at_the_bank(exchange(None, f"/files/w/a/f.pdf?expires={DIES}", at=NINE + timedelta(seconds=1800))),
    at_the_bank(exchange("show_attachment", "/", answered=link(DIES), at=NINE + timedelta(hours=1))),
    at_the_bank(exchange("show_attachment", "/", answered=link(DIES + 1))),
    through_the_gateway(
        called(
            "show_invoice_pdf",
            exchange(None, f"/files/w/a?expires={DIES}", at=NINE + timedelta(hours=1), status=403),
            document="i-1",
            status=502,
        )
    ),
    through_the_gateway(called("show_invoice", text=link(DIES), at=NINE + timedelta(hours=1))),
)
CREDITED_TOO_MUCH = (
    # By one; by two together; of nothing.
    at_the_bank(now={**BOTH_FINAL, "c-1": replace(BOTH_FINAL["c-1"], total_cents=5989)}),
    at_the_bank(now={**BOTH_FINAL, "c-2": replace(BOTH_FINAL["c-1"], number="A-2026-002", total_cents=1)}),
    at_the_bank(now={"c-1": BOTH_FINAL["c-1"]}),
)
CONVERTED_TWICE = (
    through_the_gateway(converted("i-1"), converted("i-2")),
    through_the_gateway(called("convert_quote", created(status=201), created(status=201), status=201)),
    through_the_gateway(called("convert_quote", status=201)),
)
BROKEN = {
    checks.rule_1_nothing_finalizes_by_itself: RULE_1,
    checks.rule_2_a_number_is_given_once: RULE_2,
    checks.rule_3_only_a_person_finalizes: RULE_3,
    checks.rule_4_a_draft_has_no_pdf: RULE_4,
    checks.rule_5_no_link_outlives_thirty_minutes: RULE_5,
    checks.no_more_is_credited_than_was_billed: CREDITED_TOO_MUCH,
    checks.a_quote_becomes_an_invoice_once: CONVERTED_TWICE,
}


# ---------------------------------------------------------------- the toy
class Toy:
    """An application that answers what its contract says, and keeps somebody's history."""

    def __init__(self, history: History) -> None:
        self.history = history

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
def test_a_history_in_order_passes() -> None:
    assert failures_of(Toy(IN_ORDER)) == set()


@pytest.mark.parametrize(
    ("check", "history"),
    [
        pytest.param(check.__name__, history, id=f"{check.__name__}-{n}")
        for check, histories in BROKEN.items()
        for n, history in enumerate(histories)
    ],
)
def test_a_broken_rule_is_named(check: str, history: History) -> None:
    assert check in failures_of(Toy(history))


def test_manners_that_are_not_qontos_are_named() -> None:
    assert failures_of(ToyDoor(IN_ORDER)) == {
        "without_credentials_400_with_wrong_ones_401",
        "a_verb_nobody_serves_is_404",
        "the_mock_says_that_it_is_one",
    }


@pytest.mark.parametrize(
    ("code", "document"),
    [("INVOICE_NOT_FOUND", "i-1"), ("CREDIT_NOTE_NOT_FOUND", "c-1"), ("QUOTE_NOT_FOUND", "q-1")],
)
def test_a_document_that_is_not_found_and_is_there_is_named(code: str, document: str) -> None:
    lost = called("show", status=404, answered={"code": code}, document=document)

    assert "what_is_at_the_bank_is_found" in failures_of(Toy(through_the_gateway(lost)))


def test_a_reason_that_the_contract_does_not_give_is_named() -> None:
    refused = called("show", status=204, answered={"code": "NO_MOOD"})

    assert failures_of(Toy(through_the_gateway(refused))) == {"a_refusal_is_one_of_the_contracts"}


def test_an_exception_of_the_application_is_a_server_error() -> None:
    assert "Server error" in failures_of(ToyWithABug(IN_ORDER))
