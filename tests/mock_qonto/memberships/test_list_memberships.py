import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def test_the_owner_and_the_accountant_are_listed_with_their_roles(customer: Customer) -> None:
    answer = (await customer.get("/v2/memberships")).json()

    roles = [(person["role"], person["status"], person.get("email")) for person in answer["memberships"]]
    assert roles == [
        ("owner", "active", "ines@verone.example"),
        ("accountant", "active", "marc@chiffres.example"),
        (None, "invitable", None),
    ]
    assert answer["meta"]["total_count"] == 3


async def test_whoever_was_not_invited_yet_has_no_role_no_team_and_no_key_email(customer: Customer) -> None:
    (person,) = [
        one
        for one in (await customer.get("/v2/memberships")).json()["memberships"]
        if one["status"] == "invitable"
    ]

    assert (person["role"], person["team_id"]) == (None, None)
    assert "email" not in person


async def test_a_page_too_long_is_refused_by_name(customer: Customer) -> None:
    assert refusal(await customer.get("/v2/memberships", per_page=101))[::2] == (422, "per_page")
