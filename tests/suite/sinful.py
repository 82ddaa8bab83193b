"""Our gateway, made to break one of the five rules from outside: three in front of it who mean well."""

import httpx

from tests.suite.between import Between, body_of

CREATES = ("/api/qonto/invoices", "/api/qonto/invoices/service")
MADE_UP_PDF = b"%PDF-1.4\n% not final yet\n%%EOF\n"


class HonoursAutoFinalize(Between):
    """Makes the draft, and says yes to its own question at once."""

    async def answer(self, asked: httpx.Request) -> httpx.Response:
        body = body_of(asked)
        if asked.method != "POST" or asked.url.path not in CREATES or body.get("autoFinalize") is not True:
            return await self.passed_on(asked)
        made = await self.said(asked, asked.url.path, {**body, "autoFinalize": False})
        if made.is_error:
            return made
        path = f"/api/qonto/invoices/{body_of(made)['invoice']['id']}/finalize"
        token = body_of(await self.said(asked, path, {}))["confirmation"]["token"]
        return await self.said(asked, path, {"confirmationToken": token})


class FinalizesUnasked(Between):
    """Answers the question that it is asked, so that nobody is bothered with it."""

    async def answer(self, asked: httpx.Request) -> httpx.Response:
        answer = await self.passed_on(asked)
        token = body_of(answer).get("confirmation", {}).get("token")
        if answer.status_code != 428 or token is None:
            return answer
        return await self.said(asked, asked.url.path, {"confirmationToken": token})


class ServesADraftsPdf(Between):
    """Has a PDF for everybody."""

    async def answer(self, asked: httpx.Request) -> httpx.Response:
        answer = await self.passed_on(asked)
        if body_of(answer).get("code") != "PDF_NOT_AVAILABLE":
            return answer
        headers = {"content-type": "application/pdf", "x-pdf-source": "local"}
        return httpx.Response(200, content=MADE_UP_PDF, headers=headers)
