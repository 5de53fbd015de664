"""Resets of the board, told by what is heard; `test_halts.py` has them with a printer."""

from __future__ import annotations

import pytest

from lezerprint.port.board import BoardResets, EmergencyStop
from lezerprint.port.contract.states import ConnectionState
from lezerprint.port.effects import AnswerTo, FailJob, StillHalted, StopAtOnce, Tell
from lezerprint.port.failure import FailureReason
from lezerprint.port.paths import port_paths


def answers(effects):
    return [effect.answer for effect in effects if isinstance(effect, AnswerTo)]


def test_who_orders_a_reset_is_told_that_the_board_has_started():
    resets = BoardResets()
    assert resets.order(ConnectionState.READY, "", 0.0, print) == []
    assert resets.on_time(ConnectionState.CONNECTING, 5.0, linked=True) == []
    (answer,) = answers(resets.booted())
    assert answer.restarted
    assert resets.booted() == []


def test_or_that_it_had_no_effect_and_one_that_had_stopped_still_has():
    resets = BoardResets()
    resets.order(ConnectionState.HALTED, "MINTEMP", 0.0, print)
    effects = resets.on_time(ConnectionState.CONNECTING, 7.0, linked=True)
    assert isinstance(effects[0], StillHalted)
    assert effects[0].reason.startswith("MINTEMP; the reset had no effect")
    (answer,) = answers(effects)
    assert "no effect" in answer.message


def test_a_second_order_ends_the_first():
    resets = BoardResets()
    resets.order(ConnectionState.READY, "", 0.0, print)
    (answer,) = answers(resets.order(ConnectionState.READY, "", 1.0, print))
    assert answer.error is not None


@pytest.mark.parametrize(
    ("vanished", "failure"), [(True, FailureReason.POWER_LOSS), (False, FailureReason.PRINTER_RESET)]
)
def test_a_device_that_was_gone_had_no_power(vanished, failure):
    resets = BoardResets()
    if vanished:
        resets.link_lost()
    fails, told = resets.happened(None, 0.0)
    assert isinstance(fails, FailJob)
    assert fails.failure is failure
    assert isinstance(told, Tell)


def test_a_stop_that_was_left_as_a_file_is_ordered(tmp_path):
    paths = port_paths("p", tmp_path)
    emergency = EmergencyStop(paths)
    assert emergency.on_time(None, 0.0) == []
    paths.stop_order.parent.mkdir(parents=True, exist_ok=True)
    paths.stop_order.touch()
    assert emergency.on_time(None, 0.0) == [StopAtOnce()]
    emergency.end()
    assert not emergency.ordered
