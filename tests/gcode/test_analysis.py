import json
import math
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from lezerprint.errors import GcodeFileError
from lezerprint.gcode import analysis as analysis_module
from lezerprint.gcode.analysis import AnalysisCancelledError, analyse
from lezerprint.gcode.fit import Box
from lezerprint.gcode.limits import AxisLimits, MachineLimits

SLICED = Path(__file__).parent / "data" / "prusaslicer_cube.gcode"
SQUARE = b"G1 X10 E1 F1200\nG1 Y10 E2\nG1 X0 E3\nG1 Y0 E4\n"


@pytest.fixture
def analysis_of(tmp_path):
    def run(content, **options):
        path = tmp_path / "part.gcode"
        path.write_bytes(content)
        return analyse(path, **options)

    return run


def test_a_file_of_prusaslicer_is_as_it_says():
    found = analyse(SLICED)
    assert found.slicer_seconds == 128
    assert found.seconds == pytest.approx(128, rel=0.01)
    assert found.metadata.slicer == "PrusaSlicer"
    assert found.metadata.filament_mm == 91.39
    assert found.filament_mm == pytest.approx(91.39 + 12, rel=1e-4)  # with the start script's purge
    assert found.layer_count == 20
    assert found.layers_marked
    assert found.layers.z_mm == pytest.approx(0.2 + 0.3 * np.arange(20))
    assert found.hotends_celsius == {0: 215}
    assert found.bed_celsius == 65
    assert found.printed.min_y > 90
    assert found.reached.min_y == -3
    assert found.line_count == len(SLICED.read_bytes().split(b"\n")) - 1


def test_layers_and_lines_are_where_the_index_says():
    found = analyse(SLICED)
    content = SLICED.read_bytes()
    lines = content.split(b"\n")
    for line, offset in zip(found.layers.lines.tolist(), found.layers.offsets.tolist(), strict=True):
        assert content[offset:].startswith(b";LAYER_CHANGE\n")
        assert lines[line - 1] == b";LAYER_CHANGE"
    assert found.index.lines.tolist() == list(range(1, len(lines) + 1))
    for line, offset in zip(found.index.lines.tolist(), found.index.offsets.tolist(), strict=True):
        assert content[offset:].startswith(lines[line - 1])
    assert (found.index.offsets[-1], found.index.seconds[-1]) == (len(content), found.seconds)
    assert found.layers.starts[0] + found.layers.seconds.sum() == pytest.approx(found.seconds)
    assert np.diff(found.layers.starts) == pytest.approx(found.layers.seconds[:-1])
    layer = found.layers.at_offset(int(found.index.offsets[1000]))
    ends = found.layers.starts[layer] + found.layers.seconds[layer]
    assert found.layers.starts[layer] <= found.index.seconds[1000] <= ends
    assert found.index.seconds_at(0) == 0
    assert found.layers.at_offset(0) is None


def test_the_size_of_the_blocks_changes_nothing(monkeypatch):
    whole = analyse(SLICED).as_data()
    monkeypatch.setattr(analysis_module, "_BLOCK_BYTES", 700)
    parted = analyse(SLICED).as_data()
    assert json.dumps(rounded(parted)) == json.dumps(rounded(whole))


def rounded(data):
    match data:
        case dict():
            return {name: rounded(value) for name, value in data.items()}
        case list() | tuple():
            return [rounded(value) for value in data]
        case float():
            return round(data, 5)
    return data


