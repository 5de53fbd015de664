"""Models become G-code by the real slicer; whatever goes wrong, nothing half-made stays."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from model_files import binary_stl, cube, cube_model, mesh_xml, model_xml, sphere, text_stl, write_threemf
from profiles import a_profile, processes_in, wait_until_empty
from services import require
from stl.mesh import Mesh

from lezerprint.base.disk import FULL_MESSAGE
from lezerprint.slicing import intake, running
from lezerprint.slicing.errors import (
    InvalidProfileError,
    SlicerUnavailableError,
    SlicingCancelledError,
    SlicingError,
    SlicingTimeoutError,
)
from lezerprint.slicing.printer import PrinterShape
from lezerprint.slicing.profile import Overrides
from lezerprint.slicing.seeds import seeds
from lezerprint.slicing.slice import slice_model
from lezerprint.slicing.slicer import Slicer, find_slicer

EDGE_MM = 10.0
BY_TEN = "10 0 0 0 10 0 0 0 10 0 0 0"
OBJECT_OF_ITS_OWN = """<?xml version="1.0" encoding="UTF-8"?>
<config><object id="1" instances_count="1">
<metadata type="object" key="name" value="part"/>
<metadata type="object" key="fill_density" value="90%"/>
<metadata type="object" key="post_process" value="/bin/false"/>
<volume firstid="0" lastid="11"><metadata type="volume" key="name" value="part"/></volume>
</object></config>"""


@pytest.fixture(autouse=True)
def _slicer():
    require("prusa-slicer")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "sliced"


@pytest.fixture
def sliced(out):
    """Slice as it is said, otherwise a plain profile for a common printer."""

    def slice_it(model, profile=None, overrides=None, printer=None, **more):
        return slice_model(
            model,
            profile or a_profile(),
            overrides or Overrides(),
            printer or PrinterShape(),
            destination_folder=out,
            **more,
        )

    return slice_it


@pytest.fixture
def a_cube(tmp_path):
    """Written by numpy-stl, as by any other program."""
    mesh = Mesh(np.zeros(12, Mesh.dtype))
    mesh.vectors[:] = cube(EDGE_MM)
    mesh.save(str(tmp_path / "cube.stl"))
    return tmp_path / "cube.stl"


@pytest.fixture
def a_heavy_sphere(tmp_path):
    """Takes the slicer seconds."""
    path = tmp_path / "sphere.stl"
    path.write_bytes(binary_stl(sphere(150, 50)))
    return path


def written(folder):
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def settings_of(path):
    """The settings that the slicer says it used."""
    lines = path.read_text().split("; prusaslicer_config = begin")[1].splitlines()
    return dict(line[2:].split(" = ", 1) for line in lines if " = " in line)


def test_a_cube_becomes_what_its_profile_says(sliced, a_cube, out):
    heard = []
    result = sliced(a_cube, progress=lambda *said: heard.append(said))
    text = result.path.read_text()
    assert written(out) == [result.path.name]
    assert result.layer_count == 50
    assert result.layer_height == 0.2
    assert result.metadata["height"] == pytest.approx(EDGE_MM)
    assert 60 < result.time_seconds < 3600
    assert "M109 S210" in text
    assert "M190 S60" in text
    assert "M140 S0" in text
    assert result.sha256 == hashlib.sha256(result.path.read_bytes()).hexdigest()
    assert result.size == result.path.stat().st_size
    assert heard[-1] == (100, "Done")
    assert [percent for percent, _ in heard] == sorted(percent for percent, _ in heard)
    assert len(heard) > 3


def test_filament_and_cost_follow_from_what_is_extruded(sliced, a_cube):
    result = sliced(a_cube, a_profile(infill=100), price_per_kg=1000)
    cubic_cm = result.filament_mm * np.pi * 0.0875**2 / 10
    assert 1.0 < cubic_cm < 1.35  # a cubic centimetre, its skirt, and elephant's feet
    assert result.filament_grams == pytest.approx(cubic_cm * 1.24, abs=0.001)
    assert result.cost == round(Decimal(result.filament_grams), 2)


def test_a_profile_has_its_own_filament(sliced, a_cube):
    plain = sliced(a_cube)
    other = sliced(a_cube, a_profile(metadata={"filament_density": 2.48, "filament_cost": 500}))
    assert other.filament_grams == pytest.approx(2 * plain.filament_grams, abs=0.002)
    assert other.cost == round(Decimal(other.filament_grams / 2), 2)


def test_overrides_count_this_once(sliced, a_cube):
    result = sliced(a_cube, overrides=Overrides(layer_height=0.25, infill=80, supports=True))
    used = settings_of(result.path)
    assert (used["layer_height"], used["fill_density"], used["support_material"]) == ("0.25", "80%", "1")
    assert (result.layer_height, result.layer_count) == (0.25, 40)
    assert result.metadata["overrides"] == {"layerHeight": 0.25, "infill": 80, "supports": True}


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.profile.name)
def test_every_seeded_profile_slices(sliced, a_cube, seed):
    result = sliced(a_cube, seed.profile)
    assert result.layer_count == pytest.approx(EDGE_MM / seed.profile.layer_height, abs=1.5)


def test_solid_infill_slices(sliced, a_cube):
    assert sliced(a_cube, overrides=Overrides(infill=100)).filament_grams > sliced(a_cube).filament_grams


def test_it_is_known_by_its_content(sliced, tmp_path):
    (tmp_path / "text.bin").write_bytes(text_stl(cube(EDGE_MM)))
    lines = [f"v {x} {y} {z}" for corner in cube(EDGE_MM) for x, y, z in corner]
    lines += [f"f {n} {n + 1} {n + 2}" for n in range(1, 37, 3)]  # and no line end at last
    (tmp_path / "object.stl").write_text("\n".join(lines))
    write_threemf(tmp_path / "package", cube_model(item=f'transform="{BY_TEN}"'))
    results = [sliced(tmp_path / name) for name in ("text.bin", "object.stl", "package")]
    assert [one.metadata["height"] for one in results] == [EDGE_MM] * 3


@pytest.mark.parametrize(
    "name",
    [
        "--output=evil.stl",
        "-g",
        "; touch evil #.stl",
        "$(touch evil).stl",
        "`touch evil`.stl",
        'it\'s "quoted".stl',
        "two\nlines.stl",
        " blank .stl",
        "cube 😀 é.stl",
        "x" * 251 + ".stl",
        os.fsdecode(b"\xff\xfe.stl"),
    ],
)
def test_no_name_is_taken_for_an_option_or_an_order(sliced, a_cube, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    a_cube.rename(name)
    assert sliced(Path(name)).layer_count == 50
    assert not list(tmp_path.rglob("evil*"))


def test_a_destination_with_a_hostile_name(a_cube, tmp_path):
    folder = tmp_path / "--save x; 'y' [1] {2} 😀"
    result = slice_model(a_cube, a_profile(), Overrides(), PrinterShape(), destination_folder=folder)
    assert written(folder) == [result.path.name]


@pytest.mark.parametrize("is_own", [False, True])
def test_a_package_cannot_run_a_program_or_set_anything(sliced, tmp_path, is_own):
    """PrusaSlicer runs `post_process` of the settings in a 3MF, unless other settings count more."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    evil = {**find_slicer().defaults, "post_process": str(program), "layer_height": "0.1"}
    evil |= {"start_gcode": "M42", "output_filename_format": "../../escaped.gcode"}
    package = write_threemf(tmp_path / "evil.3mf", cube_model(item=f'transform="{BY_TEN}"'))
    with zipfile.ZipFile(package, "a") as archive:
        if is_own:
            archive.writestr("Metadata/Slic3r_PE_model.config", OBJECT_OF_ITS_OWN)
        lines = "".join(f"; {name} = {value}\n" for name, value in evil.items())
        archive.writestr("Metadata/Slic3r_PE.config", f"; generated by PrusaSlicer 2.5.0\n\n{lines}")

    order = [find_slicer().path, "--export-gcode", "--output", tmp_path / "raw.gcode", package]
    subprocess.run(order, check=False, capture_output=True)
    assert (tmp_path / "ran").exists(), "the attack no longer works; this test proves nothing"
    (tmp_path / "ran").unlink()

    result = sliced(package)
    assert not (tmp_path / "ran").exists()
    assert result.layer_count == 50
    assert "M42" not in result.path.read_text()
    assert not list(tmp_path.rglob("escaped*"))


