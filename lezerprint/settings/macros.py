"""Macros: commands that are sent together, with blanks for what is filled in when they are run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from lezerprint.errors import PortError
from lezerprint.marlin.commands import command_code
from lezerprint.port.template import checked_command

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = float | str
"""What is filled in."""

_BLANK: Final = re.compile(r"\{([a-z][a-z0-9_]{0,29})\}")
_CODE: Final = re.compile(r"[A-Za-z]\d+(?:\.\d+)?(?=\s)")
_WORD: Final = re.compile(r"[A-Za-z0-9_.+-]{1,60}")
_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f;{}]*")
_MOST: Final = 1e6
_SHOWS_TEXT: Final = frozenset({("M", 117), ("M", 118)})


class MacroParameter(BaseModel):
    """What is filled into the commands of a macro, in place of its name in braces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["number", "choice", "text"] = Field(
        default="number", description="Kind of the value: number, choice (one of `choices`) or text."
    )
    label: str = Field(default="", max_length=60, description="Name for people. Default: the parameter's.")
    default: Value | None = Field(
        default=None, description="Value if none is given. Default: it is required."
    )
    min: float = Field(default=-_MOST, ge=-_MOST, le=_MOST, description="Minimum of a number.")
    max: float = Field(default=_MOST, ge=-_MOST, le=_MOST, description="Maximum of a number.")
    unit: str = Field(default="", max_length=20, description="Unit of a number, for people.")
    choices: tuple[Annotated[str, StringConstraints(pattern=f"^{_WORD.pattern}$")], ...] = Field(
        default=(), max_length=50, description="Values to choose from: letters, digits and `_.+-`."
    )
    max_length: int = Field(default=60, ge=1, le=80, description="Maximum length of a text.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.type == "choice" and not self.choices:
            raise ValueError("a choice needs choices")
        if self.min > self.max:
            raise ValueError("min is above max")
        if self.default is not None:
            self.filled(self.default)
        return self

    def filled(self, value: Value) -> str:
        """The value as it stands in a command.

        Raises:
            ValueError: It is none of the kind, or beyond its bounds; said in words for people.
        """
        match self.type:
            case "number":
                return self._number(value)
            case "choice":
                if value not in self.choices:
                    raise ValueError(f"must be one of {', '.join(self.choices)}")
                return str(value)
            case _:
                if not isinstance(value, str) or len(value) > self.max_length:
                    raise ValueError(f"must be a text of at most {self.max_length} characters")
                if not _TEXT.fullmatch(value):
                    raise ValueError("must be one line without ; { and }")
                return value

    def _number(self, value: Value) -> str:
        if isinstance(value, str) or not self.min <= value <= self.max:
            raise ValueError(f"must be a number from {self.min:g} to {self.max:g}")
        return f"{value:.3f}".rstrip("0").rstrip(".")

    @property
    def sample(self) -> Value:
        """A value that fits."""
        if self.default is not None:
            return self.default
        if self.type == "choice":
            return self.choices[0]
        return max(self.min, min(0.0, self.max)) if self.type == "number" else "x"


class MacroSettings(BaseModel):
    """A macro; a list of commands alone is one, too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commands: tuple[str, ...] = Field(
        min_length=1, max_length=100, description="G-code commands; `{name}` stands for a parameter."
    )
    description: str = Field(default="", max_length=300, description="What it does, for people.")
    group: str = Field(default="", max_length=60, description="Group in which it is shown.")
    favourite: bool = Field(default=False, description="Whether it is shown first.")
    parameters: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")], MacroParameter] = (
        Field(default_factory=dict, max_length=10, description="What is filled in, by name.")
    )

    @model_validator(mode="after")
    def _valid(self) -> Self:
        for command in self.commands:
            self._check_blanks(command)
        try:
            for command in self.filled({name: one.sample for name, one in self.parameters.items()}):
                checked_command(command)
        except PortError as error:
            raise ValueError(f"contains invalid commands: {error}") from error
        return self

    def _check_blanks(self, command: str) -> None:
        """A value must not make another command of it: it stands behind the code, text where it is shown."""
        blanks = _BLANK.findall(command)
        if not blanks:
            return
        code = _CODE.match(command)
        if code is None or "{" in code[0]:
            raise ValueError(f"{command!r}: a parameter cannot stand in the place of the command itself")
        for name in blanks:
            if name not in self.parameters:
                raise ValueError(f"{command!r}: there is no parameter {name}")
            is_text = self.parameters[name].type == "text"
            if is_text and command_code(command.encode()) not in _SHOWS_TEXT:
                raise ValueError(f"{command!r}: a text can stand in M117 and M118 only")

    def filled(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The commands with these values; those that are left out have their default.

        Raises:
            ValueError: A value is missing, unknown, or does not fit.
        """
        if unknown := values.keys() - self.parameters.keys():
            raise ValueError(f"there is no parameter {min(unknown)!r:.60}")
        words = {name: _word(name, one, values.get(name)) for name, one in self.parameters.items()}
        return tuple(_BLANK.sub(lambda match: words[match[1]], command) for command in self.commands)


def _word(name: str, parameter: MacroParameter, value: Value | None) -> str:
    value = parameter.default if value is None else value
    if value is None:
        raise ValueError(f"{name} is missing")
    try:
        return parameter.filled(value)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from None


def _with_commands(value: Any) -> Any:
    return {"commands": value} if isinstance(value, list | tuple) else value


Macro = Annotated[MacroSettings, BeforeValidator(_with_commands)]
MacroName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
