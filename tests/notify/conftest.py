"""A database, a certificate, and who is sent to."""

from __future__ import annotations

import ssl

import pytest
import trustme
from databases import database_kind, database_url, storage
from receivers import Hook, Mailbox, hook_server, mail_server

__all__ = ["database_kind", "database_url", "storage"]


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def server_tls(authority, tmp_path, monkeypatch):
    """A context for servers on 127.0.0.1 and localhost that this process trusts."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def mail_port(mailbox):
    with mail_server(mailbox) as port:
        yield port


@pytest.fixture
def hook():
    with hook_server(Hook()) as hook:
        yield hook
