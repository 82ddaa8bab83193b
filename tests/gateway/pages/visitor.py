"""A person with a browser: it keeps cookies, follows what a form says, and tells where a form came from."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import httpx

from tests.gateway.invoices.shop import Shop
from tests.gateway.support import HOME

OURS = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor(Shop):
    async def confirmation(self, id: str, *, user: str = "marie") -> str:
        """The token of a question that *user* was asked."""
        answer = await self.ask("finalize_invoice", id=id, user=user)
        assert answer.status == 428, answer.body
        token: str = answer.body["confirmation"]["token"]
        return token

    async def read(self, path: str) -> httpx.Response:
        return await self.stack.client.get(path)

    async def press(
        self, path: str, form: dict[str, str] | None = None, *, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        told = {"Content-Type": "application/x-www-form-urlencoded", **(OURS if headers is None else headers)}
        return await self.stack.client.post(path, content=urlencode(form or {}), headers=told)

    async def confirm(self, token: str) -> httpx.Response:
        """Read the page, tick the box, press the button."""
        page = await self.read(f"/confirm/{token}")
        return await self.press(f"/confirm/{token}", {**hidden(page), "understood": "yes"})


def hidden(page: httpx.Response) -> dict[str, str]:
    return dict(_HIDDEN.findall(page.text))


def words(page: httpx.Response) -> str:
    """What a person sees of it."""
    return " ".join(unescape(_TAG.sub(" ", page.text)).split())
