"""The control plane's own contract, served."""

import contracts
from mock_qonto.control.desk import ControlCall, ControlReply


def show_contract(_: ControlCall) -> ControlReply:
    return ControlReply(200, contracts.load("control").document)
