"""What belongs to a backup, and the manifest that says what is in one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from lezerprint.backup.errors import BackupError

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.settings import Settings

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
FILES: Final = "files"

_SHA256_LETTERS: Final = 64


def roots(settings: Settings) -> dict[str, Path]:
    """The folders of what users would miss, by their names in an archive."""
    return {
        "uploads": settings.upload_dir,
        "derived": settings.upload_dir / ".derived",
        "timelapses": settings.timelapse_dir,
    }


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there, size in bytes, and SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds.

    Attributes:
        created_at: In ISO 8601.
        database: `sqlite` or `postgresql`.
        schema: The names of the migrations that its database has.
        roots: The folders that are in it, also those that are empty; none: the database alone.
        members: The database first, then the files.
        program: Which version made it.
    """

    created_at: str
    database: str
    schema: tuple[str, ...]
    roots: tuple[str, ...]
    members: tuple[Member, ...]
    program: str

    def text(self) -> str:
        """As it stands in the archive."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1)

    @classmethod
    def parse(cls, text: bytes) -> Manifest:
        """Read one.

        Raises:
            BackupError: It is none, or of a newer format.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            form = int(data["format"])
            members = tuple(
                Member(str(one["path"]), int(one["size"]), str(one["sha256"])) for one in data["members"]
            )
            found = cls(
                str(data["created_at"]),
                str(data["database"]),
                tuple(map(str, data["schema"])),
                tuple(map(str, data["roots"])),
                members,
                str(data["program"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BackupError("the archive's manifest cannot be read") from error
        if form > FORMAT:
            raise BackupError(f"the archive is of a newer format ({form}): install a newer version")
        well_formed = found.database in DATABASE and all(
            len(one.sha256) == _SHA256_LETTERS and one.size >= 0 for one in members
        )
        if not well_formed:
            raise BackupError("the archive's manifest is not valid")
        return found
