"""Accounts: who is first, who is last, what is unique."""

from __future__ import annotations

import pytest
from accounts_world import CLIENT, PASSWORD, at_once, world_on

from lezerprint.accounts import users
from lezerprint.accounts.errors import (
    ConflictError,
    ForbiddenError,
    InvalidAccountError,
    InvalidCredentialsError,
    NotFoundError,
)
from lezerprint.accounts.passwords import PasswordHasher
from lezerprint.accounts.service import Accounts
from lezerprint.base.enums import UserRole
from lezerprint.storage.models import User

ADMIN, OPERATOR, VIEWER = UserRole.ADMIN, UserRole.OPERATOR, UserRole.VIEWER


def register(world, name):
    return world.accounts.register(f"{name}@example.org", name, PASSWORD, CLIENT).user


def test_the_first_is_administrator_the_others_look_on(world):
    assert [register(world, name).role for name in ("ann", "bob", "cid")] == [ADMIN, VIEWER, VIEWER]


def test_of_many_first_ones_at_once_one_is_administrator(world):
    found = at_once(*(lambda name=f"user{n}": register(world, name) for n in range(6)))
    assert sorted(user.role for user in found) == [ADMIN] + [VIEWER] * 5


def test_closed_registration_lets_the_first_in_alone(world):
    closed = Accounts(world.storage, PasswordHasher(4), world.tokens)
    found = at_once(
        *(lambda n=n: closed.register(f"a@host{n}", f"user{n}", PASSWORD, CLIENT) for n in range(4))
    )
    assert sorted(type(one).__name__ for one in found) == ["ForbiddenError"] * 3 + ["SignedIn"]
    with pytest.raises(ForbiddenError):  # also for a name that is taken: strangers are told nothing
        closed.register("a@host0", "user0", PASSWORD, CLIENT)
    assert world.accounts.list_users(users.UserFilter(), 10, 0)[0] == 1


def test_names_are_unique_without_regard_to_case(world):
    register(world, "Ann")
    for email, username in (("ANN@Example.ORG", "other"), ("other@example.org", "aNN")):
        with pytest.raises(ConflictError):
            world.accounts.register(email, username, PASSWORD, CLIENT)
    found = at_once(*(lambda: register(world, "Bob") for _ in range(4)))
    assert sorted(type(one).__name__ for one in found) == ["ConflictError"] * 3 + ["User"]


def test_what_cannot_be_taken_makes_no_account(world):
    for email, username, password in (
        ("no email", "ann", PASSWORD),
        ("ann@host", "a b", PASSWORD),
        ("ann@host", "ann", "short"),
        ("ann@printer.local", "ann", "Ann@Printer.Local"),
    ):
        with pytest.raises(InvalidAccountError):
            world.accounts.register(email, username, password, CLIENT)
        with pytest.raises(InvalidAccountError):
            world.accounts.create_user(email, username, password, VIEWER)
    assert world.accounts.list_users(users.UserFilter(), 10, 0)[0] == 0


def test_the_last_active_administrator_stays(world):
    ann, bob = register(world, "ann"), register(world, "bob")
    for give_up in (
        lambda: world.accounts.change_user(ann.id, role=VIEWER),
        lambda: world.accounts.change_user(ann.id, is_active=False),
    ):
        with pytest.raises(ConflictError):
            give_up()
    world.accounts.change_user(bob.id, role=ADMIN)
    world.accounts.change_user(bob.id, is_active=False)
    with pytest.raises(ConflictError):  # an inactive one does not count
        world.accounts.change_user(ann.id, role=OPERATOR)
    world.accounts.change_user(bob.id, is_active=True)
    assert world.accounts.change_user(ann.id, role=OPERATOR).role_before is ADMIN
    assert world.accounts.change_user(bob.id, role=ADMIN).user.role is ADMIN  # no change is no giving up


