"""Qonto was asked to issue a credit note and did not say: we look, and never ask twice."""

import pytest

from gateway.db.tables import financial_documents
from mock_qonto.web.faults import Kind
from tests.gateway.credit_notes.noted import (
    MODERN,
    TEN,
    asked,
    drafted,
    finalize,
    issued,
    issued_from,
    issued_on_the_dashboard,
    line,
    noted,
)
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


@MODERN
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
async def test_a_lost_answer_is_looked_up_and_never_said_twice(shop: Shop, kind: Kind) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice, items=[line("10.00")])
    # One that is known, and one that is not: neither is taken for ours.
    await issued(shop, invoice, items=[line("10.00")])
    await issued_on_the_dashboard(shop, invoice, items=[TEN], reason=draft["reason"])
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("create_credit_note", kind)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, noted(answer)["number"]) == (200, "A-2026-003")
    assert len(shop.asked_of_bank("create_credit_note")) == 2
    (row,) = await shop.rows(financial_documents, id=draft["id"])
    assert (row["status"], row["number"]) == ("finalized", "A-2026-003")


@MODERN
async def test_what_was_not_done_is_said_not_to_be(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice)
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("create_credit_note", Kind.RESET)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (502, "UPSTREAM_FAILED")
    assert (await issued_from(shop, draft))["number"] == "A-2026-001"


@MODERN
async def test_lost_and_nobody_to_ask_is_settled_by_the_next_read(shop: Shop) -> None:
    invoice = await shop.final()
    draft = await drafted(shop, invoice)
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("create_credit_note", Kind.APPLY_THEN_DROP)
    shop.fault("list_credit_notes", Kind.STATUS, count=3)

    lost = await finalize(shop, draft["id"], token)
    shown = await shop.ask("show_credit_note", id=draft["id"])

    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (noted(shown)["status"], noted(shown)["number"]) == ("finalized", "A-2026-001")
    (row,) = await shop.rows(financial_documents, document_type="invoice")
    assert row["status"] == "cancelled"
    assert len(shop.asked_of_bank("create_credit_note")) == 1


@MODERN
async def test_while_nobody_knows_it_is_neither_changed_nor_issued_again(shop: Shop) -> None:
    invoice = await shop.final(3)
    draft = await drafted(shop, invoice, items=[line("1.00")])
    other = await drafted(shop, invoice, items=[line("1.00")])
    tokens = [(await asked(shop, one["id"]))["token"] for one in (draft, other)]
    shop.fault("create_credit_note", Kind.APPLY_THEN_DROP)
    shop.fault("list_credit_notes", Kind.STATUS, count=60)
    assert (await finalize(shop, draft["id"], tokens[0])).code == "OUTCOME_UNKNOWN"

    again = await finalize(shop, draft["id"], tokens[0])
    changed = await shop.ask("update_credit_note", id=draft["id"], json={"reason": "?"})
    deleted = await shop.ask("delete_credit_note", id=draft["id"])
    # One at a time per invoice: of two alike nobody could tell which was issued.
    twin = await finalize(shop, other["id"], (await asked(shop, other["id"]))["token"])

    assert (again.status, changed.status, deleted.status) == (428, 409, 409)
    assert (twin.status, twin.code) == (409, "CONFLICT")
    assert len(shop.asked_of_bank("create_credit_note")) == 1
