"""GET /confirm/{token}: what is about to become irreversible, for a person to read."""

import pytest

from gateway.db.tables import confirmations
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.pages.visitor import Visitor, words

pytestmark = pytest.mark.anyio


async def test_the_page_says_who_pays_what_and_what_cannot_be_undone(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])

    page = await visitor.read(f"/confirm/{token}")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for expected in (
        "Atelier du Faux-Semblant",
        "Lampe d'atelier",
        "59,88 €",
        "TVA 20 % sur 49,90 €",
        "marie",
    ):
        assert expected in words(page)
    assert "jamais rendu ni réutilisé" in words(page)


async def test_reading_it_spends_nothing(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])

    pages = [await visitor.read(f"/confirm/{token}") for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [row["used_at"] for row in await visitor.rows(confirmations)] == [None]
    assert visitor.asked_of_bank("finalize_client_invoice") == []


async def test_the_page_keeps_to_itself(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])

    first, second = [await visitor.read(f"/confirm/{token}") for _ in range(2)]

    policy = first.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'nonce-")
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert policy != second.headers["content-security-policy"]
    assert (first.headers["cache-control"], first.headers["referrer-policy"]) == ("no-store", "same-origin")
    assert "<script" not in first.text
    cookie = first.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", f"Path=/confirm/{token}"))


async def test_a_name_that_looks_like_a_tag_is_shown_as_one(visitor: Visitor) -> None:
    draft = await visitor.draft()
    line = {
        "title": "<script>alert(1)</script>",
        "quantity": "1",
        "unitPrice": {"value": "1.00", "currency": "EUR"},
        "vatRate": "0.002",
    }
    await visitor.ask("update_invoice", id=draft["id"], json={"items": [line]})
    token = await visitor.confirmation(draft["id"])

    page = await visitor.read(f"/confirm/{token}")

    assert "<script>" not in page.text
    assert "0,2 % n'est pas un taux de TVA français" in words(page)
    assert "n'est pas celui de la commande" in words(page)


async def test_an_unknown_link_leads_nowhere(visitor: Visitor) -> None:
    page = await visitor.read("/confirm/made-up")

    assert page.status_code == 404
    assert "n'existe pas" in words(page)


async def test_an_expired_link_says_so_once_the_bank_has_told_the_time(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    visitor.stack.wait(minutes=5)

    page = await visitor.read(f"/confirm/{token}")

    assert page.status_code == 410
    assert "expiré" in words(page)


async def test_a_changed_document_is_not_shown_as_it_was(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    await visitor.ask("update_invoice", id=draft["id"], json={"footer": "Merci."})

    page = await visitor.read(f"/confirm/{token}")

    assert page.status_code == 409
    assert "a changé" in words(page)


async def test_a_final_document_is_told_with_its_number(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    visitor.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    page = await visitor.read(f"/confirm/{token}")

    assert page.status_code == 409
    assert "F-2026-001" in words(page)


async def test_when_qonto_is_away_the_page_says_when_to_come_back(visitor: Visitor) -> None:
    draft = await visitor.draft()
    token = await visitor.confirmation(draft["id"])
    visitor.fault("show_client_invoice", Kind.RESET, count=9)

    page = await visitor.read(f"/confirm/{token}")

    assert page.status_code == 503
    assert page.headers["retry-after"].isdecimal()
    assert page.headers["content-type"].startswith("text/html")
