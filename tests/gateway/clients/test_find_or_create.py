"""A client is made once, whatever becomes of the answer; and who is already there is found."""

from dataclasses import replace

import pytest

from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.clients.model import ClientDetails, ClientKind, PostalAddress
from gateway.resources.clients.upstream import find_or_create
from mock_qonto.web.faults import Kind
from tests.gateway.qonto.offline import Offline, offline

pytestmark = pytest.mark.anyio

COMPANY = ClientDetails(
    kind=ClientKind.COMPANY,
    name="Maison Fictive SAS",
    email="factures@maison-fictive.example.com",
    billing_address=PostalAddress(
        street_address="3 place de l'Exemple", zip_code="33000", city="Bordeaux", country_code="FR"
    ),
    tax_identification_number="00000000200019",
)
PERSON = ClientDetails(
    kind=ClientKind.INDIVIDUAL,
    first_name="Camille",
    last_name="Essai",
    email="camille.essai@example.com",
    billing_address=COMPANY.billing_address,
)


@pytest.fixture(params=["guide", "2026-11"])
def stack(request: pytest.FixtureRequest) -> Offline:
    return offline(request.param)


@pytest.mark.parametrize("wanted", [COMPANY, PERSON], ids=["company", "person"])
async def test_a_stranger_is_made_known_and_then_found_again(stack: Offline, wanted: ClientDetails) -> None:
    made = await find_or_create(stack.qonto, wanted)

    found = await find_or_create(stack.qonto, wanted)

    assert found == made
    assert (stack.asked("create_client"), stack.asked("update_client")) == (1, 0)


async def test_only_what_differs_is_changed(stack: Offline) -> None:
    made = await find_or_create(stack.qonto, COMPANY)
    moved = replace(COMPANY.billing_address, city="Pessac", zip_code="33600")

    found = await find_or_create(
        stack.qonto, replace(COMPANY, billing_address=moved, vat_number="FR00000000200")
    )

    assert found.id == made.id
    assert found.billing_address == moved
    assert found.vat_number == "FR00000000200"
    (patch,) = [e.request_body for e in stack.bank.journal.exchanges if e.operation == "update_client"]
    assert b"name" not in patch.replace(b"vat_number", b"")
    assert b"Pessac" in patch


async def test_what_we_do_not_know_erases_nothing(stack: Offline) -> None:
    await find_or_create(stack.qonto, COMPANY)

    found = await find_or_create(stack.qonto, replace(COMPANY, tax_identification_number=None))

    assert found.tax_identification_number == "00000000200019"
    assert stack.asked("update_client") == 0


async def test_an_email_is_the_same_whatever_its_case(stack: Offline) -> None:
    made = await find_or_create(stack.qonto, COMPANY)

    found = await find_or_create(stack.qonto, replace(COMPANY, email=COMPANY.email.upper()))

    assert found == made


async def test_a_person_is_never_made_a_company(stack: Offline) -> None:
    person = await find_or_create(stack.qonto, PERSON)

    company = await find_or_create(stack.qonto, replace(COMPANY, email=PERSON.email))

    assert company.id != person.id
    assert (person.kind, company.kind) == ("individual", "company")


async def test_two_companies_that_share_an_accountant_stay_two(stack: Offline) -> None:
    first = await find_or_create(stack.qonto, COMPANY)
    other = replace(COMPANY, name="Autre Maison SARL", tax_identification_number="00000000900001")

    second = await find_or_create(stack.qonto, other)

    assert second.id != first.id
    assert (await find_or_create(stack.qonto, COMPANY)).id == first.id
    assert (await find_or_create(stack.qonto, other)).id == second.id


async def test_of_namesakes_twice_entered_the_elder_is_taken(stack: Offline) -> None:
    body = {"kind": "company", "name": COMPANY.name, "email": COMPANY.email}
    elder = (await stack.qonto.call("create_client", json=body)).body["client"]
    await stack.qonto.call("create_client", json=body)

    assert (await find_or_create(stack.qonto, COMPANY)).id == elder["id"]


async def test_a_company_without_an_email_is_known_by_its_name(stack: Offline) -> None:
    made = (await stack.qonto.call("create_client", json={"kind": "company", "name": COMPANY.name})).body[
        "client"
    ]

    found = await find_or_create(stack.qonto, COMPANY)

    assert found.id == made["id"]
    assert found.email == COMPANY.email
    assert found.currency == "EUR"


async def test_a_client_whose_making_was_lost_on_the_way_back_is_looked_for_not_made_again(
    stack: Offline,
) -> None:
    stack.fault("create_client", Kind.APPLY_THEN_DROP)

    found = await find_or_create(stack.qonto, COMPANY)

    assert found.name == COMPANY.name
    assert stack.asked("create_client") == 1


async def test_a_client_whose_making_never_arrived_is_made_the_second_time(stack: Offline) -> None:
    stack.fault("create_client", Kind.STATUS)

    found = await find_or_create(stack.qonto, COMPANY)

    assert found.name == COMPANY.name
    assert stack.asked("create_client") == 2


async def test_a_qonto_that_fails_twice_is_left_alone(stack: Offline) -> None:
    stack.fault("create_client", Kind.STATUS, count=5)

    with pytest.raises(AmbiguousOutcome):
        await find_or_create(stack.qonto, COMPANY)

    assert stack.asked("create_client") == 2


async def test_garbage_in_a_list_is_not_mistaken_for_nobody(stack: Offline) -> None:
    stack.fault("list_clients", Kind.GARBAGE, count=9)

    with pytest.raises(GatewayError) as failed:
        await find_or_create(stack.qonto, COMPANY)

    assert failed.value.code is Code.UPSTREAM_FAILED
    assert stack.asked("create_client") == 0
