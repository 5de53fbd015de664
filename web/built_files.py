"""The files of the built dashboard: what there is, and in which encodings."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INDEX: Final = "/index.html"
HASHED: Final = "/assets/"
"""Names below this have a hash of their content."""

_SUFFIXES: Final = {"br": ".br", "gzip": ".gz"}
"""By content coding, the best first."""

# The system's own table differs from one to the next.
_MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
}
_OTHER: Final = "application/octet-stream"
_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file.

    Attributes:
        path: Where it is.
        media_type: For `Content-Type`.
        etag: What stands for its content, whatever the encoding.
        is_hashed: Whether its name stands for its content, so that it can be kept for ever.
        encodings: By content coding, the same compressed; the best first.
    """

    path: Path
    media_type: str
    etag: str
    is_hashed: bool
    encodings: Mapping[str, Path] = field(default_factory=dict)

    def encoded(self, accept_encoding: str) -> tuple[str | None, Path]:
        """The content coding for a client that accepts these, and the file in it."""
        accepted = _accepted(accept_encoding) if self.encodings else {}
        for coding, path in self.encodings.items():
            if accepted.get(coding, accepted.get("*", False)):
                return coding, path
        return None, self.path


def built_files(folder: Path) -> dict[str, BuiltFile]:
    """By the path of their address; hidden files and symbolic links are left out."""
    found = {
        "/" + path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "/." not in f"/{path.relative_to(folder).as_posix()}"
    }
    compressed = {name + suffix for name in found for suffix in _SUFFIXES.values() if name + suffix in found}
    return {name: _file(name, found) for name in found if name not in compressed}


def _file(name: str, found: Mapping[str, Path]) -> BuiltFile:
    path, is_hashed = found[name], name.startswith(HASHED)
    digest = path.name if is_hashed else sha256(path.read_bytes()).hexdigest()[:_DIGITS]
    return BuiltFile(
        path,
        _MEDIA_TYPES.get(path.suffix, _OTHER),
        f'W/"{digest}"',
        is_hashed,
        {coding: found[name + suffix] for coding, suffix in _SUFFIXES.items() if name + suffix in found},
    )


def _accepted(header: str) -> dict[str, bool]:
    """By content coding, whether the client takes it (RFC 9110, 12.5.3)."""
    accepted = {}
    for part in header.lower().split(","):
        coding, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        accepted[coding.strip()] = not weight or weight.strip("0.") != ""
    return accepted
