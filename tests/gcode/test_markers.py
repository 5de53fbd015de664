import pytest

from lezerprint.gcode.batch import clean_batch
from lezerprint.gcode.markers import MarkerReader

SLICERS = {
    "PrusaSlicer": (
        ";LAYER_CHANGE\n;Z:0.2\n;HEIGHT:0.2\n;BEFORE_LAYER_CHANGE\n;0.2\n",
        ";LAYER_CHANGE\n;Z:0.45\n;HEIGHT:0.25\n;BEFORE_LAYER_CHANGE\n;0.45\n;AFTER_LAYER_CHANGE\n",
    ),
    "old PrusaSlicer": (";BEFORE_LAYER_CHANGE\n;Z:0.2\n", ";BEFORE_LAYER_CHANGE\n;Z:0.45\n"),
    "Bambu Studio": ("; CHANGE_LAYER\n; Z_HEIGHT: 0.2\n", "; CHANGE_LAYER\n; Z_HEIGHT: 0.45\n"),
    "ideaMaker": (";LAYER:0\n;Z:0.200\n;HEIGHT:0.2\n", ";LAYER:1\n;Z:0.450\n"),
    "Simplify3D": ("; layer 1, Z = 0.200\n", "; layer 2, Z = 0.45\n"),
    "KISSlicer": ("; BEGIN_LAYER_OBJECT z=0.200 z_thickness=0.2\n", "; BEGIN_LAYER_OBJECT z=0.450\n"),
    "Windows line ends": (";LAYER_CHANGE\r\n;Z:0.2\r\n", ";LAYER_CHANGE\r\n;Z:0.45\r\n"),
}
TIMES = [
    ("; estimated printing time (normal mode) = 1h 6m 5s", 3965),
    ("; estimated printing time (normal mode) = 2d 1h 0m 5s", 176405),
    ("; estimated printing time = 56m 53s", 3413),
    (";TIME:4021", 4021),
    (";TIME:4021.5\r", 4021.5),
    (";Print Time: 4021", 4021),
    (";   Build time: 1 hour 30 minutes", 5400),
    ("; model printing time: 56m 53s; total estimated time: 1h 3m 26s", 3806),
    ("; total estimated time: 1h 3m 26s", 3806),
    ("; Estimated Build Time:   33.5 minutes", 2010),
    ("; Calculated-during-export Build Time: 10.5 minutes", 630),
    ("; estimated printing time (silent mode) = 1h", None),
    ("; estimated first layer printing time (normal mode) = 1h", None),
    (";TIME_ELAPSED:10.5", None),
    ("G1 X1 ; setting = ;TIME:5", None),
]


def read(*blocks):
    reader = MarkerReader()
    line = 0
    for block in blocks:
        batch = clean_batch(block.encode())
        reader.read(batch, line)
        line += len(batch)
    return reader


@pytest.mark.parametrize("slicer", SLICERS)
def test_layers(slicer):
    first, second = SLICERS[slicer]
    reader = read(f"G28\n{first}G1 Z.2\nG1 X1 E1\n{second}G1 Z.45\n")
    assert [(layer.line, layer.z_mm) for layer in reader.layers] == [(1, 0.2), (3, 0.45)]


def test_a_layer_on_a_commands_own_line_begins_with_it():
    assert read("G28\nG1 Z.2 ; layer 1, Z = 0.2\n").layers[0].line == 1


def test_a_marker_may_stand_at_the_end_of_a_batch():
    reader = read("G28\n;LAYER_CHANGE\n", ";Z:0.2\nG1 Z.2\n")
    assert [(layer.line, layer.z_mm) for layer in reader.layers] == [(1, 0.2)]


def test_layers_without_a_height_are_asked_for_with_their_first_printing_line():
    reader = MarkerReader()
    batch = clean_batch(b"G28\n;LAYER:0\nG0 X5 Z2\nG1 Z.3 F600\nG1 E1\nG1 X6 E2\n;LAYER:1\nM107\n")
    reader.read(batch, 10)
    ((layer, line),) = reader.printing_lines(batch, 10)
    assert (layer.line, line) == (11, 4)
    following = clean_batch(b"G1 X1 Y1 Z.6 E3\n")
    layer.z_mm = 0.3
    ((layer, line),) = reader.printing_lines(following, 16)
    assert (layer.line, line) == (15, 0)


def test_layers_that_print_nothing_share_the_next_printing_line():
    reader = MarkerReader()
    batch = clean_batch(b";LAYER:0\nG0 X1\n;LAYER:1\nG0 X2\n;LAYER:2\nG1 X3 E1\n;LAYER:3\nG1 X4 E1\n")
    reader.read(batch, 0)
    assert [line for _, line in reader.printing_lines(batch, 0)] == [2, 2, 2, 3]


@pytest.mark.parametrize(("comment", "seconds"), TIMES)
def test_estimated_times(comment, seconds):
    assert read(f"G28\n{comment}\n").estimated_seconds == seconds


def test_the_first_estimate_counts():
    assert read(";TIME:10\n;TIME:20\n").estimated_seconds == 10


@pytest.mark.parametrize("comment", [";LAYER_COUNT:5", "; total layers count = 5", "; total layer number: 5"])
def test_the_declared_number_of_layers_counts_where_none_is_marked(comment):
    assert read(comment).declared_layer_count == 5


@pytest.mark.parametrize(
    "comment",
    [
        "; before_layer_gcode = ;BEFORE_LAYER_CHANGE\\n;[layer_z]\\n",
        "; layer num/total_layer_count: 1/100",
        ";LAYER_CHANGED",
        "; layer_gcode = ;LAYER:1",
        ";MOVE",
        ";",
        ";L",
    ],
)
def test_what_is_no_layer(comment):
    assert not read(comment).layers


def test_a_semicolon_after_a_backslash_begins_no_comment():
    reader = MarkerReader()
    reader.read(clean_batch(b"M117 a\\;LAYER:3\nG1 X1 ;LAYER:1\n"), 0)
    assert [layer.line for layer in reader.layers] == [1]
