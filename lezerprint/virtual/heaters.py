"""Thermal model, control and thermal protection of nozzles, bed and chamber.

Each heater is a first-order body: power warms it, and it loses heat in proportion to its excess over the
ambient temperature. Time here is simulated seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lezerprint.virtual.equipment import Chamber

AMBIENT_CELSIUS = 22.0
_STEP_SECONDS = 0.25
_RESOLUTION_CELSIUS = 0.01
_FULL_PWM = 127
_JOB_HOTEND_CELSIUS = 170 / 2
_JOB_BED_CELSIUS = 5
"""EXTRUDE_MINTEMP / 2 and BED_MINTEMP: what is above them is taken for a print's target."""

_FAN_COOLING = 0.15
"""A part fan at full speed raises the nozzle's loss of heat by this share."""


@dataclass(frozen=True, slots=True)
class HeaterModel:
    """The physics of one heater and the firmware's limits for it (Configuration.h, Configuration_adv.h).

    Attributes:
        heater_id: How Marlin names it in its errors.
        power_celsius_s: Warming at full power with no losses.
        loss_per_s: Share of the excess over ambient lost each second.
        maximum_celsius: Highest target accepted.
        hysteresis_celsius: How far it may fall below its target once there.
        protection_seconds: For how long it may be below that.
        watch_seconds: Within this time of heating up it must have gained `watch_celsius`.
        watch_celsius: See `watch_seconds`.
    """

    heater_id: str
    power_celsius_s: float
    loss_per_s: float
    maximum_celsius: float
    hysteresis_celsius: float
    protection_seconds: float
    watch_seconds: float
    watch_celsius: float = 2.0
    full_power_below_celsius: float = 8.0


HOTEND = HeaterModel("0", 5.0, 1 / 90, 300.0, 4.0, 40.0, 40.0)
BED = HeaterModel("bed", 0.9, 1 / 250, 120.0, 2.0, 20.0, 60.0, full_power_below_celsius=2.0)
CHAMBER = HeaterModel("chamber", 0.2, 1 / 600, 70.0, 2.0, 60.0, 120.0, full_power_below_celsius=2.0)


class Heater:
    """One heater: its temperature, its target, its controller and its protection.

    Attributes:
        broken: The element gives no heat any more; the protection has to find out.
        fault: The firmware's words once the protection has tripped.
    """

    def __init__(self, model: HeaterModel) -> None:
        self.model = model
        self.celsius = AMBIENT_CELSIUS
        self.target_celsius = 0.0
        self.power = 0.0
        self.broken = False
        self.fault: str | None = None
        self._reached = False
        self._below_seconds = 0.0
        self._watch_left = 0.0
        self._watch_goal = 0.0

    @property
    def pwm(self) -> int:
        """The power as M105 tells it, 0 to 127."""
        return round(self.power * _FULL_PWM)

    def set_target(self, celsius: float) -> None:
        """Aim at a temperature, at most the heater's limit; 0 is off."""
        self.target_celsius = min(max(celsius, 0.0), self.model.maximum_celsius)
        self._reached = False
        self._below_seconds = 0.0
        self._restart_watch()
        if not self.target_celsius:
            self.power = 0.0

    def trip(self) -> None:
        """Report a thermal runaway at once."""
        self.fault = f"Thermal Runaway, system stopped! Heater_ID: {self.model.heater_id}"

    def is_steady(self) -> bool:
        """Whether it is off and at rest, so that time changes nothing."""
        return not self.target_celsius and abs(self.celsius - AMBIENT_CELSIUS) < _RESOLUTION_CELSIUS

    def advance(self, seconds: float, cooling: float = 1.0) -> None:
        """Let time pass; `cooling` multiplies the loss of heat."""
        while seconds > 0 and not self.is_steady():
            step = min(seconds, _STEP_SECONDS)
            seconds -= step
            self.power = self._controlled_power()
            heat = 0.0 if self.broken else self.power * self.model.power_celsius_s
            loss = (self.celsius - AMBIENT_CELSIUS) * self.model.loss_per_s * cooling
            self.celsius += (heat - loss) * step
            if self.target_celsius and self.fault is None:
                self._protect(step)

    def _controlled_power(self) -> float:
        """What holds the target, and full power when far below it."""
        if not self.target_celsius:
            return 0.0
        model = self.model
        holding = (self.target_celsius - AMBIENT_CELSIUS) * model.loss_per_s / model.power_celsius_s
        correction = (self.target_celsius - self.celsius) / model.full_power_below_celsius
        return min(max(holding + correction, 0.0), 1.0)

    def _restart_watch(self) -> None:
        self._watch_goal = self.celsius + self.model.watch_celsius
        heating_up = self.target_celsius > self._watch_goal + 1.0
        self._watch_left = self.model.watch_seconds if heating_up else 0.0

    def _protect(self, step: float) -> None:
        model = self.model
        if self._watch_left > 0:
            self._watch_left -= step
            if self._watch_left <= 0 and self.celsius < self._watch_goal:
                self.fault = f"Heating failed, system stopped! Heater_ID: {model.heater_id}"
            elif self._watch_left <= 0:
                self._restart_watch()
        self._reached = self._reached or self.celsius >= self.target_celsius - 1.0
        if not self._reached or self.celsius >= self.target_celsius - model.hysteresis_celsius:
            self._below_seconds = 0.0
            return
        self._below_seconds += step
        if self._below_seconds > model.protection_seconds:
            self.trip()


