"""POST /api/qonto/quotes/{id}/finalize: a person confirms, and only then the quote goes out, once."""

import asyncio
from typing import Any

import jwt
import pytest

import contracts
from gateway.db.tables import audit_log, burnt_numbers, confirmations, intents
from gateway.resources.quote_finalization.opening import PRINTED, UNPRINTED
from gateway.seed.customers import stable_id
from mock_qonto.resources.emails.model import Email
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote, DeleteQuote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.pages.visitor import hidden
from tests.gateway.quotes.quoted import (
    asked,
    draft,
    final,
    finalize,
    footer,
    made_on_the_dashboard,
    quote_of,
    row,
    shown,
)
from tests.gateway.support import HOME, stack

pytestmark = pytest.mark.anyio

CUSTOMER = "compta@faux-semblant.example.com"


def outbox(shop: Shop) -> list[Email]:
    return list(shop.stack.world.all(Email))


# ------------------------------------------------------------------ the question
async def test_the_first_call_asks_and_sends_nothing(shop: Shop) -> None:
    quote = await draft(shop)

    confirmation = await asked(shop, quote["id"])

    summary = confirmation["summary"]
    assert (summary["operation"], summary["document_type"]) == ("finalize_quote", "quote")
    assert (summary["send_to"], summary["email_title"]) == ([CUSTOMER], "Votre devis D-2026-001")
    assert (summary["expiry_date"], summary["total_amount_cents"]) == ("2026-03-21", 5988)
    assert any("e-mail" in sentence for sentence in summary["irreversible"])
    assert confirmation["url"] == f"{HOME}/confirm/{confirmation['token']}"
    assert (outbox(shop), (await shown(shop, quote["id"]))["status"]) == ([], "draft")


async def test_the_recipients_are_the_callers_to_choose(shop: Shop) -> None:
    quote = await draft(shop)

    confirmation = await asked(shop, quote["id"], emails=["a@b.example", "a@b.example"], emailTitle="Offre")

    assert confirmation["summary"]["send_to"] == ["a@b.example"]
    assert confirmation["summary"]["email_title"] == "Offre"


