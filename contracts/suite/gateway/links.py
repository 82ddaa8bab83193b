"""Rule 5 at a gateway: the bank's signed addresses live half an hour; a dead one is not shown or used."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL, texts
from contracts.suite.gateway.pdf import HALF_AN_HOUR_S
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

_SIGNED = re.compile(r"https?://[^\s\"'<>\\]+[?&]expires=\d+[^\s\"'<>\\]*")
_FORBIDDEN = 403


def no_dead_address_is_shown(person: Person) -> None:
    """Half an hour later, no view of an invoice shows an address of the bank's that is dead."""
    final = person.final()
    person.ask("show_invoice_pdf", final.id)

    person.wait(HALF_AN_HOUR_S)

    _shows_no_dead_address(person, final)


def no_address_dies_in_the_hand(person: Person) -> None:
    """What a view shows at the last moment is not an address that is dead a second later."""
    final = person.final()
    person.wait(1795)

    _shows_no_dead_address(person, final, in_s=30)


def no_dead_address_is_followed(person: Person) -> None:
    """Half an hour later, a PDF is not looked for at an address that is dead."""
    final = person.final()
    person.ask("show_invoice_pdf", final.id)
    person.wait(HALF_AN_HOUR_S)

    person.ask("show_invoice_pdf", final.id)

    refused = [
        one for one in person.last.exchanges or () if _is_file(one.target) and one.status == _FORBIDDEN
    ]
    expect(not refused, "the gateway followed an address that was dead")


def the_address_that_is_shown_works(person: Person) -> None:
    """The address of a PDF that a gateway shows of itself leads to that PDF, half an hour later too."""
    final = person.final()
    shown = person.again(final).fields.get("pdf_url")
    if not isinstance(shown, str) or not shown.startswith("/"):
        return

    person.wait(HALF_AN_HOUR_S)

    answer = person.say("GET", shown, operation="show_invoice_pdf", id=final.id).must_succeed()
    expect(answer.content.startswith(b"%PDF-"), f"{shown} leads to no PDF")


def no_list_shows_a_dead_address(person: Person) -> None:
    """Lists of documents show no address of the bank's that is dead."""
    person.final()
    person.wait(HALF_AN_HOUR_S)

    for operation in ("list_invoices", "list_service_invoices", "list_quotes", "list_credit_notes"):
        if person.has(operation):
            _no_dead_address_in(person, person.ask(operation).body)


def _shows_no_dead_address(person: Person, final: Document, *, in_s: int = 0) -> None:
    for operation in ("show_invoice", "show_invoice_details"):
        if person.has(operation):
            _no_dead_address_in(person, person.ask(operation, final.id).body, in_s=in_s)


def _no_dead_address_in(person: Person, body: Any, *, in_s: int = 0) -> None:
    now = person.plane.now
    for text in texts(body):
        for link in _SIGNED.findall(text):
            dies = _dies(link, now)
            expect(
                dies > now.timestamp() + in_s, f"an address that is dead {in_s} s later is shown: {link[:60]}"
            )


def _dies(link: str, now: datetime) -> float:
    said = parse_qs(urlsplit(link).query).get("expires", [""])[0]
    return float(said) if said.isdecimal() else now.timestamp()


def _is_file(target: str) -> bool:
    return "expires=" in target and "signature=" in target


R5 = ("R5",)
BEHAVIOURS = (
    Behaviour(play=no_dead_address_is_shown, rules=R5, needs=CONTROL),
    Behaviour(play=no_address_dies_in_the_hand, rules=R5, needs=CONTROL),
    Behaviour(play=no_dead_address_is_followed, rules=R5, needs=CONTROL),
    Behaviour(play=the_address_that_is_shown_works, rules=R5, needs=CONTROL),
    Behaviour(play=no_list_shows_a_dead_address, rules=R5, needs=CONTROL),
)
