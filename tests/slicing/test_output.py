"""What PrusaSlicer says, for people."""

from __future__ import annotations

import signal

import pytest

from lezerprint.slicing.errors import SlicerUnavailableError, SlicingDiskFullError, SlicingError
from lezerprint.slicing.output import Listener, failure
from lezerprint.slicing.printer import PrinterShape


def listening(*lines):
    heard = []
    listener = Listener(lambda percent, what: heard.append((percent, what)))
    for line in lines:
        listener.hear(line)
    return listener, heard


def test_progress_only_grows_and_is_not_whole_before_the_end():
    _, heard = listening(
        "20 => Generating perimeters",
        "70 => Infilling layers",
        "30 => Preparing infill",
        "100 => Exporting G-code to /tmp/somewhere/model.gcode",
    )
    assert heard == [
        (20, "Generating perimeters"),
        (70, "Infilling layers"),
        (70, "Preparing infill"),
        (99, "Exporting G-code"),
    ]


def test_the_log_is_left_out_but_for_errors():
    listener, heard = listening(
        "[2026-01-01 00:00:00.1] [0x00007f] [trace]   Initializing StaticPrintConfigs",
        "[2026-01-01 00:00:00.1] [0x00007f] [error]   something broke",
    )
    assert (listener.lines, heard) == (["something broke"], [])


def test_a_flood_of_words_is_not_kept():
    assert len(listening(*("word" for _ in range(10_000)))[0].lines) <= 500


@pytest.mark.parametrize(
    ("lines", "status", "kind", "words"),
    [
        (["  what():  Objects could not fit on the bed"], -6, SlicingError, "bed of 100 x 90 mm"),
        (["No layers were detected. You might want to repair"], 1, SlicingError, "not watertight"),
        (["model.stl: Loading of a model file failed."], 1, SlicingError, "damaged"),
        (["std::bad_alloc", ""], 1, SlicingError, "more memory"),
        (
            ["G-code export to x failed", "Is the disk full?"],
            1,
            SlicingDiskFullError,
            "not enough disk space",
        ),
        (
            ["Error: The composite configation is not valid: Spiral vase mode is not for supports."],
            1,
            SlicingError,
            "the profile cannot be used: Spiral vase mode is not for supports",
        ),
        (
            [
                "export failed due to invalid custom G-code sections:",
                "",
                "start_gcode",
                "Parsing error",
                "{x}",
            ],
            1,
            SlicingError,
            "the profile's start_gcode is wrong: Parsing error",
        ),
        (
            ["Layer height can't be greater than nozzle diameter", ""],
            1,
            SlicingError,
            "the slicer failed: Layer",
        ),
        (["cannot start /x: No such file"], 127, SlicerUnavailableError, "cannot start /x"),
        ([], -signal.SIGSEGV, SlicingError, "crashed (SIGSEGV)"),
        ([], -signal.SIGXFSZ, SlicingError, "larger than any"),
        ([], 3, SlicingError, "status 3"),
        (["x" * 5000], 1, SlicingError, "the slicer failed: xxx"),
    ],
)
def test_a_failure_is_one_line_that_a_person_can_act_on(lines, status, kind, words):
    error = failure(lines, status, PrinterShape(volume_mm=(100, 90, 80)))
    assert type(error) is kind
    assert words in str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 300
