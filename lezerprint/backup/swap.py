"""Puts staged files in the place of others. Until it is committed, it can be rolled back, also after a crash.

What is done is written down before it is done. Everything is renamed inside its own folder, since a folder
itself may be where a disk is mounted.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lezerprint.base import durable

JOURNAL: Final = ".restore.json"


@dataclass(frozen=True, slots=True)
class RestoreTarget:
    """A folder, and which of the names in it are replaced.

    Attributes:
        key: A word that no other place of the same swap has.
        folder: Made if it is absent.
        names: None: all that is not hidden.
    """

    key: str
    folder: Path
    names: tuple[str, ...] | None = None

    @property
    def staged(self) -> Path:
        """Where the new files wait."""
        return self.folder / f".restore-{self.key}-new"

    @property
    def leaving(self) -> Path:
        """Where the old files are while some of them are still in place."""
        return self.folder / f".restore-{self.key}-leaving"

    @property
    def aside(self) -> Path:
        """Where the old files are when none of them is in place any more."""
        return self.folder / f".restore-{self.key}-old"

    def move(self, source: Path, target: Path) -> None:
        """Move all that the place is about from one of its folders to another."""
        if source.is_dir():
            for entry in sorted(source.iterdir()):
                if not entry.name.startswith(".") if self.names is None else entry.name in self.names:
                    entry.rename(target / entry.name)

    def swap(self) -> None:
        """Put what is staged in place, and what was there aside."""
        self.leaving.mkdir(mode=0o700)
        self.move(self.folder, self.leaving)
        self.leaving.rename(self.aside)
        self.move(self.staged, self.folder)

    def roll_back(self) -> None:
        """Undo that, from wherever it stopped; so may this itself, and be called again."""
        if self.aside.is_dir():
            self.move(self.folder, self.staged)
            self.aside.rename(self.leaving)
        self.move(self.leaving, self.folder)
        self.clear()

    @property
    def left_over(self) -> list[Path]:
        """The folders of a swap that are still there."""
        return [folder for folder in (self.staged, self.leaving, self.aside) if folder.is_dir()]

    def clear(self) -> None:
        """Remove all but what is in place."""
        for folder in self.left_over:
            shutil.rmtree(folder)


def swap(data_dir: Path, targets: list[RestoreTarget]) -> None:
    """Write down what is to be done, and do it.

    Raises:
        OSError: Some of it could not be done; `roll_back` undoes the rest.
    """
    written = [(target.key, str(target.folder), target.names) for target in targets]
    durable.write(data_dir / JOURNAL, json.dumps(written).encode())
    os.sync()  # what is staged, too
    for target in targets:
        target.swap()


def roll_back(data_dir: Path) -> bool:
    """Undo a swap that is not committed; whether there was one."""
    journal = data_dir / JOURNAL
    if not journal.exists():
        return False
    for target in _targets(journal):
        target.roll_back()
    os.sync()
    journal.unlink()
    return True


def commit(data_dir: Path) -> None:
    """The swap stays; what was kept aside can go."""
    os.sync()
    (data_dir / JOURNAL).unlink()


def _targets(journal: Path) -> list[RestoreTarget]:
    return [
        RestoreTarget(key, Path(folder), None if names is None else tuple(names))
        for key, folder, names in json.loads(journal.read_text())
    ]
