"""What is written on an invoice: plain values, and what they need to be accepted."""

from datetime import date

from mock_qonto import errors
from mock_qonto.kernel.world import World
from mock_qonto.money import Discount
from mock_qonto.resources.bank_accounts.model import active_with_iban
from mock_qonto.resources.billing.terms import Item, Seller, check_items
from mock_qonto.values import value


@value
class Terms:
    """All of an invoice that its author writes and may rewrite while it is a draft."""

    issue_date: date
    due_date: date
    items: tuple[Item, ...]
    number: str | None = None
    """Given by hand."""
    performance_date: date | None = None
    performance_start_date: date | None = None
    performance_end_date: date | None = None
    purchase_order: str | None = None
    terms_and_conditions: str | None = None
    header: str | None = None
    footer: str | None = None
    seller: Seller | None = None
    discount: Discount | None = None


@value
class Account:
    """The account to be paid to, as it was when the invoice was written."""

    iban: str
    bic: str


# ---------------------------------------------------------------- what is refused: one condition per rung
def check_account(world: World, iban: str) -> Account:
    if not iban.strip():
        raise errors.iban_empty()
    found = active_with_iban(world, iban)
    if found is None:
        raise errors.iban_not_ours()
    return Account(iban=found.iban, bic=found.bic)


def check_terms(given: Terms, currency: str) -> None:
    if given.due_date < given.issue_date:
        raise errors.due_before_issue()
    start, end = given.performance_start_date, given.performance_end_date
    if start is not None and end is not None and end < start:
        raise errors.performance_reversed()
    check_items(given.items, given.discount, currency)
