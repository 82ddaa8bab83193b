"""`make demo`: the main job and each rule, on a throw-away stack with the clock held by hand."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from tests.demo.narrator import Narrator, promise
from tests.stack import Stack
from tests.stack.interlock import refuse_live

BANK_KEY = "verone-4819:offline-demo-key"
MORNING = "manual=2026-02-19T09:00:00Z"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--edition", default="guide", choices=["guide", "2026-11"])
    edition = parser.parse_args().edition
    print(f"Starting a bank and a gateway of our own (edition {edition}) ...", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), edition=edition, clock=MORNING) as stack,
    ):
        orders = stack.orders()
        with (
            httpx.Client(base_url=stack.gateway_url, timeout=30) as gateway,
            httpx.Client(base_url=stack.control_url, timeout=30) as control,
            httpx.Client(base_url=stack.bank_url, headers={"Authorization": BANK_KEY}) as bank,
        ):
            narrator = Narrator(gateway, control)
            draft = _from_an_order(narrator, orders)
            number = _by_a_person(narrator, draft)
            _pdf(narrator, bank, draft)
            _never_again(narrator, orders, draft, number)
    print("\nEvery promise was kept. Nothing of this stack remains.")
    return 0


def _from_an_order(narrator: Narrator, orders: list[dict[str, Any]]) -> dict[str, Any]:
    order = orders[0]
    narrator.chapter(f"An order becomes a draft: {order['order_number']}, {order['customer_name']}")
    narrator.tell("Rule 1. Whoever asks for autoFinalize is refused, and nothing is made:")
    asked = {"salesOrderId": order["id"], "autoFinalize": True}
    narrator.ask("POST", "/invoices", asked, expect=422)
    created = narrator.ask("POST", "/invoices", {"salesOrderId": order["id"]}, expect=201).json()
    invoice: dict[str, Any] = created["invoice"]
    promise(
        "it is a draft and has no number", kept=invoice["status"] == "draft" and invoice["number"] is None
    )
    narrator.ask("POST", "/invoices", {"salesOrderId": order["id"]}, expect=409)
    promise("an order is invoiced once", kept=True)
    narrator.tell("Rule 4. A draft has no PDF:")
    narrator.ask("GET", f"/invoices/{invoice['id']}/pdf", expect=404)
    return invoice


def _by_a_person(narrator: Narrator, draft: dict[str, Any]) -> str:
    narrator.chapter("Rule 3. Only a person finalises: the first call answers with what would become final")
    path = f"/invoices/{draft['id']}/finalize"
    confirmation = narrator.ask("POST", path, {}, expect=428).json()["confirmation"]
    for warning in confirmation["warnings"]:
        narrator.tell(f"warning: {warning}")
    narrator.tell(f"the page for a person: {confirmation['url']}")
    token = {"confirmationToken": confirmation["token"]}
    final = narrator.ask("POST", path, token, expect=200).json()["invoice"]
    promise(
        f"the number is {final['number']}", kept=final["number"] is not None and final["status"] == "unpaid"
    )
    narrator.tell("Rule 2. Finalisation is irreversible:")
    narrator.ask("POST", path, token, expect=409)
    narrator.ask("PATCH", f"/invoices/{draft['id']}", {"header": "trop tard"}, expect=409)
    narrator.ask("DELETE", f"/invoices/{draft['id']}/delete", expect=409)
    return str(final["number"])


def _pdf(narrator: Narrator, bank: httpx.Client, draft: dict[str, Any]) -> None:
    narrator.chapter("Rule 5. The PDF, and a link that dies after 30 minutes")
    path = f"/invoices/{draft['id']}/pdf"
    narrator.ask("GET", path, expect=503)
    narrator.wait(2)
    attachment = bank.get(f"/v2/client_invoices/{draft['id']}").json()["client_invoice"]["attachment_id"]
    link = bank.get(f"/v2/attachments/{attachment}").json()["attachment"]["url"]
    fresh = narrator.ask("GET", path, expect=200)
    promise(f"a PDF, from {fresh.headers['X-PDF-Source']}", kept=fresh.content.startswith(b"%PDF"))
    narrator.wait(1799)
    promise("after 29 min 59 s the bank's link still works", kept=httpx.get(link).status_code == 200)
    narrator.wait(1)
    promise("after 30 min 00 s it answers 403", kept=httpx.get(link).status_code == 403)
    later = narrator.ask("GET", path, expect=200)
    promise(
        f"the gateway's route still answers, from {later.headers['X-PDF-Source']}",
        kept=later.content == fresh.content,
    )


def _never_again(
    narrator: Narrator, orders: list[dict[str, Any]], draft: dict[str, Any], number: str
) -> None:
    narrator.chapter("A number is burnt for ever, whatever is cancelled")
    narrator.ask("POST", f"/invoices/{draft['id']}/cancel", expect=200)
    created = narrator.ask("POST", "/invoices", {"salesOrderId": orders[0]["id"]}, expect=201).json()
    path = f"/invoices/{created['invoice']['id']}/finalize"
    confirmation = narrator.ask("POST", path, {}, expect=428).json()["confirmation"]
    token = {"confirmationToken": confirmation["token"]}
    second = narrator.ask("POST", path, token, expect=200).json()["invoice"]
    promise(f"{number} is not given again: this one is {second['number']}", kept=second["number"] > number)
    paid = narrator.ask("POST", f"/invoices/{created['invoice']['id']}/mark-paid", {}, expect=200).json()
    promise("and it is paid", kept=paid["invoice"]["status"] == "paid")


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
