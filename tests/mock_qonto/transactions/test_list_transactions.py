from datetime import datetime
from typing import Any

import pytest

from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.transactions.terms import Side, Status
from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal
from tests.mock_qonto.transactions.book import Book, hour, names

pytestmark = pytest.mark.anyio


async def test_the_demo_has_a_past_that_comes_to_the_balances(customer: Customer) -> None:
    for account in customer.world.all(BankAccount):
        newest = (await customer.get("/v2/transactions", iban=account.iban, per_page=1)).json()

        assert newest["transactions"][0]["settled_balance_cents"] == account.balance_cents
        assert newest["transactions"][0]["bank_account_id"] == account.id


async def test_amounts_are_positive_numbers_and_the_side_says_which_way(customer: Customer) -> None:
    shown = (await customer.get("/v2/transactions")).json()["transactions"]

    assert {one["side"] for one in shown} == {"credit", "debit"}
    for one in shown:
        assert one["amount"] == one["amount_cents"] / 100 > 0
        # One object of the operation's name, where there is another account on the other side.
        assert (one["operation_type"] in one) is (one["operation_type"] not in {"card", "qonto_fee"})


async def test_without_an_account_it_is_the_main_one(customer: Customer) -> None:
    main, other = customer.world.all(BankAccount)

    shown = (await customer.get("/v2/transactions")).json()

    assert {one["bank_account_id"] for one in shown["transactions"]} == {main.id}
    assert shown == (await customer.get("/v2/transactions", bank_account_id=main.id)).json()
    assert shown != (await customer.get("/v2/transactions", bank_account_id=other.id)).json()


async def test_of_both_the_account_wins_over_the_iban(customer: Customer) -> None:
    main, other = customer.world.all(BankAccount)

    shown = (await customer.get("/v2/transactions", bank_account_id=other.id, iban=main.iban)).json()

    assert {one["bank_account_id"] for one in shown["transactions"]} == {other.id}


async def test_an_iban_may_be_spaced(customer: Customer) -> None:
    other = customer.world.all(BankAccount)[1]
    spaced = " ".join(other.iban[at : at + 4] for at in range(0, len(other.iban), 4)).lower()

    assert await names(customer, iban=spaced) == ["Compte principal", "Compte principal"]


@pytest.mark.parametrize("query", [{"bank_account_id": UNKNOWN_ID}, {"iban": "FR7600000"}])
async def test_an_account_nobody_knows_is_not_found(customer: Customer, query: dict[str, str]) -> None:
    assert refusal(await customer.get("/v2/transactions", **query))[:2] == (404, "not_found")


async def test_only_what_is_completed_unless_asked_otherwise(newcomer: Customer, book: Book) -> None:
    book.enter(1, status=Status.DECLINED)
    book.enter(2)
    book.enter(3, status=Status.PENDING)

    assert await names(newcomer) == ["n2"]
    assert await names(newcomer, **{"status[]": "pending"}) == ["n3"]
    assert await names(newcomer, status=["pending", "completed"]) == ["n3", "n2"]
    assert await names(newcomer, **{"status[]": "declined,completed,declined"}) == ["n1", "n2"]
    assert await names(newcomer, status="refused") == []


async def test_what_is_pending_has_settled_neither_in_time_nor_in_money(customer: Customer) -> None:
    (pending,) = (await customer.get("/v2/transactions", status="pending")).json()["transactions"]

    assert (pending["settled_at"], pending["settled_balance"], pending["settled_balance_cents"]) == (
        None,
    ) * 3


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        (None, ["n1", "n3", "n2"]),
        ("settled_at:asc", ["n2", "n3", "n1"]),
        ("emitted_at:desc", ["n3", "n2", "n1"]),
        ("emitted_at:asc", ["n1", "n2", "n3"]),
        ("updated_at:desc", ["n1", "n3", "n2"]),
    ],
)
async def test_lists_are_sorted_by_three_times_of_day(
    newcomer: Customer, book: Book, sort_by: str | None, expected: list[str]
) -> None:
    book.enter(1, settled=9)
    book.enter(2, settled=4)
    book.enter(3, settled=5)

    assert await names(newcomer, **({} if sort_by is None else {"sort_by": sort_by})) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"settled_at_from": hour(5)}, ["n1", "n3"]),
        ({"settled_at_from": hour(4), "settled_at_to": hour(5)}, ["n3", "n2"]),
        ({"emitted_at_to": hour(2)}, ["n1", "n2"]),
        ({"emitted_at_from": hour(2), "sort_by": "emitted_at:asc"}, ["n2", "n3"]),
        ({"updated_at_from": hour(5), "sort_by": "emitted_at:asc"}, ["n1", "n3"]),
        ({"updated_at_from": hour(6), "settled_at_to": hour(5)}, []),
        ({"created_at_from": hour(2), "settled_at_from": hour(5)}, ["n3"]),
        ({"status": ["completed", "pending"], "emitted_at_from": hour(3)}, ["n7", "n3"]),
        ({"status": ["completed", "pending"], "settled_at_from": hour(5)}, ["n1", "n3"]),
        ({"status": ["completed", "pending"], "updated_at_from": hour(7)}, ["n7", "n1"]),
        ({"status": "pending", "settled_at_from": hour(1)}, []),
        ({"status": "pending", "updated_at_from": hour(1), "settled_at_from": hour(1)}, []),
    ],
)
async def test_times_bound_a_list_inclusively(
    newcomer: Customer, book: Book, query: dict[str, Any], expected: list[str]
) -> None:
    book.enter(1, settled=9)
    book.enter(2, settled=4)
    book.enter(3, settled=5)
    book.enter(7, status=Status.PENDING)

    said = {name: at.isoformat() if isinstance(at, datetime) else at for name, at in query.items()}

    assert await names(newcomer, **said) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"side": "debit"}, ["n3", "n2"]),
        ({"operation_type[]": ["card", "qonto_fee"]}, ["n3", "n2"]),
        ({"operation_type": "card,income"}, ["n2", "n1"]),
        ({"operation_type[]": "telegram"}, []),
        ({"side": "credit", "operation_type[]": "card"}, []),
        ({"with_attachments": "false", "side": "credit"}, ["n1"]),
        ({"with_attachments": "true"}, []),
    ],
)
async def test_what_moved_and_how_filters_too(
    newcomer: Customer, book: Book, query: dict[str, Any], expected: list[str]
) -> None:
    book.enter(1)
    book.enter(2, side=Side.DEBIT, operation_type="card")
    book.enter(3, side=Side.DEBIT, operation_type="qonto_fee")

    assert await names(newcomer, **query) == expected


