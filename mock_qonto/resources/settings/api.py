"""Invoicing settings (2026-11): automatic or manual numbers, for documents made from now on."""

from mock_qonto.resources.settings.model import THE_ONE, NumberingMode, UpdateSettings, numbering_mode
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.replying import reply_body


def show_settings(call: Call) -> Reply:
    # The envelope was never seen in a document: our choice.
    return reply_body(call, 200, {"settings": {"numbering_mode": numbering_mode(call.world)}})


def update_settings(call: Call) -> Reply:
    call.execute(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode(call.body["numbering_mode"])))
    return show_settings(call)
