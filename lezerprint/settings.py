"""What the user has set: flags before the environment, before `--config`, before the user's own file.

The environment has `LEZERPRINT_` and a field's name, and besides the names that are customary: PORT,
LOG_LEVEL, PRINTER_PORT and PRINTER_BAUDRATE (both of the default printer).
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import pydantic_settings
from platformdirs import user_config_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict, TomlConfigSettingsSource

from lezerprint.errors import SettingsError
from lezerprint.port.device import AUTO
from lezerprint.port.options import DEFAULT_ORPHAN_TIMEOUT_SECONDS, DEFAULT_RESIDENCY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import PydanticBaseSettingsSource

DEFAULT_PRINTER: Final = "default"
_APPLICATION: Final = "lezerprint"
_PRINTER_ENVIRONMENT: Final = {"PRINTER_PORT": "device", "PRINTER_BAUDRATE": "baudrate"}

NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(lambda name: str(name).lower())
]


def _in_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # `~somebody`, whom nobody knows
        raise ValueError("is in a home that is not there") from error


UserPath = Annotated[Path, AfterValidator(_in_home)]


class PrinterSettings(BaseModel):
    """One printer.

    Attributes:
        name: What it is called in addresses and files.
        device: A path, `VID:PID`, a URL, `auto` (the only USB serial port) or `virtual`.
        baudrate: None: find out.
        orphan_timeout_seconds: How long it stays hot while nobody looks after it.
        residency_seconds: How long a temperature must hold before the print goes on.
        virtual_speed: How fast the simulated printer's time runs; 0: no motion time at all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default=DEFAULT_PRINTER, min_length=1)
    device: str = Field(default=AUTO, min_length=1)
    baudrate: int | None = Field(default=None, gt=0)
    orphan_timeout_seconds: NotNegative = DEFAULT_ORPHAN_TIMEOUT_SECONDS
    residency_seconds: NotNegative = DEFAULT_RESIDENCY_SECONDS
    virtual_speed: NotNegative = 1.0


class Settings(BaseSettings):
    """All settings; `load_settings` makes them."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="LEZERPRINT_",
        env_ignore_empty=True,
        validate_by_name=True,
        loc_by_alias=False,
    )

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=3001, ge=0, le=65535, validation_alias="PORT")
    data_dir: UserPath = Field(default_factory=lambda: user_data_path(_APPLICATION))
    log_level: LogLevel = Field(default="info", validation_alias="LOG_LEVEL")
    printers: tuple[PrinterSettings, ...] = Field(default=(PrinterSettings(),), min_length=1)

    @property
    def printer(self) -> PrinterSettings:
        """The printer called `default`, or else the first."""
        return next((one for one in self.printers if one.name == DEFAULT_PRINTER), self.printers[0])

    @field_validator("printers")
    @classmethod
    def _names_differ(cls, printers: tuple[PrinterSettings, ...]) -> tuple[PrinterSettings, ...]:
        if len({printer.name for printer in printers}) < len(printers):
            raise ValueError("has two printers of the same name")
        return printers

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the base class
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the base class
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where the values come from, the strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(config: Path | None, flags: Mapping[str, object]) -> Settings:
    """Read the settings from everywhere.

    Args:
        config: A TOML file that must exist, as `--config` names it.
        flags: What the command line says, by field; None says nothing. `printer` may have a mapping with
            fields of the default printer.

    Raises:
        SettingsError: A value is wrong or unknown, or a file cannot be read; names the setting.
    """
    files = [user_config_path(_APPLICATION) / "lezerprint.toml"]
    if config is not None:
        if not config.is_file():
            raise SettingsError(f"there is no settings file {config}")
        files.append(config)
    given: dict[str, Any] = _said(flags)
    of_printer = _said(given.pop("printer", {}))
    try:
        return _with_printer(_layered(files, given), of_printer)
    except ValidationError as error:
        raise SettingsError(_first_problem(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings in {_unreadable(files)} are no TOML: {error}") from error
    except OSError as error:
        raise SettingsError(f"the settings in {error.filename} cannot be read: {error.strerror}") from error
    except pydantic_settings.SettingsError as error:
        raise SettingsError(str(error)) from error


def _layered(files: list[Path], given: dict[str, Any]) -> Settings:
    """What was given, over the environment, over these files, of which a later one counts more."""

    class _Filed(Settings):
        model_config = SettingsConfigDict(toml_file=files)

    return Settings.model_construct(**dict(_Filed(**given)))


def _with_printer(settings: Settings, flags: dict[str, Any]) -> Settings:
    """The same, with what flags and environment say of the default printer."""
    environment = {
        field: os.environ[name] for name, field in _PRINTER_ENVIRONMENT.items() if os.environ.get(name)
    }
    if not (said := environment | flags):
        return settings
    changed = PrinterSettings.model_validate(settings.printer.model_dump() | said)
    printers = tuple(changed if one is settings.printer else one for one in settings.printers)
    return settings.model_copy(update={"printers": printers})


def _said(flags: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in flags.items() if value is not None}


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"there is no setting {name!r}"
    reason, _, _ = problem["msg"].removeprefix("Value error, ").removeprefix("Input ").partition(", unable")
    return f"the setting {name!r} {reason} (it is {problem['input']!r})"


def _unreadable(files: list[Path]) -> Path:
    """The first of the files that is no TOML."""
    for file in files:
        try:
            if file.is_file():
                tomllib.loads(file.read_text("utf-8"))
        except ValueError:
            return file
    return files[-1]
