"""Invoices, numbers, quotes, credit notes and clients, kept and broken by a bank."""

from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE
from tests.rules.case import Case
from tests.rules.five_at_the_bank import CANCEL, PAY, SECOND, UNPAY, UPDATE
from tests.rules.tales import (
    GUIDE,
    at_the_edge,
    bank,
    canceled,
    client,
    done,
    draft,
    final,
    gone,
    line,
    listed,
    made,
    note,
    number_line,
    paid,
    quote,
    refused,
    said,
    shown,
    unpaid,
)

GUIDES = {"items": [number_line()]}
UNSAID = {"status": ...}
TOMORROW = {"paid_at": "2026-02-20"}
ACCOUNTS = listed("bank_accounts", {"id": "b-1", "iban": "FR7616798000010000012345678"})
FOREIGN = {"payment_methods": {"iban": "DE89370400440532013000"}}
BACKWARDS = {"due_date": "2026-02-18"}
SOMEBODY = said("create_client", asked={"name": "Atelier Morel"}, answered={"client": client()})
MANUAL = said("update_settings", answered={"settings": {"numbering_mode": "manual"}})
SENT = gone("send_quote", "q-1", asked={"send_to": ["a@b.example"]})
NUMBERED = {"number": "X-7"}
NOTE_OF_ALL = made(note())
MORE = [line(), line()]


def born(document: dict[str, object], *, guide: bool = False) -> object:
    """An invoice of which nobody said what it was to be."""
    return bank(made(document, UNSAID, status=200), edition=GUIDE) if guide else bank(made(document, UNSAID))


INVOICES = (
    Case("I.1", born(draft(**GUIDES), guide=True), born(unpaid(**GUIDES), guide=True)),
    Case("I.2", born(unpaid()), born(draft())),
    Case("I.3", bank(final(unpaid())), bank(final(paid()))),
    Case("I.4", bank(final(unpaid())), bank(final(unpaid(finalized_at=None)))),
    Case(
        "I.5",
        bank(made(draft()), done(UPDATE, draft(footer="Merci"), asked={"footer": "Merci"})),
        bank(done(UPDATE, draft(footer=None), asked={"footer": "Merci"})),
    ),
    Case("I.6", bank(done(PAY, paid())), bank(done(PAY, unpaid()))),
    Case(
        "I.7",
        bank(done(PAY, paid(paid_at="2026-02-18T00:00:00.000Z"), asked={"paid_at": "2026-02-18"})),
        bank(done(PAY, paid(), asked={"paid_at": "2026-02-18"})),
    ),
    Case("I.8", bank(done(UNPAY, unpaid())), bank(done(UNPAY, paid()))),
    Case("I.9", bank(done(CANCEL, canceled())), bank(done(CANCEL, paid()))),
    Case(
        "I.10",
        bank(made(draft(), {"quote_id": "q-1"}), shown(quote(invoice_ids=["i-1"]))),
        bank(made(draft(), {"quote_id": "q-1"}), shown(quote())),
    ),
    Case(
        "I.11",
        bank(refused("create_client_invoice", asked={"issue_date": "2026-02-19", **BACKWARDS})),
        bank(made(draft(**BACKWARDS))),
    ),
    Case(
        "I.12",
        bank(refused("finalize_client_invoice", "i-1"), known=[draft(items=None)]),
        bank(final(unpaid()), known=[draft(items=None)]),
    ),
    Case(
        "I.13",
        bank(ACCOUNTS, refused("create_client_invoice", asked=FOREIGN)),
        bank(ACCOUNTS, made(draft(), FOREIGN)),
    ),
    Case(
        "I.14",
        bank(refused("send_client_invoice", "i-1"), known=[draft()]),
        bank(gone("send_client_invoice", "i-1"), known=[draft()]),
    ),
    Case(
        "I.15",
        bank(refused(PAY, "i-1"), known=[draft()]),
        bank(said(PAY, "i-1", answered={}), known=[draft()]),
    ),
    Case(
        "I.16",
        bank(refused(PAY, "i-1", asked=TOMORROW)),
        bank(done(PAY, paid(paid_at="2026-02-20T00:00:00.000Z"), asked=TOMORROW)),
    ),
    Case(
        "I.17",
        bank(refused(UNPAY, "i-1"), known=[unpaid()]),
        bank(done(UNPAY, unpaid()), known=[unpaid()]),
    ),
    Case(
        "I.18",
        bank(refused(CANCEL, "i-1"), known=[paid()]),
        bank(done(CANCEL, canceled()), known=[paid()]),
    ),
)

NUMBERS = (
    Case(
        "N.1",
        bank(made(draft()), final(unpaid())),
        bank(made(draft()), final(unpaid(number="F-2025-001"))),
    ),
    Case("N.2", bank(made(note())), bank(made(note(number="F-2026-001")))),
    Case("N.3", bank(made(quote())), bank(made(quote(number="2026-D-1")))),
    Case(
        "N.4",
        bank(made(draft()), shown(draft())),
        bank(made(draft()), shown(draft(number="F-2026-001"))),
    ),
    Case("N.5", bank(shown(unpaid())), bank(shown(unpaid(invoice_number=None)))),
    Case(
        "N.6",
        bank(made(draft(**NUMBERED), NUMBERED)),
        bank(made(quote(), NUMBERED)),
    ),
    Case(
        "N.7",
        bank(
            refused("create_client_invoice", "", 409, asked=NUMBERED),
            numbers={(INVOICE, "X-7"), (QUOTE, "X-8")},
        ),
        bank(made(note(**NUMBERED), NUMBERED), numbers={(CREDIT_NOTE, "X-7")}),
        also=("R2",),
    ),
    Case("N.8", bank(MANUAL, refused("create_quote", asked={"items": []})), bank(MANUAL, made(draft()))),
)

