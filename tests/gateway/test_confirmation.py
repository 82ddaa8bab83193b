"""The question a person is asked: what it shows, what it warns of, when it is another question."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.confirmation import (
    Billed,
    Line,
    Mint,
    OrderClaim,
    Subject,
    WarningCode,
    ask,
    hash_of,
    percent,
)

LINE = Line(
    title="Fauteuil Verone",
    description=None,
    quantity="1",
    unit="pièce",
    unit_price="49.90",
    vat_rate=Decimal("0.2"),
    subtotal_cents=4990,
    vat_cents=998,
    total_cents=5988,
)
SUBJECT = Subject(
    document_id="d-1",
    document_type="invoice",
    seller="Verone SAS",
    billed=Billed(
        name="Maison Martin",
        company=True,
        email="compta@martin.example",
        address=("1 rue de la Paix", "75002 Paris", "FR"),
        vat_number="FR40303265045",
        tax_identification_number=None,
    ),
    currency="EUR",
    issue_date="2026-02-19",
    due_date="2026-03-21",
    purchase_order=None,
    lines=(LINE,),
    total_cents=5988,
    vat_cents=998,
    order=OrderClaim(order_number="SO-2026-00001", total_cents=5988),
    content={"footer": "Merci"},
)


def warned(subject: Subject) -> list[WarningCode]:
    return [warning.code for warning in ask("finalize_invoice", subject).warnings]


def test_the_summary_says_who_pays_what_and_what_cannot_be_undone() -> None:
    summary = ask("finalize_invoice", SUBJECT).summary

    assert summary["customer"]["name"] == "Maison Martin"
    assert summary["items"][0]["unit_price"] == {"value": "49.90", "currency": "EUR"}
    assert (summary["subtotal_amount_cents"], summary["total_vat_cents"], summary["total_amount_cents"]) == (
        4990,
        998,
        5988,
    )
    assert "jamais" in summary["irreversible"][0]


def test_the_summary_names_everything_a_person_should_have_read() -> None:
    particulars = {"invoice_number": "F-2026-001"}

    summary = ask("finalize_invoice", replace(SUBJECT, particulars=particulars)).summary

    irreversible = summary["irreversible"]
    assert len(irreversible) == 2
    assert summary == {
        "operation": "finalize_invoice",
        "document_id": "d-1",
        "document_type": "invoice",
        "seller": "Verone SAS",
        "customer": {
            "name": "Maison Martin",
            "email": "compta@martin.example",
            "address": ["1 rue de la Paix", "75002 Paris", "FR"],
            "vat_number": "FR40303265045",
            "tax_identification_number": None,
        },
        "order_number": "SO-2026-00001",
        "order_total_amount_cents": 5988,
        "purchase_order": None,
        "issue_date": "2026-02-19",
        "due_date": "2026-03-21",
        "currency": "EUR",
        "items": [
            {
                "title": "Fauteuil Verone",
                "description": None,
                "quantity": "1",
                "unit": "pièce",
                "unit_price": {"value": "49.90", "currency": "EUR"},
                "vat_rate": "0.2",
                "subtotal_cents": 4990,
                "total_vat_cents": 998,
                "total_amount_cents": 5988,
            }
        ],
        "vat": [{"vat_rate": "0.2", "subtotal_cents": 4990, "total_vat_cents": 998}],
        "subtotal_amount_cents": 4990,
        "total_vat_cents": 998,
        "total_amount_cents": 5988,
        "irreversible": irreversible,
        "invoice_number": "F-2026-001",
    }


@pytest.mark.parametrize(
    ("rate", "written"), [("0", "0"), ("0.00", "0"), ("0.20", "0.2"), ("1", "1"), ("10", "10"), ("0E-8", "0")]
)
def test_a_rate_is_written_in_one_way_however_it_was_sent(rate: str, written: str) -> None:
    summary = ask(
        "finalize_invoice", replace(SUBJECT, lines=(replace(LINE, vat_rate=Decimal(rate)),))
    ).summary

    assert (summary["items"][0]["vat_rate"], summary["vat"][0]["vat_rate"]) == (written, written)


def test_vat_is_summed_by_rate_lowest_first() -> None:
    reduced = replace(LINE, vat_rate=Decimal("0.055"), subtotal_cents=9999, vat_cents=550, total_cents=10549)

    summary = ask("finalize_invoice", replace(SUBJECT, lines=(LINE, reduced, LINE))).summary

    assert summary["vat"] == [
        {"vat_rate": "0.055", "subtotal_cents": 9999, "total_vat_cents": 550},
        {"vat_rate": "0.2", "subtotal_cents": 9980, "total_vat_cents": 1996},
    ]


def test_a_sound_invoice_raises_no_warning() -> None:
    assert warned(SUBJECT) == []


@pytest.mark.parametrize("rate", ["0", "0.021", "0.055", "0.085", "0.10", "0.200"])
def test_every_legal_rate_goes_without_a_word(rate: str) -> None:
    assert warned(replace(SUBJECT, lines=(replace(LINE, vat_rate=Decimal(rate)),))) == []


def test_the_slip_that_burnt_the_first_number_is_named_with_its_line() -> None:
    slipped = replace(SUBJECT, lines=(replace(LINE, vat_rate=Decimal("0.002")),))

    (warning,) = ask("finalize_invoice", slipped).warnings

    assert warning.code is WarningCode.VAT_RATE_NOT_LEGAL
    assert "0,2\u00a0%" in warning.message
    assert "Fauteuil Verone" in warning.message


def test_a_total_that_is_not_the_orders_is_said_with_both_sums() -> None:
    (warning,) = ask("finalize_invoice", replace(SUBJECT, total_cents=123456)).warnings

    assert warning.code is WarningCode.TOTAL_DIFFERS_FROM_ORDER
    assert "(1234,56\u00a0€)" in warning.message
    assert "SO-2026-00001 (59,88\u00a0€)" in warning.message


def test_a_document_of_no_order_is_compared_with_none() -> None:
    question = ask("finalize_invoice", replace(SUBJECT, order=None))

    assert question.warnings == ()
    assert (question.summary["order_number"], question.summary["order_total_amount_cents"]) == (None, None)


@pytest.mark.parametrize(
    ("company", "vat_number", "siret", "expected"),
    [
        (True, None, None, [WarningCode.TAX_ID_MISSING]),
        (True, None, "30326504500017", []),
        (False, None, None, []),
    ],
)
def test_a_company_without_any_tax_id_is_said_a_person_needs_none(
    *, company: bool, vat_number: str | None, siret: str | None, expected: list[WarningCode]
) -> None:
    billed = replace(SUBJECT.billed, company=company, vat_number=vat_number, tax_identification_number=siret)

    assert warned(replace(SUBJECT, billed=billed)) == expected


def test_a_document_without_lines_is_said_in_plain_words_beside_its_code() -> None:
    question = ask("finalize_invoice", replace(SUBJECT, lines=()))

    (warning,) = question.warnings
    assert warning.code is WarningCode.NO_LINES
    assert "aucune ligne" in warning.message
    assert question.warnings_json == [{"code": "NO_LINES", "message": warning.message}]


def test_a_missing_tax_id_names_who_has_none() -> None:
    billed = replace(SUBJECT.billed, vat_number=None)

    (warning,) = ask("finalize_invoice", replace(SUBJECT, billed=billed)).warnings

    assert warning.message.startswith("« Maison Martin » n'a ni numéro de TVA ni SIRET")


def test_a_wrong_rate_names_every_line_that_bears_it_and_no_other() -> None:
    wrong = [replace(LINE, title=title, vat_rate=Decimal("0.002")) for title in ("Table", "Lampe")]

    (warning,) = ask("finalize_invoice", replace(SUBJECT, lines=(LINE, *wrong))).warnings

    assert "corrigez « Table », « Lampe » avant" in warning.message


def test_the_same_content_is_the_same_question() -> None:
    assert (
        ask("finalize_invoice", SUBJECT).fingerprint == ask("finalize_invoice", replace(SUBJECT)).fingerprint
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(SUBJECT, content={"footer": "Merci !"}),
        replace(SUBJECT, due_date="2026-03-22"),
        replace(SUBJECT, lines=(replace(LINE, title="Fauteuil Vérone"),)),
        replace(SUBJECT, billed=replace(SUBJECT.billed, address=("2 rue de la Paix",))),
        replace(SUBJECT, order=OrderClaim(order_number="SO-2026-00001", total_cents=6000)),
    ],
    ids=["footer", "due date", "title", "address", "the order's total, hence a warning"],
)
def test_any_change_is_another_question(other: Subject) -> None:
    assert ask("finalize_invoice", other).fingerprint != ask("finalize_invoice", SUBJECT).fingerprint


def test_the_order_in_which_qonto_names_its_fields_is_no_change() -> None:
    one, other = {"footer": "Merci", "header": "Facture"}, {"header": "Facture", "footer": "Merci"}

    asked = {
        ask("finalize_invoice", replace(SUBJECT, content=content)).fingerprint for content in (one, other)
    }

    assert len(asked) == 1


def test_half_a_character_in_a_title_is_a_question_like_any_other() -> None:
    halves = [replace(SUBJECT, lines=(replace(LINE, title=title),)) for title in ("\ud83e", "\ud83f")]

    asked = {ask("finalize_invoice", half).fingerprint for half in halves}

    assert len(asked) == 2


def test_the_operation_belongs_to_the_question() -> None:
    plain = ask("finalize_invoice", SUBJECT).fingerprint

    assert ask("finalize_invoice_workflow", SUBJECT).fingerprint != plain


def test_a_token_is_made_of_the_randomness_handed_in() -> None:
    mint = Mint(lambda size: b"\x07" * size)

    assert mint.token() == mint.token()
    assert len(mint.token()) == 43


@pytest.mark.parametrize("byte", [b"\xff", b"\xfb", b"\x00"])
def test_a_token_can_stand_in_an_address_as_it_is(byte: bytes) -> None:
    token = Mint(lambda size: byte * size).token()

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)


def test_no_two_tokens_are_alike_and_their_hash_does_not_show_them() -> None:
    mint = Mint()

    tokens = {mint.token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(token not in hash_of(token) for token in tokens)


def test_rates_are_written_as_a_french_reader_writes_them() -> None:
    assert [percent(Decimal(rate)) for rate in ("0", "1", "0.055", "0.2", "0.002")] == [
        "0\u00a0%",
        "100\u00a0%",
        "5,5\u00a0%",
        "20\u00a0%",
        "0,2\u00a0%",
    ]
