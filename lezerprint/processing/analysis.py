"""The operation `analyze`: what a file is, its picture, and for viewers a small form of its model."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from lezerprint.base.enums import FileType
from lezerprint.files import rows
from lezerprint.files.store import (
    LARGE_PREVIEW_NAME,
    LAYERS_NAME,
    MODEL_NAME,
    PREVIEW_NAME,
    TOOLPATHS_NAME,
    FileStore,
    plate_name,
)
from lezerprint.gcode.analysis import Analysis, analyse
from lezerprint.gcode.fit import Box
from lezerprint.gcode.plates import gcode_plates
from lezerprint.mesh.compact import compact
from lezerprint.mesh.measure import measure
from lezerprint.mesh.reading import plate_names, read_model
from lezerprint.mesh.render import thumbnail
from lezerprint.naming import told_as
from lezerprint.processing.pictures import SIZE_PIXELS, gcode_picture, large_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lezerprint.settings import PrinterSettings
    from lezerprint.tasks.context import TaskContext

_ALL: Final = 100.0
_READ_SHARE: Final = 0.8


def analyze(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Measure and draw a file; the result has its metadata.

    Args:
        context: The task.
        arguments: `fileId`.

    Raises:
        NoSuchFileError: It was deleted meanwhile.
        GcodeFileError: It is no G-code that can be printed.
        MeshError: It is no model that can be measured.
    """
    file = context.storage.read(rows.get, UUID(arguments["fileId"]))
    store = FileStore(context.settings.upload_dir, context.settings.max_file_size)
    path, derived = store.locate(file.file_path), store.derived(file.id)
    made = _gcode if file.file_type is FileType.GCODE else _model
    with told_as(file.original_name, path):
        metadata, products = made(context, path)
    for name, content in products.items():
        (context.scratch / name).write_bytes(content)
    numbers = [None, *(one["plate"] for one in metadata.get("plates", ()))]
    toolpaths = [plate_name(TOOLPATHS_NAME, number) for number in numbers]
    for name in [*products, *(toolpaths if file.file_type is FileType.GCODE else [])]:
        context.publish(context.scratch / name, derived / name)
    url = preview_url(file.id) if PREVIEW_NAME in products else None
    context.on_finish(partial(rows.processed, file.id, metadata, url))
    return {"fileId": str(file.id), "metadata": metadata}


