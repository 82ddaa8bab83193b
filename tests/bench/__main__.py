"""`make bench`: bare Starlette, the bank and the gateway side by side, as ratios."""

import contextlib
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx

from tests.bench import in_process
from tests.bench.load import Load, pin, resident_mb, run
from tests.stack import Stack, free_ports
from tests.stack.interlock import refuse_live

AUTHORIZATION = {"Authorization": "verone-4819:offline-bench-key"}
INVOICES = 2_000
ROUNDS = 3
TABLE = Path(__file__).parent / "README.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    what: str
    measured: float
    bound: str
    holds: bool
    unit: str = ""

    def shown(self) -> str:
        holds = "yes" if self.holds else "NO"
        return f"| {self.what} | {self.measured:.3g}{self.unit} | {self.bound} | {holds} |"


def at_least(what: str, measured: float, bound: float) -> Row:
    return Row(what=what, measured=measured, bound=f">= {bound:g}", holds=measured >= bound)


def at_most(what: str, measured: float, bound: float, unit: str = "") -> Row:
    return Row(what=what, measured=measured, bound=f"<= {bound:g}{unit}", holds=measured <= bound, unit=unit)


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_start_up(Path(folder)), *_against_bare(Path(folder)), *_in_process(Path(folder))]
    table = "\n".join(row.shown() for row in rows)
    TABLE.write_text(_page(table))
    say(f"\n{table}\n\nwritten to {TABLE}")
    return 0 if all(row.holds for row in rows) else 1


def _page(table: str) -> str:
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    return f"""# Bench

`make bench`, {datetime.now(UTC):%Y-%m-%d}, {machine}: one server process pinned to one core, the load
generator on the other, {ROUNDS} rounds in turn, medians. Ratios are throughput against bare Starlette that
reads the same body and returns the same bytes; validation is on in ours; 32 connections.

| what | measured | bound | holds |
| --- | --- | --- | --- |
{table}
"""


# ---------------------------------------------------------------- start-up
def _start_up(folder: Path) -> list[Row]:
    say("start-up of the bank, five times")
    seconds, memory = [], 0.0
    for _ in range(5):
        bank_port, control_port = free_ports(2)
        command = [
            *(sys.executable, "-m", "mock_qonto", "serve"),
            *("--port", str(bank_port), "--control-port", str(control_port)),
        ]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        try:
            _first_answer(f"http://127.0.0.1:{bank_port}/v2/organization")
            seconds.append(time.perf_counter() - began)
            memory = max(memory, resident_mb(process.pid))
        finally:
            process.terminate()
            process.wait()
    return [
        at_most("bank: start to first answer", median(seconds), 0.4, " s"),
        at_most("bank: memory then", memory, 80, " MB"),
    ]


def _first_answer(url: str) -> None:
    with httpx.Client(headers=AUTHORIZATION) as client:
        deadline = time.perf_counter() + 30
        while time.perf_counter() < deadline:
            with contextlib.suppress(httpx.TransportError):
                client.get(url).raise_for_status()
                return
    raise AssertionError(f"{url} never answered")


