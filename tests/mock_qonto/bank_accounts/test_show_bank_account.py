from datetime import timedelta

import pytest

from mock_qonto.resources.bank_accounts.model import BankAccount, ReceiveTransfer
from tests.mock_qonto.support import NINE, UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_an_account_of_the_list_can_be_read_alone(modern: Customer) -> None:
    listed = (await modern.get("/v2/bank_accounts")).json()["bank_accounts"][1]

    alone = (await modern.get(f"/v2/bank_accounts/{listed['id']}")).json()["bank_account"]

    assert alone == listed


async def test_an_unknown_account_is_not_found(modern: Customer) -> None:
    answer = await modern.get(f"/v2/bank_accounts/{UNKNOWN_ID}")

    assert refusal(answer)[:2] == (404, "not_found")


async def test_money_that_arrives_moves_the_balance(modern: Customer) -> None:
    account = modern.world.all(BankAccount)[0]
    modern.wait(timedelta(hours=1).total_seconds())

    modern.bank.execute(
        modern.world, ReceiveTransfer(id=account.id, amount_cents=59_88, label="ATELIER MOREL")
    )

    shown = (await modern.get(f"/v2/bank_accounts/{account.id}")).json()["bank_account"]
    assert shown["balance_cents"] == account.balance_cents + 59_88
    assert shown["updated_at"] == "2026-03-02T10:00:00.000Z"
    assert account.created_at < NINE


async def test_the_edition_of_the_guide_has_no_such_route(guided: Customer) -> None:
    listed = (await guided.get("/v2/bank_accounts")).json()["bank_accounts"][0]

    answer = await guided.get(f"/v2/bank_accounts/{listed['id']}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "x-tyk-trace-id" in answer.headers
    assert "x-request-id" not in answer.headers
