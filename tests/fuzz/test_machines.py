"""Business in any order, with time and trouble between, at the bank and at the gateway: nothing is found."""

import pytest

import contracts
from mock_qonto.web.spine import Answer, Asked, BankApp
from tests.fuzz.machines import run_bank_machine, run_gateway_machine
from tests.machines import deeds, shop_deeds
from tests.machines.door import BankParts, Tally, plain_bank
from tests.machines.ledger import GUIDE

pytestmark = pytest.mark.fuzz

REACHED = {
    *(f"client_invoice {status}" for status in ("draft", "unpaid", "paid", "canceled")),
    *("quote pending_approval", "quote approved", "quote canceled", "quote invoiced", "credit_note final"),
}
REACHED_THROUGH_THE_GATEWAY = {
    *(f"invoice {status}" for status in ("draft", "unpaid", "paid", "canceled")),
    *(f"quote {status}" for status in ("draft", "finalized", "accepted", "declined", "converted")),
    *("credit_note draft", "a PDF", "finalize_invoice confirmed", "finalize_invoice changed"),
    *("finalize_quote confirmed", "finalize_invoice foreign"),
}


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_the_bank_says_what_the_ledger_says(edition: str) -> None:
    tally = Tally()

    finding = run_bank_machine(edition=edition, examples=80, tally=tally)

    assert finding is None, finding
    assert not deeds.ALL - set(tally.deeds), "a deed that is never done finds nothing"
    assert not (REACHED - ({"quote invoiced"} if edition == GUIDE else set())) - set(tally.reached)


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_the_gateway_says_what_the_ledger_says(edition: str) -> None:
    tally = Tally()

    finding = run_gateway_machine(edition=edition, tally=tally)

    assert finding is None, finding
    assert not shop_deeds.ALL - set(tally.deeds), "a deed that is never done finds nothing"
    issued = set() if edition == GUIDE else {"credit_note finalized"}
    assert not (REACHED_THROUGH_THE_GATEWAY | issued) - set(tally.reached), tally.reached
    assert sum(what.startswith("met ") for what in tally.reached) >= 4, "too little went wrong"


class NeverPaid:
    """A bank's door behind which somebody rubs out that an invoice was paid."""

    def __init__(self, app: BankApp) -> None:
        self._app = app

    def answer(self, asked: Asked) -> Answer:
        answer = self._app.answer(asked)
        if asked.method == "GET":
            told = answer.reply.body.replace(b'"status":"paid"', b'"status":"unpaid"')
            answer.reply = answer.reply._replace(body=told)
        return answer


def a_forgetful_bank(edition: str) -> BankParts:
    parts = plain_bank(edition)
    return parts._replace(app=NeverPaid(parts.app))  # type: ignore[arg-type]


def test_what_is_not_the_ledgers_is_found_by_the_same_deeds_every_time() -> None:
    first, second = (run_bank_machine(a_forgetful_bank, edition="guide", seed=7) for _ in range(2))

    assert first is not None
    assert second is not None
    assert "status" in first.says
    assert first.story == second.story
    assert first.story[-1] in {"pay_invoice", "look_at_an_invoice"}
