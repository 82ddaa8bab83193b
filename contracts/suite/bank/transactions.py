"""What moved on the accounts. Nobody writes it over the API, so most of this changes nothing."""

from typing import Any

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import CannotTry, expect

_ON_DEMAND = {"labels", "attachments", "vat_details"}


def without_an_account_it_is_the_main_one(bank: Customer) -> None:
    """Whoever names no account is shown what moved on the main one."""
    main = bank.main_account["id"]

    accounts = {row["bank_account_id"] for row in bank.moved()}

    expect(accounts == {main}, "it shows other accounts than the main one")


def an_account_is_named_by_its_iban(bank: Customer) -> None:
    """An account can be named by its IBAN or by its id, and both show the same."""
    account = _other_account(bank)

    by_iban = bank.ids("list_transactions", {"iban": account["iban"]})
    by_id = bank.ids("list_transactions", {"bank_account_id": account["id"]})

    expect(by_iban == by_id, "IBAN and id show different transactions")
    expect(by_id != bank.ids("list_transactions"), "it shows what moved on the main account")


def of_both_the_account_wins_over_the_iban(bank: Customer) -> None:
    """Named both ways, the account is the one that the id says."""
    other = _other_account(bank)

    both = bank.ids("list_transactions", {"bank_account_id": other["id"], "iban": bank.iban})

    expect(both == bank.ids("list_transactions", {"bank_account_id": other["id"]}), "the IBAN has won")


def only_what_is_completed_is_shown(bank: Customer) -> None:
    """Only completed transactions are shown, unless others are asked for."""
    statuses = {row["status"] for row in bank.moved()}

    expect(statuses == {"completed"}, f"it shows what is {', '.join(sorted(statuses))}")


def pending_is_shown_to_whoever_asks(bank: Customer) -> None:
    """`status[]` asks for others: what is pending has not settled, in time or in money."""
    for row in bank.moved({"status[]": "pending"}):
        expect(row["status"] == "pending", f"it shows what is {row['status']}")
        expect(row["settled_at"] is None, f"what is pending settled at {row['settled_at']}")
        expect(row["settled_balance"] is None, "what is pending has left a balance")


def several_statuses_are_all_meant(bank: Customer) -> None:
    """Of several `status[]` all are meant."""
    each = [bank.ids("list_transactions", {"status[]": status}) for status in ("pending", "declined")]

    both = bank.ids("list_transactions", {"status[]": ["pending", "declined"]})

    expect(sorted(both) == sorted(each[0] + each[1]), "both together are not one and the other")


def an_amount_is_never_negative(bank: Customer) -> None:
    """Amounts are positive, `side` says which way, and the cents are the truth."""
    for row in bank.moved():
        expect(row["side"] in {"credit", "debit"}, f"its side is {row['side']}")
        expect(row["amount"] > 0, f"its amount is {row['amount']}")
        expect(round(row["amount"] * 100) == row["amount_cents"], f"{row['amount']} is {row['amount_cents']}")


def either_side_can_be_asked_for(bank: Customer) -> None:
    """Credits and debits can be asked for apart, and together are all."""
    everything = bank.ask("list_transactions").must_be(200).at("meta.total_count")

    counts = []
    for side in ("credit", "debit"):
        page = bank.ask("list_transactions", query={"side": side}).must_be(200)
        counts.append(page.at("meta.total_count"))
        expect({row["side"] for row in page.at("transactions")} <= {side}, f"{side} shows the other side too")

    expect(sum(counts) == everything, f"{counts[0]} credits and {counts[1]} debits of {everything}")


def a_kind_of_operation_can_be_asked_for(bank: Customer) -> None:
    """`operation_type[]` shows that kind of operation and no other; of several, all are meant."""
    kinds = sorted({row["operation_type"] for row in bank.moved()})[:2]

    counts = []
    for kind in kinds:
        page = bank.ask("list_transactions", query={"operation_type[]": kind}).must_be(200)
        counts.append(page.at("meta.total_count"))
        expect({row["operation_type"] for row in page.at("transactions")} == {kind}, f"{kind} shows others")

    together = bank.ask("list_transactions", query={"operation_type[]": kinds}).at("meta.total_count")
    expect(sum(counts) == together, f"{' and '.join(kinds)} are {counts}, and {together} together")


def what_settled_last_comes_first(bank: Customer) -> None:
    """What settled last comes first, unless it is asked for otherwise."""
    newest = [row["settled_at"] for row in bank.moved()]
    oldest = [row["settled_at"] for row in bank.moved({"sort_by": "settled_at:asc"})]

    expect(newest == sorted(newest, reverse=True), "the list does not begin with what settled last")
    expect(oldest == sorted(oldest), "settled_at:asc does not begin with what settled first")


