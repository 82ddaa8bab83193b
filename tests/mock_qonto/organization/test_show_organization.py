import pytest

from tests.mock_qonto.support import BASE_URL, Customer, a_bank, customer_of, refusal

pytestmark = pytest.mark.anyio


async def test_it_is_the_one_the_key_belongs_to(customer: Customer) -> None:
    organization = (await customer.get("/v2/organization")).json()["organization"]

    assert organization["slug"] == "verone-4819"
    assert organization["legal_share_capital"] == 10_000


async def test_it_shows_two_active_accounts_one_of_them_main(customer: Customer) -> None:
    accounts = (await customer.get("/v2/organization")).json()["organization"]["bank_accounts"]

    assert [account["status"] for account in accounts] == ["active", "active"]
    assert [account["main"] for account in accounts] == [True, False]
    assert [account["slug"] for account in accounts] == [
        "verone-4819-bank-account-1",
        "verone-4819-bank-account-2",
    ]


async def test_without_credentials_it_is_400_and_with_wrong_ones_401(customer: Customer) -> None:
    del customer.http.headers["Authorization"]

    missing = await customer.http.get("/v2/organization")
    wrong = await customer.http.get("/v2/organization", headers={"Authorization": "somebody-else:key"})

    assert refusal(missing)[:2] == (400, "bad_request")
    assert refusal(wrong)[:2] == (401, "authorization_token_invalid")


async def test_the_empty_world_has_an_organization_with_one_empty_account(edition: str) -> None:
    async with customer_of(a_bank(edition, fixture="empty")) as customer:
        accounts = (await customer.get("/v2/organization")).json()["organization"]["bank_accounts"]

    assert [(account["main"], account["balance_cents"]) for account in accounts] == [(True, 0)]


async def test_every_answer_says_that_it_comes_from_the_mock(customer: Customer) -> None:
    answer = await customer.http.get(f"{BASE_URL}/v2/organization")

    assert f'edition="{customer.world.settings.edition}"' in answer.headers["X-Mock-Qonto"]
    assert answer.headers["Date"] == "Mon, 02 Mar 2026 09:00:00 GMT"
