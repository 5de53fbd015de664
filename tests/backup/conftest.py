from __future__ import annotations

import random
from contextlib import closing

import pytest
from databases import database_kind, database_url  # noqa: F401 - fixtures
from plain_environment import without_settings
from rows import a_file, a_user

from lezerprint.settings import Settings
from lezerprint.storage.database import Storage
from lezerprint.storage.models import File

SMALL, LARGE = b"solid cube\n", random.Random(1).randbytes(1_000_000)


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):  # noqa: F811 - the fixture's name
    """With a database of one user and one file, and files in each of the folders."""
    without_settings(monkeypatch, tmp_path)
    made = Settings(data_dir=tmp_path / "data", database_url=database_url)
    put_files(made)
    with closing(Storage(database_url)) as storage:
        storage.run(lambda: a_file(a_user("ann"), "cube.stl"))
    return made


def put_files(settings):
    for path, content in (
        (settings.upload_dir / "1.stl", SMALL),
        (settings.upload_dir / "leere Datei 🙂.gcode", b""),
        (settings.upload_dir / ".derived" / "1" / "preview.png", LARGE),
        (settings.upload_dir / ".incoming" / "2.part", b"half"),
        (settings.data_dir / "timelapses" / "3" / "film.mp4", LARGE),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture
def state(settings):
    """All that a restore may touch, as it is now."""

    def look():
        folders = (settings.upload_dir, settings.data_dir / "timelapses")
        files = {
            str(path.relative_to(settings.data_dir)): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }
        with closing(Storage(settings.database_url)) as storage, storage.session():
            return files, sorted(file.original_name for file in File.select())

    return look
