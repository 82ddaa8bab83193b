"""How an operation judges requests, queries and answers."""

from copy import deepcopy
from typing import Any

import pytest

import contracts

TODAY = contracts.load("qonto", "2026-11")
CREATE = TODAY.operations["create_client_invoice"]
LIST = TODAY.operations["list_client_invoices"]
DRAFT: dict[str, Any] = TODAY.document["components"]["examples"]["ClientInvoiceCreateDraft"]["value"]
ANSWER: dict[str, Any] = TODAY.document["components"]["examples"]["ClientInvoiceDraft"]["value"]


def test_operations_are_found_by_id_and_by_route() -> None:
    assert TODAY.by_route["POST", "/v2/client_invoices"] is CREATE
    assert (CREATE.method, CREATE.path) == ("POST", "/v2/client_invoices")
    assert (CREATE.request_media, CREATE.request_required) == ("application/json", True)
    assert TODAY.operations["upload_attachment"].request_media == "multipart/form-data"
    assert TODAY.operations["finalize_client_invoice"].request_media is None


def test_the_pointer_names_a_missing_field_itself() -> None:
    body = {name: value for name, value in DRAFT.items() if name != "payment_methods"}

    (breach,) = CREATE.request_errors(body)

    assert (breach.pointer, breach.keyword) == ("/payment_methods", "required")
    assert breach.schema_path == "/components/schemas/ClientInvoiceCreate/required"


def test_the_pointer_leads_into_lists() -> None:
    body = deepcopy(DRAFT)
    body["items"][0]["quantity"] = 3
    del body["items"][0]["unit_price"]["currency"]

    pointers = {breach.pointer: breach.keyword for breach in CREATE.request_errors(body)}

    assert pointers == {"/items/0/quantity": "type", "/items/0/unit_price/currency": "required"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_id", "someone"),
        ("issue_date", "2026-02-30"),
        ("currency", "euro"),
        ("status", "paid"),
        ("number", "F" * 41),
        ("header", "x" * 1001),
        ("items", [{}]),
        ("items", [DRAFT["items"][0] | {"title": "x" * 41}]),
        ("items", [DRAFT["items"][0] | {"quantity": "-1"}]),
        ("items", [DRAFT["items"][0] | {"vat_rate": "20"}]),
        ("items", [DRAFT["items"][0] | {"unit_price": 49.9}]),
        ("items", [DRAFT["items"][0] | {"description": "x" * 1801}]),
    ],
)
def test_a_field_that_breaks_its_rule_is_refused(field: str, value: Any) -> None:
    body = DRAFT | {field: value}

    assert CREATE.accepts_request(DRAFT)
    assert not CREATE.accepts_request(body)
    assert all(breach.pointer.startswith(f"/{field}") for breach in CREATE.request_errors(body))


def test_a_body_wrapped_in_its_name_misses_everything() -> None:
    pointers = {breach.pointer for breach in CREATE.request_errors({"client_invoice": DRAFT})}

    assert "/payment_methods" in pointers
    assert CREATE.unread({"client_invoice": DRAFT}) == ("/client_invoice",)


def test_unknown_fields_are_accepted_and_pointed_out_at_any_depth() -> None:
    body = deepcopy(DRAFT) | {"a/b": 1, "settings": {"vat_number": None, "colour": "red"}}
    body["items"][0]["weight"] = 2

    assert CREATE.accepts_request(body)
    assert set(CREATE.unread(body)) == {"/a~1b", "/settings/colour", "/items/0/weight"}


def test_a_person_needs_two_names_and_a_company_one() -> None:
    create = TODAY.operations["create_client"]

    assert create.accepts_request({"kind": "company", "name": "Morel"})
    assert create.accepts_request({"kind": "freelancer", "first_name": "Léa", "last_name": "Garnier"})
    assert [breach.pointer for breach in create.request_errors({"kind": "company"})] == ["/name"]
    assert {breach.pointer for breach in create.request_errors({"kind": "individual", "name": "Léa"})} == {
        "/first_name",
        "/last_name",
    }


def test_a_long_value_does_not_make_a_long_message() -> None:
    (breach,) = CREATE.request_errors(DRAFT | {"currency": "x" * 100_000})

    assert len(breach.message) <= 300


def test_an_answer_must_be_whole_and_nothing_more() -> None:
    invented = {"client_invoice": ANSWER["client_invoice"] | {"colour": "red"}}
    lacking = {"client_invoice": {k: v for k, v in ANSWER["client_invoice"].items() if k != "number"}}

    assert CREATE.accepts_response(201, ANSWER)
    assert [(b.pointer, b.keyword) for b in CREATE.response_errors(201, invented)] == [
        ("/client_invoice/colour", "additionalProperties")
    ]
    assert [(b.pointer, b.keyword) for b in CREATE.response_errors(201, lacking)] == [
        ("/client_invoice/number", "required")
    ]


def test_an_undeclared_status_is_a_breach() -> None:
    (breach,) = CREATE.response_errors(418, {})

    assert breach.keyword == "status"
    assert "418" in breach.message


def test_an_undeclared_content_type_is_a_breach() -> None:
    show = TODAY.operations["show_client"]

    assert show.accepts_response(404, "404 page not found", "text/plain")
    assert [breach.keyword for breach in show.response_errors(200, "hello", "text/plain")] == ["content"]


def test_an_answer_without_body_has_none() -> None:
    delete = TODAY.operations["delete_client_invoice"]

    assert delete.accepts_response(204, None)
    assert delete.accepts_response(204, b"")
    assert [breach.keyword for breach in delete.response_errors(204, {"deleted": True})] == ["content"]


def test_whatever_a_failing_server_says_is_declared() -> None:
    assert CREATE.accepts_response(500, {"any": "thing"})
    assert CREATE.accepts_response(504, "<html>", "text/html")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "two"),
        ("page", "9" * 5000),
        ("page", ""),
        ("per_page", "501"),
        ("sort_by", "number:asc"),
        ("exclude_imported", "maybe"),
        ("filter[due_date]", "tomorrow"),
        ("filter[created_at_from]", "2026"),
    ],
)
def test_a_wrong_query_value_is_named(name: str, value: str) -> None:
    (breach,) = LIST.query_errors({name: [value]})

    assert breach.pointer == name


def test_a_list_of_invoices_may_be_longer_than_other_lists() -> None:
    clients = TODAY.operations["list_clients"]

    assert LIST.query_errors({"per_page": ["500"]}) == ()
    assert clients.query_errors({"per_page": ["100"]}) == ()
    assert [breach.pointer for breach in clients.query_errors({"per_page": ["101"]})] == ["per_page"]


def test_a_status_nobody_knows_is_no_error() -> None:
    assert LIST.query_errors({"filter[status]": ["draft,gone", "lost"]}) == ()


def test_unknown_parameters_are_ignored_and_pointed_out() -> None:
    query = {"current_page": ["2"], "page": ["1"]}

    assert LIST.query_errors(query) == ()
    assert LIST.undeclared_query(query) == ("current_page",)


def test_a_query_is_read_with_types_and_defaults() -> None:
    typed = LIST.typed_query({"filter[status]": ["unpaid,paid", "draft"], "page": ["1", "3"], "x": ["1"]})

    assert typed == {
        "filter[status]": ["unpaid", "paid", "draft"],
        "page": 3,
        "per_page": 100,
        "sort_by": "created_at:desc",
        "exclude_imported": True,
    }


def test_the_values_of_an_enum_can_be_asked_for() -> None:
    assert TODAY.enum("ClientInvoice", "status") == ("draft", "unpaid", "paid", "canceled")
