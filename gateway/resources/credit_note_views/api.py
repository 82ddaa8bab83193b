"""Endpoints that read credit notes."""

from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.credit_note_views import service as credit_notes
from gateway.resources.credit_note_views.rendering import render_credit_note, render_page
from gateway.resources.credit_notes.model import CreditNoteStatus
from gateway.resources.pdf.rendering import render_pdf
from gateway.web import query, reply


class CreditNoteQuery(BaseModel):
    status: CreditNoteStatus | None = None
    page: Annotated[int, Field(ge=1, le=1000000)] = 1
    per_page: Annotated[int, Field(ge=1, le=500)] = 100
    whole: bool = Field(default=False, alias="all")


async def list_credit_notes(request: Request) -> Response:
    wanted = query(request, CreditNoteQuery)
    listed = await credit_notes.list_credit_notes(
        clerk_of(request),
        status=wanted.status,
        page=wanted.page,
        per_page=wanted.per_page,
        whole=wanted.whole,
    )
    return reply(200, render_page(listed))


async def show_credit_note(request: Request) -> Response:
    known = await credit_notes.show_credit_note(clerk_of(request), request.path_params["id"])
    return reply(200, {"credit_note": render_credit_note(known)})


async def show_credit_note_pdf(request: Request) -> Response:
    return render_pdf(await credit_notes.show_credit_note_pdf(clerk_of(request), request.path_params["id"]))
