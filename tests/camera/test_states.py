"""What a camera is doing."""

from hypothesis import given
from hypothesis import strategies as st

from lezerprint.camera.states import CameraState, Cause, Status, step

STARTING = Status(CameraState.STARTING)


def after(status, *causes, seconds=0.1):
    """What follows from these, one after another; what changes nothing is passed over."""
    now = status.since
    for cause in causes:
        now += seconds
        status = step(status, cause, now, cause.value) or status
    return status


def test_a_visit():
    status = after(Status(), Cause.WANTED)
    assert status.state is CameraState.STARTING
    status = after(status, Cause.FRAME)
    assert status.state is CameraState.LIVE
    assert step(status, Cause.FRAME, 1.0) is None
    assert step(status, Cause.WANTED, 1.0) is None
    assert after(status, Cause.UNWANTED).state is CameraState.IDLE


def test_a_failure_has_its_reason_and_is_tried_again():
    failed = after(STARTING, Cause.BROKEN)
    assert (failed.state, failed.reason, failed.failures) == (CameraState.FAILED, "broken", 1)
    assert after(failed, Cause.RETRY).state is CameraState.STARTING
    assert after(failed, Cause.RETRY).reason == ""


def test_the_back_off_grows_to_four_seconds():
    status, waits = STARTING, []
    for _ in range(12):
        status = after(status, Cause.BROKEN)
        waits.append(status.retry_seconds)
        status = after(status, Cause.RETRY)
    assert waits == [0.5, 1.0, 2.0, *[4.0] * 9]


def test_only_a_camera_that_lasted_begins_anew():
    often = after(STARTING, *[Cause.BROKEN, Cause.RETRY] * 3)
    assert after(often, Cause.FRAME, Cause.BROKEN).failures == 4
    live = after(often, Cause.FRAME)
    assert after(live, Cause.BROKEN, seconds=6.0).failures == 1
    assert after(often, Cause.CHANGED).failures == 0


def test_parked_until_another_life_begins():
    parked = after(STARTING, Cause.PARK)
    assert after(parked, *(cause for cause in Cause if cause is not Cause.BEGIN)) == parked
    assert after(parked, Cause.BEGIN).state is CameraState.IDLE


@given(st.lists(st.sampled_from(Cause)))
def test_a_new_life_always_begins_idle(causes):
    assert after(Status(), *causes, Cause.BEGIN).state is CameraState.IDLE
