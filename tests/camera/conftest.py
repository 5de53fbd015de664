"""An IP camera for all tests of a module."""

import pytest
from mjpeg_server import IpCamera


@pytest.fixture(scope="module")
def ip_camera():
    with IpCamera() as camera:
        yield camera
