"""
Nothing of ours that writes begins while the environment points at the real Qonto.

Every stack forgets the environment before it starts, so this is the second lock on the door: whoever has
`QONTO_MODE=live` in their shell or in `.env.local` is told, instead of trusting that no path leads around.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from contracts.suite.safety import Unsafe, check_not_qonto

ADDRESSES = ("QONTO_API_BASE_URL", "QONTO_TOKEN_URL")
LOCAL_FILE = Path(".env.local")


def live_word(environment: Mapping[str, str], file: Path = LOCAL_FILE) -> str | None:
    """The variable that leads to the real Qonto, and where it stands; None: none does."""
    places = (("the environment", environment), (file.name, dotenv_values(file) if file.is_file() else {}))
    for place, told in places:
        if (told.get("QONTO_MODE") or "").strip().lower() == "live":
            return f"QONTO_MODE=live in {place}"
        for name in ADDRESSES:
            try:
                check_not_qonto(told.get(name) or "")
            except Unsafe:
                return f"{name} in {place} is an address of Qonto's"
    return None


def refuse_live() -> None:
    """Ends the process with status 2 where anything leads to the real Qonto."""
    found = live_word(os.environ)
    if found is not None:
        print(f"refused: {found}. This runs against the offline bank only: unset it, or move the file aside.")
        raise SystemExit(2)
