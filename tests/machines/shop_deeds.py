"""The table of what can happen at the gateway, topic by topic; and what is nobody's in particular."""

from collections.abc import Callable, Mapping, Sequence

from mock_qonto.web.faults import EVERY_OPERATION
from tests.machines import bill_deeds as bills
from tests.machines import gateway_words as words
from tests.machines import offer_deeds as offers
from tests.machines import taking_deeds as takings
from tests.machines.room import API
from tests.machines.shop import Shop
from tests.machines.words import Choice

Deed = Callable[[Shop, Choice], None]

_THE_NEWEST_TOKEN = 128


def wait_a_while(shop: Shop, choice: Choice) -> None:
    shop.wait(choice.among(words.WAITS_S))


def go_wrong(shop: Shop, choice: Choice) -> None:
    kind, operation, status = (
        choice.among(words.FAULTS),
        choice.among(words.SPOILT),
        choice.among(words.STATUSES),
    )
    nth = 1 + choice.of(4) if operation == EVERY_OPERATION else 1
    shop.go_wrong(kind, operation=operation, nth=nth, status=status)


def receive_a_transfer(shop: Shop, choice: Choice) -> None:
    cents = choice.among(words.TRANSFERS)
    id = shop.room.act("receive-transfer", {"amount_cents": cents, "label": "Maison Fictive"})[
        "transaction_id"
    ]
    shop.ledger.transfers[id] = cents


def sync_transactions(shop: Shop, _: Choice) -> None:
    shop.tell("sync_transactions", f"{API}/sync", None, ((200, ""), (409, "SYNC_RUNNING")), 200)


def sync_invoices(shop: Shop, _: Choice) -> None:
    """Whatever it learns, what was known stays as it was."""
    shop.tell("sync_invoices", f"{API}/sync-invoices", None, ((200, ""), (409, "SYNC_RUNNING")), 200)
    for bill in list(shop.ledger.bills.values())[-2:]:
        shop.check(bill)


# The first of each is the simplest: where Hypothesis begins. What stands here twice is done twice as often.
_TOPICS: Mapping[str, Sequence[Deed]] = {
    "invoices": (
        bills.list_of_an_order,
        bills.create_from_order,
        bills.create_for_service,
        bills.finalize_invoice,
        bills.finalize_invoice,
        bills.finalize_invoice,
        bills.update_invoice,
        bills.delete_invoice,
        bills.validate_invoice,
        bills.send_invoice,
        bills.cancel_invoice,
        bills.pay_invoice,
        bills.pay_invoice,
        bills.reconcile_invoice,
        bills.look_at_the_pdf,
        bills.list_invoices,
        go_wrong,
        go_wrong,
        wait_a_while,
    ),
    "quotes": (
        offers.list_quotes,
        offers.quote_an_order,
        offers.quote_a_service,
        offers.quote_a_draft,
        offers.finalize_quote,
        offers.finalize_quote,
        offers.finalize_quote,
        offers.update_quote,
        offers.delete_quote,
        offers.send_quote,
        offers.accept_quote,
        offers.decline_quote,
        offers.convert_quote,
        offers.convert_quote,
        offers.decide_at_qonto,
        offers.look_at_the_quotes_pdf,
        go_wrong,
        wait_a_while,
    ),
    "credit_notes": (
        takings.look_at_the_credit_notes_pdf,
        takings.draft_a_credit_note,
        takings.draft_a_credit_note,
        takings.finalize_credit_note,
        takings.finalize_credit_note,
        takings.finalize_credit_note,
        takings.update_credit_note,
        takings.delete_credit_note,
        go_wrong,
        wait_a_while,
    ),
    "rest": (receive_a_transfer, wait_a_while, sync_transactions, sync_invoices),
}
DEEDS: Mapping[str, Sequence[Deed]] = {
    **_TOPICS,
    "business": [deed for deeds in _TOPICS.values() for deed in deeds],
}
ALL = frozenset(deed.__name__ for deed in DEEDS["business"])


def opening(shop: Shop) -> None:
    """Every day begins with a draft for an order, and with an invoice that is final."""
    for _ in range(2):
        bills.create_for_service(shop, Choice(0))
    bill = list(shop.ledger.bills.values())[-1]
    for _ in range(2):
        bills.finalize_invoice(shop, Choice(_THE_NEWEST_TOKEN))
    assert bill.status == "unpaid", "the opening knows how to answer"
    offers.quote_a_service(shop, Choice(0))
    receive_a_transfer(shop, Choice(2))
