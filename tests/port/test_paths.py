"""Where sockets, journals and locks are, and who may enter."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest

from lezerprint.errors import PortError
from lezerprint.port.paths import _temporary_folder, lock_folder, port_paths, runtime_folder


def test_the_folder_is_made_and_is_private(tmp_path):
    paths = port_paths("default", Path("/tmp") / tmp_path.name)  # noqa: S108 - a short path is the point
    try:
        assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o700
        paths.folder.chmod(0o755)
        port_paths("default", paths.folder)
        assert stat.S_IMODE(paths.folder.stat().st_mode) == 0o700
        assert paths.socket == paths.folder / "default.sock"
        assert len({paths.socket, paths.journal, paths.stop_order, paths.log, paths.virtual_link}) == 5
    finally:
        paths.folder.rmdir()


@pytest.mark.parametrize("name", ["../x", "a/b", "", "a b", "ü" * 20, "x" * 32, "x" * 300])
def test_any_name_makes_a_short_and_safe_one(name, folder):
    paths = port_paths(name, folder)
    assert paths.socket.parent == folder
    assert len(paths.printer) == 32
    assert paths.printer != port_paths(name + "2", folder).printer


def test_a_hashed_name_is_nobody_elses(folder):
    hashed = port_paths("a b", folder).printer
    assert port_paths(hashed, folder).printer != hashed


def test_one_name_in_two_data_directories_is_two_printers(folder, tmp_path):
    one, two = (port_paths("default", folder, tmp_path / name) for name in ("one", "two"))
    everybody = {port_paths("default", folder).printer, one.printer, two.printer}
    assert len(everybody) == 3
    assert all(len(name) <= 32 and name.startswith("default") for name in everybody)
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert port_paths("default", folder, tmp_path / "link") == one
    long = {port_paths("x" * 40, folder, tmp_path / name).printer for name in ("one", "two")}
    assert {len(name) for name in long} == {32}
    assert len(long) == 2


def test_a_path_too_long_for_a_socket_is_refused(folder):
    deep = folder / ("x" * 90)
    with pytest.raises(PortError, match="too long"):
        port_paths("default", deep)
    assert not deep.exists()


def test_a_file_in_its_place(folder):
    (folder / "file").touch()
    with pytest.raises(PortError, match="cannot use the runtime folder"):
        port_paths("default", folder / "file")


def test_the_runtime_folder(monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1000")
    monkeypatch.setenv("LEZERPRINT_RUNTIME_DIR", "/elsewhere")
    assert runtime_folder() == Path("/elsewhere")
    monkeypatch.delenv("LEZERPRINT_RUNTIME_DIR")
    assert runtime_folder() == Path("/run/user/1000/lezerprint")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder().parent in (Path("/run"), Path(tempfile.gettempdir()))


def test_locks_have_a_place():
    assert lock_folder().is_dir()


@pytest.mark.parametrize("name", ["TMPDIR", "TEMP", "TMP", "none of them"])
def test_the_temporary_folder_is_that_of_the_standard_library(name, monkeypatch, tmp_path):
    for other in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert _temporary_folder() == Path(tempfile.gettempdir())
