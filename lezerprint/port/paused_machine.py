"""A paused job: how the machine was, what was done to it since, and what makes it as it was again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from lezerprint.errors import PortError
from lezerprint.marlin.commands import Wait, command_code, sets_target, words
from lezerprint.marlin.motion import MachineState, homed_by
from lezerprint.marlin.replies import ReportedPosition
from lezerprint.port.contract.run_report import PausedReport
from lezerprint.port.injections import SETS_ORIGIN, moves_or_sets
from lezerprint.port.template import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lezerprint.marlin.replies import Reading
    from lezerprint.port.heating import Heaters
    from lezerprint.port.spool import SpoolReader

_TRAVEL_MM_MIN: Final = 3000.0
_LIFT_MM_MIN: Final = 600.0
_NEAR_CELSIUS: Final = 5.0
_SAME_REPORT_MM: Final = 0.001
_MOTORS_OFF: Final = frozenset({("M", 18), ("M", 84)})
_RESUMES: Final = frozenset({("M", 24), ("M", 602)})
_HOME: Final = ("G", 28)
_AXES: Final = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class FirmwarePause:
    """A pause of the firmware's own, in which it goes on reading: it parks, may cool, and comes back itself.

    Prusa-Firmware at M601, at a failed fan or heater (`lcd_pause_print`), and Klipper at PAUSE. Whatever the
    host sends then would be done at the place where the head is parked. When the print is resumed,
    Prusa-Firmware counts back to the first line whose moves it has thrown away, and asks for that and all
    after it (`restore_print_file_state`); those that were sent in the pause are among them, and were done.

    Attributes:
        after: The number of the last line that went out before it was known.
        resume_with: The command at which the firmware goes back to the print.
    """

    after: int
    resume_with: str

    def reheating(self, at: MachineState, heaters: Heaters) -> tuple[list[bytes], list[Wait]]:
        """What brings back the heat that the print had (`at`), and what is to be waited for then.

        The firmware is to have set its targets again: they are raised where it has not, and never lowered.
        """
        commands: list[bytes] = []
        waits: list[Wait] = []
        for tool, target in sorted(at.hotend_targets_celsius.items()):
            reading = heaters.tools.get(tool)
            if reading is not None and target > 0:
                named = b" T%d" % tool if len(heaters.tools) > 1 else b""
                if (reading.target_celsius or 0.0) < target:
                    commands.append(b"M104%b S%b" % (named, number(target).encode()))
                waits.append(Wait("hotend", tool, target, cooling=False))
        if heaters.bed is not None and at.bed_target_celsius > 0:
            if (heaters.bed.target_celsius or 0.0) < at.bed_target_celsius:
                commands.append(b"M140 S" + number(at.bed_target_celsius).encode())
            waits.append(Wait("bed", None, at.bed_target_celsius, cooling=False))
        return commands, waits

    def check(self, command: bytes) -> None:
        """Raise PortError for what the firmware's way back to the print would not reckon with."""
        if moves_or_sets(command) and command_code(command) not in _RESUMES:
            raise PortError(
                "the printer has paused by itself, and would not resume correctly: resume it first"
            )


