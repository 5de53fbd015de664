"""What a board leaves behind: settings that outlive a reset, and a log of what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Store(Protocol):
    """Where M500 keeps the settings, and where the log of executed commands goes."""

    def load(self) -> Mapping[str, Mapping[str, float]] | None:
        """The saved settings; None when there are none."""

    def save(self, settings: Mapping[str, Mapping[str, float]]) -> None:
        """Keep the settings over a reset."""

    def log(self, command: str) -> None:
        """Write down a command as it begins to run."""
