"""The analysis of G-code: its speed beside OctoPrint's, and its figures beside the slicer's own.

    python benchmarks/analysis.py [FILE ...] --octoprint /path/to/a/venv/with/octoprint/bin/python

Without files, models are made and sliced with PrusaSlicer, which must be installed then. Without OctoPrint, a
plain loop over the lines takes its place, which does far less.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import stl
from rich.console import Console
from rich.table import Table

from lezerprint.errors import LezerPrintError
from lezerprint.gcode.analysis import Analysis, analyse

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLE_WIDTH: Final = 150
_FASTER_BAR: Final = 10.0
_TIME_BAR_PERCENT: Final = 5.0
_FILAMENT_BAR_PERCENT: Final = 0.5
_MEMORY_BAR_MB: Final = 100.0

_OCTOPRINT: Final = """
import json, sys, time
from octoprint.util.gcodeInterpreter import gcode
begun = time.perf_counter()
reader = gcode()
reader.load(sys.argv[1])
print(json.dumps({"elapsed": time.perf_counter() - begun, "seconds": reader.totalMoveTimeMinute * 60}))
"""
_OURS: Final = "--measure-one"

_MACHINE: Final = """
gcode_flavor = marlin2
machine_limits_usage = emit_to_gcode
machine_max_acceleration_e = 5000
machine_max_acceleration_extruding = 1250
machine_max_acceleration_retracting = 1250
machine_max_acceleration_travel = 1500
machine_max_acceleration_x = 1000
machine_max_acceleration_y = 1000
machine_max_acceleration_z = 200
machine_max_feedrate_e = 120
machine_max_feedrate_x = 200
machine_max_feedrate_y = 200
machine_max_feedrate_z = 12
machine_max_jerk_e = 4.5
machine_max_jerk_x = 8
machine_max_jerk_y = 8
machine_max_jerk_z = 0.4
bed_shape = 0x0,250x0,250x210,0x210
start_gcode = G28\\nG1 Z5 F5000
filament_diameter = 1.75
filament_density = 1.24
nozzle_diameter = 0.4
layer_height = 0.2
first_layer_height = 0.2
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One file, analysed once by each.

    Attributes:
        name: Of the file.
        lines: How many it has.
        megabytes: How large it is.
        ours_seconds: What our analysis takes.
        theirs_seconds: What the other takes.
        print_seconds: Our estimate.
        other_print_seconds: The other's estimate; None where it has none.
        slicer_seconds: The slicer's estimate; None where it has none.
        filament_mm: Our figure.
        slicer_filament_mm: The slicer's figure; None where it has none.
        grown_mb: By how much the process grew at most.
    """

    name: str
    lines: int
    megabytes: float
    ours_seconds: float
    theirs_seconds: float
    print_seconds: float
    other_print_seconds: float | None
    slicer_seconds: float | None
    filament_mm: float
    slicer_filament_mm: float | None
    grown_mb: float

    @property
    def times_faster(self) -> float:
        """How many times as long the other takes."""
        return self.theirs_seconds / self.ours_seconds

    @property
    def time_percent(self) -> float | None:
        """By how much our estimate of the time is above the slicer's."""
        return _percent(self.print_seconds, self.slicer_seconds)

    @property
    def filament_percent(self) -> float | None:
        """By how much our length of the filament is above the slicer's."""
        return _percent(self.filament_mm, self.slicer_filament_mm)


def _percent(value: float, reference: float | None) -> float | None:
    return (value / reference - 1) * 100 if reference else None


def measure_one(path: Path) -> None:
    """Analyse in this process, and print what that took."""
    before = _peak_kb()
    begun = time.perf_counter()
    found: Analysis = analyse(path)
    elapsed = time.perf_counter() - begun
    grown = _peak_kb() - before
    figures = {
        "elapsed": elapsed,
        "grown_mb": grown / 1024,
        "lines": found.line_count,
        "seconds": found.seconds,
        "slicer_seconds": found.slicer_seconds,
        "filament_mm": found.filament_mm,
        "slicer_filament_mm": found.metadata.filament_mm,
    }
    print(json.dumps(figures))


