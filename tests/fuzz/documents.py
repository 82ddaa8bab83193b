"""
A contract as a fuzzer should read it: the same promises, told of a world that exists, and no longer than the
scenario has patience for.
"""

import copy
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]

LIST_LENGTH_MAX = 2


def with_words(document: Document, words: Mapping[str, str]) -> Document:
    """The examples of *document* told of our world: every text that is a key of *words* becomes its value."""

    def told(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: told(value) for key, value in node.items()}
        if isinstance(node, list):
            return [told(item) for item in node]
        return words.get(node, node) if isinstance(node, str) else node

    changed: Document = told(document)
    return changed


def lean(document: Document, kept: Mapping[str, frozenset[str]]) -> Document:
    """
    What is asked, without the trimmings: of each schema in *kept* what it requires and what is named there.

    For scenarios: all that Hypothesis draws for one must fit into its 8 KiB, and a body with every optional
    field in it costs as much as ten steps. The trimmings are sent in the phases of single requests.
    """
    changed = copy.deepcopy(document)
    for name, names in kept.items():
        schema = changed["components"]["schemas"][name]
        if schema["type"] == "array" or "array" in schema["type"]:
            schema["maxItems"] = LIST_LENGTH_MAX
            continue
        wanted = names | frozenset(schema.get("required", ()))
        schema["properties"] = {key: value for key, value in schema["properties"].items() if key in wanted}
        schema["additionalProperties"] = False
    return changed
