"""A label, perhaps under another one. Qonto's API neither makes labels nor puts them on anything."""

from mock_qonto.kernel.records import Record
from mock_qonto.values import value


@value
class Label(Record):
    name: str
    parent_id: str | None = None
