"""What tells one edition of Qonto's API from the other, line by line."""

from copy import deepcopy
from typing import Any

import pytest

import contracts
from contracts import documents
from contracts.contract import Contract

GUIDE = contracts.load("qonto", "guide")
TODAY = contracts.load("qonto", "2026-11")

# The guide's table of official endpoints (its section 2), the resources served so far.
TABLE = {
    "/v2/client_invoices": {"GET list", "GET detail", "POST", "PATCH", "DELETE"},
    "/v2/quotes": {"GET list", "GET detail", "POST", "PATCH", "DELETE"},
    "/v2/credit_notes": {"GET list", "GET detail"},
    "/v2/clients": {"GET list", "GET detail", "POST", "PATCH"},
    "/v2/transactions": {"GET list", "GET detail"},
    "/v2/bank_accounts": {"GET list"},
    "/v2/attachments": {"GET list", "POST", "DELETE"},
}


def test_the_guide_serves_its_table_and_the_departures_it_gives_reasons_for() -> None:
    overlay = documents.read("editions/guide.yaml")
    departures = {id for entry in overlay["x-departures"] for id in entry["operations"]}
    in_table = {id for id, operation in GUIDE.operations.items() if _cell(operation.path, operation.method)}

    assert {_cell(GUIDE.operations[id].path, GUIDE.operations[id].method) for id in in_table} == {
        (path, cell) for path, cells in TABLE.items() for cell in cells
    }
    assert departures == set(GUIDE.operations) - in_table
    assert all(entry["reason"] for entry in overlay["x-departures"])


def test_the_editions_differ_in_these_operations_only() -> None:
    assert set(GUIDE.operations) - set(TODAY.operations) == {"list_attachments", "delete_attachment"}
    assert set(TODAY.operations) - set(GUIDE.operations) == {
        "show_bank_account",
        "delete_client",
        "create_credit_note",
        "show_settings",
        "update_settings",
    }


@pytest.mark.parametrize("operation_id", ["create_client", "create_client_invoice", "create_quote"])
def test_a_create_answers_200_in_the_guide_and_201_today(operation_id: str) -> None:
    assert GUIDE.operations[operation_id].success_status == 200
    assert "201" not in GUIDE.operations[operation_id].responses
    assert TODAY.operations[operation_id].success_status == 201
    assert "200" not in TODAY.operations[operation_id].responses


def test_an_upload_answers_200_in_both() -> None:
    assert GUIDE.operations["upload_attachment"].success_status == 200
    assert TODAY.operations["upload_attachment"].success_status == 200


def test_lines_come_back_as_numbers_in_the_guide_and_as_strings_today() -> None:
    numbers = {"quantity": 1.5, "unit_price": 19.99, "vat_rate": 0.2}
    strings = {
        "quantity": "1.5",
        "unit_price": {"value": "19.99", "currency": "EUR"},
        "vat_rate": "0.2",
    }

    assert _line_errors(GUIDE, numbers) == set()
    assert _line_errors(TODAY, strings) == set()
    assert _line_errors(GUIDE, strings) == {"/quantity", "/unit_price", "/vat_rate"}
    assert _line_errors(TODAY, numbers) == {"/quantity", "/unit_price", "/vat_rate"}


def test_lines_are_asked_for_with_strings_in_both() -> None:
    assert GUIDE.schema("ClientInvoiceItemInput") == TODAY.schema("ClientInvoiceItemInput")


@pytest.mark.parametrize("document", ["ClientInvoice", "CreditNote", "Quote"])
def test_the_pdf_has_a_url_of_its_own_in_the_guide_only(document: str) -> None:
    assert "pdf_url" in GUIDE.schema(document)["required"]
    assert "pdf_url" not in TODAY.schema(document)["properties"]
    assert "attachment_id" in TODAY.schema(document)["required"]
    assert "attachment_id" in GUIDE.schema(document)["required"]


def test_without_a_status_an_invoice_is_a_draft_in_the_guide_only() -> None:
    assert GUIDE.schema("ClientInvoiceCreate")["properties"]["status"]["default"] == "draft"
    assert "default" not in TODAY.schema("ClientInvoiceCreate")["properties"]["status"]


