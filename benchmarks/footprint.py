"""What the server costs: its start, and its memory and processor at rest with a simulated printer connected.

Each repeat starts every tree (`--tree`: a checkout of another version) once, in turn, in the interpreter of
this program. A start is on a data directory that is there already; the first of a tree makes it and is not
counted.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from figures import BenchmarkError
from live_servers import ask, free_port

from lezerprint.port.channel import Channel, PortGoneError
from lezerprint.port.paths import port_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_START_SECONDS: Final = 90.0
_LOOK_SECONDS: Final = 0.005
_END_SECONDS: Final = 20.0
_NANOSECONDS: Final = 1e9
_KIB_A_MB: Final = 1024
_CREDENTIALS: Final = {"email": "a@example.com", "password": "a long enough password"}
_ACCOUNT: Final = {"username": "admin", **_CREDENTIALS}
_CONFIG: Final = """\
rate_limit_auth = "1000000/second"
rate_limit_api = "1000000/second"
rate_limit_visitors = "1000000/second"

[[printers]]
name = "default"
device = "virtual"
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one start, or medians of several. Memory in MB, as if nothing else ran; a core is 100 %."""

    answers_ms: float
    start_cpu_ms: float
    ready_ms: float
    server_mb: float
    port_mb: float
    all_mb: float
    server_percent: float
    port_percent: float
    all_percent: float


def main() -> int:
    """Measure, and print a table; the exit code."""
    given = _arguments()
    trees = [Path(__file__).parents[1], *given.tree]
    runs: dict[Path, list[Figures]] = {tree: [] for tree in trees}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folders = {tree: Path(name) / str(number) for number, tree in enumerate(trees)}
        for tree, folder in folders.items():
            folder.mkdir()
            (folder / "lezerprint.toml").write_text(_CONFIG)
            with _started(tree, folder) as (server, port, _):
                _until_ready(server, port, _token(port, "register", _ACCOUNT), time.monotonic())
        for _ in range(given.repeat):
            for tree, folder in folders.items():
                runs[tree].append(_measure(tree, folder, given.rest))
    for line in _table(runs):
        print(line)
    if given.json is not None:
        told = {str(tree): [asdict(one) for one in figures] for tree, figures in runs.items()}
        given.json.write_text(json.dumps(told))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--tree", type=Path, action="append", default=[], help="a checkout to compare with; may be repeated"
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--rest", type=float, default=20.0, metavar="SECONDS", help="how long it rests")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run")
    return parser.parse_args()


def _measure(tree: Path, folder: Path, rest_seconds: float) -> Figures:
    with _started(tree, folder) as (server, port, begun_at):
        answers_ms = 1000 * (time.monotonic() - begun_at)
        cpu_ms = 1000 * _used_seconds(server.pid)
        ready_ms = _until_ready(server, port, _token(port, "login", _CREDENTIALS), begun_at)
        port_pids = _port_pids(folder)
        everybody = {server.pid, *port_pids}
        before = {pid: _cpu_seconds(pid) for pid in everybody}
        time.sleep(rest_seconds)
        percent = {pid: 100 * (_cpu_seconds(pid) - before[pid]) / rest_seconds for pid in everybody}
        server_mb, port_mb, all_mb = (_memory_mb(pids) for pids in ({server.pid}, port_pids, everybody))
    return Figures(
        answers_ms,
        cpu_ms,
        ready_ms,
        server_mb,
        port_mb,
        all_mb,
        percent[server.pid],
        sum(percent[pid] for pid in port_pids),
        sum(percent.values()),
    )


@contextmanager
def _started(tree: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The server as soon as it answers, where it listens, and when it was started."""
    port = free_port()
    words = [sys.executable, "-m", "lezerprint", "serve", "--config", str(folder / "lezerprint.toml")]
    begun_at = time.monotonic()
    with (folder / "output").open("wb") as output:
        server = subprocess.Popen(
            [*words, "--port", str(port), "--data-dir", str(folder / "data")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=tree,
            env=_environment(tree, folder),
        )
    try:
        while not _answers(port):
            if server.poll() is not None or time.monotonic() - begun_at > _START_SECONDS:
                raise BenchmarkError(f"no server: {(folder / 'output').read_text()[-1000:]}")
            time.sleep(_LOOK_SECONDS)
        yield server, port, begun_at
    finally:
        server.terminate()
        server.wait(_END_SECONDS)
        _end_port(folder)


def _environment(tree: Path, folder: Path) -> dict[str, str]:
    """This program's, but that compiled modules are kept, as they are of whoever has installed it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(tree), "LEZERPRINT_RUNTIME_DIR": str(folder)}


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_SECONDS)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _token(port: int, how: str, body: dict[str, str]) -> str:
    token: str = ask(port, "POST", f"/api/auth/{how}", body)["data"]["accessToken"]
    return token


def _until_ready(server: subprocess.Popen[bytes], port: int, token: str, begun_at: float) -> float:
    """How long after the start the firmware has answered, in milliseconds."""
    headers = {"Authorization": f"Bearer {token}"}
    while ask(port, "GET", "/api/printer/status", **headers)["data"]["connection"]["state"] != "ready":
        if server.poll() is not None or time.monotonic() - begun_at > _START_SECONDS:
            raise BenchmarkError("the printer is not ready")
        time.sleep(_LOOK_SECONDS)
    return 1000 * (time.monotonic() - begun_at)


def _port_pids(folder: Path) -> set[int]:
    """The port process and its launcher."""
    paths = port_paths("default", folder, folder / "data")
    with closing(Channel(paths.socket)) as channel:
        return {int(channel.greeting.pid), int(channel.greeting.launcher)}


def _end_port(folder: Path) -> None:
    """It outlives its server, and here has nothing to look after."""
    with suppress(PortGoneError):
        for pid in sorted(_port_pids(folder)):  # the launcher is the older
            os.kill(pid, signal.SIGKILL)


def _used_seconds(pid: int) -> float:
    """What it has used of all cores so far, in steps of a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu_seconds(pid: int) -> float:
    """What all its threads that are there have used, to the nanosecond."""
    used = 0.0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            used += int((thread / "schedstat").read_text().split()[0]) / _NANOSECONDS
    return used


def _memory_mb(pids: Iterable[int]) -> float:
    """What these need of memory if nothing else ran: what they wrote, and each file's pages once.

    The kernel's PSS of a process falls with every other program that runs the same interpreter.
    """
    written, files = 0.0, dict[str, float]()
    for pid in pids:
        for name, sizes in _mappings(pid):
            dirty = sizes["Pss_Dirty"]
            written += dirty
            clean = sizes["Shared_Clean"] + sizes["Private_Clean"]
            files[name] = max(files.get(name, 0.0), clean)
    return (written + sum(files.values())) / _KIB_A_MB


def _mappings(pid: int) -> Iterator[tuple[str, dict[str, float]]]:
    """What is mapped, by the name and place of its file, and its sizes in KiB."""
    name, sizes = "", dict[str, float]()
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        first, *words = line.split()
        if not first.endswith(":"):
            if sizes:
                yield name, sizes
            name, sizes = " ".join(words[1:]), {}
        elif words[-1] == "kB":
            sizes[first.rstrip(":")] = float(words[0])
    if sizes:
        yield name, sizes


def _table(runs: dict[Path, list[Figures]]) -> Iterable[str]:
    """Medians of each tree, and what the first has of each other."""
    names = [field.name for field in fields(Figures)]
    typical = {
        tree: [median(getattr(one, name) for one in of) for name in names] for tree, of in runs.items()
    }
    yield " " * 24 + "".join(f"{name:>16}" for name in names)
    first, *others = typical
    for tree, figures in typical.items():
        yield f"{tree.name:24}" + "".join(f"{figure:16.2f}" for figure in figures)
    for tree in others:
        shares = (one / other for one, other in zip(typical[first], typical[tree], strict=True))
        yield f"{'of ' + tree.name:24}" + "".join(f"{share:16.2f}" for share in shares)


if __name__ == "__main__":
    sys.exit(main())