def test_two_administrators_who_give_up_at_once_leave_one(world):
    for _ in range(5):
        with world.storage.session():
            User.delete().execute()
        ann, bob = register(world, "ann"), register(world, "bob")
        world.accounts.change_user(bob.id, role=ADMIN)
        found = at_once(
            lambda ann=ann: world.accounts.change_user(ann.id, role=VIEWER),
            lambda bob=bob: world.accounts.change_user(bob.id, is_active=False),
        )
        assert sum(isinstance(one, ConflictError) for one in found) == 1


def test_the_list_is_filtered_and_cut_into_pages(world):
    for name in ("ann", "bob_1", "bobX1", "cid"):
        register(world, name)
    everything = world.accounts.list_users(users.UserFilter(), 2, 1)
    assert (everything[0], [one.username for one in everything[1]]) == (4, ["bob_1", "bobX1"])

    def names(**which):
        return [one.username for one in world.accounts.list_users(users.UserFilter(**which), 10, 0)[1]]

    assert names(search="BOB_1") == ["bob_1"]  # the underscore is no placeholder
    assert names(search="%") == []
    assert len(names(search="@EXAMPLE")) == 4
    assert names(roles=(ADMIN,)) == ["ann"]
    assert names(is_active=False) == []


def test_an_account_says_something_else_of_itself(world):
    ann = register(world, "ann")
    register(world, "bob")
    changed = world.accounts.update_me(ann.id, username="Anna", preferences={"theme": {"dark": True}})
    read = world.accounts.user(ann.id)
    assert (read.username, read.preferences) == (changed.username, {"theme": {"dark": True}})
    with pytest.raises(ConflictError):
        world.accounts.update_me(ann.id, username="BOB")
    for preferences in ({"x": "y" * 17_000}, {"x": float("nan")}, {"x": 10**5000}):
        with pytest.raises(InvalidAccountError):
            world.accounts.update_me(ann.id, preferences=preferences)
    assert world.accounts.user(ann.id).username == "Anna"


def test_who_is_not_there_cannot_be_changed(world):
    nobody = register(world, "ann").id.__class__(int=0)
    for change in (
        lambda: world.accounts.change_user(nobody, role=ADMIN),
        lambda: world.accounts.change_user(nobody, is_active=False),
        lambda: world.accounts.reset_password(nobody, PASSWORD),
        lambda: world.accounts.update_me(nobody, username="abc"),
    ):
        with pytest.raises(NotFoundError):
            change()


def test_strangers_are_told_the_same_whatever_is_wrong(world):
    register(world, "ann")
    world.accounts.change_user(register(world, "off").id, is_active=False)
    wrong = [("nobody@x", PASSWORD), ("ann@example.org", "wrong one"), ("off@example.org", PASSWORD)]
    for email, password in wrong:
        with pytest.raises(InvalidCredentialsError) as caught:
            world.accounts.login(email, password, CLIENT)
        assert str(caught.value) == "Wrong email or password"


def test_login_makes_the_hash_anew_when_the_rounds_have_changed(world):
    ann = register(world, "ann")
    more = Accounts(world.storage, PasswordHasher(5), world.tokens)
    signed_in = more.login("ANN@example.org", PASSWORD, CLIENT)
    assert signed_in.user.password_hash.startswith("$2b$05$")
    assert signed_in.user.last_login_at is not None
    assert more.login("ann@example.org", PASSWORD, CLIENT).user.id == ann.id


def test_a_second_world_on_the_same_database_sees_the_accounts(world):
    register(world, "ann")
    assert register(world_on(world.storage), "bob").role is VIEWER


def test_a_change_is_done_whole_or_not_at_all(world):
    ann = register(world, "ann")
    with pytest.raises(ConflictError):
        world.accounts.change_user(ann.id, role=VIEWER, is_active=True)
    bob = register(world, "bob")
    change = world.accounts.change_user(bob.id, role=ADMIN, is_active=False)
    assert (change.user.role, change.role_before, change.was_active) == (ADMIN, VIEWER, True)
    nothing = world.accounts.change_user(ann.id)
    assert (nothing.user.role, nothing.user.is_active) == (ADMIN, True)
