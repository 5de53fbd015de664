"""Every kind of line, what noise makes of them, and that nothing raises."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.marlin.parsing import join_fatal, parse_reply
from lezerprint.marlin.replies import (
    Action,
    Area,
    Banner,
    Buffers,
    Busy,
    Capability,
    Enqueued,
    FanSpeed,
    Fatal,
    FirmwareError,
    FirmwareInfo,
    FirmwareWarning,
    LineFault,
    MeshHeader,
    MeshRow,
    Ok,
    Overflow,
    PowerPanic,
    Progress,
    Reading,
    ReportedPosition,
    Resend,
    ResetCause,
    SdCard,
    Setting,
    Skip,
    Started,
    Target,
    Temperatures,
    Text,
    UnknownCommand,
    Wait,
)

ROWS = [
    (kind, line.replace("\\x00", "\0"))
    for row in (Path(__file__).parent / "firmware_lines.tsv").read_text("utf-8").splitlines()
    for kind, _, line in [row.partition("\t")]
]

EXPECTED_TYPES = {
    "ok": Ok,
    "ok_advanced": Ok,
    "ok_advanced_nonum": Ok,
    "ok_repetier": Ok,
    "ok_repetier0": Ok,
    "wait": Wait,
    "skip": Skip,
    "start": Started,
    "start_nul": Started,
    "start_banner": Banner,
    "banner": Banner,
    "busy": Busy,
    "resend": Resend,
    "resend_negative": Resend,
    "err_lineno": LineFault,
    "err_checksum": LineFault,
    "err_nochecksum": LineFault,
    "err_nolineno_no_resend": LineFault,
    "err_rep_lineno": LineFault,
    "err_rep_checksum": LineFault,
    "err_rep_missing": LineFault,
    "err_generic_format": LineFault,
    "rx_full": Overflow,
    "rx_overflow": Overflow,
    "unknown": UnknownCommand,
    "unknown_rep": UnknownCommand,
    "unknown_kl": UnknownCommand,
    "unknown_rrf": UnknownCommand,
    "fatal": Fatal,
    "fatal_split": Fatal,
    "fatal_rep": Fatal,
    "fatal_kl": Fatal,
    "fatal_bltouch": Fatal,
    "warn": FirmwareWarning,
    "action": Action,
    "power_panic": PowerPanic,
    "temp": Temperatures,
    "temp_m109": Temperatures,
    "temp_m190": Temperatures,
    "temp_adc": Temperatures,
    "temp_prusa": Temperatures,
    "temp_prusa_ok": Temperatures,
    "temp_smoothie": Temperatures,
    "temp_smoothie_wait": Temperatures,
    "temp_repetier": Temperatures,
    "temp_repetier_tgt": Target,
    "temp_klipper": Temperatures,
    "temp_none": Temperatures,
    "temp_nosensor_bed_only": Temperatures,
    "fan_m123": FanSpeed,
    "pos": ReportedPosition,
    "pos_smoothie": ReportedPosition,
    "m115": FirmwareInfo,
    "m115_multiline": FirmwareInfo,
    "cap": Capability,
    "area": Area,
    "m73_prusa": Progress,
    "m503": Setting,
    "m503_double": Setting,
    "mesh_hdr": MeshHeader,
    "mesh_cols": MeshHeader,
    "mesh_row": MeshRow,
    "mesh_row_nan": MeshRow,
    "d576": Buffers,
    "sd": (SdCard, Enqueued),
}


@pytest.mark.parametrize(("kind", "line"), ROWS)
def test_every_known_line_is_understood(kind, line):
    for part in line.split("\\n"):
        reply = parse_reply(part)
        meant = reply.report if isinstance(reply, Ok) and reply.report is not None else reply
        assert isinstance(meant, EXPECTED_TYPES[kind])
        assert isinstance(reply, Ok) or not part.startswith("ok")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("ok", Ok()),
        ("ok ", Ok()),
        ("\0ok", Ok()),
        ("okok", Ok()),
        ("ok N5343 P0 B3", Ok(5343, 0, 3)),
        ("ok N5343 P0 B3 ", Ok(5343, 0, 3)),
        ("ok P15 B3", Ok(None, 15, 3)),
        ("ok 103256", Ok(103256)),
        ("ok T:0", Ok(report=Temperatures({0: Reading(0.0)}, active=Reading(0.0)))),
        ("File deleted:foo.gcook", Ok(report=SdCard("deleted", "foo.gco"))),
        ("File deleted:foo.gco", SdCard("deleted", "foo.gco")),
        ("File deleted:book", SdCard("deleted", "book")),
    ],
)
def test_acknowledgements(line, reply):
    assert parse_reply(line) == reply


@pytest.mark.parametrize(
    "line",
    [
        "ok N5343",  # cut short, so that the number may be too
        "ok N53x43 P0 B3",
        "ok N5343 P0 B3ok N5344 P0 B3",
        "ok N P0 B3",
        "ok N-1 P0 B3",
        "ok 103\ufffd256",
        "ok \u0663",
        "ok\ufffd T:229.00 /230.00 B:84.96 /85.00",  # a spoilt newline before an autoreport
        "ok \ufffd T:229.00 /230.00",
        "ok T\ufffd:2",
    ],
)
def test_an_ok_in_doubt_has_neither_number_nor_report(line):
    assert parse_reply(line) == Ok()


@pytest.mark.parametrize("line", ["ok.gco 12", "okapi.gco 12", "start.gco 12", "wait.g 1", "error.gcode 5"])
def test_a_listed_file_is_no_reply(line):
    assert parse_reply(line) == SdCard("file", line.split()[0], int(line.split()[1]))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Resend: 1231", 1231),
        ("Resend:103257", 103257),
        ("Resend: N23", 23),
        ("Resend: N:23", 23),
        ("rs 23", 23),
        ("rs N23", 23),
        ("rs N23 expected checksum 109", 23),
        ("Resend: -5", -5),
        ("\0Resend: 7", 7),
    ],
)
def test_resends(line, number):
    assert parse_reply(line) == Resend(number)


@pytest.mark.parametrize("line", ["Resend: 12\ufffd1", "Resend:", "Resend: x", "rs N", "Resend: 12x"])
def test_a_resend_without_a_sure_number_is_a_fault(line):
    assert parse_reply(line) == LineFault("format", None, line)


@pytest.mark.parametrize(
    ("line", "kind", "last_line"),
    [
        ("Error:Line Number is not Last Line Number+1, Last Line: 1230", "number", 1230),
        ("Error:checksum mismatch, Last Line: 62", "checksum", 62),
        ("Error:No Checksum with line number, Last Line: 451090", "no_checksum", 451090),
        ("Error:No Line Number with checksum, Last Line: 2568", "no_number", 2568),
        ("Error:expected line 103257 got 103256", "number", 103256),
        ("Error: Wrong checksum", "checksum", None),
        ("Error: Missing checksum", "no_checksum", None),
        ("Error:Format error", "format", None),
        ("!! expected line 1 got 2", "number", 0),
        ("Error:checksum mism\ufffdtch, Last Line: 62", "format", 62),
        ("Error:checksum mismatch, Last Line: 6\ufffd", "checksum", None),
    ],
)
def test_line_faults(line, kind, last_line):
    reply = parse_reply(line)
    assert isinstance(reply, LineFault)
    assert (reply.kind, reply.last_line) == (kind, last_line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Error:Printer halted. kill() called!", "Printer halted. kill() called!"),
        ("Printer stopped due to errors. Fix it", "Printer stopped due to errors. Fix it"),
        ("Error:0: Heaters switched off. MAXTEMP triggered!", "0: Heaters switched off. MAXTEMP triggered!"),
        ("Error: HOTEND THERMAL RUNAWAY", "HOTEND THERMAL RUNAWAY"),
        ("Error:Watchdog timeout. Reset required.", "Watchdog timeout. Reset required."),
        ("KILL: 2", "KILL: 2"),
        ("fatal: Heater/sensor error", "Heater/sensor error"),
        ("!! KILL caused by KILL button/pin", "KILL caused by KILL button/pin"),
    ],
)
def test_fatals_keep_the_firmware_s_words(line, text):
    assert parse_reply(line) == Fatal(text)


def test_a_fatal_split_over_two_lines():
    first = parse_reply("Error:0")
    assert first == Fatal("0", incomplete=True)
    assert join_fatal(first, ": Extruder switched off. MAXTEMP triggered !") == Fatal(
        "0: Extruder switched off. MAXTEMP triggered !"
    )
    assert join_fatal(first, "ok") == Fatal("0")


@pytest.mark.parametrize(
    "words",
    [
        "volume.init failed",
        "Probing Failed",
        "SD read error",
        "EEPROM checksum bad",
        "M145 S<index> out of range (0-1)",
        "",
    ],
)
def test_other_errors_are_not_fatal(words):
    assert parse_reply(f"Error:{words}") == FirmwareError(words)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ('echo:Unknown command: "M117 cold extrusion prevented"', "M117 cold extrusion prevented"),
        ('echo:Unknown command: ""', ""),
        ('echo:Unknown command: "G1 "X""', 'G1 "X"'),
        ("Error: Unknown command:kill() called", "kill() called"),
        ("echo:Unknown G code: G999", "G999"),
        ('// Unknown command:"M205"', "M205"),
    ],
)
def test_unknown_commands_are_only_quoted(line, reply):
    assert parse_reply(line) == UnknownCommand(reply)


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("//action:paused", "paused", ""),
        ("// action:pause", "pause", ""),
        ("//action: cancel", "cancel", ""),
        ("//action:prompt_begin M0/1 Break Called", "prompt_begin", "M0/1 Break Called"),
        (
            "//action:notification Printer halted. kill() called!",
            "notification",
            "Printer halted. kill() called!",
        ),
    ],
)
def test_host_actions(line, name, argument):
    assert parse_reply(line) == Action(name, argument)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("\0start", Started()),
        ("\ufffd\x07start\0", Started()),
        ("PowerUp", Banner("PowerUp", ResetCause.POWER_UP)),
        (" External Reset", Banner("External Reset", ResetCause.EXTERNAL)),
        (" Brown out Reset", Banner("Brown out Reset", ResetCause.BROWN_OUT)),
        (" Watchdog Reset", Banner("Watchdog Reset", ResetCause.WATCHDOG)),
        (" Software Reset", Banner("Software Reset", ResetCause.SOFTWARE)),
        ("Power-On Reset", Banner("Power-On Reset", ResetCause.POWER_UP)),
        ("echo: External Reset", Banner("External Reset", ResetCause.EXTERNAL)),
        ("echo: Last Updated: 2023 | Author: me", Banner("Last Updated: 2023 | Author: me")),
        ("Marlin 2.1.2", Banner("Marlin 2.1.2")),
        ("busy:processing", Busy("processing")),
        ("echo:busy: paused for user", Busy("paused for user")),
        ("skip 0", Skip(0)),
        ("echo:M112 Shutdown", Text("echo:M112 Shutdown")),
        ("starting", Text("starting")),
        ("waiting", Text("waiting")),
        ("// a comment", Text("// a comment")),
        ("T:abc", Text("T:abc")),
        (" \x1c", Text(" \x1c")),
        ("", Text("")),
    ],
)
def test_the_rest(line, reply):
    assert parse_reply(line) == reply


def test_only_what_comes_by_itself_is_an_autoreport():
    report = " T:20.00 /0.00 B:21.00 /0.00 @:0 B@:0"
    assert parse_reply(report).autoreport
    assert not parse_reply(f"ok{report}").report.autoreport
    assert not parse_reply(f"{report} W:?").autoreport
    assert not parse_reply(report.strip()).autoreport


@given(st.text())
def test_any_text_gives_a_reply(line):
    assert parse_reply(line) is not None


BEGINNINGS = sorted({line[:cut] for _, line in ROWS for cut in (2, 3, 5, 6, 9)})


@given(st.sampled_from(BEGINNINGS), st.text())
def test_any_text_after_a_known_beginning_gives_a_reply(beginning, rest):
    assert parse_reply(beginning + rest) is not None


@given(
    st.sampled_from([line for _, line in ROWS]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_noise_on_a_known_line_gives_a_reply(line, noise):
    data = bytearray(line.encode())
    for position, byte in noise:
        data[position % len(data)] = byte
    assert parse_reply(data.decode("utf-8", "replace")) is not None


@given(st.integers(0, 10**9), st.integers(0, 14), st.integers(128, 255))
def test_a_byte_that_is_no_ascii_never_leaves_a_wrong_number(number, position, byte):
    data = bytearray(b"ok N%d P0 B3" % number)
    data[position % len(data)] = byte
    reply = parse_reply(data.decode("utf-8", "replace"))
    assert not isinstance(reply, Ok) or reply.line_number is None


def test_digits_without_end_do_not_raise():
    many = "9" * 5000
    for line in (f"ok {many}", f"ok N{many} P0 B3", f"Resend: {many}", f"T:{many} /0", f"skip {many}"):
        assert parse_reply(line) is not None
