"""
What of a message may stay as it is: a list of names, and for each the shape its value must have.

Rule 1: what is on no list goes. A name that the contract gains later goes until somebody puts it here.
Rule 2: a listed name with a value of another shape goes too: a status is a word, an id is a UUID.
Rule 3: the name of a field stays when it is made of words; that is all there is to learn of a new field.
"""

import re
from collections.abc import Mapping
from functools import cache

import contracts

_DAY = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
_WORD = r"[a-z]{1,20}(?:_[a-z]{1,20}){0,4}"

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
WORD = re.compile(_WORD)
WORDS = re.compile(rf"{_WORD}(?:,{_WORD}){{0,9}}")
CAMEL = re.compile(r"(?:[A-Z][a-z]{1,20}){1,4}")
MOMENT = re.compile(
    rf"{_DAY}(?:[T ][0-2][0-9]:[0-5][0-9](?::[0-6][0-9])?(?:\.[0-9]{{1,9}})?(?:Z|[+-]\d\d:\d\d)?)?"
)
DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
DOCUMENT = re.compile(r"(?:[A-Z]{1,3}-)?(?:19|20)[0-9]{2}-[0-9]{1,6}")
"""The number of an invoice, a quote or a credit note."""
CURRENCY = re.compile(r"[A-Z]{3}")
COUNTRY = re.compile(r"[A-Z]{2}|\+?[0-9]{1,4}")
"""A country, or what one dials for it."""
LOCALE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
MEDIA = re.compile(r"(?:application|image|text|multipart)/[a-z]{1,20}(?:[+.-][a-z]{1,20}){0,4}")
FORMAT = re.compile(r"IBAN|BIC|SWIFT|SORT_CODE|ROUTING_NUMBER")
POINTER = re.compile(r"(?:/(?:[a-z]{1,20}(?:_[a-z]{1,20}){0,4}|[0-9]{1,3})){1,8}")
SORTING = re.compile(rf"{_WORD}:(?:asc|desc)")
TRUTH = re.compile(r"true|false")

_BY_NAME: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("id", "ids"), ID),
    **dict.fromkeys(
        (
            *("status", "kind", "type", "role", "side", "code", "category", "operation_type", "invoice_type"),
            *("transaction_type", "vat_payment_condition", "numbering_mode", "einvoicing_status"),
        ),
        WORDS,
    ),
    "subject_type": CAMEL,
    "includes": WORDS,
    "timestamp": MOMENT,
    **dict.fromkeys(
        (
            *("value", "quantity", "unit_price", "vat_rate", "rate", "amount", "balance", "settled_balance"),
            *("authorized_balance", "legal_share_capital", "total_vat", "subtotal", "amount_paid", "total"),
            *("amount_excluding_vat", "file_size", "page", "per_page", "current_page", "next_page"),
            *("prev_page", "total_pages", "total_count", "status_code", "guarding_rate"),
            *("current_installment_number", "total_installments_number"),
        ),
        DECIMAL,
    ),
    "number": DOCUMENT,
    "invoice_number": DOCUMENT,
    "currency": CURRENCY,
    "local_currency": CURRENCY,
    **dict.fromkeys(
        (
            *("country_code", "legal_country", "address_country", "residence_country", "nationality"),
            "birth_country",
        ),
        COUNTRY,
    ),
    "locale": LOCALE,
    "file_content_type": MEDIA,
    "counterparty_account_number_format": FORMAT,
    "counterparty_bank_identifier_format": FORMAT,
    "pointer": POINTER,
    "parameter": re.compile(rf"{_WORD}|filter\[{_WORD}\]"),
    "sort_by": SORTING,
    "with_attachments": TRUTH,
    "exclude_imported": TRUTH,
}
_BY_ENDING: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("_id", "_ids"), ID),
    (("_at", "_date", "_at_from", "_at_to", "_date_from", "_date_to"), MOMENT),
    (("_cents", "_amount"), DECIMAL),
)
_GOES = frozenset({("phone", "number")})
"""Names that mean another thing inside something: (outer, name)."""
_FIELD = re.compile(r"[A-Za-z]{1,20}(?:_[A-Za-z]{1,20}){0,5}(?:_[0-9])?")
_BARE = re.compile(r"filter\[([a-z_]+)\](?:\[\])?|([a-z_]+)\[\]")

PATH_WORDS = frozenset({"files", "invoices", "quotes"})
"""Segments of addresses that are no operation's."""


def stays(name: str, text: str, *, inside: str = "") -> bool:
    """Whether the value *text* of the field *name* (in an object called *inside*) may be written down."""
    shape = None if (inside, name) in _GOES else _shape(name)
    return shape is not None and shape.fullmatch(text) is not None


def number_stays(name: str) -> bool:
    """Whether a JSON number may: it is an amount, a rate or a count."""
    return _shape(name) is DECIMAL


def name_stays(name: str) -> bool:
    return _FIELD.fullmatch(name) is not None


def bare(name: str) -> str:
    """A query parameter's name as a field's: `filter[status]` and `status[]` are `status`."""
    found = _BARE.fullmatch(name)
    return name if found is None else found[1] or found[2]


@cache
def query_names() -> frozenset[str]:
    """The names of all query parameters of all editions, as they are spelled."""
    names = {name for edition in contracts.EDITIONS for name in _query_names(edition)}
    return frozenset({*names, *(f"{name}[]" for name in names)})


@cache
def path_words() -> frozenset[str]:
    """What stands in the paths of operations, beside ids."""
    known = {
        segment
        for edition in contracts.EDITIONS
        for operation in contracts.load("qonto", edition).operations.values()
        for segment in operation.path.split("/")
    }
    known |= {segment for one in contracts.capabilities.load().values() for segment in one.path.split("/")}
    return frozenset(word for word in known if word and not word.startswith("{"))


def _query_names(edition: str) -> set[str]:
    operations = contracts.load("qonto", edition).operations.values()
    return {name for operation in operations for name in operation.query_names}


def _shape(name: str) -> re.Pattern[str] | None:
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    return next((shape for endings, shape in _BY_ENDING if name.endswith(endings)), None)
