"""Files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from lezerprint.base.enums import FileType
from lezerprint.files.names import FOLDER_CHARACTERS, NAME_CHARACTERS
from lezerprint.files.rows import Order
from lezerprint.preflight.finding import Severity
from web.models.common import ApiModel, Input, Paged, Paging, Query, several

_ALIASES = {"3MF": "THREEMF", "G-CODE": "GCODE"}


def _types(value: object) -> object:
    words = several(value)
    return [_ALIASES.get(word, word) for word in words] if isinstance(words, list) else words


class File(ApiModel):
    """An uploaded file."""

    id: UUID
    user_id: UUID = Field(description="Whose it is.")
    original_name: str
    file_name: str = Field(description="What it is called on the server's disk.")
    file_path: str = Field(description="Where it is below the upload directory.")
    file_type: FileType = Field(description="By its content.")
    file_size: int = Field(description="Bytes.")
    metadata: dict[str, Any] | None
    thumbnail_url: str | None
    print_count: int
    created_at: datetime
    updated_at: datetime
    folder: str = Field(description="Such as `parts/gears`; empty: in no folder.")
    sha256: str
    processed_at: datetime | None = Field(
        description="When it was analysed; if that failed, `processingError` in its metadata says why."
    )


class FileAnswer(ApiModel):
    """A file."""

    file: File


class UploadAnswer(FileAnswer):
    """A new file."""

    duplicate_of: UUID | None = Field(description="The oldest other file with the same content.")


class UploadForm(ApiModel):
    """A form with a file, in any order; other fields are ignored."""

    file: bytes = Field(description="STL, OBJ, 3MF or G-code; told by its content.")
    folder: str | None = Field(default=None, max_length=FOLDER_CHARACTERS)
    name: str | None = Field(default=None, description="In place of the file's own name.")


class UploadQuery(Query):
    """Which upload this is."""

    upload_id: UUID | None = Field(default=None, description="As it was announced over the WebSocket.")


class PlateQuery(Query):
    """Which plate of a 3MF project."""

    plate: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="One of `plates` in the metadata; where none is named, the first with anything on it.",
    )


class LayersAnswer(ApiModel):
    """The layers of a G-code file, from the first; each list has an entry for each layer."""

    lines: list[int] = Field(description="Line with which the layer begins, from 1.")
    offsets: list[int] = Field(description="Byte of the file with which the layer begins.")
    starts: list[float] = Field(description="Seconds of printing after which the layer begins.")
    seconds: list[float] = Field(description="Duration of the layer, in seconds.")
    z_mm: list[float | None] = Field(description="Height of the nozzle; null where it is not known.")


class PreflightQuery(Query):
    """For which printer."""

    printer: str | None = Field(default=None, max_length=100, description="The default one without it.")


class PreflightFinding(ApiModel):
    """Something that a preflight found."""

    check: str = Field(
        description=(
            "`volume`, `temperature`, `commands`, `extruder`, `end`, `heaters`, `figures` or `filament`."
        )
    )
    severity: Severity = Field(
        description="`error`: the print would fail or do harm; `warning`: it may; `info`: good to know."
    )
    message: str = Field(description="What is the matter.")
    advice: str = Field(description="What to do; empty where nothing need be done.")
    line: int | None = Field(description="The line of the G-code, from 1; null: no single one.")


class Preflight(ApiModel):
    """What speaks against printing a file on a printer, found from its analysis."""

    printer: str
    ready: bool = Field(description="Whether nothing found is an error.")
    findings: list[PreflightFinding] = Field(description="The worst first.")


class PreflightAnswer(ApiModel):
    """A preflight."""

    preflight: Preflight


class FileQuery(Paging):
    """Which files, and in which order."""

    folder: str | None = Field(
        default=None, max_length=FOLDER_CHARACTERS, description="Those in this very folder; `/`: in none."
    )
    type: Annotated[tuple[FileType, ...], BeforeValidator(_types)] = ()
    search: str | None = Field(default=None, max_length=NAME_CHARACTERS, description="Words of the name.")
    sort: Order = Field(default=Order.DATE, description="The newest or largest first, names from A.")
    order: Literal["asc", "desc"] | None = None


class FilePage(Paged):
    """A page of the files."""

    files: list[File]
    folders: list[str] = Field(description="All folders that have files.")


class FileChange(Input):
    """What a file is to be called, and where it is to be."""

    name: str | None = Field(default=None, min_length=1, max_length=NAME_CHARACTERS)
    folder: str | None = Field(default=None, max_length=FOLDER_CHARACTERS)
