"""What people read about a wrong field."""

from gateway.resources.invoice_changes.bodies import InvoiceUpdate
from gateway.web.french import PATTERNS


def test_every_pattern_of_a_body_is_said_in_words() -> None:
    definitions = InvoiceUpdate.model_json_schema()["$defs"].values()
    fields = [field for one in definitions for field in one["properties"].values()]

    patterns = {
        choice["pattern"]
        for field in fields
        for choice in [field, *field.get("anyOf", [])]
        if "pattern" in choice
    }

    assert patterns
    assert patterns <= set(PATTERNS)
