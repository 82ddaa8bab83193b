"""Somebody pays."""

from typing import Any

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.transactions.model import Side, Transaction
from tests.mock_qonto.control.support import NINE, Customer, fields_of

pytestmark = pytest.mark.anyio


async def accounts(customer: Customer) -> list[dict[str, Any]]:
    return list((await customer.ask("GET", "/v2/bank_accounts")).json()["bank_accounts"])


async def test_the_main_account_is_credited_at_once(control: httpx.AsyncClient, customer: Customer) -> None:
    main, other = await accounts(customer)

    answer = await control.post(
        "/actions/receive-transfer",
        json={"amount_cents": 5988, "label": "Atelier Nord", "reference": "F-2026-001"},
    )

    assert answer.status_code == 201
    assert answer.json()["bank_account_id"] == main["id"]
    richer, same = await accounts(customer)
    assert richer["balance_cents"] == answer.json()["balance_cents"] == main["balance_cents"] + 5988
    assert richer["balance"] == round(main["balance"] + 59.88, 2)
    assert same == other


async def test_the_transfer_is_kept(control: httpx.AsyncClient, bank: Bank) -> None:
    answer = await control.post("/actions/receive-transfer", json={"amount_cents": 5988, "label": "Nord"})

    (kept,) = bank.default_world.all(Transaction)
    assert kept.id == answer.json()["transaction_id"]
    assert (kept.side, kept.amount_cents, kept.label) == (Side.CREDIT, 5988, "Nord")
    assert kept.created_at == NINE


async def test_another_account_can_be_meant(control: httpx.AsyncClient, customer: Customer) -> None:
    _, other = await accounts(customer)

    await control.post(
        "/actions/receive-transfer",
        json={"amount_cents": 1, "label": "Atelier Nord", "bank_account_id": other["id"]},
    )

    assert (await accounts(customer))[1]["balance_cents"] == other["balance_cents"] + 1


async def test_an_unknown_account_is_answered_with_the_known_ones(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    answer = await control.post(
        "/actions/receive-transfer",
        json={"amount_cents": 1, "label": "Atelier Nord", "bank_account_id": "nowhere"},
    )

    assert answer.status_code == 422
    assert fields_of(answer) == ["/bank_account_id"]
    assert (await accounts(customer))[0]["id"] in answer.json()["detail"]


@pytest.mark.parametrize("amount", [0, -5, 59.88, "59.88"])
async def test_money_is_a_whole_positive_number_of_cents(control: httpx.AsyncClient, amount: object) -> None:
    answer = await control.post("/actions/receive-transfer", json={"amount_cents": amount, "label": "X"})

    assert answer.status_code == 422
    assert fields_of(answer) == ["/amount_cents"]
