"""What may be changed of a camera's settings."""

import pytest

from lezerprint.camera.errors import InvalidCameraSettingsError
from lezerprint.camera.stored import changed
from lezerprint.settings.camera import CameraSettings

WEB = CameraSettings(url="http://me:hunter2@cam/stream")
DEVICE = CameraSettings(url="/dev/video0")


def test_only_what_is_named_changes_and_the_name_never_does():
    after = changed(DEVICE, {"resolution": "1280x720", "fps": 10, "name": "other"})
    assert (after.resolution, after.fps, after.name, after.url) == ("1280x720", 10, "default", "/dev/video0")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fps": 0}, "fps"),
        ({"url": "http://me:hunter2@169.254.1.1/"}, "link-local"),
        ({"colour": 1}, "colour"),
        ({"resolution": "1280x720"}, "set the resolution on the camera itself"),
    ],
)
def test_what_a_camera_cannot_have_is_refused_without_its_password(changes, words):
    with pytest.raises(InvalidCameraSettingsError, match=words) as raised:
        changed(WEB, changes)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None
