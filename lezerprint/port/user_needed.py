"""When the printer needs somebody: prompts, filament to be changed, a command that waits for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lezerprint.errors import PortError

if TYPE_CHECKING:
    from lezerprint.marlin.replies import Action
    from lezerprint.port.conductor import Conductor

_RUNOUT_AGAIN_SECONDS: Final = 60.0
"""One runout is told by several lines, and again while nobody has come."""

_RUNOUT: Final = "filament_runout"
_WAITING: Final = "waiting_for_user"
_CHANGES: Final = frozenset({("M", 600), ("M", 701), ("M", 702)})
_PARK: Final = ("M", 125)


class UserNeeded:
    """Collects the firmware's questions, tells each need once, and answers.

    Attributes:
        prompt: The open one, `{"text", "buttons", "shown"}`.
    """

    def __init__(self, conductor: Conductor) -> None:
        self.prompt: dict[str, Any] | None = None
        self._conductor = conductor
        self._runout_at = float("-inf")
        self._told: dict[str, int] = {}
        self._shown_at: int | None = None

    def forget(self) -> None:
        """The firmware started anew."""
        self.prompt = self._shown_at = None
        self._told.clear()

    @property
    def waited_for(self) -> bool:
        """Whether the command under way waits for somebody, as far as the firmware has said so."""
        number = self._conductor.protocol.ledger.acknowledged
        return number in (self._shown_at, self._told.get(_WAITING))

    def busy(self, reason: str) -> None:
        """What the firmware says again and again while a command is being done."""
        if reason.startswith("paused"):
            self._tell(_WAITING, reason=reason)
            if self._conductor.interpreter.command_under_way() in _CHANGES:
                self._tell("filament_change")

    def action(self, action: Action, now: float) -> None:
        """A host action command."""
        if action.name.startswith("prompt_"):
            self._collect(action)
        elif action.name in ("out_of_filament", _RUNOUT) or action.argument.startswith(_RUNOUT):
            self._ran_out(action, now)
        if action.name == "paused" and self._conductor.interpreter.command_under_way() != _PARK:
            self._tell("filament_change")
        elif action.name == "resumed":
            self._told.clear()

    def _ran_out(self, action: Action, now: float) -> None:
        if now - self._runout_at > _RUNOUT_AGAIN_SECONDS:
            self._conductor.outbox.add(_RUNOUT, text=f"{action.name} {action.argument}".strip())
        self._runout_at = now

    def _collect(self, action: Action) -> None:
        if action.name == "prompt_begin":
            self.prompt = {"text": action.argument, "buttons": [], "shown": False}
        elif action.name == "prompt_end":
            self.prompt = self._shown_at = None
        elif self.prompt is not None:
            if action.name in ("prompt_button", "prompt_choice"):
                self.prompt["buttons"].append(action.argument)
            elif action.name == "prompt_show":
                self.prompt["shown"] = True
                self._shown_at = self._conductor.protocol.ledger.acknowledged

    def answer(self, choice: int) -> None:
        """Press a button of the open prompt, 0 for the first. Raises PortError where there is none such.

        Without an emergency parser M876 cannot reach a firmware that waits, but M108 can: it presses the
        only button.
        """
        prompt = self.prompt
        if prompt is None:
            raise PortError("the printer asks nothing at this moment")
        buttons = prompt["buttons"]
        if not 0 <= choice < len(buttons):
            raise PortError(f"the prompt has the choices 0 to {len(buttons) - 1}, and no {choice}")
        protocol = self._conductor.protocol
        protocol.send_urgent(b"M876 S%d" % choice)
        if len(buttons) == 1 and not self._conductor.interpreter.can("EMERGENCY_PARSER"):
            protocol.send_urgent(b"M108")
        self._conductor.outbox.add(
            "prompt_answered", text=prompt["text"], choice=choice, button=buttons[choice]
        )

    def _tell(self, kind: str, **data: Any) -> None:
        """Once for each command that waits."""
        number = self._conductor.protocol.ledger.acknowledged
        if self._told.get(kind) != number:
            self._told[kind] = number
            self._conductor.outbox.add(kind, **data)
