"""The five rules, kept and broken by a bank."""

from contracts.rules.journal import INVOICE
from tests.rules.case import Case
from tests.rules.tales import (
    EXPIRES,
    bank,
    canceled,
    done,
    draft,
    file,
    final,
    followed,
    gone,
    listed,
    made,
    paid,
    path_of,
    refused,
    said,
    shown,
    unpaid,
)

PAY, UNPAY, CANCEL = "mark_client_invoice_paid", "unmark_client_invoice_paid", "cancel_client_invoice"
UPDATE, DELETE = "update_client_invoice", "delete_client_invoice"
SECOND = unpaid("i-2", "F-2026-002")


def looked(*, expires: int = EXPIRES, s: float = 0) -> object:
    return said("show_attachment", "a-1", answered={"attachment": file(expires=expires)}, s=s)


CASES = (
    Case("R1.1", bank(made(draft())), bank(made(unpaid(), {"status": "draft"}))),
    Case(
        "R1.4",
        bank(made(draft()), done(UPDATE, draft()), final(unpaid()), shown(unpaid())),
        bank(made(draft()), gone("send_client_invoice", "i-1"), shown(unpaid())),
    ),
    Case(
        "R2.1",
        bank(made(draft()), final(unpaid()), done(PAY, paid()), listed("client_invoices", paid())),
        bank(made(draft()), final(unpaid()), shown(unpaid(number="F-2026-002"))),
    ),
    Case(
        "R2.2",
        bank(made(draft()), final(unpaid()), made(draft("i-2")), final(SECOND)),
        bank(final(unpaid()), final(unpaid("i-2", "F-2026-001"))),
    ),
    Case(
        "R2.3",
        bank(made(draft("i-2")), final(SECOND), numbers={(INVOICE, "F-2026-001")}),
        bank(made(draft("i-2")), final(SECOND)),
    ),
    Case(
        "R2.4",
        bank(made(draft()), final(unpaid()), made(draft("i-2")), final(SECOND)),
        bank(made(draft("i-2")), final(SECOND), made(draft()), final(unpaid()), complete=False),
    ),
    Case(
        "R2.5",
        bank(refused(UPDATE, "i-1", 412, asked={"footer": "Une ligne"}), known=[unpaid()]),
        bank(done(UPDATE, unpaid(), asked={"footer": "Une ligne"}), known=[unpaid()]),
    ),
    Case(
        "R2.6",
        bank(refused(DELETE, "i-1", 412), known=[unpaid()]),
        bank(gone(DELETE, "i-1"), known=[paid()]),
    ),
    Case(
        "R2.7",
        bank(refused("finalize_client_invoice", "i-1", 412), known=[unpaid()]),
        bank(final(unpaid()), known=[unpaid()]),
    ),
    Case(
        "R2.8",
        bank(refused(PAY, "i-1"), refused(CANCEL, "i-1", 412), known=[canceled()]),
        bank(done(UNPAY, unpaid()), known=[canceled()]),
    ),
    Case(
        "R2.9",
        bank(shown(unpaid()), known=[unpaid()], complete=False),
        bank(refused("show_client_invoice", "i-1", 404, "not_found"), known=[unpaid()], complete=False),
    ),
    Case(
        "R2.10",
        bank(final(unpaid()), done(CANCEL, canceled())),
        bank(final(unpaid()), shown(unpaid(due_date="2026-04-30"))),
    ),
    Case(
        "R4.1",
        bank(made(draft())),
        bank(made(draft(attachment_id="a-1"))),
    ),
    Case(
        "R4.2",
        bank(final(unpaid()), shown(unpaid(attachment_id="a-1")), done(PAY, paid(attachment_id="a-1"))),
        bank(shown(unpaid(attachment_id="a-1")), done(PAY, paid())),
    ),
    Case(
        "R5.1",
        bank(looked(), followed(path_of(), s=1799)),
        bank(looked(), followed(path_of(), 403, s=900)),
    ),
    Case(
        "R5.2",
        bank(looked(), followed(path_of(), s=10), followed(path_of(), 403, s=1800)),
        bank(looked(), followed(path_of(), s=1830)),
    ),
    Case("R5.3", bank(looked()), bank(looked(expires=EXPIRES + 60))),
    Case(
        "R5.4",
        bank(looked(), looked(), looked(expires=EXPIRES + 60, s=60)),
        bank(looked(), looked(s=60)),
    ),
    Case(
        "R5.5",
        bank(looked(), followed(path_of(signature="made-up"), 403)),
        bank(looked(), followed(path_of(signature="made-up"))),
    ),
)
