"""Numbers: in sequence, never twice, never given back."""

import re

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import Broken, expect

_LAST_DIGITS = re.compile(r"(\d+)$")


def two_final_invoices_have_two_numbers(bank: Customer) -> None:
    """Every final invoice has a number of its own."""
    numbers = [bank.final()["number"] for _ in range(4)]

    expect(all(numbers), "a final invoice has no number")
    expect(len(set(numbers)) == len(numbers), f"a number was given twice: {', '.join(numbers)}")


def numbers_follow_without_a_gap(bank: Customer) -> None:
    """Where nobody else is at the bank, numbers follow one another without a gap."""
    first, second, third = (_ordinal(bank.final()["number"]) for _ in range(3))

    expect((second - first, third - second) == (1, 1), f"they are {first}, {second}, {third}")


def the_number_belongs_to_the_finalization(bank: Customer) -> None:
    """Of two drafts the one that is finalised first has the lower number, not the one made first."""
    made_first, made_second = bank.draft()["id"], bank.draft()["id"]

    lower = _ordinal(bank.finalized(made_second)["number"])
    higher = _ordinal(bank.finalized(made_first)["number"])

    expect(lower < higher, f"finalised first has {lower}, finalised second {higher}")


def a_canceled_number_is_never_given_again(bank: Customer) -> None:
    """A canceled invoice keeps its number, and nobody else gets it."""
    canceled = bank.canceled()

    next_number = bank.final()["number"]

    kept = bank.invoice(canceled["id"])["number"]
    expect(kept == canceled["number"], f"canceled, {canceled['number']} has become {kept}")
    expect(next_number != canceled["number"], f"{next_number} was given again")
    expect(_ordinal(next_number) > _ordinal(canceled["number"]), f"{next_number} comes after {kept}")


def a_deleted_draft_leaves_no_gap(bank: Customer) -> None:
    """A draft that was deleted consumed no number."""
    before = _ordinal(bank.final()["number"])
    bank.ask("delete_client_invoice", bank.draft()["id"]).must_be(204)

    after = _ordinal(bank.final()["number"])

    expect(after == before + 1, f"{after} comes after {before}")


def a_refused_finalization_consumes_nothing(bank: Customer) -> None:
    """A finalisation that was refused consumed no number."""
    final = bank.final()
    for _ in range(2):
        bank.ask("finalize_client_invoice", final["id"]).must_be_refused()

    after = _ordinal(bank.final()["number"])

    expect(after == _ordinal(final["number"]) + 1, f"{after} comes after {final['number']}")


def each_year_of_issue_counts_for_itself(bank: Customer) -> None:
    """An invoice of last year takes none of this year's numbers, as the guide's numbers bear their year."""
    first = bank.final()["number"]
    old = bank.final(issue_date=f"{int(bank.today[:4]) - 1}-12-31")["number"]

    second = bank.final()["number"]

    expect(old not in {first, second}, f"{old} was given twice")
    expect(_ordinal(second) == _ordinal(first) + 1, f"{second} comes after {first}")


def quotes_take_no_number_of_an_invoice(bank: Customer) -> None:
    """Quotes and invoices are numbered apart."""
    first = bank.final()["number"]
    quote = bank.quote()["number"]

    second = bank.final()["number"]

    expect(quote not in {first, second}, f"{quote} is the number of a quote and of an invoice")
    expect(_ordinal(second) == _ordinal(first) + 1, f"{second} comes after {first}")


def credit_notes_take_no_number_of_an_invoice(bank: Customer) -> None:
    """Credit notes and invoices are numbered apart."""
    first = bank.final()
    note = bank.credit_note(first["id"])["number"]

    second = bank.final()["number"]

    expect(note not in {first["number"], second}, f"{note} is the number of a credit note and of an invoice")
    expect(_ordinal(second) == _ordinal(first["number"]) + 1, f"{second} comes after {first['number']}")


def a_number_by_hand_stays(bank: Customer) -> None:
    """A number that was given by hand is the number, before and after finalising."""
    number = f"M-{bank.mark}"
    draft = bank.draft(number=number)

    final = bank.finalized(draft["id"])

    expect(draft["number"] == number, f"the draft has number {draft['number']}")
    expect(final["number"] == number, f"finalising has made it {final['number']}")


