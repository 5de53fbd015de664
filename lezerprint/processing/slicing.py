"""The operation `slice`: G-code from a model, kept as a SlicedFile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from lezerprint.analytics.materials import Prices
from lezerprint.files import rows
from lezerprint.files.store import TOOLPATHS_NAME, TOOLPATHS_SUFFIX, FileStore
from lezerprint.gcode.analysis import analyse
from lezerprint.naming import told_as
from lezerprint.processing.analysis import gcode_metadata
from lezerprint.slicing import profile_rows as profiles
from lezerprint.slicing import sliced_files
from lezerprint.slicing.printer import PrinterShape
from lezerprint.slicing.profile import Overrides
from lezerprint.slicing.slice import SliceResult, slice_model
from lezerprint.slicing.slicer import find_slicer
from lezerprint.storage.models import SlicedFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lezerprint.storage.models import File, PrintProfile
    from lezerprint.tasks.context import TaskContext

SLICED_FOLDER: Final = "sliced"
_ALL: Final = 100.0
_OF_THE_SLICER: Final = frozenset({"filamentLength", "warnings"})
"""What slicing itself told of these in the metadata stays."""


def slice_file(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Slice a model; the result has the `slicedFileId`.

    Args:
        context: The task.
        arguments: `fileId`, `profileId` (None: the default), `settings` (what is otherwise this once),
            `plate` (of a 3MF project; None: the first that has anything).

    Raises:
        SlicingError: It cannot be sliced so.
        NoSuchFileError: It was deleted meanwhile.
        ProfileNotFoundError: The profile was.
    """
    settings = context.settings
    file = context.storage.read(rows.get, UUID(arguments["fileId"]))
    profile = context.storage.read(_profile, arguments.get("profileId"))
    store = FileStore(settings.upload_dir, settings.max_file_size)
    result = slice_model(
        store.locate(file.file_path),
        profiles.as_profile(profile),
        Overrides.from_data(arguments.get("settings") or {}),
        PrinterShape.of(settings.printer),
        destination_folder=context.scratch,
        plate=arguments.get("plate"),
        progress=context.progress,
        cancelled=context.cancelled,
        timeout_seconds=settings.slicing_timeout_seconds,
        price_per_kg=Prices.of(settings).of_profile(profile.metadata),
        slicer=find_slicer(settings.slicer_path),
    )
    sliced_id = uuid4()
    destination = store.derived(file.id) / SLICED_FOLDER / f"{sliced_id}.gcode"
    context.publish(result.path, destination)
    relative = destination.relative_to(store.folder)
    context.on_finish(partial(_keep, sliced_id, file, profile, relative, result))
    context.enqueue("analyze-sliced", {"fileId": str(file.id), "slicedFileId": str(sliced_id)})
    return {"fileId": str(file.id), "slicedFileId": str(sliced_id)}


def analyze_sliced(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The operation `analyze-sliced`: what preflights and viewers need to know of sliced G-code.

    Args:
        context: The task.
        arguments: `slicedFileId`.

    Raises:
        NoSuchFileError: It was deleted meanwhile.
        GcodeFileError: It is no G-code that can be printed.
    """
    row, name = context.storage.read(sliced_files.with_name, arguments["slicedFileId"])
    store = FileStore(context.settings.upload_dir, context.settings.max_file_size)
    path = store.locate(row.file_path)
    made = context.scratch / TOOLPATHS_NAME
    with told_as(name, path):
        analysis = analyse(
            path,
            progress=lambda share: context.progress(share * _ALL, "reading"),
            cancelled=context.cancelled,
            toolpaths=made,
        )
    context.publish(made, path.with_suffix(TOOLPATHS_SUFFIX))
    # Whoever deletes it meanwhile deletes only what was published before.
    known = gcode_metadata(analysis, context.settings.printers)
    found = {name: value for name, value in known.items() if name not in _OF_THE_SLICER}
    context.on_finish(partial(sliced_files.analysed, row.id, found))
    return {"slicedFileId": str(row.id)}


def _profile(profile_id: str | None) -> PrintProfile:
    return profiles.default() if profile_id is None else profiles.get(UUID(profile_id))


def _keep(sliced_id: UUID, file: File, profile: PrintProfile, path: Path, result: SliceResult) -> None:
    SlicedFile.create(
        id=sliced_id,
        source_file=file.id,
        file_path=str(path),
        profile=profile.id,
        estimated_time=result.time_seconds,
        filament_usage=result.filament_grams,
        layer_height=result.layer_height,
        metadata=result.metadata,
        sha256=result.sha256,
        file_size=result.size,
        cost=result.cost,
        layer_count=result.layer_count,
    )
