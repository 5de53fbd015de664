"""Where the database is, from its URL; says so without the password."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from lezerprint.errors import StorageError, StorageUnavailableError

_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Location:
    """A database.

    Attributes:
        kind: Which.
        name: What it is called in messages; no password is in it.
        path: SQLite's file.
        parameters: What PostgreSQL's driver is given.
        secrets: What no message may have.
    """

    kind: Literal["sqlite", "postgresql"]
    name: str
    path: Path = field(default_factory=Path)
    parameters: dict[str, Any] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def parse(cls, url: str) -> Location:
        """Take a URL apart.

        Raises:
            StorageError: It is none of a database that is known here; the message does not repeat it.
        """
        if url.startswith(_SQLITE):
            return cls._sqlite(url.removeprefix(_SQLITE))
        if url.startswith(("postgresql://", "postgres://")):
            return cls._postgresql(url)
        raise StorageError("the database's URL must begin with sqlite:/// or postgresql://")

    @classmethod
    def _sqlite(cls, path: str) -> Location:
        if path in {"", ":memory:"}:
            raise StorageError("the database's URL needs the path of a file: sqlite:////path/to/file")
        if "\x00" in path:
            raise StorageError("the database's path has a NUL in it")
        return cls("sqlite", f"the database {path}", Path(path).absolute())

    @classmethod
    def _postgresql(cls, url: str) -> Location:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            # urllib's words repeat what may be the password.
            raise StorageError("the database's URL has no host and port that can be read") from None
        name = unquote(parts.path.removeprefix("/"))
        if not name:
            raise StorageError("the database's URL needs a name: postgresql://user@host/name")
        if "@" in name or "/" in name:
            # What stands before belongs to the password, and must not be taken for a name to be shown.
            raise StorageError("a password in the database's URL must have %2F for / and %40 for @")
        options = {key: str(value) for key, value in parse_qsl(parts.query)}
        parameters: dict[str, Any] = {
            "dbname": name,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "host": unquote(parts.hostname or ""),
            "port": port,
            **options,
        }
        parameters = {key: value for key, value in parameters.items() if value not in {"", None}}
        secrets = {parts.password or "", *(parameters.get(key, "") for key in ("password", "sslpassword"))}
        where = parameters.get("host", "the local socket")
        named = f"the database {name} at {where}" + (f":{port}" if port else "")
        return cls("postgresql", named, parameters=parameters, secrets=tuple(filter(None, secrets)))

    def prepare(self) -> None:
        """Make sure that SQLite's file is there, for its owner alone.

        A file that is there is not opened: closing it would take SQLite's locks from the connections that
        this process has to it, and another program could take the journal away under them.

        Raises:
            StorageUnavailableError: It cannot be.
        """
        if self.kind != "sqlite":
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            if not self.path.is_file():
                raise StorageUnavailableError(f"{self.name} is not a file") from None
            if not os.access(self.path, os.R_OK | os.W_OK):
                raise StorageUnavailableError(
                    f"{self.name} may not be read and written by this user"
                ) from None
        except OSError as error:
            raise StorageUnavailableError(f"{self.name} cannot be made: {error.strerror}") from error

    def file_identity(self) -> tuple[int, int] | None:
        """Which file SQLite's is now, by device and inode; None without one."""
        if self.kind != "sqlite":
            return None
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def without_secrets(self, text: str) -> str:
        """The text with stars for what nobody may read."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text
