"""Mutants of the bank: drafts that become final by themselves, final invoices that do not stay so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.rules.rule import Side
from mock_qonto.kernel.machine import At, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.resources.billing.terms import recipient
from mock_qonto.resources.client_invoices import model as invoices
from mock_qonto.resources.client_invoices.messages import (
    ClientInvoiceCreated,
    ClientInvoiceDeleted,
    ClientInvoiceFinalized,
    ClientInvoiceMarkedPaid,
    ClientInvoiceUpdated,
    CreateClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    SendClientInvoice,
    UpdateClientInvoice,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.resources.clients.model import Client
from mock_qonto.web.rendering import View
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, decider, deciding

MODEL = "mock_qonto.resources.client_invoices.model"
BOTH = (GUIDE, NEWEST)
A_DAY = timedelta(days=1)

Decide = Callable[[World, Command, datetime], tuple[Event, ...]]


# ---------------------------------------------------------------- drafts
def final_at_once(decide: Decide) -> Decide:
    def sabotaged(world: World, command: Any, now: datetime) -> tuple[Event, ...]:
        if isinstance(command, CreateClientInvoice) and command.terms.items:
            command = replace(command, final=True)
        return decide(world, command, now)

    return sabotaged


def final_when_sent(decide: Decide) -> Decide:
    def sabotaged(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
        invoice = world.find(ClientInvoice, command.id)
        if isinstance(command, SendClientInvoice) and invoice is not None and invoice.status is Status.DRAFT:
            return decide(world, FinalizeClientInvoice(id=command.id), now)
        return decide(world, command, now)

    return sabotaged


def numbered_from_the_start(before: Any) -> Any:
    def evolve(invoice: ClientInvoice | None, event: Event) -> ClientInvoice | None:
        after: ClientInvoice | None = before(invoice, event)
        if isinstance(event, ClientInvoiceCreated) and after is not None:
            return replace(after, number=after.number or f"F-{after.terms.issue_date.year}-{after.id[:3]}")
        return after

    return evolve


# ---------------------------------------------------------------- what is final
def allowed(status: Status, event: type[Event], leads_to: Status) -> Replace:
    """One more edge in the life of an invoice."""

    def change(machine: Machine[Status]) -> Machine[Status]:
        edges = dict(machine.edges)
        edges[status] = {**edges[status], event: leads_to}
        return replace(machine, edges=edges)

    return Replace(MODEL, "MACHINE", change)


def patched_though_final(decide: Decide) -> Decide:
    def sabotaged(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
        invoice = world.find(ClientInvoice, command.id)
        if isinstance(command, UpdateClientInvoice) and invoice is not None and invoice.number is not None:
            terms = replace(command.terms, number=invoice.number)
            return (
                ClientInvoiceUpdated(
                    id=invoice.id, at=now, client=invoice.client, account=invoice.account, terms=terms
                ),
            )
        return decide(world, command, now)

    return sabotaged


def deleted_though_final(decide: Decide) -> Decide:
    def sabotaged(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
        if isinstance(command, DeleteClientInvoice) and world.find(ClientInvoice, command.id) is not None:
            return (ClientInvoiceDeleted(id=command.id, at=now),)
        return decide(world, command, now)

    return sabotaged


def final_twice(decide: Decide) -> Decide:
    def sabotaged(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
        invoice = world.find(ClientInvoice, command.id)
        if isinstance(command, FinalizeClientInvoice) and invoice is not None and invoice.number is not None:
            again = replace(invoice, number=None, terms=replace(invoice.terms, number=None))
            return (invoices._finalized(world, again, now),)  # noqa: SLF001  - its own next number
        return decide(world, command, now)

    return sabotaged


def with_todays_client(view: View[ClientInvoice]) -> View[ClientInvoice]:
    def shown(world: World, invoice: ClientInvoice) -> dict[str, Any]:
        client = world.find(Client, invoice.client.id)
        return view.render(world, invoice if client is None else replace(invoice, client=recipient(client)))

    return replace(view, render=shown, kept=False)


MUTANTS = (
    Mutant(
        name="makes every invoice final at once",
        does="An invoice asked for as a draft is final, its number given.",
        side=Side.BANK,
        breaks=("R1",),
        patches=(deciding(ClientInvoice, final_at_once),),
        editions=BOTH,
    ),
    Mutant(
        name="makes a draft final by sending it",
        does="A draft that is sent is finalised instead of refused.",
        side=Side.BANK,
        breaks=("R1.4", "I.14"),
        patches=(deciding(ClientInvoice, final_when_sent),),
    ),
    Mutant(
        name="makes a draft final overnight",
        does="A day after it was made a draft becomes final, and nobody has asked for it.",
        side=Side.BANK,
        breaks=("R1.4",),
        patches=(
            decider(
                ClientInvoice,
                lambda one: replace(
                    one,
                    after={
                        ClientInvoiceCreated: At(
                            hour=lambda event: event.at + A_DAY,
                            command=lambda id: FinalizeClientInvoice(id=id),
                        )
                    },
                ),
            ),
        ),
    ),
    Mutant(
        name="numbers drafts",
        does="A draft bears a number from its first moment.",
        side=Side.BANK,
        breaks=("R1.1", "N.4"),
        patches=(
            Replace(MODEL, "evolve", numbered_from_the_start),
            decider(ClientInvoice, lambda one: replace(one, evolve=numbered_from_the_start(one.evolve))),
        ),
    ),
    Mutant(
        name="lets a finalised invoice be patched",
        does="A final invoice is changed like a draft.",
        side=Side.BANK,
        breaks=("R2.5",),
        patches=(
            allowed(Status.UNPAID, ClientInvoiceUpdated, Status.UNPAID),
            allowed(Status.PAID, ClientInvoiceUpdated, Status.PAID),
            deciding(ClientInvoice, patched_though_final),
        ),
        editions=BOTH,
    ),
    Mutant(
        name="deletes a finalised invoice",
        does="A final invoice can be deleted like a draft.",
        side=Side.BANK,
        breaks=("R2.6", "R2.9"),
        patches=(deciding(ClientInvoice, deleted_though_final),),
    ),
    Mutant(
        name="finalises an invoice twice",
        does="A final invoice is finalised again and gets a second number.",
        side=Side.BANK,
        breaks=("R2.7",),
        patches=(
            allowed(Status.UNPAID, ClientInvoiceFinalized, Status.UNPAID),
            deciding(ClientInvoice, final_twice),
        ),
    ),
    Mutant(
        name="revives a cancelled invoice",
        does="A canceled invoice can be marked as paid.",
        side=Side.BANK,
        breaks=("R2.8", "I"),
        by=("a_canceled_invoice_cannot_be_paid",),
        patches=(allowed(Status.CANCELED, ClientInvoiceMarkedPaid, Status.PAID),),
    ),
    Mutant(
        name="lets a client's change reach its final invoices",
        does="An invoice shows its client as it is today, not as it was when the invoice was written.",
        side=Side.BANK,
        breaks=("R2.10",),
        patches=(Replace("mock_qonto.resources.client_invoices.api", "VIEW", with_todays_client),),
    ),
)
