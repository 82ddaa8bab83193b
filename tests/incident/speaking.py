"""Those who are spoken to, and how what they say is told."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.stack import Stack, clean_environment, free_ports
from tests.stack.processes import Server
from tests.toy_gateway import SINS, Sins

ROOT = Path(__file__).parents[2]
WIDTH = 110
SHORT = re.compile(r"([0-9a-f]{8})-[0-9a-f-]{27}")
"""The beginning of an id is enough to see which one is meant."""
INVOICES = "/api/qonto/invoices"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A server with a name; another answer than the one expected ends the replay."""

    name: str
    http: httpx.Client

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, expect: int) -> Any:
        answer = self.http.request(method, path, json=body)
        said = "" if body is None else f" {json.dumps(body, ensure_ascii=False)}"
        print(f"   {self.name:>8} > {_cut(f'{method} {path}{said}')}")
        print(f"   {self.name:>8} < {answer.status_code} {_cut(_gist(answer))}", flush=True)
        if answer.status_code != expect:
            raise SystemExit(f"   NOT TRUE: expected {expect}, got {answer.status_code}: {answer.text[:500]}")
        return answer.json() if answer.content else None


@dataclass(frozen=True, slots=True)
class Bank:
    """One organization at the bank, seen by whoever holds its key."""

    speaker: Speaker
    control: httpx.Client
    world: str

    def invoice(self, id: str) -> dict[str, Any]:
        answer = self.speaker.ask("GET", f"/v2/client_invoices/{id}", expect=200)
        return dict(answer["client_invoice"])

    def asked(self, operation: str) -> list[Any]:
        """The bodies with which the bank was asked for *operation*, from its journal."""
        answer = self.control.get(
            "/journal", params={"operation": operation}, headers={"X-World": self.world}
        )
        return [exchange["request"]["body"] for exchange in answer.raise_for_status().json()["exchanges"]]


@dataclass(frozen=True, slots=True)
class BackOffice:
    speaker: Speaker
    bank: Bank


@contextmanager
def bank_of(stack: Stack, slug: str, key: str) -> Iterator[Bank]:
    with (
        httpx.Client(base_url=stack.bank_url, headers={"Authorization": f"{slug}:{key}"}, timeout=30) as bank,
        httpx.Client(base_url=stack.control_url, timeout=30) as control,
    ):
        yield Bank(Speaker("bank", bank), control, slug)


@contextmanager
def toy(stack: Stack, sins: Sins, *, guarded: bool = False) -> Iterator[BackOffice]:
    """The toy as a process, before an organization of its own whose first number is still free."""
    answer = httpx.post(f"{stack.control_url}/worlds", json={"fixture": "empty"}, timeout=30)
    world = answer.raise_for_status().json()
    port = free_ports(1)[0]
    committed = [] if guarded else [name for name in SINS if getattr(sins, name)]
    server = Server(
        "toy",
        [
            *(sys.executable, "-m", "tests.toy_gateway", "--port", str(port), "--bank", stack.bank_url),
            *("--credentials", f"{world['slug']}:{world['api_key']}"),
            *(word for name in committed for word in ("--sin", name)),
        ],
        env=clean_environment({"PYTHONPATH": str(ROOT)}),
        cwd=stack.folder,
        quiet=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        server.answers(f"{url}/api/qonto/health")
        with (
            httpx.Client(base_url=url, timeout=30) as client,
            bank_of(stack, world["slug"], world["api_key"]) as bank,
        ):
            yield BackOffice(Speaker("toy", client), bank)
    finally:
        server.end()


def tell(text: str) -> None:
    print(f"   {text}", flush=True)


def _cut(text: str) -> str:
    text = SHORT.sub(r"\1..", text)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 4]} ..."


def _plain(value: Any) -> Any:
    if value is None:
        return "none"
    return value["value"] if isinstance(value, dict) else value


def _gist(answer: httpx.Response) -> str:
    """The few words of an answer that the story is about."""
    if not answer.content:
        return "(no body)"
    body = answer.json()
    told = body.get("data") or body.get("client_invoice") or body.get("invoice") or body
    if "number" in told:
        wanted = ("number", "status", "state", "total", "total_amount", "vat_amount")
        return ", ".join(f"{name} {_plain(told[name])}" for name in wanted if name in told)
    if "errors" in body:
        return "; ".join(f"{error['code']}: {error['detail']}" for error in body["errors"])
    error = body.get("error")
    if isinstance(error, dict):
        return f"{error['code']}: {error['message']}"
    return f"{body['code']}: {error}" if error else json.dumps(body, ensure_ascii=False)
