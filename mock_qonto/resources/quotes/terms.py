"""What is written on a quote: plain values, and what they need to be accepted."""

from datetime import date

from mock_qonto import errors
from mock_qonto.money import Discount
from mock_qonto.resources.billing.terms import Item, Seller, check_items
from mock_qonto.values import value


@value
class Terms:
    """All of a quote that its author writes and may rewrite while it waits for approval."""

    issue_date: date
    expiry_date: date
    terms_and_conditions: str
    items: tuple[Item, ...]
    header: str | None = None
    footer: str | None = None
    purchase_order: str | None = None
    """In the words of the reference client alone; only the PDF shows it."""
    seller: Seller | None = None
    discount: Discount | None = None


def check_terms(given: Terms, currency: str) -> None:
    if given.expiry_date < given.issue_date:
        raise errors.expiry_before_issue()
    check_items(given.items, given.discount, currency)
