import base64
import hashlib
import io
import struct
import zipfile

import pytest
from binary_gcode import (
    GCODE,
    HEATSHRINK_12,
    MEATPACK_COMMENTS,
    PRINT_METADATA,
    PRINTER_METADATA,
    THUMBNAIL,
    block,
    header,
    meatpacked,
)
from PIL import Image

from lezerprint.errors import GcodeFileError
from lezerprint.gcode import unpacking
from lezerprint.gcode.analysis import analyse
from lezerprint.gcode.plates import gcode_plates
from lezerprint.gcode.source import open_gcode
from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.gcode.spooling import write_spool
from lezerprint.port.spool import SpoolReader

LINES = [
    ";LAYER_CHANGE",
    ";Z:0.2",
    "M104 S200",
    "G28",
    "G90",
    "M83",
    *(f"G1 X{10 + 20 * (index % 2)} Y{index} E0.5 F1200" for index in range(3000)),
    "M104 S0",
]
TEXT = "".join(f"{line}\n" for line in LINES).encode()


def picture(pixels):
    buffer = io.BytesIO()
    Image.new("RGB", (pixels, pixels), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def binary_gcode(path):
    path.write_bytes(
        header()
        + block(THUMBNAIL, picture(120), struct.pack("<HHH", 0, 120, 120))
        + block(PRINT_METADATA, b"filament used [mm]=1500\n")
        + block(PRINTER_METADATA, b'objects_info={"objects":[{"name":"lid","polygon":[]}]}\n')
        + block(GCODE, meatpacked(TEXT), struct.pack("<H", MEATPACK_COMMENTS), HEATSHRINK_12)
    )
    return path


def sliced_3mf(path, plates=(1,), text=TEXT):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", "<Relationships/>")
        for number in plates:
            archive.writestr(f"Metadata/plate_{number}.gcode", text)
            archive.writestr(f"Metadata/plate_{number}.png", picture(120))
    return path


def utf16(path):
    path.write_bytes(TEXT.decode().replace("\n", "\r\n").encode("utf-16"))
    return path


@pytest.mark.parametrize("make", [binary_gcode, sliced_3mf, utf16])
def test_it_is_analysed_and_spooled_as_plain_text_is(tmp_path, make):
    plain = tmp_path / "plain.gcode"
    plain.write_bytes(TEXT)
    path = make(tmp_path / "packed")
    expected, found = analyse(plain), analyse(path)
    assert found.seconds == pytest.approx(expected.seconds)
    assert found.filament_mm == pytest.approx(expected.filament_mm)
    assert (found.printed, found.layer_count) == (expected.printed, expected.layer_count)
    assert [one.width for one in found.thumbnails] == ([] if make is utf16 else [120])
    write_spool(plain, tmp_path / "a")
    summary = write_spool(path, tmp_path / "b")
    with SpoolReader.open(tmp_path / "a") as a, SpoolReader.open(tmp_path / "b") as b:
        assert [b.body(line) for line in range(len(b))] == [a.body(line) for line in range(len(a))]
    assert summary.source_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b", "packed", "plain.gcode"]


def test_the_slicers_figures_of_binary_gcode_are_known(tmp_path):
    analysis = analyse(binary_gcode(tmp_path / "packed"))
    assert analysis.metadata.filament_mm == 1500
    assert [one.name for one in analysis.objects] == ["lid"]


def test_wide_text_is_told(tmp_path):
    assert (
        "the file is not plain text but UTF-16: it is read as that" in analyse(utf16(tmp_path / "u")).warnings
    )


def several(path):
    """Plate 2 goes twice as far as plate 1."""
    sliced_3mf(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Metadata/plate_2.gcode", TEXT + TEXT)
        archive.writestr("Metadata/plate_2.png", picture(200))
        archive.writestr(
            "Metadata/model_settings.config",
            '<config><plate><metadata key="plater_id" value="2"/>'
            '<metadata key="plater_name" value="lids"/></plate></config>',
        )
    return path


def test_each_plate_is_read_by_its_number(tmp_path):
    path = several(tmp_path / "two.gcode.3mf")
    assert gcode_plates(path) == [(1, ""), (2, "lids")]
    first, second = (analyse(path, plate=number) for number in (1, 2))
    assert analyse(path).line_count == first.line_count < second.line_count
    assert [one.width for one in second.thumbnails] == [200]
    write_spool(path, tmp_path / "a", options=SpoolOptions(plate=1))
    write_spool(path, tmp_path / "b", options=SpoolOptions(plate=2))
    with SpoolReader.open(tmp_path / "a") as a, SpoolReader.open(tmp_path / "b") as b:
        assert len(b) == 2 * len(a)


def test_a_plate_that_is_not_there_is_named(tmp_path):
    path = several(tmp_path / "two.gcode.3mf")
    with pytest.raises(GcodeFileError, match="no G-code of plate 3, but of 1, 2"), open_gcode(path, 3):
        pass
    plain = tmp_path / "plain.gcode"
    plain.write_bytes(TEXT)
    for one in (plain, binary_gcode(tmp_path / "packed")):
        assert gcode_plates(one) == []
        with pytest.raises(GcodeFileError, match="only a 3MF has plates"), open_gcode(one, 1):
            pass


def test_damage_is_named_with_the_file(tmp_path):
    path = binary_gcode(tmp_path / "part.bgcode")
    path.write_bytes(path.read_bytes()[:-10])
    with (
        pytest.raises(GcodeFileError, match=r"part\.bgcode: .* is cut short"),
        open_gcode(path),
    ):
        pass
    path.write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(GcodeFileError, match="the 3MF is damaged"), open_gcode(path):
        pass


@pytest.mark.parametrize("make", [binary_gcode, sliced_3mf, utf16])
def test_what_unpacks_to_too_much_is_refused_and_leaves_nothing(tmp_path, monkeypatch, make):
    monkeypatch.setattr(unpacking, "MOST_TEXT_BYTES", 1 << 10)
    path = make(tmp_path / "packed")
    with pytest.raises(GcodeFileError, match="unpacks to more than"), open_gcode(path):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["packed"]


def test_nothing_need_be_written_beside_the_file(tmp_path, monkeypatch):
    path = binary_gcode(tmp_path / "packed")
    real = unpacking.tempfile.TemporaryFile

    def read_only(*, dir=None):  # noqa: A002 - the name of the library's parameter
        if dir is not None:
            raise PermissionError(13, "Permission denied")
        return real()

    monkeypatch.setattr(unpacking.tempfile, "TemporaryFile", read_only)
    with open_gcode(path) as text:
        assert text.size_bytes > len(TEXT)


def test_comments_of_one_long_line_are_read_and_passed_over(tmp_path):
    image = base64.b64encode(picture(150)).decode()
    corners = ",".join(f"[{index},0.5]" for index in range(900))
    info = (
        f'{{"objects":[{{"name":"a","polygon":[[0,0],[1,0],[1,1]]}},{{"name":"b","polygon":[{corners}]}}]}}'
    )
    filler = "; note = " + "x" * 200_000
    path = tmp_path / "part.gcode"
    path.write_text(
        f"; thumbnail begin 150x150 {len(image)}\n; {image}\n; thumbnail end\n; objects_info = {info}\n"
        f"{filler}\n; layer_height = 0.2\n{TEXT.decode()}{filler * 30}\n; filament used [mm] = 1500\n"
    )
    analysis = analyse(path)
    assert [one.width for one in analysis.thumbnails] == [150]
    assert [(one.name, len(one.polygon)) for one in analysis.objects] == [("a", 3), ("b", 900)]
    assert analysis.metadata.layer_height_mm == 0.2
    assert analysis.metadata.filament_mm == 1500
    assert analysis.line_count == len(LINES) + 8
    assert write_spool(path, tmp_path / "spool").line_count == len(LINES) - 2