class Heaters:
    """The heaters of the printer on one clock.

    Args:
        factor: Simulated seconds that pass in one second of the caller's clock.
        hotends: How many nozzles there are.
        equipment: What the chamber has.

    Attributes:
        hotends: Of each tool; the only one, where all share a nozzle.
        selected: The tool in use.
        shown: The tool whose hotend is reported as plain `T` while M109 waits for it; None: that in use.
        copied: Whether the second hotend gets the targets of the first (M605).
        copy_offset_celsius: How much more the second then gets.
    """

    def __init__(self, factor: float, hotends: int = 1, equipment: Chamber = Chamber.HEATED) -> None:
        self._factor = factor
        self._advanced_at: float | None = None
        self.hotends = [Heater(replace(HOTEND, heater_id=str(number))) for number in range(hotends)]
        self.bed = Heater(BED)
        self.chamber = Heater(CHAMBER)
        self.equipment = equipment
        self.all = (*self.hotends, self.bed, self.chamber)
        self.restart()

    def restart(self) -> None:
        """As after a reset: all off, and the first tool in use."""
        self.selected = 0
        self.shown: int | None = None
        self.copied = False
        self.copy_offset_celsius = 0.0
        self.switch_off()

    @property
    def hotend(self) -> Heater:
        """That of the tool in use."""
        return self.of_tool(self.selected)

    @property
    def reported_hotend(self) -> Heater:
        """What is called plain `T`."""
        return self.of_tool(self.selected if self.shown is None else self.shown)

    def of_tool(self, tool: int) -> Heater:
        """The hotend that a tool extrudes through."""
        return self.hotends[tool if len(self.hotends) > 1 else 0]

    def named(self) -> dict[str, Heater]:
        """All, by the names that orders and the state use: `hotend` is tool 0's, `hotend1` tool 1's."""
        hotends = {f"hotend{number or ''}": heater for number, heater in enumerate(self.hotends)}
        return {**hotends, "bed": self.bed, "chamber": self.chamber}

    def set_hotend(self, tool: int, celsius: float) -> None:
        """Aim at a temperature, with the hotend that copies this one, too."""
        self.of_tool(tool).set_target(celsius)
        if self.copied and tool == 0 and len(self.hotends) > 1:
            self.hotends[1].set_target(celsius + self.copy_offset_celsius if celsius else 0.0)

    def readings(self) -> list[tuple[str, Heater]]:
        """As Marlin names them, in its order: the one in use, bed, chamber, and of several hotends each."""
        several = [(f"T{number}", heater) for number, heater in enumerate(self.hotends)]
        return [
            ("T", self.reported_hotend),
            ("B", self.bed),
            *([] if self.equipment is Chamber.NONE else [("C", self.chamber)]),
            *(several if len(several) > 1 else []),
        ]

    @property
    def active(self) -> bool:
        """Whether any heater has a target, so that its protection must be kept up."""
        return any(heater.target_celsius for heater in self.all)

    @property
    def above_job_threshold(self) -> bool:
        """Whether a target is such that a print may be under way (`auto_job_over_threshold`)."""
        hotends = (heater.target_celsius > _JOB_HOTEND_CELSIUS for heater in self.hotends)
        beds = (heater.target_celsius > _JOB_BED_CELSIUS for heater in (self.bed, self.chamber))
        return any((*hotends, *beds))

    @property
    def fault(self) -> str | None:
        """The words of a heater whose protection has tripped."""
        return next((heater.fault for heater in self.all if heater.fault), None)

    def advance(self, now: float, fan: float = 0.0) -> None:
        """Bring temperatures up to date; `fan` is 0 to 1, and blows at the tool in use."""
        elapsed = 0.0 if self._advanced_at is None else (now - self._advanced_at) * self._factor
        self._advanced_at = now
        for heater in self.all:
            heater.advance(elapsed, 1.0 + _FAN_COOLING * fan if heater is self.hotend else 1.0)

    def get_cold(self) -> None:
        """All are as warm as the room."""
        for heater in self.all:
            heater.celsius = AMBIENT_CELSIUS

    def switch_off(self) -> None:
        """All targets to 0, and faults forgotten, as after a kill or a reset."""
        for heater in self.all:
            heater.set_target(0)
            heater.fault = None