def test_even_a_package_that_is_passed_on_counts_less_than_the_profile(sliced, tmp_path, monkeypatch):
    """Should a setting get through one day."""
    kept = ("Metadata/Slic3r_PE.config", *intake._KEPT)
    monkeypatch.setattr(intake, "_KEPT", kept)
    test_a_package_cannot_run_a_program_or_set_anything(sliced, tmp_path, is_own=True)


def test_what_a_package_says_of_its_objects_counts(sliced, tmp_path):
    """As with PrusaSlicer itself: a part that needs more walls, supports painted by hand."""
    package = write_threemf(tmp_path / "own.3mf", cube_model(item=f'transform="{BY_TEN}"'))
    plain = sliced(package)
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("Metadata/Slic3r_PE_model.config", OBJECT_OF_ITS_OWN)
    assert sliced(package).filament_grams > 1.3 * plain.filament_grams


def test_a_package_in_several_parts(sliced, tmp_path):
    """As OrcaSlicer and Bambu Studio write them; PrusaSlicer of itself finds nothing in them."""
    reference = '<component objectid="1" p:path="/3D/Objects/lid.model"/>'
    item = f'<item objectid="9" transform="{BY_TEN}"/>'
    whole = model_xml(f'<object id="9"><components>{reference}</components></object>', item)
    part = model_xml(f'<object id="1">{mesh_xml()}</object>')
    package = write_threemf(tmp_path / "parts.3mf", whole, lid=part)
    assert sliced(package).metadata["height"] == EDGE_MM


