"""POST /api/qonto/invoices/{id}/finalize: a person is asked, answers once, and a number is burnt."""

from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from gateway.confirmation import hash_of
from gateway.db.tables import audit_log, burnt_numbers, confirmations, financial_documents, intents
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.messages import DeleteClientInvoice, FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.confirming import asked, finalize, footer
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


# ------------------------------------------------------------------ the question
async def test_the_first_call_asks_and_does_nothing(shop: Shop) -> None:
    draft = await shop.draft()

    confirmation = await asked(shop, draft["id"])

    assert confirmation["summary"]["document_id"] == draft["local_document_id"]
    assert confirmation["summary"]["total_amount_cents"] == 5988
    assert confirmation["summary"]["vat"] == [
        {"vat_rate": "0.2", "subtotal_cents": 4990, "total_vat_cents": 998}
    ]
    assert confirmation["expiresAt"] == "2026-02-19T12:05:00Z"
    assert confirmation["url"].endswith(f"/confirm/{confirmation['token']}")
    assert shop.asked_of_bank("finalize_client_invoice") == []
    assert await shop.rows(burnt_numbers) == []


async def test_only_the_hash_of_a_token_is_stored(shop: Shop) -> None:
    draft = await shop.draft()

    token = (await asked(shop, draft["id"]))["token"]

    (row,) = await shop.rows(confirmations)
    assert row["token_hash"] == hash_of(token)
    assert token not in repr(row)


async def test_what_burnt_the_first_number_is_warned_of(shop: Shop) -> None:
    slip = {"title": "Port", "quantity": "1", "unitPrice": {"value": "5.00", "currency": "EUR"}}
    draft = await shop.draft()
    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [{**slip, "vatRate": "0.002"}]})
    assert changed.status == 200, changed.body

    warnings = (await asked(shop, draft["id"]))["warnings"]

    assert [warning["code"] for warning in warnings] == ["VAT_RATE_NOT_LEGAL", "TOTAL_DIFFERS_FROM_ORDER"]


@pytest.mark.parametrize("body", [{}, {"confirmationToken": None}])
async def test_an_answer_without_a_token_is_the_question_again(shop: Shop, body: dict[str, Any]) -> None:
    draft = await shop.draft()

    answer = await shop.ask("finalize_invoice", id=draft["id"], json=body)

    assert answer.code == "CONFIRMATION_REQUIRED"


async def test_a_yes_in_other_words_is_none(shop: Shop) -> None:
    draft = await shop.draft()

    answer = await shop.ask("finalize_invoice", id=draft["id"], json={"confirmed": True})

    assert (answer.status, answer.code) == (422, "INVALID")


# ------------------------------------------------------------------ the answer
async def test_the_second_call_burns_a_number_in_the_persons_name(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"], user="marie"))["token"]

    answer = await finalize(shop, draft["id"], token, user="marie")

    assert (answer.status, answer.invoice["number"], answer.invoice["status"]) == (
        200,
        "F-2026-001",
        "unpaid",
    )
    (document,) = await shop.rows(financial_documents)
    assert (document["status"], document["number"], document["workflow_status"]) == (
        "finalized",
        "F-2026-001",
        "finalized",
    )
    assert (document["finalized_by"], document["alarm"]) == ("marie", None)
    (burnt,) = await shop.rows(burnt_numbers)
    assert (burnt["number"], burnt["document_id"], burnt["burnt_by"]) == (
        "F-2026-001",
        document["id"],
        "marie",
    )
    (confirmed,) = await shop.rows(audit_log, action="confirm_finalization")
    assert (confirmed["actor"], confirmed["details"]["through"]) == ("marie", "api")
    assert [row["state"] for row in await shop.rows(intents, kind="finalize_invoice")] == ["done"]


async def test_both_ids_lead_to_the_same_question(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["local_document_id"]))["token"]

    assert (await finalize(shop, draft["id"], token)).status == 200