# ---------------------------------------------------------------- side by side
def _against_bare(folder: Path) -> list[Row]:
    unlimited = {"QONTO_RATE_LIMIT_PER_MINUTE": "0"}
    with Stack(folder / "stack", rate_limit="off", state=False, env=unlimited) as stack:
        say(f"making {INVOICES} invoices")
        samples = _samples(stack, folder)
        with _bare(folder) as (bare_port, bare_pid):
            assert stack.bank is not None
            assert stack.gateway is not None
            pids = {"bare": bare_pid, "bank": stack.bank.process.pid, "gateway": stack.gateway.process.pid}
            for pid in pids.values():
                pin(pid, 0)
            pin(0, 1)
            rows = _ratios(stack, samples, bare_port)
            pin(pids["bank"], 1)
            return [*rows, _gateway_cost(stack, samples, direct_pid=pids["bank"])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    id: str
    body: bytes


def _samples(stack: Stack, folder: Path) -> Samples:
    with httpx.Client(base_url=stack.bank_url, headers=AUTHORIZATION, timeout=30) as bank:
        iban = bank.get("/v2/bank_accounts").json()["bank_accounts"][0]["iban"]
        person = {"kind": "company", "name": "Banc d'essai SARL", "email": "banc@example.com"}
        address = {
            "street_address": "1 rue du Test",
            "city": "Paris",
            "zip_code": "75001",
            "country_code": "FR",
        }
        asked = {**person, "currency": "EUR", "locale": "fr", "billing_address": address}
        client = bank.post("/v2/clients", json=asked).raise_for_status().json()["client"]["id"]
        line = {"quantity": "2", "unit_price": {"value": "49.90", "currency": "EUR"}, "vat_rate": "0.2"}
        invoice = {
            "client_id": client,
            "status": "draft",
            "currency": "EUR",
            "issue_date": "2026-02-01",
            "due_date": "2026-03-01",
            "payment_methods": {"iban": iban},
            "items": [{"title": f"Ligne {number}", **line} for number in range(3)],
        }
        body = json.dumps(invoice).encode()
        json_type = {"Content-Type": "application/json"}
        for _ in range(INVOICES):
            created = bank.post("/v2/client_invoices", content=body, headers=json_type).raise_for_status()
        id = created.json()["client_invoice"]["id"]
        (folder / "created.json").write_bytes(created.content)
        (folder / "one.json").write_bytes(bank.get(f"/v2/client_invoices/{id}").content)
        (folder / "list.json").write_bytes(bank.get("/v2/client_invoices?per_page=100").content)
    return Samples(id=id, body=body)


@contextlib.contextmanager
def _bare(folder: Path) -> Iterator[tuple[int, int]]:
    (port,) = free_ports(1)
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.bare", str(folder), str(port)])
    try:
        _first_answer(f"http://127.0.0.1:{port}/v2/client_invoices/x")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _ratios(stack: Stack, samples: Samples, bare_port: int) -> list[Row]:
    bank = stack.ports[0]
    one = f"/v2/client_invoices/{samples.id}"
    pairs = {
        "bank: GET one invoice / bare": (0.6, "GET", one, one, b""),
        "bank: POST a draft / bare": (
            *(0.4, "POST", "/v2/client_invoices", "/v2/client_invoices/create", samples.body),
        ),
        "bank: list of 100 / bare": (
            *(0.4, "GET", "/v2/client_invoices?per_page=100", "/v2/client_invoices?per_page=100", b""),
        ),
    }
    rows = []
    for what, (bound, method, ours, bares, body) in pairs.items():
        say(what)
        ratios = []
        for _ in range(ROUNDS):
            plain = run(Load(port=bare_port, method=method, target=bares, headers={}, body=body))
            mine = run(Load(port=bank, method=method, target=ours, headers=AUTHORIZATION, body=body))
            say(f"  bare {plain.per_second:,.0f}/s, bank {mine.per_second:,.0f}/s")
            ratios.append(mine.per_second / plain.per_second)
        rows.append(at_least(what, median(ratios), bound))
    return rows


def _gateway_cost(stack: Stack, samples: Samples, *, direct_pid: int) -> Row:
    what = "gateway: GET one invoice, times a direct call to the bank"
    say(what)
    costs = []
    for _ in range(ROUNDS):
        target = f"/v2/client_invoices/{samples.id}"
        pin(direct_pid, 0)
        direct = run(Load(port=stack.ports[0], method="GET", target=target, headers=AUTHORIZATION))
        pin(direct_pid, 1)
        through = run(
            Load(port=stack.ports[2], method="GET", target=f"/api/qonto/invoices/{samples.id}", headers={})
        )
        say(f"  direct {direct.per_second:,.0f}/s, through the gateway {through.per_second:,.0f}/s")
        costs.append(direct.per_second / through.per_second)
    return at_most(what, median(costs), 15, "x")


# ---------------------------------------------------------------- in process
def _in_process(folder: Path) -> list[Row]:
    say("validation and routing, in process")
    listed = (folder / "list.json").read_bytes()
    return [
        at_most("validation: one invoice", in_process.validation_of_one_us(listed), 30, " us"),
        at_most("validation: a list of 100", in_process.validation_of_hundred_us(listed) / 1000, 1, " ms"),
        at_most("routing: 150 operations / the ones served", in_process.routing_ratio(), 1.3, "x"),
    ]


if __name__ == "__main__":
    refuse_live()
    sys.exit(main())
