"""Passwords are kept whole, and unknown users cost as much as known ones."""

from __future__ import annotations

import time

import bcrypt
import pytest

from lezerprint.accounts.errors import InvalidAccountError
from lezerprint.accounts.passwords import PasswordHasher, check_password, generate_password

hasher = PasswordHasher(4)


def test_a_password_fits_its_own_hash_alone():
    kept = hasher.hash("correct horse")
    assert hasher.verify("correct horse", kept)
    assert not hasher.verify("correct horsf", kept)
    assert kept != hasher.hash("correct horse")


@pytest.mark.parametrize("common", ["x" * 72, "é" * 40, "before\x00"])
def test_nothing_of_a_password_is_cut_off(common):
    assert not hasher.verify(common + "b", hasher.hash(common + "a"))
    assert hasher.verify(common + "a", hasher.hash(common + "a"))


def test_the_same_letters_typed_another_way_are_the_same_password():
    assert hasher.verify(
        "cafe\N{COMBINING ACUTE ACCENT} noir", hasher.hash("caf\N{LATIN SMALL LETTER E WITH ACUTE} noir")
    )


def test_half_a_surrogate_pair_is_no_error():
    assert not hasher.verify("\ud800" * 8, hasher.hash("password"))


@pytest.mark.parametrize("no_hash", ["", "$2b$", "plain", "!"])
def test_a_row_without_a_hash_lets_nobody_in(no_hash):
    assert not hasher.verify("password", no_hash)


def test_an_unknown_user_takes_as_long_as_a_wrong_password():
    slow = PasswordHasher(9)
    kept = slow.hash("correct horse")
    slow.verify("x", kept)
    known, unknown = [], []
    for _ in range(5):
        known.append(_seconds(lambda: slow.verify("wrong", kept)))
        unknown.append(_seconds(lambda: slow.verify("wrong", None)))
    assert 0.4 < min(unknown) / min(known) < 2.5


def test_no_password_is_that_of_nobody():
    assert not hasher.verify("", None)


def test_the_rounds_of_a_hash_are_seen():
    assert hasher.hash("password").startswith("$2b$04$")
    assert not hasher.is_outdated(hasher.hash("password"))
    assert hasher.is_outdated(bcrypt.hashpw(b"x", bcrypt.gensalt(5)).decode())


@pytest.mark.parametrize("password", ["seven 7", "x" * 1025, "Ann@Example.org", "ANN-PRINTER"])
def test_passwords_that_are_refused(password):
    with pytest.raises(InvalidAccountError):
        check_password(password, "ann@example.org", "ann-printer")


@pytest.mark.parametrize("password", ["ééééôôôô", "x" * 1024, "        "])
def test_passwords_that_are_taken(password):
    check_password(password, "ann@example.org", "ann")


def _seconds(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def test_a_password_that_was_made_up_is_taken():
    made = {generate_password() for _ in range(10)}
    assert len(made) == 10
    for password in made:
        check_password(password)
