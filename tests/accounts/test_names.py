"""Which emails, usernames and preferences are taken."""

from __future__ import annotations

import pytest

from lezerprint.accounts.errors import InvalidAccountError
from lezerprint.accounts.names import check_preferences, check_username, normal_email


@pytest.mark.parametrize(
    "email",
    [
        *("", "ann", "@host", "ann@", "a@b@c", "a b@host", "a\n@host", "a\x00@host", "a\xa0b@host"),
        *("a@" + "h" * 253, "\ud800@host", "\N{RIGHT-TO-LEFT OVERRIDE}a@host"),
        "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100 + "@host",  # eighteen letters each
    ],
)
def test_emails_that_are_refused(email):
    with pytest.raises(InvalidAccountError):
        normal_email(email)


def test_emails_of_the_local_network_are_taken_in_lower_case():
    assert normal_email("Admin@Printer.local") == "admin@printer.local"
    assert normal_email("a@localhost") == "a@localhost"
    assert normal_email("a@" + "h" * 252)


@pytest.mark.parametrize(
    "name",
    ["", "ab", "a" * 33, "a b c", "ann\n", "änn", "a/b", "a@b", "ann\x00", "\N{CYRILLIC SMALL LETTER A}nn"],
)
def test_usernames_that_are_refused(name):
    with pytest.raises(InvalidAccountError):
        check_username(name)


@pytest.mark.parametrize("name", ["ann", "A.b-C_9", "a" * 32, "007"])
def test_usernames_that_are_taken(name):
    assert check_username(name) == name


def _nested(depth):
    value = {}
    for _ in range(depth):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    "preferences",
    [{"x": "y" * 16_384}, {"x": float("nan")}, {"x": 10**5000}, {"x": object()}, _nested(100_000)],
    ids=["much", "nan", "huge", "no JSON", "deep"],
)
def test_preferences_that_are_refused(preferences):
    with pytest.raises(InvalidAccountError):
        check_preferences(preferences)


def test_preferences_that_are_taken():
    given = {"theme": "dark", "list": [1, None, True], "ü": {"x": "y" * 16_000}}
    assert check_preferences(given) is given
