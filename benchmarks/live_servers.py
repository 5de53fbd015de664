"""Servers to listen to: ours with an event source of its own, and OctoPrint with its virtual printer."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Final

from figures import BenchmarkError
from listeners import Target

from lezerprint.errors import LezerPrintError
from lezerprint.port.channel import Channel
from lezerprint.port.paths import port_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from lezerprint.events import EventHub

_PROCESSES: Final = multiprocessing.get_context("spawn")
_START_SECONDS: Final = 90.0
_READY_SECONDS: Final = 30.0
_PASSWORD: Final = "a long enough password"  # noqa: S105 - of an account that lives for minutes
_PRINTER: Final = "default"
_KEY: Final = "A" * 32
"""Of OctoPrint's API."""


@dataclass(frozen=True)
class Server:
    """One that runs.

    Attributes:
        token: An administrator's; empty where the target has one.
    """

    pid: int
    target: Target
    token: str = ""

    def memory_bytes(self) -> int:
        """What it has in memory."""
        with open(f"/proc/{self.pid}/statm") as file:  # noqa: PTH123 - no Path is quicker
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def cpu_seconds(self) -> float:
        """What it has used of all cores."""
        with open(f"/proc/{self.pid}/stat") as file:  # noqa: PTH123
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """What a JSON endpoint answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        sent = None if body is None else json.dumps(body)
        connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise BenchmarkError(f"{path} answers {answer.status}: {text[:200]!r}")
        return json.loads(text)
    finally:
        connection.close()


def wait_until_ready(server: Server, printer: str = _PRINTER) -> None:
    """Until the firmware has answered. Raises BenchmarkError if it does not in half a minute."""
    deadline = time.monotonic() + _READY_SECONDS
    headers = {"Authorization": f"Bearer {server.token}"}
    while True:
        known = ask(server.target.port, "GET", f"/api/printers/{printer}/status", **headers)["data"]
        if known["connection"]["state"] == "ready":
            return
        if time.monotonic() > deadline:
            raise BenchmarkError(f"the printer is not ready: {known['connection']}")
        time.sleep(0.05)


@contextmanager
def ours(folder: Path, device: str, updates_per_second: float) -> Iterator[Server]:
    """Our server, in which somebody tells so many updates a second, each a status and temperatures."""
    link, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(
        target=_serve, args=(theirs, folder, device, updates_per_second), daemon=False
    )
    process.start()
    try:
        theirs.close()
        try:
            port = link.recv() if link.poll(_START_SECONDS) else None
        except EOFError:
            port = None
        if port is None:
            raise BenchmarkError("the server does not start")
        account = {"email": "a@example.com", "username": "admin", "password": _PASSWORD}
        wait_until_it_answers(port, "/api/health")
        token = ask(port, "POST", "/api/auth/register", account)["data"]["accessToken"]
        greeting = [
            {"event": "authenticate", "data": {"token": token}},
            {"event": "subscribe:status"},
            {"event": "subscribe:temperature"},
        ]
        target = Target(port, "/ws", tuple(map(json.dumps, greeting)), b'"at":', b'"sequence":')
        yield Server(process.pid or 0, target, token)
    finally:
        process.terminate()
        process.join(20)
        end_port(_PRINTER)


def end_port(printer: str) -> None:
    """The port process outlives its server; here nothing is printed that it should look after."""
    try:
        channel = Channel(port_paths(printer).socket)
    except (LezerPrintError, OSError):
        return
    pid = channel.greeting.pid
    channel.close()
    for one in (os.getsid(pid), pid):  # its launcher leads the session
        os.kill(one, signal.SIGKILL)


def _serve(link: Connection, folder: Path, device: str, updates_per_second: float) -> None:
    import uvicorn  # noqa: PLC0415

    from actors.supervision import System  # noqa: PLC0415
    from actors.tree import server_tree  # noqa: PLC0415
    from lezerprint.composition import _UVICORN  # noqa: PLC0415 - of this process alone
    from lezerprint.database_setup import prepare  # noqa: PLC0415
    from lezerprint.parts import parts_of  # noqa: PLC0415
    from lezerprint.secret_files import load_secrets  # noqa: PLC0415
    from lezerprint.settings import PrinterSettings, Settings  # noqa: PLC0415
    from lezerprint.storage.database import Storage  # noqa: PLC0415
    from web.app import create_app  # noqa: PLC0415
    from web.live.connection import LiveConnection  # noqa: PLC0415
    from web.printers import Printers  # noqa: PLC0415
    from web.services import services_of  # noqa: PLC0415
    from web.table import endpoints  # noqa: PLC0415

    limits = {f"rate_limit_{name}": "1000000/second" for name in ("api", "visitors", "auth", "control")}
    most = {f"websocket_max_{name}": 100_000 for name in ("connections", "per_address", "per_user")}
    settings = Settings.model_validate(
        {
            "data_dir": folder / "data",
            "access_token_minutes": 1440,
            "bcrypt_rounds": 4,
            "printers": (PrinterSettings(name=_PRINTER, device=device, baudrate=115200),),
            **limits,
            **most,
        }
    )
    storage = Storage(settings.database_url)
    prepare(storage)
    parts = parts_of(settings, storage)
    options = [printer.port_options() for printer in settings.printers]
    system = System(server_tree(options, parts))
    printers = Printers.of(settings.printers, options, system, _PRINTER)
    services = services_of(parts, load_secrets(settings), system, printers, endpoints())
    config = uvicorn.Config(create_app(services), **{**_UVICORN, "ws": LiveConnection})
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    telling = threading.Thread(target=_tell, args=(parts.events, updates_per_second), daemon=True)
    with system:
        telling.start()
        link.send(listener.getsockname()[1])
        uvicorn.Server(config).run(sockets=[listener])
    services.close()


def _tell(events: EventHub, updates_per_second: float) -> None:
    """Status and temperatures as those of a print; once a second something that must arrive."""
    number, due = 0, time.monotonic()
    while True:
        due += 1 / updates_per_second
        time.sleep(max(0.0, due - time.monotonic()))
        number += 1
        temperatures = {
            "hotend": {"actual": 209.5 + number % 10 / 10, "target": 210.0},
            "bed": {"actual": 60.1, "target": 60.0},
            "chamber": None,
        }
        status = {
            "at": time.time(),
            "printer": _PRINTER,
            "state": "printing",
            "connection": {"state": "ready", "reason": "", "device": "/dev/ttyUSB0", "baudrate": 115200},
            "temperatures": temperatures,
            "position": {"x": 101.25, "y": 88.5, "z": 12.4, "e": 1033.125},
            "currentJob": {
                "id": "5d1dd4be-5b6c-4f0c-a3f6-5d2ff8d0c6c9",
                "name": "benchy.gcode",
                "state": "printing",
                "reason": "",
                "progress": number % 1000 / 10,
                "linesAcknowledged": number,
                "linesTotal": 120_000,
                "layer": 31,
                "layersTotal": 240,
                "heightMm": 12.4,
                "waitingFor": None,
                "timeElapsed": number // 10,
                "timeRemaining": 3600,
                "estimatedEnd": "2026-01-01T12:00:00+00:00",
            },
            "link": {"sent": number, "acknowledged": number, "window_bytes": 121, "resends": 0},
            "firmware": "Marlin 2.1.2",
        }
        events.publish("status:update", status, printer=_PRINTER)
        events.publish("temperature:update", {"at": time.time(), **temperatures}, printer=_PRINTER)
        if number % max(1, round(updates_per_second)) == 0:
            events.publish("print:paused", {"n": number}, printer=_PRINTER, lasting=True)


@contextmanager
def octoprint(python: Path, folder: Path) -> Iterator[Server]:
    """OctoPrint with its virtual printer, which it tells twice a second at most."""
    folder.mkdir(parents=True)
    port = free_port()
    config = {
        "plugins": {"virtual_printer": {"enabled": True}},
        "serial": {"autoconnect": True, "port": "VIRTUAL", "baudrate": 115200},
        "server": {
            "firstRun": False,
            "onlineCheck": {"enabled": False},
            "pluginBlacklist": {"enabled": False},
        },
        "accessControl": {"salt": "x" * 32},
        "api": {"key": _KEY},
    }
    (folder / "config.yaml").write_text(json.dumps(config))  # JSON is YAML too
    words = [str(python), "-m", "octoprint", "--basedir", str(folder)]
    account = ["user", "add", "--password", _PASSWORD, "--admin", "admin"]
    subprocess.run([*words, *account], check=True, capture_output=True, timeout=_START_SECONDS)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [*words, "serve", "--port", str(port), "--host", "127.0.0.1", "--iknowwhatimdoing"],
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_it_answers(port, "/api/version")
        credentials = {"user": "admin", "pass": _PASSWORD}
        made = ask(port, "POST", "/api/login", credentials, **_csrf(port))
        _print_something(port)
        greeting = (json.dumps({"auth": f"{made['name']}:{made['session']}"}),)
        yield Server(process.pid, Target(port, "/sockjs/websocket", greeting, b'"serverTime": '))
    finally:
        process.terminate()
        process.wait(20)


def _csrf(port: int) -> dict[str, str]:
    """The headers without which OctoPrint lets nobody log in."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/login/")
        cookies = SimpleCookie(connection.getresponse().headers["Set-Cookie"])
    finally:
        connection.close()
    token = next(one for name, one in cookies.items() if name.startswith("csrf_token"))
    return {"Cookie": f"{token.key}={token.value}", "X-CSRF-Token": token.value}


