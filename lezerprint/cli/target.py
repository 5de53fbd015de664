"""Which printer is meant, and that nobody else prints on it."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lezerprint.port.device import VIRTUAL, find_device, identity_of, is_url
from lezerprint.port.lock import DeviceLock, lock_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lezerprint.port.options import PortOptions
    from lezerprint.settings import PrinterSettings

VIRTUAL_PREFIX: Final = f"{VIRTUAL}-"
DEVICE_PREFIX: Final = "print-"


@contextmanager
def claimed(printer: PrinterSettings, file_name: str) -> Iterator[PortOptions]:
    """The options of the device's port process, while no other command line may use the device.

    The port process is named by its device, so that the next command line finds one that was left over.
    A simulated printer is everybody's own.

    Raises:
        DeviceError: There is no such device.
        DeviceBusyError: Another command line prints on it.
    """
    if printer.device == VIRTUAL:
        yield printer.port_options(None, f"{VIRTUAL_PREFIX}{os.getpid()}")
        return
    name = printer_name(find_device(printer.device))
    holder = {"program": f"lezerprint print {file_name}", "pid": os.getpid(), "printer": name}
    lock = DeviceLock(name, holder)
    try:
        yield printer.port_options(None, name)
    finally:
        lock.release()


def printer_name(path_or_url: str) -> str:
    """What the printer on this device is called, on any of the device's names.

    Not by the device's number alone, which the next device gets once this one was unplugged.
    """
    number = lock_key(path_or_url)
    if is_url(path_or_url):
        return f"{DEVICE_PREFIX}{number}"
    usb = identity_of(path_or_url)
    kept = repr(usb) if usb else f"{number} since {Path(path_or_url).stat().st_ctime_ns}"
    return f"{DEVICE_PREFIX}{number}-{hashlib.sha256(kept.encode()).hexdigest()[:8]}"
