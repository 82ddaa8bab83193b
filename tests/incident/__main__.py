"""
`make incident`: what burnt F-2026-001, replayed at a back office without guards and at our gateway.

Edition 2026-11, a throw-away stack, the clock held on the night of 7 January 2026. Every claim is checked;
the status is 1 when one is not true.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from gateway.seed.catalogue import ORDERS
from gateway.seed.customers import COMPANIES
from tests.demo.narrator import promise
from tests.incident.speaking import INVOICES, BackOffice, Speaker, bank_of, tell, toy
from tests.stack import Stack
from tests.stack.interlock import refuse_live
from tests.toy_gateway import Sins

Toys = Callable[[Sins], AbstractContextManager[BackOffice]]

NIGHT = "manual=2026-01-07T02:45:00Z"
FIRST, SECOND = "F-2026-001", "F-2026-002"
DIVIDED, MEANT = 0.002, 0.2
LAMP = {"title": "Lampe d'atelier", "quantity": 1, "unitPrice": 49.9}
NOT_A_DRAFT = 412


def main() -> int:
    parser = argparse.ArgumentParser(prog="make incident", description=__doc__)
    parser.add_argument(
        "--guarded", action="store_true", help="give the toy its guards: then the story is not true any more"
    )
    guarded = parser.parse_args().guarded
    print("F-2026-001. On 7 January 2026 a test finalised an invoice with 0.2 % VAT instead of 20 %.")
    print("Three causes met that night. Each is replayed twice: at a toy back office without guards, and at")
    print("our gateway. Starting a bank and a gateway (edition 2026-11) ...", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), edition="2026-11", clock=NIGHT, rate_limit="off") as stack,
        httpx.Client(base_url=stack.gateway_url, timeout=30) as client,
        bank_of(stack, "verone-4819", "offline-incident-key") as bank,
    ):
        ours = BackOffice(Speaker("gateway", client), bank)
        back_office = partial(toy, stack, guarded=guarded)
        _wrong_vat(back_office, ours)
        _auto_finalize(back_office, ours)
        _omitted_status(back_office, ours)
        _in_the_end(ours)
    print("\nEvery claim was checked. Nothing of this stack remains.")
    return 0


# ---------------------------------------------------------------- 1. the wrong rate
def _wrong_vat(toys: Toys, ours: BackOffice) -> None:
    _chapter(1, "0.2 % VAT: a rate that is a fraction already is divided by 100, and 0.2 becomes 0.002")
    tell("Without guards. The bank takes any fraction for a rate, and finalize asks nobody:")
    with toys(Sins(finalizes_unasked=True)) as unguarded:
        line = {"vatRate": DIVIDED, **LAMP}
        made = unguarded.speaker.ask("POST", INVOICES, {"items": [line]}, expect=200)["data"]
        unguarded.speaker.ask("POST", f"{INVOICES}/{made['id']}/finalize", expect=200)
        final = _burnt(unguarded, made["id"])
        promise(
            "49.90 EUR were billed with 0.10 EUR of VAT instead of 9.98", kept=final["vat_amount_cents"] == 10
        )
    tell("Our gateway. The same line is only a draft, and a person has to read what would become final:")
    path, confirmation = _asked_to_confirm(ours, DIVIDED)
    warned = confirmation["warnings"]
    for warning in warned:
        tell(f"warning {warning['code']}: {warning['message']}")
    promise(
        "rule 3 stopped it: only a person finalises, and the person is warned of the rate",
        kept=[warning["code"] for warning in warned] == ["VAT_RATE_NOT_LEGAL"],
    )
    promise("the bank was not asked to finalise anything", kept=_never_finalised(ours))
    tell("The person says no and corrects the line. What was shown before can no longer be confirmed:")
    price = {"value": "49.90", "currency": "EUR"}
    corrected = {"vatRate": str(MEANT), "title": LAMP["title"], "quantity": "1", "unitPrice": price}
    ours.speaker.ask("PATCH", path, {"items": [corrected]}, expect=200)
    stale = {"confirmationToken": confirmation["token"]}
    asked = ours.speaker.ask("POST", f"{path}/finalize", stale, expect=409)
    promise(
        "another content is another question, and this one has no warning",
        kept=asked["code"] == "DOCUMENT_CHANGED" and asked["confirmation"]["warnings"] == [],
    )
    ours.speaker.ask("DELETE", f"{path}/delete", expect=200)
    promise("a draft can still be deleted: no number was used", kept=_never_finalised(ours))


def _asked_to_confirm(ours: BackOffice, rate: float) -> tuple[str, dict[str, Any]]:
    body = {
        "clientId": COMPANIES[0].id,
        "clientType": "organisation",
        "items": [{"vatRate": rate, **LAMP}],
    }
    made = ours.speaker.ask("POST", f"{INVOICES}/service", body, expect=201)["invoice"]
    promise("it is a draft without a number", kept=(made["status"], made["number"]) == ("draft", None))
    path = f"{INVOICES}/{made['id']}"
    asked = ours.speaker.ask("POST", f"{path}/finalize", {}, expect=428)
    promise("nothing is finalised by the first call", kept=asked["code"] == "CONFIRMATION_REQUIRED")
    return path, asked["confirmation"]


# ---------------------------------------------------------------- 2. the automatic finalisation
def _auto_finalize(toys: Toys, ours: BackOffice) -> None:
    _chapter(2, "autoFinalize: true, which was the default and which a test had sent")
    tell("Without guards. To create is to finalise:")
    with toys(Sins(honours_auto_finalize=True, finalizes_unasked=True)) as unguarded:
        asked = {"orderId": "toy-order-1", "autoFinalize": True}
        made = unguarded.speaker.ask("POST", INVOICES, asked, expect=200)["data"]
        _burnt(unguarded, made["id"])
    tell("Our gateway. The wish itself is refused, before anything is asked of the bank:")
    before = len(ours.bank.asked("create_client_invoice"))
    body = {"salesOrderId": ORDERS[0].id, "autoFinalize": True}
    refused = ours.speaker.ask("POST", INVOICES, body, expect=422)
    promise("rule 1 stopped it: never autoFinalize", kept=refused["code"] == "AUTO_FINALIZE_FORBIDDEN")
    hidden = {"salesOrderId": ORDERS[0].id, "options": [{"Auto_Finalise": "yes"}]}
    refused = ours.speaker.ask("POST", INVOICES, hidden, expect=422)
    promise(
        "nor in another spelling, however deep it hides", kept=refused["code"] == "AUTO_FINALIZE_FORBIDDEN"
    )
    promise(
        "the bank was not asked to create anything",
        kept=len(ours.bank.asked("create_client_invoice")) == before,
    )


# ---------------------------------------------------------------- 3. the omitted status
def _omitted_status(toys: Toys, ours: BackOffice) -> None:
    _chapter(3, "An omitted status: to this bank an invoice without one is final, whatever the caller meant")
    tell("Without guards. autoFinalize is false, and the invoice is final all the same:")
    with toys(Sins(omits_status=True, finalizes_unasked=True)) as unguarded:
        asked = {"orderId": "toy-order-1", "autoFinalize": False}
        made = unguarded.speaker.ask("POST", INVOICES, asked, expect=200)["data"]
        (told,) = unguarded.bank.asked("create_client_invoice")
        promise("the toy had said nothing of a status to the bank", kept="status" not in told)
        _burnt(unguarded, made["id"])
    tell("Our gateway. Nobody says a status, and the bank is told one:")
    body = {"salesOrderId": ORDERS[0].id}
    made = ours.speaker.ask("POST", INVOICES, body, expect=201)["invoice"]
    promise("it is a draft without a number", kept=(made["status"], made["number"]) == ("draft", None))
    promise(
        'rule 1 stopped it: every create says status "draft" to the bank',
        kept={told.get("status") for told in ours.bank.asked("create_client_invoice")} == {"draft"},
    )
    ours.speaker.ask("DELETE", f"{INVOICES}/{made['id']}/delete", expect=200)


# ---------------------------------------------------------------- what is left
def _in_the_end(ours: BackOffice) -> None:
    _chapter(4, "What is left of it at our gateway's bank: nothing")
    promise("in all three the bank was never asked to finalise", kept=_never_finalised(ours))
    tell("Then a person bills the lamp with 20 %, reads, and confirms:")
    path, confirmation = _asked_to_confirm(ours, MEANT)
    promise("there is nothing to warn of", kept=confirmation["warnings"] == [])
    token = {"confirmationToken": confirmation["token"]}
    final = ours.speaker.ask("POST", f"{path}/finalize", token, expect=200)["invoice"]
    promise(
        f"it is {FIRST}, over 59.88 EUR: the number was still free",
        kept=final["number"] == FIRST and final["total_amount_cents"] == 5988,
    )


def _burnt(unguarded: BackOffice, id: str) -> dict[str, Any]:
    """Prove at the bank that the number is gone: it is there, it stays, and the next one follows it."""
    final = unguarded.bank.invoice(id)
    promise(
        f"at the bank it is final and has a number: {FIRST}",
        kept=(final["number"], final["status"]) == (FIRST, "unpaid"),
    )
    unguarded.speaker.ask("DELETE", f"{INVOICES}/{id}", expect=NOT_A_DRAFT)
    unguarded.bank.speaker.ask("DELETE", f"/v2/client_invoices/{id}", expect=NOT_A_DRAFT)
    unguarded.bank.speaker.ask(
        "PATCH", f"/v2/client_invoices/{id}", {"header": "Corrigée"}, expect=NOT_A_DRAFT
    )
    promise("DELETE is refused at the toy and at the bank, a correction too: the number is burnt", kept=True)
    unguarded.speaker.ask("POST", f"{INVOICES}/{id}/cancel", expect=200)
    following = unguarded.speaker.ask("POST", INVOICES, {"orderId": "toy-order-2"}, expect=200)["data"]
    if following["state"] == "draft":
        following = unguarded.speaker.ask("POST", f"{INVOICES}/{following['id']}/finalize", expect=200)[
            "data"
        ]
    promise(
        f"even canceled it keeps {FIRST}: the next invoice gets {SECOND}",
        kept=following["number"] == SECOND and unguarded.bank.invoice(id)["number"] == FIRST,
    )
    return final


def _never_finalised(ours: BackOffice) -> bool:
    return ours.bank.asked("finalize_client_invoice") == []


def _chapter(number: int, title: str) -> None:
    print(f"\n{number}. {title}", flush=True)


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
