"""What a consumer is told of two editions: what breaks first, each thing once, the same every time."""

import copy
import json
from typing import Any

import pytest

import contracts
from contracts import overlay
from contracts.__main__ import main
from contracts.contract import Contract
from contracts.differing import comparing
from contracts.differing.comparing import Comparison, compare

NEW = contracts.load("qonto", "2026-11")
INVOICE, CREATE = "$.components.schemas.ClientInvoice", "$.components.schemas.ClientInvoiceCreate"


def _changed(*actions: dict[str, Any]) -> Comparison:
    document = overlay.apply(copy.deepcopy(NEW.document), {"actions": list(actions)})
    return compare(NEW, Contract(name="qonto", edition="next", document=document))


def _told(comparison: Comparison) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    return (
        {(one.topic, one.where) for one in comparison.breaks},
        {(one.topic, one.where) for one in comparison.added},
    )


def test_an_edition_does_not_differ_from_itself() -> None:
    assert _told(compare(NEW, NEW)) == (set(), set())


def test_the_guides_client_is_told_what_he_has_to_change() -> None:
    breaks, added = _told(compare(contracts.load("qonto", "guide"), NEW))

    assert {
        (comparing.GONE, "list_attachments"),
        (comparing.STATUSES, "create_client_invoice"),
        (comparing.LOST, "ClientInvoice.pdf_url"),
        (comparing.OTHER, "ClientInvoiceItem.quantity"),
        (comparing.UNREAD, "ClientCreate.type"),
        (comparing.NEEDED, "ClientCreate.kind"),
        (comparing.BODY, "send_quote"),
        (comparing.MEANT, "ClientInvoiceCreate.status"),
        (comparing.QUERY_GONE, "list_quotes"),
    } <= breaks
    assert (comparing.HERE, "create_credit_note") in added


CHANGES = {
    "a field goes from answers": (
        {"target": f"{INVOICE}.properties.footer", "remove": True},
        (comparing.LOST, "ClientInvoice.footer"),
    ),
    "a field is promised no longer": (
        {"target": f"{INVOICE}.required[0]", "remove": True},
        (comparing.UNSURE, "ClientInvoice.id"),
    ),
    "a status is new": (
        {"target": "$.components.schemas.InvoiceStatus.enum", "update": "disputed"},
        (comparing.NEW_VALUES, "ClientInvoice.status"),
    ),
    "a field of a request is needed": (
        {"target": f"{CREATE}.required", "update": "header"},
        (comparing.NEEDED, "ClientInvoiceCreate.header"),
    ),
    "a field of a request is read no longer": (
        {"target": f"{CREATE}.properties.footer", "remove": True},
        (comparing.UNREAD, "ClientInvoiceCreate.footer"),
    ),
    "a value of a request is refused": (
        {"target": f"{CREATE}.properties.status.enum[1]", "remove": True},
        (comparing.REFUSED, "ClientInvoiceCreate.status"),
    ),
}


@pytest.mark.parametrize(("action", "told"), CHANGES.values(), ids=CHANGES)
def test_a_change_that_breaks_is_told_and_its_opposite_is_not(
    action: dict[str, Any], told: tuple[str, str]
) -> None:
    breaks, _ = _told(_changed(action))

    assert breaks == {told}


def test_what_is_new_breaks_nobody() -> None:
    comparison = _changed(
        {"target": f"{INVOICE}.properties", "update": {"loyalty_tier": {"type": "string"}}},
        {"target": f"{CREATE}.properties", "update": {"loyalty_tier": {"type": "string"}}},
    )

    assert _told(comparison) == (
        set(),
        {
            (comparing.MORE_OUTPUT, "ClientInvoice.loyalty_tier"),
            (comparing.MORE_INPUT, "ClientInvoiceCreate.loyalty_tier"),
        },
    )


@pytest.mark.parametrize(("old", "new"), [("guide", "2026-11"), ("2026-11", "guide"), ("guide", "guide")])
def test_every_pair_of_editions_is_told_the_same_way_twice(
    old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses = [main(["diff", old, new]), main(["diff", old, new])]
    told = capsys.readouterr().out

    assert statuses == [int(old != new)] * 2
    assert told[: len(told) // 2] == told[len(told) // 2 :]


def test_a_machine_is_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "guide", "2026-11", "--json"])

    told = json.loads(capsys.readouterr().out)
    comparison = compare(contracts.load("qonto", "guide"), NEW)

    assert (len(told["breaks"]), len(told["added"])) == (len(comparison.breaks), len(comparison.added))
