"""What tokens and addresses are signed with: as the user has set it, or generated once and kept."""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lezerprint.base import durable
from lezerprint.errors import SettingsError
from lezerprint.settings.values import MINIMUM_SECRET_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from lezerprint.settings import Settings

_logger = logging.getLogger(__name__)
_FILE: Final = "secrets.json"
_GENERATED_BYTES: Final = 48
_LONGEST_FILE_BYTES: Final = 65_536
_NAMES: Final = ("access", "refresh")
_REMEDY: Final = "set JWT_SECRET and JWT_REFRESH_SECRET, or remove it: everybody then logs in anew"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys for HMAC-SHA256, of at least 32 bytes each.

    Attributes:
        access: Signs access tokens.
        refresh: Signs refresh tokens.
        signing: Signs addresses; derived from `access`, so that servers that share that share this.
    """

    access: bytes = field(repr=False)
    refresh: bytes = field(repr=False)
    signing: bytes = field(repr=False)


def load_secrets(settings: Settings) -> Secrets:
    """The secrets that are set; those that are not come from a file in the data directory, made if absent.

    Raises:
        SettingsError: The file cannot be made or read, or is not for its owner alone.
    """
    given = (settings.jwt_secret, settings.jwt_refresh_secret)
    texts = [secret.get_secret_value().encode() if secret else None for secret in given]
    kept = {} if all(texts) else _kept(settings.data_dir / _FILE)
    access, refresh = (text or kept[name] for name, text in zip(_NAMES, texts, strict=True))
    # A key of its own for each purpose: no address can pass for a token.
    return Secrets(access, refresh, hmac.digest(access, b"lezerprint: signed addresses", "sha256"))


def _kept(path: Path) -> dict[str, bytes]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.path.lexists(path):
            _create(path)
        return _read(path)
    except OSError as error:
        reason = f"the file of secrets {path} cannot be kept: {error.strerror}"
        raise SettingsError(f"{reason}; {_REMEDY}") from error


def _create(path: Path) -> None:
    """Make the file whole at once; of several at it together the first one's stays."""
    content = json.dumps({name: secrets.token_urlsafe(_GENERATED_BYTES) for name in _NAMES}) + "\n"
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
    durable.sync(path.parent)


def _read(path: Path) -> dict[str, bytes]:
    # O_NONBLOCK, so that a pipe in the file's place does not hold us up.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        _see_that_it_is_private(descriptor, path)
        content = file.read(_LONGEST_FILE_BYTES)
    try:
        data = json.loads(content)
        found = {name: str(data[name]).encode() for name in _NAMES}
    except (ValueError, KeyError, TypeError, RecursionError):
        found = {}
    long_enough = all(len(secret) >= MINIMUM_SECRET_BYTES for secret in found.values())
    if len(set(found.values())) < len(_NAMES) or not long_enough:
        raise SettingsError(f"the file of secrets {path} is damaged; {_REMEDY}")
    return found


def _see_that_it_is_private(descriptor: int, path: Path) -> None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise SettingsError(f"the file of secrets {path} is no plain file; {_REMEDY}")
    if os.geteuid() not in {0, status.st_uid}:
        raise SettingsError(f"the file of secrets {path} belongs to another user; {_REMEDY}")
    if stat.S_IMODE(status.st_mode) & 0o077:
        os.fchmod(descriptor, 0o600)
        _logger.warning("others could read the secrets in %s; they no longer can, but %s", path, _REMEDY)
