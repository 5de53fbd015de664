"""How a family of firmwares differs from Marlin 2, as data and small functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lezerprint.virtual.command import Command
    from lezerprint.virtual.handler import Handler
    from lezerprint.virtual.heaters import Heaters
    from lezerprint.virtual.line_rules import LineRules, Refusal
    from lezerprint.virtual.machine import Machine
    from lezerprint.virtual.options import BoardOptions
    from lezerprint.virtual.planner import Point
    from lezerprint.virtual.settings import Settings


class ExtruderRule(Enum):
    """What makes E relative."""

    FOLLOWS_AXES = "the last of G90, G91, M82 and M83"
    EITHER = "G91 or M83, whichever came last of its kind"
    INDEPENDENT = "M83 alone"


class AfterHalt(Enum):
    """What a firmware does once it has stopped everything."""

    IS_MUTE = "says nothing until the reset"
    REFUSES = "answers, and refuses nearly every command"
    RESTARTS = "resets itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """An end of all movement and heating.

    Attributes:
        words: What is said, for the cause.
        then: What follows.
        refused: What is said to a command that is refused, for the cause.
        refused_gets_ok: Whether an `ok` follows that.
        still_done: The commands that are done all the same.
        ended_by: The commands that end the state.
        ended_words: What is said then.
    """

    words: Callable[[str], Iterable[str]]
    then: AfterHalt = AfterHalt.IS_MUTE
    refused: Callable[[str], Iterable[str]] = lambda _cause: ()
    refused_gets_ok: bool = True
    still_done: frozenset[str] = frozenset()
    ended_by: frozenset[str] = frozenset()
    ended_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A family of firmwares, as a host sees it.

    Attributes:
        name: As given to `--dialect`.
        rules: Which lines are accepted.
        handlers: The commands it knows.
        extruder: What makes E relative.
        identity: The lines that answer M115.
        temperatures: The text that answers M105.
        position: The text that answers M114, given the motors' places.
        refusal: What is said of a line that is refused, for the last number accepted.
        unknown: What is said of a command that it does not know.
        boot: What is said after a reset, for its cause.
        stop: What M112 does.
        heater_fault: What a heater's protection does.
        answers_on_ok: Which of M105, M114 and M115 are answered on the line of their `ok`.
        acts_at_once: What acts as its bytes arrive.
        acts_early: What acts as its unnumbered line is read, where nothing acts as its bytes arrive.
        oks_on_arrival: Whether a line is acknowledged as it is queued, not when it is done.
        oks_with_number: Whether `ok` bears the number of the line.
        any_case: Whether commands may be in lower case.
        has_word_commands: Whether words such as `FIRMWARE_RESTART` are commands.
        split: The commands of one line.
        busy: The line said while a command blocks.
        ask_host: The line by which it asks the host to `pause`, `resume`, `cancel` and so on.
        no_such_tool: What is said to a command (its code) for a tool that there is not.
        idle_word: What is said every second in which nothing comes; empty for nothing.
        counts_down: Whether reports while M109 waits tell how long the target is to be held yet.
        defaults: The options of `BoardOptions` that differ from Marlin 2's.
    """

    name: str
    rules: LineRules
    handlers: Mapping[str, Handler]
    extruder: ExtruderRule
    identity: Callable[[BoardOptions], Iterable[str]]
    temperatures: Callable[[Heaters], str]
    position: Callable[[Machine, Point, Settings], str]
    refusal: Callable[[Refusal, int], Iterable[str]]
    unknown: Callable[[Command], Iterable[str]]
    boot: Callable[[str], Iterable[str]]
    stop: Halt
    heater_fault: Halt
    answers_on_ok: frozenset[str] = frozenset({"M105"})
    acts_at_once: frozenset[str] = frozenset()
    acts_early: frozenset[str] = frozenset()
    oks_on_arrival: bool = False
    oks_with_number: bool = False
    any_case: bool = False
    has_word_commands: bool = False
    split: Callable[[str], list[str]] = lambda line: [line]
    busy: str = "echo:busy: {}"
    ask_host: Callable[[str], str] = lambda action: f"//action:{action}"
    no_such_tool: Callable[[str, int], Iterable[str]] = lambda code, tool: (
        f"echo:{code} Invalid extruder {tool}",
    )
    idle_word: str = ""
    counts_down: bool = False
    defaults: Mapping[str, object] = field(default_factory=dict)
