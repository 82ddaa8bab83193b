"""The table of what can happen at the bank, topic by topic."""

from collections.abc import Callable, Mapping, Sequence

from tests.machines import invoice_deeds as invoices
from tests.machines import other_deeds as others
from tests.machines import quote_deeds as quotes
from tests.machines.day import Day
from tests.machines.words import Choice

Deed = Callable[[Day, Choice], None]

# The first of each is the simplest: where Hypothesis begins. What stands here twice is done twice as often.
_TOPICS: Mapping[str, Sequence[Deed]] = {
    "invoices": (
        invoices.look_at_an_invoice,
        invoices.create_invoice,
        invoices.create_invoice,
        invoices.finalize_invoice,
        invoices.finalize_invoice,
        invoices.update_invoice,
        invoices.delete_invoice,
        invoices.pay_invoice,
        invoices.unpay_invoice,
        invoices.cancel_invoice,
        invoices.send_invoice,
        invoices.list_invoices,
        invoices.finalize_twice_at_once,
        invoices.create_invoice_twice_at_once,
    ),
    "credit_notes": (
        others.list_credit_notes,
        others.credit_a_part,
        others.credit_a_part,
        others.credit_the_whole,
        others.credit_at_the_dashboard,
    ),
    "quotes": (
        quotes.list_quotes,
        quotes.create_quote,
        quotes.update_quote,
        quotes.send_quote,
        quotes.decide_a_quote,
        quotes.delete_quote,
    ),
    "clients_and_files": (
        others.look_at_a_pdf,
        others.create_client,
        others.update_client,
        others.delete_client,
        others.follow_a_link,
        others.upload_a_file,
    ),
    "time_and_trouble": (
        others.wait_a_while,
        others.wait_a_while,
        others.go_wrong,
        others.go_wrong,
        others.keep_a_snapshot,
        others.put_back_the_snapshot,
    ),
}

DEEDS: Mapping[str, Sequence[Deed]] = {
    **_TOPICS,
    "business": [deed for deeds in _TOPICS.values() for deed in deeds],
}
ALL = frozenset(deed.__name__ for deed in DEEDS["business"])
