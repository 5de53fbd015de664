"""All families of firmware that the simulated printer can speak like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lezerprint.virtual.dialect_klipper import KLIPPER
from lezerprint.virtual.dialect_marlin import MARLIN, MARLIN_1, PRUSA
from lezerprint.virtual.dialect_repetier import REPETIER
from lezerprint.virtual.dialect_reprapfirmware import REPRAPFIRMWARE
from lezerprint.virtual.dialect_smoothieware import SMOOTHIEWARE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lezerprint.virtual.dialect import Dialect

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (MARLIN, MARLIN_1, PRUSA, KLIPPER, REPRAPFIRMWARE, SMOOTHIEWARE, REPETIER)
}
"""By the names of `--dialect`."""
