"""What things cost: lines, totals, discounts, and the same in cents."""

import re
from typing import Any

from contracts.suite.bank.customer import Customer, only
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_TWO_DECIMALS = re.compile(r"-?\d+\.\d\d")


def a_line_is_rounded_to_the_cent(bank: Customer) -> None:
    """A line is rounded to the cent, before and after VAT."""
    for (quantity, price, rate), expected in {
        ("1", "49.90", "0.2"): (4990, 998, 5988),
        ("3", "33.33", "0.055"): (9999, 550, 10549),
        ("2", "0.10", "0.2"): (20, 4, 24),
    }.items():
        line = only(
            bank.invoice(_draft(bank, _line(bank, price, quantity=quantity, vat_rate=rate)))["items"], "lines"
        )

        found = (line["subtotal_cents"], line["total_vat_cents"], line["total_amount_cents"])
        expect(found == expected, f"{quantity} x {price} at {rate}: {found} cents, not {expected}")


def a_total_is_the_sum_of_its_lines(bank: Customer) -> None:
    """The total of an invoice is the sum of its lines, to the cent."""
    lines = (_line(bank, "49.90"), _line(bank, "33.33", quantity="3", vat_rate="0.055"), _line(bank, "0.01"))

    invoice = bank.invoice(_draft(bank, *lines))

    for total, part in (
        ("total_amount_cents", "total_amount_cents"),
        ("vat_amount_cents", "total_vat_cents"),
    ):
        parts = [line[part] for line in invoice["items"]]
        expect(invoice[total] == sum(parts), f"{total} is {invoice[total]}, the lines are {parts}")
    expect(len(invoice["items"]) == len(lines), f"{len(invoice['items'])} lines of {len(lines)}")


def every_amount_has_its_twin_in_cents(bank: Customer) -> None:
    """Every amount has two decimals, and its twin in whole cents."""
    invoice = bank.invoice(_draft(bank, _line(bank, "1049.90", quantity="2")))

    for holder in (invoice, *invoice["items"]):
        for name in ("total_amount", "vat_amount", "subtotal", "total_vat"):
            if name not in holder:
                continue
            value = holder[name]["value"]
            expect(bool(_TWO_DECIMALS.fullmatch(value)), f"{name} is {value!r}")
            expect(int(value.replace(".", "")) == holder[f"{name}_cents"], f"{name}_cents is not {value}")


def without_vat_there_is_none(bank: Customer) -> None:
    """At a rate of nought a line costs what it costs."""
    line = only(bank.invoice(_draft(bank, _line(bank, "120.00", vat_rate="0")))["items"], "lines")

    found = (line["subtotal"]["value"], line["total_vat"]["value"], line["total_amount"]["value"])
    expect(found == ("120.00", "0.00", "120.00"), f"subtotal, VAT and total are {found}")


def a_percentage_is_a_fraction(bank: Customer) -> None:
    """A discount in per cent is a fraction: 0.1 takes a tenth, before VAT."""
    line = _line(bank, "100.00", discount={"type": "percentage", "value": "0.1"})

    shown = only(bank.invoice(_draft(bank, line))["items"], "lines")

    found = (shown["subtotal"]["value"], shown["total_amount"]["value"])
    expect(found == ("90.00", "108.00"), f"subtotal and total are {found}")


def a_discount_in_money_is_absolute(bank: Customer) -> None:
    """A discount in money is taken off before VAT, and is called absolute, whatever it was called."""
    for word in ("amount", "absolute"):
        line = _line(bank, "49.90", discount={"type": word, "value": "9.90"})

        shown = only(bank.invoice(_draft(bank, line))["items"], "lines")

        expect(shown["discount"]["type"] == "absolute", f"{word} is answered as {shown['discount']['type']}")
        found = (shown["subtotal"]["value"], shown["total_amount"]["value"])
        expect(found == ("40.00", "48.00"), f"{word}: subtotal and total are {found}")


def a_discount_on_the_whole_is_taken_off_the_whole(bank: Customer) -> None:
    """A discount on the whole invoice takes its part of the VAT as well."""
    draft = bank.draft(
        items=[_line(bank, "100.00"), _line(bank, "100.00")], discount={"type": "percentage", "value": "0.5"}
    )

    invoice = bank.invoice(draft["id"])

    found = (invoice["total_amount"]["value"], invoice["vat_amount"]["value"])
    expect(found == ("120.00", "20.00"), f"total and VAT are {found}")


def quotes_and_invoices_count_alike(bank: Customer) -> None:
    """The same lines cost the same on a quote and on an invoice."""
    lines = [_line(bank, "19.99", quantity="7"), _line(bank, "33.33", quantity="3", vat_rate="0.055")]

    invoice, quote = bank.invoice(_draft(bank, *lines)), bank.quote(items=lines)

    for name in ("total_amount", "vat_amount"):
        expect(invoice[name] == quote[name], f"{name}: {invoice[name]} on one, {quote[name]} on the other")
    expect(quote["total_amount"]["value"] == "273.41", f"it is {quote['total_amount']['value']}")


def a_quantity_is_text(bank: Customer) -> None:
    """Numbers of a line are said as text; JSON numbers are refused."""
    bank.ask(
        "create_client_invoice", body=bank.invoice_body(items=[bank.line_of(quantity=1)])
    ).must_be_refused()


def a_price_names_its_currency(bank: Customer) -> None:
    """A price without a currency is refused, as is one in another than the invoice's."""
    for price in ("49.90", {"value": "49.90"}, {"value": "49.90", "currency": "USD"}):
        body = bank.invoice_body(items=[bank.line_of(unit_price=price)])

        bank.ask("create_client_invoice", body=body).must_be_refused()


def _line(bank: Customer, price: str, **fields: Any) -> dict[str, Any]:
    return bank.line_of(unit_price={"value": price, "currency": "EUR"}, **fields)


def _draft(bank: Customer, *lines: dict[str, Any]) -> str:
    id: str = bank.draft(items=list(lines))["id"]
    return id


BEHAVIOURS = (
    Behaviour(play=a_line_is_rounded_to_the_cent, rules=("M",)),
    Behaviour(play=a_total_is_the_sum_of_its_lines, rules=("M",)),
    Behaviour(play=every_amount_has_its_twin_in_cents, rules=("M",), stateful=False),
    Behaviour(play=without_vat_there_is_none, rules=("M",)),
    Behaviour(play=a_percentage_is_a_fraction, rules=("M",)),
    Behaviour(play=a_discount_in_money_is_absolute, rules=("M",)),
    Behaviour(play=a_discount_on_the_whole_is_taken_off_the_whole, rules=("M",)),
    Behaviour(play=quotes_and_invoices_count_alike, rules=("M",)),
    Behaviour(play=a_quantity_is_text, rules=("M",), stateful=False),
    Behaviour(play=a_price_names_its_currency, rules=("M",), stateful=False),
)
