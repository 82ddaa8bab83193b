"""Synchronisations at a gateway: they read, they write down once, and they decide nothing."""

from collections.abc import Mapping
from typing import Any

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL, still_a_draft
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

SYNCS = ("sync_invoices", "sync_transactions")


def a_synchronisation_makes_nothing_final(person: Person) -> None:
    """A draft is a draft after a synchronisation, whatever is said with it."""
    draft = person.draft()
    for sync in SYNCS:
        if person.has(sync):
            person.ask(sync).must_succeed()
            person.ask(sync, None, {"autoFinalize": True})

    still_a_draft(person, draft, after="a synchronisation")


def a_synchronisation_writes_nothing_at_the_bank(person: Person) -> None:
    """To synchronise is to read: the bank is asked to change nothing."""
    person.draft()
    for sync in SYNCS:
        if person.has(sync):
            person.ask(sync).must_succeed()
            written = person.written_at_bank
            expect(not written, f"{sync} asked the bank for {written[0].operation if written else ''}")


def a_second_synchronisation_changes_nothing(person: Person) -> None:
    """A synchronisation said twice finds nothing new the second time: documents are the same."""
    person.need("sync_invoices")
    draft, final = person.draft(), person.final()
    person.ask("sync_invoices").must_succeed()
    before = _looks(person, draft, final)

    person.ask("sync_invoices").must_succeed()

    expect(_looks(person, draft, final) == before, "a second synchronisation changed a document")


def transactions_are_kept_once(person: Person) -> None:
    """Transactions synchronised twice are listed once each."""
    person.need("sync_transactions", "list_transactions")
    for _ in range(2):
        person.ask("sync_transactions").must_succeed()

    ids = [one["id"] for one in _transactions(person)]

    expect(len(ids) == len(set(ids)), "a transaction is listed twice")


def a_new_transfer_is_found(person: Person) -> None:
    """A transfer that came in is there after a synchronisation."""
    person.need("sync_transactions", "list_transactions")
    person.ask("sync_transactions").must_succeed()
    came = person.plane.act("receive-transfer", amount_cents=4242, label="Nouveau client")

    person.ask("sync_transactions").must_succeed()

    named = {one.get(name) for one in _transactions(person) for name in ("id", "transaction_id")}
    expect(bool({came["transaction_id"], came["transaction_slug"]} & named), "the transfer is not listed")


def a_synchronisation_that_failed_can_be_said_again(person: Person) -> None:
    """When the bank breaks in the middle, a synchronisation says so, and the next one goes through."""
    person.need("sync_invoices")
    draft = person.draft()
    person.fault("list_client_invoices", "status", status=403, count=20)

    failed = person.ask("sync_invoices")
    person.plane.clear_faults()
    again = person.ask("sync_invoices")

    told = failed.body.get("status") if isinstance(failed.body, dict) else None
    expect(not failed.ok or told not in {None, "completed"}, "it failed, and is told as a success")
    again.must_succeed()
    still_a_draft(person, draft, after="a synchronisation that failed")


def a_synchronisation_wins_over_what_is_kept(person: Person) -> None:
    """What the bank has cancelled behind the gateway's back is shown so, under its number."""
    person.need("sync_invoices")
    final = person.final()
    if final.bank_id is None:
        return
    person.plane.act("issue-credit-note", invoice_id=final.bank_id)

    person.ask("sync_invoices").must_succeed()

    now = person.again(final)
    expect(now.status == "canceled", f"credited at the bank, it is {now.status} here")
    expect(now.number == final.number, f"{final.number} is {now.number} now")


def _transactions(person: Person) -> list[Mapping[str, Any]]:
    body = person.ask("list_transactions").must_succeed().body
    listed = body.get("transactions") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) and "id" in one for one in listed):
        raise CannotTry("transactions are listed in words of its own, for which a dialect has no place")
    return listed


def _looks(person: Person, *documents: Document) -> list[tuple[object, ...]]:
    seen = [person.again(document) for document in documents]
    return [(one.id, one.bank_id, one.number, one.status, one.fields.get("items")) for one in seen]


BEHAVIOURS = (
    Behaviour(play=a_synchronisation_makes_nothing_final, rules=("R3",)),
    Behaviour(play=a_synchronisation_writes_nothing_at_the_bank, rules=("R3",), needs=CONTROL),
    Behaviour(play=a_second_synchronisation_changes_nothing, rules=("G",)),
    Behaviour(play=transactions_are_kept_once, rules=("G",)),
    Behaviour(play=a_new_transfer_is_found, rules=("G",), needs=CONTROL),
    Behaviour(play=a_synchronisation_that_failed_can_be_said_again, rules=("G",), needs=CONTROL),
    Behaviour(play=a_synchronisation_wins_over_what_is_kept, rules=("G",), needs=CONTROL),
)
