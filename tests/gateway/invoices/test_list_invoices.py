"""GET /api/qonto/invoices."""

import pytest

from gateway.db.tables import audit_log, burnt_numbers, financial_documents
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice, FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_page_shows_what_qonto_has_with_what_we_know_of_it(shop: Shop) -> None:
    draft = await shop.draft()

    listed = await shop.ask("list_invoices")

    (row,) = listed.body["invoices"]
    assert row == draft
    assert (listed.body["count"], listed.body["meta"]["total_count"]) == (1, 1)
    assert row["workflow_status"] == "synchronized"


async def test_pages_are_walked_by_number_and_size(shop: Shop) -> None:
    drafts = [await shop.draft(place) for place in range(3)]

    second = await shop.ask("list_invoices", params={"page": 2, "per_page": 2})

    assert [row["id"] for row in second.body["invoices"]] == [drafts[0]["id"]]
    assert second.body["meta"] == {
        "current_page": 2,
        "next_page": None,
        "prev_page": 1,
        "total_pages": 2,
        "total_count": 3,
        "per_page": 2,
    }


async def test_all_walks_to_the_end(shop: Shop) -> None:
    drafts = [await shop.draft(place) for place in range(3)]

    whole = await shop.ask("list_invoices", params={"all": "true", "per_page": 1})

    assert [row["id"] for row in whole.body["invoices"]] == [draft["id"] for draft in reversed(drafts)]
    assert whole.body["meta"]["next_page"] is None


@pytest.mark.parametrize(
    ("status", "places"),
    [("draft", [0]), ("unpaid", [1]), ("canceled", [2]), ("cancelled", [2]), ("paid", [])],
)
async def test_the_filter_speaks_the_words_of_the_business(
    shop: Shop, status: str, places: list[int]
) -> None:
    made = [await shop.draft(0), await shop.final(1), await shop.final(2)]
    shop.on_dashboard(CancelClientInvoice(id=made[2]["id"]))

    listed = await shop.ask("list_invoices", params={"status": status})

    assert [row["id"] for row in listed.body["invoices"]] == [made[place]["id"] for place in places]


async def test_overdue_is_unpaid_and_past_due(shop: Shop) -> None:
    late = await shop.final(1)
    await shop.final(3)
    shop.stack.wait(days=16)

    listed = await shop.ask("list_invoices", params={"status": "overdue"})

    assert [row["id"] for row in listed.body["invoices"]] == [late["id"]]


@pytest.mark.parametrize(
    "params", [{"status": "lost"}, {"page": 0}, {"per_page": 501}, {"page": "two"}], ids=str
)
async def test_a_parameter_that_makes_no_sense_is_named(shop: Shop, params: dict[str, object]) -> None:
    refused = await shop.ask("list_invoices", params=params)

    assert (refused.status, refused.code) == (422, "INVALID_PARAMETER")
    assert refused.body["details"]["fields"][0]["field"] == next(iter(params))


async def test_an_invoice_made_on_the_dashboard_has_null_local_keys(shop: Shop, elsewhere: str) -> None:
    listed = await shop.ask("list_invoices")

    (row,) = listed.body["invoices"]
    assert row["id"] == elsewhere
    assert (row["local_document_id"], row["workflow_status"], row["has_local_pdf"]) == (None, None, False)
    assert await shop.rows(financial_documents) == []


async def test_what_was_finalised_on_the_dashboard_is_learnt(shop: Shop) -> None:
    draft = await shop.draft()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    listed = await shop.ask("list_invoices")

    (row,) = await shop.rows(financial_documents)
    (burnt,) = await shop.rows(burnt_numbers)
    assert listed.body["invoices"][0]["status"] == "unpaid"
    assert (row["status"], row["number"], row["finalized_by"]) == ("finalized", "F-2026-001", "qonto")
    assert (burnt["number"], burnt["burnt_by"]) == ("F-2026-001", "qonto")
    assert "qonto_differs" in [entry["action"] for entry in await shop.rows(audit_log)]


async def test_a_stale_list_takes_nothing_back(shop: Shop) -> None:
    draft = await shop.draft()
    memory = shop.stack.world.snapshot()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))
    await shop.ask("list_invoices")
    shop.fault("list_client_invoices", Kind.STALE_READ, memory=memory)

    await shop.ask("list_invoices")

    (row,) = await shop.rows(financial_documents)
    assert (row["status"], row["number"]) == ("finalized", "F-2026-001")


async def test_a_page_past_the_last_one_is_refused_or_empty(shop: Shop) -> None:
    await shop.draft()

    listed = await shop.ask("list_invoices", params={"page": 7})

    assert listed.status in {200, 422}
    assert listed.body.get("invoices", []) == []


async def test_a_page_costs_the_same_number_of_questions_whatever_its_length(shop: Shop) -> None:
    for place in range(5):
        await shop.draft(place)
    before = len(shop.stack.bank.journal.exchanges)

    await shop.ask("list_invoices")

    assert len(shop.stack.bank.journal.exchanges) == before + 1
