"""The sample files, the reference page and the README's table, made from the fields of the settings.

`python -m lezerprint.settings.documents` writes them into the checkout in the working directory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from lezerprint.settings.camera import CameraSettings
from lezerprint.settings.model import Settings
from lezerprint.settings.names import PRINTER_ENVIRONMENT, environment_names
from lezerprint.settings.printer import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic.fields import FieldInfo

SECTIONS: Final = {
    "Server": (
        *("env", "host", "port", "data_dir", "trusted_proxies", "frontend_url", "cors_origin"),
        "host_control",
    ),
    "Database and Redis": ("database_url", "redis_url", "redis_host", "redis_port", "redis_password"),
    "Accounts": (
        *("jwt_secret", "jwt_refresh_secret", "bcrypt_rounds", "access_token_minutes"),
        *("refresh_token_days", "open_registration", "public_access", "public_details", "public_camera"),
    ),
    "Files and backups": (
        *("upload_dir", "max_file_size", "max_body_size", "backup_dir", "backup_keep"),
        *("trash_hours", "temperature_log_seconds"),
    ),
    "Background tasks and slicing": ("task_workers", "slicer_path", "slicing_timeout_seconds"),
    "Costs and maintenance": (
        *("filament_price_per_kg", "filament_prices", "currency", "maintenance_interval_hours"),
    ),
    "Limits": (
        *("rate_limit_api", "rate_limit_visitors", "rate_limit_auth"),
        *("rate_limit_upload", "rate_limit_control"),
        *("websocket_max_connections", "websocket_max_per_address", "websocket_max_per_user"),
    ),
    "Logging": ("log_level", "log_dir", "sentry_dsn"),
    "Notifications": (
        *("smtp_host", "smtp_port", "smtp_user", "smtp_pass", "smtp_from"),
        *("webhook_networks", "notification_keep_days"),
    ),
    "Camera": (
        "camera_url",
        "ffmpeg_path",
        "recording_dir",
        "timelapse_dir",
        "recording_keep_days",
        "timelapse_keep_days",
        "frame_keep_days",
    ),
}
"""Every setting but the tables of printers and cameras, in the order in which they are shown."""

_WIDTH: Final = 108
_README: Final = "README.md"
_BEGIN: Final = "<!-- settings: written by `make settings` -->"
_END: Final = "<!-- end of settings -->"
_NOTE: Final = "written by `make settings` from the fields in lezerprint/settings"
_SAMPLE_SECRET: Final = "replace-this-by-the-output-of-openssl-rand-hex-32"  # noqa: S105 - refused as a secret
_SAMPLE_SECRETS: Final = {
    "jwt_secret": _SAMPLE_SECRET,
    "jwt_refresh_secret": _SAMPLE_SECRET.replace("this", "this-too"),
}


def documents(readme: str) -> dict[str, str]:
    """The texts by their paths in the checkout; `readme` is the README as it is."""
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return {
        "config/lezerprint.toml": _sample_toml(),
        "config/lezerprint.env": _sample_environment(),
        "docs/settings.md": _reference(),
        _README: f"{before}{_BEGIN}\n{_readme_table()}{_END}{after}",
    }


def described(model: type[BaseModel], name: str) -> str:
    """What a setting does, in one line."""
    return model.model_fields[name].description or ""


def _sample_toml() -> str:
    lines = [
        f"# Settings of LezerPrint, {_NOTE}.",
        *_comment(
            "Copy this file to ~/.config/lezerprint/lezerprint.toml, or pass it with --config, and remove "
            "the # of what you change. Flags and the environment take precedence over this file."
        ),
    ]
    for section, names in SECTIONS.items():
        lines += ["", f"# --- {section} ---"]
        for name in names:
            variables = " or ".join(environment_names(name))
            lines += ["", *_comment(f"{described(Settings, name)} ({variables})")]
            lines.append(f"# {name} = {_toml(_shown(Settings.model_fields[name]))}")
    lines += ["", "# --- Cameras ---", "", *_comment(described(Settings, "cameras")), "# [[cameras]]"]
    lines += _table(CameraSettings, "cameras")
    lines += ["", "# --- Printers ---", "", *_comment(described(Settings, "printers")), "[[printers]]"]
    lines += _table(PrinterSettings, "printers")
    return "\n".join(lines) + "\n"


def _table(model: type[BaseModel], path: str) -> Iterator[str]:
    """The fields of a table, and then the tables in it, which TOML wants last."""
    tables = {name: field for name, field in model.model_fields.items() if _is_table(field)}
    for name, field in model.model_fields.items():
        if name not in tables and not isinstance(_shown(field), dict):
            variables = [variable for variable, what in PRINTER_ENVIRONMENT.items() if what == name]
            hint = f" ({variables[0]})" if variables and model is PrinterSettings else ""
            prefix = "" if name in {"name", "device"} and model is PrinterSettings else "# "
            yield from ["", *_comment((field.description or "") + hint)]
            yield f"{prefix}{name} = {_toml(_shown(field))}"
    for name, field in model.model_fields.items():
        if isinstance(_shown(field), dict):
            yield from ["", *_comment(field.description or ""), f"# [{path}.{name}]"]
            yield from (f"# {key} = {_toml(value)}" for key, value in _shown(field).items())
    for name, field in tables.items():
        yield from ["", *_comment(field.description or ""), f"# [{path}.{name}]"]
        yield from _table(_model_of(field), f"{path}.{name}")


def _sample_environment() -> str:
    lines = [
        f"# Environment of LezerPrint, {_NOTE}.",
        *_comment(
            "For `docker compose` (env_file), systemd (EnvironmentFile) or `set -a; . FILE`. Copy this file, "
            "remove the # of what you change, and protect the copy: chmod 600. An empty variable counts as "
            "not set. `lezerprint config check` finds mistakes."
        ),
    ]
    for section, names in SECTIONS.items():
        lines += ["", f"# --- {section} ---"]
        for name in names:
            value = _SAMPLE_SECRETS.get(name, _in_environment(_shown(Settings.model_fields[name])))
            lines += ["", *_comment(described(Settings, name)), f"# {environment_names(name)[0]}={value}"]
    lines += ["", "# --- The printer named `default` ---"]
    for variable, name in PRINTER_ENVIRONMENT.items():
        value = _in_environment(_shown(PrinterSettings.model_fields[name]))
        lines += ["", *_comment(described(PrinterSettings, name)), f"# {variable}={value}"]
    return "\n".join(lines) + "\n"


def _reference() -> str:
    lines = [
        "# Settings",
        "",
        f"<!-- {_NOTE} -->",
        "",
        "Settings are read from command-line flags, the environment, `settings.json` in the data directory,",
        "the file passed with `--config` and `lezerprint.toml` in the user's configuration directory; the",
        "first that names a setting counts. `settings.json` has what was changed over the API",
        "(`PATCH /api/settings`). Changes take effect at the next start, those of `public_access`,",
        "`public_details` and `public_camera` at once. What says where data is or which programs are run,",
        "and what guards the computer, is changed in files only.",
        "`lezerprint config check` finds mistakes, `lezerprint config show` lists the values in use, without",
        "secrets.",
    ]
    for section, names in SECTIONS.items():
        lines += [
            "",
            f"## {section}",
            "",
            "| setting | environment | default | description |",
            "|---|---|---|---|",
        ]
        for name in names:
            field = Settings.model_fields[name]
            variables = "<br>".join(f"`{one}`" for one in environment_names(name))
            lines.append(f"| `{name}` | {variables} | {_default(field)} | {_cell(field)} |")
    lines += ["", "## Cameras", "", described(Settings, "cameras")]
    lines += _reference_table(CameraSettings, "cameras")
    lines += ["", "## Printers", "", described(Settings, "printers")]
    lines += _reference_table(PrinterSettings, "printers")
    return "\n".join(lines) + "\n"


def _reference_table(model: type[BaseModel], path: str) -> Iterator[str]:
    yield from ["", f"### `[[{path}]]`" if path in {"cameras", "printers"} else f"### `[{path}]`", ""]
    yield from ["| setting | default | description |", "|---|---|---|"]
    tables = {name: field for name, field in model.model_fields.items() if _is_table(field)}
    for name, field in model.model_fields.items():
        default = f"[table](#{path}{name})" if name in tables else _default(field)
        yield f"| `{name}` | {default} | {_cell(field)} |"
    for name, field in tables.items():
        yield from _reference_table(_model_of(field), f"{path}.{name}")


def _readme_table() -> str:
    lines = ["| environment | default | description |", "|---|---|---|"]
    for names in SECTIONS.values():
        for name in names:
            field = Settings.model_fields[name]
            lines.append(f"| `{environment_names(name)[0]}` | {_default(field)} | {_first_sentence(field)} |")
    for variable, name in PRINTER_ENVIRONMENT.items():
        field = PrinterSettings.model_fields[name]
        lines.append(f"| `{variable}` | {_default(field)} | {_first_sentence(field)} |")
    return "\n".join(lines) + "\n"


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.default, BaseModel)


def _model_of(field: FieldInfo) -> type[BaseModel]:
    return type(field.default)


def _shown(field: FieldInfo) -> Any:
    """An example where there is one, and else the default."""
    if field.examples:
        return field.examples[0]
    return None if field.default_factory is not None else field.default


def _default(field: FieldInfo) -> str:
    """A table's cell; empty where the description says it, or where there is none."""
    if field.is_required():
        return "required"
    value = None if field.default_factory is not None else field.default
    return "" if value is None or value in ((), "") else f"`{_toml(value)}`"


