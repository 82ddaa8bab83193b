"""A final invoice as a sheet of paper."""

from mock_qonto.documents.sheet import Sheet
from mock_qonto.kernel.world import World
from mock_qonto.resources.billing.terms import Seller
from mock_qonto.resources.client_invoices.model import ClientInvoice
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


def sheet(world: World, invoice: ClientInvoice) -> Sheet:
    terms, bill, currency = invoice.terms, invoice.bill, invoice.currency
    organization, seller = of(world), terms.seller or Seller()
    return Sheet(
        heading="Facture",
        number=invoice.number or "",
        facts=_facts(invoice),
        seller=seller_lines(organization, seller),
        buyer=buyer_lines(invoice.client),
        columns=COLUMNS,
        rows=rows(terms.items, bill, currency),
        totals=totals(terms.items, bill, terms.discount, currency),
        payment=(
            f"À régler par virement à {organization.legal_name}",
            f"IBAN {_grouped(invoice.account.iban)}, BIC {invoice.account.bic}",
        ),
        notes=present(
            terms.header,
            terms.terms_and_conditions,
            seller.discount_conditions,
            seller.late_payment_penalties,
            seller.legal_fixed_compensation,
            terms.footer,
        ),
    )


def _facts(invoice: ClientInvoice) -> tuple[tuple[str, str], ...]:
    terms = invoice.terms
    facts = [("Date d'émission", day(terms.issue_date)), ("Date d'échéance", day(terms.due_date))]
    if terms.performance_date is not None:
        facts.append(("Date de livraison", day(terms.performance_date)))
    if terms.purchase_order:
        facts.append(("Commande", terms.purchase_order))
    return tuple(facts)


def _grouped(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
