"""What an invoice's state means, what it allows, and when two invoices print the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.errors import Code
from gateway.resources.documents.model import DocumentStatus
from gateway.resources.invoices.model import (
    SHOWN_STATUS,
    STORED_STATUS,
    Invoice,
    InvoiceStatus,
    Known,
    check_cancelable,
    check_changeable,
    check_deletable,
    check_payable,
    check_sendable,
    content_hash,
    not_found,
)
from tests.gateway.printed import CLIENT, ITEM, a_document, an_invoice
from tests.gateway.refused import code_and_details, refusal_of

ALREADY, NOT_YET, WRONG = Code.ALREADY_FINALIZED, Code.NOT_FINALIZED, Code.INVALID_STATUS


@pytest.mark.parametrize(
    ("said", "number", "status"),
    [
        ("draft", None, InvoiceStatus.DRAFT),
        ("draft", "F-2026-001", InvoiceStatus.DRAFT),
        ("unpaid", "F-2026-001", InvoiceStatus.UNPAID),
        ("paid", "F-2026-001", InvoiceStatus.PAID),
        ("canceled", "F-2026-001", InvoiceStatus.CANCELED),
        ("cancelled", "F-2026-001", InvoiceStatus.CANCELED),
        ("disputed", "F-2026-001", InvoiceStatus.UNPAID),
        ("disputed", None, InvoiceStatus.DRAFT),
    ],
)
def test_of_a_word_we_do_not_know_what_has_a_number_is_due(
    said: str, number: str | None, status: InvoiceStatus
) -> None:
    invoice = an_invoice(said, number=number)

    assert (invoice.status, invoice.draft) == (status, status is InvoiceStatus.DRAFT)


def test_what_is_stored_is_shown_again() -> None:
    assert STORED_STATUS == {
        InvoiceStatus.DRAFT: DocumentStatus.DRAFT,
        InvoiceStatus.UNPAID: DocumentStatus.FINALIZED,
        InvoiceStatus.PAID: DocumentStatus.PAID,
        InvoiceStatus.CANCELED: DocumentStatus.CANCELLED,
    }
    assert all(SHOWN_STATUS[stored] is shown for shown, stored in STORED_STATUS.items())


@pytest.mark.parametrize(
    ("status", "said_cents", "ours_cents", "paid_cents"),
    [
        ("unpaid", None, None, 0),
        ("unpaid", None, 1000, 1000),
        ("unpaid", 2000, 1000, 2000),
        ("unpaid", 2000, 3000, 3000),
        ("paid", None, 1000, 5988),
        ("paid", 5000, 6000, 5000),
        ("draft", None, 1000, 0),
        ("canceled", None, 1000, 1000),
    ],
)
def test_of_parts_paid_we_know_more_and_that_all_is_paid_qonto_knows_better(
    status: str, said_cents: int | None, ours_cents: int | None, paid_cents: int
) -> None:
    document = None if ours_cents is None else a_document(amount_paid_cents=ours_cents)

    known = Known(invoice=an_invoice(status, amount_paid_cents=said_cents), document=document)

    assert (known.paid_cents, known.due_cents) == (paid_cents, 5988 - paid_cents)


@pytest.mark.parametrize(
    ("check", "answers"),
    [
        (check_changeable, {"unpaid": ALREADY, "paid": ALREADY, "canceled": ALREADY}),
        (check_deletable, {"unpaid": ALREADY, "paid": ALREADY, "canceled": ALREADY}),
        (check_cancelable, {"draft": NOT_YET, "paid": WRONG, "canceled": WRONG}),
        (check_payable, {"draft": NOT_YET, "paid": WRONG, "canceled": WRONG}),
        (check_sendable, {"draft": NOT_YET, "canceled": WRONG}),
    ],
)
def test_a_refusal_says_the_number_and_the_state_it_found(
    check: Callable[[Invoice], None], answers: dict[str, Code]
) -> None:
    for status in InvoiceStatus:
        invoice = an_invoice(status.value)

        refused = code_and_details(lambda invoice=invoice: check(invoice))

        code = answers.get(status.value)
        expected = (code, {"number": invoice.number, "currentStatus": status.value})
        assert refused == (None if code is None else expected)


@pytest.mark.parametrize("check", [check_changeable, check_cancelable])
def test_an_invoice_whose_number_nobody_told_is_refused_in_a_whole_sentence(
    check: Callable[[Invoice], None],
) -> None:
    refused = refusal_of(lambda: check(an_invoice("paid", number=None)))

    assert refused is not None
    assert "None" not in refused.message


def test_a_refusal_speaks_of_the_invoice_by_its_number() -> None:
    for check in (check_changeable, check_deletable, check_cancelable, check_payable):
        refused = refusal_of(lambda check=check: check(an_invoice("paid")))
        assert refused is not None
        assert "F-2026-001" in refused.message


def test_an_unknown_invoice_has_its_own_code() -> None:
    assert code_and_details(lambda: _raise(not_found())) == (Code.INVOICE_NOT_FOUND, {})


PRINTED: list[dict[str, Any]] = [
    {"client": replace(CLIENT, id="c-2")},
    {"client": replace(CLIENT, name="Maison Martine")},
    {"client": replace(CLIENT, email=None)},
    {"issue_date": date(2026, 2, 20)},
    {"issue_date": None},
    {"due_date": date(2026, 3, 22)},
    {"due_date": None},
    {"header": "Fracture"},
    {"footer": None},
    {"terms_and_conditions": "Soixante jours"},
    {"purchase_order": None},
    {"currency": "USD"},
    {"total_cents": 5989},
    {"vat_cents": 999},
    {"items": ()},
    {"items": (ITEM, ITEM)},
    {"items": (replace(ITEM, title="Fauteuil Verone"),)},
    {"items": (replace(ITEM, description="bleu"),)},
    {"items": (replace(ITEM, quantity=Decimal(3)),)},
    {"items": (replace(ITEM, unit=None),)},
    {"items": (replace(ITEM, unit_price=Decimal("24.96")),)},
    {"items": (replace(ITEM, vat_rate=Decimal("0.1")),)},
    {"items": (replace(ITEM, total_cents=5989),)},
    {"header": "\ud83e"},
    {"header": "\ud83f"},
]


def test_the_fingerprint_is_written_alike_in_every_version_since_open_intents_keep_it() -> None:
    assert content_hash(an_invoice()) == "5bed8a3bfca06ed6988839bfbc92c45b09db5994811e7a224c94ec297c4a9b2a"


def test_whatever_is_printed_otherwise_is_another_content() -> None:
    hashes = [content_hash(an_invoice(**fields)) for fields in ({}, *PRINTED)]

    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(
    "fields",
    [
        {"items": (replace(ITEM, quantity=Decimal("2.00")),)},
        {"items": (replace(ITEM, unit_price=Decimal("24.950")),)},
        {"items": (replace(ITEM, vat_rate=Decimal("0.20")),)},
        {"number": "F-2026-002", "qonto_status": "paid"},
        {"pdf_url": "https://files/f.pdf"},
    ],
)
def test_another_way_of_writing_and_what_is_not_printed_are_the_same_content(fields: dict[str, Any]) -> None:
    assert content_hash(an_invoice(**fields)) == content_hash(an_invoice())


def _raise(refusal: Exception) -> None:
    raise refusal
