r"""How many status requests a second the server answers, with a token, over several open connections.

Each URL is loaded in turn (A B A B …), from this process; the figures are medians of the repeats.

    python benchmarks/status_requests.py http://127.0.0.1:3001/api/printer/status --header 'X-Api-Key: …' \
        --other http://127.0.0.1:5000/api/printer --other-header 'X-Api-Key: …'
"""

from __future__ import annotations

import argparse
import selectors
import socket
import statistics
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Run:
    """What one load saw."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


class Connection:
    """One client: a request goes out as soon as the answer to the last is whole."""

    def __init__(self, url: str, headers: list[str]) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
        self._request = "\r\n".join(lines).encode()
        self._received = b""
        self._begun = 0.0

    def send(self) -> None:
        """Ask once."""
        self._received = b""
        self._begun = time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> tuple[float, bool] | None:
        """The seconds it took and whether it was good, once the answer is whole."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed a connection")
        self._received += data
        head, found, body = self._received.partition(_END_OF_HEAD)
        if not found or len(body) < _content_length(head):
            return None
        return time.perf_counter() - self._begun, head.startswith(b"HTTP/1.1 200")


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without a length")


def load(url: str, headers: list[str], connections: int, seconds: float) -> Run:
    """Ask as fast as the answers come."""
    selector = selectors.DefaultSelector()
    clients = [Connection(url, headers) for _ in range(connections)]
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.send()
    times: list[float] = []
    failures = 0
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        for key, _ in selector.select(timeout=1.0):
            if (answer := key.data.receive()) is not None:
                times.append(answer[0])
                failures += not answer[1]
                key.data.send()
    elapsed = time.perf_counter() - begun
    for client in clients:
        client.socket.close()
    quantiles = statistics.quantiles(times, n=100)
    return Run(len(times) / elapsed, quantiles[49] * 1000, quantiles[98] * 1000, failures)


def main() -> int:
    given = _parser().parse_args()
    targets = [("this", given.url, given.header)]
    if given.other:
        targets.append(("other", given.other, given.other_header))
    runs: dict[str, list[Run]] = {name: [] for name, _, _ in targets}
    for name, url, headers in targets:
        load(url, headers, given.connections, 1.0)  # warm
        runs[name].clear()
    for _ in range(given.repeat):
        for name, url, headers in targets:
            runs[name].append(load(url, headers, given.connections, given.seconds))
    print(f"{'':6} {'requests/s':>10} {'p50 ms':>7} {'p99 ms':>7} {'failures':>8}")
    medians = {}
    for name, seen in runs.items():
        medians[name] = statistics.median(run.requests_per_second for run in seen)
        p50, p99 = (statistics.median(getattr(run, field) for run in seen) for field in ("p50_ms", "p99_ms"))
        print(f"{name:6} {medians[name]:10,.0f} {p50:7.2f} {p99:7.2f} {sum(run.failures for run in seen):8}")
    if given.other:
        print(f"this is {medians['this'] / medians['other']:.2f} times as fast")
    return int(any(run.failures for run in runs["this"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("url", help="what is asked for")
    add("--header", action="append", default=[], help="a header of each request, such as a credential")
    add("--other", metavar="URL", help="another server to compare with, in turn")
    add("--other-header", action="append", default=[])
    add("--connections", type=int, default=8)
    add("--seconds", type=float, default=5.0, help="how long one run lasts")
    add("--repeat", type=int, default=3)
    return parser


if __name__ == "__main__":
    sys.exit(main())
