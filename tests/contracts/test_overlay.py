"""The small part of OpenAPI Overlay 1.0 our editions are written in."""

from typing import Any

import pytest

from contracts import overlay
from contracts.overlay import OverlayError


def applied(document: dict[str, Any], *actions: dict[str, Any]) -> dict[str, Any]:
    return overlay.apply(document, {"overlay": "1.0.0", "actions": list(actions)})


def test_an_update_merges_objects_deeply() -> None:
    document = {"info": {"title": "before", "contact": {"name": "us"}}}

    changed = applied(document, {"target": "$.info", "update": {"title": "after", "contact": {"url": "x"}}})

    assert changed == {"info": {"title": "after", "contact": {"name": "us", "url": "x"}}}


def test_a_list_inside_an_updated_object_grows_at_its_end() -> None:
    changed = applied({"schema": {"required": ["a"]}}, {"target": "$.schema", "update": {"required": ["b"]}})

    assert changed == {"schema": {"required": ["a", "b"]}}


def test_an_update_of_a_list_appends_one_entry() -> None:
    changed = applied({"required": ["a"]}, {"target": "$.required", "update": "b"})

    assert changed == {"required": ["a", "b"]}


def test_an_update_can_reach_the_root() -> None:
    assert applied({"a": 1}, {"target": "$", "update": {"b": 2}}) == {"a": 1, "b": 2}


def test_a_path_is_addressed_by_its_quoted_name() -> None:
    document = {"paths": {"/v2/x/{id}": {"get": {"summary": "a"}, "delete": {}}}}

    changed = applied(document, {"target": "$.paths['/v2/x/{id}'].delete", "remove": True})

    assert changed == {"paths": {"/v2/x/{id}": {"get": {"summary": "a"}}}}


def test_several_names_are_addressed_at_once() -> None:
    document: dict[str, Any] = {"schemas": {"A": {}, "B": {}, "C": {}}}

    changed = applied(document, {"target": "$.schemas['A', 'C']", "update": {"type": "object"}})

    assert changed == {"schemas": {"A": {"type": "object"}, "B": {}, "C": {"type": "object"}}}


def test_entries_of_a_list_are_addressed_by_index_or_by_what_they_say() -> None:
    document = {"tags": [{"name": "a"}, {"name": "b"}, {"name": "a"}], "items": [{}, {}]}

    changed = applied(
        document,
        {"target": "$.tags[?(@.name=='a')]", "remove": True},
        {"target": "$.items[1]", "update": {"quantity": 1}},
    )

    assert changed == {"tags": [{"name": "b"}], "items": [{}, {"quantity": 1}]}


def test_a_reference_is_removed_before_something_else_takes_its_place() -> None:
    document = {"properties": {"unit_price": {"$ref": "#/components/schemas/Amount"}}}

    changed = applied(
        document,
        {"target": "$.properties.unit_price['$ref']", "remove": True},
        {"target": "$.properties.unit_price", "update": {"type": "number"}},
    )

    assert changed == {"properties": {"unit_price": {"type": "number"}}}


def test_actions_see_what_earlier_ones_did() -> None:
    changed = applied(
        {"a": {}},
        {"target": "$.a", "update": {"b": {}}},
        {"target": "$.a.b", "update": {"c": 1}},
    )

    assert changed == {"a": {"b": {"c": 1}}}


@pytest.mark.parametrize(
    "target", ["$.nowhere", "$.paths['/v2/other']", "$.tags[7]", "$.tags[?(@.name=='z')]"]
)
def test_a_target_that_matches_nothing_is_an_error_that_names_it(target: str) -> None:
    with pytest.raises(OverlayError, match=r"action 1: .* matches nothing"):
        applied({"paths": {}, "tags": []}, {"target": target, "remove": True})


@pytest.mark.parametrize("target", ["paths", "$.paths[*]", "$..paths", "$.paths[?(@.a>1)]"])
def test_a_target_we_cannot_read_is_an_error(target: str) -> None:
    with pytest.raises(OverlayError):
        applied({"paths": {}}, {"target": target, "remove": True})


def test_an_action_must_remove_or_update() -> None:
    with pytest.raises(OverlayError, match="neither removes nor updates"):
        applied({"info": {}}, {"target": "$.info"})


def test_a_plain_value_cannot_be_merged_into() -> None:
    with pytest.raises(OverlayError, match="neither a list nor an object"):
        applied({"info": {"title": "x"}}, {"target": "$.info.title", "update": "y"})
