"""What is told of files while it happens; who listens turns it into messages to users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from uuid import UUID

    from lezerprint.storage.models import File


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """An upload goes on.

    Attributes:
        file_id: The id that the file will have.
        user_id: Who uploads it.
        name: What the client calls it; empty as long as it has not said.
        received_bytes: How much of the file is here.
        total_bytes: How long the whole request is, a little more than the file; None if it is not said. In
            the last, when all is here, how long the file is.
        upload_id: What the client calls the upload, if it does.
    """

    event: ClassVar = "file:upload:progress"
    file_id: UUID
    user_id: UUID
    name: str
    received_bytes: int
    total_bytes: int | None
    upload_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FileUploaded:
    """A file is here, whole."""

    event: ClassVar = "file:uploaded"
    file: File


@dataclass(frozen=True, slots=True)
class FileDeleted:
    """A file is gone."""

    event: ClassVar = "file:deleted"
    file_id: UUID
    user_id: UUID


FileEvent = UploadProgress | FileUploaded | FileDeleted

Publish = Callable[[FileEvent], None]
"""Called in any thread, the event loop's too, so it must return at once; what it raises is logged."""


def nobody(_event: FileEvent) -> None:
    """Tells nobody."""
