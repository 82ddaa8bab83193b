"""The confirmation page of a credit note, by HTTP, as a browser meets it."""

from collections.abc import AsyncIterator

import pytest

from gateway.db.tables import audit_log, burnt_numbers
from tests.gateway.credit_notes.noted import asked, drafted, issued_on_the_dashboard, line, switch
from tests.gateway.pages.visitor import Visitor, hidden, words
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


@pytest.fixture
async def visitor(sqlite_url: str) -> AsyncIterator[Visitor]:
    async with stack(sqlite_url, edition="2026-11") as running:
        yield Visitor(stack=running, database_url=sqlite_url)


async def test_it_says_what_is_credited_why_and_what_is_left(visitor: Visitor) -> None:
    draft = await drafted(visitor, await visitor.final(), items=[line("10.00")], reason="Produit retourné")
    token = (await asked(visitor, draft["id"], user="marie"))["token"]

    page = await visitor.read(f"/confirm/{token}")

    shown = words(page)
    assert page.status_code == 200
    assert "Finaliser cet avoir" in shown
    assert "Corrige la facture F-2026-001" in shown
    assert "Motif Produit retourné" in shown
    assert "47,88" in shown.partition("Restera à créditer")[2][:20]
    assert "A-2026-001" not in shown


async def test_a_whole_one_is_announced_as_the_end_of_the_invoice(visitor: Visitor) -> None:
    draft = await drafted(visitor, await visitor.final())
    token = (await asked(visitor, draft["id"]))["token"]

    shown = words(await visitor.read(f"/confirm/{token}"))

    assert "Qonto annulera la facture" in shown


async def test_a_ticked_box_and_a_pressed_button_issue_it_in_the_tokens_name(visitor: Visitor) -> None:
    draft = await drafted(visitor, await visitor.final())
    token = (await asked(visitor, draft["id"], user="marie"))["token"]

    done = await visitor.confirm(token)

    assert done.status_code == 200
    assert "A-2026-001" in words(done)
    assert "/api/qonto/credit-notes/" in done.text
    (burnt,) = await visitor.rows(burnt_numbers, document_type="credit_note")
    assert burnt["burnt_by"] == "marie"
    (confirmed,) = await visitor.rows(audit_log, action="confirm_finalization")
    assert (confirmed["actor"], confirmed["details"]["through"]) == ("marie", "page")


async def test_what_was_credited_meanwhile_is_asked_about_anew_on_the_spot(visitor: Visitor) -> None:
    invoice = await visitor.final()
    draft = await drafted(visitor, invoice, items=[line("10.00")])
    token = (await asked(visitor, draft["id"]))["token"]
    page = await visitor.read(f"/confirm/{token}")
    await issued_on_the_dashboard(
        visitor,
        invoice,
        items=[
            {
                "title": "Remise",
                "quantity": "1",
                "unit_price": {"value": "1.00", "currency": "EUR"},
                "vat_rate": "0.2",
            }
        ],
    )

    again = await visitor.press(f"/confirm/{token}", {**hidden(page), "understood": "yes"})

    assert again.status_code == 409
    assert "rien n'a été finalisé" in words(again)
    action = again.text.partition('action="')[2].partition('"')[0]
    assert (await visitor.press(action, {**hidden(again), "understood": "yes"})).status_code == 200


async def test_where_qonto_cannot_any_more_the_page_says_where_to_go(visitor: Visitor) -> None:
    draft = await drafted(visitor, await visitor.final())
    token = (await asked(visitor, draft["id"]))["token"]
    page = await visitor.read(f"/confirm/{token}")
    await switch(visitor, "absent-edge")

    answer = await visitor.press(f"/confirm/{token}", {**hidden(page), "understood": "yes"})

    assert answer.status_code == 501
    assert "tableau de bord Qonto" in words(answer)
    assert await visitor.rows(burnt_numbers, document_type="credit_note") == []
