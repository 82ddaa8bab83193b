"""What a back office may do wrong, each by itself."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Sins:
    """None by default: then the toy is guarded, in its own way and in its own words."""

    honours_auto_finalize: bool = False
    """`autoFinalize: true` makes an invoice that is final at once (rule 1)."""
    omits_status: bool = False
    """A create does not say `status: draft` to the bank (rule 1)."""
    finalizes_unasked: bool = False
    """The first call to finalize finalises (rule 3)."""
    serves_draft_pdf: bool = False
    """A draft has a PDF too: one made up on the spot (rule 4)."""


SINS = tuple(field.name for field in fields(Sins))
UNGUARDED = Sins(**dict.fromkeys(SINS, True))
