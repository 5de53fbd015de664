"""Records what this version says and keeps, for the tests of later ones: `make recorded`.

It prints a file by a real server and a simulated printer, with a tap between server and port process, and
writes `tests/recorded/VERSION/`: the conversation, line by line as JSON, and the data directory.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import tarfile
import threading
from importlib.metadata import version
from pathlib import Path

import httpx
from serving import Server, end_port
from simulated import SimulatedPrinter, wait_until

FOLDER = Path("/tmp/lezerprint-recorded")  # noqa: S108 - the same in each recording, as it stands in some files
RECORDED = Path(__file__).parents[1] / "recorded"
LAYER = "\n".join(f"G1 X{x % 90} F9000" for x in range(300))
PRINT = "\n".join(
    [
        *("M104 S200", "M140 S60", "G28", "M109 S200"),
        *(f";LAYER:{layer}\n{LAYER}" for layer in range(10)),
        *("M104 S0", "M140 S0", "M84", ""),
    ]
)


class Tap:
    """Stands between a server and its port process, and keeps each line that goes by."""

    def __init__(self, path):
        self.lines = []
        self._path, self._behind = path, path.with_suffix(".behind")
        path.rename(self._behind)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        """Let the two speak directly again."""
        self._listener.close()
        self._behind.rename(self._path)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                server, _ = self._listener.accept()
                port = socket.socket(socket.AF_UNIX)
                port.connect(str(self._behind))
                for whose, source, target in (("server", server, port), ("port", port, server)):
                    threading.Thread(target=self._carry, args=(whose, source, target), daemon=True).start()

    def _carry(self, whose, source, target):
        with contextlib.suppress(OSError):
            for line in source.makefile("rb"):
                self.lines.append({"from": whose, "line": json.loads(line)})
                target.sendall(line)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def print_it(server):
    """A print with a pause, orders by hand and a question, from upload to its end."""
    key = (server.folder / "api-key").read_text()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers={"X-Api-Key": key}) as client:

        def post(path, **body):
            return client.post(path, json=body).raise_for_status().json()["data"]

        def state():
            return client.get(f"/api/jobs/{job}").json()["data"]["job"]["status"]

        uploaded = client.post("/api/files/upload", files={"file": ("part.gcode", PRINT.encode())})
        file = uploaded.raise_for_status().json()["data"]["file"]["id"]
        job = post("/api/jobs/start", fileId=file)["job"]["id"]
        wait_until(lambda: server.status()["state"] == "printing", "the print")
        post("/api/printer/temperature", bed=55)
        post("/api/printer/pause")
        wait_until(lambda: state() == "PAUSED", "the pause")
        post("/api/printer/command", command="M105")
        post("/api/printer/resume")
        wait_until(lambda: state() == "COMPLETED", "the end")
        post("/api/printer/home")
        post("/api/printer/heaters-off")
        client.get("/api/printer/diagnosis").raise_for_status()


def record():
    """Write the files of this version anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    target = RECORDED / version("lezerprint")
    target.mkdir(parents=True, exist_ok=True)
    with SimulatedPrinter(speed=20.0) as printer:
        link = FOLDER / "tty"
        link.symlink_to(printer.link)
        with Server(FOLDER, link) as server:
            wait_until(lambda: server.status()["state"] == "idle", "the printer")
        tap = Tap(server.paths.socket)
        with Server(FOLDER, link) as server:
            wait_until(lambda: server.status()["state"] == "idle", "the printer")
            print_it(server)
            server.process.terminate()
            server.process.wait()
        tap.close()
        end_port(server.paths)
    with (target / "conversation.jsonl").open("w") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in tap.lines)
    shutil.rmtree(FOLDER / "data" / "logs", ignore_errors=True)
    with tarfile.open(target / "data.tar.gz", "w:gz") as archive:
        archive.add(FOLDER / "data", "data")
        archive.add(FOLDER / "api-key", "api-key")
    shutil.rmtree(FOLDER)


if __name__ == "__main__":
    record()