async def test_a_token_lives_five_minutes_less_a_second(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.stack.wait(minutes=4, seconds=59)

    assert (await finalize(shop, draft["id"], token)).status == 200


async def test_at_five_minutes_it_is_dead_and_a_fresh_one_is_given(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.stack.wait(minutes=5)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (428, "CONFIRMATION_REQUIRED")
    fresh = answer.body["confirmation"]["token"]
    assert fresh != token
    assert (await finalize(shop, draft["id"], fresh)).status == 200


async def test_an_unknown_token_is_answered_with_a_fresh_one(shop: Shop) -> None:
    draft = await shop.draft()

    answer = await finalize(shop, draft["id"], "made-up")

    assert answer.status == 428
    assert (await finalize(shop, draft["id"], answer.body["confirmation"]["token"])).status == 200


async def test_a_token_serves_once_even_when_qonto_then_fails(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.fault("finalize_client_invoice", Kind.STATUS, status=422)
    refused = await finalize(shop, draft["id"], token)
    assert (refused.status, refused.code) == (502, "UPSTREAM_REFUSED")

    again = await finalize(shop, draft["id"], token)

    assert again.status == 428
    assert again.body["confirmation"]["token"] != token


async def test_somebody_elses_token_is_refused_without_a_new_one(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"], user="marie"))["token"]

    answer = await finalize(shop, draft["id"], token, user="paul")

    assert (answer.status, answer.code) == (403, "FORBIDDEN")
    assert "confirmation" not in answer.body
    assert (await finalize(shop, draft["id"], token, user="marie")).status == 200


async def test_a_token_of_another_document_answers_nothing(shop: Shop) -> None:
    first, second = await shop.draft(0), await shop.draft(1)
    token = (await asked(shop, first["id"]))["token"]

    assert (await finalize(shop, second["id"], token)).status == 428
    assert shop.asked_of_bank("finalize_client_invoice") == []


async def test_a_token_of_the_workflow_does_not_open_this_door(shop: Shop) -> None:
    draft = await shop.draft()
    await shop.ask("validate_invoice_to_draft", id=draft["id"])
    workflow = await shop.ask("finalize_invoice_workflow", id=draft["id"])

    answer = await finalize(shop, draft["id"], workflow.body["confirmation"]["token"])

    assert answer.status == 428


# ------------------------------------------------------------------ what changed in between
async def test_a_draft_changed_here_is_asked_about_anew(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    await shop.ask("update_invoice", id=draft["id"], json={"footer": "Merci."})

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (409, "DOCUMENT_CHANGED")
    assert shop.asked_of_bank("finalize_client_invoice") == []
    assert (await finalize(shop, draft["id"], token)).status == 428
    assert (await finalize(shop, draft["id"], answer.body["confirmation"]["token"])).status == 200


async def test_a_draft_changed_on_the_dashboard_is_asked_about_anew(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.on_dashboard(footer(shop, draft["id"]))

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (409, "DOCUMENT_CHANGED")


async def test_a_draft_deleted_on_the_dashboard_is_gone(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.on_dashboard(DeleteClientInvoice(id=draft["id"]))

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (404, "INVOICE_NOT_FOUND")


async def test_what_the_dashboard_has_finalised_is_told_with_its_number_and_kept(shop: Shop) -> None:
    draft = await shop.draft()
    token = (await asked(shop, draft["id"]))["token"]
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "F-2026-001"
    (burnt,) = await shop.rows(burnt_numbers)
    assert (burnt["number"], burnt["burnt_by"]) == ("F-2026-001", "qonto")


async def test_a_final_invoice_is_not_even_asked_about(shop: Shop) -> None:
    invoice = await shop.final()

    answer = await finalize(shop, invoice["id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert "F-2026-001" in answer.body["error"]


async def test_a_draft_changed_after_the_last_look_raises_an_alarm(sqlite_url: str) -> None:
    bank = build_bank(rate_limit="off", clock=ClockState(held=NOON))
    meddler = Meddler(build_bank_app(bank))
    async with stack(sqlite_url, bank=bank, transport=meddler) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        draft = await shop.draft()
        token = (await asked(shop, draft["id"]))["token"]
        meddler.before_finalize = lambda: shop.on_dashboard(footer(shop, draft["id"]))

        answer = await finalize(shop, draft["id"], token)

        assert (answer.status, answer.invoice["number"]) == (200, "F-2026-001")
        assert "confirmé" in answer.invoice["alarm"]
        assert len(await shop.rows(audit_log, action="finalized_unlike_confirmed")) == 1


# ------------------------------------------------------------------ behind the scenes
class Meddler(httpx.ASGITransport):
    """The wire to the bank, on which somebody is faster than our finalize."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.before_finalize: Any = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.before_finalize is not None and request.url.path.endswith("/finalize"):
            self.before_finalize()
        return await super().handle_async_request(request)
