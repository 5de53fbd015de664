"""Stops of a print for a picture: the head is parked before a layer, and comes back to where it was.

A stop is a pause without its states: the machinery of `Run` finds out how the machine is, sends the scripts
`photo_park` and `photo_return` of the spool, and restores position, E and modes. Without a server that wants
pictures there is none: the layer goes on at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from lezerprint.port.contract.events import PhotoDue
from lezerprint.port.run_state import Step
from lezerprint.port.stopping import doubt_about_extruder

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.port.contract.events import Event
    from lezerprint.port.progress import JobRecord

PARK: Final = "photo_park"
RETURN: Final = "photo_return"
WAIT_SECONDS: Final = 2.0
"""So long the head waits for the picture, hot over the part."""


class PhotoStops:
    """When a job stops for a picture, and for how long.

    Args:
        wanted: Whether a server is there that takes pictures.
        tell: Told that the head is parked.
    """

    def __init__(self, wanted: Callable[[], bool], tell: Callable[[Event], None]) -> None:
        self._wanted = wanted
        self._tell = tell
        self._deadline = 0.0

    def is_due(self, job: JobRecord, index: int) -> bool:
        """Whether to stop before the command at `index`; asked once for each."""
        if job.spool.photo_at(index) is None or index <= job.file_pauses.photo_at:
            return False
        job.file_pauses.photo_at = index
        # Where it is not known what E means, the way back would not be exact.
        return self._wanted() and not doubt_about_extruder(job.spool, index, job.firmware_name)

    def parked(self, job: JobRecord) -> None:
        """The head stands still: ask for the picture."""
        self._deadline = time.monotonic() + WAIT_SECONDS
        index = job.file_pauses.photo_at
        self._tell(PhotoDue(job=job.job, line=index, layer=job.spool.photo_at(index) or 0))

    def is_over(self) -> bool:
        """Whether it takes too long."""
        return time.monotonic() >= self._deadline

    @staticmethod
    def waits_for(job: JobRecord, line: int) -> bool:
        """Whether the picture before this command is waited for now."""
        return job.step is Step.PHOTO and job.file_pauses.photo_at == line