def _cell(field: FieldInfo) -> str:
    return (field.description or "").replace("|", "\\|")


def _first_sentence(field: FieldInfo) -> str:
    """With the default that the second may name."""
    sentences = _cell(field).split(". ")
    kept = [one for one in sentences[1:] if one.startswith("Default: ")]
    return ". ".join([sentences[0], *kept]).removesuffix(".") + "."


def _toml(value: object) -> str:
    match value:
        case None:
            return '""'
        case dict():
            return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
        case tuple() | list():
            return f"[{', '.join(_toml(one) for one in value)}]"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return json.dumps(value, ensure_ascii=False)


def _in_environment(value: object) -> str:
    match value:
        case None:
            return ""
        case dict():
            return ",".join(f"{name}={one}" for name, one in value.items())
        case tuple() | list():
            return ",".join(map(str, value))
        case str():
            return f'"{value}"' if " " in value else value
        case _:
            return _toml(value)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)]


def write(root: Path) -> Iterable[Path]:
    """Write what differs in a checkout; which files that were."""
    for name, text in documents((root / _README).read_text("utf-8")).items():
        if not (root / name).exists() or (root / name).read_text("utf-8") != text:
            (root / name).write_text(text, "utf-8")
            yield root / name


if __name__ == "__main__":
    for file in write(Path.cwd()):
        print(file)
    sys.exit()
