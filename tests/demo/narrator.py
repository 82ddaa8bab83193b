"""Saying what is asked, showing what came back, and stopping when it is not what was promised."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

WIDTH = 110


class Narrator:
    """Speaks to one stack and to one terminal."""

    def __init__(self, gateway: httpx.Client, control: httpx.Client) -> None:
        self._gateway = gateway
        self._control = control
        self._step = 0

    def chapter(self, title: str) -> None:
        self._step += 1
        print(f"\n{self._step}. {title}", flush=True)

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, expect: int
    ) -> httpx.Response:
        """Ask the gateway and show its answer; another status than *expect* ends the walk."""
        answer = self._gateway.request(method, f"/api/qonto{path}", json=body)
        said = "" if body is None else f" {json.dumps(body, ensure_ascii=False)}"
        print(f"   > {method} /api/qonto{path}{said}"[:WIDTH])
        print(f"   < {answer.status_code} {_gist(answer)}"[: 2 * WIDTH], flush=True)
        if answer.status_code != expect:
            raise SystemExit(f"expected {expect}, got {answer.status_code}: {answer.text[:500]}")
        return answer

    def wait(self, seconds: int) -> None:
        """Let virtual time pass on both sides."""
        self._control.post("/clock/advance", json={"seconds": seconds}).raise_for_status()
        print(f"   ... {seconds} virtual seconds later", flush=True)

    def tell(self, text: str) -> None:
        print(f"   {text}", flush=True)


def promise(what: str, *, kept: bool) -> None:
    """State what has just been proven, or end the walk."""
    if not kept:
        raise SystemExit(f"   NOT TRUE: {what}")
    print(f"   = {what}", flush=True)


def _gist(answer: httpx.Response) -> str:
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return f"{answer.headers.get('content-type')}, {len(answer.content)} bytes"
    body = answer.json()
    if body.get("success") is False:
        return f"{body['code']}: {body['error']}"
    invoice = body.get("invoice")
    if isinstance(invoice, dict):
        shown = {name: invoice.get(name) for name in ("number", "status", "total_amount")}
        return json.dumps(shown, ensure_ascii=False)
    return ", ".join(body)
