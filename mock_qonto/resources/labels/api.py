"""Labels, to be read."""

from typing import Any

from mock_qonto import errors
from mock_qonto.kernel.world import World
from mock_qonto.resources.labels.model import Label
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page
from mock_qonto.web.rendering import View
from mock_qonto.web.replying import reply_one

PAGING = Paging()


def list_labels(call: Call) -> Reply:
    table = call.world.table(Label)
    return reply_page(call, VIEW, table, Chosen(ids=choose(table), descending=False), PAGING)


def show_label(call: Call) -> Reply:
    label = call.world.find(Label, call.path["id"])
    if label is None:
        raise errors.not_found("label", call.path["id"])
    return reply_one(call, VIEW, label)


def label_shown(_: World, label: Label) -> dict[str, Any]:
    return {"id": label.id, "name": label.name, "parent_id": label.parent_id}


VIEW = View("Label", "label", "labels", label_shown)
