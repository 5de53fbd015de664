"""Macros of a printer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from web.models.common import ApiModel, ForceRuin
from web.models.control import Commands, Order


class MacroParameter(ApiModel):
    """A parameter of a macro."""

    name: str = Field(description="Name, as in `parameters` of the order.", examples=["length"])
    type: Literal["number", "choice", "text"] = Field(description="Kind of the value.", examples=["number"])
    label: str = Field(description="Name for people.", examples=["Length"])
    default: float | str | None = Field(
        description="Value if none is given; null if one must be given.", examples=[20.0]
    )
    min: float | None = Field(description="Minimum of a number; null of other kinds.", examples=[1.0])
    max: float | None = Field(description="Maximum of a number; null of other kinds.", examples=[50.0])
    unit: str = Field(description="Unit of a number, for people; may be empty.", examples=["mm"])
    choices: list[str] = Field(description="Values of a choice; empty for other kinds.", examples=[[]])
    max_length: int | None = Field(
        description="Maximum length of a text; null of other kinds.", examples=[None]
    )


class Macro(ApiModel):
    """A named list of commands."""

    name: str = Field(description="Name of the macro, as in its URL.", examples=["purge"])
    commands: Commands = Field(
        description="G-code commands, in the order in which they are sent; `{name}` stands for a parameter.",
        examples=[["M83", "G1 E{length} F150", "M82"]],
    )
    description: str = Field(
        description="What it does, for people; may be empty.", examples=["Push out filament"]
    )
    group: str = Field(description="Group in which to show it; may be empty.", examples=["Filament"])
    favourite: bool = Field(description="Whether to show it first.", examples=[True])
    parameters: list[MacroParameter] = Field(description="What is filled into the commands.")


class MacroList(ApiModel):
    """The macros in the settings of a printer."""

    macros: list[Macro] = Field(description="Macros of the printer.")


ParameterName = Annotated[str, StringConstraints(max_length=30)]


class MacroInput(Order):
    """Options for running a macro."""

    parameters: dict[ParameterName, float | Annotated[str, StringConstraints(max_length=80)]] = Field(
        default_factory=dict,
        max_length=10,
        description="Values of the parameters by name; those that are left out have their default.",
        examples=[{"length": 20.0}],
    )
    force: ForceRuin = False
