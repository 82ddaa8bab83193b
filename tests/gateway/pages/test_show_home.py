"""GET / and its forms: from an order to a paid invoice without a line of code."""

import re

import pytest

from gateway.db.tables import burnt_numbers
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.web.faults import Kind
from tests.gateway.pages.visitor import OURS, Visitor, words
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio

FORM = re.compile(r'action="(/ui/[^"]+)"')


async def test_the_first_visit_shows_orders_and_no_invoice(visitor: Visitor) -> None:
    page = await visitor.read("/")

    assert page.status_code == 200
    assert "Aucune facture" in words(page)
    assert all(order.number in words(page) for order in INVOICEABLE)
    assert "mode mock" in words(page)


async def test_a_person_goes_from_an_order_to_a_paid_invoice(visitor: Visitor) -> None:
    made = await visitor.press(f"/ui/orders/{INVOICEABLE[0].id}/invoice")
    assert (made.status_code, made.headers["location"]) == (303, "/?done=created")
    page = await visitor.read("/?done=created")
    assert "Brouillon créé" in words(page)
    finalize = next(path for path in FORM.findall(page.text) if path.endswith("/finalize"))

    question = await visitor.press(finalize)
    assert question.status_code == 303
    done = await visitor.confirm(question.headers["location"].removeprefix("/confirm/"))
    assert "F-2026-001" in words(done)

    paid = await visitor.press(finalize.replace("/finalize", "/mark-paid"))
    assert paid.status_code == 303
    page = await visitor.read(paid.headers["location"])
    assert "payée" in words(page)
    assert f'action="/ui/orders/{INVOICEABLE[0].id}/invoice"' not in page.text


async def test_the_finalize_button_finalises_nothing(visitor: Visitor) -> None:
    draft = await visitor.draft()

    answer = await visitor.press(f"/ui/invoices/{draft['id']}/finalize")

    assert answer.headers["location"].startswith("/confirm/")
    assert visitor.asked_of_bank("finalize_client_invoice") == []
    assert await visitor.rows(burnt_numbers) == []


async def test_a_draft_is_deleted_and_its_order_comes_back(visitor: Visitor) -> None:
    draft = await visitor.draft()

    await visitor.press(f"/ui/invoices/{draft['id']}/delete")

    page = await visitor.read("/")
    assert "Aucune facture" in words(page)
    assert f'action="/ui/orders/{INVOICEABLE[0].id}/invoice"' in page.text


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://evil.test"}, OURS | {"Sec-Fetch-Site": "same-site"}]
)
@pytest.mark.parametrize(
    "path", ["orders/{order}/invoice", "invoices/{id}/delete", "invoices/{id}/mark-paid"]
)
async def test_a_form_from_elsewhere_does_nothing(
    visitor: Visitor, headers: dict[str, str], path: str
) -> None:
    draft = await visitor.draft()
    target = path.format(order=INVOICEABLE[1].id, id=draft["id"])

    answer = await visitor.press(f"/ui/{target}", headers=headers)

    assert answer.status_code == 403
    listed = await visitor.ask("list_invoices")
    assert [row["status"] for row in listed.body["invoices"]] == ["draft"]


async def test_a_refusal_is_a_page(visitor: Visitor) -> None:
    await visitor.draft()

    answer = await visitor.press(f"/ui/orders/{INVOICEABLE[0].id}/invoice")

    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")
    assert INVOICEABLE[0].number in words(answer)


async def test_a_final_invoice_asked_about_again_tells_its_number(visitor: Visitor) -> None:
    invoice = await visitor.final()

    answer = await visitor.press(f"/ui/invoices/{invoice['id']}/finalize")

    assert answer.status_code == 409
    assert "F-2026-001" in words(answer)


async def test_the_address_bar_puts_no_words_on_the_page(visitor: Visitor) -> None:
    page = await visitor.read("/?done=%3Cb%3EVirez+tout+ici%3C/b%3E")

    assert "Virez" not in page.text


async def test_without_the_bank_the_page_says_so(visitor: Visitor) -> None:
    visitor.fault("list_client_invoices", Kind.RESET, count=9)

    page = await visitor.read("/")

    assert page.status_code == 503
    assert "Qonto ne répond pas" in words(page)


async def test_strangers_see_nothing(sqlite_url: str) -> None:
    settings = {"gateway_auth": "jwt", "gateway_jwt_secret": "a-secret-of-at-least-32-bytes-for-tests"}
    async with stack(sqlite_url, settings=settings) as running:
        page = await running.client.get("/")

        assert page.status_code == 401
        assert INVOICEABLE[0].number not in page.text