def test_a_bomb_among_the_parts_is_refused(sliced, tmp_path, out):
    package = write_threemf(tmp_path / "bomb.3mf", cube_model(item=f'transform="{BY_TEN}"'))
    with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Metadata/Slic3r_PE_model.config", bytes(50 << 20))
    with pytest.raises(SlicingError, match="times its size"):
        sliced(package)
    assert written(out) == []


def test_settings_of_the_user_and_of_the_system_do_not_matter(sliced, a_cube, tmp_path, monkeypatch):
    folder = tmp_path / "home" / ".config" / "PrusaSlicer"
    folder.mkdir(parents=True)
    (folder / "PrusaSlicer.ini").write_text("single_instance = 1\nversion = broken\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))
    monkeypatch.setenv("DISPLAY", ":99")
    assert sliced(a_cube).layer_count == 50
    assert written(folder) == ["PrusaSlicer.ini"]


def test_a_model_larger_than_the_bed(sliced, tmp_path):
    (tmp_path / "large.stl").write_bytes(binary_stl(cube(300)))
    with pytest.raises(SlicingError, match="does not fit the printer's bed of 220 x 220 mm"):
        sliced(tmp_path / "large.stl")


def test_a_model_higher_than_the_printer(sliced, a_cube, out):
    with pytest.raises(SlicingError, match="10 mm high, the printer 9 mm"):
        sliced(a_cube, printer=PrinterShape(volume_mm=(220, 220, 9)))
    assert written(out) == []


def test_a_skirt_beyond_the_bed_is_left_out(sliced, a_cube):
    just_large_enough = PrinterShape(volume_mm=(11, 11, 50))
    result = sliced(a_cube, printer=just_large_enough)
    assert settings_of(result.path)["skirts"] == "0"
    assert settings_of(sliced(a_cube).path)["skirts"] == "2"
    with pytest.raises(SlicingError, match="with its brim or raft"):
        sliced(a_cube, a_profile(metadata={"brim_width": 5}), printer=just_large_enough)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"junk" * 100, "neither G-code, OBJ nor STL"),
        (binary_stl(cube(EDGE_MM))[:300], "cannot be sliced"),
        (binary_stl(cube(EDGE_MM)[:0]), "no triangles"),
        (binary_stl(cube(EDGE_MM), count=1 << 31), "cannot be sliced"),
        (binary_stl(cube(EDGE_MM)[:-2]), "nothing to print"),
        (binary_stl(cube(0.01)), "nothing to print"),
        (binary_stl(cube(EDGE_MM) * [1, 1, 0]), "nothing to print"),
        (binary_stl(np.full((12, 3, 3), np.nan)), "is nan"),
        (binary_stl(np.full((12, 3, 3), np.inf)), "is inf"),
        (binary_stl(cube(1e30)), "cannot be sliced"),
        (b"PK\x03\x04" + b"x" * 500, "cannot be sliced"),
        (b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "cannot be"),
        (b"G28\nG1 X1\n", "already G-code"),
    ],
)
def test_a_model_that_cannot_be_sliced_is_refused_in_a_line(sliced, tmp_path, out, content, words):
    (tmp_path / "model.stl").write_bytes(content)
    with pytest.raises(SlicingError, match=words) as caught:
        sliced(tmp_path / "model.stl")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert written(out) == []


def test_a_model_that_is_gone(sliced, tmp_path):
    with pytest.raises(SlicingError, match="cannot be read: No such file"):
        sliced(tmp_path / "gone.stl")


def test_a_profile_that_the_printer_is_too_cold_for(sliced, a_cube, out):
    with pytest.raises(InvalidProfileError, match="the printer allows 200"):
        sliced(a_cube, printer=PrinterShape(max_hotend_celsius=200))
    assert written(out) == []


def test_what_the_slicer_refuses_of_a_profile_is_told(sliced, a_cube):
    with pytest.raises(SlicingError, match="the profile cannot be used: Spiral vase mode"):
        sliced(a_cube, a_profile(metadata={"spiral_vase": True}), Overrides(supports=True))
    with pytest.raises(SlicingError, match="the profile's end_gcode is wrong: Parsing error"):
        sliced(a_cube, a_profile(metadata={"end_gcode": "{nonsense}"}))


