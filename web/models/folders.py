"""Folders, and what is done with several files at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lezerprint.files.names import FOLDER_CHARACTERS
from web.models.common import ApiModel, FileId, Input, Query

FolderPath = Annotated[
    str,
    Field(
        min_length=1,
        max_length=FOLDER_CHARACTERS,
        description="Path of the folder, such as `parts/gears`.",
        examples=["parts/gears"],
    ),
]


class Folder(ApiModel):
    """A folder."""

    path: FolderPath
    files: int = Field(ge=0, description="Number of files directly in the folder.", examples=[3])


class FolderList(ApiModel):
    """All folders."""

    folders: list[Folder] = Field(description="Folders by path, with those that only have other folders.")


class FolderAnswer(ApiModel):
    """A folder."""

    folder: Folder = Field(description="The folder.")


class FolderInput(Input):
    """A new folder."""

    path: FolderPath


class FolderRename(Input):
    """A new path for a folder and all that is in it."""

    path: FolderPath
    new_path: FolderPath = Field(description="New path of the folder.", examples=["parts/wheels"])


class Renamed(ApiModel):
    """The files that have moved with their folder."""

    moved: int = Field(ge=0, description="Number of files that moved.", examples=[3])


class FolderQuery(Query):
    """The folder to delete."""

    path: FolderPath
    with_files: bool = Field(
        default=False,
        description="Whether to delete the files in it too. By default only an empty folder is deleted.",
        examples=[True],
    )


class BulkInput(Input):
    """Several files, and what is to be done with them."""

    ids: list[FileId] = Field(
        min_length=1,
        max_length=500,
        description="Ids of the files.",
        examples=[["3f2b8c1e-5d4a-4c6b-9e7f-0a1b2c3d4e5f"]],
    )
    action: Literal["delete", "move"] = Field(description="What is to be done.", examples=["move"])
    folder: str | None = Field(
        default=None,
        max_length=FOLDER_CHARACTERS,
        description="For `move`: the folder; empty: no folder.",
        examples=["parts/gears"],
    )


class BulkFailure(ApiModel):
    """A file with which it was not done."""

    id: FileId
    code: str = Field(description="Error code, for programs.", examples=["FILE_IN_USE"])
    message: str = Field(description="Why not, for people.", examples=["it is being printed"])


class BulkAnswer(ApiModel):
    """What was done, file by file."""

    done: list[FileId] = Field(description="Ids of the files with which it was done.")
    failed: list[BulkFailure] = Field(description="The other files, and why not.", examples=[[]])
