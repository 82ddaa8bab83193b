"""A few behaviours of the tests' own, so that what the frame does with them is known."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.outcome import CannotTry, expect


def a_final_invoice_stays(bank: Customer) -> None:
    """A final invoice cannot be deleted."""
    final = bank.final()

    bank.ask("delete_client_invoice", final["id"]).must_be(412)

    bank.invoice(final["id"])


def the_moon_is_a_bank(bank: Customer) -> None:
    """The bank answers 418 to whoever asks for its organization."""
    bank.ask("show_organization").must_be(418)


def numbers_are_round(bank: Customer) -> None:
    """Every invoice has the number of the tests' liking."""
    final = bank.final()

    expect(final["number"] == "F-1", f"it is {final['number']}", rule="N")


def an_answer_is_read_wrongly(bank: Customer) -> None:
    """An answer has what no answer has."""
    bank.invoice(bank.draft()["id"])["not"]["there"]


def nobody_can_try_it(bank: Customer) -> None:
    """What this needs is nowhere."""
    raise CannotTry("there is no moon")


def time_passes(bank: Customer) -> None:
    """Time passes when it is told to."""
    bank.wait(1)


KEPT = Behaviour(play=a_final_invoice_stays, rules=("R2",))
READS = Behaviour(play=the_moon_is_a_bank, rules=("E",), reads=True, stateful=False)
NAMES_A_RULE = Behaviour(play=numbers_are_round, rules=("I",))
UNREADABLE = Behaviour(play=an_answer_is_read_wrongly, rules=("I",))
LEFT_OUT = Behaviour(play=nobody_can_try_it, rules=("T",))
TIMED = Behaviour(play=time_passes, rules=("T",), needs=frozenset({Need.CONTROL}))
NEWEST_ONLY = Behaviour(play=time_passes, rules=("T",), editions=("2026-11",))
ALL = (KEPT, READS, NAMES_A_RULE, UNREADABLE, LEFT_OUT)
