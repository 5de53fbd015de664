"""Where cameras may be."""

import pytest

from lezerprint.camera.addresses import permitted, without_credentials
from lezerprint.camera.errors import SourceError


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "192.168.1.9", "::1", "fd12::1", "localhost"])
def test_private_addresses_and_this_host_are_permitted(host):
    assert permitted(host, 80)


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "100.100.100.200", "fd00:ec2::254", "0.0.0.0"],  # noqa: S104 - refused
)
def test_link_local_and_metadata_addresses_are_refused(host):
    with pytest.raises(SourceError, match="link-local or metadata"):
        permitted(host, 80)


def test_an_unknown_host_is_named():
    with pytest.raises(SourceError, match=r"host camera\.invalid is unknown"):
        permitted("camera.invalid", 80)


def test_credentials_are_taken_out_and_decoded():
    bare, credentials = without_credentials("http://me:p%40ss%2F1@[::1]:8080/x?y=1")
    assert (bare, credentials) == ("http://[::1]:8080/x?y=1", ("me", "p@ss/1"))
    assert without_credentials("http://cam/x") == ("http://cam/x", None)
