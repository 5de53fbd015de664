"""Settings, as administrators see and change them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field, JsonValue

from web.models.common import ApiModel, Input, Query


class Setting(ApiModel):
    """A setting with the value that is in use."""

    key: str = Field(description="Name of the setting, as in the settings file.", examples=["trash_hours"])
    value: JsonValue = Field(
        description="Value of the setting; secrets are replaced by asterisks.", examples=[24.0]
    )
    category: str = Field(
        description="Section of the setting in docs/settings.md; `camera` for settings of cameras.",
        examples=["Files and backups"],
    )
    description: str | None = Field(description="What the setting does.", examples=["Time in the trash."])
    environment: list[str] = Field(
        default=[],
        description="Environment variables of the setting; the first that is set is used.",
        examples=[["LEZERPRINT_TRASH_HOURS"]],
    )
    value_schema: dict[str, Any] | None = Field(
        default=None,
        description="JSON Schema of the value: its type, its limits, and what can be chosen.",
        examples=[{"type": "number", "minimum": 0}],
    )
    default: JsonValue = Field(
        default=None, description="Default of the setting; null if it has none.", examples=[24.0]
    )
    unit: str | None = Field(
        default=None,
        description="Unit of the number: `seconds`, `minutes`, `hours`, `days`, `bytes` or `currency/kg`.",
        examples=["hours"],
    )
    changeable: bool = Field(
        default=False, description="Whether `PATCH /api/settings` may change it.", examples=[True]
    )
    fixed_by: str | None = Field(
        default=None,
        description="Why it cannot be changed over the API; null if it can.",
        examples=["the environment variable LEZERPRINT_TRASH_HOURS sets it"],
    )
    is_stored: bool = Field(
        default=False, description="Whether it was changed over the API.", examples=[False]
    )
    needs_restart: bool = Field(
        default=True,
        description="Whether a change takes effect only when the server is restarted "
        "(`POST /api/admin/server/restart`).",
        examples=[True],
    )
    next_value: JsonValue = Field(
        default=None, description="Value after the next start of the server, as `value`.", examples=[48.0]
    )
    updated_at: datetime | None = Field(
        default=None,
        description="Time of the last change of a camera's settings, ISO 8601, UTC; null if there was none.",
        examples=[None],
    )


class SettingList(ApiModel):
    """The settings, all or those of one category."""

    settings: list[Setting] = Field(description="Settings, with the values in use.")


class SettingQuery(Query):
    """Filters for settings."""

    category: str | None = Field(
        default=None,
        max_length=64,
        description="Only settings of this category.",
        examples=["Costs and maintenance"],
    )


class SettingChanges(Input):
    """New values of settings."""

    values: dict[str, JsonValue] = Field(
        min_length=1,
        description="Values by the names of the settings. null removes what was stored: the settings file or "
        "the default counts again.",
        examples=[{"currency": "EUR", "trash_hours": 48}],
    )


class TableValues(Input):
    """The settings of a printer or a camera."""

    values: dict[str, JsonValue] = Field(
        min_length=1,
        description="Values by the names of the fields, as in docs/settings.md; what is left out keeps its "
        "value, tables within are merged, and null sets the default.",
        examples=[{"name": "workbench", "device": "virtual"}],
    )


class ChangedSettings(ApiModel):
    """The settings that were changed."""

    settings: list[Setting] = Field(description="The settings that were changed.")
    needs_restart: bool = Field(
        description="Whether the server must be restarted for all of them to take effect.", examples=[True]
    )