async def test_a_rate_that_is_none_of_france_is_warned_of(shop: Shop) -> None:
    quote = await draft(
        shop, customLines=[{"title": "Erreur", "quantity": 1, "unit_price_ht": 10, "vat_rate": 0.002}]
    )

    confirmation = await asked(shop, quote["id"])

    assert {warning["code"] for warning in confirmation["warnings"]} >= {"VAT_RATE_NOT_LEGAL"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"emails": ["nobody"]}, "emails.0"),
        ({"emailTitle": ""}, "emailTitle"),
        ({"emailTitle": "a", "email_title": "b"}, "email_title"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_what_is_not_acceptable_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    quote = await draft(shop)

    answer = await finalize(shop, quote["id"], **body)

    assert answer.status == 422
    assert field in [one["field"] for one in answer.body["details"]["fields"]]


# ------------------------------------------------------------------ the answer
async def test_the_second_call_sends_it_once_and_writes_all_of_it_down(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"], user="marie")

    answer = await finalize(shop, quote["id"], question["token"], user="marie")

    sent = quote_of(answer)
    kept = await row(shop, quote)
    (email,) = outbox(shop)
    assert (answer.status, sent["status"], sent["number"]) == (200, "finalized", "D-2026-001")
    assert (tuple(email.recipients), email.title) == ((CUSTOMER,), "Votre devis D-2026-001")
    assert (kept["status"], kept["quote_status"], kept["finalized_by"]) == (
        "finalized",
        "finalized",
        "marie",
    )
    assert kept["finalized_at"] == kept["sent_at"]
    (burnt,) = await shop.rows(burnt_numbers)
    assert (burnt["document_type"], burnt["number"], burnt["burnt_by"]) == ("quote", "D-2026-001", "marie")
    (confirmed,) = await shop.rows(audit_log, action="confirm_finalization")
    (told,) = await shop.rows(audit_log, action="finalize_quote")
    assert (confirmed["actor"], confirmed["details"]["through"]) == ("marie", "api")
    assert told["details"] == {"send_to": [CUSTOMER], "email_title": "Votre devis D-2026-001"}


async def test_it_goes_to_whom_was_confirmed_without_being_told_again(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"], emails=["chef@morel.example"], email_title="Offre")

    answer = await finalize(shop, quote["id"], question["token"])

    (email,) = outbox(shop)
    assert answer.status == 200
    assert (tuple(email.recipients), email.title) == (("chef@morel.example",), "Offre")


async def test_other_recipients_are_another_question(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])

    answer = await finalize(shop, quote["id"], question["token"], emails=["other@morel.example"])

    assert (answer.status, answer.code) == (409, "DOCUMENT_CHANGED")
    assert answer.body["confirmation"]["summary"]["send_to"] == ["other@morel.example"]
    assert outbox(shop) == []


async def test_a_quote_that_changed_meanwhile_is_another_question(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])
    shop.on_dashboard(footer(shop, quote["id"]))

    changed = await finalize(shop, quote["id"], question["token"])
    again = await finalize(shop, quote["id"], changed.body["confirmation"]["token"])

    assert (changed.status, changed.code) == (409, "DOCUMENT_CHANGED")
    assert again.status == 200
    assert len(outbox(shop)) == 1


async def test_its_pdf_getting_ready_changes_nothing(shop: Shop) -> None:
    made = await shop.ask("create_service_quote", json=_SERVICES)
    question = await asked(shop, quote_of(made)["id"])
    shop.stack.wait(seconds=2)

    assert (await finalize(shop, quote_of(made)["id"], question["token"])).status == 200


async def test_a_token_serves_once_for_five_minutes_and_its_own_person(shop: Shop) -> None:
    quote, other = await draft(shop, 0), await draft(shop, 1)
    question = await asked(shop, quote["id"], user="marie")

    foreign = await finalize(shop, quote["id"], question["token"], user="paul")
    elsewhere = await finalize(shop, other["id"], question["token"], user="marie")
    shop.stack.wait(minutes=5)
    late = await finalize(shop, quote["id"], question["token"], user="marie")

    assert (foreign.status, foreign.code) == (403, "FORBIDDEN")
    assert [answer.status for answer in (elsewhere, late)] == [428, 428]
    assert late.body["confirmation"]["token"] != question["token"]
    assert outbox(shop) == []


async def test_of_two_who_confirm_at_once_one_sends(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])

    answers = await asyncio.gather(*(finalize(shop, quote["id"], question["token"]) for _ in range(5)))

    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 409, 428}
    assert len(outbox(shop)) == len(shop.asked_of_bank("send_quote")) == 1


async def test_of_two_with_a_token_each_one_sends(shop: Shop) -> None:
    quote = await draft(shop)
    tokens = [(await asked(shop, quote["id"], user=user))["token"] for user in ("marie", "paul")]

    answers = await asyncio.gather(
        finalize(shop, quote["id"], tokens[0], user="marie"),
        finalize(shop, quote["id"], tokens[1], user="paul"),
    )

    assert sorted(answer.status for answer in answers) == [200, 409]
    assert len(outbox(shop)) == 1


async def test_finalised_is_finalised(shop: Shop) -> None:
    quote = await final(shop)

    answer = await finalize(shop, quote["id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"] == {"number": "D-2026-001", "currentStatus": "finalized"}


@pytest.mark.parametrize("decided", [ApproveQuote, CancelQuote])
async def test_what_was_decided_on_the_dashboard_is_not_sent(
    shop: Shop, decided: type[ApproveQuote | CancelQuote]
) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])
    shop.on_dashboard(decided(id=quote["id"]))

    answer = await finalize(shop, quote["id"], question["token"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert outbox(shop) == []


async def test_what_was_removed_on_the_dashboard_is_not_there(shop: Shop) -> None:
    quote = await draft(shop)
    shop.on_dashboard(DeleteQuote(id=quote["id"]))

    assert (await finalize(shop, quote["id"])).code == "QUOTE_NOT_FOUND"


# ------------------------------------------------------------------ lost answers
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.RESET, Kind.STATUS])
async def test_an_email_nobody_confirmed_is_said_to_be_unknown_and_may_be_confirmed_anew(
    shop: Shop, kind: Kind
) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])
    shop.fault("send_quote", kind)

    lost = await finalize(shop, quote["id"], question["token"])
    between = await shown(shop, quote["id"])
    again = await finalize(shop, quote["id"], (await asked(shop, quote["id"]))["token"])

    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert "il a pu partir" in lost.body["error"]
    assert between["status"] == "draft"
    assert again.status == 200
    states = [intent["state"] for intent in await shop.rows(intents, kind="finalize_quote")]
    assert sorted(states) == ["done", "unknown"]


