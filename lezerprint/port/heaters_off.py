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

from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code, substitute, words
from lezerprint.port import steering
from lezerprint.port.contract.events import HeatersOffOrdered, Steered
from lezerprint.port.contract.states import ConnectionState, RunState
from lezerprint.port.effects import CancelJob, Inject, PauseJob, SwitchOff, Tell, WantOff
from lezerprint.port.heat_watch import off_words

if TYPE_CHECKING:
    from lezerprint.marlin.firmware import Family
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.contract.snapshot import CommandReport
    from lezerprint.port.effects import Effects, Then
    from lezerprint.port.heating import Heaters
    from lezerprint.port.run import Run

_BED: Final = frozenset({("M", 140), ("M", 190)})
_CHAMBER: Final = frozenset({("M", 141), ("M", 191)})
_TOOL_BY_P: Final = ("M", 568)


class EffectOnPrint(StrEnum):
    """What one heater's end does to the print, as it is told."""

    NONE = ""
    PAUSES = "the print is paused, as it would continue cold: resuming it heats again"
    PAUSES_CARD = (
        "the print from the SD card is paused, as it would continue cold: heat again before you resume it"
    )
    FORCED = "the print continues without this heater"
    IS_PAUSED = "the print is paused: resuming it heats again"


def effect_on(run: RunState | None, *, from_card: bool, heated: bool, force: bool) -> EffectOnPrint:
    """What switching one heater off does to the print.

    Args:
        run: Where the job stands; None: there is none.
        from_card: Whether the firmware prints from its SD card, and is not paused.
        heated: Whether that heater has a target, or may have.
        force: Whether the print is to go on.
    """
    if run in (RunState.PAUSING, RunState.PAUSED):
        return EffectOnPrint.IS_PAUSED if heated else EffectOnPrint.NONE
    if not heated or not (run is RunState.PRINTING or from_card):
        return EffectOnPrint.NONE
    if force:
        return EffectOnPrint.FORCED
    return EffectOnPrint.PAUSES if run is RunState.PRINTING else EffectOnPrint.PAUSES_CARD


@dataclass(frozen=True, slots=True)
class HeatersOffFacts:
    """How the printer stands.

    Attributes:
        state: Of the link.
        linked: Whether the device is open.
        run: The job, if there is one that has not ended.
        card_active: Whether the firmware prints from its SD card.
        card_runs: Whether it does, and is not paused.
        family: Of the firmware.
        emergency_parser: Whether it has one.
        waits: What a printer that is linked must end before it does anything else (`waiting_words`).
    """

    state: ConnectionState
    linked: bool
    run: Run | None
    card_active: bool
    card_runs: bool
    family: Family
    emergency_parser: bool
    waits: str

    @property
    def ready(self) -> bool:
        """Whether commands can be sent in order."""
        return self.state is ConnectionState.READY


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """What is done about all heaters: for people, and whether it cancels a print."""

    message: str
    print_cancelled: bool
    effects: Effects


def switch_all_off(facts: HeatersOffFacts) -> SwitchedOff:
    """All heaters off, as soon as can be; whoever orders it wants no heat, and so no print."""
    cancels = _cancel(facts)
    effects = [*cancels, Tell(HeatersOffOrdered()), SwitchOff("by order")]
    if not facts.ready:
        said = off_words(facts.state, linked=facts.linked)
    elif facts.waits:
        said = f"all heaters are switched off as soon as the printer answers: {facts.waits}"
        if not facts.emergency_parser:
            said += "; if that takes too long, use the emergency stop, and reset the printer"
    else:
        said = "all heaters are switched off"
    return SwitchedOff(f"the print is cancelled; {said}" if cancels else said, bool(cancels), effects)


def _cancel(facts: HeatersOffFacts) -> Effects:
    if facts.run is not None:
        cancels: Effects = [] if facts.run.state is RunState.CANCELLING else [CancelJob(script=())]
    else:
        cancels = steering.cancel_card(facts.family) if facts.ready and facts.card_active else []
    return [*cancels, Tell(Steered(order="cancel"))] if cancels else []


def switch_one_off(
    facts: HeatersOffFacts, heaters: Heaters, command: bytes, *, force: bool, then: Then | None
) -> tuple[list[str] | None, Effects]:
    """Send a command that switches one heater off, and pause the print that needs the heat.

    Returns:
        What to answer at once (None: `then` is told the printer's answer), and what is to be done.
    """
    command, _ = substitute(command)  # it must not block the firmware
    run = facts.run
    of_file = _target_of_file(run, command) if run is not None else {}
    effect = effect_on(
        run.state if run is not None else None,
        from_card=facts.card_runs,
        heated=is_heated(heaters, command) or any(of_file.values()),
        force=force,
    )
    if run is not None and effect in (EffectOnPrint.PAUSES, EffectOnPrint.IS_PAUSED):
        run.injections.targets.keep(heaters.report(), run.sent, of_file)
    said, effects = _send(facts, command, [effect.value] if effect else [], then)
    if effect is EffectOnPrint.PAUSES:
        effects.append(PauseJob(f"{command.decode(errors='replace')} switches a heater off"))
    elif effect is EffectOnPrint.PAUSES_CARD and facts.ready:
        effects += [*steering.pause_card(), Tell(Steered(order="pause"))]
    return said, effects


def _send(
    facts: HeatersOffFacts, command: bytes, told: list[str], then: Then | None
) -> tuple[list[str] | None, Effects]:
    def answered(said: Answer) -> Effects | None:
        return then and then(said if said.error else replace(said, lines=(*said.lines, *told)))

    if not facts.ready:
        return [off_words(facts.state, linked=facts.linked), *told], [WantOff()]
    if facts.waits:
        words = f"the heater is switched off as soon as the printer answers: {facts.waits}"
        return [words, *told], [Inject(command)]
    return (told, [Inject(command)]) if then is None else (None, [Inject(command, answered)])


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


def waiting_words(*, waits_for_user: bool, command: str, shown: CommandReport | None) -> str:
    """What a printer must end before it does anything else; empty: nothing.

    Args:
        waits_for_user: Whether it waits for somebody.
        command: What it is at; empty: nothing.
        shown: The same, if it has been at it for a while.
    """
    if waits_for_user:
        return "it waits for its user"
    return f"it is at {command}" if may_block(command.encode()) or shown is not None else ""
