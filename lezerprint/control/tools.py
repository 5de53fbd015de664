"""Which tool an order is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lezerprint.control.errors import InvalidOrderError

if TYPE_CHECKING:
    from lezerprint.hotends import Hotends


@dataclass(frozen=True, slots=True)
class HotendOrder:
    """Whose hotend is to be heated.

    Attributes:
        tool: Its number.
        named: Whether M104 must name it: not of a printer with one nozzle, which may refuse other numbers.
    """

    tool: int
    named: bool

    @property
    def word(self) -> int | None:
        """What M104's `T` is to be; None: none."""
        return self.tool if self.named else None


def hotend_order(hotends: Hotends, tool: int | None, celsius: float) -> HotendOrder:
    """Whose hotend an order is for; the tool's in use, where it names none.

    Switching off is never refused.

    Raises:
        InvalidOrderError: This tool has no hotend of its own.
    """
    if tool is None:
        return HotendOrder(hotends.in_use, hotends.several and hotends.in_use in hotends.readings)
    if tool in hotends.readings or not hotends.readings or celsius == 0:
        return HotendOrder(tool, hotends.several or tool not in hotends.readings)
    if hotends.several or tool not in hotends.named:
        raise InvalidOrderError(f"the printer has no tool {tool}")
    if tool != hotends.in_use:
        raise InvalidOrderError(
            f"tool {tool} has no hotend of its own, and tool {hotends.in_use} is in use: "
            f"leave the tool out, or select tool {tool} first"
        )
    return HotendOrder(tool, named=False)


def check_tool(hotends: Hotends, tool: int | None) -> None:
    """Refuse a tool that nobody knows of; while nothing is known, the firmware decides.

    Raises:
        InvalidOrderError: There is no such tool.
    """
    if hotends.readings and tool is not None and tool not in hotends.named:
        raise InvalidOrderError(f"the printer has no tool {tool}")
