"""Hands a message in at the mail server that the settings name."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.time_limit import TimeLimit

if TYPE_CHECKING:
    import socket
    from email.message import EmailMessage

    from lezerprint.settings import Settings

LIMIT_SECONDS: Final = 30.0
TLS_PORT: Final = 465
_READ_SECONDS: Final = 10.0
_PERMANENT: Final = 500
_OUR_NAME: Final = "[127.0.0.1]"
"""What we call ourselves in EHLO; to look our name up may take long, and mail servers do not mind."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in.

    Attributes:
        host: Its name; certificates must be for it.
        port: On 465 TLS is spoken from the start; on others by STARTTLS, where the server offers it.
        user: Who hands it in; None: anybody may.
        password: For that; it is never sent without TLS.
        sender: Whom mail comes from.
    """

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    sender: str

    @classmethod
    def of(cls, settings: Settings) -> MailServer | None:
        """The one that is set."""
        if settings.smtp_host is None:
            return None
        user = settings.smtp_user
        usual = user if user and "@" in user else f"lezerprint@{settings.smtp_host}"
        password = settings.smtp_pass.get_secret_value() if settings.smtp_pass else None
        sender = settings.smtp_from or usual
        return cls(settings.smtp_host, settings.smtp_port, user, password, sender)


def hand_in(server: MailServer, message: EmailMessage, *, limit_seconds: float = LIMIT_SECONDS) -> None:
    """Hand a message in; on return the server has taken it on.

    Raises:
        UndeliverableError: The server refuses it for good.
        DeliveryError: The server is away, or refuses it this time.
    """
    with TimeLimit(limit_seconds) as limit:
        try:
            _hand_in(server, message, limit)
        except (OSError, ValueError) as error:  # also what smtplib raises
            raise (limit.error() if limit.is_over else _meaning(error)) from error


def _hand_in(server: MailServer, message: EmailMessage, limit: TimeLimit) -> None:
    client = _Client(server, limit)
    try:
        client.ehlo()
        secure = server.port == TLS_PORT
        if not secure and client.has_extn("starttls"):
            client.starttls(context=ssl.create_default_context())
            client.ehlo()
            secure = True
        if server.user and server.password:
            if not secure:
                raise DeliveryError(
                    "the mail server offers no TLS, and the password is never sent unencrypted"
                )
            client.login(server.user, server.password)
        sender, receiver = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        client.send_message(message, sender, [receiver])
        with suppress(OSError):  # it has the message
            client.quit()
    finally:
        client.close()


class _Client(smtplib.SMTP):
    """The library's, whose conversation as a whole has a limit, and that speaks TLS from the start on 465."""

    def __init__(self, server: MailServer, limit: TimeLimit) -> None:
        self._limit = limit
        self._speaks_tls = server.port == TLS_PORT
        timeout = limit.left_seconds(_READ_SECONDS)
        super().__init__(server.host, server.port, local_hostname=_OUR_NAME, timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # the stubs leave it out
        self._limit.cover(connection)
        if not self._speaks_tls:
            return connection
        try:
            return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise


def _meaning(error: Exception) -> DeliveryError:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _refusal(*next(iter(error.recipients.values())))
        case smtplib.SMTPDataError():
            return _refusal(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return UndeliverableError(f"the mail server does not support it: {error}")
        case smtplib.SMTPResponseException():  # to EHLO, to the sender, to the password: of all mails alike
            return DeliveryError(_words(error.smtp_code, error.smtp_error))
        case _:
            reason = " ".join(str(error).split()) or type(error).__name__
            return DeliveryError(f"the mail server does not answer: {reason}")


def _refusal(code: int, said: bytes | str) -> DeliveryError:
    kind = UndeliverableError if code >= _PERMANENT else DeliveryError
    return kind(_words(code, said))


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"the mail server says {code}: {' '.join(text.split())}"
