"""Where settings come from: every source is read, and every problem is told by the name the user wrote."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path, user_data_path
from pydantic import ValidationError
from pydantic_settings import InitSettingsSource

from lezerprint.errors import SettingsError
from lezerprint.settings import stored_changes
from lezerprint.settings.model import APPLICATION, Settings, SettingsOrigin
from lezerprint.settings.names import PRINTER_ENVIRONMENT, environment_names
from lezerprint.settings.printer import PrinterSettings
from lezerprint.settings.wording import meant, sentence, without_consequences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


def load_settings(config: Path | None, flags: Mapping[str, object]) -> Settings:
    """Read the settings from everywhere.

    Args:
        config: A TOML file that must exist, as `--config` names it.
        flags: What the command line says, by field; None says nothing. `printer` may have a mapping with
            fields of the default printer.

    Raises:
        SettingsError: A value is wrong or unknown, or a file cannot be read; names the setting.
    """
    settings, problems = read_settings(config, flags)
    if settings is None or problems:
        more = f" (and {len(problems) - 1} more: lezerprint config check)" if len(problems) > 1 else ""
        raise SettingsError(f"{problems[0]}{more}")
    return settings


def read_settings(
    config: Path | None, flags: Mapping[str, object], stored: Mapping[str, Any] | None = None
) -> tuple[Settings | None, list[str]]:
    """The settings, and a sentence for each thing that is wrong; None where there is too much of that.

    Args:
        config: As of `load_settings`.
        flags: As of `load_settings`.
        stored: What was changed over the API; None: what the data directory has.
    """
    sources = _Sources(_said(flags))
    origin = SettingsOrigin(config, dict(sources.flags))
    of_printer = _said(sources.flags.pop("printer", {}))
    if config is not None and not config.is_file():
        sources.problems.append(f"settings file not found: {config}")
    for file in (user_config_path(APPLICATION) / "lezerprint.toml", config):
        if file is not None and file.is_file():
            sources.read(file)
    sources.read_stored(stored)
    settings: Settings | None = None
    try:
        settings = _layered(sources)
    except ValidationError as error:
        sources.problems += _problems(error, sources)
    said = {name: os.environ[name] for name in PRINTER_ENVIRONMENT if os.environ.get(name)}
    try:
        settings = _with_printer(settings, said, of_printer)
    except ValidationError as error:
        sources.problems += _printer_problems(error, said, of_printer)
    return settings and settings.read_from(origin), sources.problems


@dataclass(slots=True)
class _Sources:
    """What was said, the strongest first: flags, the environment, files (a later one counts more).

    What was changed over the API counts as the last file.
    """

    flags: dict[str, Any]
    files: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def read(self, file: Path) -> None:
        """Add a TOML file, without what is not a setting."""
        try:
            said = tomllib.loads(file.read_text("utf-8"))
        except OSError as error:
            self.problems.append(f"the settings in {file} cannot be read: {error.strerror}")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(f"the settings in {file} are not valid TOML: {error}")
        else:
            known = Settings.model_fields
            for name in [name for name in said if name not in known]:
                self.problems.append(f"{file}: unknown setting {name!r}{meant(name, known)}")
                del said[name]
            self.files.append((file, said))

    def read_stored(self, stored: Mapping[str, Any] | None) -> None:
        """Add what was changed over the API; what another version of the program knows is left out."""
        data_dir = self._data_dir()
        try:
            said = stored_changes.read(data_dir) if stored is None else stored
        except SettingsError as error:
            self.problems.append(str(error))
            return
        kept = {name: value for name, value in said.items() if name in Settings.model_fields}
        if kept:
            self.files.append((stored_changes.path_in(data_dir), kept))

    def _data_dir(self) -> Path:
        variables = environment_names("data_dir")
        given = {variable.upper(): value for variable, value in os.environ.items() if value}
        said = [self.flags.get("data_dir"), *map(given.get, variables), self.filed.get("data_dir")]
        found = next((one for one in said if isinstance(one, str | Path) and str(one)), None)
        default = user_data_path(APPLICATION)
        try:
            return default if found is None else Path(found).expanduser()
        except RuntimeError:  # there is no such home, which is told as what it is
            return default

    @property
    def filed(self) -> dict[str, Any]:
        """What the files say together."""
        return {name: value for _, said in self.files for name, value in said.items()}

    def origin(self, name: str) -> str:
        """Who said a field's value, as a person knows it."""
        if name in self.flags:
            return f"--{name.replace('_', '-')}"
        given = {variable.upper() for variable, value in os.environ.items() if value}
        variables = (variable for variable in environment_names(name) if variable in given)
        files = (str(file) for file, said in reversed(self.files) if name in said)
        return next(variables, None) or next(files, "built in")


def _layered(sources: _Sources) -> Settings:
    class _Layered(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the base class
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by the base class
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, InitSettingsSource(settings_cls, sources.filed)

    return Settings.model_construct(**dict(_Layered(**sources.flags)))


def _with_printer(
    settings: Settings | None, said: Mapping[str, str], flags: Mapping[str, object]
) -> Settings | None:
    """The same, with what flags and environment say of the default printer; checked in any case."""
    changes = {PRINTER_ENVIRONMENT[name]: value for name, value in said.items()} | dict(flags)
    before = settings.printer if settings is not None else PrinterSettings()
    changed = PrinterSettings.model_validate(before.model_dump() | changes)
    if settings is None or not changes:
        return settings
    printers = tuple(changed if one is before else one for one in settings.printers)
    return settings.model_copy(update={"printers": printers})


def _said(flags: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in flags.items() if value is not None}


def _problems(error: ValidationError, sources: _Sources) -> Iterator[str]:
    told = set()
    for problem in without_consequences(error.errors(include_url=False)):
        name = str(problem["loc"][0])
        if problem["loc"] not in told:
            told.add(problem["loc"])
            yield f"{sources.origin(name)}: {sentence(problem)}"


def _printer_problems(
    error: ValidationError, said: Mapping[str, str], flags: Mapping[str, object]
) -> Iterator[str]:
    variables = {PRINTER_ENVIRONMENT[name]: name for name in said}
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][0])
        origin = f"--{name.replace('_', '-')}" if name in flags else variables.get(name, "printers")
        yield f"{origin}: {sentence(problem)}"