def _peak_kb() -> int:
    """The most memory that this program had; what `getrusage` says counts its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _figures(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def plain_loop(path: Path) -> dict[str, float]:
    """Go through the lines, take the words apart, and add up the ways: the least that a loop must do."""
    begun = time.perf_counter()
    place = {"X": 0.0, "Y": 0.0, "Z": 0.0, "E": 0.0, "F": 0.0}
    way = 0.0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            words = line.partition(";")[0].split()
            if words and words[0] in {"G0", "G1"}:
                before = dict(place)
                place.update((word[0], float(word[1:])) for word in words[1:])
                way += sum((place[axis] - before[axis]) ** 2 for axis in "XYZ") ** 0.5
    return {"elapsed": time.perf_counter() - begun}


def run(path: Path, octoprint: Path | None, repeat: int) -> Run:
    """Analyse a file by turns; of each the fastest counts."""
    ours, theirs = [], []
    for _ in range(repeat):
        ours.append(_figures([sys.executable, __file__, _OURS, str(path)]))
        if octoprint:
            theirs.append(_figures([str(octoprint), "-c", _OCTOPRINT, str(path)]))
        else:
            theirs.append(plain_loop(path))
    best = min(ours, key=lambda figures: figures["elapsed"])
    other = min(theirs, key=lambda figures: figures["elapsed"])
    return Run(
        name=path.name,
        lines=int(best["lines"]),
        megabytes=path.stat().st_size / 1e6,
        ours_seconds=best["elapsed"],
        theirs_seconds=other["elapsed"],
        print_seconds=best["seconds"],
        other_print_seconds=other.get("seconds"),
        slicer_seconds=best["slicer_seconds"],
        filament_mm=best["filament_mm"],
        slicer_filament_mm=best["slicer_filament_mm"],
        grown_mb=max(figures["grown_mb"] for figures in ours),
    )


def _solid(
    path: Path, radius: Callable[[np.ndarray, float], np.ndarray], heights: np.ndarray, sides: int
) -> Path:
    """A solid whose radius depends on angle and height."""
    angles = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = [
        np.stack(
            [radius(angles, z) * np.cos(angles), radius(angles, z) * np.sin(angles), np.full(sides, z)], 1
        )
        for z in heights
    ]
    triangles = []
    for low, high in pairwise(rings):
        low_next, high_next = np.roll(low, -1, 0), np.roll(high, -1, 0)
        triangles += [np.stack([low, low_next, high_next], 1), np.stack([low, high_next, high], 1)]
    for ring, upwards in ((rings[0], False), (rings[-1], True)):
        middle = np.broadcast_to([0.0, 0.0, ring[0, 2]], ring.shape)
        following = np.roll(ring, -1, 0)
        corners = [middle, ring, following] if upwards else [middle, following, ring]
        triangles.append(np.stack(corners, 1))
    every = np.concatenate(triangles)
    mesh = stl.Mesh(np.zeros(len(every), dtype=stl.Mesh.dtype))
    mesh.vectors[:] = every
    mesh.save(str(path))
    return path


def sliced_models(folder: Path) -> list[Path]:
    """Models made here, sliced with PrusaSlicer in various ways.

    Raises:
        LezerPrintError: There is no PrusaSlicer.
    """
    slicer = shutil.which("prusa-slicer")
    if slicer is None:
        raise LezerPrintError("there is no prusa-slicer: install it, or name files")
    (folder / "machine.ini").write_text(_MACHINE)

    def wavy(angles: np.ndarray, z: float) -> np.ndarray:
        radii: np.ndarray = 28 + 6 * np.sin(z / 15) + 2 * np.sin(12 * angles + z / 10)
        radii += 0.15 * np.sin(90 * angles)
        return radii

    def stepped(angles: np.ndarray, z: float) -> np.ndarray:
        return np.full_like(angles, 6.0 if z < 20 else 22.0)

    gear = _solid(
        folder / "gear.stl",
        lambda a, _: 30 + 4 * np.clip(2 * np.sin(24 * a), -1, 1),
        np.array([0.0, 10.0]),
        1440,
    )
    vase = _solid(folder / "vase.stl", wavy, np.linspace(0, 80, 161), 1440)
    heights = np.array([0, 19.99, 20, 26])
    mushroom = _solid(
        folder / "mushroom.stl", lambda a, z: np.full_like(a, 6.0 if z < 20 else 22.0), heights, 180
    )
    cylinder = _solid(folder / "cylinder.stl", lambda a, _: np.full_like(a, 15.0), np.array([0.0, 30.0]), 360)
    fast = [f"--machine-max-acceleration-{axis}=5000" for axis in ("x", "y", "extruding", "travel")]
    by_part = {"perimeter": 600, "infill": 1250, "default": 1000, "first-layer": 400}
    accelerations = [f"--{part}-acceleration={value}" for part, value in by_part.items()]
    spiral = ["--spiral-vase", "--perimeters=1", "--top-solid-layers=0", "--fill-density=0"]
    jobs = {
        "gear": (gear, ["--fill-density=20%"]),
        "gear_accelerations": (gear, accelerations),
        "gear_fast": (gear, [*fast, "--perimeter-speed=120", "--infill-speed=200", "--wipe"]),
        "vase_spiral": (vase, spiral),
        "mushroom_supports": (mushroom, ["--support-material", "--retract-lift=0.2"]),
        "mushroom_raft": (mushroom, ["--raft-layers=3", "--brim-width=5", "--gcode-comments"]),
        "cylinder_legacy": (cylinder, ["--layer-height=0.1", "--gcode-flavor=marlin"]),
        "vase_fine": (vase, ["--layer-height=0.1", "--resolution=0", "--gcode-resolution=0.001"]),
    }  # fmt: skip
    files = []
    for name, (model, options) in jobs.items():
        file = folder / f"{name}.gcode"
        command = [slicer, "--load", str(folder / "machine.ini"), "-g", str(model), *options, "-o", str(file)]
        subprocess.run(command, capture_output=True, check=True)
        files.append(file)
    return files


def _table(runs: list[Run], other: str) -> Table:
    table = Table(
        "file", "MB", "lines", "lines/s", f"{other} lines/s", "times", "time", "slicer", "filament", "grown"
    )
    for one in runs:
        table.add_row(
            one.name,
            f"{one.megabytes:.1f}",
            f"{one.lines:,}",
            f"{one.lines / one.ours_seconds:,.0f}",
            f"{one.lines / one.theirs_seconds:,.0f}",
            f"{one.times_faster:.1f}",
            f"{one.print_seconds:,.0f} s",
            "-" if one.time_percent is None else f"{one.time_percent:+.2f} %",
            "-" if one.filament_percent is None else f"{one.filament_percent:+.2f} %",
            f"{one.grown_mb:.0f} MB",
        )
    return table


def _bars(runs: list[Run]) -> list[tuple[bool, str]]:
    """Whether each bar is met, and by what figure."""
    largest = max(runs, key=lambda one: one.lines)
    times = [abs(one.time_percent) for one in runs if one.time_percent is not None]
    filaments = [abs(one.filament_percent) for one in runs if one.filament_percent is not None]
    grown = max(one.grown_mb for one in runs)
    return [
        (
            largest.times_faster >= _FASTER_BAR,
            f"{largest.times_faster:.1f} times as fast on the largest file",
        ),
        (
            max(times, default=0) <= _TIME_BAR_PERCENT,
            f"time within {max(times, default=0):.2f} % of the slicer's",
        ),
        (
            max(filaments, default=0) <= _FILAMENT_BAR_PERCENT,
            f"filament within {max(filaments, default=0):.2f} % of the slicer's",
        ),
        (grown <= _MEMORY_BAR_MB, f"memory grows by {grown:.0f} MB at most"),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("files", type=Path, nargs="*", metavar="FILE", help="G-code; default: models made and sliced here")
    add("--octoprint", type=Path, metavar="PYTHON", help="an interpreter that has OctoPrint")
    add("--repeat", type=int, default=3, metavar="N", help="default: %(default)s")
    add("--json", type=Path, metavar="FILE", help="write all runs to this file")
    add(_OURS, type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Run from the command line; 0 if every bar is met."""
    options = _options()
    try:
        if options.measure_one:
            measure_one(options.measure_one)
            return 0
        with tempfile.TemporaryDirectory(prefix="analysis-") as folder:
            files = options.files or sliced_models(Path(folder))
            runs = [run(file, options.octoprint, options.repeat) for file in files]
    except (LezerPrintError, OSError, subprocess.CalledProcessError) as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 1
    Console(width=_TABLE_WIDTH, highlight=False).print(
        _table(runs, "OctoPrint" if options.octoprint else "loop")
    )
    bars = _bars(runs)
    for met, text in bars:
        print(f"{'met   ' if met else 'MISSED'} {text}")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in runs], indent=1))
    return 0 if all(met for met, _ in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
