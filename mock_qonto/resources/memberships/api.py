"""Memberships, to be read."""

from typing import Any

from mock_qonto.kernel.world import World
from mock_qonto.resources.memberships.model import Membership
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page
from mock_qonto.web.rendering import View

PAGING = Paging()


def list_memberships(call: Call) -> Reply:
    table = call.world.table(Membership)
    return reply_page(call, VIEW, table, Chosen(ids=choose(table), descending=False), PAGING)


def _shown(_: World, member: Membership) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": member.id,
        "first_name": member.first_name,
        "last_name": member.last_name,
        "role": member.role,
        "team_id": member.team_id,
        "residence_country": member.residence_country,
        "birthdate": None if member.birthdate is None else member.birthdate.isoformat(),
        "nationality": member.nationality,
        "birth_country": member.birth_country,
        "ubo": member.ubo,
        "status": member.status,
    }
    # Quirk: who was not invited yet has a role that is null, and no key `email` at all.
    if member.email is not None:
        shown["email"] = member.email
    return shown


VIEW = View("Membership", "membership", "memberships", _shown)
