"""The payment that an intent tells of."""

from datetime import date

import pytest

from gateway.resources.ledger.model import Payment, payment_of
from tests.gateway.printed import NOON

PAYLOAD = {"amount_cents": 4990, "paid_at": "2026-02-18"}
BESIDE = {"method": "transfer", "reference": "VIR 1", "notes": "merci", "bank_transaction_id": "t-1"}


@pytest.mark.parametrize("beside", [{}, BESIDE], ids=["the bare payment", "with all that was told"])
def test_a_payment_is_what_its_intent_told(beside: dict[str, str]) -> None:
    payment = payment_of({**PAYLOAD, **beside}, "d-1", by="alice", at=NOON)

    assert payment == Payment(
        id=payment.id,
        document_id="d-1",
        amount_cents=4990,
        paid_at=date(2026, 2, 18),
        created_by="alice",
        created_at=NOON,
        **beside,
    )


def test_no_two_payments_share_an_id() -> None:
    ids = {payment_of(PAYLOAD, "d-1", by="alice", at=NOON).id for _ in range(10)}

    assert (len(ids), {len(id) for id in ids}) == (10, {36})