@pytest.mark.parametrize(
    ("operation_id", "body", "quirk"),
    [
        ("create_client", {"type": "individual", "name": "Léa Garnier"}, "type_for_kind"),
        ("send_client_invoice", {"recipient_emails": ["a@b.example"]}, "recipient_emails"),
        ("update_client_invoice", {"purchase_order_number": "CMD-1"}, "purchase_order_number"),
        ("update_quote", {"purchase_order_number": "CMD-1"}, "purchase_order_number"),
    ],
)
def test_the_reference_clients_own_words_are_named_quirks_of_the_guide(
    operation_id: str, body: dict[str, Any], quirk: str
) -> None:
    guide, today = GUIDE.operations[operation_id], TODAY.operations[operation_id]

    assert guide.accepts_request(body)
    assert guide.deviant(body) == (quirk,)
    assert guide.unread(body) == ()
    assert today.deviant(body) == ()
    assert today.unread(body) != ()


def test_documented_words_are_no_quirk_anywhere() -> None:
    body = GUIDE.document["components"]["examples"]["ClientInvoiceCreateDraft"]["value"]

    for contract in (GUIDE, TODAY):
        operation = contract.operations["create_client_invoice"]
        assert operation.accepts_request(body)
        assert operation.deviant(body) == ()
        assert operation.unread(body) == ()


@pytest.mark.parametrize("operation_id", ["create_client", "send_client_invoice"])
def test_neither_the_old_words_nor_the_new_ones_is_refused_in_both(operation_id: str) -> None:
    for contract in (GUIDE, TODAY):
        assert not contract.operations[operation_id].accepts_request({"email_body": "x", "email": None})


@pytest.mark.parametrize("operation_id", ["list_client_invoices", "list_quotes"])
def test_a_status_without_brackets_filters_in_the_guide_only(operation_id: str) -> None:
    guide, today = GUIDE.operations[operation_id], TODAY.operations[operation_id]

    assert guide.deviant_query({"status": ["draft"], "page": ["1"]}) == ("unbracketed_status",)
    assert guide.undeclared_query({"status": ["draft"]}) == ()
    assert today.deviant_query({"status": ["draft"]}) == ()
    assert today.undeclared_query({"status": ["draft"]}) == ("status",)


def test_a_quote_may_be_sent_without_a_body_in_the_guide_only() -> None:
    guide, today = GUIDE.operations["send_quote"], TODAY.operations["send_quote"]

    assert not guide.request_required
    assert today.request_required
    assert not guide.accepts_request({})
    assert not today.accepts_request({})


def test_an_invoice_names_its_quote_today_only() -> None:
    assert "quote_id" in TODAY.schema("ClientInvoiceCreate")["properties"]
    assert "quote_id" not in GUIDE.schema("ClientInvoiceCreate")["properties"]
    assert "invoice" in TODAY.operations["create_quote"].responses["201"]["links"]
    assert "invoice" not in GUIDE.operations["create_quote"].responses["200"]["links"]


def test_loading_one_edition_leaves_the_other_alone() -> None:
    before = deepcopy(TODAY.document)

    contracts.load("qonto", "guide")

    assert contracts.load("qonto", "2026-11").document == before
    assert contracts.load("qonto", "2026-11") is TODAY


def test_the_guide_is_what_one_gets_without_asking() -> None:
    assert contracts.load("qonto") is GUIDE


@pytest.mark.parametrize(("name", "edition"), [("bank", None), ("qonto", "2025-01")])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str, edition: str | None) -> None:
    with pytest.raises(ValueError, match=r"there are (qonto, gateway, control|guide, 2026-11)"):
        contracts.load(name, edition)


def _cell(path: str, method: str) -> tuple[str, str] | None:
    """Where the guide's table has this call; None for what it has no column or no row for."""
    collection, _, rest = path.partition("/{id}")
    detail = "{id}" in path
    if rest or collection not in TABLE:
        return None
    cell = f"GET {'detail' if detail else 'list'}" if method == "GET" else method
    return (collection, cell) if cell in TABLE[collection] else None


def _line_errors(contract: Contract, changed: dict[str, Any]) -> set[str]:
    invoice = contract.document["components"]["examples"]["ClientInvoiceUnpaid"]["value"]["client_invoice"]
    line = deepcopy(invoice["items"][0]) | changed
    return {
        f"/{breach.pointer.split('/')[1]}" for breach in contract.schema_errors("ClientInvoiceItem", line)
    }
