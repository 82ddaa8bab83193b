"""What a credit note keeps of its invoice, what its PDF changes, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mock_qonto.money import PERCENTAGE, Discount
from mock_qonto.resources.billing.terms import bill
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice, MarkClientInvoicePaid
from mock_qonto.resources.client_invoices.model import Status
from mock_qonto.resources.credit_notes.model import (
    CreateCreditNote,
    CreditNote,
    CreditNoteCreated,
    MakeCreditNotePdf,
    Terms,
)
from mock_qonto.resources.settings.model import THE_ONE, NumberingMode, UpdateSettings
from tests.mock_qonto.desk import DAY, ITEM, Desk, refused

TENTH = Discount(kind=PERCENTAGE, value="0.9")
TERMS = Terms(issue_date=DAY + timedelta(days=1), items=(ITEM,), reason="Geste", discount=TENTH)
WHOLE = replace(TERMS, discount=None)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.writes(final=True)
    desk.wait(1)
    return desk


def credited(desk: Desk, id: str = "n-1", **fields: Any) -> CreditNote:
    asked = {"invoice_id": "i-1", "currency": "EUR", "terms": TERMS, **fields}
    desk.says(CreateCreditNote(id=id, **asked))
    return desk.one(CreditNote, id)


def test_a_note_is_what_was_written_with_a_number_and_the_invoices_copy_of_the_client(desk: Desk) -> None:
    invoice = desk.invoice()

    note = credited(desk)

    assert note == CreditNote(
        id="n-1",
        created_at=desk.now,
        updated_at=desk.now,
        invoice_id="i-1",
        invoice_issue_date=DAY,
        currency="EUR",
        client=invoice.client,
        terms=TERMS,
        bill=bill((ITEM,), TENTH),
        number="A-2026-001",
        series="A-2026",
    )
    assert desk.invoice() == replace(
        invoice, credit_notes_ids=("n-1",), credited_cents=599, updated_at=desk.now
    )


def test_what_happened_is_told_with_all_that_the_invoice_needs(desk: Desk) -> None:
    asked = CreateCreditNote(id="n-1", invoice_id="i-1", currency="EUR", terms=TERMS)

    created = desk.says(asked)[0]

    assert created == CreditNoteCreated(
        id="n-1",
        at=desk.now,
        invoice_id="i-1",
        invoice_issue_date=DAY,
        currency="EUR",
        client=desk.invoice().client,
        terms=TERMS,
        number="A-2026-001",
        series="A-2026",
        total_cents=599,
    )


def test_asked_twice_a_note_is_written_once(desk: Desk) -> None:
    note = credited(desk)

    assert desk.says(CreateCreditNote(id="n-1", invoice_id="i-9", currency="USD", terms=WHOLE)) == ()
    assert desk.world.all(CreditNote) == [note]


def test_the_pdf_is_made_once_a_moment_later(desk: Desk) -> None:
    note = credited(desk)
    desk.wait(1)
    made = desk.now
    desk.wait(60)

    assert [desk.says(MakeCreditNotePdf(id=id)) for id in ("n-1", "n-9")] == [(), ()]

    (pdf,) = [file for file in desk.files if file.invoice_id is None]
    assert (pdf.file_name, pdf.created_at) == ("A-2026-001.pdf", made)
    assert desk.one(CreditNote, "n-1") == replace(
        note, attachment_id=pdf.id, pdf_made_at=made, updated_at=made
    )


def test_each_pdf_has_an_id_of_its_own(desk: Desk) -> None:
    for id in ("n-1", "n-2"):
        credited(desk, id)
    desk.wait(1)

    assert len({note.attachment_id for note in desk.world.all(CreditNote)} - {None}) == 2


def test_notes_may_come_to_the_total_and_not_to_a_cent_more(desk: Desk) -> None:
    credited(desk)
    cent = replace(ITEM, unit_price_cents=1, vat_rate="0")

    answer = refused(lambda: credited(desk, "n-2", terms=WHOLE))
    rest = replace(WHOLE, items=(replace(ITEM, unit_price_cents=5389, vat_rate="0"),))
    credited(desk, "n-3", terms=rest)

    assert answer[:2] == (422, "invalid")
    assert answer[2].endswith("59.88 asked, 53.89 left to credit")
    assert desk.invoice().status is Status.CANCELED
    assert refused(lambda: credited(desk, "n-4", terms=replace(WHOLE, items=(cent,))))[2] == (
        "an invoice that is canceled cannot be credited"
    )


def test_the_sequence_steps_over_a_number_given_by_hand_and_over_nothing_else(desk: Desk) -> None:
    small = replace(WHOLE, items=(replace(ITEM, unit_price_cents=100),))
    by_hand = credited(desk, "n-0", terms=replace(small, number="A-2026-002"))

    numbers = [credited(desk, id, terms=small).number for id in ("n-1", "n-2", "n-3")]

    assert (by_hand.number, by_hand.series) == ("A-2026-002", None)
    assert numbers == ["A-2026-001", "A-2026-003", "A-2026-004"]
    assert refused(lambda: credited(desk, "n-9", terms=replace(small, number="A-2026-001"))) == (
        409,
        "invoice_number_already_exists",
        "credit note number A-2026-001 already exists",
    )
    later = replace(small, issue_date=DAY.replace(year=2027))
    assert credited(desk, "n-4", terms=later).number == "A-2027-001"


def test_numbered_by_hand_a_note_without_a_number_is_refused(desk: Desk) -> None:
    desk.says(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode.MANUAL))

    assert refused(lambda: credited(desk))[0] == 422
    assert credited(desk, terms=replace(TERMS, number="Z-1")).number == "Z-1"


def test_a_paid_invoice_is_credited_and_a_draft_a_canceled_and_an_unknown_one_are_not(desk: Desk) -> None:
    desk.writes("i-2")
    desk.writes("i-3", final=True)
    desk.says(MarkClientInvoicePaid(id="i-1", paid_at=desk.now))
    desk.says(CancelClientInvoice(id="i-3"))

    assert credited(desk).invoice_id == "i-1"
    answers = [refused(lambda id=id: credited(desk, "n-2", invoice_id=id)) for id in ("i-2", "i-3", "i-9")]
    assert answers == [
        (422, "invalid", "an invoice that is draft cannot be credited"),
        (422, "invalid", "an invoice that is canceled cannot be credited"),
        (422, "invalid", "client invoice i-9 does not exist"),
    ]


def test_a_discount_on_the_whole_of_more_than_the_whole_is_refused(desk: Desk) -> None:
    more = replace(TERMS, discount=Discount(kind=PERCENTAGE, value="1.1"))

    assert refused(lambda: credited(desk, terms=more))[0] == 422
    assert desk.world.all(CreditNote) == []


def test_a_note_is_in_the_currency_of_its_invoice_and_so_are_its_lines(desk: Desk) -> None:
    dollars = replace(TERMS, items=(replace(ITEM, unit_price_currency="USD"),))

    assert refused(lambda: credited(desk, currency="USD"))[2] == "currency USD is not the invoice's (EUR)"
    assert refused(lambda: credited(desk, terms=dollars))[0] == 422
