"""What is ordered is what arrives; whatever is no order is refused before anything is done."""

from __future__ import annotations

import json

import pytest

from lezerprint.port.contract import orders
from lezerprint.port.contract.coding import ContractError
from lezerprint.port.contract.orders import ORDERS, PortOrder, order_line, parsed_order

ONE_OF_EACH = [
    orders.Attach(7, {"device": "auto", "hang_timeout_seconds": 60.0, "baudrate": None}),
    orders.Attach(),
    orders.Status(),
    orders.Diagnosis(),
    orders.Ping(),
    orders.Quit(),
    orders.Connect("/dev/x", 9600),
    orders.Connect(),
    orders.Disconnect(force=True),
    orders.Reset(),
    orders.EmergencyStop(),
    orders.Start("j", "/spool", 3),
    orders.Pause(("G91", "G1 Z5")),
    orders.Pause(),
    orders.Resume(()),
    orders.Cancel(cool=False),
    orders.AnswerPrompt(1),
    orders.WantPhotos(wanted=True),
    orders.PhotoTaken("j", 7),
    orders.Inject("M105", wait=False),
    orders.Urgent("M108"),
    orders.Cool("the print is over"),
    orders.HeatersOff(),
    orders.Listen(),
]


@pytest.mark.parametrize("order", ONE_OF_EACH)
def test_what_is_ordered_is_what_arrives(order):
    message = json.loads(order_line(3, order))
    assert message["id"] == 3
    assert parsed_order(message) == order


def test_there_are_no_others():
    assert {type(order) for order in ONE_OF_EACH} == set(ORDERS.values())
    assert set(PortOrder.__subclasses__()) >= set(ORDERS.values())


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"order": None},
        {"order": "print"},
        {"order": ["start"]},
        {"order": "start"},
        {"order": "start", "job": "j", "spool": 5},
        {"order": "inject", "command": ["M105"]},
        {"order": "pause", "script": "M104 S0"},
        {"order": "disconnect", "force": 1},
        {"order": "attach", "settings": {"device": ["auto"]}},
    ],
)
def test_what_is_no_order_is_refused(message):
    with pytest.raises(ContractError):
        parsed_order(message)


def test_what_keeps_people_safe_needs_no_lease():
    free = {name for name, order in ORDERS.items() if order.without_lease}
    assert free == {
        *("attach", "status", "diagnosis", "emergency_stop", "heaters_off"),
        *("pause", "resume", "cancel"),
    }
