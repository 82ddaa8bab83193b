"""What a test asks of the control plane, and how it is told that the answer is no."""

from typing import Any

import httpx


class ControlRefused(Exception):
    """The control plane's own words: what is wrong, where, and what to do."""


def ask(control: httpx.Client, method: str, path: str, **more: Any) -> Any:
    answer = control.request(method, path, **more)
    if answer.is_error:
        raise ControlRefused(_in_words(answer.json()))
    return answer.json() if answer.content else None


def _in_words(problem: dict[str, Any]) -> str:
    wrong = "; ".join(f"{field['field']}: {field['message']}" for field in problem.get("fields", []))
    return f"{problem['title']}: {wrong or problem['detail']}"
