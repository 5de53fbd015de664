"""Disks for tests."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(megabytes):
    """A disk of its own; only root can have one."""
    with tempfile.TemporaryDirectory() as name:
        mount = [
            shutil.which("mount") or "mount",
            "-t",
            "tmpfs",
            "-o",
            f"size={megabytes}m",
            "tmpfs",
            name,
        ]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk can be mounted by root only")
        try:
            yield Path(name)
        finally:
            subprocess.run([shutil.which("umount"), "-l", name], check=True)
