"""What each command makes of a quote, field by field: what it sets, and that it leaves the rest alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.money import PERCENTAGE, Discount
from mock_qonto.resources.billing.terms import bill
from mock_qonto.resources.client_invoices.messages import DeleteClientInvoice
from mock_qonto.resources.clients.model import Details
from mock_qonto.resources.quote_numbers.model import QuoteNumber
from mock_qonto.resources.quotes.messages import (
    ApproveQuote,
    CancelQuote,
    CreateQuote,
    DeleteQuote,
    LinkInvoice,
    MakeQuotePdf,
    QuoteSent,
    SendQuote,
    UnlinkInvoice,
    UpdateQuote,
)
from mock_qonto.resources.quotes.model import Quote, Status
from mock_qonto.resources.quotes.terms import Terms
from mock_qonto.resources.settings.model import THE_ONE, NumberingMode, UpdateSettings
from tests.mock_qonto.desk import DAY, ITEM, Desk, refused

TERMS = Terms(
    issue_date=DAY,
    expiry_date=DAY + timedelta(days=30),
    terms_and_conditions="Trente jours",
    items=(ITEM,),
)
CREATE = CreateQuote(id="q-1", client_id="c-1", currency="EUR", terms=TERMS, number=None)
UPDATE = UpdateQuote(id="q-1", client_id=None, terms=TERMS, number=None)
APPROVE, CANCEL, DELETE = ApproveQuote(id="q-1"), CancelQuote(id="q-1"), DeleteQuote(id="q-1")
SEND = SendQuote(
    id="q-1",
    email_id="e-1",
    send_to=("a@b.example",),
    email_title="Devis",
    email_body="Bonjour",
    copy_to_self=True,
)
HALF = Discount(kind=PERCENTAGE, value="0.5")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def quote(desk: Desk, id: str = "q-1") -> Quote:
    return desk.one(Quote, id)


def made(desk: Desk, **fields: Any) -> Quote:
    """A quote whose PDF is there."""
    asked = replace(CREATE, **fields)
    desk.says(asked)
    desk.wait(1)
    return quote(desk, asked.id)


def test_a_quote_is_what_was_written_with_a_number_and_a_copy_of_its_client(desk: Desk) -> None:
    desk.says(replace(CREATE, terms=replace(TERMS, discount=HALF)))

    written = quote(desk)
    assert (written.client.id, written.client.details.name) == ("c-1", "Atelier Morel")
    assert written == Quote(
        id="q-1",
        created_at=desk.now,
        updated_at=desk.now,
        status=Status.PENDING_APPROVAL,
        currency="EUR",
        client=written.client,
        terms=replace(TERMS, discount=HALF),
        bill=bill((ITEM,), HALF),
        number="D-2026-001",
    )
    number = desk.one(QuoteNumber, "D-2026-001")
    assert number == QuoteNumber(id="D-2026-001", created_at=desk.now, updated_at=desk.now, series="D-2026")


def test_asked_twice_a_quote_is_written_once(desk: Desk) -> None:
    written = made(desk)

    assert desk.says(replace(CREATE, client_id="c-2")) == ()
    assert quote(desk) == written


def test_a_moment_later_its_pdf_is_there_and_made_once(desk: Desk) -> None:
    desk.says(CREATE)
    before = quote(desk)
    desk.wait(1)
    hour = desk.now
    desk.wait(60)

    assert desk.says(MakeQuotePdf(id="q-1")) == ()

    (pdf,) = desk.files
    assert (pdf.file_name, pdf.created_at) == ("D-2026-001.pdf", hour)
    assert quote(desk) == replace(before, attachment_id=pdf.id, pdf_made_at=hour, updated_at=hour)
    assert desk.says(MakeQuotePdf(id="q-9")) == ()


def test_a_change_replaces_the_terms_and_takes_the_pdf_back(desk: Desk) -> None:
    before = made(desk)
    terms = replace(TERMS, header="Bonjour", discount=HALF)

    desk.says(replace(UPDATE, terms=terms, number=before.number))

    assert quote(desk) == replace(
        before, terms=terms, bill=bill((ITEM,), HALF), revision=1, attachment_id=None, pdf_made_at=None
    )
    desk.wait(1)
    assert len({pdf.id for pdf in desk.files}) == 2
    desk.says(UPDATE)
    desk.wait(1)
    assert (quote(desk).revision, len({pdf.id for pdf in desk.files})) == (2, 3)


def test_a_change_may_name_another_client_and_refuses_one_nobody_knows(desk: Desk) -> None:
    before = made(desk)

    desk.says(replace(UPDATE, client_id="c-2"))

    changed = quote(desk)
    assert changed.client.details == Details(name="Maison Martin", currency="EUR")
    assert replace(changed, client=before.client, revision=0, attachment_id=before.attachment_id) == replace(
        before, pdf_made_at=None
    )
    desk.wait(1)
    assert refused(lambda: desk.says(replace(UPDATE, client_id="c-9")))[0] == 422
    expired = replace(TERMS, expiry_date=DAY - timedelta(days=1))
    assert refused(lambda: desk.says(replace(UPDATE, terms=expired)))[0] == 422
    assert refused(lambda: desk.says(replace(CREATE, id="q-2", terms=expired)))[0] == 422


def test_before_its_pdf_is_there_a_quote_cannot_be_changed_unless_the_world_says_so(desk: Desk) -> None:
    desk.says(CREATE)

    answer = refused(lambda: desk.says(UPDATE))
    desk.switches(quote_change_needs_pdf=False)
    desk.says(UPDATE)

    assert answer == (412, "quote_has_no_attachment", "the PDF of the quote has not been made yet")
    assert quote(desk).revision == 1


def test_no_number_is_ever_given_twice(desk: Desk) -> None:
    made(desk)
    made(desk, id="q-2", number="D-2026-003")
    desk.says(replace(UPDATE, number="Z-1"))
    assert quote(desk).number == "Z-1"
    desk.wait(1)
    desk.says(DELETE)

    numbers = [made(desk, id=id).number for id in ("q-3", "q-4")]

    assert numbers == ["D-2026-002", "D-2026-004"]
    for number in ("D-2026-001", "D-2026-003", "Z-1"):
        answer = refused(lambda number=number: made(desk, id="q-9", number=number))
        assert answer[:2] == (409, "invoice_number_already_exists")
        assert answer[2].startswith(f"quote number {number} ")
        assert refused(lambda number=number: desk.says(replace(UPDATE, id="q-3", number=number)))[0] == 409
    assert desk.one(QuoteNumber, "Z-1").series is None


def test_every_year_of_issue_has_its_own_sequence(desk: Desk) -> None:
    later = replace(TERMS, issue_date=DAY.replace(year=2027), expiry_date=DAY.replace(year=2028))

    numbers = [made(desk, id=id, terms=terms).number for id, terms in (("q-1", TERMS), ("q-2", later))]

    assert numbers == ["D-2026-001", "D-2027-001"]


def test_numbered_by_hand_a_quote_without_a_number_is_refused(desk: Desk) -> None:
    desk.says(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode.MANUAL))

    assert refused(lambda: made(desk))[0] == 422
    assert made(desk, number="Z-1").number == "Z-1"


def test_sending_says_who_gets_what_and_keeps_the_hour(desk: Desk) -> None:
    before = made(desk)
    desk.wait(60)

    sent = desk.says(SEND)[0]

    assert sent == QuoteSent(
        id="q-1",
        at=desk.now,
        email_id="e-1",
        attachment_id=str(before.attachment_id),
        send_to=("a@b.example",),
        email_title="Devis",
        email_body="Bonjour",
        copy_to_self=True,
    )
    assert quote(desk) == replace(before, sent_at=desk.now, updated_at=desk.now)
    assert refused(lambda: desk.says(replace(SEND, send_to=())))[0] == 422


def test_approved_and_canceled_change_the_status_and_the_day(desk: Desk) -> None:
    before = made(desk)
    desk.wait(60)

    desk.says(APPROVE)
    approved = quote(desk)
    desk.wait(60)
    desk.says(CANCEL)

    hour = approved.updated_at
    assert approved == replace(before, status=Status.APPROVED, approved_at=hour, updated_at=hour)
    assert quote(desk) == replace(approved, status=Status.CANCELED, canceled_at=desk.now, updated_at=desk.now)


def test_a_quote_knows_the_invoices_that_name_it_until_they_are_gone(desk: Desk) -> None:
    before = made(desk)
    for id in ("i-1", "i-2"):
        desk.says(desk.writing(id, quote_id="q-1"))
    assert quote(desk) == replace(before, invoice_ids=("i-1", "i-2"))
    assert refused(lambda: desk.says(DELETE))[2] == "a quote that has been invoiced cannot be deleted"

    desk.says(DeleteClientInvoice(id="i-1"))

    assert quote(desk) == replace(before, invoice_ids=("i-2",))
    unknown = LinkInvoice(id="q-9", invoice_id="i-1")
    assert refused(lambda: desk.says(unknown)) == (422, "invalid", "quote q-9 does not exist")


def test_an_invoice_remembers_the_quote_it_was_made_from(desk: Desk) -> None:
    made(desk)
    desk.says(desk.writing(quote_id="q-1"))

    assert desk.invoice().quote_id == "q-1"


def test_a_quote_that_was_sent_stays_unless_the_world_says_otherwise(desk: Desk) -> None:
    made(desk)
    desk.says(SEND)

    answer = refused(lambda: desk.says(DELETE))
    desk.switches(sent_quote_stays=False)
    desk.says(DELETE)

    assert answer == (412, "forbidden_quote_deletion", "a quote that has been sent cannot be deleted")
    assert desk.world.find(Quote, "q-1") is None


@pytest.mark.parametrize(
    ("status", "command", "answer"),
    [
        (APPROVE, UPDATE, (412, "forbidden_quote_update", "the quote is approved, not pending_approval")),
        (CANCEL, UPDATE, (412, "forbidden_quote_update", "the quote is canceled, not pending_approval")),
        (
            APPROVE,
            DELETE,
            (412, "forbidden_quote_deletion", "a quote that is approved cannot be deleted"),
        ),
        (APPROVE, APPROVE, (422, "invalid", "a quote that is approved cannot be approved")),
        (CANCEL, CANCEL, (422, "invalid", "a quote that is canceled cannot be canceled")),
        (CANCEL, SEND, (422, "invalid", "a quote that is canceled cannot be sent")),
    ],
)
def test_a_refusal_says_the_status_and_what_is_not_possible(
    desk: Desk, status: Command, command: Command, answer: tuple[int, str, str]
) -> None:
    made(desk)
    desk.says(status)
    before = quote(desk)

    assert refused(lambda: desk.says(command)) == answer
    assert quote(desk) == before


@pytest.mark.parametrize(
    "command", [UPDATE, DELETE, SEND, APPROVE, CANCEL, UnlinkInvoice(id="q-1", invoice_id="i-1")]
)
def test_a_quote_nobody_knows_is_named_as_one(desk: Desk, command: Command) -> None:
    assert refused(lambda: desk.says(command)) == (404, "not_found", "quote q-1 was not found")
