import asyncio
from typing import Any

import pytest

from tests.mock_qonto.credit_notes.support import body_of, count, credit, line, shown
from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def test_it_is_born_final(modern: Customer) -> None:
    invoice = await modern.unpaid(issue_date="2026-02-19")

    answer = await credit(modern, invoice, items=[line("10.00")], terms_and_conditions="Sans escompte.")

    note = answer.json()["credit_note"]
    assert answer.status_code == 201
    assert note["number"] == "A-2026-001"
    assert note["finalized_at"] == note["created_at"] == "2026-03-02T09:00:01.000Z"
    assert (note["invoice_id"], note["invoice_issue_date"]) == (invoice["id"], "2026-02-19")
    assert (note["reason"], note["terms_and_conditions"]) == ("Produit retourné", "Sans escompte.")
    assert note["client"] == invoice["client"]
    assert note["total_amount"] == {"value": "10.00", "currency": "EUR"}
    assert "status" not in note
    assert await shown(modern, note["id"]) == note


async def test_the_invoice_names_its_credit_notes(modern: Customer) -> None:
    invoice = await modern.unpaid()

    ids = [
        (await credit(modern, invoice, items=[line("10.00")])).json()["credit_note"]["id"] for _ in range(2)
    ]

    after = await modern.invoice(invoice["id"])
    assert after["credit_notes_ids"] == ids
    assert after["status"] == "unpaid"


@pytest.mark.parametrize("status", ["unpaid", "paid"])
async def test_a_full_one_cancels_the_invoice_paid_or_not(modern: Customer, status: str) -> None:
    invoice = await modern.unpaid()
    if status == "paid":
        await modern.act(invoice, "mark_as_paid")

    answer = await credit(modern, invoice)

    after = await modern.invoice(invoice["id"])
    assert answer.json()["credit_note"]["total_amount_cents"] == invoice["total_amount_cents"]
    assert after["status"] == "canceled"
    assert (after["number"], after["total_amount"]) == (invoice["number"], invoice["total_amount"])
    assert after["amount_paid"] == (invoice["total_amount"] if status == "paid" else None)


async def test_the_last_of_several_cancels_it_when_they_reach_the_total(modern: Customer) -> None:
    invoice = await modern.unpaid()
    statuses = []

    for value in ("50.00", "9.87", "0.01"):
        assert (await credit(modern, invoice, items=[line(value)])).status_code == 201
        statuses.append((await modern.invoice(invoice["id"]))["status"])

    assert statuses == ["unpaid", "unpaid", "canceled"]


async def test_an_invoice_credited_before_its_pdf_is_made_gets_it_all_the_same(modern: Customer) -> None:
    invoice = (await modern.act(await modern.draft(), "finalize")).json()["client_invoice"]
    await credit(modern, invoice)

    modern.wait(1)

    assert (await modern.invoice(invoice["id"]))["attachment_id"] is not None


