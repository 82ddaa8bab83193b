"""Endpoints: a draft is written, changed, deleted; sending is explained. `finalize` has its own folder."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.resources.clerk import clerk_of
from gateway.resources.credit_note_views.rendering import render_credit_note
from gateway.resources.credit_note_workflow import bodies
from gateway.resources.credit_note_workflow import service as workflow
from gateway.resources.invoice_workflow.bodies import Send
from gateway.web import read, read_optional, reply
from gateway.web.fields import Nothing

_NOT_ISSUABLE: Final = (
    "L'API de Qonto ne permet pas de créer un avoir : ce brouillon n'est qu'un aide-mémoire. Créez l'avoir "
    "directement sur le tableau de bord Qonto ; une synchronisation l'y reliera."
)


async def create_credit_note(request: Request) -> Response:
    body = await read(request, bodies.CreditNoteCreate)
    drafted = await workflow.create_credit_note(clerk_of(request), bodies.credit_note_request(body))
    assert drafted.known.document is not None
    return reply(
        201,
        {
            "credit_note": render_credit_note(drafted.known),
            "localDocumentId": drafted.known.document.id,
            "warning": None if drafted.issuable else _NOT_ISSUABLE,
            "message": "Brouillon d'avoir créé. Relisez-le, puis finalisez-le : il recevra alors son numéro."
            if drafted.issuable
            else "Brouillon d'avoir gardé ici. Créez l'avoir sur le tableau de bord Qonto.",
        },
    )


async def update_credit_note(request: Request) -> Response:
    body = await read(request, bodies.CreditNoteUpdate)
    known = await workflow.update_credit_note(
        clerk_of(request), request.path_params["id"], bodies.credit_note_changes(body)
    )
    return reply(200, {"credit_note": render_credit_note(known), "message": "Brouillon d'avoir enregistré."})


async def delete_credit_note(request: Request) -> Response:
    await read_optional(request, Nothing)
    deleted = await workflow.delete_credit_note(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "message": "Brouillon d'avoir supprimé. Rien n'avait été émis chez Qonto.",
            "deletedCreditNoteId": deleted,
        },
    )


async def send_credit_note(request: Request) -> Response:
    await read_optional(request, Send)
    known, public_url = await workflow.send_credit_note(clerk_of(request), request.path_params["id"])
    return reply(
        200,
        {
            "credit_note": render_credit_note(known),
            "publicUrl": public_url,
            "message": "L'API de Qonto n'envoie pas les avoirs : transmettez ce lien au client.",
        },
    )
