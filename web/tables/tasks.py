"""The endpoints of profiles, slicing, background tasks and reports."""

from __future__ import annotations

from typing import Final

from web.access import Access
from web.endpoint import Endpoint
from web.handlers import preflights, profiles, slicing, tasks
from web.models.common import Done, Paging
from web.models.files import PreflightAnswer, SlicedPreflightQuery, ToolpathsQuery
from web.models.profiles import (
    ProfileAnswer,
    ProfileChange,
    ProfileInput,
    ProfileList,
    SlicedFileList,
    SliceInput,
)
from web.models.tasks import ReportPage, SliceAnswer, TaskAnswer, TaskPage, TaskQuery, WaitQuery
from web.models.trash import Deleted
from web.rate_limits import RateClass

PROFILES: Final = (
    Endpoint(
        "GET",
        "/api/profiles",
        profiles.profiles,
        Access.VIEWER,
        "Slicing",
        "The print profiles",
        response=ProfileList,
    ),
    Endpoint(
        "POST",
        "/api/profiles",
        profiles.create_profile,
        Access.OPERATOR,
        "Slicing",
        "Create a print profile",
        body=ProfileInput,
        response=ProfileAnswer,
        status=201,
        errors=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/api/profiles/{id:uuid}",
        profiles.profile,
        Access.VIEWER,
        "Slicing",
        "A print profile",
        response=ProfileAnswer,
    ),
    Endpoint(
        "PATCH",
        "/api/profiles/{id:uuid}",
        profiles.change_profile,
        Access.OPERATOR,
        "Slicing",
        "Change a print profile or make it the default",
        body=ProfileChange,
        response=ProfileAnswer,
        errors=frozenset({409}),
    ),
    Endpoint(
        "DELETE",
        "/api/profiles/{id:uuid}",
        profiles.delete_profile,
        Access.ADMIN,
        "Slicing",
        "Delete an unused print profile",
        response=Deleted,
        errors=frozenset({409}),
    ),
)

SLICING: Final = (
    Endpoint(
        "POST",
        "/api/files/{id:uuid}/slice",
        slicing.slice_file,
        Access.OPERATOR,
        "Slicing",
        "Slice a model; 202 with the task, or with `wait` 200 with the result",
        rate=RateClass.CONTROL,
        query=WaitQuery,
        body=SliceInput,
        response=SliceAnswer,
        status=202,
        also=frozenset({200}),
        errors=frozenset({409, 504}),
    ),
    Endpoint(
        "GET",
        "/api/files/{id:uuid}/sliced",
        slicing.sliced_of,
        Access.VIEWER,
        "Slicing",
        "Files sliced from a model",
        response=SlicedFileList,
    ),
    Endpoint(
        "GET",
        "/api/sliced-files/{id:uuid}/download",
        slicing.download_sliced,
        Access.VIEWER,
        "Slicing",
        "Download sliced G-code",
        media_type="text/x.gcode",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "GET",
        "/api/sliced-files/{id:uuid}/preflight",
        preflights.of_sliced_file,
        Access.VIEWER,
        "Slicing",
        "Problems with printing sliced G-code on a printer, available after processing",
        query=SlicedPreflightQuery,
        response=PreflightAnswer,
        errors=frozenset({409}),
    ),
    Endpoint(
        "GET",
        "/api/sliced-files/{id:uuid}/toolpaths",
        slicing.toolpaths,
        Access.VIEWER,
        "Slicing",
        "Moves of sliced G-code for viewers, or a range of them, available after processing",
        query=ToolpathsQuery,
        media_type="application/octet-stream",
        errors=frozenset({412, 416}),
        signable=True,
    ),
    Endpoint(
        "POST",
        "/api/sliced-files/{id:uuid}/analyze",
        slicing.analyze_sliced,
        Access.OPERATOR,
        "Slicing",
        "Make the toolpaths of sliced G-code again; 202 with the task",
        rate=RateClass.CONTROL,
        response=TaskAnswer,
        status=202,
        errors=frozenset({409}),
    ),
    Endpoint(
        "DELETE",
        "/api/sliced-files/{id:uuid}",
        slicing.delete_sliced,
        Access.OPERATOR,
        "Slicing",
        "Delete sliced G-code",
        response=Done,
        errors=frozenset({409}),
    ),
)

TASKS: Final = (
    Endpoint(
        "GET",
        "/api/tasks",
        tasks.tasks,
        Access.VIEWER,
        "Tasks",
        "Your background tasks; administrators see all",
        query=TaskQuery,
        response=TaskPage,
    ),
    Endpoint(
        "GET",
        "/api/tasks/{id:uuid}",
        tasks.task,
        Access.VIEWER,
        "Tasks",
        "A background task",
        response=TaskAnswer,
    ),
    Endpoint(
        "POST",
        "/api/tasks/{id:uuid}/cancel",
        tasks.cancel_task,
        Access.OPERATOR,
        "Tasks",
        "Cancel a background task",
        rate=RateClass.EXEMPT,
        response=TaskAnswer,
        errors=frozenset({409}),
    ),
    Endpoint(
        "POST",
        "/api/admin/backup",
        tasks.back_up,
        Access.ADMIN,
        "Tasks",
        "Create a backup of database and files",
        response=TaskAnswer,
        status=202,
    ),
    Endpoint(
        "GET",
        "/api/reports",
        tasks.reports,
        Access.VIEWER,
        "Tasks",
        "The reports",
        query=Paging,
        response=ReportPage,
    ),
)
