"""A print that the firmware reads from its own SD card, begun at its screen, by M24, or before we connected.

What the firmware says of itself is taken as a hint; where that leaves a doubt, M27 is asked, which answers
`SD printing byte X/Y` or `Not SD printing` (Marlin `CardReader::report_status`; Marlin before 2.1 says the
latter of a paused print as well). While a print lasts, M27 S has it told (Cap:AUTOREPORT_SD_STATUS), or it is
asked again and again. Prusa-Firmware tells the name before the byte, and `SD print paused`.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from lezerprint.errors import PortError
from lezerprint.marlin.commands import command_code
from lezerprint.marlin.firmware import Family
from lezerprint.port.contract.events import CardPrintChanged
from lezerprint.port.contract.snapshot import CardPrint
from lezerprint.port.effects import Send, Tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.marlin.replies import Action, SdCard, Text
    from lezerprint.port.contract.messages import Answer
    from lezerprint.port.effects import Effects

_ASK_SECONDS: Final = 5.0
_MISSED_SECONDS: Final = 3 * _ASK_SECONDS
"""After so long it is asked where the print is that should tell by itself."""

_DOUBT_SECONDS: Final = 1.0
"""The firmware first does what it has just told."""

_MOST_DOUBTS: Final = 3
_FIRST_ANSWER_SECONDS: Final = 10.0
"""How long a job waits, once connected, for the answer whether the card is being printed."""

_ASK: Final = b"M27"
_HAS_A_CARD: Final = frozenset({Family.MARLIN_1, Family.PRUSA, Family.PRUSA_BUDDY, Family.REPETIER})
"""Families that may have one without saying so in M115."""

_NO_CARD: Final = frozenset({Family.KLIPPER})
"""Its virtual card is a folder of the host, from which nobody prints past its own host."""

_CARD_CODES: Final = frozenset({("M", 23), ("M", 24), ("M", 25), ("M", 32), ("M", 524)})
_BEGINNINGS: Final = frozenset({("M", 24), ("M", 32)})
_PAUSES: Final = frozenset({"pause", "paused"})
_RESUMPTIONS: Final = frozenset({"resume", "resumed"})
_PAUSED_TEXTS: Final = frozenset({"SD print paused", "Print saved"})
_UNNAMED: Final = "a file"


class SdPrint:
    """What is known of it; asks where that is not enough."""

    def __init__(self) -> None:
        self._known_at = -inf
        self.forget()

    def forget(self) -> None:
        """The firmware was reset, or is another: what was known says nothing of it."""
        self.active = False
        self.paused = False
        self._name = ""
        self._percent: float | None = None
        self._ask_at = inf
        self._doubts = 0
        self._autoreported = False

    @property
    def runs(self) -> bool:
        """Whether it prints now, and so comes to its own end."""
        return self.active and not self.paused

    def report(self) -> CardPrint | None:
        """For the snapshot; None: no such print."""
        return CardPrint(self._name or _UNNAMED, self._percent, self.paused) if self.active else None

    def check_none(self) -> None:
        """Raise PortError while there is one."""
        if self.active:
            percent = "" if self._percent is None else f", {self._percent:.0f} %"
            raise PortError(
                f"the printer is printing {self._name or _UNNAMED} from its SD card{percent}: "
                "wait until it ends, or cancel it"
            )

    # What the firmware says.

    def connected(self, now: float) -> None:
        """A firmware answers: nothing is known of it yet."""
        self.forget()
        self._known_at = now + _FIRST_ANSWER_SECONDS

    def is_known(self, now: float) -> bool:
        """Whether the firmware has had its chance to say that it prints: before that, no job may start."""
        return now >= self._known_at

    def _answered(self, _reply: Answer) -> None:
        self._known_at = -inf

    def identified(self, family: Family, capabilities: Mapping[str, bool], *, streams: bool) -> None:
        """It may have been printing before we came; `streams`: a job of ours is printed."""
        has_card = family not in _NO_CARD and capabilities.get("SDCARD", family in _HAS_A_CARD)
        if has_card and not streams:
            self._ask_at, self._doubts = -inf, _MOST_DOUBTS
        else:
            self._known_at = -inf

    def card(self, said: SdCard, now: float, *, can_report: bool) -> Effects:
        """A message about the card; `can_report`: the firmware can be told to send them by itself."""
        match said.event:
            case "opened" | "selected":
                self._call(said.name)
                self._doubt(now)
            case "file" if self.active and not self._name:
                self._call(said.name)
            case "printing":
                begun = self._begin()
                self._at(said.position_bytes or 0, said.size_bytes or 0)
                return begun + self._follow(now, can_report=can_report)
            case "printed":
                return self._over()
            case "not_printing" if not self.paused:
                return self._over()
        return []

    def enqueued(self, command: str, now: float) -> Effects:
        """The firmware does this of its own accord."""
        code = command_code(command.encode())
        effects: Effects = []
        if code == ("M", 23):
            self._call(command.partition(" ")[2].strip())
        elif code in _BEGINNINGS:
            effects = self._begin()
        elif code == ("M", 524):
            effects = self._over()
        if code in _CARD_CODES:
            self._doubt(now)
        return effects

    def ordered(self, command: bytes) -> None:
        """A user sends this command; the firmware is asked behind it."""
        if command_code(command) in _CARD_CODES:
            self.paused = self.active and command_code(command) == ("M", 25)
            self._ask_at, self._doubts = -inf, _MOST_DOUBTS

    def action(self, action: Action, now: float) -> None:
        """A host action command; `cancel` ends it, and M27 tells whether it did."""
        if not self.active:
            return
        if action.name in _PAUSES:
            self.paused = True
        elif action.name in _RESUMPTIONS:
            self.paused = False
        elif action.name == "cancel":
            self.paused = False
            self._doubt(now)

    def text(self, text: Text) -> None:
        """Prusa-Firmware's own words for a pause."""
        if text.line.strip() in _PAUSED_TEXTS and self.active:
            self.paused = True

    # What follows from it.

    def _call(self, name: str) -> None:
        """Marlin repeats the name in capitals, as the card has it."""
        if name and name.lower() != self._name.lower():
            self._name = name

    def _at(self, position_bytes: int, size_bytes: int) -> None:
        self._percent = round(100 * position_bytes / size_bytes, 1) if size_bytes else None
        self._doubts = 0

    def _follow(self, now: float, *, can_report: bool) -> Effects:
        begins = can_report and not self._autoreported
        self._autoreported = self._autoreported or can_report
        self._ask_at = now + (_MISSED_SECONDS if self._autoreported else _ASK_SECONDS)
        return [Send(b"M27 S%d" % _ASK_SECONDS)] if begins else []

    def _begin(self) -> Effects:
        if self.active:
            return []
        self.active = True
        return [Tell(CardPrintChanged(state="begun", name=self._name or _UNNAMED))]

    def _over(self) -> Effects:
        effects: Effects = []
        if self.active:
            effects.append(Tell(CardPrintChanged(state="over", name=self._name or _UNNAMED)))
            if self._autoreported:
                effects.append(Send(b"M27 S0"))
        self.forget()
        return effects

    def _doubt(self, now: float) -> None:
        self._ask_at, self._doubts = now + _DOUBT_SECONDS, _MOST_DOUBTS

    def on_time(self, now: float, *, streams: bool) -> Effects:
        """Ask when it is time, but not in between the lines of a job that `streams`."""
        if now < self._ask_at or streams:
            return []
        self._ask_at = now + _ASK_SECONDS if self.active or self._doubts > 1 else inf
        self._doubts = max(0, self._doubts - 1)
        return [Send(_ASK, self._answered)]
