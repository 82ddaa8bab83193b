"""Family G: how a gateway answers, and what it asks of the bank meanwhile."""

import re
from functools import cache

import contracts
from contracts.documents import resolve
from contracts.rules.following import Act
from contracts.rules.patterns import KEPT, Found, held, of_acts
from contracts.rules.rule import Provenance, Rule, Side

SHOWS = frozenset({"show_invoice", "show_quote", "show_credit_note"})
SYNCS = ("sync_transactions", "sync_invoices")
PAGES = frozenset({"show_confirmation", "confirm_finalization", "show_quote_view"})
"""Answered in HTML, or with a file."""
LISTS = (
    "list_invoices",
    "list_service_invoices",
    "list_quotes",
    "list_service_quotes",
    "list_credit_notes",
    "list_transactions",
    "list_clients",
)
_WRITES_WITH_A_KEY = frozenset({"upload_attachment", "upload_transaction_attachment"})
_DOCUMENTS = re.compile(r"/v2/(?:client_invoices|quotes|credit_notes)(?:/|\?|$)")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ ]?[A-Z0-9]{4}){4,7}")
_TRACE = "Traceback (most recent call last)"
_REFUSED = frozenset({404, 409, 422, 428})
_NOT_FOUND, _NOT_ALLOWED, _BROKEN, _LATER, _TOO_MANY = 404, 405, 500, 503, 429
_SUCCESS, _FAILURE = range(200, 300), 400


# ---------------------------------------------------------------- the envelope
def success_says_so(act: Act) -> Found:
    call = act.call
    if call.status not in _SUCCESS or not isinstance(call.answered, dict) or call.operation is None:
        return None
    return KEPT if call.answered.get("success") is True else f"{call.operation}: no success in a success"


def failure_says_so(act: Act) -> Found:
    call = act.call
    if call.status < _FAILURE or call.operation in PAGES or call.answered is None:
        return None
    answered = call.answered if isinstance(call.answered, dict) else {}
    kept = (
        answered.get("success") is False
        and bool(answered.get("error"))
        and str(answered.get("code")).isupper()
        and isinstance(answered.get("details"), dict)
    )
    return KEPT if kept else f"{call.status} is no failure with error, code and details"


def code_of_the_contract(act: Act) -> Found:
    call = act.call
    codes = codes_of(call.operation, call.status)
    if not codes or call.code is None:
        return None
    return KEPT if call.code in codes else f"{call.operation}: {call.status} {call.code}"


@cache
def codes_of(operation: str | None, status: int) -> frozenset[str]:
    contract = contracts.load("gateway")
    found = contract.operations.get(operation or "")
    documented = {} if found is None else found.definition["responses"].get(str(status), {})
    return frozenset(resolve(contract.document, documented).get("x-codes", ()))


def never_breaks(act: Act) -> Found:
    return KEPT if act.call.status != _BROKEN else f"{act.call.operation}: {_BROKEN} {act.call.code}"


def says_when(act: Act) -> Found:
    call = act.call
    if call.status not in {_LATER, _TOO_MANY} or not call.headers:
        return None
    return KEPT if "retry-after" in call.headers else f"{call.operation}: {call.status} without a Retry-After"


def says_which_verbs(act: Act) -> Found:
    if act.call.status != _NOT_ALLOWED or not act.call.headers:
        return None
    return (
        KEPT if act.call.headers.get("allow") else f"{act.call.method} {act.call.target}: 405 without Allow"
    )


def keeps_its_secrets(act: Act) -> Found:
    if _TRACE in act.call.text:
        return f"{act.call.operation} shows a stack trace"
    debugging = (act.call.operation or "").startswith("show_debug")
    return f"{act.call.operation} shows an IBAN" if debugging and _IBAN.search(act.call.text) else KEPT


def pages_add_up(act: Act) -> Found:
    meta = held(act.call.answered, "meta")
    if not act.call.ok or not isinstance(meta, dict):
        return None
    numbers = [meta.get(name) for name in ("current_page", "total_pages", "total_count", "per_page")]
    if not all(isinstance(number, int) for number in numbers):
        return None
    current, pages, total, per_page = (int(number or 0) for number in numbers)
    wanted = max(1, -(-total // max(1, per_page)))
    kept = (
        pages in {wanted, 0 if total == 0 else wanted}
        and meta.get("next_page") == (current + 1 if current < pages else None)
        and 1 <= current <= max(1, pages)
    )
    return KEPT if kept else f"{act.call.operation}: meta {meta}"


_CONTRACT = "the gateway's contract"

RULES = (
    Rule(
        id="G.1",
        says="A success says so: success is true.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 5",
        check=of_acts(success_says_so),
        protocol=True,
    ),
    Rule(
        id="G.2",
        says="A failure has a sentence for a person, a code for a machine, and details.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source=f"guide, section 5; {_CONTRACT}",
        check=of_acts(failure_says_so),
        protocol=True,
    ),
    Rule(
        id="G.3",
        says="The code of a failure is one that the contract names for that answer.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=f"{_CONTRACT}, x-codes",
        check=of_acts(code_of_the_contract),
        protocol=True,
    ),
    Rule(
        id="G.4",
        says="A gateway never answers 500.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="what is expected is no 500",
        check=of_acts(never_breaks),
    ),
    Rule(
        id="G.5",
        says="An answer 429 or 503 says after how long to come back.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(says_when),
        refuses={"update_quote": (_LATER,)},
        protocol=True,
    ),
    Rule(
        id="G.6",
        says="An answer 405 says which verbs there are.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="HTTP",
        check=of_acts(says_which_verbs),
        protocol=True,
    ),
    Rule(
        id="G.7",
        says="No answer shows a stack trace, and no debugging answer an IBAN.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(keeps_its_secrets),
    ),
    Rule(
        id="G.9",
        says="A list adds up, and a page past its end is refused.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(pages_add_up, *LISTS),
        refuses=dict.fromkeys(LISTS, (422,)),
    ),
)
