import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def test_both_accounts_are_listed_the_main_one_first(customer: Customer) -> None:
    answer = (await customer.get("/v2/bank_accounts")).json()

    assert [account["main"] for account in answer["bank_accounts"]] == [True, False]
    assert answer["meta"]["total_count"] == 2


async def test_balances_are_numbers_and_the_cents_are_the_truth(customer: Customer) -> None:
    main = (await customer.get("/v2/bank_accounts")).json()["bank_accounts"][0]

    assert (main["balance"], main["balance_cents"]) == (18250.4, 1825040)


async def test_the_ibans_are_made_up_but_their_check_digits_are_right(customer: Customer) -> None:
    accounts = (await customer.get("/v2/bank_accounts")).json()["bank_accounts"]

    for account in accounts:
        iban = account["iban"]
        assert iban[4:9] == "99999"
        assert int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


@pytest.mark.parametrize("query", [{"page": "0"}, {"per_page": "101"}, {"page": "one"}, {"page": "2"}])
async def test_a_page_that_cannot_be_is_refused_by_name(customer: Customer, query: dict[str, str]) -> None:
    answer = await customer.get("/v2/bank_accounts", **query)

    status, _, parameter = refusal(answer)
    assert (status, parameter) == (422, next(iter(query)))
