"""
Existing is not working: one credit note, really made, on an invoice that was made for it.

Only on Qonto's sandbox, only after somebody has typed what will be done, and with a list of what is left
there: a final invoice cannot be taken away again, not even there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from contracts.probe.asking import TIMEOUT_S, Credentials, trouble_of
from contracts.probe.heard import heard

SANDBOX = "https://thirdparty-sandbox.staging.qonto.co"
_LINE = {
    "title": "Probe of the credit note operation",
    "quantity": "1",
    "unit_price": {"value": "1.00", "currency": "EUR"},
    "vat_rate": "0.2",
}


class NotTheSandbox(Exception):
    """A real attempt is made nowhere else; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """*error* is the code and detail of a refusal, or why there was no answer."""

    what: str
    status: int
    error: str = ""

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success


@dataclass(slots=True, kw_only=True)
class Attempt:
    """*left* names what is at the sandbox now, in the order it was made."""

    steps: list[Step] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    works: bool = False


def phrase(organization: str) -> str:
    """What has to be typed."""
    return f"leave a final invoice on {organization}"


def check_sandbox(base_url: str) -> None:
    """Raises NotTheSandbox."""
    if urlsplit(base_url).hostname != urlsplit(SANDBOX).hostname or urlsplit(base_url).scheme != "https":
        raise NotTheSandbox(
            f"a real attempt is made on {SANDBOX} and nowhere else; without --write the probe changes nothing"
        )


class Sandbox:
    """The sandbox, asked to do things. *transport* stands in for it in tests."""

    def __init__(
        self, base_url: str, who: Credentials, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        check_sandbox(base_url)
        self.attempt = Attempt()
        self._secrets = who.secrets
        self._http = httpx.Client(
            base_url=base_url,
            headers=who.headers,
            follow_redirects=False,
            trust_env=False,
            timeout=TIMEOUT_S,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()

    @property
    def organization(self) -> str | None:
        """The slug of whoever the credentials belong to; None: they open nothing."""
        found = self._said("read the organization", "GET", "/v2/organization")
        return None if found is None else found.get("organization", {}).get("slug")

    def credit_note(self, *, today: date, tell: Callable[[str], None]) -> Attempt:
        """Client, draft, final invoice, credit note; stops at the first that is refused."""
        iban = self._iban()
        client = None if iban is None else self._made("client", "POST", "/v2/clients", _client())
        if client is None:
            return self.attempt
        tell(f"client {client['id']} made")
        asked = _invoice(client["id"], str(iban), today)
        draft = self._made("client_invoice", "POST", "/v2/client_invoices", asked)
        if draft is None:
            return self.attempt
        tell(f"draft {draft['id']} made")
        final = self._made("client_invoice", "POST", f"/v2/client_invoices/{draft['id']}/finalize", None)
        if final is None:
            return self.attempt
        tell(f"invoice {final.get('number')} is final")
        body = {
            "invoice_id": final["id"],
            "issue_date": today.isoformat(),
            "currency": "EUR",
            "reason": "Probe",
            "items": [_LINE],
        }
        self.attempt.works = self._made("credit_note", "POST", "/v2/credit_notes", body) is not None
        return self.attempt

    def _iban(self) -> str | None:
        found = self._said("read the accounts", "GET", "/v2/bank_accounts")
        accounts = [] if found is None else found.get("bank_accounts", [])
        return next((account.get("iban") for account in accounts if account.get("main")), None)

    def _made(self, what: str, method: str, target: str, body: Any) -> Mapping[str, Any] | None:
        found = self._said(f"{method} {target}", method, target, body)
        made: Mapping[str, Any] | None = None if found is None else found.get(what)
        if made is not None:
            number = f" {made['number']}" if made.get("number") else ""
            self.attempt.left.append(f"{what.replace('_', ' ')}{number} ({made.get('id')})")
        return made

    def _said(self, what: str, method: str, target: str, body: Any = None) -> dict[str, Any] | None:
        try:
            answer = (
                self._http.request(method, target, json=body) if body else self._http.request(method, target)
            )
        except httpx.TransportError as failure:
            self.attempt.steps.append(Step(what=what, status=0, error=trouble_of(failure)))
            return None
        kept = heard(answer.status_code, answer.headers, answer.content, secrets=self._secrets)
        step = Step(what=what, status=answer.status_code, error=f"{kept.code} {kept.detail}".strip())
        self.attempt.steps.append(step)
        if not step.done:
            return None
        try:
            found = answer.json()
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


def _client() -> dict[str, Any]:
    return {
        "kind": "company",
        "name": "Probe (may be deleted)",
        "email": "probe@example.com",
        "currency": "EUR",
        "locale": "fr",
        "billing_address": {
            "street_address": "1 rue Imaginaire",
            "city": "Paris",
            "zip_code": "75001",
            "country_code": "FR",
        },
    }


def _invoice(client_id: str, iban: str, today: date) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "status": "draft",
        "issue_date": today.isoformat(),
        "due_date": (today + timedelta(days=30)).isoformat(),
        "currency": "EUR",
        "payment_methods": {"iban": iban},
        "items": [_LINE],
    }
