"""Every behaviour of a gateway: the five rules first, then what they are kept for."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway import (
    auto_finalize,
    bad_input,
    confirming,
    credit_notes,
    failures,
    finality,
    idempotency,
    links,
    lost_answers,
    numbers,
    orders,
    payments,
    pdf,
    protocol,
    quotes,
    reads,
    syncs,
    tokens,
)

GATEWAY: tuple[Behaviour, ...] = (
    *auto_finalize.BEHAVIOURS,
    *finality.BEHAVIOURS,
    *numbers.BEHAVIOURS,
    *confirming.BEHAVIOURS,
    *tokens.BEHAVIOURS,
    *pdf.BEHAVIOURS,
    *links.BEHAVIOURS,
    *failures.BEHAVIOURS,
    *lost_answers.BEHAVIOURS,
    *orders.BEHAVIOURS,
    *quotes.BEHAVIOURS,
    *credit_notes.BEHAVIOURS,
    *payments.BEHAVIOURS,
    *syncs.BEHAVIOURS,
    *idempotency.BEHAVIOURS,
    *bad_input.BEHAVIOURS,
    *reads.BEHAVIOURS,
    *protocol.BEHAVIOURS,
)
