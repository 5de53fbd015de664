"""Notifications as e-mails, to a real mail server."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import ValidationError
from receivers import dripping, free_port, mail_server

from lezerprint.base.enums import NotificationType
from lezerprint.notify import mail
from lezerprint.notify.errors import DeliveryError, UndeliverableError
from lezerprint.notify.mail import MailServer, hand_in
from lezerprint.notify.message import mail_of
from lezerprint.settings import Settings
from lezerprint.storage.models import Channel, Delivery, Notification, User

SENDER = "Wörkshop <print@example.org>"


def a_delivery(email="ann@example.org", title="Print complete", message="benchy took 1 h.\n\n<b>Really</b>"):
    user = User(email=email, username="ann", password_hash="")
    notification = Notification(
        user=user,
        type=NotificationType.PRINT_COMPLETE,
        title=title,
        message=message,
        created_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    return Delivery(notification=notification, channel=Channel.EMAIL)


def a_mail(sender=SENDER, **more):
    return mail_of(a_delivery(**more), sender, "https://print.example")


def at(port, user=None, password=None, host="127.0.0.1"):
    return MailServer(host, port, user, password, SENDER)


def test_a_picture_of_the_print(mailbox, mail_port):
    hand_in(at(mail_port), mail_of(a_delivery(), SENDER, None, b"\xff\xd8jpeg"))
    (arrived,) = mailbox.mails
    (picture,) = arrived.message.iter_attachments()
    assert (picture.get_content_type(), picture.get_content()) == ("image/jpeg", b"\xff\xd8jpeg")


def test_what_arrives(mailbox, mail_port):
    delivery = a_delivery(title="Größe ✓")
    hand_in(at(mail_port), mail_of(delivery, SENDER, "https://print.example?a=1&b=2"))
    (arrived,) = mailbox.mails
    assert (arrived.sender, arrived.receivers) == ("print@example.org", ["ann@example.org"])
    message = arrived.message
    assert message["Subject"] == "Größe ✓"
    assert message["From"].addresses[0].display_name == "Wörkshop"
    assert message["To"].addresses[0].addr_spec == "ann@example.org"
    assert message["Date"].datetime == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert message["Message-ID"] == f"<{delivery.id}@example.org>"
    assert message["X-LezerPrint-Delivery"] == str(delivery.id)
    assert message["Auto-Submitted"] == "auto-generated"
    plain = message.get_body(["plain"]).get_content().replace("\r\n", "\n")
    assert "benchy took 1 h.\n\n<b>Really</b>\n\nhttps://print.example?a=1&b=2" in plain
    shown = message.get_body(["html"]).get_content()
    assert "&lt;b&gt;Really&lt;/b&gt;" in shown
    assert 'href="https://print.example?a=1&amp;b=2"' in shown
    assert all(len(line) <= 998 and line.isascii() for line in arrived.raw.splitlines())


@pytest.mark.parametrize("text", ["x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org", "x\r\n\r\nbody"])
def test_no_text_becomes_a_header(mailbox, mail_port, text):
    delivery = a_delivery(title=text, message=f"{text}\r\n.\r\nRSET\r\n")
    delivery.notification.user.username = text
    hand_in(at(mail_port), mail_of(delivery, SENDER, None))
    (arrived,) = mailbox.mails
    assert arrived.receivers == ["ann@example.org"]
    assert arrived.message["Bcc"] is None
    assert arrived.message["Subject"] == " ".join(text.split())


@pytest.mark.parametrize(
    "email", ["ann@jörg.example", "jörg@example.org", "a,b<c>@example.org", "a@[192.168.1.5]"]
)
def test_unusual_addresses(mailbox, mail_port, email):
    hand_in(at(mail_port), a_mail(email=email))
    local, _, domain = email.rpartition("@")
    (receiver,) = mailbox.mails[0].receivers
    assert receiver.rpartition("@")[0].strip('"') == local
    assert receiver.rpartition("@")[2] == domain.encode("idna").decode()


@pytest.mark.parametrize("email", ["ann@b>,<c", "ann@", "@b", "ann", "ann@b c", "ann@-", "a\r\nb@c"])
def test_what_is_no_address_is_given_up(email):
    with pytest.raises(UndeliverableError, match="not a valid mail address"):
        a_mail(email=email)


def test_a_sender_that_is_none_is_not_the_end_of_a_mail():
    for sender in ("lezerprint@::1", "nobody", "print@-"):
        with pytest.raises(DeliveryError, match="smtp_from") as caught:
            a_mail(sender=sender)
        assert not isinstance(caught.value, UndeliverableError)


def test_a_refused_receiver_is_given_up(mailbox, mail_port):
    mailbox.rcpt = "550 5.1.1 no such user"
    with pytest.raises(UndeliverableError, match=r"550: 5\.1\.1 no such user"):
        hand_in(at(mail_port), a_mail())


@pytest.mark.parametrize(("at_rcpt", "at_data"), [("451 greylisted", "250 OK"), ("250 OK", "452 disk full")])
def test_a_receiver_that_is_refused_for_now_is_tried_again(mailbox, mail_port, at_rcpt, at_data):
    mailbox.rcpt, mailbox.data = at_rcpt, at_data
    with pytest.raises(DeliveryError, match=r"45[12]") as caught:
        hand_in(at(mail_port), a_mail())
    assert not isinstance(caught.value, UndeliverableError)


def test_a_refused_message_is_given_up(mailbox, mail_port):
    mailbox.data = "554 spam"
    with pytest.raises(UndeliverableError, match="554"):
        hand_in(at(mail_port), a_mail())


def login(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=data.password == b"right", handled=False, auth_data=data.login)


def test_by_starttls_with_a_password(mailbox, server_tls):
    with mail_server(mailbox, tls_context=server_tls, authenticator=login, auth_required=True) as port:
        hand_in(at(port, "me", "right"), a_mail())
        assert mailbox.mails[0].user == b"me"
        with pytest.raises(DeliveryError, match="535") as caught:
            hand_in(at(port, "me", "wrong"), a_mail())
        assert "wrong" not in str(caught.value)


def test_by_tls_from_the_start(mailbox, server_tls, monkeypatch):
    options = {"authenticator": login, "auth_require_tls": False}
    with mail_server(mailbox, tls=server_tls, **options) as port:
        monkeypatch.setattr(mail, "TLS_PORT", port)
        hand_in(at(port, "me", "right", host="localhost"), a_mail())
    assert mailbox.mails[0].user == b"me"


def test_a_password_is_never_sent_without_tls(mailbox):
    with mail_server(mailbox, authenticator=login, auth_require_tls=False) as port:
        with pytest.raises(DeliveryError, match="no TLS"):
            hand_in(at(port, "me", "right"), a_mail())
        hand_in(at(port), a_mail())
    assert [one.user for one in mailbox.mails] == [None]


def test_a_server_that_is_not_the_one_is_told_nothing(mailbox, server_tls, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with (
        mail_server(mailbox, tls_context=server_tls, authenticator=login) as port,
        pytest.raises(DeliveryError, match=r"(?i)certificate"),
    ):
        hand_in(at(port, "me", "right"), a_mail())
    assert mailbox.mails == []


def test_a_server_that_is_away_is_tried_again():
    with pytest.raises(DeliveryError, match="refused"):
        hand_in(at(free_port()), a_mail())


def test_a_server_that_says_nothing_is_left():
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(DeliveryError):
        hand_in(at(listener.getsockname()[1]), a_mail(), limit_seconds=0.3)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("word", [b"2", b"220-wait\r\n"])
def test_a_server_that_says_a_little_now_and_then_is_left_too(word):
    begun = time.monotonic()
    with dripping(word) as port, pytest.raises(DeliveryError, match="longer than"):
        hand_in(at(port), a_mail(), limit_seconds=0.4)
    assert time.monotonic() - begun < 5


def test_a_server_that_thinks_too_long_is_left(mailbox, mail_port):
    leave = threading.Event()
    mailbox.before_data = lambda: leave.wait(20)
    with pytest.raises(DeliveryError, match="longer than"):
        hand_in(at(mail_port), a_mail(), limit_seconds=0.5)
    leave.set()


@pytest.mark.parametrize("wrong", ["print", "@b", "a@", "a@b, c@d", "A <a@b>\r\nBcc: c@d", "A <a>"])
def test_a_sender_that_is_none_is_refused_among_the_settings(tmp_path, wrong):
    with pytest.raises(ValidationError, match="print@example"):
        Settings(data_dir=tmp_path, smtp_from=wrong)


def test_the_settings_say_which_server(tmp_path):
    settings = Settings(data_dir=tmp_path, smtp_host="mail.example", smtp_user="me@example.org")
    assert MailServer.of(settings) == MailServer(
        "mail.example", 587, "me@example.org", None, "me@example.org"
    )
    plain = MailServer.of(settings.model_copy(update={"smtp_user": "apikey", "smtp_pass": None}))
    assert plain.sender == "lezerprint@mail.example"
    assert MailServer.of(settings.model_copy(update={"smtp_from": SENDER})).sender == SENDER
    assert MailServer.of(Settings(data_dir=tmp_path)) is None
