"""Who sees which event."""

from __future__ import annotations

import uuid

import pytest

from lezerprint.accounts.principal import Principal
from lezerprint.base.enums import UserRole
from lezerprint.events import Event
from web.live.rooms import NOBODY, RULES, Audience, ClientView, Topic, concerns

ALL_TOPICS = frozenset((topic, "default") for topic in Topic)
VISITOR = ClientView(None, is_visitor=True, subscriptions=ALL_TOPICS)
SERVER_EVENTS = {
    *("status:update", "temperature:update", "position:update", "progress:update", "alert", "error"),
    *(f"print:{what}" for what in ("started", "paused", "resumed", "completed", "failed", "cancelled")),
    *("camera:error", "file:upload:progress", "file:processed"),
}
"""The specification's, 5.2."""


def view(role, subscriptions=ALL_TOPICS):
    return ClientView(role, subscriptions=subscriptions)


def shows(seen_as, name):
    return seen_as.shows(RULES[name], Event(name, {"camera": "default"}, "default"))


def test_all_events_of_the_specification_are_there():
    assert set(RULES) >= SERVER_EVENTS


def test_visitors_see_what_the_specification_lets():
    seen = {name for name in RULES if shows(VISITOR, name)}
    assert seen == {"status:update", "temperature:update", "progress:update"}


def test_visitors_see_the_camera_where_the_settings_say_so():
    with_camera = ClientView(None, is_visitor=True, sees_camera=True, subscriptions=ALL_TOPICS)
    for name in ("camera:state", "camera:error"):
        assert shows(with_camera, name)
        assert not shows(VISITOR, name)
        # Not why it failed: that names hosts.
        data = {"camera": "default", "state": "failed", "reason": "no cam:80", "message": "no cam:80"}
        assert "cam:80" not in str(RULES[name].visitors(data))


@pytest.mark.parametrize("name", sorted(RULES))
def test_nobody_sees_nothing(name):
    assert not shows(NOBODY, name)
    assert not shows(ClientView(subscriptions=ALL_TOPICS), name)


@pytest.mark.parametrize("role", UserRole)
def test_users_see_all_but_what_is_others(role):
    unseen = {name for name in RULES if not shows(view(role), name)}
    owned = {name for name, rule in RULES.items() if rule.audience is Audience.OWNER}
    admins = set() if role is UserRole.ADMIN else {"task:update", "actor:change"}
    operators = {"terminal:lines"} if role is UserRole.VIEWER else set()
    assert unseen == owned | admins | operators


def test_a_topic_is_one_printers():
    seen_as = view(UserRole.VIEWER, frozenset({(Topic.STATUS, "a")}))
    rule = RULES["status:update"]
    assert seen_as.shows(rule, Event("status:update", {}, "a"))
    assert not seen_as.shows(rule, Event("status:update", {}, "b"))
    assert not seen_as.shows(RULES["temperature:update"], Event("temperature:update", {}, "a"))
    assert seen_as.shows(RULES["print:started"], Event("print:started", {}, "b"))


@pytest.mark.parametrize("role", UserRole)
def test_what_is_somebodys_is_theirs(role):
    mine, yours = uuid.uuid4(), uuid.uuid4()
    who = Principal(mine, "a", "", role, None, None)
    for name, rule in RULES.items():
        assert concerns(rule, Event(name, {}, user_id=mine), who)
        expected = role is UserRole.ADMIN and rule.audience is Audience.OWNER_AND_ADMINS
        assert concerns(rule, Event(name, {}, user_id=yours), who) is expected


def test_states_are_told_apart_by_what_they_are_of():
    rule = RULES["task:update"]
    one, other = Event("task:update", {"id": 1}), Event("task:update", {"id": 2})
    assert rule.key(one) != rule.key(other)
    assert RULES["status:update"].key(Event("status:update", {}, "a")) == ("status:update", "a")
    assert RULES["alert"].key(Event("alert", {})) is None
