"""Files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from lezerprint.base.enums import FileType
from lezerprint.files.names import FOLDER_CHARACTERS, NAME_CHARACTERS
from lezerprint.files.rows import Order, PrintResult
from lezerprint.preflight.finding import FindingSeverity
from web.models.common import (
    ApiModel,
    Bytes,
    CreatedAt,
    FileId,
    Id,
    Input,
    OptionalPrinter,
    Paged,
    Paging,
    PrinterName,
    Query,
    Sha256,
    UpdatedAt,
    UserId,
    several,
)

_ALIASES = {"3MF": "THREEMF", "G-CODE": "GCODE"}


def _types(value: object) -> object:
    words = several(value)
    return [_ALIASES.get(word, word) for word in words] if isinstance(words, list) else words


PlateNumber = Annotated[
    int | None,
    Field(
        ge=1,
        le=1000,
        description="Number of the plate of a 3MF project or of a `.gcode.3mf`, one of `plates` in the "
        "file's metadata. Default: the first plate that is not empty.",
        examples=[1],
    ),
]
FolderName = Annotated[
    str,
    Field(
        max_length=FOLDER_CHARACTERS,
        description="Folder, such as `parts/gears`; empty: no folder.",
        examples=["parts/gears"],
    ),
]


AnnouncedId = Annotated[
    UUID,
    Field(
        description="Id under which the upload was announced over the WebSocket.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"],
    ),
]


class File(ApiModel):
    """An uploaded file."""

    id: Id
    user_id: UserId = Field(description="Id of the account that owns the file.")
    original_name: str = Field(description="Name of the file, as people see it.", examples=["gear.gcode"])
    file_name: str = Field(
        description="Name of the file on the server's disk.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f.gcode"],
    )
    file_path: str = Field(
        description="Path of the file below the upload directory.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f.gcode"],
    )
    file_type: FileType = Field(
        description="Type of the file, recognised by its content.", examples=[FileType.GCODE]
    )
    file_size: Bytes
    metadata: dict[str, Any] | None = Field(
        description="Results of the analysis: for G-code printing time, filament, layers and temperatures, "
        "for models size and volume; null before the analysis.",
        examples=[{"estimatedTime": 3430, "layerCount": 120}],
    )
    thumbnail_url: str | None = Field(
        description="Path of the picture of the file; null if there is none.",
        examples=["/api/files/3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f/preview"],
    )
    print_count: int = Field(description="Number of times that the file was printed.", examples=[3])
    created_at: CreatedAt
    updated_at: UpdatedAt
    last_result: PrintResult | None = Field(
        default=None,
        description="What became of the last print of the file that ended; null if there was none, and in "
        "messages over the WebSocket.",
        examples=[PrintResult.COMPLETED],
    )
    folder: FolderName
    sha256: Sha256
    processed_at: datetime | None = Field(
        description="Time of the analysis, ISO 8601, UTC; null before it. If the analysis failed, "
        "`processingError` in the metadata says why.",
        examples=["2026-03-29T14:05:02Z"],
    )


class FileAnswer(ApiModel):
    """A file."""

    file: File = Field(description="The file.")


class UploadAnswer(FileAnswer):
    """A new file."""

    duplicate_of: FileId | None = Field(
        description="Id of the oldest other file with the same content; null if there is none.",
    )


class UploadForm(ApiModel):
    """A multipart form with a file. Fields may be in any order; unknown ones are ignored."""

    file: bytes = Field(
        description="The file: STL, OBJ, 3MF or G-code. Its type is recognised by its content."
    )
    folder: FolderName | None = Field(
        default=None,
        description="Folder for the file. Default: no folder.",
    )
    name: str | None = Field(
        default=None,
        description="Name for the file. Default: the file name in the form.",
        examples=["gear.gcode"],
    )


class UploadQuery(Query):
    """The upload, if it was announced over the WebSocket."""

    upload_id: AnnouncedId | None = Field(
        default=None,
        description="Id under which the upload was announced over the WebSocket, for progress messages.",
        examples=["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"],
    )


class PlateQuery(Query):
    """The plate of a 3MF."""

    plate: PlateNumber = None


class PreviewQuery(PlateQuery):
    """The plate of a 3MF project, and the size of the picture."""

    size: Literal["normal", "large"] = Field(
        default="normal",
        description="`large`: the picture as large as the slicer drew it, up to 2048 pixels; where there is "
        "none larger, the normal one of up to 512.",
        examples=["large"],
    )


class ToolpathsQuery(Query):
    """The version of a toolpath file that is wanted."""

    v: str | None = Field(
        default=None,
        max_length=64,
        description="`ETag` of an earlier answer, without quotes: the answer may then be cached for good, "
        "and is 412 once the toolpaths were made anew.",
        examples=["18a2c7f3b1d4e9a0-5c1f8"],
    )


class FileToolpathsQuery(ToolpathsQuery):
    """The same, and the plate of a 3MF."""

    plate: PlateNumber = None


class LayersAnswer(ApiModel):
    """The layers of a G-code file, from the first; each list has an entry per layer."""

    lines: list[int] = Field(description="Line at which each layer begins, from 1.", examples=[[12, 840]])
    offsets: list[int] = Field(
        description="Position in the file at which each layer begins, in bytes.", examples=[[310, 24_112]]
    )
    starts: list[float] = Field(
        description="Printing time at which each layer begins, in seconds.", examples=[[0.0, 61.5]]
    )
    seconds: list[float] = Field(description="Duration of each layer, in seconds.", examples=[[61.5, 58.0]])
    z_mm: list[float | None] = Field(
        description="Height of the nozzle in each layer, in millimetres; null if it is not known.",
        examples=[[0.2, 0.4]],
    )


class SlicedPreflightQuery(Query):
    """The printer to check against."""

    printer: OptionalPrinter = None


class PreflightQuery(Query):
    """The printer to check against, and the plate to check."""

    printer: OptionalPrinter = None
    plate: PlateNumber = None


class PreflightFinding(ApiModel):
    """A problem that a preflight found."""

    check: str = Field(
        description=(
            "Check that found it: `volume`, `temperature`, `commands`, `extruder`, `end`, `heaters`, "
            "`figures` or `filament`."
        ),
        examples=["temperature"],
    )
    severity: FindingSeverity = Field(
        description="`error`: the print would fail or do damage; `warning`: it might; `info`: a remark.",
        examples=[FindingSeverity.WARNING],
    )
    message: str = Field(description="What the problem is.", examples=["The file heats the bed to 110 °C."])
    advice: str = Field(
        description="What to do; empty if nothing need be done.", examples=["Slice for a cooler bed."]
    )
    line: int | None = Field(
        description="Line of the G-code, from 1; null if the problem is not in one line.", examples=[12]
    )


class Preflight(ApiModel):
    """The result of checking a file against a printer."""

    printer: PrinterName
    ready: bool = Field(description="Whether no finding is an error.", examples=[True])
    findings: list[PreflightFinding] = Field(description="Problems, the most severe first.")


class PreflightAnswer(ApiModel):
    """The result of a preflight."""

    preflight: Preflight = Field(description="The preflight.")


class FileQuery(Paging):
    """Filters and order of files."""

    folder: str | None = Field(
        default=None,
        max_length=FOLDER_CHARACTERS,
        description="Only files directly in this folder; `/`: only files in no folder.",
        examples=["parts/gears"],
    )
    type: Annotated[tuple[FileType, ...], BeforeValidator(_types)] = Field(
        default=(), description="Types to include, separated by commas. Default: all.", examples=[["GCODE"]]
    )
    search: str | None = Field(
        default=None,
        max_length=NAME_CHARACTERS,
        description="Words that the name must contain.",
        examples=["gear"],
    )
    result: Annotated[tuple[PrintResult, ...], BeforeValidator(several)] = Field(
        default=(),
        description="Only files whose last print that ended had one of these results, separated by commas; "
        "`NEVER_PRINTED`: there was none. Default: all.",
        examples=[["NEVER_PRINTED"]],
    )
    sort: Order = Field(
        default=Order.DATE,
        description="Field to sort by. By default dates and sizes are descending and names ascending.",
        examples=[Order.DATE],
    )
    order: Literal["asc", "desc"] | None = Field(
        default=None, description="Direction of the order. Default: depends on `sort`.", examples=["desc"]
    )


class FilePage(Paged):
    """A page of files."""

    files: list[File] = Field(description="Files on this page.")
    folders: list[str] = Field(description="All folders.", examples=[["parts/gears"]])


class FileChange(Input):
    """Changes to a file; fields that are left out keep their values."""

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=NAME_CHARACTERS,
        description="New name of the file.",
        examples=["gear.gcode"],
    )
    folder: FolderName | None = Field(default=None, description="New folder of the file; empty: no folder.")
