"""What an RTSP camera answers, on its way to ffmpeg."""

import socket
import threading
from contextlib import closing, contextmanager

import pytest

from lezerprint.camera.errors import SourceError
from lezerprint.camera.rtsp_relay import ReplyChecker
from lezerprint.camera.setup import ReaderSetup
from lezerprint.camera.sources import frames_of

OK = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
MOVED = b"RTSP/1.0 302 Moved\r\nCSeq: 2\r\nLocation: %b\r\n\r\n"
DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 8\r\n\r\nv=0\r\ns=\r\n"
PACKET = b"$\x00\x00\x04\nRTS"


@contextmanager
def camera(host, describe):
    """Answers OPTIONS with 200 and all else as told; yields its port and what it was asked."""
    asked = []

    def answer(connection):
        with connection, connection.makefile("rb") as lines:
            while words := lines.readline().split():
                asked.append(words[0])
                head = dict(line.strip().split(b": ", 1) for line in iter(lines.readline, b"\r\n") if line)
                reply = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n" if words[0] == b"OPTIONS" else describe
                connection.sendall(reply.replace(b"CSeq: 2", b"CSeq: " + head[b"CSeq"]))

    def serve(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server((host, 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1], asked
        listener.shutdown(socket.SHUT_RDWR)


def test_a_redirect_to_another_host_is_not_followed():
    with camera("127.0.0.2", OK) as (other, asked):
        to = b"rtsp://127.0.0.2:%d/x" % other
        with (
            camera("127.0.0.1", MOVED % to) as (port, _),
            closing(frames_of(ReaderSetup(f"rtsp://me:secret@127.0.0.1:{port}/x"))) as source,
            pytest.raises(SourceError, match="redirects to another address, which is refused") as told,
        ):
            next(source)
        assert "secret" not in str(told.value)
        assert asked == []


def test_who_does_not_answer_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(SourceError, match=f"cannot connect to 127.0.0.1:{port}"):
        next(frames_of(ReaderSetup(f"rtsp://127.0.0.1:{port}/x")))
    with pytest.raises(SourceError, match="link-local or metadata"):
        next(frames_of(ReaderSetup("rtsp://169.254.169.254/x")))


def check(data, step):
    checker = ReplyChecker()
    for at in range(0, len(data), step):
        checker.check(data[at : at + step])


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_all_that_a_camera_sends_passes_however_it_is_cut(step):
    data = OK + DESCRIBED + PACKET + OK + b"SET_PARAMETER * RTSP/1.0\r\nCSeq: 3\r\n\r\n" + PACKET * 3 + OK
    check(data, step)


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("before", [b"", OK, DESCRIBED, PACKET, OK + PACKET])
def test_a_redirect_is_found_wherever_it_is(step, before):
    with pytest.raises(SourceError, match="redirects"):
        check(before + MOVED, step)


@pytest.mark.parametrize(
    "data",
    [
        b"RTSP/1.0 +302 Moved\r\n",
        b" RTSP/1.0 0302 Moved\r\n",
        b"RTSP/1.0\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: -1\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        b"RTSP/1.0 200 OK\r\n\0Content-Length: 9\r\n",
        b"\rRTSP/1.0 302 Moved\r\n",
        b"x" * 10_000,
    ],
)
def test_what_ffmpeg_could_take_for_another_reply_is_refused(data):
    with pytest.raises(SourceError, match="does not answer in RTSP"):
        ReplyChecker().check(data)
