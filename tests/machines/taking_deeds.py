"""What a back office does with credit notes."""

from typing import Any

from tests.machines import gateway_words as words
from tests.machines.asking import Door, asked_and_answered
from tests.machines.bill_deeds import MADE, NOT_YET, ONCE, WRONG
from tests.machines.day import Differs
from tests.machines.gateway_ledger import Bill, Refusal, Taking
from tests.machines.ledger import GUIDE
from tests.machines.shop import NOTES, Shop
from tests.machines.words import Choice

TOO_MUCH: Refusal = (422, "CREDIT_EXCEEDS_INVOICE")
UNSUPPORTED: Refusal = (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
PARTS = (words.SERVICES[2], words.SERVICES[0])


def draft_a_credit_note(shop: Shop, choice: Choice) -> None:
    """Of all of an invoice, or of a part; where Qonto issues none, only when asked for exactly that."""
    bill = shop.bill(choice, "unpaid", "paid")
    if bill is None:
        return
    part, local = choice.among((None, *PARTS)), choice.of(8) != 7
    body: dict[str, Any] = {"invoiceId": bill.id, "localDraft": local}
    total = bill.total
    if part is not None:
        body["items"], total = words.changed_items(part), words.comes_to(part)
    done = shop.tell("create_credit_note", NOTES, body, _wrong(shop, bill, total, local=local), MADE)
    if done.sure:
        taking = Taking(id=done.said.body["localDocumentId"], bill=bill.id, total=total)
        shop.ledger.takings[taking.id] = taking
        shop.check(taking)


def update_credit_note(shop: Shop, choice: Choice) -> None:
    taking = shop.taking(choice, "draft")
    if taking is None:
        return
    shop.ledger.changes += 1
    body = {"reason": f"Raison {shop.ledger.changes}"}
    refusal = None if taking.status == "draft" else ONCE
    done = shop.tell("update_credit_note", f"{NOTES}/{taking.id}", body, refusal, 200)
    if done.sure:
        shop.ledger.change(taking)
    shop.check(taking)


def delete_credit_note(shop: Shop, choice: Choice) -> None:
    taking = shop.taking(choice, "draft")
    if taking is None:
        return
    refusal = None if taking.status == "draft" else ONCE
    done = shop.tell("delete_credit_note", f"{NOTES}/{taking.id}", None, refusal, 200)
    if done.sure:
        del shop.ledger.takings[taking.id]
        if shop.show(taking) is not None:
            raise Differs(f"credit note {taking.id} was deleted and is there")
    else:
        shop.check(taking)


def finalize_credit_note(shop: Shop, choice: Choice) -> None:
    taking = shop.taking(choice, "draft")
    if taking is None:
        return
    bill = shop.ledger.bills[taking.bill]
    refusal: Refusal | None = ONCE if taking.status != "draft" else None
    if refusal is None and shop.edition == GUIDE:
        refusal = UNSUPPORTED
    elif refusal is None:
        refusal = _wrong(shop, bill, taking.total, local=True)

    def write() -> None:
        shop.ledger.issue(taking)

    door = Door(
        operation="finalize_credit_note",
        path=f"{NOTES}/{taking.id}/finalize",
        document=taking,
        refusal=refusal,
        version_now=lambda: taking.version * 10**9 + bill.credited,
        change=lambda: _reworded(shop, taking),
        write=write,
    )
    asked_and_answered(shop, choice, door)
    shop.check(taking)
    shop.check(bill)


def look_at_the_credit_notes_pdf(shop: Shop, choice: Choice) -> None:
    taking = shop.taking(choice, "draft", "finalized")
    if taking is None:
        return
    refusal: Refusal | None = None
    if taking.pdf_due is None:
        refusal = (404, "PDF_NOT_AVAILABLE")
    elif taking.pdf_due > shop.ledger.now:
        refusal = (503, "PDF_PENDING")
    shop.tell("show_credit_note_pdf", f"{NOTES}/{taking.id}/pdf", None, refusal, 200)


def _reworded(shop: Shop, taking: Taking) -> None:
    shop.ledger.changes += 1
    body = {"reason": f"Raison {shop.ledger.changes}"}
    if shop.tell("update_credit_note", f"{NOTES}/{taking.id}", body, None, 200).sure:
        shop.ledger.change(taking)


def _wrong(shop: Shop, bill: Bill, total: int, *, local: bool) -> Refusal | None:
    if bill.status == "draft":
        return NOT_YET
    if bill.status == "canceled":
        return WRONG
    if shop.edition == GUIDE and not local:
        return UNSUPPORTED
    return TOO_MUCH if total > bill.left else None
