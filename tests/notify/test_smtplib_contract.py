"""What our mail client takes for granted of smtplib; a Python that changes it fails here first."""

from __future__ import annotations

import inspect
import smtplib
import socket
from contextlib import closing

import pytest

from lezerprint.notify.mail import _Client


@pytest.mark.parametrize("cls", [smtplib.SMTP, smtplib.SMTP_SSL])
def test_a_client_makes_its_socket_by_a_method_that_the_library_overrides_itself(cls):
    assert str(inspect.signature(vars(cls)["_get_socket"])) == "(self, host, port, timeout)"
    assert "_get_socket" in vars(_Client)


def test_the_socket_it_is_given_is_the_one_it_speaks_over():
    asked = []
    ours, theirs = socket.socketpair()

    class Client(smtplib.SMTP):
        def _get_socket(self, host, port, timeout):
            asked.append((host, port, timeout))
            return ours

    with closing(theirs):
        theirs.sendall(b"220 hook.example\r\n")
        with closing(Client("mail.example", 2525, local_hostname="[127.0.0.1]", timeout=7.0)) as client:
            assert client.sock is ours
            client.putcmd("noop")
            assert theirs.recv(100) == b"noop\r\n"
    assert asked == [("mail.example", 2525, 7.0)]