async def test_pages_follow_one_another(newcomer: Customer, book: Book) -> None:
    for number in range(5):
        book.enter(number)

    first = (await newcomer.get("/v2/transactions", per_page=2)).json()["meta"]

    assert first == {
        "current_page": 1,
        "next_page": 2,
        "prev_page": None,
        "total_pages": 3,
        "total_count": 5,
        "per_page": 2,
    }
    assert await names(newcomer, per_page=2, page=3) == ["n0"]


async def test_a_page_past_the_last_one_is_refused_and_an_empty_first_one_is_not(
    newcomer: Customer,
) -> None:
    assert await names(newcomer) == []
    assert refusal(await newcomer.get("/v2/transactions", page=2)) == (422, "invalid", "page")


async def test_beyond_the_search_limit_no_page_is_shown(newcomer: Customer, book: Book) -> None:
    for number in range(12):
        book.enter(number)
    newcomer.world.change(switches={**newcomer.world.settings.switches, "transaction_search_limit": 10})

    refused = await newcomer.get("/v2/transactions", per_page=4, page=3)

    assert refusal(refused) == (422, "search_limit_reached", "page")
    assert len(await names(newcomer, per_page=4, page=2)) == 4
    assert len(await names(newcomer, per_page=4, page=3, emitted_at_from=hour(2).isoformat())) == 2
    newcomer.world.change(switches={**newcomer.world.settings.switches, "transaction_search_limit": 0})
    assert len(await names(newcomer, per_page=4, page=3)) == 4


async def test_the_limit_is_ten_thousand(newcomer: Customer, book: Book) -> None:
    for number in range(10_001):
        book.enter(number)

    assert refusal(await newcomer.get("/v2/transactions", page=101))[1] == "search_limit_reached"
    assert len(await names(newcomer, page=100)) == 100


async def test_labels_files_and_vat_come_when_they_are_asked_for(customer: Customer) -> None:
    plain = (await customer.get("/v2/transactions", with_attachments="true")).json()["transactions"][0]
    query = {"with_attachments": "true", "includes[]": ["labels", "attachments", "vat_details", "weather"]}

    more = (await customer.get("/v2/transactions", **query)).json()["transactions"][0]

    assert not {"labels", "attachments", "vat_details"} & plain.keys()
    assert [label["id"] for label in more["labels"]] == more["label_ids"] == plain["label_ids"]
    assert [file["id"] for file in more["attachments"]] == more["attachment_ids"]
    assert more["vat_details"]["items"] == [
        {
            "amount": "1040.00",
            "amount_cents": 104000,
            "amount_excluding_vat": "5200.00",
            "amount_excluding_vat_cents": 520000,
            "rate": 20,
        }
    ]
    assert {name: more[name] for name in plain} == plain


async def test_a_file_that_is_included_has_a_link_that_works(customer: Customer) -> None:
    query = {"with_attachments": "true", "includes[]": "attachments"}
    (file,) = (await customer.get("/v2/transactions", **query)).json()["transactions"][0]["attachments"]

    answer = await customer.http.get(file["url"])

    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


async def test_a_price_in_another_currency_keeps_it(customer: Customer) -> None:
    (photo,) = [
        one
        for one in (await customer.get("/v2/transactions")).json()["transactions"]
        if one["local_currency"] != one["currency"]
    ]

    assert (photo["amount"], photo["local_amount"], photo["local_currency"]) == (27.35, 29, "USD")
    assert (photo["vat_amount"], photo["vat_rate"], photo["card_last_digits"]) == (None, None, "4819")


@pytest.mark.parametrize(
    "query",
    [
        {"side": "up"},
        {"sort_by": "created_at:desc"},
        {"sort_by": "settled_at:down"},
        {"settled_at_from": "yesterday"},
        {"with_attachments": "perhaps"},
        {"per_page": "101"},
        {"page": "0"},
    ],
)
async def test_what_cannot_be_is_refused_by_name(customer: Customer, query: dict[str, str]) -> None:
    answer = await customer.get("/v2/transactions", **query)

    assert refusal(answer) == (422, "invalid_format", next(iter(query)))


async def test_unknown_parameters_are_ignored_and_journalled(customer: Customer) -> None:
    answer = await customer.get("/v2/transactions", current_page=7, **{"status[]": "completed"})

    assert answer.status_code == 200
    assert customer.exchange.unread == ("current_page",)
