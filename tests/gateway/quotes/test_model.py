"""The business' view of a quote, what it allows, and when two quotes print the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gateway.errors import Code
from gateway.resources.documents.model import DocumentStatus
from gateway.resources.quotes.model import (
    STORED_STATUS,
    Known,
    QuoteStatus,
    check_changeable,
    check_decidable,
    check_deletable,
    check_finalizable,
    check_sendable,
    content_hash,
    customer_email,
    has_expired,
    not_found,
    usual_title,
)
from tests.gateway.printed import CLIENT, ITEM, NOON, a_document, a_quote
from tests.gateway.refused import code_and_details, refusal_of

DRAFT = a_document()
FINAL = a_document(status=DocumentStatus.FINALIZED)
IN: dict[QuoteStatus, Known] = {
    QuoteStatus.DRAFT: Known(quote=a_quote(), document=DRAFT),
    QuoteStatus.FINALIZED: Known(quote=a_quote(), document=FINAL),
    QuoteStatus.ACCEPTED: Known(quote=a_quote(qonto_status="approved"), document=FINAL),
    QuoteStatus.DECLINED: Known(quote=a_quote(), document=replace(FINAL, quote_status="declined")),
    QuoteStatus.CONVERTED: Known(quote=a_quote(invoice_ids=("i-1",)), document=FINAL),
    QuoteStatus.CANCELED: Known(quote=a_quote(qonto_status="canceled"), document=FINAL),
}
ALREADY, NOT_YET, WRONG = Code.ALREADY_FINALIZED, Code.NOT_FINALIZED, Code.INVALID_STATUS


@pytest.mark.parametrize(("status", "known"), IN.items())
def test_a_quote_is_what_qonto_and_our_document_say_together(status: QuoteStatus, known: Known) -> None:
    assert (known.status, known.draft) == (status, status is QuoteStatus.DRAFT)


@pytest.mark.parametrize(
    ("quote", "document", "status"),
    [
        ({"qonto_status": "cancelled", "invoice_ids": ("i-1",)}, None, QuoteStatus.CANCELED),
        ({"qonto_status": "approved", "invoice_ids": ("i-1",)}, None, QuoteStatus.CONVERTED),
        ({}, {"converted_to_id": "d-2"}, QuoteStatus.CONVERTED),
        ({"qonto_status": "approved"}, {"quote_status": "declined"}, QuoteStatus.ACCEPTED),
        ({"qonto_status": "approved"}, None, QuoteStatus.ACCEPTED),
        ({}, None, QuoteStatus.DRAFT),
        ({}, {"quote_status": "accepted"}, QuoteStatus.ACCEPTED),
        ({}, {"quote_status": "converted"}, QuoteStatus.DRAFT),
        ({}, {"status": DocumentStatus.FINALIZED, "decided_at": NOON}, QuoteStatus.ACCEPTED),
    ],
)
def test_what_qonto_says_comes_before_what_we_wrote_down(
    quote: dict[str, Any], document: dict[str, Any] | None, status: QuoteStatus
) -> None:
    kept = None if document is None else a_document(**document)

    assert Known(quote=a_quote(**quote), document=kept).status is status


def test_only_a_cancelled_quote_is_stored_as_cancelled_and_only_a_draft_as_a_draft() -> None:
    assert STORED_STATUS == {
        QuoteStatus.DRAFT: DocumentStatus.DRAFT,
        QuoteStatus.FINALIZED: DocumentStatus.FINALIZED,
        QuoteStatus.ACCEPTED: DocumentStatus.FINALIZED,
        QuoteStatus.DECLINED: DocumentStatus.FINALIZED,
        QuoteStatus.CONVERTED: DocumentStatus.FINALIZED,
        QuoteStatus.CANCELED: DocumentStatus.CANCELLED,
    }


def test_a_quote_holds_through_its_last_day() -> None:
    last = date(2026, 3, 21)

    assert not has_expired(a_quote(expiry_date=last), last)
    assert has_expired(a_quote(expiry_date=last), last + timedelta(days=1))
    assert not has_expired(a_quote(expiry_date=None), date.max)


_AFTER = (QuoteStatus.ACCEPTED, QuoteStatus.DECLINED, QuoteStatus.CONVERTED, QuoteStatus.CANCELED)


@pytest.mark.parametrize(
    ("check", "answers"),
    [
        (check_changeable, dict.fromkeys((QuoteStatus.FINALIZED, *_AFTER), ALREADY)),
        (check_deletable, dict.fromkeys((QuoteStatus.FINALIZED, *_AFTER), ALREADY)),
        (check_finalizable, dict.fromkeys((QuoteStatus.FINALIZED, *_AFTER), ALREADY)),
        (check_decidable, {QuoteStatus.DRAFT: NOT_YET, **dict.fromkeys(_AFTER, WRONG)}),
        (check_sendable, {QuoteStatus.DRAFT: NOT_YET, QuoteStatus.CANCELED: WRONG}),
    ],
)
def test_a_refusal_says_the_number_and_the_state_it_found(
    check: Callable[[Known], None], answers: dict[QuoteStatus, Code]
) -> None:
    for status, known in IN.items():
        refused = code_and_details(lambda known=known: check(known))

        code = answers.get(status)
        expected = (code, {"number": "D-2026-001", "currentStatus": status.value})
        assert refused == (None if code is None else expected)


def test_a_refusal_speaks_of_the_quote_by_its_number() -> None:
    for check in (check_changeable, check_deletable, check_finalizable, check_decidable):
        refused = refusal_of(lambda check=check: check(IN[QuoteStatus.ACCEPTED]))
        assert refused is not None
        assert "Le devis D-2026-001 est accepté : " in refused.message


def test_an_unknown_quote_has_its_own_code() -> None:
    refusal = not_found()

    assert (refusal.code, refusal.details) == (Code.QUOTE_NOT_FOUND, {})


def test_a_quote_is_sent_to_the_address_of_its_client_or_to_the_one_we_kept() -> None:
    nameless = a_quote(client=replace(CLIENT, email=None))
    kept = a_document(customer_email="kept@martin.example")

    assert customer_email(Known(quote=a_quote(), document=kept)) == ("compta@martin.example",)
    assert customer_email(Known(quote=a_quote(), document=None)) == ("compta@martin.example",)
    assert customer_email(Known(quote=nameless, document=kept)) == ("kept@martin.example",)
    for document in (None, a_document()):
        refused = code_and_details(
            lambda document=document: customer_email(Known(quote=nameless, document=document))
        )
        assert refused is not None
        assert refused[0] is Code.CUSTOMER_INCOMPLETE
        (field,) = refused[1]["fields"]
        assert (field["field"], "une adresse" in field["message"]) == ("emails", True)


def test_the_usual_title_names_the_quote() -> None:
    assert usual_title(a_quote()) == "Votre devis D-2026-001"


PRINTED: list[dict[str, Any]] = [
    {"client": replace(CLIENT, id="c-2")},
    {"client": replace(CLIENT, name="Maison Martine")},
    {"client": replace(CLIENT, email=None)},
    {"issue_date": date(2026, 2, 20)},
    {"issue_date": None},
    {"expiry_date": date(2026, 3, 22)},
    {"expiry_date": None},
    {"header": "Devil"},
    {"footer": None},
    {"terms_and_conditions": "Soixante jours"},
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
    assert content_hash(a_quote()) == "481a886742fbb3c88eebfb2cf5ece6af271cc70ff323f1803161a5a1c4998784"


def test_whatever_is_printed_otherwise_is_another_content() -> None:
    hashes = [content_hash(a_quote(**fields)) for fields in ({}, *PRINTED)]

    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(
    "fields",
    [
        {"items": (replace(ITEM, quantity=Decimal("2.00")),)},
        {"items": (replace(ITEM, unit_price=Decimal("24.950")),)},
        {"items": (replace(ITEM, vat_rate=Decimal("0.20")),)},
        {"number": "D-2026-002", "qonto_status": "approved"},
        {"pdf_url": "https://files/d.pdf"},
    ],
)
def test_another_way_of_writing_and_what_is_not_printed_are_the_same_content(fields: dict[str, Any]) -> None:
    assert content_hash(a_quote(**fields)) == content_hash(a_quote())
