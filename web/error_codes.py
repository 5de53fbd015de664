"""Every error code of the API: what it means, and what to do.

`python -m web.error_codes` writes docs/errors.md into the checkout in the working directory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path("docs/errors.md")


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One code.

    Attributes:
        code: The error's `code`.
        status: The HTTP status that it comes with.
        meaning: What is wrong.
        remedy: What a client, or the person at it, should do.
    """

    code: str
    status: int
    meaning: str
    remedy: str


ERROR_CODES: Final = (
    ErrorCode(
        "VALIDATION_ERROR",
        400,
        "The request has invalid values.",
        "Correct the fields that `details` and the message name, and send the request again.",
    ),
    ErrorCode(
        "BAD_REQUEST", 400, "The request cannot be read.", "Correct it as the message says; see /api/docs."
    ),
    ErrorCode(
        "UNAUTHORIZED",
        401,
        "The request has no credentials.",
        "Send an access token (`Authorization: Bearer …`) or an API key (`X-Api-Key`).",
    ),
    ErrorCode(
        "TOKEN_EXPIRED",
        401,
        "The access token or the refresh token has expired.",
        "Get new tokens with `POST /api/auth/refresh`; if the refresh token has expired too, sign in again.",
    ),
    ErrorCode(
        "INVALID_TOKEN",
        401,
        "The token or the API key is unknown, damaged or revoked.",
        "Sign in again, or create a new API key.",
    ),
    ErrorCode(
        "USER_NOT_FOUND",
        401,
        "The account of the credentials was deleted or deactivated.",
        "Sign in with another account, or have an administrator activate it.",
    ),
    ErrorCode(
        "INVALID_CREDENTIALS",
        401,
        "The email address or the password is wrong.",
        "Correct them. An administrator can set a new password.",
    ),
    ErrorCode(
        "FORBIDDEN",
        403,
        "The account may not do this.",
        "Use an account with the role that /api/docs names for the endpoint, or that owns the resource.",
    ),
    ErrorCode(
        "NOT_FOUND",
        404,
        "There is no such path or resource, or visitors may not see it.",
        "Check the path and the ids in it; list the resources to find theirs.",
    ),
    ErrorCode(
        "METHOD_NOT_ALLOWED",
        405,
        "The path does not have this method.",
        "Use a method that the `Allow` header names.",
    ),
    ErrorCode(
        "REQUEST_TIMEOUT",
        408,
        "The request's body did not arrive in time.",
        "Send it again over a better connection.",
    ),
    ErrorCode(
        "CONFLICT",
        409,
        "The request contradicts the present state.",
        "Read the message, fetch the resource again and change what is in the way.",
    ),
    ErrorCode(
        "PRINTER_BUSY",
        409,
        "Another print is in progress or comes first, or the printer is at a command that takes minutes.",
        "Wait until it ends, cancel it, or start the job with `queue: true`.",
    ),
    ErrorCode(
        "PRINTER_NOT_READY",
        409,
        "The printer is halted, disconnected or not reachable.",
        "Halted: `POST /api/printer/reset`. Disconnected: `POST /api/printer/connect`. Otherwise check power "
        "and cable; `connection.reason` in the printer's status says more.",
    ),
    ErrorCode(
        "WOULD_RUIN_PRINT",
        409,
        "The order would ruin the print in progress.",
        "Pause or cancel the print first, or send the order with `force: true`.",
    ),
    ErrorCode(
        "TOO_COLD",
        409,
        "The hotend is too cold to move filament.",
        "Heat it with `POST /api/printer/temperature`, wait, and send the order again.",
    ),
    ErrorCode(
        "NOT_SUPPORTED",
        409,
        "The printer's firmware cannot do this.",
        "The message says why; `GET /api/printer/facts` tells beforehand.",
    ),
    ErrorCode(
        "DOES_NOT_FIT",
        409,
        "The print is larger than the printer.",
        "Slice the model for this printer, choose another one, or start the job with `force: true`.",
    ),
    ErrorCode(
        "NOT_RECOVERABLE", 409, "The rest of this job cannot be printed.", "Print the file from its begin."
    ),
    ErrorCode(
        "NOT_ANALYSED",
        409,
        "The file has no usable analysis.",
        "Wait for its analysis, or start one with `POST /api/files/{id}/analyze`.",
    ),
    ErrorCode(
        "NOT_MEASURED",
        409,
        "Too little is known of the file for an estimate.",
        "Wait for its analysis, or start one with `POST /api/files/{id}/analyze`.",
    ),
    ErrorCode(
        "FILE_IN_USE",
        409,
        "A job or a task needs the file.",
        "Cancel or delete what the message names, then try again.",
    ),
    ErrorCode(
        "TASK_FAILED",
        409,
        "The task that the request waited for has failed.",
        "Read the message; `details` names the task, and `GET /api/tasks/{id}` says more.",
    ),
    ErrorCode(
        "GAP",
        409,
        "WebSocket only: events were missed that are not stored any more.",
        "Fetch the state anew over HTTP, and subscribe again.",
    ),
    ErrorCode(
        "PRECONDITION_FAILED",
        412,
        "The file has changed since the `ETag` in `If-Match`.",
        "Download it from its begin.",
    ),
    ErrorCode(
        "PAYLOAD_TOO_LARGE",
        413,
        "The body or the file is larger than the settings allow.",
        "Send less, or have an administrator raise `MAX_FILE_SIZE` or `MAX_BODY_SIZE`.",
    ),
    ErrorCode(
        "UNSUPPORTED_FILE_TYPE",
        415,
        "The file is not STL, OBJ, 3MF or G-code.",
        "Upload a file of one of these types; its content counts, not its name.",
    ),
    ErrorCode(
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "The body has another media type than the endpoint reads.",
        "Send the `Content-Type` that /api/docs names for the endpoint.",
    ),
    ErrorCode(
        "RANGE_NOT_SATISFIABLE",
        416,
        "The requested range is not in the file.",
        "Request a range within the size in `Content-Range`.",
    ),
    ErrorCode(
        "UPGRADE_REQUIRED",
        426,
        "The path is that of the WebSocket.",
        "Connect with a WebSocket client; see docs/websocket.md.",
    ),
    ErrorCode(
        "RATE_LIMIT_EXCEEDED",
        429,
        "There were too many requests, or there are too many connections.",
        "Wait for `retryAfter` seconds, or close connections that are not used.",
    ),
    ErrorCode(
        "INTERNAL_ERROR",
        500,
        "The server failed unexpectedly.",
        "Try again; if it persists, search the server's log for the `requestId` and report the error.",
    ),
    ErrorCode(
        "UNAVAILABLE",
        503,
        "A part of the server, the database or a printer's process is not available now.",
        "Try again in a few seconds; `GET /api/health` says what is wrong.",
    ),
    ErrorCode(
        "NO_WORKER",
        503,
        "No worker takes the task that the request waited for; it stays queued.",
        "Start `lezerprint worker`, and fetch the task that `details` names later.",
    ),
    ErrorCode(
        "SLICER_UNAVAILABLE",
        503,
        "No slicer is installed, or it does not run.",
        "Install PrusaSlicer or set `SLICER_PATH`, as the message says.",
    ),
    ErrorCode(
        "CAMERA_UNAVAILABLE",
        503,
        "The camera gives no picture now.",
        "Check the camera and its source; `GET /api/cameras` says why it failed.",
    ),
    ErrorCode(
        "TIMEOUT",
        504,
        "There was no answer in time; what was ordered may still be carried out.",
        "Fetch the state before you send the request again.",
    ),
    ErrorCode(
        "INSUFFICIENT_STORAGE",
        507,
        "The disk is full.",
        "Delete files or recordings, or have an administrator provide more space.",
    ),
)
"""The table, by status."""


def markdown() -> str:
    """The page for the documentation."""
    rows = [f"| `{one.code}` | {one.status} | {one.meaning} | {one.remedy} |" for one in ERROR_CODES]
    lines = [
        "# Error codes",
        "",
        "<!-- written by `make errors` from the table in web/error_codes.py -->",
        "",
        'Every error is `{"success": false, "error": {"code", "message", "details"?, "retryAfter"?,',
        '"requestId"?}}`. `code` is for programs and one of these; `message` says what is wrong, for',
        "people. The WebSocket uses the same codes.",
        "",
        "| code | status | meaning | what to do |",
        "|---|---|---|---|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(markdown(), "utf-8")
