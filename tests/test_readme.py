"""The README's walk-through, as it stands there, against a new server with a simulated printer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from serving import Server
from simulated import SimulatedPrinter, short_folder

README = Path(__file__).parents[1] / "README.md"
SECTION = re.compile(r"<!-- walk-through: .*?-->(.*?)<!-- end of walk-through -->", re.DOTALL)
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def walk_through():
    (section,) = SECTION.findall(README.read_text())
    return "\n".join(BLOCK.findall(section))


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_walk_through_ends_with_a_finished_print(tmp_path):
    folder = short_folder()
    (folder / "api-key").write_text("the walk-through makes the first account")
    with SimulatedPrinter() as printer, Server(folder, printer.link) as server:
        found = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", walk_through()],
            env={**os.environ, "URL": f"http://127.0.0.1:{server.port}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert found.returncode == 0, found.stderr + found.stdout
    assert found.stdout.rstrip().endswith("COMPLETED")
    assert "no move extrudes" in found.stdout
