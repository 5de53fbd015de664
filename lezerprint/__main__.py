"""`lezerprint`, and `python -m lezerprint`."""

from __future__ import annotations

import sys

from lezerprint.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
