"""Somebody pays."""

from typing import Any

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Side
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

    kept = bank.default_world.all(Transaction)[-1]
    assert kept.id == answer.json()["transaction_id"]
    assert (kept.movement.side, kept.movement.amount_cents, kept.movement.label) == (
        Side.CREDIT,
        5988,
        "Nord",
    )
    assert kept.created_at == NINE


async def test_it_has_the_two_names_the_bank_shows(control: httpx.AsyncClient, customer: Customer) -> None:
    said = {"amount_cents": 5988, "label": "Nord", "counterparty_iban": "FR7612345987650123456789014"}

    answer = (await control.post("/actions/receive-transfer", json=said)).json()

    path = f"/v2/transactions/{answer['transaction_id']}"
    shown = (await customer.ask("GET", path)).json()["transaction"]
    assert (shown["id"], shown["transaction_id"]) == (answer["transaction_id"], answer["transaction_slug"])
    assert answer["transaction_slug"].startswith("verone-4819-1-transaction-")
    assert (shown["status"], shown["side"], shown["operation_type"]) == ("completed", "credit", "income")
    assert shown["settled_balance_cents"] == answer["balance_cents"]
    assert shown["income"]["counterparty_account_number"] == said["counterparty_iban"]


async def test_what_settles_later_is_pending_until_its_hour(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    main, _ = await accounts(customer)

    answer = (
        await control.post(
            "/actions/receive-transfer", json={"amount_cents": 5988, "label": "Nord", "settles_in_s": 3600}
        )
    ).json()

    path = f"/v2/transactions/{answer['transaction_id']}"
    pending = (await customer.ask("GET", path)).json()["transaction"]
    assert (answer["status"], pending["status"], pending["settled_at"]) == ("pending", "pending", None)
    assert pending["settled_balance"] is None
    assert answer["balance_cents"] == (await accounts(customer))[0]["balance_cents"] == main["balance_cents"]

    await control.post("/clock/advance", json={"seconds": 7200})

    settled = (await customer.ask("GET", path)).json()["transaction"]
    assert (settled["status"], settled["settled_at"]) == ("completed", "2026-03-02T10:00:00.000Z")
    assert settled["updated_at"] == settled["settled_at"] > settled["emitted_at"]
    balance = (await accounts(customer))[0]["balance_cents"]
    assert settled["settled_balance_cents"] == balance == main["balance_cents"] + 5988


@pytest.mark.parametrize("more", [{}, {"settles_in_s": 60}])
async def test_what_is_declined_moves_no_money(
    control: httpx.AsyncClient, customer: Customer, more: dict[str, int]
) -> None:
    before = await accounts(customer)

    answer = await control.post(
        "/actions/receive-transfer",
        json={"amount_cents": 5988, "label": "Nord", "outcome": "declined", **more},
    )
    await control.post("/clock/advance", json={"seconds": 60})

    path = f"/v2/transactions/{answer.json()['transaction_id']}"
    declined = (await customer.ask("GET", path)).json()["transaction"]
    assert (declined["status"], declined["settled_at"]) == ("declined", None)
    assert await accounts(customer) == before


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
