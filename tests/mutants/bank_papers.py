"""Mutants of the bank: PDFs before their time, links that live too long, files that come twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.rules.rule import Side
from mock_qonto.kernel.world import World
from mock_qonto.resources.attachments.model import Attachment
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status, pdf_id
from mock_qonto.web import links
from mock_qonto.web.rendering import View
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead

BOTH = (GUIDE, NEWEST)
LINKS = "mock_qonto.web.links"
INVOICES_API = "mock_qonto.resources.client_invoices.api"
THIRTY_ONE_MINUTES = timedelta(minutes=31)


def with_a_pdf_of_drafts(view: View[ClientInvoice]) -> View[ClientInvoice]:
    def shown(world: World, invoice: ClientInvoice) -> dict[str, Any]:
        if invoice.status is Status.DRAFT:
            invoice = replace(invoice, attachment_id=pdf_id(world, invoice.id))
        return view.render(world, invoice)

    return replace(view, render=shown, kept=False)


def with_another_file_once_paid(view: View[ClientInvoice]) -> View[ClientInvoice]:
    def shown(world: World, invoice: ClientInvoice) -> dict[str, Any]:
        if invoice.status is Status.PAID and invoice.attachment_id is not None:
            invoice = replace(invoice, attachment_id=world.ids.derive("paid_pdf", invoice.id))
        return view.render(world, invoice)

    return replace(view, render=shown, kept=False)


def renewed(pdf_url: Callable[..., str | None]) -> Callable[..., str | None]:
    """Signed when somebody looks, not when the PDF was made."""

    def sabotaged(
        world: World, attachment_id: str | None, number: str, made_at: datetime | None
    ) -> str | None:
        return pdf_url(world, attachment_id, number, None if made_at is None else world.clock.now)

    return sabotaged


def with_its_first_link(view: View[Attachment]) -> View[Attachment]:
    def shown(world: World, file: Attachment) -> dict[str, Any]:
        url = links.sign(world, attachment_id=file.id, file_name=file.file_name, at=file.created_at)
        return {**view.render(world, file), "url": url}

    return replace(view, render=shown)


def believing(follow: Callable[..., Any]) -> Callable[..., Any]:
    def sabotaged(*asked: Any) -> Any:
        link = follow(*asked)
        return None if link is None else replace(link, genuine=True)

    return sabotaged


MUTANTS = (
    Mutant(
        name="has a PDF of a draft",
        does="A draft shows the file of a PDF that a final invoice would have.",
        side=Side.BANK,
        breaks=("R4.1",),
        patches=(Replace(INVOICES_API, "VIEW", with_a_pdf_of_drafts),),
        editions=BOTH,
    ),
    Mutant(
        name="makes another file when an invoice is paid",
        does="The file of a final invoice is another one once the invoice is paid.",
        side=Side.BANK,
        breaks=("R4.2",),
        patches=(Replace(INVOICES_API, "VIEW", with_another_file_once_paid),),
    ),
    Mutant(
        name="expires at 31 minutes",
        does="A signed link works for a minute longer than half an hour.",
        side=Side.BANK,
        breaks=("R5.2", "R5.1", "R5.3"),
        patches=(instead(LINKS, "LIFETIME", THIRTY_ONE_MINUTES),),
        editions=BOTH,
    ),
    Mutant(
        name="never lets a link die",
        does="A signed link is honoured whatever its age.",
        side=Side.BANK,
        breaks=("R5.2",),
        patches=(
            Replace(
                LINKS,
                "follow",
                lambda follow: (
                    lambda *asked: None if (link := follow(*asked)) is None else replace(link, expired=False)
                ),
            ),
        ),
    ),
    Mutant(
        name="signs pdf_url anew at every look",
        does="The link of an invoice's PDF is renewed whenever the invoice is read, so that it never dies.",
        side=Side.BANK,
        breaks=("R5",),
        patches=(
            Replace("mock_qonto.resources.client_invoices.wire", "pdf_url", renewed),
            Replace(INVOICES_API, "VIEW", lambda view: replace(view, kept=False)),
        ),
    ),
    Mutant(
        name="gives one link of a file for ever",
        does="A look at a file answers the link that was signed when it was made, dead or alive.",
        side=Side.BANK,
        breaks=("R5.4", "R5.3"),
        patches=(Replace("mock_qonto.resources.attachments.api", "VIEW", with_its_first_link),),
    ),
    Mutant(
        name="honours a forged link",
        does="The signature of a link is not looked at.",
        side=Side.BANK,
        breaks=("R5.5",),
        by=("a_link_that_was_tampered_with_opens_nothing",),
        patches=(Replace(LINKS, "follow", believing),),
    ),
    Mutant(
        name="takes a file twice under one key",
        does="An upload under an idempotency key that was used is another file.",
        side=Side.BANK,
        breaks=("H.7",),
        patches=(instead("mock_qonto.resources.attachments.api", "uploaded_under", lambda *_: None),),
    ),
)
