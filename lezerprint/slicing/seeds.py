"""The profiles that an installation begins with: a TOML file each, in `profiles` beside this."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

from lezerprint.slicing.profile import Profile

_PACKAGE = "lezerprint.slicing"
_FOLDER = "profiles"


@dataclass(frozen=True, slots=True)
class Seed:
    """A profile to begin with; one of all is the default."""

    profile: Profile
    is_default: bool


def seeds() -> list[Seed]:
    """All of them, by the names of their files.

    Raises:
        InvalidProfileError: One of the files has what a profile may not have.
    """
    folder = resources.files(_PACKAGE) / _FOLDER
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    tables = [tomllib.loads(one.read_text("utf-8")) for one in files]
    return [Seed(is_default=table.pop("is_default", False), profile=Profile(**table)) for table in tables]
