"""The demo's main job over real ports, recorded: an order invoiced, confirmed, its PDF, every list seen."""

from contextlib import closing
from pathlib import Path
from typing import Any

from tests.journeys.person import MORNING, Person
from tests.stack import Stack

KEY = "offline-recorded-key-opens-nothing"
LISTS = ("/invoices", "/clients", "/quotes", "/credit-notes", "/transactions")


def record_main_job(folder: Path, edition: str) -> tuple[Path, list[Any]]:
    """The recording, and what the gateway's lists showed at the end."""
    path = folder / "qonto.har"
    told = {"QONTO_RECORD": str(path), "QONTO_API_KEY": KEY}
    with Stack(folder, edition=edition, clock=MORNING, env=told) as stack:
        assert stack.gateway is not None
        assert f"enregistrés : {path}" in stack.gateway.lines[0]
        orders = stack.orders()
        with closing(Person.at(stack)) as person:
            draft = person.draft(orders[0]["id"])
            person.finalize(draft["id"])
            person.wait(2)
            assert person.ask("GET", f"/invoices/{draft['id']}/pdf").status_code == 200
            person.draft(orders[1]["id"])
            paid = person.draft(orders[2]["id"])
            person.finalize(paid["id"])
            person.done("POST", f"/invoices/{paid['id']}/mark-paid", {})
            person.wait(2)
            lists = shown_lists(person)
    return path, lists


def shown_lists(person: Person) -> list[Any]:
    return [person.done("GET", path) for path in LISTS]
