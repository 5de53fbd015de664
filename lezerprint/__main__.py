"""`lezerprint`, and `python -m lezerprint`."""

from __future__ import annotations

import os
import sys

from lezerprint.cli import program


def main() -> int:
    """Run the command line in a process of its own; the exit code.

    Whatever it and its children write is for their user alone: users' files, jobs, logs, backups.
    """
    os.umask(0o077)
    return program.main()


if __name__ == "__main__":
    sys.exit(main())