def test_a_slicer_that_is_gone_since_it_was_found(sliced, a_cube, out):
    gone = Slicer(Path("/nowhere/prusa-slicer"), "2.5.0", find_slicer().defaults)
    with pytest.raises(SlicerUnavailableError, match="cannot start /nowhere/prusa-slicer"):
        sliced(a_cube, slicer=gone)
    assert written(out) == []


def test_two_at_once_are_two(sliced, a_cube, out):
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda height: sliced(a_cube, overrides=Overrides(height)), (0.2, 0.25)))
    assert [one.layer_count for one in results] == [50, 40]
    assert written(out) == sorted(one.path.name for one in results)


def test_a_cancel_in_mid_slice_leaves_nothing(sliced, a_heavy_sphere, out):
    heard = []
    with pytest.raises(SlicingCancelledError):
        sliced(a_heavy_sphere, progress=lambda *said: heard.append(said), cancelled=lambda: len(heard) > 0)
    assert heard[-1][0] < 90
    assert written(out) == []
    wait_until_empty(out)


@pytest.mark.parametrize("at", [10, 100])
def test_an_error_of_who_follows_the_progress_leaves_nothing(sliced, a_cube, out, at):
    def follow(percent, _what):
        if percent >= at:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sliced(a_cube, progress=follow)
    assert written(out) == []
    wait_until_empty(out)


def test_a_time_out_leaves_nothing(sliced, a_heavy_sphere, out):
    with pytest.raises(SlicingTimeoutError, match=r"longer than 0\.5 s"):
        sliced(a_heavy_sphere, timeout_seconds=0.5)
    assert written(out) == []
    wait_until_empty(out)


def test_a_slicer_without_memory_is_told(sliced, a_cube, out, monkeypatch):
    monkeypatch.setattr(running, "_machine_memory_bytes", lambda: 150 << 20)
    with pytest.raises(SlicingError, match="needs more memory"):
        sliced(a_cube)
    assert written(out) == []


def test_a_slicer_killed_from_outside_is_told(sliced, a_heavy_sphere, out):
    def kill(_percent, _what):
        for one in processes_in(out):
            os.kill(one, signal.SIGKILL)

    with pytest.raises(SlicingError, match="crashed \\(SIGKILL\\)"):
        sliced(a_heavy_sphere, progress=kill)
    assert written(out) == []


WORKER = """
import sys
from pathlib import Path
from profiles import a_profile
from lezerprint.slicing.printer import PrinterShape
from lezerprint.slicing.profile import Overrides
from lezerprint.slicing.slice import slice_model
slice_model(Path(sys.argv[1]), a_profile(), Overrides(), PrinterShape(), destination_folder=Path(sys.argv[2]),
            progress=lambda percent, what: print(percent, flush=True))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_worker_killed_in_mid_slice_takes_the_slicer_along(sliced, a_cube, a_heavy_sphere, out):
    support = Path(__file__).parents[1] / "support"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(support), *sys.path])}
    order = [sys.executable, "-c", WORKER, a_heavy_sphere, out]
    with subprocess.Popen(order, stdout=subprocess.PIPE, env=environment) as worker:
        assert worker.stdout.readline()
        worker.kill()
    wait_until_empty(out)
    assert [name for name in written(out) if not name.startswith(".slicing-")] == []
    result = sliced(a_cube)
    assert written(out) == [result.path.name]


FULL = """
import subprocess, sys
from pathlib import Path
from profiles import a_profile
from lezerprint.slicing.printer import PrinterShape
from lezerprint.slicing.profile import Overrides
from lezerprint.slicing.slice import slice_model
folder = Path(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={sys.argv[3]}", "tmpfs", folder], check=True)
try:
    slice_model(Path(sys.argv[1]), a_profile(), Overrides(), PrinterShape(), destination_folder=folder)
except Exception as error:
    print(type(error).__name__, error)
print(list(folder.iterdir()))
"""


@pytest.mark.parametrize("size", ["8k", "64k"])
def test_a_full_disk_leaves_nothing_and_is_told(a_cube, tmp_path, size):
    """In a namespace of its own, where a small disk can be mounted without any right to do so."""
    apart = ["unshare", "--mount", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], check=False).returncode:
        pytest.skip("this system allows no namespaces")
    (tmp_path / "small").mkdir()
    support = Path(__file__).parents[1] / "support"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(support), *sys.path])}
    order = [*apart, sys.executable, "-c", FULL, a_cube, tmp_path / "small", size]
    ended = subprocess.run(order, check=True, capture_output=True, text=True, env=environment)
    first, second = ended.stdout.splitlines()
    assert first == f"SlicingDiskFullError {FULL_MESSAGE}"
    assert second == "[]"
