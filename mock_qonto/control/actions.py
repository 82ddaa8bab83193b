"""What only a person at Qonto, or somebody who pays, can do."""

from mock_qonto.control import problems
from mock_qonto.control.desk import ControlCall, ControlReply
from mock_qonto.control.problems import Wrong
from mock_qonto.kernel.clock import key
from mock_qonto.kernel.world import World
from mock_qonto.resources.bank_accounts.model import BankAccount, ReceiveTransfer, Status
from mock_qonto.resources.transactions.model import TransactionBooked
from mock_qonto.web.access import digest
from mock_qonto.web.rendering import instant


def receive_transfer(call: ControlCall) -> ControlReply:
    """Money arrives: on the account asked for, else on the main one."""
    world, body = call.world, call.body
    account = _account(world, body.get("bank_account_id"))
    events = call.bank.execute(
        world,
        ReceiveTransfer(
            id=account.id,
            amount_cents=body["amount_cents"],
            label=body["label"],
            reference=body.get("reference"),
        ),
    )
    (booked,) = [event for event in events if isinstance(event, TransactionBooked)]
    after = world.find(BankAccount, account.id)
    assert after is not None
    return ControlReply(
        201,
        {
            "transaction_id": booked.id,
            "bank_account_id": after.id,
            "amount_cents": booked.amount_cents,
            "label": booked.label,
            "reference": booked.reference,
            "received_at": instant(booked.at),
            "balance_cents": after.balance_cents,
        },
    )


def regenerate_key(call: ControlCall) -> ControlReply:
    """The key until now opens nothing any more; the new one is shown this once."""
    world, secret = call.world, key()
    world.change(key_digest=digest(secret))
    call.bank.changed(world, "key")
    shown = {"slug": world.slug, "api_key": secret, "authorization": f"{world.slug}:{secret}"}
    return ControlReply(200, shown)


def _account(world: World, id: str | None) -> BankAccount:
    accounts = [account for account in world.table(BankAccount) if account.status is Status.ACTIVE]
    if not accounts:
        raise problems.bank_account_missing()
    if id is None:
        return next((account for account in accounts if account.main), accounts[0])
    for account in accounts:
        if account.id == id:
            return account
    known = ", ".join(account.id for account in accounts)
    raise problems.not_valid(Wrong("/bank_account_id", f"no active account of this world; there are {known}"))
