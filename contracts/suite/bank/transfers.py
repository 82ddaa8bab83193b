"""Money that moves: what arrives, what settles later, what is declined."""

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def a_transfer_that_arrives_moves_the_balance(bank: Customer) -> None:
    """Money that arrives is a completed transaction, and the balance is higher by as much."""
    before = bank.main_account["balance_cents"]

    arrived = bank.plane.act("receive-transfer", amount_cents=5988, label="Atelier Nord", reference="F-1")

    row = bank.shown("show_transaction", arrived["transaction_id"])
    expect((row["status"], row["side"]) == ("completed", "credit"), f"it is {row['status']}, {row['side']}")
    expect((row["amount_cents"], row["reference"]) == (5988, "F-1"), "another amount or reference")
    after = bank.main_account["balance_cents"]
    expect(after == before + 5988, f"the balance has moved by {after - before} cents")
    expect(bank.ids("list_transactions")[0] == row["id"], "it is not the newest of the list")


def a_pending_transfer_settles_at_its_hour(bank: Customer) -> None:
    """Until it settles a transfer is pending and moves nothing; then it does, once."""
    before = bank.main_account["balance_cents"]
    id = bank.plane.act("receive-transfer", amount_cents=100, label="Nord", settles_in_s=3600)[
        "transaction_id"
    ]
    expect(bank.shown("show_transaction", id)["status"] == "pending", "it is not pending")
    expect(bank.main_account["balance_cents"] == before, "it has moved the balance already")

    bank.wait(7200)

    expect(bank.shown("show_transaction", id)["status"] == "completed", "it has not settled")
    expect(bank.main_account["balance_cents"] == before + 100, "it has moved the balance by something else")


def a_declined_transfer_moves_nothing(bank: Customer) -> None:
    """A transfer that is declined moves no money, and is shown to whoever asks."""
    before = bank.main_account["balance_cents"]

    id = bank.plane.act("receive-transfer", amount_cents=100, label="Nord", outcome="declined")[
        "transaction_id"
    ]

    expect(bank.main_account["balance_cents"] == before, "it has moved the balance")
    expect(id not in bank.ids("list_transactions"), "it is listed among the completed")
    expect(id in bank.ids("list_transactions", {"status[]": "declined"}), "it is not among the declined")


def nobody_changes_what_happened(bank: Customer) -> None:
    """No call changes or removes a transaction."""
    row = bank.moved()[0]

    for method in ("PATCH", "PUT", "DELETE"):
        bank.say(method, f"/v2/transactions/{row['id']}").must_be(404)

    expect(bank.shown("show_transaction", row["id"]) == row, "it has changed")


BEHAVIOURS = (
    Behaviour(play=a_transfer_that_arrives_moves_the_balance, rules=("T",), needs=CONTROL),
    Behaviour(play=a_pending_transfer_settles_at_its_hour, rules=("T",), needs=CONTROL),
    Behaviour(play=a_declined_transfer_moves_nothing, rules=("T",), needs=CONTROL),
    Behaviour(play=nobody_changes_what_happened, rules=("T",), stateful=False),
)
