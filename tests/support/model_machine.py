"""Small machines that understand G-code as the families of firmware do; written from the firmwares' sources.

They share no code with what they test. Each keeps the flags that its firmware keeps, not a common rule:
Marlin 2 `gcode.h` (`axis_relative`, `E_MODE_ABS`, `E_MODE_REL`), Marlin 1 and Prusa-Firmware before 3.9
`get_destination` (`axis_relative_modes[i] || relative_mode`), Prusa-Firmware from 3.9 on `get_coordinates`
(a mask of bits), Klipper `gcode_move.py`, RepRapFirmware `GCodes2.cpp` (`axesRelative`, `drivesRelative`),
Smoothieware `Robot.cpp`, Repetier `Printer.cpp`.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"([A-Z])([-+]?\d*\.?\d*)")


class Machine:
    """X, Y, Z and E as they are, what was pushed through the nozzle, fans, feed factor and retraction."""

    bare_sets_100 = False

    def __init__(self) -> None:
        self.place = dict.fromkeys("XYZE", 0.0)
        self.pushed = 0.0
        self.feed_rate = 1500.0
        self.fans: dict[int, float] = {}
        self.feed_percent = self.saved_percent = self.flow_percent = 100.0
        self.retracted = False
        self.boot()

    def boot(self) -> None:
        self.relative = self.e_relative = False

    def set_axes(self, *, relative: bool) -> None:
        self.relative = relative

    def set_extruder(self, *, relative: bool) -> None:
        self.e_relative = relative

    def is_relative(self, axis: str) -> bool:
        raise NotImplementedError

    def run(self, line: str) -> None:
        code, *rest = line.split(None, 1)
        words = dict(_WORD.findall(rest[0] if rest else ""))
        numbers = {letter: float(value) for letter, value in words.items() if value}
        if code in ("G0", "G1"):
            self.move(numbers)
        elif code == "G92":
            self.place.update((axis, numbers[axis]) for axis in "XYZE" if axis in numbers)
        elif code in ("G90", "G91"):
            self.set_axes(relative=code == "G91")
        elif code in ("M82", "M83"):
            self.set_extruder(relative=code == "M83")
        elif code in ("M106", "M107"):
            speed = 0.0 if code == "M107" else numbers.get("S", 255.0)
            self.fans[int(numbers.get("P", 0))] = speed
        elif code == "M220":
            now = self.feed_percent
            self.feed_percent = self.saved_percent if "R" in words else now
            self.saved_percent = now if "B" in words else self.saved_percent
            self.feed_percent = numbers.get("S", self.feed_percent if words else self.bare(self.feed_percent))
        elif code == "M221":
            self.flow_percent = numbers.get("S", self.bare(self.flow_percent))
        elif code in ("G10", "G11") and self.retracted != (code == "G10"):
            self.retracted = code == "G10"
            self.pushed += -1.0 if self.retracted else 1.0

    def bare(self, percent: float) -> float:
        """What a factor is after an M220 or M221 without an argument."""
        return 100.0 if self.bare_sets_100 else percent

    def answer(self, question: str) -> list[str]:
        """What is said to M220 or M221."""
        return [
            f"FR:{self.feed_percent:.0f}%"
            if question == "M220"
            else f"echo:E0 Flow: {self.flow_percent:.0f}%"
        ]

    def move(self, numbers: dict[str, float]) -> None:
        for axis in "XYZE":
            if axis in numbers:
                before = self.place[axis]
                self.place[axis] = numbers[axis] + (before if self.is_relative(axis) else 0.0)
                if axis == "E":
                    self.pushed += self.place[axis] - before
        self.feed_rate = numbers.get("F", self.feed_rate)

    def report(self) -> str:
        """As M114 tells it."""
        return " ".join(f"{axis}:{self.place[axis]:.2f}" for axis in "XYZE") + " Count X:0 Y:0 Z:0"


class Marlin2(Machine):
    name = "Marlin 2.1.2.5 (Github)"

    def boot(self) -> None:
        self.bits: set[str] = set()

    def set_axes(self, *, relative: bool) -> None:
        self.bits = set("XYZE") if relative else set()

    def set_extruder(self, *, relative: bool) -> None:
        self.bits -= {"mode abs", "mode rel"}
        self.bits.add("mode rel" if relative else "mode abs")

    def is_relative(self, axis: str) -> bool:
        if axis == "E" and "mode rel" in self.bits:
            return True
        if axis == "E" and "mode abs" in self.bits:
            return False
        return axis in self.bits


class Marlin1(Machine):
    name = "Marlin 1.1.9 (Github)"

    def is_relative(self, axis: str) -> bool:
        return self.relative or (axis == "E" and self.e_relative)


class OldPrusa(Marlin1):
    name = "Prusa-Firmware 3.8.1 based on Marlin"

    def answer(self, question: str) -> list[str]:
        return [f"{self.feed_percent if question == 'M220' else self.flow_percent:.0f}%"]


class Prusa(Machine):
    name = "Prusa-Firmware 3.14.1 based on Marlin"

    def answer(self, question: str) -> list[str]:
        return [f"{self.feed_percent if question == 'M220' else self.flow_percent:.0f}%"]

    def boot(self) -> None:
        self.mask = 0

    def set_axes(self, *, relative: bool) -> None:
        self.mask = self.mask | 0b0111 if relative else self.mask & ~0b0111

    def set_extruder(self, *, relative: bool) -> None:
        self.mask = self.mask | 0b1000 if relative else self.mask & ~0b1000

    def is_relative(self, axis: str) -> bool:
        return bool(self.mask & (1 << "XYZE".index(axis)))


class Klipper(Machine):
    name = "Klipper"

    bare_sets_100 = True

    def is_relative(self, axis: str) -> bool:
        absolute = not self.relative
        if axis == "E" and self.e_relative:
            absolute = False
        return not absolute


class RepRapFirmware(Machine):
    name = "RepRapFirmware for Duet 2 WiFi/Ethernet"

    def answer(self, question: str) -> list[str]:
        if question == "M220":
            return [f"Speed factor: {self.feed_percent:.1f}%"]
        return [f"Extrusion factor(s) for current tool: {self.flow_percent:.1f}%"]

    def is_relative(self, axis: str) -> bool:
        return self.e_relative if axis == "E" else self.relative


class Smoothieware(Machine):
    name = "Smoothieware"

    def answer(self, question: str) -> list[str]:
        if question == "M220":
            return [f"Speed factor at {self.feed_percent:6.2f} %"]
        return [f"Flow rate at {self.flow_percent:6.2f} %"]

    def set_axes(self, *, relative: bool) -> None:
        self.relative = self.e_relative = relative

    def is_relative(self, axis: str) -> bool:
        return self.e_relative if axis == "E" else self.relative


class Repetier(Marlin1):
    name = "Repetier_1.0.4"

    bare_sets_100 = True


class Stranger(Marlin2):
    """Marlin's rule, which nobody knows of."""

    name = "Of Somebody's Own"


class OtherStranger(Prusa):
    name = "Of Somebody Else's"


MACHINES = [Marlin2, Marlin1, OldPrusa, Prusa, Klipper, RepRapFirmware, Smoothieware, Repetier]
STRANGERS = [Stranger, OtherStranger]
