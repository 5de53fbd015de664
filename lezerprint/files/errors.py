"""What can go wrong with files.

FileError
├── InvalidFileError       a name, a folder or an upload that cannot be taken
├── UnsupportedFileError   a file that is none of those that can be printed or sliced
├── FileTooLargeError      a file that is longer than is taken here
├── NoSuchFileError        file not found, or its content is gone from the disk
└── FileInUseError         a file that jobs need, or that is just being deleted
"""

from __future__ import annotations

from lezerprint.errors import LezerPrintError


class FileError(LezerPrintError):
    """The base of all that is refused about files."""


class InvalidFileError(FileError):
    """A name, a folder or an upload that cannot be taken."""


class UnsupportedFileError(FileError):
    """A file that is neither STL, OBJ, 3MF nor G-code by its content."""


class FileTooLargeError(FileError):
    """A file that is longer than is taken here."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"the file is longer than {max_bytes} bytes")


class NoSuchFileError(FileError):
    """There is no such file, or its content is gone from the disk."""


class FileInUseError(FileError):
    """A file that jobs need, or that is just being deleted."""
