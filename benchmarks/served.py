"""`lezerprint serve` with any number of printers, as a process of its own, and what its clients do."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from figures import BenchmarkError
from listeners import Target
from live_servers import Server, ask, end_port, free_port, wait_until_it_answers, wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_ACCOUNT: Final = {"email": "a@example.com", "username": "admin", "password": "a long enough password"}
_END_SECONDS: Final = 20.0
_BOUNDARY: Final = "boundary"
_SETTINGS: Final = {
    "access_token_minutes": 1440,
    "bcrypt_rounds": 4,
    **{f"rate_limit_{name}": "1000000/second" for name in ("api", "visitors", "auth", "control")},
    "rate_limit_upload": "1000 GB/second",
    **{f"websocket_max_{name}": 100_000 for name in ("connections", "per_address", "per_user")},
}


@contextmanager
def serving(folder: Path, devices: Mapping[str, str], **settings: str | int) -> Iterator[Server]:
    """A server whose printers, by name, are at these devices, and all ready; `settings` are set besides.

    The greeting of its target asks for all that there is to hear of them. Raises BenchmarkError if it does
    not start.
    """
    config, port = folder / "lezerprint.toml", free_port()
    config.write_text(_toml(devices, settings))
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "lezerprint", "serve", "--config", str(config)),
                *("--port", str(port), "--data-dir", str(folder / "data")),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_it_answers(port, "/api/health")
        token = ask(port, "POST", "/api/auth/register", _ACCOUNT)["data"]["accessToken"]
        server = Server(process.pid, Target(port, "/ws", _greeting(token, devices), b'"at":'), token)
        for printer in devices:
            wait_until_ready(server, printer)
        yield server
    finally:
        process.terminate()
        process.wait(_END_SECONDS)
        for printer in devices:
            end_port(printer)


def _toml(devices: Mapping[str, str], settings: Mapping[str, str | int]) -> str:
    """Numbers and plain strings are in TOML what they are in JSON."""
    tables = [{"name": name, "device": device, "baudrate": 115200} for name, device in devices.items()]
    parts: list[Mapping[str, Any]] = [{**_SETTINGS, **settings}, *tables]
    return "\n[[printers]]\n".join(
        "".join(f"{name} = {json.dumps(value)}\n" for name, value in part.items()) for part in parts
    )


def _greeting(token: str, printers: Iterable[str]) -> tuple[str, ...]:
    asked = [
        {"event": f"subscribe:{what}", "data": {"printer": printer}}
        for printer in printers
        for what in ("status", "temperature", "progress")
    ]
    return tuple(map(json.dumps, [{"event": "authenticate", "data": {"token": token}}, *asked]))


def made_key(server: Server) -> str:
    """A new API key of the administrator's."""
    made: str = _asked(server, "POST", "/api/api-keys", {"name": "benchmark"})["key"]
    return made


def start(server: Server, printer: str, file_id: str) -> str:
    """Have a printer, which must be free, print this file; the job's id."""
    body = {"fileId": file_id, "printer": printer}
    made: str = _asked(server, "POST", "/api/jobs/start", body)["job"]["id"]
    return made


def job(server: Server, job_id: str) -> dict[str, Any]:
    """A job as clients see it."""
    found: dict[str, Any] = _asked(server, "GET", f"/api/jobs/{job_id}")["job"]
    return found


def delete(server: Server, file_id: str) -> None:
    """Delete a file that no job needs."""
    _asked(server, "DELETE", f"/api/files/{file_id}")


def upload(server: Server, name: str, pieces: Iterable[bytes], size_bytes: int) -> str:
    """Send a file, piece by piece; its id."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = _authorization(server) | {
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        "Content-Length": str(len(head) + size_bytes + len(tail)),
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.target.port, timeout=60)
    try:
        connection.request("POST", "/api/files/upload", chain([head], pieces, [tail]), headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != http.client.CREATED:
        raise BenchmarkError(f"the upload is answered {answer.status}: {text[:200]!r}")
    made: str = json.loads(text)["data"]["file"]["id"]
    return made


def _asked(server: Server, method: str, path: str, body: Any = None) -> Any:
    return ask(server.target.port, method, path, body, **_authorization(server))["data"]


def _authorization(server: Server) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.token}"}
