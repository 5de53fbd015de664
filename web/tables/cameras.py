"""The endpoints of cameras: for the default one and for any by its name, and at other software's address."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import cameras
from web.models.cameras import Camera, CameraList, CameraSettings, CameraSettingsInput, WebcamQuery
from web.rate_limits import RateClass

_TAG: Final = "Cameras"
_STREAM: Final = "multipart/x-mixed-replace"
_PICTURE: Final = "image/jpeg"

_OF_A_CAMERA: Final = (
    Endpoint("GET", "", cameras.camera, Access.VIEWER, _TAG, "A camera, and how it is", response=Camera),
    Endpoint(
        "GET",
        "/stream",
        cameras.stream,
        Access.VIEWER,
        _TAG,
        "The pictures as they come",
        rate=RateClass.EXEMPT,
        media_type=_STREAM,
        signable=True,
        key_in_query=True,
    ),
    Endpoint(
        "GET",
        "/snapshot",
        cameras.snapshot,
        Access.VIEWER,
        _TAG,
        "One picture, not older than the request",
        rate=RateClass.EXEMPT,
        media_type=_PICTURE,
        signable=True,
        key_in_query=True,
    ),
    Endpoint(
        "GET", "/settings", cameras.settings, Access.VIEWER, _TAG, "What is set", response=CameraSettings
    ),
    Endpoint(
        "POST",
        "/settings",
        cameras.change_settings,
        Access.ADMIN,
        _TAG,
        "Change the settings; they are tried before they are stored",
        body=CameraSettingsInput,
        response=CameraSettings,
    ),
)

CAMERAS: Final = (
    Endpoint("GET", "/api/cameras", cameras.cameras, Access.VIEWER, _TAG, "All cameras", response=CameraList),
    *(replace(one, path=f"/api/camera{one.path}", errors=frozenset({404})) for one in _OF_A_CAMERA),
    *(replace(one, path=f"/api/cameras/{{camera}}{one.path}") for one in _OF_A_CAMERA),
    Endpoint(
        "GET",
        "/webcam/",
        cameras.webcam,
        Access.VIEWER,
        _TAG,
        "The default camera, as other software expects it",
        rate=RateClass.EXEMPT,
        query=WebcamQuery,
        media_type=_STREAM,
        errors=frozenset({404}),
        signable=True,
        key_in_query=True,
    ),
    Endpoint(
        "GET",
        "/api/public/camera/stream",
        cameras.public_stream,
        Access.VISITOR,
        "Public",
        "The default camera for visitors, where the settings allow it",
        media_type=_STREAM,
    ),
    Endpoint(
        "GET",
        "/api/public/camera/snapshot",
        cameras.public_snapshot,
        Access.VISITOR,
        "Public",
        "One picture of it",
        media_type=_PICTURE,
    ),
)
