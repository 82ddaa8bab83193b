"""
The examination, from what everything rests on upwards. It reads, and changes nothing: no database is made or
migrated, no token renewed, no file written, nothing asked of Qonto but GET.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from contracts import capabilities
from gateway.db import DatabaseRefused
from gateway.db.inspecting import look
from gateway.db.migrate import HEAD
from gateway.doctor.asking import Answered, Asker, Unanswered, trouble
from gateway.doctor.findings import Check, Finding, Result, State, found
from gateway.doctor.network import reach
from gateway.errors import GatewayError
from gateway.qonto import reading
from gateway.qonto.observed import IDENTITY, parse_identity
from gateway.qonto.renewal import first_tokens
from gateway.qonto.transport import AiohttpTransport
from gateway.resources.credit_notes.model import CREATE
from gateway.resources.pdf.model import is_pdf
from gateway.settings import Settings

TIMEOUT_S: Final = 10.0
SKEW_MAX_S: Final = 60.0
_FINAL: Final = ("unpaid", "paid")


async def examine(settings: Settings, *, timeout_s: float = TIMEOUT_S) -> Sequence[Result]:
    """One result per check, in order. Raises SettingsRefused where the tokens' file is of no use."""
    database, organization = await _database(settings)
    results = [found(Finding.SETTINGS_READ), database]
    results += await _qonto(settings, organization, timeout_s=timeout_s)
    results.append(_confirmation(settings))
    made = {result.check: result for result in results}
    return [made.get(check) or Result(check=check, finding=None) for check in Check]


# ------------------------------------------------------------------ on this side
async def _database(settings: Settings) -> tuple[Result, str | None]:
    """And the organization it belongs to, if it has been written to."""
    try:
        looked = await look(settings.database_url)
    except DatabaseRefused as refusal:
        return found(Finding.DATABASE_UNREACHABLE, str(refusal)), None
    if looked is None:
        return found(Finding.DATABASE_MISSING), None
    if looked.version is None or looked.version < HEAD:
        return found(Finding.DATABASE_OLD, f"{looked.version or 'vide'}, il faut {HEAD}"), None
    if looked.version > HEAD:
        return found(Finding.DATABASE_NEWER, looked.version), None
    if looked.mode is not None and looked.mode != settings.qonto_mode:
        return found(Finding.DATABASE_OTHER_MODE, f"QONTO_MODE={looked.mode}"), None
    return found(Finding.DATABASE_READY), looked.organization


def _confirmation(settings: Settings) -> Result:
    by_page = settings.gateway_confirmation == "page"
    return found(Finding.CONFIRMATION_BY_PAGE if by_page else Finding.CONFIRMATION_BY_DIALOG)


# ------------------------------------------------------------------ at Qonto
async def _qonto(settings: Settings, organization: str | None, *, timeout_s: float) -> list[Result]:
    reached = await reach(settings, timeout_s=timeout_s)
    if reached.state is State.FAILED:
        return [reached]
    token: str | None = None
    if settings.renewing:
        tokens = first_tokens(settings)
        if tokens.ended(datetime.now(UTC)):
            return [reached, found(Finding.TOKEN_ENDED)]
        token = tokens.access
    async with _asking(settings, token, timeout_s=timeout_s) as asker:
        try:
            answered = await asker.ask("/v2/organization")
        except Unanswered as lost:
            return [lost.result]
        return [reached, *await _answered(settings, asker, answered, organization)]


@asynccontextmanager
async def _asking(settings: Settings, token: str | None, *, timeout_s: float) -> AsyncIterator[Asker]:
    transport = AiohttpTransport()
    try:
        yield Asker(settings, transport.exchange, token=token, timeout_s=timeout_s)
    finally:
        await transport.aclose()


async def _answered(
    settings: Settings, asker: Asker, answered: Answered, organization: str | None
) -> list[Result]:
    clock = _clock(settings, answered)
    refused = trouble(answered, settings, organization=organization)
    if refused is not None:
        # Its hour is worth something when it is Qonto's: a proxy's or a stranger's is not.
        theirs = refused.finding not in {Finding.NOT_QONTO, Finding.REDIRECTED, Finding.NOT_THE_MOCK}
        return [refused, *([clock] if theirs else ())]
    return [
        _key(settings, asker, answered, organization),
        found(Finding.STAGING_ACCEPTED if settings.sandbox else Finding.NO_SANDBOX),
        clock,
        await _accounts(asker),
        await _pdf(asker),
        _credit_notes(settings, answered),
    ]


