"""M115, M503, meshes and SD cards."""

import pytest

from lezerprint.marlin.listings import (
    parse_area,
    parse_capability,
    parse_enqueued,
    parse_firmware_info,
    parse_mesh,
    parse_sd_file,
    parse_sd_message,
    parse_setting,
)
from lezerprint.marlin.replies import Area, Box, Capability, Enqueued, MeshHeader, MeshRow, SdCard, Setting


def test_values_of_m115_hold_spaces_times_and_addresses():
    info = parse_firmware_info(
        "FIRMWARE_NAME:Marlin 2.0.7.2 (Nov 27 2020 14:30:11) SOURCE_CODE_URL:https://github.com/a/b "
        "PROTOCOL_VERSION:1.0 MACHINE_TYPE:Ender 5 Pro EXTRUDER_COUNT:1 UUID:cede2a2f-41a2"
    )
    assert info.fields == {
        "FIRMWARE_NAME": "Marlin 2.0.7.2 (Nov 27 2020 14:30:11)",
        "SOURCE_CODE_URL": "https://github.com/a/b",
        "PROTOCOL_VERSION": "1.0",
        "MACHINE_TYPE": "Ender 5 Pro",
        "EXTRUDER_COUNT": "1",
        "UUID": "cede2a2f-41a2",
    }


@pytest.mark.parametrize("start", ["NAME:", "NAME."])
def test_malyan(start):
    info = parse_firmware_info(f"{start} Malyan VER: 2.9 MODEL: M200 HW: HA02")
    assert info.fields == {"NAME": "Malyan", "VER": "2.9", "MODEL": "M200", "HW": "HA02"}


@pytest.mark.parametrize(
    ("line", "capability"),
    [
        ("Cap:AUTOREPORT_TEMP:1", Capability("AUTOREPORT_TEMP", enabled=True)),
        ("Cap:EMERGENCY_PARSER:0", Capability("EMERGENCY_PARSER", enabled=False)),
        ("Cap:EMERGENCY_PARSER:", None),
        ("Cap:EMERG\ufffdNCY_PARSER:1", None),
    ],
)
def test_capabilities(line, capability):
    assert parse_capability(line) == capability


def test_area():
    full = "full:{min:{x:-5.00,y:0.00,z:0.00},max:{x:220.00,y:210.00,z:250.00}}"
    box = Box({"x": -5.0, "y": 0.0, "z": 0.0}, {"x": 220.0, "y": 210.0, "z": 250.0})
    work = Box({"x": 0.0}, {"x": 200.0})
    assert parse_area(f"area:{{{full},work:{{min:{{x:0.00}},max:{{x:200.00}}}}}}") == Area(box, work)
    assert parse_area(f"area:{{{full}}}") == Area(box, None)
    assert parse_area("area:{full:{min:{") is None
    assert parse_area("area:{full:{min:{x:1\ufffd0},max:{x:2.00}}}") == Area(Box({}, {"x": 2.0}), None)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("; Steps per unit:", "; Steps per unit:"),
        ("  M92 X80.00 Y80.00", "M92 X80.00 Y80.00"),
        ("  M900 ", "M900"),
        ("M112 Shutdown", None),
        (" Home first", None),
    ],
)
def test_settings(body, text):
    assert parse_setting(body) == (Setting(text) if text else None)


@pytest.mark.parametrize(
    ("line", "mesh"),
    [
        ("Bilinear Leveling Grid:", MeshHeader("Bilinear Leveling Grid", ())),
        ("      0      1      2", MeshHeader("", (0, 1, 2))),
        (" 0 +0.082 -0.075", MeshRow(0, (0.082, -0.075))),
        (" 1  ===== +0.048", MeshRow(1, (None, 0.048))),
        (" 2 nan NAN", MeshRow(2, (None, None))),
        ("10 +0.082", MeshRow(10, (0.082,))),
        (" 0 +0.0\ufffd2 -0.075", None),
        (" 17", None),
    ],
)
def test_meshes(line, mesh):
    assert parse_mesh(line) == mesh


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Begin file list", SdCard("list_begin")),
        ("End file list", SdCard("list_end")),
        ("File opened: foo bar.gco  Size: 27", SdCard("opened", "foo bar.gco", size_bytes=27)),
        ("open failed, File: foo.gco.", SdCard("open_failed", "foo.gco")),
        ("File selected", SdCard("selected")),
        ("SD printing byte 123/45678", SdCard("printing", size_bytes=45678, position_bytes=123)),
        ("Not SD printing", SdCard("not_printing")),
        ("Done printing file", SdCard("printed")),
        ("Done saving file.", SdCard("saved")),
        ("Writing to file: foo.gco", SdCard("writing", "foo.gco")),
        ("File deleted:foo.gco", SdCard("deleted", "foo.gco")),
        ("SD card ok", SdCard("card_ok")),
        ("SD init fail", SdCard("init_failed")),
        ("SD printing byte 1\ufffd3/45678", None),
    ],
)
def test_sd_messages(line, message):
    assert parse_sd_message(line) == message


@pytest.mark.parametrize(
    ("line", "file"),
    [
        (
            'name.gco 3424324 0x21bf7d "long name"',
            SdCard("file", "name.gco", 3424324, long_name="long name"),
        ),
        (
            "DIR/NAME~1.GCO 12 a long name.gcode",
            SdCard("file", "DIR/NAME~1.GCO", 12, long_name="a long name.gcode"),
        ),
        ("NAME.G", SdCard("file", "NAME.G")),
        ("name.stl 12", None),
        ("name.gco said something", None),
    ],
)
def test_sd_files(line, file):
    assert parse_sd_file(line) == file


@pytest.mark.parametrize("verb", ["enqueueing", "enqueing"])
def test_enqueued_commands(verb):
    assert parse_enqueued(f'{verb} "M23 foo.gco"') == Enqueued("M23 foo.gco")
