"""Family H: statuses of success, what headers say, limits, and what is said twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.rules.exchange import Exchange
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, of_answers, of_exchanges
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side, verdict

CREATES = ("create_client", "create_client_invoice", "create_quote", "create_credit_note")
REMOVES_OR_SENDS = (
    "delete_client",
    "delete_client_invoice",
    "delete_quote",
    "delete_attachment",
    "send_client_invoice",
    "send_quote",
)
_OK, _CREATED, _NO_CONTENT, _TOO_MANY = 200, 201, 204, 429
_KEY = "x-qonto-idempotency-key"
_KEY_LIFETIME = timedelta(minutes=30)


def says_that_it_is_a_mock(exchange: Exchange) -> Found:
    if not exchange.headers:
        return None
    return KEPT if "x-mock-qonto" in exchange.headers else "an answer that could be taken for Qonto's"


def too_many_says_when(exchange: Exchange) -> Found:
    if exchange.status != _TOO_MANY or not exchange.headers:
        return None
    after = exchange.headers.get("retry-after", "")
    return KEPT if after.isdecimal() and int(after) > 0 else "429 without a Retry-After"


def created_with(status: int) -> Check:
    def tell(step: Step) -> Found:
        answered = step.exchange.status
        return KEPT if answered == status else f"{step.exchange.operation} was answered {answered}"

    return of_answers(tell, *CREATES)


def nothing_to_say(step: Step) -> Found:
    exchange = step.exchange
    kept = exchange.status == _NO_CONTENT and not exchange.length and exchange.answered in (None, "")
    return KEPT if kept else f"{exchange.operation} was answered {exchange.status} with a body"


def traces_are_unique(journal: Journal) -> Iterator[Occasion]:
    seen: set[str] = set()
    for index, exchange in enumerate(journal.exchanges):
        id = exchange.headers.get("x-request-id")
        if id is not None:
            yield verdict(index, kept=id not in seen, otherwise=f"x-request-id {id} comes twice")
            seen.add(id)


def a_key_means_one_upload(journal: Journal) -> Iterator[Occasion]:
    made: dict[str, tuple[str, datetime]] = {}
    for step in journal.of("upload_attachment"):
        key, at = step.exchange.asked_headers.get(_KEY), step.exchange.at
        id = held(step.exchange.answered, "attachment", "id")
        if not key or at is None or not step.ok or not step.exchange.plain or not isinstance(id, str):
            continue
        before, since = made.get(key, (id, at))
        if key in made and at - since < _KEY_LIFETIME:
            yield verdict(step, kept=before == id, otherwise="one key made two files")
        else:
            made[key] = (id, at)


RULES = (
    Rule(
        id="H.1",
        says="Every answer of the mock says X-Mock-Qonto.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="nobody shall take the mock for Qonto",
        check=of_exchanges(says_that_it_is_a_mock),
        protocol=True,
    ),
    Rule(
        id="H.2",
        says="An answer 429 says after how many seconds to come back.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="clients honour Retry-After; Qonto documents no header",
        check=of_exchanges(too_many_says_when),
    ),
    Rule(
        id="H.3",
        says="What was created is answered 200.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=created_with(_OK),
        editions=("guide",),
    ),
    Rule(
        id="H.4",
        says="What was created is answered 201.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's notes of 2026-10",
        check=created_with(_CREATED),
        editions=("2026-11",),
    ),
    Rule(
        id="H.5",
        says="What was deleted or e-mailed is answered 204, without a body.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=of_answers(nothing_to_say, *REMOVES_OR_SENDS),
    ),
    Rule(
        id="H.6",
        says="No two answers have the same x-request-id.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on errors: a trace leads to one request",
        check=traces_are_unique,
    ),
    Rule(
        id="H.7",
        says="An idempotency key means the same upload for thirty minutes.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on idempotent requests",
        check=a_key_means_one_upload,
    ),
)
