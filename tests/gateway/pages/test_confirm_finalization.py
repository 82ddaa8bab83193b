"""POST /confirm/{token}: the deliberate second act."""

import asyncio

import pytest

from gateway.db.tables import audit_log, burnt_numbers, confirmations
from tests.gateway.pages.visitor import OURS, Visitor, hidden, words

pytestmark = pytest.mark.anyio


async def test_a_ticked_box_and_a_pressed_button_finalise_in_the_tokens_name(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"], user="marie")

    done = await visitor.confirm(token)

    assert done.status_code == 200
    assert "F-2026-001" in words(done)
    (burnt,) = await visitor.rows(burnt_numbers)
    assert burnt["burnt_by"] == "marie"
    (confirmed,) = await visitor.rows(audit_log, action="confirm_finalization")
    assert (confirmed["actor"], confirmed["details"]["through"]) == ("marie", "page")


async def test_the_workflow_is_finished_on_the_same_page(visitor: Visitor) -> None:
    draft = await visitor.draft()
    await visitor.ask("validate_invoice_to_draft", id=draft["id"])
    asked = await visitor.ask("finalize_invoice_workflow", id=draft["id"])

    done = await visitor.confirm(asked.body["confirmation"]["token"])

    assert done.status_code == 200
    assert len(await visitor.rows(burnt_numbers)) == 1


async def test_without_the_box_nothing_happens_and_the_token_lives_on(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    page = await visitor.read(f"/confirm/{token}")

    answer = await visitor.press(f"/confirm/{token}", hidden(page))

    assert answer.status_code == 422
    assert "Cochez la case" in words(answer)
    assert f'href="/confirm/{token}"' in answer.text
    assert (await visitor.confirm(token)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": "http://evil.test"}, OURS | {"Sec-Fetch-Site": "cross-site"}],
    ids=["no origin", "a sandboxed frame", "another origin", "another site"],
)
async def test_a_form_of_another_page_is_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    form = {**hidden(await visitor.read(f"/confirm/{token}")), "understood": "yes"}

    answer = await visitor.press(f"/confirm/{token}", form, headers=headers)

    assert answer.status_code == 403
    assert await visitor.rows(burnt_numbers) == []


@pytest.mark.parametrize("nonce", ["", "guessed"])
async def test_a_form_without_the_pages_nonce_is_refused(visitor: Visitor, nonce: str) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    await visitor.read(f"/confirm/{token}")

    answer = await visitor.press(f"/confirm/{token}", {"nonce": nonce, "understood": "yes"})

    assert answer.status_code == 403
    assert await visitor.rows(burnt_numbers) == []


async def test_a_form_without_the_pages_cookie_is_refused(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    form = {**hidden(await visitor.read(f"/confirm/{token}")), "understood": "yes"}
    visitor.stack.client.cookies.clear()

    assert (await visitor.press(f"/confirm/{token}", form)).status_code == 403


async def test_json_is_no_form(visitor: Visitor) -> None:
    answer = await visitor.stack.client.post("/confirm/x", json={"understood": "yes"}, headers=OURS)

    assert answer.status_code == 415


async def test_a_document_changed_meanwhile_is_asked_about_anew_on_the_spot(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    page = await visitor.read(f"/confirm/{token}")
    await visitor.ask("update_invoice", id=draft["id"], json={"footer": "Merci."})

    again = await visitor.press(f"/confirm/{token}", {**hidden(page), "understood": "yes"})

    assert again.status_code == 409
    assert "rien n'a été finalisé" in words(again)
    action = again.text.partition('action="')[2].partition('"')[0]
    assert action != f"/confirm/{token}"
    assert (await visitor.press(action, {**hidden(again), "understood": "yes"})).status_code == 200


async def test_a_dead_link_gives_birth_to_nothing_that_could_be_used(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    page = await visitor.read(f"/confirm/{token}")
    visitor.stack.wait(minutes=5)

    answer = await visitor.press(f"/confirm/{token}", {**hidden(page), "understood": "yes"})

    assert answer.status_code == 410
    assert "/confirm/" not in answer.text
    assert [row["used_at"] for row in await visitor.rows(confirmations)] == [None, None]


async def test_pressing_twice_tells_the_number(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    page = await visitor.read(f"/confirm/{token}")
    form = {**hidden(page), "understood": "yes"}

    answers = await asyncio.gather(*(visitor.press(f"/confirm/{token}", form) for _ in range(5)))

    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 409, 410}
    assert len(visitor.asked_of_bank("finalize_client_invoice")) == 1
