"""How invoices get their number: automatic until somebody says otherwise."""

from dataclasses import replace

from mock_qonto.resources.settings.model import (
    THE_ONE,
    InvoicingSettings,
    NumberingMode,
    UpdateSettings,
    numbering_mode,
)
from tests.mock_qonto.desk import Desk


def test_the_mode_is_automatic_until_it_is_said_and_said_again_it_keeps_its_birth() -> None:
    desk = Desk()
    assert numbering_mode(desk.world) is NumberingMode.AUTOMATIC

    desk.says(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode.MANUAL))
    first = desk.one(InvoicingSettings, THE_ONE)
    assert numbering_mode(desk.world) is NumberingMode.MANUAL
    desk.wait(60)
    desk.says(UpdateSettings(id=THE_ONE, numbering_mode=NumberingMode.AUTOMATIC))

    assert first == InvoicingSettings(
        id=THE_ONE,
        created_at=first.created_at,
        updated_at=first.created_at,
        numbering_mode=NumberingMode.MANUAL,
    )
    assert desk.one(InvoicingSettings, THE_ONE) == replace(
        first, numbering_mode=NumberingMode.AUTOMATIC, updated_at=desk.now
    )
