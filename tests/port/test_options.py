"""A port process is told the same by its command line as by a PortOptions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.port.options import PortOptions, parse_options

SECONDS = st.floats(0, 1e6)


@given(
    st.builds(
        PortOptions,
        printer=st.text("abcdefgh -_Ä", min_size=1).filter(lambda name: not name.startswith("-")),
        device=st.sampled_from(["auto", "virtual", "/dev/ttyUSB0", "1a86:7523/*/1-1.4", "socket://h:1"]),
        baudrate=st.none() | st.integers(1, 2_000_000),
        folder=st.none() | st.just(Path("/run/some where")),
        data_dir=st.none() | st.just(Path("/srv/some data")),
        supervised=st.booleans(),
        orphan_timeout_seconds=SECONDS,
        residency_seconds=SECONDS,
        hang_timeout_seconds=SECONDS,
        motor_timeout_seconds=st.integers(0, 10_000),
        virtual_speed=SECONDS,
        virtual_dialect=st.sampled_from(["marlin", "klipper"]),
    )
)
def test_round_trip(options):
    assert parse_options(options.arguments()) == options


def test_differences_are_told_by_name():
    options = PortOptions("p", "/dev/a", baudrate=250000, residency_seconds=2)
    assert options.differences(options.settings()) == ""
    assert options.differences(json.loads(json.dumps(options.settings()))) == ""
    assert options.differences(replace(options, printer="q", folder=Path("/elsewhere")).settings()) == ""
    other = replace(options, device="/dev/b", baudrate=None)
    assert options.differences(other.settings()) == (
        "device is '/dev/a', the settings say '/dev/b', baudrate is 250000, the settings say None"
    )
    assert options.differences({"colour": "red"}) == ""


@pytest.mark.parametrize(
    "arguments", [[], ["--printer", "p"], ["--printer", "p", "--device", "d", "--baudrate", "fast"]]
)
def test_a_wrong_command_line_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        parse_options(arguments)
    assert ended.value.code == 2
    assert "usage: python -m lezerprint.port" in capsys.readouterr().err
