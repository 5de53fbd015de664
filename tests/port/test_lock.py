"""One program a device, by whatever name; the kernel frees it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lezerprint.errors import DeviceError
from lezerprint.port.lock import DeviceBusyError, DeviceLock, lock_key

HOLDER = {"program": "lezerprint.port", "pid": 4711, "printer": "left one"}

HOLD = """
import sys
from lezerprint.port.lock import DeviceLock, lock_key
lock = DeviceLock(lock_key(sys.argv[1]), {"program": "a test", "pid": 1, "printer": "other"})
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def terminal():
    master, slave = os.openpty()
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_two_names_of_one_device_give_one_lock(terminal, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(terminal)
    assert lock_key(terminal) == lock_key(str(link))
    lock = DeviceLock(lock_key(terminal), HOLDER)
    with pytest.raises(DeviceBusyError, match=r"lezerprint\.port \(process 4711, printer left one\)"):
        DeviceLock(lock_key(str(link)), {})
    lock.release()
    lock.release()
    DeviceLock(lock_key(str(link)), HOLDER).release()


def test_two_devices_have_two_locks(terminal):
    master, slave = os.openpty()
    assert lock_key(terminal) != lock_key(os.ttyname(slave))
    assert lock_key("socket://a:1") != lock_key("socket://a:2")
    os.close(master)
    os.close(slave)


def test_what_is_no_device_has_no_lock(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DeviceError, match="not a serial device"):
        lock_key(str(tmp_path / "file"))


def test_a_killed_holder_holds_nothing(terminal):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, terminal], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(DeviceBusyError, match=r"a test \(process 1, printer other\)"):
            DeviceLock(lock_key(terminal), HOLDER)
        process.kill()
        process.wait()
        DeviceLock(lock_key(terminal), HOLDER).release()


def test_a_holder_that_does_not_say_its_name(terminal):
    lock = DeviceLock(lock_key(terminal), {})
    with pytest.raises(DeviceBusyError, match="another program"):
        DeviceLock(lock_key(terminal), HOLDER)
    lock.release()
