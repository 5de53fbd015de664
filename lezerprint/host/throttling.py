"""Whether a Raspberry Pi gets enough power and is cool enough, as its firmware reports it.

Source: the Raspberry Pi documentation, `vcgencmd get_throttled`. The kernel has the same word in sysfs.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSFS_FILE: Final = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")

_VCGENCMD_SECONDS: Final = 1.0
_UNDER_VOLTAGE, _CAPPED, _THROTTLED, _TOO_WARM = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_SINCE_BOOT: Final = 16


@dataclass(frozen=True, slots=True)
class Throttling:
    """What the firmware reports.

    Attributes:
        under_voltage: The supply is below 4.63 V now.
        throttled: The processor is slowed down now, by its supply or its temperature.
        too_warm: The processor is above its soft temperature limit now.
        under_voltage_since_boot: The supply was below 4.63 V at some time since the computer started.
        throttled_since_boot: The processor was slowed down at some time since then.
        too_warm_since_boot: The processor was above its soft limit at some time since then.
    """

    under_voltage: bool
    throttled: bool
    too_warm: bool
    under_voltage_since_boot: bool
    throttled_since_boot: bool
    too_warm_since_boot: bool

    @property
    def is_at_fault(self) -> bool:
        """Whether the computer is slower now than it could be."""
        return self.under_voltage or self.throttled or self.too_warm

    @property
    def words(self) -> str:
        """What is wrong now, in a sentence; empty: nothing."""
        seen = [
            words
            for is_so, words in (
                (self.under_voltage, "gets less than 4.63 V"),
                (self.too_warm, "is too warm"),
                (self.throttled, "runs its processor slower than it could"),
            )
            if is_so
        ]
        return f"This Raspberry Pi {' and '.join(seen)}." if seen else ""

    @classmethod
    def of(cls, word: int) -> Throttling:
        """From the firmware's word: the low bits are now, the high ones since the start."""
        before = word >> _SINCE_BOOT
        return cls(
            under_voltage=bool(word & _UNDER_VOLTAGE),
            throttled=bool(word & (_CAPPED | _THROTTLED)),
            too_warm=bool(word & _TOO_WARM),
            under_voltage_since_boot=bool(before & _UNDER_VOLTAGE),
            throttled_since_boot=bool(before & (_CAPPED | _THROTTLED)),
            too_warm_since_boot=bool(before & _TOO_WARM),
        )


def read_throttling(file: Path = SYSFS_FILE) -> Throttling | None:
    """What is reported now; None: this computer does not report it. May take a second."""
    try:
        return Throttling.of(int(file.read_text(encoding="ascii").strip(), 16))
    except (OSError, ValueError):
        return _from_vcgencmd()


def _from_vcgencmd() -> Throttling | None:
    """`throttled=0x50005`, where the kernel does not have it."""
    command = shutil.which("vcgencmd")
    if command is None:
        return None
    try:
        told = subprocess.run(
            [command, "get_throttled"],
            capture_output=True,
            text=True,
            timeout=_VCGENCMD_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout
        name, _, word = told.strip().partition("=")
        return Throttling.of(int(word, 16)) if name == "throttled" else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
