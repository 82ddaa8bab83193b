"""
Rule 1: nobody asks for an automatic finalisation, however it is spelled and wherever it is hidden.

After F-2026-001 (7 January 2026) the reference set `autoFinalize: false` in its front end and went on
honouring `true` in its routes. Here the wish itself is refused, before any model looks at the body; saying
`false`, as that front end still does, is harmless and is dropped.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from gateway.errors import Code, GatewayError

_SPELLINGS = frozenset({"autofinalize", "autofinalise", "autofinalized", "autofinalised", "autofinalization"})
_NO = frozenset({"", "false", "0", "no", "non", "off", "n", "f", "null", "none", "faux"})


def without_auto_finalize(body: Any) -> Any:
    """*body* without its `autoFinalize: false`; a wish for `true` is refused."""
    if isinstance(body, dict):
        return {
            key: without_auto_finalize(value)
            for key, value in body.items()
            if not (_is_the_wish(key) and _refused(key, value))
        }
    if isinstance(body, list):
        return [without_auto_finalize(value) for value in body]
    return body


def refuse_in_query(pairs: Iterable[tuple[str, str]]) -> None:
    for key, value in pairs:
        if _is_the_wish(key):
            _refused(key, value)


def _is_the_wish(key: str) -> bool:
    # NFKC unfolds ligatures and full-width letters: "autoﬁnalize" is no way round.
    folded = unicodedata.normalize("NFKC", key).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) in _SPELLINGS


def _refused(key: str, value: Any) -> bool:
    """Raise unless *value* plainly says no."""
    if isinstance(value, str):
        says_no = value.strip().casefold() in _NO
    else:  # an empty list or object says nothing plainly
        says_no = not value and not isinstance(value, list | dict)
    if says_no:
        return True
    raise GatewayError(
        Code.AUTO_FINALIZE_FORBIDDEN,
        "La finalisation automatique est interdite : un document est toujours créé en brouillon, et seule "
        "une personne le finalise. Retirez ce champ, créez le brouillon, puis appelez sa route « finalize ».",
        details={"fields": [{"field": key, "message": "ne peut pas être demandé"}]},
    )
