"""What a person was doing with a credit note when the gateway died; `tests/gateway/durability` says how."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from tests.gateway.durability.deeds import Deed, Known, an_invoice

NOTES: Final = "/api/qonto/credit-notes"


async def a_final_invoice(client: httpx.AsyncClient) -> Known:
    invoice = await an_invoice(client)
    return {"id": invoice["id"]}


async def draft_of(client: httpx.AsyncClient, invoice_id: str, **body: Any) -> str:
    answer = await client.post(NOTES, json={"invoiceId": invoice_id, **body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["credit_note"]["id"])


async def confirm(client: httpx.AsyncClient, id: str) -> str:
    answer = await client.post(f"{NOTES}/{id}/finalize", json={})
    assert answer.status_code == 428, answer.text
    return str(answer.json()["confirmation"]["token"])


async def a_confirmed_draft(client: httpx.AsyncClient) -> Known:
    invoice = await a_final_invoice(client)
    id = await draft_of(client, invoice["id"])
    return {"id": id, "invoice_id": invoice["id"], "token": await confirm(client, id)}


async def finalize(client: httpx.AsyncClient, known: Mapping[str, Any]) -> httpx.Response:
    body = {"confirmationToken": known["token"]}
    return await client.post(f"{NOTES}/{known['id']}/finalize", json=body)


ISSUE: Final = Deed(
    name="issue",
    prepare=a_confirmed_draft,
    call=finalize,
    done=200,
    again=frozenset(
        {(200, None), (409, "ALREADY_FINALIZED"), (409, "CONFLICT"), (428, "CONFIRMATION_REQUIRED")}
    ),
)


async def list_them(client: httpx.AsyncClient, _: Known) -> str | None:
    answer = await client.get(NOTES)
    return None if answer.is_success else f"listed, it was {answer.status_code} {answer.text}"


async def show_the_invoice(client: httpx.AsyncClient, known: Known) -> str | None:
    answer = await client.get(f"/api/qonto/invoices/{known['invoice_id']}/details")
    return None if answer.is_success else f"of its invoice: {answer.status_code} {answer.text}"


async def say_it_again(client: httpx.AsyncClient, known: Known) -> str | None:
    answer = await finalize(client, known)
    said = (answer.status_code, answer.json().get("code"))
    return None if said in ISSUE.again else f"said again, it was answered {answer.status_code} {answer.text}"
