"""Endpoint: the first call gets the question, the second the number."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.credit_note_finalization.service import finalize
from gateway.resources.credit_note_views.rendering import render_credit_note
from gateway.resources.promises.api import desk_of, read_answer
from gateway.web import reply


async def finalize_credit_note(request: Request) -> Response:
    token, through = await read_answer(request)
    desk = desk_of(request, clerk_of(request))
    issued = await finalize(desk, request.path_params["id"], token=token, through=through)
    return reply(200, {"credit_note": render_credit_note(issued.known), "message": issued.told})
