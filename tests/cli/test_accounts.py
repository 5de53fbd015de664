"""`lezerprint user`, as an administrator who is locked out types it."""

from __future__ import annotations

import getpass
import io
import os
import subprocess
import sys
from contextlib import closing

import pytest
from accounts_world import world_on
from databases import database_kind, database_url
from plain_environment import without_settings

from lezerprint.accounts.errors import InvalidTokenError
from lezerprint.accounts.sessions import Client
from lezerprint.cli.program import main
from lezerprint.storage.database import Storage
from lezerprint.storage.models import DATABASE, SystemEvent

__all__ = ["database_kind", "database_url"]

PASSWORD = "a long password"  # noqa: S105 - of these tests alone


@pytest.fixture
def user(monkeypatch, tmp_path, database_url, capsys):
    """Runs it; its exit code, and what it said."""
    without_settings(monkeypatch, tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BCRYPT_ROUNDS", "4")

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        before = DATABASE.obj
        code = main(["user", *words])
        DATABASE.initialize(before)  # it is a process of its own in life
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def world(user, database_url):
    assert user("create", "boss@localhost", "boss", "--password-stdin", stdin=f"{PASSWORD}\n")[0] == 0
    with closing(Storage(database_url)) as storage:
        made = world_on(storage)
        yield made
        made.last_uses.close()


def login(world, password=PASSWORD, email="boss@localhost"):
    return world.accounts.login(email, password, Client())


def test_the_first_account_is_administrator_and_can_sign_in(user, world):
    assert login(world).user.role == "ADMIN"
    code, said = user("create", "Eve@Printer.local", "eve", "--role", "operator", "--generate")
    assert code == 0
    password = said.split("password: ")[1].strip()
    assert login(world, password, "eve@printer.local").user.role == "OPERATOR"
    listed = user("list")[1]
    assert "boss" in listed
    assert "eve@printer.local" in listed


def test_a_password_is_asked_for_twice(user, world, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    answers = iter(["first password", "first password", "one password", "another one"])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    monkeypatch.setattr(io, "StringIO", Terminal)
    assert user("password", "boss")[0] == 0
    assert login(world, "first password")
    code, said = user("password", "boss")
    assert (code, "differ" in said) == (1, True)
    assert login(world, "first password")


def test_a_new_password_ends_the_sessions(user, world):
    before = login(world)
    assert user("password", "BOSS@localhost", "--password-stdin", stdin="another password\n")[0] == 0
    with pytest.raises(InvalidTokenError):
        world.authenticator.verify(before.tokens.access)
    assert login(world, "another password")


def test_what_cannot_be_done_is_told_in_one_line(user, world):
    for words, reason in (
        (["password", "boss"], "no terminal"),
        (["password", "nobody", "--generate"], "user not found: nobody"),
        (["role", "boss", "viewer"], "last active administrator"),
        (["deactivate", "boss"], "last active administrator"),
        (["create", "no email", "abc", "--generate"], "name@host"),
        (["create", "x@y", "BOSS", "--generate"], "in use"),
        (["revoke", "boss", "xyz"], "not a session id"),
    ):
        code, said = user(*words)
        assert code == 1
        assert reason in said
        assert said.count("\n") == 1


def test_a_short_password_is_refused(user, world):
    code, said = user("password", "boss", "--password-stdin", stdin="short\n")
    assert (code, "8 to 1024" in said) == (1, True)
    assert login(world)


def test_role_activation_and_sessions(user, world):
    user("create", "eve@x", "eve", "--password-stdin", stdin=PASSWORD)
    eve = login(world, email="eve@x")
    assert eve.user.role == "VIEWER"
    assert str(eve.tokens.session_id) in user("sessions", "eve")[1]
    assert user("revoke", "eve", str(eve.tokens.session_id))[0] == 0
    assert "no sessions" in user("sessions", "eve")[1]
    login(world, email="eve@x")
    assert "revoked: 1" in user("revoke", "eve")[1]
    assert "from VIEWER to ADMIN" in user("role", "eve", "admin")[1]
    assert user("deactivate", "eve")[0] == 0
    assert "no" in user("list")[1].splitlines()[-1].split()
    assert user("activate", "eve")[0] == 0
    assert login(world, email="eve@x").user.role == "ADMIN"


def test_what_is_done_stands_in_the_audit_log_without_passwords(user, world):
    user("role", "boss", "admin")
    user("password", "boss", "--password-stdin", stdin="another password\n")
    with world.storage.session():
        events = list(SystemEvent.select().order_by(SystemEvent.timestamp))
    assert [one.event_type for one in events] == ["user.created", "user.role_changed", "user.password_reset"]
    assert {one.user_agent for one in events} == {"command line"}
    assert not any("password" in str(one.metadata) or PASSWORD in one.description for one in events)


@pytest.mark.parametrize("given", [b"", b"\n", b"\xff\xfe" * 8])
def test_a_password_that_cannot_be_read_is_one_line(tmp_path, given):
    done = _process(tmp_path, "create", "a@b", "abc", "--password-stdin", given=given)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


def test_no_password_is_taken_from_the_arguments(user):
    with pytest.raises(SystemExit) as caught:
        user("create", "x@y", "abc", "--password", "in the open")
    assert caught.value.code == 2


def test_it_makes_the_database_where_there_is_none(tmp_path):
    done = _process(tmp_path, "create", "a@b", "abc", "--generate")
    assert (done.returncode, b"as ADMIN" in done.stdout) == (0, True), done.stderr


def _process(folder, *words, given=b""):
    environment = {
        **os.environ,
        "LEZERPRINT_DATA_DIR": str(folder / "new"),
        "BCRYPT_ROUNDS": "4",
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8:strict",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "lezerprint", "user", *words]
    return subprocess.run(command, env=environment, input=given, capture_output=True, check=False, timeout=60)
