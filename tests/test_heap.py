"""Memory that was used and freed goes back to the system."""

import subprocess
import sys

GROWN = """
import os, threading
from lezerprint.heap import bound_heap

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def use():
    for _ in range(3):
        bytearray(8 << 20)
        blocks = [bytearray(3 << 20) for _ in range(3)]
        del blocks
    used.wait()

bound_heap()
used = threading.Barrier(9)
before = resident()
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads:
    thread.start()
used.wait()
print(resident() - before)
"""


def test_threads_keep_nothing_of_the_large_blocks_that_they_freed():
    done = subprocess.run(
        [sys.executable, "-c", GROWN], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) < 8 << 20
