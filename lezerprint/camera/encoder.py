"""Videos by ffmpeg: written while pictures come, and rewritten at the end for playing in browsers."""

from __future__ import annotations

import subprocess
import threading
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from lezerprint.camera.errors import SourceError
from lezerprint.camera.ffmpeg import ErrorOutput, ffmpeg_path, last_words
from lezerprint.camera.recordings import Quality
from lezerprint.errors import StorageFullError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lezerprint.camera.camera import Camera
    from lezerprint.camera.recordings import Recording, Recordings

_NICE: Final = ("nice", "-n", "15")
_QUIET: Final = ("-hide_banner", "-loglevel", "error", "-y")
_INPUT: Final = ("-f", "mjpeg", "-use_wallclock_as_timestamps", "1", "-i", "pipe:0", "-an")
_CODEC: Final = (
    *(
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-threads",
        "1",
        "-rc-lookahead",
        "0",
        "-bf",
        "0",
        "-g",
        "60",
    ),
    *("-fps_mode", "vfr", "-color_range", "tv"),
)
"""With x264's defaults it would take half a gigabyte."""

_GROWING: Final = (
    *("-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "1000000"),
    *("-flush_packets", "1", "-f", "mp4"),
)
_CRF: Final = {Quality.LOW: "30", Quality.MEDIUM: "26", Quality.HIGH: "20"}
_LOW_HEIGHT: Final = 480
_EVEN: Final = "scale=trunc(iw/2)*2:trunc(ih/2)*2:out_range=limited"
_TRANSPOSED: Final = {90: ["transpose=1"], 180: ["hflip", "vflip"], 270: ["transpose=2"]}
_END_SECONDS: Final = 30.0
_REWRITE_SECONDS: Final = 600.0
_LOOK_SECONDS: Final = 0.5
_SPACE_SECONDS: Final = 5.0
_SETTLED_SECONDS: Final = 1.0


class Recorder:
    """Writes one recording in a thread of its own, until it is stopped, its time is over or the disk is full.

    Args:
        camera: Whose pictures; it is on meanwhile.
        recordings: Where it is kept.
        recording: Which one it is.
        seconds: How long at most.
        ended: Called with the recording when its video is whole, in the thread.
    """

    def __init__(
        self,
        camera: Camera,
        recordings: Recordings,
        recording: Recording,
        seconds: float,
        ended: Callable[[Recording], None],
    ) -> None:
        self.recording = recording
        self._camera = camera
        self._recordings = recordings
        self._seconds = seconds
        self._ended = ended
        self._is_stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._record, name=f"recorder {camera.name}", daemon=True)

    def start(self) -> None:
        """Begin; from now on the camera is watched."""
        self._camera.feed.enter()
        self._thread.start()

    def stop(self) -> None:
        """Come to an end; does not wait. An ffmpeg that does not end is killed."""
        self._is_stopped = True
        self._woken.set()
        timer = threading.Timer(_END_SECONDS, self._kill)
        timer.daemon = True
        timer.start()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _record(self) -> None:
        feed = self._camera.feed
        unsubscribe = feed.subscribe(self._woken.set)
        try:
            reason = self._write()
        except (OSError, SourceError) as error:
            reason = str(error)
        finally:
            feed.leave()
            unsubscribe()
        with suppress(SourceError, OSError):  # it stays as it is, and can be played
            rewrite(self._camera.setup().ffmpeg, self._recordings, self.recording)
        self._ended(self._recordings.end(self.recording, reason))

    def _write(self) -> str:
        """Write the video; why it has ended."""
        path = self._recordings.part_path(self.recording.id)
        ffmpeg = ffmpeg_path(self._camera.setup().ffmpeg)
        words = [*_NICE, ffmpeg, *_QUIET, *_INPUT, "-vf", self._filters(), *_CODEC]
        words += ["-crf", _CRF[self.recording.quality], *_GROWING, str(path)]
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        with self._process as process:
            if process.stdin is None or process.stderr is None:
                raise RuntimeError("ffmpeg was started without pipes")
            said = ErrorOutput(process.stderr)
            reason = None
            try:
                reason = self._hand_on(process.stdin)
                process.stdin.close()
            except BrokenPipeError:
                with suppress(BrokenPipeError):  # what is left for it is for nobody
                    process.stdin.close()
            code = process.wait()
            words_at_end = said.last_words()
        if reason is not None and code == 0:
            return reason
        return "ffmpeg was killed" if code < 0 else f"the video could not be written: {words_at_end}"

    def _hand_on(self, pipe: IO[bytes]) -> str:
        """Give ffmpeg each picture that it has time for; why it is over."""
        feed, begun = self._camera.feed, time.monotonic()
        number, looked = 0, begun
        while not self._is_stopped:
            now = time.monotonic()
            if now - begun >= self._seconds:
                return "its time is over"
            if now - looked >= _SPACE_SECONDS:
                looked = now
                try:
                    self._recordings.check_space()
                except StorageFullError as error:
                    return str(error)
            self._woken.wait(_LOOK_SECONDS)
            self._woken.clear()
            frame = feed.newest
            if frame is not None and frame.number > number:
                number = frame.number
                pipe.write(frame.jpeg)
                pipe.flush()
        return "it was stopped"

    def _filters(self) -> str:
        settings = self._camera.settings
        filters = [
            *(["hflip"] if settings.flip_horizontal else []),
            *(["vflip"] if settings.flip_vertical else []),
            *_TRANSPOSED.get(settings.rotation, []),
        ]
        if self.recording.quality is Quality.LOW:
            filters.append(f"scale=-2:'min({_LOW_HEIGHT},ih)'")
        return ",".join([*filters, _EVEN, "format=yuv420p"])


def rewrite(ffmpeg: str | None, recordings: Recordings, recording: Recording) -> None:
    """Rewrite the video of a recording so that it begins with its index.

    Raises:
        SourceError: ffmpeg is not there or cannot; the video stays as it is.
        OSError: The disk does not take it; the same.
    """
    part, final = recordings.part_path(recording.id), recordings.final_path(recording.id)
    if not part.is_file():
        return
    scratch = part.with_suffix(".tmp")
    words = [*_NICE, ffmpeg_path(ffmpeg), *_QUIET, "-nostdin", "-i", str(part), "-c", "copy"]
    words += ["-movflags", "+faststart", "-f", "mp4", str(scratch)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_REWRITE_SECONDS, check=False)
        if done.returncode or not scratch.stat().st_size:
            raise SourceError(f"the video cannot be rewritten: {last_words(done.stderr)}")
        scratch.replace(final)
        part.unlink()
    except subprocess.TimeoutExpired as error:
        raise SourceError("the video cannot be rewritten: it takes too long") from error
    finally:
        scratch.unlink(missing_ok=True)


def end_interrupted(camera: Camera, recordings: Recordings, recording: Recording) -> Recording:
    """End a recording whose recorder was killed, once its ffmpeg has ended."""
    part = recordings.part_path(recording.id)
    size = -1
    while part.is_file() and size != (size := part.stat().st_size):
        time.sleep(_SETTLED_SECONDS)
    with suppress(SourceError, OSError):
        rewrite(camera.setup().ffmpeg, recordings, recording)
    return recordings.end(recording, "it was interrupted")