def test_the_data_are_json():
    json.dumps(analyse(SLICED).as_data(), allow_nan=False)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "big.gcode"
    peaks = []
    for repeats in (200, 800):
        path.write_bytes(SLICED.read_bytes()[:30_000] * repeats)
        tracemalloc.start()
        analyse(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_printed_box_is_around_what_is_extruded(analysis_of):
    found = analysis_of(b"G1 Z0.2\n" + SQUARE + b"G1 X100 Y100 Z50\nG1 E5\n")
    assert found.printed == Box(0, 0, 0.2, 10, 10, 0.2)
    assert found.reached == Box(0, 0, 0, 100, 100, 50)
    assert found.printing_mm == 40
    assert found.travel_mm == pytest.approx(0.2 + math.hypot(100, 100, 49.8))


def test_an_arc_is_wider_than_its_ends(analysis_of):
    found = analysis_of(b"G1 X10\nG3 X-10 I-10 E5\n")
    assert (found.printed.min_x, found.printed.max_x, found.printed.max_y) == pytest.approx((-10, 10, 10))


def test_g92_moves_the_coordinates_not_the_head(analysis_of):
    found = analysis_of(b"G1 X50 Y50 Z1\nG92 X0 Y0 E0\n" + SQUARE)
    assert found.printed == Box(50, 50, 1, 60, 60, 1)


def test_inches(analysis_of):
    found = analysis_of(b"G20\n" + SQUARE)
    assert found.printed == Box(0, 0, 0, 254, 254, 0)
    assert found.filament_mm == pytest.approx(4 * 25.4)


def test_filament_is_counted_by_tool_and_what_is_taken_back_only_once(analysis_of):
    text = b"; filament_diameter = 1.75,2.85\n; filament_density = 1.2,1\n; filament_type = PLA;ABS\nM83\n"
    found = analysis_of(text + b"T0\nG1 X9 E10\nG1 E-4\nG1 E4\nT1\nG1 X0 E20\nG1 E-5\nT0\nG1 X5 E1\nG1 E-2\n")
    assert [(use.tool, use.type, use.length_mm) for use in found.filament] == [(0, "PLA", 11), (1, "ABS", 20)]
    assert found.filament[1].volume_mm3 == pytest.approx(20 * math.pi * 2.85**2 / 4)
    assert found.filament[0].weight_g == pytest.approx(11 * math.pi * 1.75**2 / 4 * 1.2e-3)
    assert found.filament_g == pytest.approx(sum(use.weight_g for use in found.filament))


def test_layers_by_height_where_there_are_no_markers(analysis_of):
    layers = b"".join(
        b"G1 Z%.1f\nG1 X1 Y1 Z%.1f\nG1 Z%.1f\nM83\n%s" % (z, z + 5, z, SQUARE) for z in (0.3, 0.5, 0.7)
    )
    found = analysis_of(layers)
    assert not found.layers_marked
    assert found.layers.z_mm.tolist() == [0.3, 0.5, 0.7]


def test_layers_of_a_spiral_are_one_for_each_turn(analysis_of):
    turns = b"".join(
        b"G1 X%d Y%d Z%.3f E1\n" % (step % 2 * 9, step // 2 % 2 * 9, 0.2 + step * 0.05)
        for step in range(1, 41)
    )
    found = analysis_of(b"M83\nG1 Z0.2\nG1 X9 E1\n" + turns)
    assert found.layer_count == 11


def test_markers_of_other_slicers(analysis_of):
    found = analysis_of(
        b";LAYER_COUNT:2\nM83\nG1 X99 E5\n;LAYER:0\nG1 Z.3\n" + SQUARE + b";LAYER:1\nG1 Z.6\n" + SQUARE
    )
    assert found.layers.z_mm.tolist() == [0.3, 0.6]
    assert found.printed.max_x == 99  # the second layer begins there


def test_a_dwell_takes_its_time_and_stops(analysis_of):
    straight = analysis_of(b"G1 X50 F3000\nG1 X100\n").seconds
    stopped = analysis_of(b"G1 X50 F3000\nG4 S2 P9\nG1 X100\nG4 P500\n").seconds
    assert stopped > straight + 2.5
    assert stopped == pytest.approx(straight + 2.5, abs=0.05)


def test_the_printers_limits_hold_where_the_file_has_none(analysis_of):
    text = b"G1 X100 E1 F6000\n"
    slow = MachineLimits(speed_mm_s=AxisLimits(10, 10, 10, 10))
    assert analysis_of(text, limits=slow).seconds > 10
    assert analysis_of(text).seconds < 2
    assert analysis_of(b"M203 X100 E100\n" + text, limits=slow).seconds < 2


def test_where_a_print_does_not_fit(analysis_of):
    found = analysis_of(b"G1 X-2.5 Z300\n" + SQUARE + b"G1 X250 E9\n")
    bed = Box(0, 0, 0, 200, 200, 250)
    assert [str(excess) for excess in found.excesses(bed)] == [
        "2.50 mm before the beginning of X",
        "50.00 mm beyond the end of X",
        "50.00 mm beyond the end of Z",
    ]
    assert not analyse(SLICED).excesses(bed)


def test_temperatures_when_the_first_layer_begins(analysis_of):
    text = b"M140 S60\nM104 T1 S190\nT1\nM109 R205\nM190 S65\nG1 X9 E1\nM104 S240\nM140 S0\n"
    found = analysis_of(text)
    assert (found.hotends_celsius, found.bed_celsius) == ({1: 205}, 65)


def test_progress_and_cancelling(tmp_path):
    path = tmp_path / "big.gcode"
    path.write_bytes(SLICED.read_bytes() * 70)
    shares = []
    analyse(path, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 2
    with pytest.raises(AnalysisCancelledError, match=r"big\.gcode was cancelled"):
        analyse(path, cancelled=lambda: True)


HOSTILE = {
    "carriage returns before newlines": SQUARE.replace(b"\n", b"\r\n"),
    "lone carriage returns": SQUARE.replace(b"\n", b"\r"),
    "a byte order mark": b"\xef\xbb\xbf" + SQUARE,
    "no newline at the end": SQUARE.rstrip(),
    "line numbers and checksums": b"".join(b"N%d%s*7\n" % item for item in enumerate(SQUARE.splitlines())),
    "lower case": SQUARE.lower(),
    "no spaces": SQUARE.replace(b" ", b""),
    "a NUL": b";" + b"x" * 99 + b"\n" + SQUARE.replace(b"Y0 E4", b"Y\x000 E4"),
    "comments in parentheses": SQUARE.replace(b" ", b" (X999 here) "),
    "comments": SQUARE.replace(b"\n", b" ; G1 X999\n;G1 X999\n"),
    "tabs": SQUARE.replace(b" ", b"\t"),
    "a foreign encoding": b"; Gr\xf6\xdfe\nM117 Gr\xf6\xdfe X999\n" + SQUARE,
    "an M117 with words": b"M117 G1 X999 E5\n" + SQUARE,
    "macros of other firmware": b"START_PRINT BED=60\nSET_VELOCITY_LIMIT ACCEL=5\n" + SQUARE,
    "not a number": SQUARE + b"G1 XNAN YINF ENAN FNAN\nG1 X Y E\n",
    "a command cut short": SQUARE + b"G1 X",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_however_it_is_written_it_is_the_same_square(analysis_of, content):
    plain, found = analysis_of(SQUARE), analysis_of(content)
    assert found.printed == Box(0, 0, 0, 10, 10, 0)
    assert found.filament_mm == 4
    assert found.seconds == pytest.approx(plain.seconds)


@pytest.mark.parametrize(
    "text",
    [
        b"G1 X1e300 Y-" + b"9" * 400 + b" E." + b"0" * 300 + b"1\n",
        b"G1 X999999999999999 F999999999999\nG91\nG1 X999999999999999\n" * 50,
        b"G2 X1 Y1 I999999999999 J-999999999999 E1\nG3 I.0000001\nG2 X5 R0\nG2 X5 R-0.1\nG3 R5\n",
        b"M201 X0 Y-5\nM203 X.000000001 E0\nM204 S0\nM205 X0 J0.0000001\nM220 S0\nG1 X5 Y5 E1\n",
        b"M203 X9999999999999\nM204 S999999999999999\nM205 X999999999999999 J999999999\nG1 X5 E1 F9999999\n",
        b"G4 S999999999999\nG4 P-5\nG4\nG4 S\n",
        b"M104 S\nM104 T-5 S200\nM104 T999999999999 S200\nM140 S1e5\nM109\nT255\nT999\nT-1\nG1 X5 E5\n",
        b"G92 X5\nG92\nG92 E-999999999999999\nG1 E1\nG28 XYZ5\nG28 Q\n",
        b"G1 X.0000000000001 E.0000000000001\n" * 20,
        b"M207 S999 F.01\nG10\nG11\n",
        b";LAYER_CHANGE\n;Z:\n;LAYER:"
        + b"9" * 9000
        + b"\n;LAYER_COUNT:"
        + b"9" * 9000
        + b"\n;Z:"
        + b"9" * 400
        + b"\nG1 X1 E1\n",
        b"; filament_diameter = ,,nan\n; filament_density = "
        + b"9" * 500
        + b"\n;TIME:"
        + b"9" * 400
        + b"\nG1 X1 E1\n",
        b"; thumbnail begin 16x16 99\n; !!!!\n; thumbnail end\n; thumbnail begin\nG1 X1 E1\n",
        b"; filament used [mm] = -\n;Filament used: m\n; layer_height = \nG1 X1 E1\n",
    ],
)
def test_absurd_numbers_end_in_finite_ones(analysis_of, text):
    json.dumps(analysis_of(text).as_data(), allow_nan=False)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"; only comments\n\n", "contains no G-code commands"),
        (b"just some text\nof a letter\n", "contains no G-code commands"),
        (b"GCDE\x01\x00", "the binary G-code is cut short"),
        (bytes(range(256)) * 40, "is a binary file"),
        (SQUARE + b"G1 " + b"x" * 10_000_000 + b"\n" + SQUARE, "line 5 is longer than 64 KiB"),
        (b"G1 X" + b"1" * 10_000_000, "line 1 is longer than 64 KiB"),
    ],
)
def test_what_cannot_be_printed_is_named(analysis_of, content, message):
    with pytest.raises(GcodeFileError, match=rf"part\.gcode:? {message}"):
        analysis_of(content)


def test_warnings(analysis_of):
    assert analyse(SLICED).warnings == ("the bed is never switched off: line 138 sets it to 60 °C",)
    assert analysis_of(b"G28\nSTART_PRINT\n").warnings == (
        "nothing is printed: no move extrudes",
        "no hotend is heated before the first layer",
        "1 lines are not commands, such as macros of other firmware",
    )
    assert "a move goes farther than 100 m" in analysis_of(b"G1 X999999\n").warnings


def test_turns_before_an_arc_are_driven(analysis_of):
    found = analysis_of(b"M83\nG1 X10 Y10 F1200\nG2 X10 Y10 I5 J0 P2 E3\nG3 X20 Y10 I5 P1 E1\n")
    assert found.printing_mm == pytest.approx(3 * 10 * math.pi + 1.5 * 10 * math.pi)
    assert found.filament_mm == pytest.approx(4)
    assert (found.printed.min_y, found.printed.max_y) == (pytest.approx(5), pytest.approx(15))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (b"G18\nG2 X20 I5 E3\n", (10, 10, -5), (20, 10, 0)),
        (b"G18\nG3 X20 I5 E3\n", (10, 10, 0), (20, 10, 5)),
        (b"G18\nG3 X20 Y12 R5 E3\n", (10, 10, 0), (20, 12, 5)),
        (b"G19\nG2 Y20 J5 E3\n", (10, 10, 0), (10, 20, 5)),
        (b"G19\nG3 Y20 X11 J5 E3\n", (10, 10, -5), (11, 20, 0)),
        (b"G18\nG19\nG17\nG3 X20 I5 E3\n", (10, 5, 0), (20, 10, 0)),
    ],
)
def test_arcs_in_each_plane(analysis_of, text, low, high):
    found = analysis_of(b"M83\nG1 X10 Y10 F1200\n" + text)
    box = found.printed
    assert (box.min_x, box.min_y, box.min_z) == pytest.approx(low)
    assert (box.max_x, box.max_y, box.max_z) == pytest.approx(high)
    rise = high[1] - low[1] if b"Y12" in text else high[0] - low[0] if b"X11" in text else 0
    assert found.printing_mm == pytest.approx(math.hypot(5 * math.pi, rise))


def test_a_curve_is_driven_along_its_way(analysis_of):
    found = analysis_of(b"M83\nG1 X10 Y10 F1200\nG5 X20 Y10 I0 J10 P0 Q10 E2\nG2 X30 Y10 I5 E1\n")
    assert found.printed.max_y == pytest.approx(17.5, abs=0.01)
    assert found.printing_mm == pytest.approx(20 + 5 * math.pi, rel=1e-3)
    assert found.filament_mm == pytest.approx(3)