async def test_a_refusal_of_qontos_is_told_and_the_quote_stays_a_draft(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"])
    shop.fault("send_quote", Kind.STATUS, status=412)

    answer = await finalize(shop, quote["id"], question["token"])

    assert answer.status == 502
    assert (await shown(shop, quote["id"]))["status"] == "draft"
    (intent,) = await shop.rows(intents, kind="finalize_quote")
    assert intent["state"] == "failed"


# ------------------------------------------------------------------ who, and by which door
async def test_a_service_is_no_person(sqlite_url: str) -> None:
    secret = "a-secret-of-at-least-32-bytes-for-tests"
    settings = {"gateway_auth": "jwt", "gateway_jwt_secret": secret}
    async with stack(sqlite_url, settings=settings) as running:
        token = jwt.encode({"sub": "cron", "role": "service", "exp": 4_000_000_000}, secret)

        answer = await running.client.post(
            "/api/qonto/quotes/x/finalize", headers={"Authorization": f"Bearer {token}"}
        )

        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


async def test_a_trusted_dialog_has_asked_already(sqlite_url: str) -> None:
    settings = {"gateway_confirmation": "dialog", "gateway_allowed_origins": ("http://office.test",)}
    async with stack(sqlite_url, settings=settings) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        quote = await draft(shop)

        answer = await running.client.post(
            f"/api/qonto/quotes/{quote['id']}/finalize",
            headers={"Origin": "http://office.test", "Sec-Fetch-Site": "same-site"},
        )

        assert (answer.status_code, answer.json()["quote"]["status"]) == (200, "finalized")
        (confirmed,) = await shop.rows(audit_log, action="confirm_finalization")
        assert confirmed["details"]["through"] == "dialog"


async def test_the_page_shows_the_recipients_and_sends_after_the_second_act(shop: Shop) -> None:
    quote = await draft(shop)
    question = await asked(shop, quote["id"], user="marie", emails=["chef@morel.example"])
    path = f"/confirm/{question['token']}"
    client = shop.stack.client

    page = await client.get(path)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": HOME,
        "Sec-Fetch-Site": "same-origin",
    }
    done = await client.post(path, content=f"nonce={hidden(page)['nonce']}&understood=yes", headers=headers)

    assert "chef@morel.example" in page.text
    assert "ce devis" in page.text
    assert done.status_code == 200
    assert "D-2026-001" in done.text
    (email,) = outbox(shop)
    assert tuple(email.recipients) == ("chef@morel.example",)
    assert (await row(shop, quote))["finalized_by"] == "marie"
    (used,) = await shop.rows(confirmations)
    assert used["used_at"] is not None


async def test_one_made_on_the_dashboard_can_be_finalised_too(shop: Shop) -> None:
    theirs = made_on_the_dashboard(shop, await draft(shop))

    before = await shown(shop, theirs)
    answer = await finalize(shop, theirs, (await asked(shop, theirs))["token"])

    assert (before["status"], before["local_document_id"]) == ("draft", None)
    assert (answer.status, quote_of(answer)["status"]) == (200, "finalized")
    assert (await shown(shop, theirs))["local_document_id"] is not None


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_every_documented_field_is_printed_or_known_not_to_be(edition: str) -> None:
    schemas = contracts.load("qonto", edition).document["components"]["schemas"]

    assert set(schemas["Quote"]["properties"]) <= set(PRINTED) | UNPRINTED


_SERVICES: dict[str, Any] = {
    "clientId": stable_id("organisation", "maison-fictive"),
    "clientType": "organization",
    "items": [{"title": "Conseil", "quantity": 1, "unitPrice": 450, "vatRate": 0.2}],
}
