"""What can go wrong in the domain, each with a message of one line that a person can act on.

LezerPrintError
├── CommandError      a command that cannot be sent as it stands
├── GcodeFileError    a G-code file that cannot be printed
├── SpoolError        a spool that cannot be written, or is not whole
├── SettingsError     a setting that is unknown or wrong, or a settings file that cannot be read
├── DeviceError       a printer's device that is absent, busy, or does not answer
├── JobError          a job that is not in a state for what is asked of it
├── PortError         the port process cannot be started, reached, or refuses an order
└── StorageError      a database that cannot be used as it stands
    ├── StorageUnavailableError   cannot be reached, has been locked for too long, or does not answer in time
    └── StorageFullError          its disk is full
"""

from __future__ import annotations


class LezerPrintError(Exception):
    """The base of every error that LezerPrint raises on purpose."""


class CommandError(LezerPrintError):
    """A command that cannot be sent: no G-code, or too long for the firmware's line buffer."""


class GcodeFileError(LezerPrintError):
    """A G-code file that cannot be printed: absent, empty, binary, or with a line that cannot be sent."""


class SpoolError(LezerPrintError):
    """A spool that cannot be written, or that is damaged, cut short, or no spool at all."""


class SettingsError(LezerPrintError):
    """A setting that is unknown or has a wrong value, or a settings file that cannot be read."""


class DeviceError(LezerPrintError):
    """A printer's device that is absent, held by another, or answers no Marlin."""


class JobError(LezerPrintError):
    """A job that is not there, or not in a state for what is asked of it."""


class PortError(LezerPrintError):
    """The port process cannot be started, cannot be reached, or refuses what it is asked."""


class IllegalTransitionError(LezerPrintError):
    """An event that has no place in the state of a link or a conversation: a fault of this program."""


class StorageError(LezerPrintError):
    """A database that cannot be used as it stands: a wrong address, a schema of another version."""


class StorageUnavailableError(StorageError):
    """A database or an upload directory that cannot be reached, is locked, or does not answer in time."""


class StorageFullError(StorageError):
    """The disk of the database, or that of the files, is full."""
