"""Every error's HTTP status and code, in one table."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import peewee
from starlette.exceptions import HTTPException

from actors.errors import AskTimeout, Unavailable, UnknownPath
from lezerprint.accounts import errors as accounts
from lezerprint.analytics import errors as analytics
from lezerprint.backup.stored import NoSuchBackupError
from lezerprint.camera import errors as cameras
from lezerprint.control import errors as control
from lezerprint.errors import LezerPrintError, StorageFullError, StorageUnavailableError
from lezerprint.files import errors as files
from lezerprint.files.folders import FolderExistsError
from lezerprint.jobs import errors as jobs
from lezerprint.port.channel import PortGoneError, PortTimeoutError
from lezerprint.preflight.errors import NotAnalysedError
from lezerprint.recovery.errors import RecoveryError
from lezerprint.slicing import errors as slicing
from lezerprint.slicing import profile_rows as profiles
from lezerprint.storage.trash import NoSuchEntryError
from lezerprint.tasks import errors as tasks
from lezerprint.timelapse.errors import NoTimelapseError
from web.responses import failure

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_logger = logging.getLogger(__name__)


class RequestError(Exception):
    """A request that is refused before it reaches the domain."""

    status: int = 400
    code: str = "BAD_REQUEST"

    def __init__(self, message: str, details: Any = None) -> None:
        super().__init__(message)
        self.details = details


class NotFoundError(RequestError):
    """What is asked for is not there."""

    status = 404
    code = "NOT_FOUND"


class ConflictError(RequestError):
    """It does not go together with how things stand."""

    status = 409
    code = "CONFLICT"


class WorkFailedError(RequestError):
    """The task that was waited for has failed; `details` names it."""

    status = 409
    code = "TASK_FAILED"


class WorkTimeoutError(RequestError):
    """The task that was waited for takes longer than a request waits; it goes on, and `details` names it."""

    status = 504
    code = "TIMEOUT"


class NoWorkerError(RequestError):
    """No worker takes the task that was waited for; it stays queued, and `details` names it."""

    status = 503
    code = "NO_WORKER"


class RequestTimeoutError(RequestError):
    """The client sends nothing any more."""

    status = 408
    code = "REQUEST_TIMEOUT"


class RateLimitedError(RequestError):
    """Too many requests of this kind."""

    status = 429
    code = "RATE_LIMIT_EXCEEDED"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many requests: try again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


STATUS_OF: Final[dict[type[Exception], tuple[int, str]]] = {
    accounts.UnauthorizedError: (401, "UNAUTHORIZED"),
    accounts.TokenExpiredError: (401, "TOKEN_EXPIRED"),
    accounts.InvalidTokenError: (401, "INVALID_TOKEN"),
    accounts.UserNotFoundError: (401, "USER_NOT_FOUND"),
    accounts.InvalidCredentialsError: (401, "INVALID_CREDENTIALS"),
    accounts.ForbiddenError: (403, "FORBIDDEN"),
    accounts.NotFoundError: (404, "NOT_FOUND"),
    accounts.ConflictError: (409, "CONFLICT"),
    accounts.InvalidAccountError: (400, "VALIDATION_ERROR"),
    files.InvalidFileError: (400, "VALIDATION_ERROR"),
    files.UnsupportedFileError: (415, "UNSUPPORTED_FILE_TYPE"),
    files.FileTooLargeError: (413, "PAYLOAD_TOO_LARGE"),
    files.NoSuchFileError: (404, "NOT_FOUND"),
    FolderExistsError: (409, "CONFLICT"),
    files.FileInUseError: (409, "FILE_IN_USE"),
    profiles.ProfileNotFoundError: (404, "NOT_FOUND"),
    profiles.ProfileConflictError: (409, "CONFLICT"),
    slicing.InvalidProfileError: (400, "VALIDATION_ERROR"),
    slicing.SlicerUnavailableError: (503, "SLICER_UNAVAILABLE"),
    analytics.InvalidSpanError: (400, "VALIDATION_ERROR"),
    analytics.NoSuchPrinterError: (404, "NOT_FOUND"),
    analytics.NotMeasuredError: (409, "NOT_MEASURED"),
    cameras.InvalidCameraSettingsError: (400, "VALIDATION_ERROR"),
    cameras.NoSuchRecordingError: (404, "NOT_FOUND"),
    NoTimelapseError: (404, "NOT_FOUND"),
    cameras.CameraUnavailableError: (503, "CAMERA_UNAVAILABLE"),
    control.InvalidOrderError: (400, "VALIDATION_ERROR"),
    control.WouldRuinPrintError: (409, "WOULD_RUIN_PRINT"),
    control.AtLongCommandError: (409, "PRINTER_BUSY"),
    control.TooColdError: (409, "TOO_COLD"),
    control.UnknownMacroError: (404, "NOT_FOUND"),
    control.NotSupportedError: (409, "NOT_SUPPORTED"),
    jobs.NoSuchJobError: (404, "NOT_FOUND"),
    jobs.PrinterBusyError: (409, "PRINTER_BUSY"),
    jobs.PrinterNotReadyError: (409, "PRINTER_NOT_READY"),
    jobs.DoesNotFitError: (409, "DOES_NOT_FIT"),
    RecoveryError: (409, "NOT_RECOVERABLE"),
    NotAnalysedError: (409, "NOT_ANALYSED"),
    jobs.TooHotError: (400, "VALIDATION_ERROR"),
    NoSuchBackupError: (404, "NOT_FOUND"),
    NoSuchEntryError: (404, "NOT_FOUND"),
    tasks.TaskNotFoundError: (404, "NOT_FOUND"),
    tasks.TaskEndedError: (409, "CONFLICT"),
    tasks.TaskUnderWayError: (409, "CONFLICT"),
    StorageFullError: (507, "INSUFFICIENT_STORAGE"),
    StorageUnavailableError: (503, "UNAVAILABLE"),
    Unavailable: (503, "UNAVAILABLE"),
    AskTimeout: (504, "TIMEOUT"),
    UnknownPath: (404, "NOT_FOUND"),
    PortGoneError: (503, "UNAVAILABLE"),
    PortTimeoutError: (504, "TIMEOUT"),
    LezerPrintError: (409, "CONFLICT"),
}
"""The first that fits counts."""

_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


def answer_to(error: Exception) -> Response:
    """The answer to a request that ended in this error; the unexpected is logged, and told in no words."""
    match error:
        case RateLimitedError():
            seconds = error.retry_after_seconds
            return failure(error.status, error.code, str(error), retry_after_seconds=seconds)
        case RequestError():
            return failure(error.status, error.code, str(error), details=error.details)
        case HTTPException():
            code = HTTPStatus(error.status_code).name
            return failure(error.status_code, code, error.detail, headers=error.headers)
        case peewee.DoesNotExist():
            return failure(404, "NOT_FOUND", "not found")
        case peewee.IntegrityError():
            return failure(409, "CONFLICT", "something else was changed at the same time, or needs this")
    for kind, (status, code) in STATUS_OF.items():
        if isinstance(error, kind):
            return failure(status, code, str(error), headers=_CHALLENGE if status == 401 else None)  # noqa: PLR2004 - it says what it is
    _logger.error("a request failed", exc_info=error)
    return failure(500, "INTERNAL_ERROR", "internal error")


async def http_error(_request: Request, error: Exception) -> Response:
    """For Starlette's own errors: no such path, no such method."""
    return answer_to(error)
