"""The conversation with a printer's firmware."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lezerprint.terminal import KEPT_LINES, LineKind
from web.models.common import ApiModel, Query, Timestamp


class TerminalLine(ApiModel):
    """A line that was sent to the firmware or received from it."""

    sequence: int = Field(
        description="Number of the line. Lines that are lost leave a gap.", examples=[4_294_967_311]
    )
    timestamp: Timestamp
    direction: Literal["sent", "received"] = Field(
        description="Whether it was sent to the firmware or received from it.", examples=["sent"]
    )
    kind: LineKind = Field(
        description="What it is: a `command`; a `poll`, which asks how the printer is; a line of the file, "
        "as a sample of its `stream`; an `answer`; a `temperature` or `position` report; `busy`; an `error` "
        "or warning; other `text`.",
        examples=[LineKind.COMMAND],
    )
    text: str = Field(description="The line, at most 300 characters of it.", examples=["M117 Hello"])
    lines: int = Field(
        description="Number of lines that it stands for: more than 1 only for a sample of the stream.",
        examples=[1],
    )


class Terminal(ApiModel):
    """The last lines of the conversation with the firmware."""

    lines: list[TerminalLine] = Field(description="Lines, the oldest first.")


class CommandParameter(ApiModel):
    """A parameter of a command."""

    name: str = Field(
        description="Letter, or letters of the same meaning; `text` for the rest of the line.",
        examples=["S"],
    )
    meaning: str = Field(
        description="What it means, in a few words; may be empty.", examples=["target in °C"]
    )


class KnownCommand(ApiModel):
    """A command that the firmware knows."""

    code: str = Field(description="Letter and number.", examples=["M104"])
    description: str = Field(
        description="What it does, in one line.",
        examples=["Set the temperature of a hotend, without waiting"],
    )
    parameters: list[CommandParameter] = Field(description="What may follow.")


class KnownCommands(ApiModel):
    """The commands that the firmware knows."""

    family: str = Field(description="Family of the firmware, or `unknown`.", examples=["marlin"])
    commands: list[KnownCommand] = Field(
        description="Commands, G before M, by number, as Marlin has them. Of an unknown firmware only "
        "those that all know."
    )


class TerminalQuery(Query):
    """How many lines to return."""

    limit: int = Field(
        default=500,
        ge=1,
        le=KEPT_LINES,
        description="Maximum number of lines; the last ones.",
        examples=[500],
    )
    since: int | None = Field(
        default=None,
        ge=0,
        le=2**53,
        description="Only lines after the one with this number.",
        examples=[4_294_967_311],
    )
