"""Uploads that are announced here and sent by a form: how they go on, whoever of the user's clients asks.

`file:upload:start` checks what can be checked before anything is sent, and names the upload; the form goes to
the URL in the answer. Each file comes once, over HTTP, which bounds it and needs no frames.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from lezerprint.files.errors import FileTooLargeError, NoSuchFileError
from lezerprint.files.names import clean_name
from web.access import Access
from web.errors import NotFoundError
from web.live.reply_models import UploadPlace, UploadResult, UploadStatus
from web.live.requests import UploadData, UploadStartData
from web.models.files import File
from web.validation import validated

if TYPE_CHECKING:
    from pydantic import BaseModel

    from lezerprint.files.events import UploadProgress
    from lezerprint.storage.models import File as Row
    from web.live.requests import Request
    from web.live.session import Session

PATH: Final = "/api/files/upload"
QUERY: Final = "uploadId"
_MOST: Final = 1000


class UploadState(Enum):
    """How far an upload is."""

    ANNOUNCED = "announced"
    RECEIVING = "receiving"
    UPLOADED = "uploaded"


@dataclass(slots=True)
class Announced:
    """One upload.

    Attributes:
        file_id: The file's id, from its first bytes on.
        total_bytes: How long the form is, a little more than the file; None: it does not say.
    """

    upload_id: UUID
    user_id: UUID
    name: str
    state: UploadState = UploadState.ANNOUNCED
    file_id: UUID | None = None
    received_bytes: int = 0
    total_bytes: int | None = None

    def as_data(self) -> dict[str, Any]:
        """The fields of an `UploadStatus`."""
        data = asdict(self)
        del data["user_id"]
        return {**data, "state": self.state.value}


class Announcements:
    """The newest uploads that were announced. Thread-safe."""

    def __init__(self) -> None:
        self._uploads: OrderedDict[UUID, Announced] = OrderedDict()
        self._of_files: dict[UUID, UUID] = {}
        self._guard = threading.Lock()

    def add(self, user_id: UUID, name: str) -> Announced:
        """A new one; beyond a thousand the oldest is forgotten."""
        upload = Announced(uuid4(), user_id, name)
        with self._guard:
            self._uploads[upload.upload_id] = upload
            if len(self._uploads) > _MOST:
                _, oldest = self._uploads.popitem(last=False)
                if oldest.file_id is not None:
                    self._of_files.pop(oldest.file_id, None)
        return upload

    def get(self, upload_id: UUID, user_id: UUID) -> Announced:
        """The user's upload.

        Raises:
            NotFoundError: There is none.
        """
        upload = self._uploads.get(upload_id)
        if upload is None or upload.user_id != user_id:
            raise NotFoundError(f"upload not found: {upload_id}")
        return upload

    def goes_on(self, event: UploadProgress) -> UUID | None:
        """Note how far it is; which upload this is, if it was announced."""
        with self._guard:
            upload = None if event.upload_id is None else self._uploads.get(event.upload_id)
            if upload is None or upload.user_id != event.user_id:
                return None
            upload.state, upload.file_id = UploadState.RECEIVING, event.file_id
            upload.received_bytes, upload.total_bytes = event.received_bytes, event.total_bytes
            self._of_files[event.file_id] = upload.upload_id
            return upload.upload_id

    def is_whole(self, file: Row) -> UUID | None:
        """Note that all of it is here; which upload this was, if it was announced."""
        with self._guard:
            upload_id = self._of_files.pop(file.id, None)
            if upload_id is not None and (upload := self._uploads.get(upload_id)) is not None:
                upload.state = UploadState.UPLOADED
                upload.received_bytes = file.file_size
            return upload_id


async def start(session: Session, request: Request) -> Any:
    """Announce one: whether it may come, and where to send it."""
    who = session.who
    Access.OPERATOR.check(who.role)
    given = validated(request.data or {}, UploadStartData, "data")
    files = session.services.uploads
    store = files.files.store
    if given.size > store.max_file_bytes:
        raise FileTooLargeError(store.max_file_bytes)
    name = clean_name(given.name)
    await files.run(store.check_space, given.size)
    upload = session.live.announcements.add(who.user_id, name)
    url = f"{PATH}?{QUERY}={upload.upload_id}"
    return _plain(UploadPlace(upload_id=upload.upload_id, url=url, max_bytes=store.max_file_bytes))


async def progress(session: Session, request: Request) -> Any:
    """How far it is."""
    return _plain(UploadStatus(**_asked(session, request).as_data()))


async def complete(session: Session, request: Request) -> Any:
    """Whether the file is there, and what was found out about it."""
    upload = _asked(session, request)
    row = None
    if upload.state is UploadState.UPLOADED and upload.file_id is not None:
        try:
            row = await session.services.storage.run(session.services.uploads.files.get, upload.file_id)
        except NoSuchFileError:
            raise NotFoundError("the file was deleted") from None
    file = None if row is None else File.model_validate(row)
    result = UploadResult(
        **upload.as_data(),
        complete=file is not None,
        processed=file is not None and file.processed_at is not None,
        file=file,
    )
    return _plain(result)


def _plain(data: BaseModel) -> dict[str, Any]:
    return data.model_dump(mode="json")


def _asked(session: Session, request: Request) -> Announced:
    upload_id = validated(request.data or {}, UploadData, "data").upload_id
    return session.live.announcements.get(upload_id, session.who.user_id)
