"""The organization whose key it is, its accounts and its people."""

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import CannotTry, expect

_IBAN_REMAINDER = 1
_MODULUS = 97


def the_organization_is_the_one_the_key_belongs_to(bank: Customer) -> None:
    """The organization shown is the one whose name stands before the colon of the key."""
    login = bank.line.headers["Authorization"].partition(":")[0]

    slug = bank.ask("show_organization").must_be(200).at("organization.slug")

    expect(slug == login, f"the key is of {login}, the organization shown is {slug}")


def exactly_one_account_is_the_main_one(bank: Customer) -> None:
    """Of the accounts of an organization exactly one is the main one."""
    accounts = bank.listed("list_bank_accounts")

    main = [account["name"] for account in accounts if account["main"]]

    expect(len(main) == 1, f"{len(main)} of {len(accounts)} accounts are the main one")


def the_organization_shows_the_accounts_of_the_list(bank: Customer) -> None:
    """The organization shows the accounts of the list, with the same balances."""
    inside = bank.ask("show_organization").must_be(200).at("organization.bank_accounts")

    listed = bank.listed("list_bank_accounts")

    expect(
        _balances(inside) == _balances(listed), "the accounts inside the organization are not those listed"
    )


def an_account_is_shown_alone_as_in_the_list(bank: Customer) -> None:
    """An account is shown alone as it is listed."""
    for listed in bank.listed("list_bank_accounts"):
        alone = bank.shown("show_bank_account", listed["id"])

        expect(alone == listed, f"{listed['name']} is not shown alone as in the list")


def a_balance_has_its_twin_in_cents(bank: Customer) -> None:
    """A balance is a number, and its twin the same in whole cents."""
    for account in bank.listed("list_bank_accounts"):
        for name in ("balance", "authorized_balance"):
            cents = account[f"{name}_cents"]

            expect(isinstance(cents, int), f"{name}_cents is {cents!r}, not a whole number")
            expect(round(account[name] * 100) == cents, f"{name} {account[name]} is not {cents} cents")


def an_iban_has_the_right_check_digits(bank: Customer) -> None:
    """The IBAN of an account passes the check that every bank makes."""
    for account in bank.listed("list_bank_accounts"):
        iban = account["iban"]

        expect(iban.isalnum(), f"{iban} is no IBAN")
        digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])

        expect(int(digits) % _MODULUS == _IBAN_REMAINDER, f"{iban} has wrong check digits")


def whoever_was_not_invited_yet_has_no_role(bank: Customer) -> None:
    """Somebody on the list who was not invited yet has no role, no team and no key `email`."""
    waiting = [one for one in bank.listed("list_memberships") if one["status"] == "invitable"]
    if not waiting:
        raise CannotTry("everybody at this bank was invited")

    for person in waiting:
        expect(person["role"] is None, f"somebody not invited yet has the role {person['role']}")
        expect(person["team_id"] is None, "somebody not invited yet has a team")
        expect("email" not in person, "somebody not invited yet has an e-mail address")


def a_label_is_shown_alone_as_in_the_list(bank: Customer) -> None:
    """A label is shown alone as it is listed."""
    labels = bank.listed("list_labels")
    if not labels:
        raise CannotTry("this bank has no labels")

    alone = bank.shown("show_label", labels[-1]["id"])

    expect(alone == labels[-1], f"{labels[-1]['name']} is not shown alone as in the list")


def the_parent_of_a_label_is_a_label(bank: Customer) -> None:
    """Whatever a label names as its parent is a label of the same list."""
    labels = bank.listed("list_labels")

    strangers = {label["parent_id"] for label in labels} - {label["id"] for label in labels} - {None}

    expect(not strangers, f"no label has the ids {strangers}, which labels name as their parents")


def _balances(accounts: list[dict[str, object]]) -> dict[object, tuple[object, ...]]:
    names = ("iban", "main", "balance_cents", "authorized_balance_cents")
    return {account["id"]: tuple(account[name] for name in names) for account in accounts}


BEHAVIOURS = (
    Behaviour(play=the_organization_is_the_one_the_key_belongs_to, rules=("E",), reads=True, stateful=False),
    Behaviour(play=exactly_one_account_is_the_main_one, rules=("T",), reads=True, stateful=False),
    Behaviour(play=the_organization_shows_the_accounts_of_the_list, rules=("T",), reads=True, stateful=False),
    Behaviour(
        play=an_account_is_shown_alone_as_in_the_list,
        rules=("T",),
        editions=NEWEST,
        reads=True,
        stateful=False,
    ),
    Behaviour(play=a_balance_has_its_twin_in_cents, rules=("M",), reads=True, stateful=False),
    Behaviour(play=an_iban_has_the_right_check_digits, rules=("T",), reads=True, stateful=False),
    Behaviour(play=whoever_was_not_invited_yet_has_no_role, rules=("T",), reads=True, stateful=False),
    Behaviour(play=a_label_is_shown_alone_as_in_the_list, rules=("T",), reads=True, stateful=False),
    Behaviour(play=the_parent_of_a_label_is_a_label, rules=("T",), reads=True, stateful=False),
)
