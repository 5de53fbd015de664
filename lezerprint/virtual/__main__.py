"""`python -m lezerprint.virtual`: the simulated printer as a program."""

import sys

from lezerprint.virtual.program import main

if __name__ == "__main__":
    sys.exit(main())