def draw(context: TaskContext, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The operation `generate-thumbnail`: the picture of a file anew; else as `analyze`."""
    file = context.storage.read(rows.get, UUID(arguments["fileId"]))
    store = FileStore(context.settings.upload_dir, context.settings.max_file_size)
    path = store.locate(file.file_path)
    with told_as(file.original_name, path):
        if file.file_type is FileType.GCODE:
            picture = gcode_picture(path, analyse(path, cancelled=context.cancelled))
        else:
            picture = thumbnail(read_model(path), SIZE_PIXELS)
    if picture is None:
        return {"fileId": str(file.id), "thumbnailUrl": None}
    draft = context.scratch / PREVIEW_NAME
    draft.write_bytes(picture)
    context.publish(draft, store.derived(file.id) / PREVIEW_NAME)
    url = preview_url(file.id)
    context.on_finish(partial(rows.processed, file.id, {}, url))
    return {"fileId": str(file.id), "thumbnailUrl": url}


def preview_url(file_id: UUID) -> str:
    """Where the API gives the picture of a file."""
    return f"/api/files/{file_id}/preview"


def _gcode(context: TaskContext, path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    plates = gcode_plates(path)
    if len(plates) <= 1:
        return _gcode_of(_Part(context, 0.0, 1.0), path, None)
    listed: list[dict[str, Any]] = []
    products: dict[str, bytes] = {}
    for index, (number, name) in enumerate(plates):
        metadata, made = _gcode_of(_Part(context, index / len(plates), 1 / len(plates)), path, number)
        listed.append({"plate": number, "name": name, **metadata})
        products |= {plate_name(what, number): content for what, content in made.items()}
        if not index:
            products |= made
            toolpaths = context.scratch / TOOLPATHS_NAME
            shutil.copyfile(toolpaths.with_name(plate_name(TOOLPATHS_NAME, number)), toolpaths)
    return {**_without_plate(listed[0]), "plates": listed}, products


def _without_plate(measures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in measures.items() if name not in {"plate", "name"}}


@dataclass(frozen=True, slots=True)
class _Part:
    """A share of a task, from where it begins."""

    context: TaskContext
    begins: float
    share: float

    def progress(self, share: float, doing: str) -> None:
        self.context.progress((self.begins + share * self.share) * _ALL, doing)


def _gcode_of(part: _Part, path: Path, plate: int | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What is known of a plate, and what is made from it; its toolpaths are in the scratch directory."""
    analysis = analyse(
        path,
        plate=plate,
        progress=lambda share: part.progress(share * _READ_SHARE, "reading"),
        cancelled=part.context.cancelled,
        toolpaths=part.context.scratch / plate_name(TOOLPATHS_NAME, plate),
    )
    part.progress(_READ_SHARE, "drawing")
    products = {LAYERS_NAME: json.dumps(analysis.layers.as_data()).encode()}
    if (picture := gcode_picture(path, analysis, plate)) is not None:
        products[PREVIEW_NAME] = picture
    if large := large_picture(analysis):
        products[LARGE_PREVIEW_NAME] = large
    return gcode_metadata(analysis, part.context.settings.printers), products


def gcode_metadata(analysis: Analysis, printers: Iterable[PrinterSettings]) -> dict[str, Any]:
    """What is kept of an analysis, by the names of the API."""
    data = analysis.as_data()
    volumes = {one.name: Box(0.0, 0.0, 0.0, *one.volume) for one in printers if one.volume is not None}
    return {
        "estimatedTime": round(analysis.seconds, 1),
        "slicerTime": analysis.slicer_seconds,
        "layerCount": analysis.layer_count,
        "filament": data["filament"],
        "filamentLength": analysis.filament_mm,
        "filamentWeight": analysis.filament_g,
        "boundingBox": data["printed"],
        "excesses": {name: list(map(str, analysis.excesses(box))) for name, box in volumes.items()},
        "travelDistance": analysis.travel_mm,
        "hotendTemperatures": data["hotends_celsius"],
        "bedTemperature": analysis.bed_celsius,
        "lineCount": analysis.line_count,
        "objects": data["objects"],
        "metadata": _said_by_slicer(analysis),
        "warnings": data["warnings"],
        "checks": analysis.checks,
    }


def _said_by_slicer(analysis: Analysis) -> dict[str, Any]:
    """What the file says of itself: millimetres, grams, seconds, °C; None where it says nothing."""
    said = analysis.metadata
    return {
        "slicer": said.slicer,
        "slicerVersion": said.slicer_version,
        "flavor": said.flavor,
        "printer": said.printer,
        "estimatedTime": analysis.slicer_seconds,
        "filamentUsed": said.filament_mm,
        "filamentWeight": said.filament_g,
        "filamentTypes": list(said.filament_types),
        "filamentDiameters": list(said.filament_diameters_mm),
        "filamentDensities": list(said.filament_densities_g_cm3),
        "layerHeight": said.layer_height_mm,
        "firstLayerHeight": said.first_layer_height_mm,
        "nozzleDiameter": said.nozzle_diameter_mm,
        "nozzleTemperature": said.nozzle_temperature,
        "bedTemperature": said.bed_temperature,
    }


def _model(context: TaskContext, path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    context.progress(0.0, "reading")
    plates = plate_names(path)
    metadata: dict[str, Any] = {}
    products: dict[str, bytes] = {}
    listed = []
    for index, (number, name) in enumerate(plates or [(None, "")]):
        measures, pictures = _measured(path, number)
        if not index:
            metadata, products = measures, pictures
        if len(plates) > 1:
            listed.append({"plate": number, "name": name, **measures})
            products |= {plate_name(what, number): content for what, content in pictures.items()}
        context.progress((index + 1) / max(len(plates), 1) * _ALL, "measuring and drawing")
    return metadata | ({"plates": listed} if listed else {}), products


def _measured(path: Path, plate: int | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    triangles = read_model(path, plate)
    measures = measure(triangles).as_metadata()
    return measures, {PREVIEW_NAME: thumbnail(triangles, SIZE_PIXELS), MODEL_NAME: compact(triangles)}
