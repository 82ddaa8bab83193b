"""A credit note as a sheet of paper."""

from mock_qonto.documents.sheet import Sheet
from mock_qonto.kernel.world import World
from mock_qonto.resources.billing.terms import Seller
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreditNote
from mock_qonto.resources.organization.model import of
from mock_qonto.resources.papers.printing import (
    COLUMNS,
    buyer_lines,
    day,
    present,
    rows,
    seller_lines,
    totals,
)


def sheet(world: World, note: CreditNote) -> Sheet:
    terms, bill, currency = note.terms, note.bill, note.currency
    invoice = world.find(ClientInvoice, note.invoice_id)
    assert invoice is not None, "a final invoice is never removed"
    return Sheet(
        heading="Avoir",
        number=note.number,
        facts=(
            ("Date d'émission", day(terms.issue_date)),
            ("Facture corrigée", invoice.number or ""),
            ("Facture émise le", day(note.invoice_issue_date)),
        ),
        seller=seller_lines(of(world), invoice.terms.seller or Seller()),
        buyer=buyer_lines(note.client),
        columns=COLUMNS,
        rows=rows(terms.items, bill, currency),
        totals=totals(terms.items, bill, terms.discount, currency),
        payment=(),
        notes=present(terms.reason and f"Motif : {terms.reason}", terms.terms_and_conditions),
    )
