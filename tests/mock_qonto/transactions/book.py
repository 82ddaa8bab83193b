"""Transactions as tests write them: straight into the bank's book, at hours of their own choice."""

from datetime import datetime, timedelta
from typing import Any

from mock_qonto.fixtures.ledger import Ledger
from mock_qonto.kernel.world import World
from mock_qonto.resources.bank_accounts.model import BankAccount, main_account
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side, Status
from tests.mock_qonto.support import NINE, Customer

BILL = b"%PDF-1.7\n"


def hour(number: int) -> datetime:
    """The so-many-th hour before nine; the book is written towards it."""
    return NINE - timedelta(hours=1000 - number)


class Book:
    """The main account of a world without a past."""

    def __init__(self, world: World) -> None:
        self.world = world
        account = main_account(world)
        assert account is not None
        self.account: BankAccount = account
        self._ledger = Ledger(world, account)

    def enter(
        self, number: int, *, status: Status = Status.COMPLETED, settled: int | None = None, **fields: Any
    ) -> Transaction:
        said = {"side": Side.CREDIT, "operation_type": "income", "amount_cents": 100, "label": f"n{number}"}
        return self._ledger.book(
            Movement(**(said | fields)),
            hour(number),
            status=status,
            settled_at=None if settled is None else hour(settled),
        )


async def names(customer: Customer, **query: Any) -> list[str]:
    """The labels of the transactions a list shows."""
    answer = await customer.get("/v2/transactions", **query)
    assert answer.status_code == 200, answer.text
    return [one["label"] for one in answer.json()["transactions"]]


async def one_with_a_file(customer: Customer) -> dict[str, Any]:
    """The transfer of the demo whose bill is attached."""
    (found,) = (await customer.get("/v2/transactions", with_attachments="true")).json()["transactions"]
    return dict(found)


async def one_without(customer: Customer) -> dict[str, Any]:
    return dict((await customer.get("/v2/transactions", per_page=1)).json()["transactions"][0])


async def files(customer: Customer, id: str) -> list[dict[str, Any]]:
    return list((await customer.get(f"/v2/transactions/{id}/attachments")).json()["attachments"])


async def send_file(customer: Customer, id: str, content: bytes = BILL, *, key: str | None = None) -> Any:
    headers = {} if key is None else {"X-Qonto-Idempotency-Key": key}
    return await customer.call(
        "POST", f"/v2/transactions/{id}/attachments", files={"file": ("bill.pdf", content)}, headers=headers
    )
