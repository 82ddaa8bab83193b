"""A quote as a sheet of paper."""

from mock_qonto.documents.sheet import Sheet
from mock_qonto.kernel.world import World
from mock_qonto.resources.billing.terms import Seller
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
from mock_qonto.resources.quotes.model import Quote


def sheet(world: World, quote: Quote) -> Sheet:
    terms, bill, currency = quote.terms, quote.bill, quote.currency
    return Sheet(
        heading="Devis",
        number=quote.number,
        facts=_facts(quote),
        seller=seller_lines(of(world), terms.seller or Seller()),
        buyer=buyer_lines(quote.client),
        columns=COLUMNS,
        rows=rows(terms.items, bill, currency),
        totals=totals(terms.items, bill, terms.discount, currency),
        payment=(f"Devis valable jusqu'au {day(terms.expiry_date)}",),
        notes=present(terms.header, terms.terms_and_conditions, terms.footer),
    )


def _facts(quote: Quote) -> tuple[tuple[str, str], ...]:
    terms = quote.terms
    facts = (("Date d'émission", day(terms.issue_date)), ("Date de validité", day(terms.expiry_date)))
    return (*facts, ("Commande", terms.purchase_order)) if terms.purchase_order else facts
