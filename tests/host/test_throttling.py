"""What a Raspberry Pi reports, from the kernel's file or from vcgencmd."""

from __future__ import annotations

import pytest

from lezerprint.host.throttling import Throttling, read_throttling


@pytest.fixture
def vcgencmd(tmp_path, monkeypatch):
    """Makes one that does this."""

    def make(script):
        program = tmp_path / "vcgencmd"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


@pytest.mark.parametrize(
    ("text", "now", "since_boot"),
    [
        ("0", (False, False, False), (False, False, False)),
        ("50005\n", (True, True, False), (True, True, False)),
        ("50000", (False, False, False), (True, True, False)),
        ("0x80008", (False, False, True), (False, False, True)),
        ("20002", (False, True, False), (False, True, False)),
    ],
)
def test_from_the_kernel(text, now, since_boot, tmp_path):
    file = tmp_path / "get_throttled"
    file.write_text(text)
    found = read_throttling(file)
    assert (found.under_voltage, found.throttled, found.too_warm) == now
    before = found.under_voltage_since_boot, found.throttled_since_boot, found.too_warm_since_boot
    assert before == since_boot
    assert found.is_at_fault == any(now)
    assert bool(found.words) == any(now)


def test_from_vcgencmd_where_the_kernel_does_not_tell(tmp_path, vcgencmd):
    vcgencmd('[ "$1" = get_throttled ] && echo throttled=0x50001')
    found = read_throttling(tmp_path / "absent")
    assert found == Throttling.of(0x50001)
    assert found.words == "This Raspberry Pi gets less than 4.63 V."


@pytest.mark.parametrize("script", ["exit 1", "echo error=1", "echo throttled=often", "exec sleep 60"])
def test_what_vcgencmd_cannot_tell_is_not_known(script, tmp_path, vcgencmd, monkeypatch):
    monkeypatch.setattr("lezerprint.host.throttling._VCGENCMD_SECONDS", 0.2)
    vcgencmd(script)
    assert read_throttling(tmp_path / "absent") is None


def test_other_computers_report_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_throttling(tmp_path / "absent") is None
