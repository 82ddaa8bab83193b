"""What each command makes of an invoice, field by field: what it sets, and that it leaves the rest alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.money import Discount
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.billing.terms import bill
from mock_qonto.resources.client_invoices.messages import (
    CancelClientInvoice,
    ClientInvoiceDeleted,
    ClientInvoiceSent,
    CreditClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    MakeClientInvoicePdf,
    MarkClientInvoicePaid,
    SendClientInvoice,
    UnmarkClientInvoicePaid,
    UpdateClientInvoice,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.resources.client_invoices.terms import Account
from mock_qonto.resources.clients.model import Details, Kind
from mock_qonto.resources.quotes.messages import CreateQuote
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.resources.quotes.terms import Terms as QuoteTerms
from mock_qonto.resources.settings.model import THE_ONE, NumberingMode, UpdateSettings
from tests.mock_qonto.desk import DAY, ITEM, Desk, refused, written

UPDATE = UpdateClientInvoice(id="i-1", client_id=None, iban=None, terms=written())
SEND = SendClientInvoice(
    id="i-1",
    email_id="e-1",
    send_to=("a@b.example",),
    email_title="Facture",
    email_body="Bonjour",
    copy_to_self=True,
)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_draft_is_what_was_written_and_a_copy_of_its_client(desk: Desk) -> None:
    draft = desk.writes(
        number="F-77", purchase_order="SO-1", discount=Discount(kind="percentage", value="0.1")
    )

    account = desk.account
    assert (draft.client.id, draft.client.kind, draft.client.details.name) == (
        "c-1",
        Kind.COMPANY,
        "Atelier Morel",
    )
    assert draft == ClientInvoice(
        id="i-1",
        created_at=desk.now,
        updated_at=desk.now,
        status=Status.DRAFT,
        currency="EUR",
        client=draft.client,
        account=Account(iban=account.iban, bic=account.bic),
        terms=written(
            number="F-77", purchase_order="SO-1", discount=Discount(kind="percentage", value="0.1")
        ),
        bill=bill((ITEM,), Discount(kind="percentage", value="0.1")),
        number="F-77",
    )


def test_asked_twice_an_invoice_is_written_once(desk: Desk) -> None:
    draft = desk.writes()

    assert desk.says(desk.writing(final=True, purchase_order="another")) == ()
    assert desk.invoice() == draft


def test_a_change_replaces_the_terms_and_nothing_else(desk: Desk) -> None:
    draft = desk.writes()
    desk.wait(60)
    discount = Discount(kind="percentage", value="0.5")
    terms = written(number="F-78", header="Bonjour", discount=discount)

    desk.says(replace(UPDATE, terms=terms))

    assert desk.invoice() == replace(
        draft, terms=terms, bill=bill((ITEM,), discount), number="F-78", updated_at=desk.now
    )


def test_a_change_may_name_another_client_and_refuses_one_nobody_knows(desk: Desk) -> None:
    draft = desk.writes()

    desk.says(replace(UPDATE, client_id="c-2", iban=f" {desk.account.iban.lower()} "))

    changed = desk.invoice()
    assert changed.client.details == Details(name="Maison Martin", currency="EUR")
    assert changed.account == draft.account
    assert refused(lambda: desk.says(replace(UPDATE, client_id="c-9")))[0] == 422
    assert refused(lambda: desk.says(replace(UPDATE, iban="FR76")))[0] == 422
    assert desk.invoice() == changed


def test_a_draft_may_keep_its_own_number_and_take_nobody_elses(desk: Desk) -> None:
    desk.writes("i-1", number="F-1")
    desk.writes("i-2", number="F-2")

    desk.says(replace(UPDATE, terms=written(number="F-1", header="Bonjour")))
    answer = refused(lambda: desk.says(replace(UPDATE, terms=written(number="F-2"))))

    assert answer == (409, "invoice_number_already_exists", "invoice number F-2 already exists")
    assert (
        refused(lambda: desk.says(desk.writing("i-3", number="F-1")))[2]
        == "invoice number F-1 already exists"
    )


def test_numbered_by_hand_a_draft_cannot_go_back_to_none_but_one_that_had_none_may_be_changed(
    desk: Desk,
) -> None:
    desk.writes("i-1")
    desk.writes("i-2", number="F-2")
    desk.says(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode.MANUAL))

    desk.says(replace(UPDATE, terms=written(header="Bonjour")))

    assert desk.invoice("i-1").terms.header == "Bonjour"
    assert refused(lambda: desk.says(replace(UPDATE, id="i-2", terms=written())))[0] == 422
    assert refused(lambda: desk.says(desk.writing("i-3")))[0] == 422


def test_finalizing_gives_the_number_and_the_hour_and_nothing_else(desk: Desk) -> None:
    draft = desk.writes()
    desk.wait(60)

    desk.says(FinalizeClientInvoice(id="i-1"))

    assert desk.invoice() == replace(
        draft,
        status=Status.UNPAID,
        number="F-2026-001",
        series="F-2026",
        finalized_at=desk.now,
        updated_at=desk.now,
    )


def test_a_number_given_by_hand_belongs_to_no_sequence_and_is_stepped_over(desk: Desk) -> None:
    by_hand = desk.writes("i-1", final=True, number="F-2026-002")

    numbers = [desk.writes(id, final=True).number for id in ("i-2", "i-3", "i-4")]

    assert (by_hand.number, by_hand.series) == ("F-2026-002", None)
    assert numbers == ["F-2026-001", "F-2026-003", "F-2026-004"]


def test_a_draft_whose_number_was_overtaken_cannot_become_final(desk: Desk) -> None:
    desk.writes("i-1", number="F-2026-001")
    desk.writes("i-2", final=True)

    answer = refused(lambda: desk.says(FinalizeClientInvoice(id="i-1")))

    assert answer == (409, "invoice_number_already_exists", "invoice number F-2026-001 already exists")


def test_every_year_of_issue_has_its_own_sequence(desk: Desk) -> None:
    later = DAY.replace(year=2027)

    numbers = [
        desk.writes(id, final=True, issue_date=issued, due_date=later).number
        for id, issued in (("i-1", DAY), ("i-2", later), ("i-3", DAY))
    ]

    assert numbers == ["F-2026-001", "F-2027-001", "F-2026-002"]


def test_the_pdf_is_made_once_a_moment_after_the_invoice_became_final(desk: Desk) -> None:
    final = desk.writes(final=True)
    desk.wait(1)
    made = desk.now
    desk.wait(60)

    assert desk.says(MakeClientInvoicePdf(id="i-1")) == ()

    (pdf,) = desk.files
    assert (pdf.file_name, pdf.invoice_id, pdf.created_at) == ("F-2026-001.pdf", "i-1", made)
    assert desk.invoice() == replace(final, attachment_id=pdf.id, pdf_made_at=made, updated_at=made)


def test_of_a_draft_and_of_nothing_no_pdf_is_made(desk: Desk) -> None:
    desk.writes()
    desk.writes("i-2", number="F-2")

    assert [desk.says(MakeClientInvoicePdf(id=id)) for id in ("i-1", "i-9")] == [(), ()]


def test_each_pdf_has_an_id_of_its_own_that_every_run_gives_it_again(desk: Desk) -> None:
    def ids(desk: Desk) -> list[str]:
        for id in ("i-1", "i-2"):
            desk.writes(id, final=True)
        desk.wait(1)
        return [pdf.id for pdf in desk.files]

    one, other = ids(desk), ids(Desk())

    assert len(set(one)) == 2
    assert one == other


def test_paid_unmarked_and_canceled_change_the_status_and_the_day(desk: Desk) -> None:
    unpaid = desk.writes(final=True)
    yesterday = desk.now - timedelta(days=1)

    desk.says(MarkClientInvoicePaid(id="i-1", paid_at=desk.now))
    assert desk.invoice() == replace(unpaid, status=Status.PAID, paid_at=desk.now)
    desk.says(MarkClientInvoicePaid(id="i-1", paid_at=yesterday))
    assert desk.invoice() == replace(unpaid, status=Status.PAID, paid_at=yesterday)
    desk.says(UnmarkClientInvoicePaid(id="i-1"))
    assert desk.invoice() == unpaid
    desk.says(CancelClientInvoice(id="i-1"))
    assert desk.invoice() == replace(unpaid, status=Status.CANCELED)


def test_nobody_pays_tomorrow(desk: Desk) -> None:
    desk.writes(final=True)

    tomorrow = MarkClientInvoicePaid(id="i-1", paid_at=desk.now + timedelta(microseconds=1))

    assert refused(lambda: desk.says(tomorrow)) == (422, "invalid", "paid_at must not be in the future")


def test_an_invoice_is_credited_in_parts_and_canceled_by_the_last_one(desk: Desk) -> None:
    unpaid = desk.writes(final=True)
    desk.wait(1)
    unpaid = desk.invoice()
    desk.wait(60)

    desk.says(CreditClientInvoice(id="i-1", credit_note_id="n-1", total_cents=1000))
    first = desk.invoice()
    desk.says(CreditClientInvoice(id="i-1", credit_note_id="n-2", total_cents=4987))
    assert desk.invoice().status is Status.UNPAID
    desk.says(CreditClientInvoice(id="i-1", credit_note_id="n-3", total_cents=1))

    assert first == replace(unpaid, credit_notes_ids=("n-1",), credited_cents=1000, updated_at=desk.now)
    assert desk.invoice() == replace(
        first, status=Status.CANCELED, credit_notes_ids=("n-1", "n-2", "n-3"), credited_cents=5988
    )


def test_sending_says_who_gets_what_and_changes_only_the_hour(desk: Desk) -> None:
    desk.writes(final=True)
    desk.wait(1)
    before = desk.invoice()
    desk.wait(60)

    sent = desk.says(SEND)[0]

    assert sent == ClientInvoiceSent(
        id="i-1",
        at=desk.now,
        email_id="e-1",
        attachment_id=str(before.attachment_id),
        send_to=("a@b.example",),
        email_title="Facture",
        email_body="Bonjour",
        copy_to_self=True,
    )
    assert desk.invoice() == replace(before, updated_at=desk.now)


def test_a_draft_goes_without_a_trace(desk: Desk) -> None:
    desk.writes()

    assert desk.says(DeleteClientInvoice(id="i-1")) == (ClientInvoiceDeleted(id="i-1", at=desk.now),)
    assert desk.world.find(ClientInvoice, "i-1") is None


def test_an_invoice_remembers_its_quote_until_it_is_gone_and_says_so_then(desk: Desk) -> None:
    terms = QuoteTerms(issue_date=DAY, expiry_date=DAY, terms_and_conditions="", items=(ITEM,))
    desk.says(CreateQuote(id="q-1", client_id="c-1", currency="EUR", terms=terms, number=None))
    desk.says(desk.writing(quote_id="q-1"))

    assert desk.invoice().quote_id == "q-1"
    assert desk.one(Quote, "q-1").invoice_ids == ("i-1",)
    gone = desk.says(DeleteClientInvoice(id="i-1"))[0]
    assert gone == ClientInvoiceDeleted(id="i-1", at=desk.now, quote_id="q-1")
    assert desk.one(Quote, "q-1").invoice_ids == ()


def test_a_change_may_name_another_account_of_ours(desk: Desk) -> None:
    other = replace(desk.account, id="b-2", iban="FR7612345987650123456789014", bic="OTHRFRPP", main=False)
    desk.world.table(BankAccount).put(other)
    draft = desk.writes()

    desk.says(replace(UPDATE, iban=other.iban))

    assert desk.invoice() == replace(draft, account=Account(iban=other.iban, bic="OTHRFRPP"))


@pytest.mark.parametrize(
    ("command", "verb"),
    [
        (MarkClientInvoicePaid(id="i-1", paid_at=Desk().now), "marked as paid"),
        (UnmarkClientInvoicePaid(id="i-1"), "unmarked as paid"),
        (CancelClientInvoice(id="i-1"), "canceled"),
        (SEND, "sent"),
    ],
)
def test_what_a_draft_refuses_is_said_with_its_status_and_the_verb(
    desk: Desk, command: Command, verb: str
) -> None:
    draft = desk.writes()

    assert refused(lambda: desk.says(command)) == (
        422,
        "invalid",
        f"an invoice that is draft cannot be {verb}",
    )
    assert desk.invoice() == draft


@pytest.mark.parametrize("command", [UPDATE, DeleteClientInvoice(id="i-1"), FinalizeClientInvoice(id="i-1")])
def test_what_only_a_draft_may_is_refused_with_the_status_it_has(desk: Desk, command: Command) -> None:
    final = desk.writes(final=True)

    assert refused(lambda: desk.says(command)) == (
        412,
        "invoice_not_in_draft_status",
        "the invoice is unpaid, not draft",
    )
    assert desk.invoice() == final


@pytest.mark.parametrize(
    "command", [UPDATE, DeleteClientInvoice(id="i-1"), FinalizeClientInvoice(id="i-1"), SEND]
)
def test_an_invoice_nobody_knows_is_named_as_one(desk: Desk, command: Command) -> None:
    assert refused(lambda: desk.says(command)) == (404, "not_found", "client invoice i-1 was not found")


@pytest.mark.parametrize("final", [True, False])
def test_without_a_line_nothing_becomes_final(*, desk: Desk, final: bool) -> None:
    if final:
        answer = refused(lambda: desk.writes(final=True, items=()))
    else:
        desk.writes(items=())
        answer = refused(lambda: desk.says(FinalizeClientInvoice(id="i-1")))

    assert answer[:2] == (422, "invalid")
