"""Which commands would ruin a print that is under way, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.control.errors import AtLongCommandError, WouldRuinPrintError
from lezerprint.control.hand_commands import long_command
from lezerprint.control.run_states import MEANINGS, Situation
from lezerprint.marlin.blocking import may_block
from lezerprint.marlin.commands import command_code, switches_heater_off, words
from lezerprint.marlin.motion import homed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lezerprint.port.contract.snapshot import Snapshot

_LEAST_FACTOR_PERCENT: Final = 10.0
_LEAST_BED_CELSIUS: Final = 30.0


def situation_of(report: Snapshot | None) -> Situation:
    """By the port process's report; a printer that nobody hears of takes no command anyway."""
    if report is None:
        return Situation.IDLE
    situation = MEANINGS[report.job.state].situation if report.job is not None else Situation.IDLE
    return Situation.FROM_CARD if situation is Situation.IDLE and report.sd_print is not None else situation


def is_free_to_move(situation: Situation) -> bool:
    """Whether no print has the head."""
    return situation in (Situation.IDLE, Situation.PAUSED)


def check_free_to_move(situation: Situation) -> None:
    """Refuse to move the head by hand while a print has it.

    Raises:
        WouldRuinPrintError: It has.
    """
    if situation is Situation.FROM_CARD:
        raise WouldRuinPrintError("the printer prints from its SD card: wait until it ends, or cancel it")
    if situation is Situation.PRINTING:
        raise WouldRuinPrintError("a print is under way: pause it before moving anything by hand")


def check(body: bytes, situation: Situation, cold_extrusion_celsius: float = 0.0) -> None:
    """Refuse a command that would ruin the print.

    Args:
        body: Cleaned.
        situation: What the printer is doing.
        cold_extrusion_celsius: A hotend below this cannot print.

    Raises:
        WouldRuinPrintError: It would.
    """
    if reason := danger(body, situation, cold_extrusion_celsius):
        shown = body.decode(errors="replace")
        raise WouldRuinPrintError(
            f"{shown} {reason}, and a print {_WHEN[situation]}: wait until it ends, or send it with force"
        )


def check_is_next(bodies: Iterable[bytes], report: Snapshot | None) -> None:
    """Refuse what heats, moves or takes long while the printer is at a command by hand that takes minutes.

    It would be done at some later time, when nobody thinks of it any more.

    Raises:
        AtLongCommandError: It would.
    """
    at = long_command(report)
    if at is None:
        return
    for body in bodies:
        code = command_code(body)
        waits = danger(body, Situation.PRINTING) or may_block(body) or code in _SETS_HEAT
        if waits and not switches_heater_off(body):
            shown = body.decode(errors="replace")
            raise AtLongCommandError(
                f"the printer is busy with {at.text}, and would carry out {shown} only after it: wait until "
                "that is done, end it with heaters off or an emergency stop, or send a command with force"
            )


def danger(body: bytes, situation: Situation, cold_extrusion_celsius: float = 0.0) -> str | None:
    """What a command would do to the print, as the end of a sentence; None for what does no harm.

    A heater can always be switched off: the port process pauses a print that needs its heat.
    """
    code = command_code(body)
    if situation is Situation.IDLE or code is None or switches_heater_off(body):
        return None
    if situation is Situation.FROM_CARD and code in _OF_CARD_PRINT:
        return None
    if code[0] == "T":
        return None if situation is Situation.PAUSED else "changes the tool"
    if code in _SETS_HOTEND:
        return _too_cold(body, cold_extrusion_celsius) if situation is not Situation.PAUSED else None
    rule = (_RULES_WHILE_PAUSED if situation is Situation.PAUSED else _RULES).get(code)
    return rule.reason if rule is not None and rule.applies(body) else None


_WHEN: Final = {
    Situation.IDLE: "",
    Situation.PRINTING: "is under way",
    Situation.FROM_CARD: "from the SD card is under way",
    Situation.PAUSED: "is paused",
}

_OF_CARD_PRINT: Final = frozenset(("M", number) for number in (24, 25, 27, 524))
"""What resumes, pauses, tells of and ends a print from the SD card."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A command that does harm.

    Attributes:
        reason: The end of a sentence that begins with the command.
        while_paused: Whether it does so while the print is paused, too.
        applies: Which of its forms do.
    """

    reason: str
    while_paused: bool = False
    applies: Callable[[bytes], bool] = lambda _: True


def _rules(letter: str, numbers: tuple[int, ...], rule: _Rule) -> dict[tuple[str, int], _Rule]:
    return {(letter, number): rule for number in numbers}