async def test_a_discount_is_taken_off_what_is_credited(modern: Customer) -> None:
    invoice = await modern.unpaid()

    note = (await credit(modern, invoice, discount={"type": "percentage", "value": "0.5"})).json()[
        "credit_note"
    ]

    assert (note["total_amount_cents"], note["vat_amount_cents"]) == (2994, 499)
    assert note["discount"]["amount_cents"] == 2495


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"invoice_id": UNKNOWN_ID}, (422, "invalid", "/data/attributes/invoice_id")),
        ({"invoice_id": "F-2026-001"}, (422, "invalid_format", "/data/attributes/invoice_id")),
        ({"invoice_id": None}, (422, "invalid_format", "/data/attributes/invoice_id")),
        ({"issue_date": "02/03/2026"}, (422, "invalid_format", "/data/attributes/issue_date")),
        ({"currency": "USD"}, (422, "invalid", "/data/attributes/currency")),
        ({"items": []}, (422, "invalid_format", "/data/attributes/items")),
        ({"items": [item(vat_rate="20")]}, (422, "invalid_format", "/data/attributes/items/0/vat_rate")),
        (
            {"items": [item(unit_price={"value": "1.00", "currency": "USD"})]},
            (422, "invalid", "/data/attributes/items/0/unit_price/currency"),
        ),
        ({"items": [line("59.89")]}, (422, "invalid", "/data/attributes/items")),
        (
            {"discount": {"type": "absolute", "value": "50"}},
            (422, "invalid", "/data/attributes/discount/value"),
        ),
        ({"contact_email": "nobody"}, (422, "invalid_format", "/data/attributes/contact_email")),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_happens(
    modern: Customer, changed: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    invoice = await modern.unpaid()

    answer = await credit(modern, invoice, **changed)

    assert refusal(answer) == expected
    assert await count(modern) == 0
    assert await modern.invoice(invoice["id"]) == invoice


@pytest.mark.parametrize("missing", ["invoice_id", "issue_date", "currency", "items"])
async def test_four_fields_are_needed(modern: Customer, missing: str) -> None:
    body = body_of(await modern.unpaid())
    del body[missing]

    answer = await modern.post("/v2/credit_notes", body)

    assert refusal(answer) == (422, "invalid_format", f"/data/attributes/{missing}")


async def test_a_body_around_the_body_is_not_understood(modern: Customer) -> None:
    body = body_of(await modern.unpaid())

    assert refusal(await modern.post("/v2/credit_notes", {"credit_note": body}))[:2] == (
        422,
        "invalid_format",
    )
    assert refusal(await modern.post("/v2/credit_notes"))[:2] == (422, "invalid_body")


async def test_a_draft_cannot_be_credited(modern: Customer) -> None:
    draft = await modern.draft()

    answer = await credit(modern, draft)

    assert refusal(answer) == (422, "invalid", "/data/attributes/invoice_id")
    assert "draft" in answer.json()["errors"][0]["detail"]
    assert await modern.invoice(draft["id"]) == draft


async def test_a_canceled_invoice_cannot_be_credited(modern: Customer) -> None:
    by_hand, by_credit = await modern.unpaid(), await modern.unpaid()
    await modern.act(by_hand, "mark_as_canceled")
    await credit(modern, by_credit)

    for invoice in (by_hand, by_credit):
        answer = await credit(modern, invoice, items=[line("0.01")])
        assert refusal(answer) == (422, "invalid", "/data/attributes/invoice_id")
    assert await count(modern) == 1


async def test_what_is_left_to_credit_is_said(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await credit(modern, invoice, items=[line("50.00")])

    answer = await credit(modern, invoice, items=[line("9.89")])

    assert refusal(answer) == (422, "invalid", "/data/attributes/items")
    assert "9.89 asked, 9.88 left" in answer.json()["errors"][0]["detail"]
    assert (await modern.invoice(invoice["id"]))["status"] == "unpaid"


async def test_many_at_once_never_exceed_the_invoice(modern: Customer) -> None:
    invoice = await modern.unpaid()

    answers = await asyncio.gather(
        *(
            modern.http.post("/v2/credit_notes", json=body_of(invoice, items=[line("10.00")]))
            for _ in range(20)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [422] * 15
    numbers = {answer.json()["credit_note"]["number"] for answer in answers if answer.is_success}
    assert numbers == {f"A-2026-{ordinal:03d}" for ordinal in range(1, 6)}
    assert len((await modern.invoice(invoice["id"]))["credit_notes_ids"]) == 5


async def test_a_credited_invoice_can_still_be_paid_and_canceled(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await credit(modern, invoice, items=[line("10.00")])

    paid = await modern.act(invoice, "mark_as_paid")
    unpaid = await modern.act(invoice, "unmark_as_paid")
    canceled = await modern.act(invoice, "mark_as_canceled")

    assert [answer.json()["client_invoice"]["status"] for answer in (paid, unpaid, canceled)] == [
        "paid",
        "unpaid",
        "canceled",
    ]
    assert len(canceled.json()["client_invoice"]["credit_notes_ids"]) == 1


async def test_a_client_who_is_gone_does_not_matter(modern: Customer) -> None:
    invoice = await modern.unpaid()
    await modern.delete(f"/v2/clients/{invoice['client']['id']}")

    note = (await credit(modern, invoice)).json()["credit_note"]

    assert note["client"] == invoice["client"]


async def test_unknown_fields_are_ignored_and_journalled(modern: Customer) -> None:
    answer = await credit(modern, await modern.unpaid(), status="draft")

    assert answer.status_code == 201
    assert modern.exchange.verdict == "deviant"
    assert "status" in str(modern.exchange.unread)


# ---------------------------------------------------------------- where it does not exist
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/credit_notes"),
        ("PATCH", f"/v2/credit_notes/{UNKNOWN_ID}"),
        ("DELETE", f"/v2/credit_notes/{UNKNOWN_ID}"),
        ("POST", f"/v2/credit_notes/{UNKNOWN_ID}/finalize"),
        ("POST", f"/v2/credit_notes/{UNKNOWN_ID}/send"),
    ],
)
async def test_the_guide_writes_no_credit_note_the_edge_says_so(
    guided: Customer, method: str, path: str
) -> None:
    answer = await guided.call(method, path, json={})

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "x-tyk-trace-id" in answer.headers
    assert "x-request-id" not in answer.headers
    assert guided.exchange.verdict == "unrouted"


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_nothing_changes_or_removes_one_today_either(modern: Customer, method: str) -> None:
    note = (await credit(modern, await modern.unpaid())).json()["credit_note"]

    answer = await modern.call(method, f"/v2/credit_notes/{note['id']}", json={"reason": "x"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert await shown(modern, note["id"]) == note


@pytest.mark.parametrize(
    ("state", "status", "media"),
    [
        ("absent-edge", 404, "text/plain; charset=utf-8"),
        ("absent-routed", 404, "application/json"),
        ("401", 401, "application/json"),
        ("403", 403, "application/json"),
    ],
)
async def test_it_can_be_taken_away_at_run_time(
    modern: Customer, state: str, status: int, media: str
) -> None:
    invoice = await modern.unpaid()
    modern.world.change(capabilities={"create_credit_note": state})

    answer = await modern.http.post("/v2/credit_notes", json=body_of(invoice))

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, media)
    assert await count(modern) == 0

    modern.world.change(capabilities={})

    assert (await credit(modern, invoice)).status_code == 201