QUOTES = (
    Case("Q.1", bank(made(quote())), bank(made(quote(status="approved")))),
    Case(
        "Q.2",
        bank(made(quote()), gone("delete_quote", "q-1"), made(quote("q-2", "D-2026-002"))),
        bank(made(quote()), gone("delete_quote", "q-1"), made(quote("q-2"))),
        also=("R2",),
    ),
    Case("Q.3", bank(made(quote())), bank(made(quote(), {"expiry_date": "2026-04-01"}))),
    Case(
        "Q.4",
        bank(shown(quote()), shown(quote(status="approved"))),
        bank(shown(quote(status="canceled", canceled_at=None))),
    ),
    Case(
        "Q.5",
        bank(made(quote()), refused("update_quote", "q-1", 412, asked={})),
        bank(made(quote()), done("update_quote", quote(), asked={})),
    ),
    Case(
        "Q.6",
        bank(refused("update_quote", "q-1", 412), known=[quote(status="approved")]),
        bank(done("update_quote", quote(status="canceled")), known=[quote(status="canceled")]),
    ),
    Case(
        "Q.7",
        bank(refused("delete_quote", "q-1", 412), known=[quote(status="canceled")]),
        bank(gone("delete_quote", "q-1"), known=[quote(status="approved")]),
    ),
    Case(
        "Q.8",
        bank(SENT, refused("delete_quote", "q-1", 412)),
        bank(SENT, gone("delete_quote", "q-1")),
    ),
    Case(
        "Q.9",
        bank(refused("delete_quote", "q-1", 412), known=[quote(invoice_ids=["i-1"])]),
        bank(gone("delete_quote", "q-1"), known=[quote(invoice_ids=["i-1"])]),
    ),
    Case(
        "Q.10",
        bank(refused("send_quote", "q-1", asked={}), known=[quote(status="canceled")]),
        bank(SENT, known=[quote(status="canceled")]),
    ),
    Case(
        "Q.11",
        bank(refused("send_quote", "q-1"), known=[quote(client={"email": None})], edition=GUIDE),
        bank(gone("send_quote", "q-1"), known=[quote(client={"email": None})], edition=GUIDE),
    ),
    Case(
        "Q.12",
        bank(refused("create_quote", asked={"issue_date": "2026-02-19", "expiry_date": "2026-02-18"})),
        bank(made(quote(expiry_date="2026-02-18"))),
    ),
)

CREDIT_NOTES = (
    Case(
        "C.1",
        bank(NOTE_OF_ALL, known=[unpaid()]),
        bank(listed("credit_notes", note(), note("n-2", "A-2026-002")), known=[unpaid()]),
    ),
    Case(
        "C.2",
        bank(NOTE_OF_ALL, shown(canceled(credit_notes_ids=["n-1"])), known=[unpaid()]),
        bank(NOTE_OF_ALL, shown(paid(credit_notes_ids=["n-1"])), known=[unpaid()]),
    ),
    Case(
        "C.3",
        bank(NOTE_OF_ALL, shown(canceled(credit_notes_ids=["n-1"])), known=[unpaid()]),
        bank(NOTE_OF_ALL, shown(canceled()), known=[unpaid()]),
    ),
    Case(
        "C.4",
        bank(
            refused("create_credit_note", asked={"invoice_id": "i-1", "currency": "EUR", "items": MORE}),
            refused("create_credit_note", asked={"invoice_id": "i-2", "currency": "USD", "items": [line()]}),
            known=[unpaid(), SECOND],
        ),
        bank(NOTE_OF_ALL, known=[canceled()]),
    ),
    Case("C.5", bank(shown(note())), bank(shown(note(finalized_at=None)))),
    Case(
        "C.6",
        bank(made(note())),
        bank(made(note(), {"reason": "Rendu"}) if False else made(note(reason="Autre"), {"reason": "Rendu"})),
    ),
    Case(
        "C.7",
        bank(at_the_edge("POST", "/v2/credit_notes", 404), refused("create_credit_note"), edition=GUIDE),
        bank(made(note(**GUIDES), status=200), edition=GUIDE),
    ),
    Case(
        "C.8",
        bank(at_the_edge("PATCH", "/v2/credit_notes/n-1")),
        bank(at_the_edge("DELETE", "/v2/credit_notes/n-1", 204)),
    ),
)

CLIENTS = (
    Case(
        "K.1",
        bank(SOMEBODY, made(draft())),
        bank(SOMEBODY, gone("delete_client", "c-1"), made(draft())),
    ),
    Case(
        "K.2",
        bank(SOMEBODY, refused("create_quote", asked={"client_id": "c-1", "currency": "USD"})),
        bank(SOMEBODY, made(quote(currency="USD", items=[]), {})),
    ),
    Case(
        "K.3",
        bank(SOMEBODY, said("create_client", answered={"client": client("c-2")})),
        bank(SOMEBODY, SOMEBODY),
    ),
    Case(
        "K.4",
        bank(SOMEBODY, listed("clients", client())),
        bank(SOMEBODY, listed("clients", client(kind="freelancer"))),
    ),
    Case("K.5", bank(SOMEBODY), bank(listed("clients", client(first_name="Anne")))),
    Case(
        "K.6",
        bank(SOMEBODY),
        bank(said("update_client", "c-1", asked={"name": "Autre"}, answered={"client": client()})),
    ),
)

CASES = (*INVOICES, *NUMBERS, *QUOTES, *CREDIT_NOTES, *CLIENTS)
