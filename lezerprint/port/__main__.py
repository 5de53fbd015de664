"""`python -m lezerprint.port`: own one printer's serial port, apart from everything else."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from lezerprint.port.launcher import keep
from lezerprint.port.options import parse_options


def main() -> int:
    """Detach from whoever started this, so that neither Ctrl-C nor a closed terminal reaches the print."""
    options = parse_options()
    with contextlib.suppress(PermissionError):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return keep(options)


if __name__ == "__main__":
    sys.exit(main())
