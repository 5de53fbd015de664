"""When the printer needs somebody: prompts, filament to be changed, a command that waits for the user."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError
from lezerprint.port.contract.events import FilamentChange, FilamentRunout, PromptAnswered, WaitingForUser
from lezerprint.port.contract.snapshot import Prompt
from lezerprint.port.effects import SendUrgent, Tell, WriteState
from lezerprint.port.under_way import code_under_way

if TYPE_CHECKING:
    from lezerprint.marlin.ledger import Ledger
    from lezerprint.marlin.replies import Action
    from lezerprint.port.contract.events import Event
    from lezerprint.port.effects import Effects

_RUNOUT_AGAIN_SECONDS: Final = 60.0
"""One runout is told by several lines, and again while nobody has come."""

_ANSWER_TAKES_SECONDS: Final = 3.0
_TAKES_ANSWERS_AFTER_SECONDS: Final = 0.3
"""Marlin shows a prompt before it begins to wait for the answer; one that comes in between is taken, and lost
for ever (`pause.cpp`, `pause_menu_response`; `host_actions.cpp`, handle_response). Seen on 2.1.2.5."""

_KEPT_CHARACTERS: Final = 80
_MOST_KEPT_BUTTONS: Final = 8
_RUNOUT: Final = FilamentRunout.kind
_CHANGE: Final = ("M", 600)
_CHANGES: Final = frozenset({_CHANGE, ("M", 701), ("M", 702)})
_PARK: Final = ("M", 125)


class UserNeeded:
    """Collects the firmware's questions, tells each need once, and answers.

    Attributes:
        prompt: The open one.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.prompt: Prompt | None = None
        self._ledger = ledger
        self._runout_at = float("-inf")
        self._told: dict[str, int] = {}
        self._shown_at: int | None = None
        self._shown_since = 0.0
        self._chosen: int | None = None
        self._paused_at: int | None = None
        self._answered: tuple[Prompt, int, float] | None = None

    def forget(self) -> Effects:
        """The firmware started anew."""
        self._told.clear()
        return self._close()

    def kept(self) -> dict[str, Any] | None:
        """The open prompt, for the journal: the firmware asks only once, and a successor must answer."""
        prompt = self.prompt
        if prompt is None or not prompt.shown or len(prompt.buttons) > _MOST_KEPT_BUTTONS:
            return None
        buttons = [button[:_KEPT_CHARACTERS] for button in prompt.buttons]
        return {"text": prompt.text[:_KEPT_CHARACTERS], "buttons": buttons}

    def restore(self, kept: dict[str, Any] | None) -> None:
        """Go on as a predecessor. What is acknowledged is known with `resumed` only."""
        self.prompt = Prompt(kept["text"], tuple(kept["buttons"]), shown=True) if kept else None

    def resumed(self) -> None:
        """The stream goes on: the firmware still asks what it asked, until another line is done."""
        if self.prompt is not None and self._shown_at is None:
            self._shown_at = self._number

    def _close(self) -> Effects:
        was_open = self.prompt is not None
        self.prompt = self._shown_at = self._paused_at = self._answered = self._chosen = None
        return [WriteState()] if was_open else []

    @property
    def _number(self) -> int:
        return self._ledger.acknowledged

    @property
    def waited_for(self) -> bool:
        """Whether the command under way waits for somebody, as far as the firmware has said so.

        By the number of what is acknowledged: no command waits any more that is done.
        """
        return self._number in (self._shown_at, self._paused_at)

    @property
    def changes_filament(self) -> bool:
        """Whether the firmware is at a filament change, also at one that it has begun by itself."""
        told = self._told.get(FilamentChange.kind) == self._number
        return told or code_under_way(self._ledger) == _CHANGE

    @property
    def question(self) -> str:
        """What is asked; empty where no prompt is open."""
        return self.prompt.text if self.prompt and self.prompt.shown else ""

    def takes_answers(self, now: float) -> bool:
        """Whether the open prompt has been shown for long enough."""
        shown = self.prompt is not None and self.prompt.shown
        return shown and now - self._shown_since >= _TAKES_ANSWERS_AFTER_SECONDS

    def on_time(self, now: float, *, parser: bool) -> Effects:
        """Marlin ends no prompt of M0, M1 and M600: it is over when the command that asked is done."""
        if self._shown_at is not None and self._shown_at != self._number:
            return self._close()
        if self._chosen is not None and self.takes_answers(now):
            return self._press(self._chosen, now, parser=parser)
        return []

    def check_waits_for_none(self) -> None:
        """Raise PortError, with what to do, where a print waits for its user, and not for its host."""
        if not self.waited_for:
            return
        if self.prompt is None:
            raise PortError("the print is not paused; the printer waits for somebody to press its button")
        choices = " or ".join(self.prompt.buttons)
        raise PortError(f"the print is not paused; the printer asks: {self.question} (answer {choices})")

    def busy(self, reason: str, now: float) -> Effects:
        """What the firmware says again and again while a command is being done."""
        paused = reason.startswith("paused")
        self._paused_at = self._number if paused else None
        if not paused:
            return []
        self._ask_again(now)
        changes = code_under_way(self._ledger) in _CHANGES
        return self._tell(WaitingForUser(reason=reason)) + (self._tell(FilamentChange()) if changes else [])

    def _ask_again(self, now: float) -> None:
        """It still waits a while after an answer, and has asked nothing else: that has not reached it."""
        if self._answered is None or self.prompt is not None:
            return
        prompt, number, at = self._answered
        if number == self._number and now - at > _ANSWER_TAKES_SECONDS:
            self.prompt, self._shown_at, self._answered = prompt, number, None

    def action(self, action: Action, now: float) -> Effects:
        """A host action command."""
        if action.name.startswith("prompt_"):
            return self._collect(action, now)
        if action.name in ("out_of_filament", _RUNOUT) or action.argument.startswith(_RUNOUT):
            effects = self._ran_out(action, now)
        else:
            effects = []
        if action.name == "paused" and code_under_way(self._ledger) != _PARK:
            effects += self._tell(FilamentChange())
        elif action.name == "resumed":
            self._told.clear()
        return effects

    def _ran_out(self, action: Action, now: float) -> Effects:
        again = now - self._runout_at <= _RUNOUT_AGAIN_SECONDS
        self._runout_at = now
        return [] if again else [Tell(FilamentRunout(text=f"{action.name} {action.argument}".strip()))]

    def _collect(self, action: Action, now: float) -> Effects:
        if action.name in ("prompt_begin", "prompt_end"):
            effects = self._close()
            if action.name == "prompt_begin":
                self.prompt = Prompt(action.argument)
            return effects
        if self.prompt is not None:
            if action.name in ("prompt_button", "prompt_choice"):
                self.prompt = replace(self.prompt, buttons=(*self.prompt.buttons, action.argument))
            elif action.name == "prompt_show":
                self.prompt = replace(self.prompt, shown=True)
                self._shown_at, self._shown_since = self._number, now
                return [WriteState()]
        return []

    def answer(self, choice: int, now: float, *, parser: bool) -> Effects:
        """Press a button of the open prompt, 0 for the first. Raises PortError where there is none such.

        `parser` is whether the firmware has an emergency parser: without it M876 cannot reach a firmware that
        waits, but M108 can: it presses the only button. The prompt is closed by this; a firmware that goes on
        waiting asks again. A firmware that has only just asked is answered a moment later.
        """
        prompt = self.prompt
        if prompt is None:
            raise PortError("the printer is not asking anything")
        buttons = prompt.buttons
        if not 0 <= choice < len(buttons):
            raise PortError(f"the prompt has the choices 0 to {len(buttons) - 1}, and no {choice}")
        if not parser and len(buttons) > 1 and self.waited_for:
            raise PortError("this firmware accepts no answers while it waits: choose at the printer")
        if self.takes_answers(now):
            return self._press(choice, now, parser=parser)
        self._chosen = choice
        return []

    def _press(self, choice: int, now: float, *, parser: bool) -> Effects:
        prompt = self.prompt
        if prompt is None:
            return []
        buttons = prompt.buttons
        by_number = len(buttons) > 1 or parser
        effects = [SendUrgent(b"M876 S%d" % choice if by_number else b"M108"), *self._close()]
        self._answered = prompt, self._number, now
        told = PromptAnswered(text=prompt.text, choice=choice, button=buttons[choice])
        return [*effects, Tell(told)]

    def _tell(self, event: Event) -> Effects:
        """Once for each command that waits."""
        number = self._number
        if self._told.get(event.kind) == number:
            return []
        self._told[event.kind] = number
        return [Tell(event)]
