"""What is known of the operations whose existence is in doubt."""

import json
from pathlib import Path

import pytest

import contracts
from contracts import lint
from contracts.capabilities import Capability, load

CAPABILITIES = tuple(load().values())


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.operation)
def test_each_rests_on_evidence_and_is_named_like_an_operation(capability: Capability) -> None:
    assert capability.evidence
    assert capability.operation.split("_")[0] in lint.VERBS
    assert capability.path.startswith("/v2/")
    assert capability.usable_in <= set(contracts.EDITIONS)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.operation)
def test_the_contract_has_no_operation_that_is_not_usable(capability: Capability) -> None:
    for edition in contracts.EDITIONS:
        operation = contracts.load("qonto", edition).operations.get(capability.operation)
        if operation is not None:
            assert edition in capability.usable_in
            assert (operation.method, operation.path) == (capability.method, capability.path)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.operation)
def test_what_qonto_never_documented_is_not_usable_today_unless_somebody_saw_it(
    capability: Capability,
) -> None:
    if capability.documented_since is None and capability.last_observed is None:
        assert "2026-11" not in capability.usable_in


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: capability.operation)
def test_evidence_that_is_a_file_is_there_and_about_it(capability: Capability) -> None:
    files = [
        Path(contracts.__file__).parent / "evidence" / one
        for one in capability.evidence
        if one.endswith(".json")
    ]

    for file in files:
        assert capability.operation in json.loads(file.read_text("utf-8"))["verdicts"]


def test_every_operation_only_one_edition_has_is_in_doubt() -> None:
    guide, today = (set(contracts.load("qonto", edition).operations) for edition in contracts.EDITIONS)

    assert guide ^ today <= set(load())


def test_an_edition_says_what_it_lacks() -> None:
    assert "create_credit_note" in contracts.absent("guide")
    assert "delete_client" in contracts.absent("guide")
    assert "list_attachments" in contracts.absent("2026-11")
    assert "delete_client" not in contracts.absent("2026-11")
