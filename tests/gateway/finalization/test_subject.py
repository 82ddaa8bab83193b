"""What of Qonto's invoice a person confirms: the same in both editions, and no printed field forgotten."""

from typing import Any

import pytest

import contracts
from gateway.confirmation import Subject, ask
from gateway.errors import Code, GatewayError
from gateway.resources.finalization.upstream import PRINTED, UNPRINTED
from gateway.resources.promises.subject import subject_of

STRINGS: dict[str, Any] = {
    "currency": "EUR",
    "total_amount": {"value": "105.49", "currency": "EUR"},
    "total_amount_cents": 10549,
    "vat_amount": {"value": "5.50", "currency": "EUR"},
    "vat_amount_cents": 550,
    "issue_date": "2026-02-19",
    "due_date": "2026-03-21",
    "organization": {"legal_name": "Verone SAS"},
    "client": {
        "type": "individual",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "billing_address": {
            "street_address": "1 rue X",
            "zip_code": "75001",
            "city": "Paris",
            "country_code": "FR",
        },
    },
    "items": [
        {
            "title": "Tasse",
            "quantity": "3",
            "unit_price": {"value": "33.33", "currency": "EUR"},
            "vat_rate": "0.055",
            "subtotal": {"value": "99.99", "currency": "EUR"},
            "total_amount": {"value": "105.49", "currency": "EUR"},
        }
    ],
}
NUMBERS: dict[str, Any] = STRINGS | {
    "items": [{"title": "Tasse", "quantity": 3, "unit_price": 33.33, "vat_rate": 0.055}],
    "pdf_url": None,
}


def subject(wire: dict[str, Any]) -> Subject:
    return subject_of(wire, document_id="d-1", document_type="invoice", order=None, printed=PRINTED)


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_every_documented_field_is_printed_or_known_not_to_be(edition: str) -> None:
    schemas = contracts.load("qonto", edition).document["components"]["schemas"]
    documented = set(schemas["ClientInvoice"]["properties"])

    assert documented <= set(PRINTED) | UNPRINTED
    assert not set(PRINTED) & UNPRINTED


def test_numbers_and_strings_ask_the_same_question() -> None:
    said = ask("finalize_invoice", subject(STRINGS))
    counted = ask("finalize_invoice", subject(NUMBERS))

    assert said.summary == counted.summary
    assert said.summary["items"][0]["unit_price"]["value"] == "33.33"
    assert said.summary["customer"]["name"] == "Ada Lovelace"
    assert said.summary["customer"]["address"] == ["1 rue X", "75001 Paris", "FR"]


@pytest.mark.parametrize("field", sorted({"updated_at", "pdf_url", "status"}))
def test_what_moves_by_itself_does_not_make_another_question(field: str) -> None:
    before = ask("finalize_invoice", subject(STRINGS))

    after = ask("finalize_invoice", subject(STRINGS | {field: "other"}))

    assert after.fingerprint == before.fingerprint


def test_a_line_that_cannot_be_read_is_not_asked_about() -> None:
    broken = STRINGS | {"items": [{"title": "Tasse", "quantity": "3", "unit_price": "x", "vat_rate": "0.2"}]}

    with pytest.raises(GatewayError) as refused:
        subject(broken)

    assert refused.value.code is Code.UPSTREAM_CONTRACT_BREACH


def test_a_discount_counts_because_qontos_own_amounts_are_shown() -> None:
    discounted = STRINGS["items"][0] | {"subtotal_cents": 9000, "total_amount_cents": 9495}

    asked = subject(STRINGS | {"items": [discounted]})

    assert (asked.lines[0].subtotal_cents, asked.lines[0].vat_cents) == (9000, 495)