def _print_something(port: int) -> None:
    """For longer than any run: while it prints it has something new to tell each time it may."""
    moves = "\n".join(f"G1 X{number % 100} F600" for number in range(20_000))
    boundary = "boundary"
    fields = {"print": "true", "select": "true"}
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(f'name="file"; filename="long.gcode"\r\n\r\nG28\n{moves}\n')
    body = "".join(f"--{boundary}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-Api-Key": _KEY}
    deadline = time.monotonic() + _START_SECONDS
    while ask(port, "GET", "/api/connection", **kind)["current"]["state"] != "Operational":
        if time.monotonic() > deadline:
            raise BenchmarkError("OctoPrint has no printer")
        time.sleep(0.5)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/api/files/local", f"{body}--{boundary}--\r\n".encode(), kind)
        if (status := connection.getresponse().status) >= 300:
            raise BenchmarkError(f"OctoPrint does not print: {status}")
    finally:
        connection.close()


def free_port() -> int:
    """One of TCP that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(port: int, path: str) -> None:
    """Raises BenchmarkError if it does not start."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except (OSError, http.client.HTTPException) as error:  # while it starts OctoPrint speaks no HTTP
            if time.monotonic() > deadline:
                raise BenchmarkError("the server does not answer") from error
        finally:
            connection.close()
        time.sleep(0.2)
