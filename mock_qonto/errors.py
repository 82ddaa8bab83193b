"""
Every refusal of the bank: status, code, detail, one constructor each.

The codes and their statuses are those of Qonto's error pages and of observed answers; where neither
says anything the constructor's comment says that the choice is ours.
"""

from collections.abc import Mapping
from typing import Any

ATTRIBUTES = "/data/attributes"
"""Pointers into a body are of the JSON:API kind, although bodies are flat."""


class Refusal(Exception):
    """A request the bank understood and turned down. `web/refusing.py` makes it an answer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str | None = None,
        parameter: str | None = None,
        meta: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        states_status: bool = False,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.parameter = parameter
        self.meta = meta
        self.headers = headers
        self.states_status = states_status
        """The client invoice family repeats the status inside the error."""


class Unrouted(Exception):
    """No such route: the edge answers in plain text, without a request id, before the API is reached."""


# ---------------------------------------------------------------- who are you
def authorization_missing() -> Refusal:
    return Refusal(400, "bad_request", "Authorization field missing")


def authorization_invalid() -> Refusal:
    return Refusal(401, "authorization_token_invalid", "authorization token invalid")


def oauth_required() -> Refusal:
    # Quirk: a key on an OAuth-only operation is 401, not 403.
    return Refusal(401, "unauthorized", "OAuth2 authentication is required here")


def forbidden() -> Refusal:
    return Refusal(403, "forbidden", "You do not have sufficient permissions to perform this action")


# ---------------------------------------------------------------- how it was asked
def malformed_json(why: str) -> Refusal:
    return Refusal(400, "malformed_json", f"the body is not valid JSON: {why}")


def malformed_form(why: str) -> Refusal:
    return Refusal(400, "bad_request", f"the body is not a valid form: {why}")


def body_missing() -> Refusal:
    # Quirk: an empty body on an endpoint that needs one is the parser's own word.
    return Refusal(422, "invalid_body", "EOF")


def media_type_unsupported(wanted: str) -> Refusal:
    return Refusal(415, "unsupported_media_type", f"the body must be {wanted}")


def body_too_large(limit_bytes: int) -> Refusal:
    return Refusal(413, "payload_too_large", f"the body may not exceed {limit_bytes} bytes")


def invalid_format(pointer: str, why: str) -> Refusal:
    return Refusal(422, "invalid_format", why, pointer=pointer)


def invalid_parameter(name: str, why: str) -> Refusal:
    return Refusal(422, "invalid_format", why, parameter=name)


def page_out_of_range(page: int, pages: int) -> Refusal:
    return Refusal(422, "invalid", f"page {page} is past the last one ({pages})", parameter="page")


def search_limit_reached(limit: int) -> Refusal:
    return Refusal(
        422, "search_limit_reached", f"more than {limit} results; narrow the filters", parameter="page"
    )


def too_many_requests(retry_after_s: int) -> Refusal:
    return Refusal(
        429, "too_many_requests", "Too Many Requests", headers={"Retry-After": str(max(1, retry_after_s))}
    )


# ---------------------------------------------------------------- what it was asked of
def not_found(what: str, id: str) -> Refusal:
    return Refusal(404, "not_found", f"{what} {id} was not found")


def verb_not_found() -> Refusal:
    # Quirk: a verb that a path does not have is 404 in the API's own JSON, never 405.
    return Refusal(404, "not_found", "not found")


# ---------------------------------------------------------------- clients
def name_missing(pointer: str) -> Refusal:
    return Refusal(422, "invalid", "name can't be blank", pointer=f"{ATTRIBUTES}{pointer}")


# ---------------------------------------------------------------- invoices: what they are made of
def iban_empty() -> Refusal:
    return _invoice(422, "invalid_iban", "IBAN is empty", "/payment_methods/iban")


def iban_not_ours() -> Refusal:
    # The code is documented for an empty IBAN; that a foreign one gets it too is our choice.
    detail = "IBAN does not belong to an active account of the organization"
    return _invoice(422, "invalid_iban", detail, "/payment_methods/iban")


def client_unknown(id: str) -> Refusal:
    return _invoice(422, "invalid_client_id", f"client {id} does not exist", "/client_id")


def client_without_currency() -> Refusal:
    return _invoice(422, "invalid", "the client has no currency", "/currency")


def currency_differs(asked: str, clients: str) -> Refusal:
    return _invoice(422, "invalid", f"currency {asked} is not the client's ({clients})", "/currency")


def client_incomplete(missing: str) -> Refusal:
    # Documented as needed for invoicing; how its absence is refused is not, so the code is our choice.
    return _invoice(422, "invalid", f"the client has no {missing}", f"/client/{missing}")


def due_before_issue() -> Refusal:
    # Our choice: no document says how a due date before the issue date is refused.
    return _invoice(422, "invalid_format", "due_date must not be before issue_date", "/due_date")


def performance_reversed() -> Refusal:
    detail = "performance_end_date must not be before performance_start_date"
    return _invoice(422, "invalid_format", detail, "/performance_end_date")


def item_currency_differs(row: int, asked: str, documents: str) -> Refusal:
    detail = f"currency {asked} is not the document's ({documents})"
    return _invoice(422, "invalid", detail, f"/items/{row}/unit_price/currency")


def discount_too_large(pointer: str) -> Refusal:
    return _invoice(422, "invalid", "the discount exceeds what it is taken from", f"{pointer}/value")


def items_missing() -> Refusal:
    # A draft may be without lines; a final invoice may not. Our choice of code.
    return _invoice(422, "invalid", "items can't be blank", "/items")


# ---------------------------------------------------------------- invoices: their numbers
def number_missing() -> Refusal:
    return _invoice(422, "invalid", "number can't be blank when numbering_mode is manual", "/number")


def number_taken(number: str) -> Refusal:
    return _invoice(
        409, "invoice_number_already_exists", f"invoice number {number} already exists", "/number"
    )


# ---------------------------------------------------------------- invoices: their life
def not_a_draft(status: str) -> Refusal:
    return _invoice(412, "invoice_not_in_draft_status", f"the invoice is {status}, not draft")


def not_possible_when(status: str, verb: str) -> Refusal:
    # Our choice: the documents name no code for an item action in the wrong status.
    return _invoice(422, "invalid", f"an invoice that is {status} cannot be {verb}", "/status")


def paid_in_the_future() -> Refusal:
    return _invoice(422, "invalid", "paid_at must not be in the future", "/paid_at")


# ---------------------------------------------------------------- credit notes
# Documented are the rules alone; that breaking one is 422 `invalid`, and what it points to, are our choices.
# An invoice nobody knows is not 404, which here says that credit notes cannot be made at all.
def credited_invoice_unknown(id: str) -> Refusal:
    return _invoice(422, "invalid", f"client invoice {id} does not exist", "/invoice_id")


def not_creditable_when(status: str) -> Refusal:
    return _invoice(422, "invalid", f"an invoice that is {status} cannot be credited", "/invoice_id")


def credit_currency_differs(asked: str, invoices: str) -> Refusal:
    return _invoice(422, "invalid", f"currency {asked} is not the invoice's ({invoices})", "/currency")


def credit_too_large(asked: str, left: str) -> Refusal:
    detail = f"the credit notes of the invoice would exceed its total: {asked} asked, {left} left to credit"
    return _invoice(422, "invalid", detail, "/items")


def credit_note_number_taken(number: str) -> Refusal:
    # The code is documented for invoices; credit notes are numbered apart from them.
    return _invoice(
        409, "invoice_number_already_exists", f"credit note number {number} already exists", "/number"
    )


# ---------------------------------------------------------------- quotes
# Observed are the missing PDF, and that a quote which was sent is not removed. The other codes are named
# after those of the invoices: our choice.
def expiry_before_issue() -> Refusal:
    return _invoice(422, "invalid_format", "expiry_date must not be before issue_date", "/expiry_date")


def quote_number_taken(number: str) -> Refusal:
    detail = f"quote number {number} already exists, or did once"
    return _invoice(409, "invoice_number_already_exists", detail, "/number")


def quote_without_pdf() -> Refusal:
    return _invoice(412, "quote_has_no_attachment", "the PDF of the quote has not been made yet")


def quote_not_waiting(status: str) -> Refusal:
    return _invoice(412, "forbidden_quote_update", f"the quote is {status}, not pending_approval")


def quote_not_removable(why: str) -> Refusal:
    return _invoice(412, "forbidden_quote_deletion", f"a quote that {why} cannot be deleted")


def quote_not_possible_when(status: str, verb: str) -> Refusal:
    return _invoice(422, "invalid", f"a quote that is {status} cannot be {verb}", "/status")


def quote_unknown(id: str) -> Refusal:
    return _invoice(422, "invalid", f"quote {id} does not exist", "/quote_id")


def recipients_missing() -> Refusal:
    return _invoice(422, "invalid", "send_to can't be blank: the client has no email", "/send_to")


# ---------------------------------------------------------------- attachments
def file_missing() -> Refusal:
    return Refusal(422, "invalid", "file is missing", pointer=f"{ATTRIBUTES}/file")


def file_type_unsupported() -> Refusal:
    return Refusal(
        422, "not_in_list", "the file must be a PDF, a JPEG or a PNG", pointer=f"{ATTRIBUTES}/file"
    )


def _invoice(status: int, code: str, detail: str, pointer: str | None = None) -> Refusal:
    where = None if pointer is None else f"{ATTRIBUTES}{pointer}"
    return Refusal(status, code, detail, pointer=where, states_status=True)
