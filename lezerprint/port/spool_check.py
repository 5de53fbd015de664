"""A spool that somebody orders to be printed: is it there, whole, and long enough?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lezerprint.errors import LezerPrintError, PortError
from lezerprint.port.spool import SpoolReader
from lezerprint.port.template import check

_TOO_LARGE: Final = 1e5


def open_whole_spool(path: str, first_line: int) -> SpoolReader:
    """Open it and hold it against its hash.

    Raises PortError for a relative path, a first command that is not there and scripts that are none,
    SpoolError for a spool that cannot be read or is damaged.
    """
    if not Path(path).is_absolute():
        raise PortError("the path of a spool must be absolute")
    spool = SpoolReader.open(Path(path))
    try:
        spool.verify()
        if not 0 <= first_line < len(spool):
            raise PortError(f"the spool has no command {first_line}")
        for templates in spool.scripts.values():
            check(templates)
        if not all(abs(value) < _TOO_LARGE for value in spool.values.values()):
            raise PortError("the spool's values for its scripts are not lengths or speeds")
    except LezerPrintError:
        spool.close()
        raise
    return spool
