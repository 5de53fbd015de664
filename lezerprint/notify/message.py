"""A notification as an e-mail."""

from __future__ import annotations

import html
import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.notice import one_line

if TYPE_CHECKING:
    from lezerprint.storage.models import Delivery

_DOMAIN: Final = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?|\[[0-9A-Fa-f.:IPv]+\]")
_OUR_NAME: Final = "LezerPrint"
_POLICY: Final = policy.SMTP.clone(cte_type="7bit")  # every server takes it


def mail_of(delivery: Delivery, sender: str, link: str | None, picture: bytes | None = None) -> EmailMessage:
    """The message, with the same Message-ID at each attempt, so that receivers can tell.

    Args:
        delivery: With its notification and user.
        sender: `print@example` or `Workshop <print@example>`.
        link: Where the user reads more; None: nowhere.
        picture: A JPEG of the print; None: there is none.

    Raises:
        UndeliverableError: The user's address is none that mail can be sent to.
        DeliveryError: The sender's is none.
    """
    notification = delivery.notification
    user, source = notification.user, _sender(sender)
    message = EmailMessage(_POLICY)
    message["Subject"] = one_line(notification.title) or notification.type.value
    message["From"] = source
    message["To"] = _address(user.email, user.username)
    message["Date"] = notification.created_at
    message["Message-ID"] = f"<{delivery.id}@{_ascii(source.domain)}>"
    message["X-LezerPrint-Delivery"] = str(delivery.id)
    message["X-LezerPrint-Type"] = notification.type.value
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    message.set_content(_plain(notification.title, notification.message, link))
    message.add_alternative(_html(notification.title, notification.message, link), subtype="html")
    if picture is not None:
        message.add_attachment(picture, maintype="image", subtype="jpeg", filename="print.jpg")
    return message


def _sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    try:
        return _address(address, name or _OUR_NAME)
    except UndeliverableError as error:  # an administrator can mend that
        raise DeliveryError(f"mail cannot come from {one_line(sender)}: smtp_from must be set") from error


def _address(email: str, name: str) -> Address:
    local, _, domain = email.rpartition("@")
    if not local or not local.isprintable() or not _DOMAIN.fullmatch(domain):
        raise UndeliverableError(f"{one_line(email)} is not a valid mail address")
    return Address(one_line(name), local, _ascii(domain))


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError as error:
        raise UndeliverableError(f"{domain} is not a valid mail host") from error


def _plain(title: str, message: str, link: str | None) -> str:
    return "\n\n".join(part for part in (title, message, link) if part) + "\n"


def _html(title: str, message: str, link: str | None) -> str:
    paragraphs = "".join(
        f"<p>{html.escape(one).replace(chr(10), '<br>')}</p>" for one in message.split("\n\n") if one.strip()
    )
    more = f'<p><a href="{html.escape(link)}">{html.escape(link)}</a></p>' if link else ""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="font-family: sans-serif">'
        f"<h2>{html.escape(title)}</h2>{paragraphs}{more}</body></html>\n"
    )
