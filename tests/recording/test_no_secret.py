"""Ten thousand secrets in every position of an exchange; none of them is in the file."""

import base64
import random
import string
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

import contracts
from tests.recording.spoken import BANK, JSON, Said, record

ROUNDS, SECRETS_MIN = 50, 10_000
ID = "6f5e4d3c-2b1a-4098-8765-43210fedcba9"
LISTED = (
    "id",
    "status",
    "number",
    "currency",
    "created_at",
    "value",
    "kind",
    "code",
    "pointer",
    "slug",
    "note",
)


class Hider:
    """Makes secrets of every kind there is, and remembers them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  - a test repeats itself
        self.made: list[str] = []

    def __call__(self) -> str:
        secret = self._chance.choice(
            (self._key, self._token, self._email, self._iban, self._phone, self._person)
        )()
        self.made.append(secret)
        return secret

    def plain(self) -> str:
        """One that can stand in a header or a path."""
        self.made.append(secret := self._key())
        return secret

    def _signs(self, alphabet: str, least: int, most: int) -> str:
        return "".join(self._chance.choices(alphabet, k=self._chance.randint(least, most)))

    def _key(self) -> str:
        return f"{self._signs(string.hexdigits, 10, 40)}7{self._signs(string.ascii_letters, 3, 9)}"

    def _token(self) -> str:
        return f"eyJ{self._key()}.{self._key()}-{self._key()}_"

    def _email(self) -> str:
        local, host = self._signs(string.ascii_lowercase, 6, 12), self._signs(string.ascii_lowercase, 6, 9)
        return f"{local}.{self._key()}@{host}.fr"

    def _iban(self) -> str:
        return f"FR76 {self._signs(string.digits, 4, 4)} {self._signs(string.digits, 19, 19)}"

    def _phone(self) -> str:
        return f"+33 6{self._signs(string.digits, 8, 8)}"

    def _person(self) -> str:
        first, last = self._signs(string.ascii_lowercase, 5, 9), self._signs(string.ascii_lowercase, 7, 12)
        return f"Mme {first.title()}-{last.title()} née {self._signs(string.ascii_lowercase, 7, 9).title()}"


def _deep(hide: Hider, depth: int) -> Any:
    field = {name: hide() for name in LISTED}
    if depth == 0:
        return field
    return {
        **field,
        "client": {"name": hide(), "phone": {"country_code": hide(), "number": hide()}},
        "extra_emails": [hide(), hide()],
        hide(): hide(),
        "nobody_knows_it": [{"wherever": hide()}, hide()],
        "below": _deep(hide, depth - 1),
        "pdf_url": f"https://{hide.plain()}.example/{hide.plain()}/{hide.plain()}.pdf?{hide.plain()}={hide.plain()}",
    }


def _errors(hide: Hider) -> Any:
    error = {"code": hide(), "detail": f"{hide()} is not {hide()}", "trace_id": hide()}
    return {"errors": [{**error, "source": {"pointer": f"/data/{hide()}"}, "meta": {hide(): hide()}}]}


def _exchanges(hide: Hider) -> Iterator[Said]:
    headers = {
        name: hide.plain() for name in ("Authorization", "X-Qonto-Staging-Token", "Cookie", "X-Anything")
    }
    query = f"iban={quote(hide())}&filter[name]={quote(hide())}&filter[status]={hide.plain()}"
    back = {
        **{
            name: hide.plain()
            for name in ("Set-Cookie", "X-Request-Id", "X-Mock-Qonto", "Date", "ETag", "Server")
        },
        **{name: hide.plain() for name in ("Retry-After", "Allow", "X-Tyk-Trace-Id")},
    }
    yield Said(
        url=f"{BANK}/v2/clients/{hide.plain()}?{query}&{hide.plain()}={hide.plain()}",
        asked_headers=headers,
        headers={**JSON, **back},
        answered=_deep(hide, 3),
    )
    yield Said(
        method="POST",
        url=f"{BANK}/v2/client_invoices",
        asked_headers={**headers, "X-Qonto-Idempotency-Key": hide.plain()},
        asked=_deep(hide, 3),
        status=422,
        answered=_errors(hide),
    )
    yield Said(
        url=f"https://{hide.plain()}.s3.example/{hide.plain()}?X-Amz-Credential={hide.plain()}",
        answered=hide(),
    )
    yield Said(
        status=302, headers={"Location": f"https://{hide.plain()}.fr/{hide.plain()}?code={hide.plain()}"}
    )
    yield Said(status=404, headers={"Content-Type": "text/plain"}, answered=hide().encode())
    yield Said(
        method="POST",
        url=f"{BANK}/v2/attachments",
        asked_headers={"Content-Type": f"multipart/form-data; boundary={hide.plain()}"},
        asked=f'--{hide.plain()}\r\nContent-Disposition: form-data; filename="{hide()}"'.encode(),
        status=200,
        headers={"Content-Type": f"application/{hide.plain()}"},
        answered=hide().encode(),
    )
    yield Said(headers=JSON, answered=f'{{"broken": "{hide()}"'.encode())
    yield Said(method=hide.plain(), url=f"{BANK}/v2/labels", asked_headers=headers, lost=True)


@settings(max_examples=ROUNDS, deadline=None, database=None, derandomize=True)
@given(st.integers(min_value=0, max_value=2**63))
def test_no_secret_in_any_position_gets_into_the_file(seed: int) -> None:
    hide = Hider(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "recorded.har"

        record(path, *_exchanges(hide))

        written = path.read_text("utf-8").casefold()
    assert len(hide.made) >= SECRETS_MIN / ROUNDS
    assert [secret for secret in hide.made for shape in _shapes(secret) if shape in written] == []


def test_the_same_search_finds_what_may_stay() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "recorded.har"
        record(path, Said(url=f"{BANK}/v2/quotes/{ID}", answered={"id": ID, "status": "approved"}))

        written = path.read_text("utf-8").casefold()

    assert all(shape in written for kept in (ID, "approved") for shape in _shapes(kept)[:1])


def test_every_text_the_contract_knows_is_either_listed_or_disguised(tmp_path: Path) -> None:
    secret = "Dupont-7 rue K3"
    names = {
        name
        for edition in contracts.EDITIONS
        for schema in contracts.load("qonto", edition).document["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }

    (entry,) = record(tmp_path / "all.har", Said(answered=dict.fromkeys(names, secret)))

    assert secret not in entry["response"]["content"]["text"]


def _shapes(secret: str) -> tuple[str, ...]:
    """As it is, and as addresses, JSON and base64 would have it."""
    plain = secret.casefold()
    coded = base64.b64encode(secret.encode()).decode().rstrip("=")[:-1].casefold()
    return plain, quote(secret).casefold(), plain.replace(" ", ""), coded
