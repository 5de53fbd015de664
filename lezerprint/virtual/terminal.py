"""The plug: a pseudo-terminal whose slave the host opens through a link.

While nobody has the slave open, Linux answers every read of the master with EIO and every poll with a
hang-up at once; so the master is then left out of the wait and looked at from time to time instead.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import termios
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOOK_SECONDS = 0.02
"""How often to look whether somebody has opened the slave."""
_READ_BYTES = 4096
_MOST_UNREAD_BYTES = 65536


class Terminal:
    """A pseudo-terminal under a link.

    Attributes:
        in_use: Whether somebody has the slave open.
    """

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master: int | None = None
        self._slave_name = ""
        self._poller = select.poll()
        self._unsent = bytearray()
        self.in_use = False

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._master is not None

    def plug(self) -> None:
        """Make a new pseudo-terminal, raw from the start, and point the link at it.

        Raises:
            FileExistsError: Something that is no link has the link's name.
        """
        if self.plugged:
            return
        if self._link.exists() and not self._link.is_symlink():
            raise FileExistsError(errno.EEXIST, "exists and is no link", str(self._link))
        master, slave = os.openpty()
        tty.setraw(slave)
        self._slave_name = os.ttyname(slave)
        # Opened and closed once, the slave reports from now on whether somebody has it open.
        os.close(slave)
        os.set_blocking(master, False)
        self._master = master
        self._poller.register(master, 0)
        self.in_use = False
        fresh = self._link.with_name(f".{self._link.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self._slave_name)
        fresh.replace(self._link)

    def unplug(self) -> None:
        """Take the device away: the host's descriptor hangs up, and the link is gone."""
        if self._master is None:
            return
        with contextlib.suppress(OSError):
            if str(self._link.readlink()) == self._slave_name:
                self._link.unlink()
        self._poller.unregister(self._master)
        os.close(self._master)
        self._master = None
        self._unsent.clear()
        self.in_use = False

    def look(self) -> bool:
        """Whether somebody has opened the slave since nobody had it open; `in_use` is true from then on."""
        if self._master is None or self.in_use:
            return False
        self.in_use = not self._poller.poll(0)
        return self.in_use

    def waits_for(self) -> tuple[list[int], list[int]]:
        """The descriptors to wait for: for reading, and for writing."""
        if self._master is None or not self.in_use:
            return [], []
        return [self._master], [self._master] if self._unsent else []

    def read(self) -> bytes:
        """What the host has written; `in_use` is false once nobody has the slave open any more."""
        if self._master is None or not self.in_use:
            return b""
        try:
            data = os.read(self._master, _READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        if not data:
            self._hang_up(self._master)
        return data

    def write(self, data: bytes) -> None:
        """Say something to the host; lost when nobody listens, or reads nothing for long."""
        if self._master is None or not self.in_use:
            return
        self._unsent += data[: _MOST_UNREAD_BYTES - len(self._unsent)]
        if not self._unsent:
            return
        try:
            written = os.write(self._master, self._unsent)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            written = len(self._unsent)
        del self._unsent[:written]

    def _hang_up(self, master: int) -> None:
        """The last user has closed the slave: the next one must not read what was meant for that one."""
        self.in_use = False
        self._unsent.clear()
        with contextlib.suppress(termios.error):
            termios.tcflush(master, termios.TCOFLUSH)
