"""What a job's scripts may name."""

from __future__ import annotations

from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.scripts import values_for_scripts
from lezerprint.port.spool import SpoolReader


def test_the_head_is_parked_above_what_was_printed_before(tmp_path):
    """Objects one by one: beside a low one the head is at a low height, and a high one stands in its way."""
    lines = ["G28"]
    for layers in (20, 3):
        for layer in range(1, layers + 1):
            lines += [";LAYER_CHANGE", f"G1 Z{0.4 * layer:.1f}", "G1 X20 E1"]
        lines.append("G1 Z20")
    file, path = tmp_path / "part.gcode", tmp_path / "part.spool"
    file.write_text("\n".join(lines) + "\n")
    write_spool(file, path, options=SpoolOptions(values={"park_lift_mm": 5.0}))
    with SpoolReader.open(path) as spool:
        assert values_for_scripts(spool, len(spool) - 2, None, "")["park_z"] == 13.0
        assert values_for_scripts(spool, 10, None, "")["park_z"] < 8.0
