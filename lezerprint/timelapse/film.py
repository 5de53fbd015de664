"""A film out of the frames of a job: which ones, how fast, and in which parts it is encoded.

The parts are files in the folder of the job, so that a task that was interrupted goes on with the next one.
Memory stays at some 110 MB at 1080p whatever the length of the film; x264's defaults would take half a GB.
"""

from __future__ import annotations

import hashlib
import math
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lezerprint.base.enums import FrameMark
from lezerprint.camera.ffmpeg import ErrorOutput, ffmpeg_path, last_words
from lezerprint.timelapse.errors import FilmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

LAST_SECONDS: Final = 2.0
"""So long the last frame stays."""

_SLOWEST_FPS: Final = 10
_FASTEST_FPS: Final = 30
_PART_FRAMES: Final = 250
_MARKED_SHARE: Final = 1 / 3
_CONCAT_SECONDS: Final = 600.0
_NICE: Final = ("nice", "-n", "19")
_QUIET: Final = ("-hide_banner", "-loglevel", "error", "-y")
_CODEC: Final = (
    *("-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-threads", "1"),
    *("-rc-lookahead", "0", "-bf", "0", "-color_range", "tv", "-f", "mp4"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a film is made of.

    Attributes:
        numbers: Of its frames, in order.
        fps: How many of them are shown a second.
    """

    numbers: tuple[int, ...]
    fps: int

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return (len(self.numbers) - 1) / self.fps + LAST_SECONDS

    @property
    def parts(self) -> list[tuple[int, ...]]:
        """The frames of each part."""
        return [
            self.numbers[start : start + _PART_FRAMES] for start in range(0, len(self.numbers), _PART_FRAMES)
        ]


def plan_of(frames: Iterable[tuple[int, FrameMark]], film_seconds: float) -> Plan:
    """What is made of frames with these numbers and marks.

    Marked ones are left out, unless they are more than a third; broken ones always, and of more than a film
    of that length can show evenly many.

    Raises:
        FilmError: There are too few.
    """
    taken = [(number, mark) for number, mark in frames if mark is not FrameMark.MISSING]
    good = [number for number, mark in taken if mark is FrameMark.GOOD]
    if len(taken) - len(good) > len(taken) * _MARKED_SHARE:
        good = [number for number, mark in taken if mark is not FrameMark.BROKEN]
    if len(good) < 2:  # noqa: PLR2004 - one picture is no film
        raise FilmError(f"a film needs 2 pictures that can be shown, and there are {len(good)}")
    step = math.ceil(len(good) / (film_seconds * _FASTEST_FPS))
    chosen = good[::-1][::step][::-1]  # the last one always
    fps = min(max(round(len(chosen) / film_seconds), _SLOWEST_FPS), _FASTEST_FPS)
    return Plan(tuple(chosen), fps)


class FilmMaker:
    """Makes one film.

    Args:
        folder: That of the job: it has the frames, and the parts while they are made.
        plan: What the film is made of.
        ffmpeg: Its path; None: that of imageio-ffmpeg.
        done: Called with each frame that was encoded: how many of the film are done. What it raises ends
            the work, and the parts that are whole stay.
    """

    def __init__(self, folder: Path, plan: Plan, ffmpeg: str | None, done: Callable[[int], None]) -> None:
        self._folder = folder
        self._plan = plan
        self._ffmpeg = ffmpeg_path(ffmpeg)
        self._done = done
        digest = hashlib.sha256(repr((plan.numbers, plan.fps)).encode()).hexdigest()
        self._parts = folder / f"parts-{digest[:16]}"

    def make(self, film: Path) -> None:
        """Write the film.

        Raises:
            FilmError: ffmpeg cannot, or a frame is gone.
            OSError: The disk refuses.
        """
        for stale in self._folder.glob("parts-*"):
            if stale != self._parts:
                shutil.rmtree(stale, ignore_errors=True)
        self._parts.mkdir(exist_ok=True)
        size = self._size()
        parts = self._plan.parts
        for index, numbers in enumerate(parts):
            part = self._part(index)
            if not part.exists():
                draft = part.with_suffix(".new")
                self._encode(numbers, size, draft, index * _PART_FRAMES, is_last=index == len(parts) - 1)
                draft.rename(part)
            self._done(min((index + 1) * _PART_FRAMES, len(self._plan.numbers)))
        self._join(len(parts), film)

    def clear(self) -> None:
        """Remove the parts."""
        shutil.rmtree(self._parts, ignore_errors=True)

    def _part(self, index: int) -> Path:
        return self._parts / f"{index:04}.mp4"

    def _frame(self, number: int) -> bytes:
        try:
            return (self._folder / f"{number:06}.jpg").read_bytes()
        except FileNotFoundError:
            raise FilmError(f"frame {number} is gone") from None

    def _size(self) -> tuple[int, int]:
        """Of the film: that of its last frame, in even numbers."""
        from PIL import Image  # noqa: PLC0415 - loaded where it is needed

        with Image.open(self._folder / f"{self._plan.numbers[-1]:06}.jpg", formats=["JPEG"]) as picture:
            width, height = picture.size
        return width - width % 2, height - height % 2

    def _encode(
        self, numbers: Sequence[int], size: tuple[int, int], part: Path, before: int, *, is_last: bool
    ) -> None:
        width, height = size
        filters = [
            f"scale={width}:{height}:force_original_aspect_ratio=decrease:out_range=limited",
            f"pad={width}:{height}:-1:-1",
            "setsar=1",
            "format=yuv420p",
            *(
                [f"tpad=stop_mode=clone:stop_duration={LAST_SECONDS - 1 / self._plan.fps:.4f}"]
                if is_last
                else []
            ),
        ]
        words = [*_NICE, self._ffmpeg, *_QUIET, "-f", "image2pipe", "-c:v", "mjpeg"]
        words += ["-framerate", str(self._plan.fps), "-i", "pipe:0", "-vf", ",".join(filters), *_CODEC]
        with subprocess.Popen(
            [*words, str(part)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            if process.stderr is None:
                raise RuntimeError("ffmpeg was started without pipes")
            said = ErrorOutput(process.stderr)
            try:
                self._hand_on(process, numbers, before)
            finally:
                code = process.wait()
                last = said.last_words()
        if code:
            raise FilmError(f"ffmpeg could not make the film: {'it was killed' if code < 0 else last}")

    def _hand_on(self, process: subprocess.Popen[bytes], numbers: Sequence[int], before: int) -> None:
        """Give ffmpeg its pictures; one that has ended says why itself."""
        if process.stdin is None:
            raise RuntimeError("ffmpeg was started without pipes")
        try:
            for index, number in enumerate(numbers):
                process.stdin.write(self._frame(number))
                self._done(before + index)
        except BrokenPipeError:
            pass
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()

    def _join(self, count: int, film: Path) -> None:
        names = self._parts / "parts.txt"
        names.write_text("".join(f"file '{self._part(index).name}'\n" for index in range(count)))
        words = [*_NICE, self._ffmpeg, *_QUIET, "-nostdin", "-f", "concat", "-i", str(names)]
        words += ["-c", "copy", "-movflags", "+faststart", "-f", "mp4", str(film)]
        done = subprocess.run(words, capture_output=True, timeout=_CONCAT_SECONDS, check=False)
        if done.returncode:
            raise FilmError(f"ffmpeg could not make the film: {last_words(done.stderr)}")
