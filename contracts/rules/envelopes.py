"""Family E: what is there and what is not, the envelope of a refusal, the edge, and who asks."""

from collections.abc import Iterator

from contracts.rules import paths
from contracts.rules.exchange import Exchange, first_error
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, of_exchanges, refusal
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

OF_ONE_THING = (
    "show_bank_account",
    "show_client",
    "update_client",
    "delete_client",
    "show_client_invoice",
    "update_client_invoice",
    "delete_client_invoice",
    "finalize_client_invoice",
    "send_client_invoice",
    "mark_client_invoice_paid",
    "unmark_client_invoice_paid",
    "cancel_client_invoice",
    "show_credit_note",
    "show_quote",
    "update_quote",
    "delete_quote",
    "send_quote",
    "show_attachment",
    "delete_attachment",
    "show_transaction",
    "list_transaction_attachments",
    "upload_transaction_attachment",
    "delete_transaction_attachment",
    "delete_transaction_attachments",
    "show_label",
)
_BAD, _UNAUTHORIZED, _NOT_FOUND, _INVALID, _TOO_MANY, _BROKEN = 400, 401, 404, 422, 429, 500
_OF_401 = frozenset({"authorization_token_invalid", "authorization_header_missing", "unauthorized"})
_ACTION = 4
"""So many slashes are in the path of an action on one thing."""


# ---------------------------------------------------------------- what is there
def it_was_deleted(_: Journal, step: Step) -> Found:
    return f"of {step.subject}, which was deleted," if step.gone else None


def what_is_there_is_found(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    for step in journal.steps:
        exchange = step.exchange
        # What the path names besides its first id may be what is missing.
        named_alone = exchange.operation is not None and exchange.path.count("/") <= _ACTION
        if step.there and named_alone and exchange.judged:
            yield verdict(
                step,
                kept=exchange.status != _NOT_FOUND,
                otherwise=f"{exchange.operation}: {step.subject} is there and was not found",
            )


# ---------------------------------------------------------------- the envelope
def in_the_envelope(exchange: Exchange) -> Found:
    if not _BAD <= exchange.status < _BROKEN or exchange.operation is None or exchange.method == "HEAD":
        return None
    if exchange.answered is None or (
        exchange.status == _NOT_FOUND and not isinstance(exchange.answered, dict)
    ):
        return None
    error = first_error(exchange.answered)
    lacking = [name for name in ("code", "detail", "trace_id") if error is None or not error.get(name)]
    return f"{exchange.status} without {' and '.join(lacking)}" if lacking else KEPT


def repeats_its_status(exchange: Exchange) -> Found:
    error = first_error(exchange.answered)
    if exchange.ok or error is None or "status" not in error:
        return None
    kept = error["status"] == str(exchange.status)
    return KEPT if kept else f"{exchange.status} calls itself {error['status']}"


def says_whose_trace(exchange: Exchange) -> Found:
    error, id = first_error(exchange.answered), exchange.headers.get("x-request-id")
    if exchange.ok or error is None or id is None:
        return None
    return KEPT if error.get("trace_id") == id else "the trace id of the error is not that of the header"


def never_breaks(exchange: Exchange) -> Found:
    return KEPT if exchange.status < _BROKEN else f"{exchange.method} {exchange.path}: {exchange.status}"


# ---------------------------------------------------------------- the edge
def edge_knows_no_such_path(journal: Journal) -> Iterator[Occasion]:
    for index, exchange in enumerate(journal.exchanges):
        if not _at_the_edge(exchange) or paths.known(journal.edition, exchange.path):
            continue
        plain = not isinstance(exchange.answered, dict) and exchange.media in {None, "text/plain"}
        quiet = "x-request-id" not in exchange.headers
        kept = exchange.status == _NOT_FOUND and plain and quiet
        yield verdict(index, kept=kept, otherwise=f"{exchange.path}: no plain 404 but {exchange.status}")


def no_verb_is_405(journal: Journal) -> Iterator[Occasion]:
    for index, exchange in enumerate(journal.exchanges):
        if _at_the_edge(exchange) and paths.known(journal.edition, exchange.path):
            yield verdict(
                index,
                kept=exchange.status == _NOT_FOUND,
                otherwise=f"{exchange.method} {exchange.path}: {exchange.status}",
            )


def _at_the_edge(exchange: Exchange) -> bool:
    return (
        exchange.operation is None
        and exchange.plain
        and exchange.path.startswith("/v2/")
        and exchange.status not in {_BAD, _UNAUTHORIZED, _TOO_MANY}
        and exchange.method != "OPTIONS"
    )


# ---------------------------------------------------------------- who asks
def nobody_is_400(exchange: Exchange) -> Found:
    if not exchange.asked_headers or not exchange.path.startswith("/v2/"):
        return None
    if "authorization" in exchange.asked_headers or exchange.status == _TOO_MANY:
        return None
    return KEPT if exchange.status == _BAD else f"without credentials: {exchange.status}"


def a_stranger_is_401(exchange: Exchange) -> Found:
    if exchange.status != _UNAUTHORIZED:
        return None
    code = held(first_error(exchange.answered), "code")
    return KEPT if code in _OF_401 else f"401 with the code {code}"


RULES = (
    refusal(
        id="E.1",
        says="What was deleted, or never was, is not found.",
        by=dict.fromkeys(OF_ONE_THING, _NOT_FOUND),
        when=it_was_deleted,
        also=(_INVALID,),
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages of every resource: 404 not_found",
    ),
    Rule(
        id="E.2",
        says="What some answer has shown is found until somebody deletes it.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages of every resource",
        check=what_is_there_is_found,
    ),
    Rule(
        id="E.3",
        says="A refusal comes in errors[], each with code, detail and trace_id.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on errors",
        check=of_exchanges(in_the_envelope),
    ),
    Rule(
        id="E.4",
        says="An error that names a status names that of its answer.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection: the invoices' errors carry status as a string",
        check=of_exchanges(repeats_its_status),
    ),
    Rule(
        id="E.5",
        says="The trace_id of an error is the x-request-id of its answer.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on errors",
        check=of_exchanges(says_whose_trace),
    ),
    Rule(
        id="E.6",
        says="A path nobody serves is 404 in plain text, from the edge, without an x-request-id.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's changelog of 2026",
        check=edge_knows_no_such_path,
    ),
    Rule(
        id="E.7",
        says="A verb that a path does not have is 404, never 405.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests of bank accounts",
        check=no_verb_is_405,
    ),
    Rule(
        id="E.8",
        says="Whoever says nothing of himself is answered 400.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="examples of Qonto's official collection; a probe of 2026",
        check=of_exchanges(nobody_is_400),
    ),
    Rule(
        id="E.9",
        says="Credentials that open nothing are answered 401, with a code that says so.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on errors",
        check=of_exchanges(a_stranger_is_401),
    ),
    Rule(
        id="E.10",
        says="The bank itself never breaks.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="a mock that breaks teaches nothing",
        check=of_exchanges(never_breaks),
    ),
)
