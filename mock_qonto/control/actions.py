"""What only a person at Qonto, or somebody who pays, can do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong
from mock_qonto.errors import Refusal
from mock_qonto.kernel.clock import key
from mock_qonto.kernel.world import World
from mock_qonto.resources.bank_accounts.model import BankAccount, ReceiveTransfer, Status, main_account
from mock_qonto.resources.billing.terms import Item
from mock_qonto.resources.billing.wire import read_item
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.resources.credit_notes.model import CreateCreditNote, CreditNote, Terms
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.resources.transactions import terms as movements
from mock_qonto.resources.transactions.messages import BookTransaction, TransactionBooked
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.web.access import digest
from mock_qonto.web.rendering import instant


def receive_transfer(call: ControlCall) -> ControlReply:
    """Money arrives, or is announced: on the account asked for, else on the main one."""
    world, body = call.world, call.body
    account = _account(world, body.get("bank_account_id"))
    at_once = "settles_in_s" not in body and body.get("outcome") != movements.Status.DECLINED
    command = _received(account, body) if at_once else _announced(world, account, body)
    events = call.bank.execute(world, command)
    call.bank.catch_up(world)
    (booked,) = [event for event in events if isinstance(event, TransactionBooked)]
    transaction, after = world.find(Transaction, booked.id), world.find(BankAccount, account.id)
    assert transaction is not None
    assert after is not None
    return ControlReply(
        201,
        {
            "transaction_id": booked.id,
            "transaction_slug": booked.transaction_id,
            "status": transaction.status,
            "bank_account_id": after.id,
            "amount_cents": booked.movement.amount_cents,
            "label": booked.movement.label,
            "reference": booked.movement.reference,
            "received_at": instant(booked.at),
            "balance_cents": after.balance_cents,
        },
    )


def issue_credit_note(call: ControlCall) -> ControlReply:
    """Somebody credits an invoice on the dashboard: the whole of it, unless they say which lines."""
    world, body = call.world, call.body
    invoice = _invoice(world, body["invoice_id"])
    day = body.get("issue_date")
    terms = Terms(
        issue_date=world.clock.now.date() if day is None else date.fromisoformat(day),
        items=invoice.terms.items,
        discount=invoice.terms.discount,
        number=body.get("number"),
        reason=body.get("reason"),
    )
    if "items" in body:
        terms = replace(terms, items=_lines(call, body["items"]), discount=None)
    command = CreateCreditNote(
        id=world.ids.mint(), invoice_id=invoice.id, currency=invoice.currency, terms=terms
    )
    try:
        call.bank.execute(world, command)
    except Refusal as refusal:
        raise problems.refused(refusal) from None
    note, invoice = world.find(CreditNote, command.id), _invoice(world, invoice.id)
    assert note is not None
    return ControlReply(
        201,
        {
            "credit_note_id": note.id,
            "number": note.number,
            "invoice_id": invoice.id,
            "issue_date": note.terms.issue_date.isoformat(),
            "total_amount_cents": note.bill.total.total_cents,
            "currency": note.currency,
            "invoice_status": invoice.status,
        },
    )


def approve_quote(call: ControlCall) -> ControlReply:
    """The client says yes."""
    return _decided(call, ApproveQuote(id=call.body["quote_id"]))


def cancel_quote(call: ControlCall) -> ControlReply:
    return _decided(call, CancelQuote(id=call.body["quote_id"]))


def regenerate_key(call: ControlCall) -> ControlReply:
    """The key until now opens nothing any more; the new one is shown this once."""
    world, secret = call.world, key()
    world.change(key_digest=digest(secret))
    call.bank.changed(world, "key")
    shown = {"slug": world.slug, "api_key": secret, "authorization": f"{world.slug}:{secret}"}
    return ControlReply(200, shown)


def _decided(call: ControlCall, command: ApproveQuote | CancelQuote) -> ControlReply:
    if call.world.find(Quote, command.id) is None:
        raise problems.not_valid(Wrong("/quote_id", "this world has no quote of that id"))
    try:
        call.bank.execute(call.world, command)
    except Refusal as refusal:
        raise problems.refused(refusal) from None
    quote = call.world.find(Quote, command.id)
    assert quote is not None
    shown = {
        "quote_id": quote.id,
        "number": quote.number,
        "status": quote.status,
        "decided_at": instant(quote.updated_at),
    }
    return ControlReply(200, shown)


def _invoice(world: World, id: str) -> ClientInvoice:
    invoice = world.find(ClientInvoice, id)
    if invoice is None:
        raise problems.not_valid(Wrong("/invoice_id", "this world has no invoice of that id"))
    return invoice


def _lines(call: ControlCall, items: list[Any]) -> tuple[Item, ...]:
    """Lines as the bank's own contract knows them, whichever edition the world speaks."""
    contract = call.desk.contracts[call.world.settings.edition]
    breaches = contract.schema_errors("ItemsInput", items)
    if breaches:
        raise problems.not_valid(*(Wrong(f"/items{breach.pointer}", breach.message) for breach in breaches))
    return tuple(read_item(item) for item in items)


def _received(account: BankAccount, body: dict[str, Any]) -> ReceiveTransfer:
    return ReceiveTransfer(
        id=account.id,
        amount_cents=body["amount_cents"],
        label=body["label"],
        reference=body.get("reference"),
        counterparty_iban=body.get("counterparty_iban"),
    )


def _announced(world: World, account: BankAccount, body: dict[str, Any]) -> BookTransaction:
    """Pending until its hour: then the money is there, or is declined."""
    return BookTransaction(
        id=world.ids.mint(),
        bank_account_id=account.id,
        movement=movements.income(
            amount_cents=body["amount_cents"],
            label=body["label"],
            reference=body.get("reference"),
            counterparty_iban=body.get("counterparty_iban"),
        ),
        settles_at=world.clock.now + timedelta(seconds=body.get("settles_in_s", 0)),
        outcome=movements.Status(body.get("outcome", movements.Status.COMPLETED)),
    )


def _account(world: World, id: str | None) -> BankAccount:
    main = main_account(world)
    if main is None:
        raise problems.bank_account_missing()
    if id is None:
        return main
    accounts = [account for account in world.table(BankAccount) if account.status is Status.ACTIVE]
    for account in accounts:
        if account.id == id:
            return account
    known = ", ".join(account.id for account in accounts)
    raise problems.not_valid(Wrong("/bank_account_id", f"no active account of this world; there are {known}"))
