"""How trying a behaviour can end, other than well."""


class Broken(Exception):
    """What had to be was not. *rule*: whose failure it is, None: the first one's that the behaviour names."""

    def __init__(self, why: str, *, rule: str | None = None) -> None:
        super().__init__(why)
        self.rule = rule


class CannotTry(Exception):
    """Something the behaviour needs is not there: it is left out, and the report says why."""


def expect(kept: bool, otherwise: str, *, rule: str | None = None) -> None:  # noqa: FBT001  - reads as a sentence
    """Go on if it is so. Raises Broken."""
    if not kept:
        raise Broken(otherwise, rule=rule)