def a_number_by_hand_that_is_taken_is_refused(bank: Customer) -> None:
    """A number that an invoice has cannot be given to another: 409 `invoice_number_already_exists`."""
    taken = bank.final()["number"]

    answer = bank.ask("create_client_invoice", body=bank.invoice_body(number=taken))

    code = answer.must_be(409).at("errors.0.code")
    expect(code == "invoice_number_already_exists", f"its code is {code}")


def a_canceled_number_stays_taken(bank: Customer) -> None:
    """Not even by hand can the number of a canceled invoice be given again."""
    number = bank.canceled()["number"]

    answer = bank.ask("create_client_invoice", body=bank.invoice_body(number=number))

    answer.must_be(409)


def a_number_has_a_legacy_twin(bank: Customer) -> None:
    """The number is sent under its old name as well."""
    final = bank.final()

    twin = bank.invoice(final["id"]).get("invoice_number")

    expect(twin == final["number"], f"number is {final['number']}, invoice_number is {twin}")


def a_number_of_a_quote_is_given_once(bank: Customer) -> None:
    """A number that a quote has cannot be given to another one."""
    taken = bank.quote()["number"]

    bank.ask("create_quote", body=bank.quote_body(number=taken)).must_be(409)


def the_numbering_mode_stays_what_was_said(bank: Customer) -> None:
    """How numbers are given stays as somebody said, and another mode does not exist."""
    for mode in ("manual", "automatic", "manual"):
        bank.ask("update_settings", body={"numbering_mode": mode}).must_be(200)

        shown = bank.ask("show_settings").must_be(200).at("settings.numbering_mode")
        expect(shown == mode, f"{mode} was said, {shown} is shown")
    bank.ask("update_settings", body={"numbering_mode": "random"}).must_be_refused()


def numbered_by_hand_everything_needs_a_number(bank: Customer) -> None:
    """Where numbers are given by hand, an invoice or a quote without one is refused."""
    bank.ask("update_settings", body={"numbering_mode": "manual"}).must_be(200)

    bank.ask("create_client_invoice", body=bank.invoice_body()).must_be_refused()
    bank.ask("create_quote", body=bank.quote_body()).must_be_refused()
    final = bank.final(number=f"M-{bank.mark}")

    expect(final["number"] == f"M-{bank.mark}", f"the number has become {final['number']}")


def _ordinal(number: str) -> int:
    found = _LAST_DIGITS.search(number or "")
    if found is None:
        raise Broken(f"{number!r} is no number of a sequence")
    return int(found.group())


BEHAVIOURS = (
    Behaviour(play=two_final_invoices_have_two_numbers, rules=("N",)),
    Behaviour(play=numbers_follow_without_a_gap, rules=("N",), needs=CONTROL),
    Behaviour(play=the_number_belongs_to_the_finalization, rules=("N",)),
    Behaviour(play=a_canceled_number_is_never_given_again, rules=("N",)),
    Behaviour(play=a_deleted_draft_leaves_no_gap, rules=("N",), needs=CONTROL),
    Behaviour(play=a_refused_finalization_consumes_nothing, rules=("N",), needs=CONTROL),
    Behaviour(play=each_year_of_issue_counts_for_itself, rules=("N",), needs=CONTROL),
    Behaviour(play=quotes_take_no_number_of_an_invoice, rules=("N",), needs=CONTROL),
    Behaviour(play=credit_notes_take_no_number_of_an_invoice, rules=("N",), needs=CONTROL),
    Behaviour(play=a_number_by_hand_stays, rules=("N",)),
    Behaviour(play=a_number_by_hand_that_is_taken_is_refused, rules=("N",)),
    Behaviour(play=a_canceled_number_stays_taken, rules=("N",)),
    Behaviour(play=a_number_has_a_legacy_twin, rules=("N",)),
    Behaviour(play=a_number_of_a_quote_is_given_once, rules=("N",)),
    Behaviour(play=the_numbering_mode_stays_what_was_said, rules=("N",), needs=CONTROL, editions=NEWEST),
    Behaviour(play=numbered_by_hand_everything_needs_a_number, rules=("N",), needs=CONTROL, editions=NEWEST),
)
