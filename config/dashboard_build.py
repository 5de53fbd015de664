"""Builds the dashboard, if it is not that of the sources.

`python config/dashboard_build.py` builds it; with `check` it checks the sources too: types, style, tests.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
DASHBOARD: Final = ROOT / "web/dashboard"

_SKIP: Final = "LEZERPRINT_DASHBOARD"
"""With the value `skip`, whatever is there is good."""

_SOURCES: Final = ("public", "src", "tools")
_FILES: Final = (
    *(".npmrc", "index.html", "package-lock.json", "package.json"),
    *("tsconfig.json", "vite.config.ts"),
)
_BUILT_FROM: Final = DASHBOARD / "dist/.built-from"
_INSTALLED_FROM: Final = DASHBOARD / "node_modules/.installed-from"


_NO_NODE: Final = "it needs Node.js 20.19 or newer with npm"


class DashboardError(Exception):
    """The dashboard cannot be built."""


def build_dashboard() -> None:
    """Build it unless it is that of the sources.

    Raises:
        DashboardError: It cannot be built.
    """
    if not is_stale():
        return
    npm = npm_path()
    if npm is None:
        raise DashboardError(_NO_NODE)
    wanted = _digest(_sources())
    _install_packages(npm)
    _run(npm, "run", "build")
    _BUILT_FROM.write_text(wanted)


def is_stale() -> bool:
    """Whether it has to be built; an unpacked source distribution has it."""
    if os.environ.get(_SKIP) == "skip" or (ROOT / "PKG-INFO").exists():
        return False
    return _read(_BUILT_FROM) != _digest(_sources())


def npm_path() -> str | None:
    """The path of npm, if there is one and its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if found is None:
        return None
    version = int(found[1]), int(found[2])
    return npm if (20, 19) <= version < (21, 0) or version >= (22, 12) else None


def _run(npm: str, *arguments: str) -> None:
    ended = subprocess.run([npm, *arguments], cwd=DASHBOARD, check=False)
    if ended.returncode:
        raise DashboardError(f"`npm {' '.join(arguments)}` in {DASHBOARD} failed; why, it has said above")


def _sources() -> Iterator[Path]:
    for name in _FILES:
        yield DASHBOARD / name
    for folder in _SOURCES:
        yield from sorted(path for path in (DASHBOARD / folder).rglob("*") if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    """Of the names and contents of these files."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(DASHBOARD).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


def _install_packages(npm: str) -> None:
    """Those of the lock file, unless they are there."""
    # A link leads to those of another checkout, which installs them by itself.
    if (DASHBOARD / "node_modules").is_symlink():
        return
    locked = _digest([DASHBOARD / "package-lock.json"])
    if _read(_INSTALLED_FROM) != locked:
        _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _INSTALLED_FROM.write_text(locked)


def _check() -> None:
    npm = npm_path()
    if npm is not None:
        _install_packages(npm)
        build_dashboard()
        _run(npm, "run", "--silent", "check")
    elif "node" in os.environ.get("LEZERPRINT_TEST_REQUIRE", "").split(","):
        raise DashboardError(_NO_NODE)
    else:
        sys.stderr.write(f"The dashboard is not checked: {_NO_NODE}.\n")


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["check"]:
            _check()
        else:
            build_dashboard()
    except DashboardError as failure:
        sys.exit(f"The dashboard is not built: {failure}.")