def three_hours_can_be_sorted_by(bank: Customer) -> None:
    """Transactions are sorted by the hour they were emitted or changed at as well."""
    for name, way in (("emitted_at", "asc"), ("updated_at", "desc")):
        hours = [row[name] for row in bank.moved({"sort_by": f"{name}:{way}"})]

        expect(hours == sorted(hours, reverse=way == "desc"), f"{name}:{way} is in another order")


def hours_bound_a_list_inclusively(bank: Customer) -> None:
    """`settled_at_from` and `settled_at_to` bound a list, and the bounds are part of it."""
    rows = bank.moved()
    middle = rows[len(rows) // 2]
    hour = middle["settled_at"]

    later = bank.listed("list_transactions", {"settled_at_from": hour})
    earlier = bank.listed("list_transactions", {"settled_at_to": hour})

    expect(middle["id"] in {row["id"] for row in later}, "what settled at that hour is not from it on")
    expect(middle["id"] in {row["id"] for row in earlier}, "what settled at that hour is not up to it")
    expect(all(row["settled_at"] >= hour for row in later), "settled_at_from shows what was before")
    expect(all(row["settled_at"] <= hour for row in earlier), "settled_at_to shows what came later")


def a_transaction_is_shown_alone_as_in_the_list(bank: Customer) -> None:
    """A transaction is shown alone as it is listed."""
    row = bank.moved()[0]

    alone = bank.shown("show_transaction", row["id"])

    expect(alone == row, f"{row['transaction_id']} is not shown alone as in the list")


def more_is_shown_to_whoever_asks(bank: Customer) -> None:
    """Labels, files and VAT details come when `includes[]` asks for them, and only then."""
    plain = bank.moved()[0]
    expect(plain.keys().isdisjoint(_ON_DEMAND), "it shows them unasked")

    more = bank.moved({"includes[]": sorted(_ON_DEMAND)})[0]

    expect(more.keys() >= _ON_DEMAND, f"it lacks {', '.join(_ON_DEMAND - more.keys())}")
    expect([label["id"] for label in more["labels"]] == plain["label_ids"], "the labels are others")
    expect([file["id"] for file in more["attachments"]] == plain["attachment_ids"], "the files are others")


def labels_of_transactions_are_labels(bank: Customer) -> None:
    """Whatever label a transaction bears is in the list of labels."""
    known = set(bank.ids("list_labels"))

    borne = {label for row in bank.moved() for label in row["label_ids"]}

    expect(borne <= known, f"no label has the ids {borne - known}")


def with_and_without_files_are_all(bank: Customer) -> None:
    """`with_attachments` tells transactions with files from those without."""
    with_files = bank.listed("list_transactions", {"with_attachments": "true"})
    without = bank.listed("list_transactions", {"with_attachments": "false"})

    expect(all(row["attachment_ids"] for row in with_files), "true shows some without a file")
    expect(not any(row["attachment_ids"] for row in without), "false shows some with a file")


def _other_account(bank: Customer) -> dict[str, Any]:
    others = [account for account in bank.listed("list_bank_accounts") if not account["main"]]
    if not others:
        raise CannotTry("this organization has one account alone")
    return others[0]


BEHAVIOURS = (
    Behaviour(play=without_an_account_it_is_the_main_one, rules=("T",), reads=True, stateful=False),
    Behaviour(play=an_account_is_named_by_its_iban, rules=("T",), reads=True, stateful=False),
    Behaviour(play=of_both_the_account_wins_over_the_iban, rules=("T",), reads=True, stateful=False),
    Behaviour(play=only_what_is_completed_is_shown, rules=("T",), reads=True, stateful=False),
    Behaviour(play=pending_is_shown_to_whoever_asks, rules=("T",), reads=True, stateful=False),
    Behaviour(play=several_statuses_are_all_meant, rules=("T",), reads=True, stateful=False),
    Behaviour(play=an_amount_is_never_negative, rules=("M",), reads=True, stateful=False),
    Behaviour(play=either_side_can_be_asked_for, rules=("T",), reads=True, stateful=False),
    Behaviour(play=a_kind_of_operation_can_be_asked_for, rules=("T",), reads=True, stateful=False),
    Behaviour(play=what_settled_last_comes_first, rules=("L",), reads=True, stateful=False),
    Behaviour(play=three_hours_can_be_sorted_by, rules=("L",), reads=True, stateful=False),
    Behaviour(play=hours_bound_a_list_inclusively, rules=("L",), reads=True, stateful=False),
    Behaviour(play=a_transaction_is_shown_alone_as_in_the_list, rules=("T",), reads=True, stateful=False),
    Behaviour(play=more_is_shown_to_whoever_asks, rules=("T",), reads=True, stateful=False),
    Behaviour(play=labels_of_transactions_are_labels, rules=("T",), reads=True, stateful=False),
    Behaviour(play=with_and_without_files_are_all, rules=("T",), reads=True, stateful=False),
)