def _key(settings: Settings, asker: Asker, answered: Answered, organization: str | None) -> Result:
    slug = reading.text(reading.inner(dict(answered.body), "organization"), "slug")
    ours = settings.qonto_organization_id
    for other in (slug, organization):
        if other is not None and ours and other != ours:
            return found(Finding.ORGANIZATION_WRONG, asker.clean(f"{ours}, pas {other}"))
    return found(Finding.KEY_ACCEPTED, ours)


def _clock(settings: Settings, answered: Answered) -> Result:
    if settings.mock:
        return found(Finding.CLOCK_OF_MOCK)
    if answered.skew_s is None:
        return found(Finding.CLOCK_UNTOLD)
    if abs(answered.skew_s) > SKEW_MAX_S:
        way = "avance" if answered.skew_s > 0 else "retarde"
        return found(Finding.CLOCK_SKEWED, f"elle {way} de {abs(answered.skew_s):.0f} s")
    return found(Finding.CLOCK_AGREES)


async def _accounts(asker: Asker) -> Result:
    try:
        answered = await asker.ask("/v2/bank_accounts")
    except Unanswered as lost:
        return found(Finding.ACCOUNTS_UNREAD, lost.result.sentence)
    listed = answered.body.get("bank_accounts")
    if not answered.good or not isinstance(listed, list):
        return found(Finding.ACCOUNTS_UNREAD, f"HTTP {answered.received.status}")
    # Where no status is said, an account is open.
    active = [wire for wire in listed if isinstance(wire, dict) and wire.get("status") in {None, "active"}]
    return found(Finding.ACCOUNTS_FOUND if active else Finding.ACCOUNTS_NONE, f"{len(active)}")


async def _pdf(asker: Asker) -> Result:
    try:
        return await _newest_pdf(asker)
    except Unanswered as lost:
        return found(Finding.PDF_UNREACHABLE, lost.result.sentence)
    except GatewayError as error:
        return found(Finding.PDF_UNREACHABLE, asker.clean(error.message))


async def _newest_pdf(asker: Asker) -> Result:
    """Of the newest invoice that is final: by its attachment, as long as there is one, else by `pdf_url`."""
    for status in _FINAL:
        answered = await asker.ask("/v2/client_invoices", **{"filter[status]": status, "per_page": "1"})
        listed = answered.body.get("client_invoices")
        if not answered.good or not isinstance(listed, list):
            return found(Finding.PDF_UNREAD, f"client_invoices : HTTP {answered.received.status}")
        if listed:
            return await _pdf_of(asker, dict(listed[0]))
    return found(Finding.PDF_NO_INVOICE)


async def _pdf_of(asker: Asker, invoice: reading.Wire) -> Result:
    number = asker.clean(reading.text(invoice, "number") or "")
    url, attachment = reading.text(invoice, "pdf_url"), reading.text(invoice, "attachment_id")
    if attachment is not None:
        answered = await asker.ask(f"/v2/attachments/{quote(attachment, safe='')}")
        if not answered.good:
            return found(Finding.PDF_UNREAD, f"attachments : HTTP {answered.received.status}")
        url = reading.text(reading.inner(dict(answered.body), "attachment"), "url")
    if url is None:
        return found(Finding.PDF_NOT_YET, number)
    received = await asker.download(url)
    if not is_pdf(received.content):
        return found(Finding.PDF_UNREACHABLE, f"{number} : HTTP {received.status}")
    return found(Finding.PDF_REACHED, number)


def _credit_notes(settings: Settings, answered: Answered) -> Result:
    """In mock mode the bank's word, in live mode that of the evidence (`capabilities.yaml`)."""
    if settings.mock:
        seen = parse_identity(answered.received.headers[IDENTITY])
        supported, edition = CREATE not in seen.absent, seen.edition
    else:
        edition = settings.qonto_edition
        supported = edition in capabilities.load()[CREATE].usable_in
    finding = Finding.CREDIT_NOTES_SUPPORTED if supported else Finding.CREDIT_NOTES_UNSUPPORTED
    return found(finding, f"édition {edition}")
