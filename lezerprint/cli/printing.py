"""`lezerprint print`: one file on one printer, with no server.

The port process does the printing; this looks on, and says what to do when the user wants to stop.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from typing import TYPE_CHECKING, Final

from lezerprint.cli import wording
from lezerprint.cli.cancelling import Cancelling
from lezerprint.cli.display import open_display
from lezerprint.cli.estimate import Stopwatch, remaining_seconds
from lezerprint.cli.interrupts import CancelledError, Interrupts
from lezerprint.cli.printer_port import PrinterPort
from lezerprint.cli.spools import remove_leftovers, spool_path
from lezerprint.cli.target import claimed
from lezerprint.errors import DeviceError, PortError
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.connection import ConnectionState
from lezerprint.port.device import VIRTUAL
from lezerprint.port.run import ENDED, RunState
from lezerprint.settings import load_settings
