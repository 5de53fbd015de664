"""A camera with many viewers: what it costs, and how late pictures are; beside a bare fan-out in one run.

A source sends 720p pictures 15 times a second, each with the time in it. Viewers take them from the server,
and then from the least that can hand them on: one of them reads a byte a second.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import camera_parts
from listeners import Target
from live_servers import Server
from rich.console import Console
from rich.table import Table
from served import made_key, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

_VIEWERS: Final = 20
_SECONDS: Final = 20.0
_WARM_UP_SECONDS: Final = 5.0
_MOST_CPU_PERCENT: Final = 10.0
_MOST_DELAY_MS: Final = 200.0
_MOST_GROWTH_MB: Final = 5.0
_BYTES_A_MB: Final = 1e6
_READER: Final = b"lezerprint.camera.reader"


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: processor time of one core, of all processes that bring pictures from source to viewers."""

    cpu_percent: float
    reader_cpu_percent: float
    p50_ms: float
    p95_ms: float
    worst_ms: float
    pictures_a_second: float
    memory_mb: float
    growth_mb: float


def main(arguments: list[str]) -> int:
    """Measure both; 0 if the server meets its bars."""
    given = _parsed(arguments)
    with camera_parts.source() as source_port:
        with _server(source_port) as (port, path, pids):
            ours = _measured(port, path, pids, given.viewers, given.seconds)
        with camera_parts.bare(source_port) as (pid, port):
            bare = _measured(port, "/", [pid], given.viewers, given.seconds)
    _show({"LezerPrint": ours, "bare asyncio": bare})
    if given.json:
        given.json.write_text(json.dumps({"ours": asdict(ours), "bare": asdict(bare)}, indent=1))
    bars = {
        f"at most {_MOST_CPU_PERCENT:g} % of a core": ours.cpu_percent <= _MOST_CPU_PERCENT,
        f"p95 of the delay at most {_MOST_DELAY_MS:g} ms": ours.p95_ms <= _MOST_DELAY_MS,
        f"memory grows by at most {_MOST_GROWTH_MB:g} MB": ours.growth_mb <= _MOST_GROWTH_MB,
    }
    for text, met in bars.items():
        print(f"{'met   ' if met else 'NOT MET'}  {text}")
    return 0 if all(bars.values()) else 1


@contextmanager
def _server(source_port: int) -> Iterator[tuple[int, str, list[int]]]:
    """A server with this source as its camera: its port, the stream's path, and its processes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lzp")))
        url = f"http://127.0.0.1:{source_port}/"
        server = stack.enter_context(serving(folder, {"default": "virtual"}, camera_url=url))
        yield server.target.port, f"/api/camera/stream?apikey={made_key(server)}", [server.pid]


def _measured(port: int, path: str, pids: list[int], viewers: int, seconds: float) -> Figures:
    with camera_parts.viewing(port, path, viewers) as told:
        told.send(_WARM_UP_SECONDS)
        told.recv()
    with camera_parts.viewing(port, path, viewers) as told:
        all_pids = [*pids, *_readers(pids[0])]
        processes = [Server(pid, Target(port, path, (), b"")) for pid in all_pids]
        before, memory = [one.cpu_seconds() for one in processes], processes[0].memory_bytes()
        told.send(seconds)
        seen = told.recv()
        used = [one.cpu_seconds() - was for one, was in zip(processes, before, strict=True)]
        after = processes[0].memory_bytes()
    delays = sorted(seen.delays_ms)
    return Figures(
        cpu_percent=100 * sum(used) / seconds,
        reader_cpu_percent=100 * sum(used[len(pids) :]) / seconds,
        p50_ms=delays[len(delays) // 2],
        p95_ms=delays[len(delays) * 95 // 100],
        worst_ms=delays[-1],
        pictures_a_second=seen.fewest / seconds,
        memory_mb=after / _BYTES_A_MB,
        growth_mb=(after - memory) / _BYTES_A_MB,
    )


def _readers(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if is_ours and _READER in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:  # it has ended
            continue
    return found


def _show(runs: dict[str, Figures]) -> None:
    table = Table()
    for name in (
        "",
        "CPU %",
        "of it reader",
        "p50 ms",
        "p95 ms",
        "worst ms",
        "pictures/s",
        "MB",
        "growth MB",
    ):
        table.add_column(name, justify="right")
    for name, figures in runs.items():
        table.add_row(name, *(f"{value:.1f}" for value in asdict(figures).values()))
    Console(width=110).print(table)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=_VIEWERS, help="one of them is slow")
    parser.add_argument("--seconds", type=float, default=_SECONDS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
