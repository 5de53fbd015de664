"""Orders to the computer, carried out by a systemctl that only notes them."""

from __future__ import annotations

import pytest

from lezerprint.host.power import HostOrder, HostPower, HostRefusedError


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Makes programs that do this; the marks of systemd are in the folder that it returns."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    (tmp_path / "systemd" / "system").mkdir(parents=True)

    def make(name, script):
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return tmp_path / "systemd"

    return make


@pytest.mark.parametrize(("order", "verb"), [(HostOrder.SHUTDOWN, "poweroff"), (HostOrder.REBOOT, "reboot")])
def test_systemctl_is_told(order, verb, programs, tmp_path):
    power = HostPower(allowed=True, run_folder=programs("systemctl", f'echo "$*" > {tmp_path}/told'))
    power.check(order)
    power.order(order)
    assert (tmp_path / "told").read_text() == f"--no-ask-password {verb}\n"


def test_what_the_system_refuses_is_told_in_its_words(programs):
    power = HostPower(
        allowed=True,
        run_folder=programs("systemctl", "echo Interactive authentication required. >&2; exit 1"),
    )
    with pytest.raises(HostRefusedError, match="refuses: Interactive authentication required"):
        power.order(HostOrder.REBOOT)


@pytest.mark.parametrize(
    ("answer", "refused"), [("yes", False), ("challenge", True), ("no", True), ("na", True)]
)
def test_whether_the_user_may_is_asked_before(answer, refused, programs):
    programs("busctl", f"echo 's \"{answer}\"'")
    power = HostPower(allowed=True, run_folder=programs("systemctl", "exit 1"))
    if refused:
        with pytest.raises(HostRefusedError, match="polkit"):
            power.check(HostOrder.SHUTDOWN)
    else:
        power.check(HostOrder.SHUTDOWN)


def test_neither_without_systemd_nor_against_the_settings(programs, tmp_path):
    run_folder = programs("systemctl", f"touch {tmp_path}/told")
    with pytest.raises(HostRefusedError, match="systemd or elogind"):
        HostPower(allowed=True, run_folder=tmp_path / "absent").check(HostOrder.SHUTDOWN)
    with pytest.raises(HostRefusedError, match="LEZERPRINT_HOST_CONTROL"):
        HostPower(allowed=False, run_folder=run_folder).order(HostOrder.SHUTDOWN)
    assert not (tmp_path / "told").exists()
