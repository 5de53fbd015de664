"""What is told is brought into shape."""

from __future__ import annotations

import pytest

from lezerprint.base.enums import NotificationType
from lezerprint.notify.notice import LONGEST_MESSAGE, LONGEST_TITLE, Notice, one_line


@pytest.mark.parametrize(
    "text",
    ["a\r\nBcc: x@y", "a\nBcc: x@y", "a\x00Bcc: x@y", "a\u2028Bcc: x@y", "a\x85Bcc: x@y", "a\x0bBcc: x@y"],
)
def test_a_title_is_one_line(text):
    assert Notice(NotificationType.INFO, text, "m").title == "a Bcc: x@y"


def test_letters_of_every_script_stay():
    assert one_line(" Größe 🖨️ Ελληνικά ") == "Größe 🖨️ Ελληνικά"


def test_what_is_too_long_is_cut():
    notice = Notice(NotificationType.INFO, "t" * 1000, "m" * 10_000)
    assert (len(notice.title), len(notice.message)) == (LONGEST_TITLE, LONGEST_MESSAGE)
