"""The endpoints of files."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import files
from web.models.common import Done
from web.models.files import (
    FileAnswer,
    FileChange,
    FilePage,
    FileQuery,
    LayersAnswer,
    PlateQuery,
    PreflightAnswer,
    PreflightQuery,
    UploadAnswer,
    UploadForm,
    UploadQuery,
)
from web.models.tasks import TaskAnswer
from web.rate_limits import RateClass

FILES: Final = (
    Endpoint(
        "GET",
        "/api/files",
        files.files,
        Access.VIEWER,
        "Files",
        "The files",
        query=FileQuery,
        response=FilePage,
    ),
    Endpoint(
        "POST",
        "/api/files/upload",
        files.upload,
        Access.OPERATOR,
        "Files",
        "Upload a file",
        rate=RateClass.UPLOAD,
        form=UploadForm,
        query=UploadQuery,
        response=UploadAnswer,
        status=201,
        errors=frozenset({408}),
    ),
    Endpoint(
        "GET", "/api/files/{id:uuid}", files.file, Access.VIEWER, "Files", "A file", response=FileAnswer
    ),
    Endpoint(
        "PATCH",
        "/api/files/{id:uuid}",
        files.change,
        Access.OPERATOR,
        "Files",
        "Rename a file or move it to a folder",
        body=FileChange,
        response=FileAnswer,
    ),
    Endpoint(
        "DELETE",
        "/api/files/{id:uuid}",
        files.delete,
        Access.OPERATOR,
        "Files",
        "Delete a file that no open job uses",
        response=Done,
        errors=frozenset({409}),
    ),
    Endpoint(
        "POST",
        "/api/files/{id:uuid}/analyze",
        files.analyze,
        Access.OPERATOR,
        "Files",
        "Analyse a file again; 202 with the task",
        rate=RateClass.CONTROL,
        response=TaskAnswer,
        status=202,
        errors=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/download",
        files.content,
        Access.VIEWER,
        "Files",
        "Download the file, or a range of it",
        media_type="application/octet-stream",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/preview",
        files.preview,
        Access.VIEWER,
        "Files",
        "Picture of the file, available after processing",
        query=PlateQuery,
        media_type="image/png",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/preflight",
        files.preflight,
        Access.VIEWER,
        "Files",
        "Problems with printing a G-code file on a printer",
        query=PreflightQuery,
        response=PreflightAnswer,
        errors=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/model",
        files.model,
        Access.VIEWER,
        "Files",
        "Compact form of the model for viewers, available after processing",
        query=PlateQuery,
        media_type="application/octet-stream",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/layers",
        files.layers,
        Access.VIEWER,
        "Files",
        "Start of each layer in file and time, available after processing",
        response=LayersAnswer,
        signable=True,
    ),
)