@dataclass(slots=True)
class PausedMachine:
    """From the moment at which all that was sent is executed, until the job goes on.

    Attributes:
        at: How the machine was then.
        now: How it is, as far as commands tell; macros of the firmware's show in its reports only.
        reported: What the firmware said its position was then; None of one that has no M114.
        doubt: Why it is not known what the file's modes mean for E; empty: it is known. Nothing of a script
            that moves or sets a mode is done then.
        left: Whether the script that leaves the print was done, and the one that comes back was not.
        touched: Whether a command was done since that may change position or mode.
        unhomed: The axes whose motors were switched off since, and that were not homed after that.
        homed: The axes that were homed since.
        firmware: That it is the firmware's own pause, which leaves the print and comes back by itself.
        for_photo: Whether the script that left the print was that for a picture.
        heated_by_hand: Whether a user has set a target since, which may not be reached yet.
    """

    at: MachineState
    now: MachineState
    reported: ReportedPosition | None
    doubt: str = ""
    left: bool = False
    touched: bool = False
    unhomed: str = ""
    homed: str = ""
    firmware: FirmwarePause | None = None
    heated_by_hand: bool = False
    for_photo: bool = False

    @classmethod
    def begin(cls, state: MachineState, reported: ReportedPosition | None, doubt: str = "") -> Self:
        """Nothing was done yet."""
        return cls(state, state.copy(), reported, doubt)

    def allowed(self, templates: Sequence[str]) -> list[str]:
        """What may be done of a script; in a pause of the firmware's own, nothing."""
        if self.firmware is not None:
            return []
        return [one for one in templates if not (self.doubt and moves_or_sets(one.encode()))]

    def follow(self, commands: Iterable[bytes]) -> bool:
        """These will be done, after all before; whether that changes anything that is to be restored."""
        before = replace(self, now=self.now.copy())
        for body in commands:
            self.touched = self.touched or moves_or_sets(body)
            self.now.apply(body)
            code = command_code(body)
            if code in _MOTORS_OFF:
                self.unhomed = _joined(self.unhomed, _switched_off(body))
            elif code == _HOME:
                axes = homed_by(body)
                self.homed = _joined(self.homed, axes)
                self.unhomed = "".join(axis for axis in self.unhomed if axis not in axes)
        return self != before

    def follow_by_hand(self, body: bytes) -> bool:
        """The same of a user's command; the targets above zero that it sets stay when the job goes on."""
        changed = self.follow([body])
        if sets_target(body) <= 0:
            return changed
        self.at, tool = self.at.copy(), self.at.tool
        self.at.tool = self.now.tool
        self.at.apply(body)
        self.at.tool = tool
        self.heated_by_hand = True
        return True

    def check_can_resume(self, script: Iterable[bytes], spool: SpoolReader, sent: int) -> None:
        """Raise PortError if the place where the print stopped cannot be found again after `script`."""
        after = replace(self, now=self.now.copy())
        after.follow(script)
        if after.unhomed:
            raise PortError(
                f"the motors of {', '.join(after.unhomed)} were switched off while the job was paused, "
                "so their place is lost: home them first (G28)"
            )
        if after.homed and spool.has_match(SETS_ORIGIN, 0, sent):
            raise PortError("the job has an origin of its own (G92), which homing has ended")

    # What makes it as it was.

    def reheating(self, heaters: Heaters) -> tuple[list[bytes], list[Wait]]:
        """What sets the targets again that are not what they were, and what is to be waited for then."""
        if self.firmware is not None:
            return self.firmware.reheating(self.at, heaters)
        commands: list[bytes] = []
        waits: list[Wait] = []
        for tool, target in sorted(self.at.hotend_targets_celsius.items()):
            reading = heaters.tools.get(tool)
            if reading is None:
                continue
            if self._target_now(reading, tool) != target:
                named = b" T%d" % tool if len(heaters.tools) > 1 else b""
                commands.append(b"M104%b S%b" % (named, number(target).encode()))
            elif not self._is_cold(reading, target):
                continue
            waits.append(Wait("hotend", tool, target, cooling=False))
        bed, chamber = self.at.bed_target_celsius, self.at.chamber_target_celsius
        if heaters.bed is not None and heaters.bed.target_celsius not in (None, bed):
            commands.append(b"M140 S" + number(bed).encode())
            waits.append(Wait("bed", None, bed, cooling=False))
        elif heaters.bed is not None and self._is_cold(heaters.bed, bed):
            waits.append(Wait("bed", None, bed, cooling=False))
        if heaters.chamber is not None and heaters.chamber.target_celsius not in (None, chamber):
            commands.append(b"M141 S" + number(chamber).encode())
            waits.append(Wait("chamber", None, chamber, cooling=False))
        elif heaters.chamber is not None and self._is_cold(heaters.chamber, chamber):
            waits.append(Wait("chamber", None, chamber, cooling=False))
        return commands, [wait for wait in waits if wait.target_celsius]

    def _is_cold(self, reading: Reading, target_celsius: float) -> bool:
        """Whether a target that a user has set is not reached yet."""
        return self.heated_by_hand and reading.actual_celsius < target_celsius - _NEAR_CELSIUS

    def _target_now(self, reading: Reading, tool: int) -> float:
        told = reading.target_celsius
        return self.now.hotend_targets_celsius.get(tool, 0.0) if told is None else told

    def restoration(self, reported: ReportedPosition | None, values: Mapping[str, float]) -> list[bytes]:
        """What brings position, E, feed rate, modes, tool, fan and factors back.

        Nothing moves that is where it was, and nothing is sent where nothing was done.

        Args:
            reported: What the firmware now says its position is; None where it does not.
            values: `travel_feed_mm_min` and `lift_feed_mm_min`, if they are told.
        """
        if self.firmware is not None:
            return []
        at, now = self.at, self.now
        moved = [axis for axis in _AXES if self._moved(axis, reported)]
        settings = [
            *_fans(now.fan_speeds, at.fan_speeds),
            *_factor("M220", now.feed_factor_percent, at.feed_factor_percent),
            *_factor("M221", now.flow_factor_percent, at.flow_factor_percent),
        ]
        if not (moved or self.touched or self._moved("e", reported)):
            return [text.encode() for text in settings]
        texts = [
            *("G21", "G90"),
            *([f"T{at.tool}"] if now.tool != at.tool else []),
            *self._way_back(moved, reported, values),
            *_retraction(now, at),
            *([f"G92 E{number(at.e)}"] if self._knows_e else []),
            f"G1 F{number(at.feed_rate_mm_min)}",
            *settings,
            *at.mode_commands,
            *(["G20"] if at.inches else []),
        ]
        return [text.encode() for text in texts]

    @property
    def _knows_e(self) -> bool:
        return not self.doubt or (self.reported is not None and self.reported.e is not None)

    def _moved(self, axis: str, reported: ReportedPosition | None) -> bool:
        if getattr(self.at, axis) != getattr(self.now, axis):
            return True
        before, after = (getattr(report, axis, None) for report in (self.reported, reported))
        return before is not None and after is not None and abs(before - after) > _SAME_REPORT_MM

    def _way_back(
        self, moved: list[str], reported: ReportedPosition | None, values: Mapping[str, float]
    ) -> list[str]:
        """Over the place first and down then; but a nozzle that is too low is lifted first."""
        level = [axis for axis in moved if axis != "z"]
        ways = [(level, values.get("travel_feed_mm_min", _TRAVEL_MM_MIN))] if level else []
        if "z" in moved:
            low = (self.now.z if reported is None or reported.z is None else reported.z) < self.at.z
            lift = (["z"], values.get("lift_feed_mm_min", _LIFT_MM_MIN))
            ways.insert(0 if low else len(ways), lift)
        return [
            f"G1 {' '.join(axis.upper() + number(getattr(self.at, axis)) for axis in axes)} F{number(feed)}"
            for axes, feed in ways
        ]

    # What a template may name, and what a successor needs.

    def values(self) -> dict[str, float]:
        """How the machine was, by the names of templates."""
        return values_of(self.at)

    def kept(self) -> dict[str, Any]:
        """For the journal."""
        return {
            "at": self.at.to_dict(),
            "now": self.now.to_dict(),
            "reported": self.reported and asdict(self.reported),
            "doubt": self.doubt,
            "left": self.left,
            "touched": self.touched,
            "unhomed": self.unhomed,
            "homed": self.homed,
            "firmware": self.firmware and asdict(self.firmware),
            "heated_by_hand": self.heated_by_hand,
            "for_photo": self.for_photo,
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Self:
        """As a predecessor left it, of this version or the one before."""
        states = {name: MachineState.from_dict(kept[name]) for name in ("at", "now")}
        reported = ReportedPosition(**kept["reported"]) if kept["reported"] else None
        firmware = FirmwarePause(**kept["firmware"]) if kept.get("firmware") else None
        return cls(**{**kept, **states, "reported": reported, "firmware": firmware})

    def report(self) -> PausedReport:
        """For the snapshot."""
        return PausedReport(values_of(self.at), self.unhomed, self.homed, self.doubt)


def values_of(state: MachineState) -> dict[str, float]:
    """A state by the names of templates; mm, mm/min, 0-255, %, °C."""
    return {
        **{axis: getattr(state, axis) for axis in ("x", "y", "z", "e")},
        "f": state.feed_rate_mm_min,
        "fan": state.fan_speeds.get(0, 0.0),
        "tool": state.tool,
        "feed_factor": state.feed_factor_percent,
        "flow_factor": state.flow_factor_percent,
        "hotend": state.hotend_targets_celsius.get(state.tool, 0.0),
        "bed": state.bed_target_celsius,
        "chamber": state.chamber_target_celsius,
    }


def check_keeps_origin(commands: Iterable[bytes]) -> None:
    """Raise PortError for what would leave the rest of the file with other coordinates."""
    if any(SETS_ORIGIN.match(body) for body in commands):
        raise PortError("G92 of X, Y or Z in the middle of a job: the rest of it would be elsewhere")


def _joined(axes: str, more: str) -> str:
    return "".join(axis for axis in "XYZ" if axis in axes or axis in more)


def _switched_off(body: bytes) -> str:
    """The axes of M18 or M84: those named, or all; with S alone it sets a time-out."""
    named = "".join(axis for axis in "XYZE" if axis.encode() in body.upper())
    return named or ("" if "S" in words(body) else "XYZ")


def _factor(command: str, now: float, at: float) -> list[str]:
    return [f"{command} S{number(at)}"] if now != at else []


def _fans(now: Mapping[int, float], at: Mapping[int, float]) -> list[str]:
    """The first fan is not named, since `M106` then means the tool's own where each has one (Marlin)."""
    return [
        f"M106{f' P{fan}' if fan else ''} S{number(at.get(fan, 0.0))}"
        for fan in sorted({*now, *at})
        if now.get(fan, 0.0) != at.get(fan, 0.0)
    ]


def _retraction(now: MachineState, at: MachineState) -> list[str]:
    if now.retracted == at.retracted:
        return []
    return ["G10" if at.retracted else "G11"]