def _has_no_time(body: bytes) -> bool:
    """`M84 S600` only sets after how long the motors go off."""
    return "S" not in words(body)


def _limits_idleness(body: bytes) -> bool:
    """`M85 S0` lets the printer idle for ever."""
    return words(body).get("S", 0.0) > 0


def _homes_z(body: bytes) -> bool:
    return "Z" in homed_by(body)


def _cools_bed(body: bytes) -> bool:
    return words(body).get("S", _LEAST_BED_CELSIUS) < _LEAST_BED_CELSIUS


def _changes_leveling(body: bytes) -> bool:
    return bool(words(body).keys() & {"S", "Z", "L"})


def _nearly_stops(body: bytes) -> bool:
    return words(body).get("S", _LEAST_FACTOR_PERCENT) < _LEAST_FACTOR_PERCENT


def _too_cold(body: bytes, least_celsius: float) -> str | None:
    given = words(body)
    target = given.get("S", given.get("R"))
    if target is not None and target < least_celsius:
        return "lets the hotend become too cold to extrude"
    return _WAITS if command_code(body) == ("M", 109) else None


_WAITS: Final = "blocks the stream during a print"
_SETS_HEAT: Final = frozenset(("M", number) for number in (104, 109, 140, 141, 190, 191))
_SETS_HOTEND: Final = frozenset({("M", 104), ("M", 109)})

_MOVES: Final = _Rule("moves the nozzle")
_MODE: Final = _Rule("changes how the moves of the file are read")
_STANDS_STILL: Final = _Rule("lets the nozzle stand still on the part")
_PROBES: Final = _Rule("probes the bed, on which the part is", while_paused=True)
_SD_CARD: Final = _Rule("concerns a print from the firmware's own card", while_paused=True)
_EEPROM: Final = _Rule("exchanges the firmware's settings", while_paused=True)
_ORIGIN: Final = _Rule("shifts the coordinates", while_paused=True)
_MOTORS_OFF: Final = _Rule("lets go of the position", while_paused=True, applies=_has_no_time)
_ENDS: Final = _Rule("switches the printer off or restarts it", while_paused=True)

_RULES: Final[dict[tuple[str, int], _Rule]] = {
    **_rules("G", (0, 1, 2, 3, 5, 6, 12, 27, 42, 61), _MOVES),
    **_rules("G", (10, 11), _Rule("moves the filament")),
    **_rules("G", (17, 18, 19, 20, 21, 90, 91), _MODE),
    **_rules("M", (82, 83, 200), _MODE),
    ("G", 4): _STANDS_STILL,
    **_rules("M", (0, 1, 226), _STANDS_STILL),
    ("G", 28): _Rule("homes"),
    **_rules("G", (29, 30, 33, 34, 35, 38, 76, 80, 425), _PROBES),
    ("M", 48): _PROBES,
    **_rules("G", (53, 54, 55, 56, 57, 58, 59, 92), _ORIGIN),
    **_rules("M", (206, 218, 428), _ORIGIN),
    **_rules("M", (18, 84), _MOTORS_OFF),
    **_rules("M", (20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 34, 524, 928), _SD_CARD),
    **_rules("M", (500, 501, 502, 504), _EEPROM),
    **_rules("M", (80, 81, 997, 999), _ENDS),
    **_rules(
        "M", (92, 350, 351, 353, 605, 665, 666), _Rule("changes the machine's geometry", while_paused=True)
    ),
    ("M", 85): _Rule("kills the printer when it idles", while_paused=True, applies=_limits_idleness),
    ("M", 108): _Rule("ends a wait for heat or for the user"),
    ("M", 410): _Rule("throws away the moves that are planned"),
    ("M", 111): _Rule("may make the printer only act as if it printed"),
    ("M", 125): _Rule("parks the nozzle"),
    ("M", 140): _Rule("lets the bed grow cold, and the part come loose", applies=_cools_bed),
    **_rules("M", (190, 191), _Rule(_WAITS)),
    ("M", 220): _Rule("nearly stops the print", applies=_nearly_stops),
    ("M", 221): _Rule("nearly stops the extrusion", applies=_nearly_stops),
    ("M", 303): _Rule("heats as it likes to tune itself", while_paused=True),
    ("M", 420): _Rule("changes the bed's levelling", applies=_changes_leveling),
    ("M", 421): _Rule("changes the bed's mesh"),
    **_rules("M", (701, 702), _Rule("moves the filament")),
}

_RULES_WHILE_PAUSED: Final[dict[tuple[str, int], _Rule]] = {
    **{code: rule for code, rule in _RULES.items() if rule.while_paused},
    ("G", 28): _Rule("homes Z, where the part is", applies=_homes_z),
}
