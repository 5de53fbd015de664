"""The endpoints of cameras: for the default one and for any by its name, and at other software's address."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import cameras, recordings
from web.models.cameras import (
    Camera,
    CameraList,
    CameraSettings,
    CameraSettingsInput,
    WebcamQuery,
    WebrtcAnswer,
    WebrtcOffer,
)
from web.models.recordings import RecordingAnswer, RecordingInput, RecordingPage, RecordingQuery
from web.models.trash import Deleted
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
        "POST",
        "/webrtc",
        cameras.webrtc,
        Access.VIEWER,
        _TAG,
        "Pass a WebRTC offer on to the server that the camera names",
        body=WebrtcOffer,
        response=WebrtcAnswer,
        errors=frozenset({404, 503}),
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
    Endpoint(
        "POST",
        "/record/start",
        recordings.start,
        Access.OPERATOR,
        _TAG,
        "Begin a recording",
        body=RecordingInput,
        response=RecordingAnswer,
        status=201,
        errors=frozenset({404, 409, 504}),
    ),
    Endpoint(
        "POST",
        "/record/stop",
        recordings.stop,
        Access.OPERATOR,
        _TAG,
        "End the recording",
        response=RecordingAnswer,
        errors=frozenset({404, 409, 504}),
    ),
)

RECORDINGS: Final = (
    Endpoint(
        "GET",
        "/api/recordings",
        recordings.recordings,
        Access.VIEWER,
        _TAG,
        "The recordings, the newest first",
        query=RecordingQuery,
        response=RecordingPage,
    ),
    Endpoint(
        "GET",
        "/api/recordings/{id:uuid}",
        recordings.recording,
        Access.VIEWER,
        _TAG,
        "A recording",
        response=RecordingAnswer,
    ),
    Endpoint(
        "GET",
        "/api/recordings/{id:uuid}/video",
        recordings.video,
        Access.VIEWER,
        _TAG,
        "Its video, or a range of it",
        media_type="video/mp4",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "DELETE",
        "/api/recordings/{id:uuid}",
        recordings.delete,
        Access.OPERATOR,
        _TAG,
        "Delete a recording that has ended",
        response=Deleted,
        errors=frozenset({409}),
    ),
)

CAMERAS: Final = (
    Endpoint("GET", "/api/cameras", cameras.cameras, Access.VIEWER, _TAG, "All cameras", response=CameraList),
    *(replace(one, path=f"/api/camera{one.path}", errors=one.errors | {404}) for one in _OF_A_CAMERA),
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
