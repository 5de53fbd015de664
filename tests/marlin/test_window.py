from __future__ import annotations

from lezerprint.marlin.window import FULL_WINDOW_BYTES, Window


def opened(window: Window, now: float) -> bool:
    """Whether it opens wide within a thousand good lines."""
    for _ in range(1000):
        window.acknowledged(1, now)
    return window.limit_bytes == window.full_bytes


def test_it_starts_with_one_line_and_opens_while_all_is_well():
    window = Window()
    assert not window.wide
    assert opened(window, now=0.0)
    assert window.limit_bytes == FULL_WINDOW_BYTES


def test_noise_closes_it_and_many_good_lines_alone_do_not_open_it():
    window = Window()
    opened(window, now=0.0)
    window.disturbed(now=1.0)
    assert not window.wide
    assert not opened(window, now=2.0)


def test_it_opens_after_a_long_quiet_and_needs_good_lines_for_it():
    window = Window()
    opened(window, now=0.0)
    window.disturbed(now=1.0)
    window.acknowledged(1, now=100.0)
    assert not window.wide
    assert opened(window, now=100.0)


def test_each_disturbance_of_a_wide_window_asks_for_a_longer_quiet():
    window = Window()
    now = 0.0
    for quiet in (60.0, 120.0, 240.0):
        opened(window, now)
        window.disturbed(now)
        assert not opened(window, now + quiet - 1)
        assert opened(window, now + quiet + 1)
        now += quiet + 2


def test_to_narrow_it_is_no_punishment():
    window = Window()
    opened(window, now=0.0)
    window.narrow()
    assert not window.wide
    assert opened(window, now=0.0)
