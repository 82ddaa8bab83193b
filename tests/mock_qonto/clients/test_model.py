"""What is kept of a client, and by which letters it is found."""

from dataclasses import replace

import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.resources.clients.model import (
    Client,
    CreateClient,
    DeleteClient,
    Details,
    Kind,
    UpdateClient,
    exact,
    folded,
    full_name,
)
from tests.mock_qonto.desk import Desk, refused

COMPANY = Details(name="Évelyne & Fils", email="e@f.example", currency="EUR")
PERSON = Details(first_name="Évelyne", last_name="Martin")


def test_a_client_is_kept_as_it_was_told_changed_whole_and_gone_when_deleted() -> None:
    desk = Desk()
    desk.says(CreateClient(id="k-1", kind=Kind.COMPANY, details=COMPANY))
    made = desk.one(Client, "k-1")
    desk.wait(60)

    desk.says(UpdateClient(id="k-1", details=PERSON))
    changed = desk.one(Client, "k-1")
    desk.says(DeleteClient(id="k-1"))

    assert made == Client(
        id="k-1",
        created_at=made.created_at,
        updated_at=made.created_at,
        kind=Kind.COMPANY,
        details=COMPANY,
        sought_name="evelyne & fils",
    )
    assert changed == replace(made, details=PERSON, sought_name="evelyne martin", updated_at=desk.now)
    assert desk.world.find(Client, "k-1") is None


@pytest.mark.parametrize("command", [UpdateClient(id="k-1", details=PERSON), DeleteClient(id="k-1")])
def test_a_client_nobody_knows_is_named_as_one(command: Command) -> None:
    assert refused(lambda: Desk().says(command)) == (404, "not_found", "client k-1 was not found")


@pytest.mark.parametrize(
    ("details", "name"),
    [
        (COMPANY, "Évelyne & Fils"),
        (PERSON, "Évelyne Martin"),
        (Details(first_name="Évelyne"), "Évelyne"),
        (Details(last_name="Martin"), "Martin"),
        (Details(), ""),
        (Details(name="", first_name="Évelyne"), ""),
    ],
)
def test_a_name_is_the_companys_or_both_of_a_person(details: Details, name: str) -> None:
    assert full_name(details) == name


def test_accents_and_case_set_nobody_apart() -> None:
    assert [folded(text) for text in ("EVELYNE", "Évelyne", "e\u0301", "Straße", "ﬁn")] == [
        "evelyne",
        "evelyne",
        "e",
        "strasse",
        "fin",
    ]
    assert (exact("É@F"), exact(None)) == ("é@f", None)
