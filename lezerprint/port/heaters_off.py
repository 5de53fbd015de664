"""Heaters off by hand: refused in no state of the link, the printer or the print.

| what stands            | all heaters (`heaters_off`)          | one heater (`M104 S0`, `M140 S0` …)        |
|------------------------|--------------------------------------|--------------------------------------------|
| nothing is printed     | sent                                 | sent                                       |
| a print runs           | the print is cancelled, without its  | the print is paused if that heater is on;  |
|                        | script; then sent                    | resuming heats it again. By force: sent    |
| a print is paused      | the same                             | sent; resuming heats it again              |
| a print is cancelled   | sent                                 | sent                                       |
| from the SD card       | cancelled by its own command; sent   | paused by its own command (M25); sent      |
| the printer waits for  | the same; the wait is ended where it | sent once the printer answers              |
| its user, heat or a    | can be (`cancelling.py`)             |                                            |
| command                |                                      |                                            |
| the link is not ready  | the same; all off as soon as can be  | the same; all off as soon as can be        |
|                        | (`heat_watch.py`)                    |                                            |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code, substitute, words
from lezerprint.port import steering
from lezerprint.port.contract.events import HeatersOffOrdered, Steered
from lezerprint.port.contract.states import ConnectionState, RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.controller import PortController
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

_BED: Final = frozenset({("M", 140), ("M", 190)})
_CHAMBER: Final = frozenset({("M", 141), ("M", 191)})
_TOOL_BY_P: Final = ("M", 568)


class Effect(StrEnum):
    """What one heater's end does to the print, as it is told."""

    NONE = ""
    PAUSES = "the print is paused, as it would continue cold: resuming it heats again"
    PAUSES_CARD = (
        "the print from the SD card is paused, as it would continue cold: heat again before you resume it"
    )
    FORCED = "the print continues without this heater"
    IS_PAUSED = "the print is paused: resuming it heats again"


def effect_on(run: RunState | None, *, from_card: bool, heated: bool, force: bool) -> Effect:
    """What switching one heater off does to the print.

    Args:
        run: Where the job stands; None: there is none.
        from_card: Whether the firmware prints from its SD card, and is not paused.
        heated: Whether that heater has a target, or may have.
        force: Whether the print is to go on.
    """
    if run in (RunState.PAUSING, RunState.PAUSED):
        return Effect.IS_PAUSED if heated else Effect.NONE
    if not heated or not (run is RunState.PRINTING or from_card):
        return Effect.NONE
    if force:
        return Effect.FORCED
    return Effect.PAUSES if run is RunState.PRINTING else Effect.PAUSES_CARD


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """What is done about all heaters: for people, and whether it has cancelled a print."""

    message: str
    print_cancelled: bool


def switch_all_off(controller: PortController, now: float) -> SwitchedOff:
    """All heaters off, as soon as can be; whoever orders it wants no heat, and so no print."""
    waits = waiting_words(controller, now)
    cancels = _cancel(controller, now)
    controller.event_log.add(HeatersOffOrdered())
    said = controller.heat.switch_off(controller, "by order")
    if said is None and waits:
        said = f"all heaters are switched off as soon as the printer answers: {waits}"
        if not controller.interpreter.can("EMERGENCY_PARSER"):
            said += "; if that takes too long, use the emergency stop, and reset the printer"
    said = said or "all heaters are switched off"
    return SwitchedOff(f"the print is cancelled; {said}" if cancels else said, cancels)


def _cancel(controller: PortController, now: float) -> bool:
    run = controller.run
    if run is not None and run.active:
        if run.state is RunState.CANCELLING:
            return False
        controller.cancel([], now)
    elif controller.connection.state is ConnectionState.READY and controller.interpreter.sd_print.active:
        steering.cancel(controller, None, now)
    else:
        return False
    controller.event_log.add(Steered(order="cancel"))
    return True


def switch_one_off(
    controller: PortController,
    command: bytes,
    now: float,
    *,
    force: bool,
    reply: Callable[[Answer], None] | None,
) -> list[str] | None:
    """Send a command that switches one heater off, and pause the print that needs the heat.

    Returns:
        What to answer at once; None: `reply` is called with the printer's answer.
    """
    command, _ = substitute(command)  # it must not block the firmware
    run = controller.run if controller.is_printing else None
    of_file = _target_of_file(run, command) if run is not None else {}
    effect = effect_on(
        run.state if run is not None else None,
        from_card=controller.interpreter.sd_print.runs,
        heated=is_heated(controller.heaters, command) or any(of_file.values()),
        force=force,
    )
    if run is not None and effect in (Effect.PAUSES, Effect.IS_PAUSED):
        run.injections.targets.keep(controller.heaters.report(), run.sent, of_file)
    said = _send(controller, command, now, [effect.value] if effect else [], reply)
    if run is not None and effect is Effect.PAUSES:
        _pause(run, command)
    elif effect is Effect.PAUSES_CARD and controller.connection.state is ConnectionState.READY:
        steering.pause(controller)
        controller.event_log.add(Steered(order="pause"))
    return said


def _send(
    controller: PortController,
    command: bytes,
    now: float,
    told: list[str],
    reply: Callable[[Answer], None] | None,
) -> list[str] | None:
    if later := controller.heat.takes(controller, command):
        return [later, *told]
    if waits := waiting_words(controller, now):
        controller.inject(command, None)
        return [f"the heater is switched off as soon as the printer answers: {waits}", *told]
    if reply is None:
        controller.inject(command, None)
        return told
    controller.inject(
        command,
        lambda said: reply(said if said.error else replace(said, lines=(*said.lines, *told))),
    )
    return None


def _pause(run: Run, command: bytes) -> None:
    reason = f"{command.decode(errors='replace')} switches a heater off"
    try:
        run.pause(reason=reason)
    except PortError:  # the script cannot be done: stop without it
        run.pause([], reason)


def is_heated(heaters: Heaters, command: bytes) -> bool:
    """Whether the heater that this command is for has a target, or may have."""
    reading = heaters.reading(*_heater_of(command))
    if reading is None or reading.target_celsius is None:
        return heaters.on
    return reading.target_celsius > 0


def _heater_of(command: bytes) -> tuple[str, int | None]:
    """Which heater, and of a hotend which tool's; None: of the one in use."""
    code, given = command_code(command), words(command)
    if code in _BED or code in _CHAMBER:
        return "bed" if code in _BED else "chamber", None
    named = given.get("P" if code == _TOOL_BY_P else "T")
    return "hotend", None if named is None else int(named)


def _target_of_file(run: Run, command: bytes) -> dict[str, float]:
    """What the file has set that heater to, as far as it was sent; it may not be reported yet."""
    state = run.spool.state_before(run.sent)
    heater, tool = _heater_of(command)
    if heater == "bed":
        return {"bed": state.bed_target_celsius}
    if heater == "chamber":
        return {"chamber": state.chamber_target_celsius}
    tool = state.tool if tool is None else tool
    return {f"tool{tool}": state.hotend_targets_celsius.get(tool, 0.0)}


def waiting_words(controller: PortController, now: float) -> str:
    """What a printer that is linked must end before it does anything else; empty: nothing."""
    interpreter = controller.interpreter
    if controller.connection.state is not ConnectionState.READY:
        return ""
    if interpreter.user.waited_for:
        return "it waits for its user"
    command = interpreter.under_way.command()
    if may_block(command.encode()) or interpreter.under_way.shown(now) is not None:
        return f"it is at {command}"
    return ""
