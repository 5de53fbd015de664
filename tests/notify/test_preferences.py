"""Which notifications a user wants over which channel."""

from __future__ import annotations

import pytest

from lezerprint.accounts.errors import InvalidAccountError
from lezerprint.accounts.names import check_preferences
from lezerprint.base.enums import NotificationType
from lezerprint.notify.preferences import URGENT, NotificationPreferences, problem_of
from lezerprint.storage.models import Channel

HOOK = "https://hook.example/print"


def of(**notifications):
    return NotificationPreferences.of({"theme": "dark", "notifications": notifications})


@pytest.mark.parametrize("kind", NotificationType)
def test_nothing_leaves_the_house_until_it_is_asked_for(kind):
    for preferences in (NotificationPreferences.of({}), of(), of(webhook={"enabled": True})):
        assert preferences.channels(kind) == preferences.used() == []
        assert preferences.web_socket.wants(kind)


@pytest.mark.parametrize("kind", NotificationType)
def test_what_is_urgent_goes_over_the_channels_that_are_on(kind):
    preferences = of(email={"enabled": True}, webhook={"url": HOOK})
    assert preferences.used() == [Channel.EMAIL, Channel.WEBHOOK]
    assert preferences.channels(kind) == (preferences.used() if kind in URGENT else [])


def test_each_type_can_be_turned_on_and_off_for_each_channel():
    preferences = of(
        email={"enabled": True, "types": {"info": True, "PRINT_COMPLETE": False}},
        webhook={"url": HOOK, "enabled": False, "types": {"INFO": True}},
        webSocket={"types": {"INFO": False}},
    )
    assert preferences.channels(NotificationType.INFO) == [Channel.EMAIL]
    assert preferences.channels(NotificationType.PRINT_COMPLETE) == []
    assert not preferences.web_socket.wants(NotificationType.INFO)
    assert preferences.web_socket.wants(NotificationType.ERROR)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ("all", "notifications:"),
        ({"email": True}, "notifications.email:"),
        ({"email": {"enabled": "yes"}}, "notifications.email.enabled:"),
        ({"email": {"types": {"BIRTHDAY": True}}}, "notifications.email.types.BIRTHDAY:"),
        ({"webhook": {"types": {"INFO": 1}}}, "notifications.webhook.types.INFO:"),
        ({"webhook": {"secret": "short"}}, "notifications.webhook.secret:"),
        *(
            ({"webhook": {"url": url}}, "notifications.webhook.url:")
            for url in (
                *("ftp://a/b", "file:///etc/passwd", "gopher://a", "//a/b", "a", "", "http://", "http:///x"),
                *("http://a:99999/", "http://a:0/", "http://a b/", "http://a/\r\nX: y", "http://u:p@a/"),
                *("http://[::1", "http://a/" + "x" * 3000, 7),
            )
        ),
    ],
)
def test_what_is_wrong_is_said(wrong, where):
    with pytest.raises(InvalidAccountError) as caught:
        check_preferences({"notifications": wrong})
    assert str(caught.value).startswith(where)
    assert "\n" not in str(caught.value)


def test_unknown_keys_are_kept():
    given = {"notifications": {"email": {"enabled": True, "digest": "daily"}, "pager": {"enabled": True}}}
    assert check_preferences(given) is given
    assert problem_of(given) is None
    assert of(**given["notifications"]).email.enabled


def test_what_was_stored_before_it_was_checked_counts_as_the_defaults(caplog):
    assert of(email="yes") == NotificationPreferences()
    assert "damaged" in caplog.text


def test_a_secret_is_not_shown():
    assert "topsecret" not in repr(of(webhook={"url": HOOK, "secret": "topsecret" * 3}))
