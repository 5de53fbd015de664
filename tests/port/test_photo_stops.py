"""Stops for pictures: the head at the same place each time, and the print as if nothing had been."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from simulated import SimulatedPrinter
from uninterrupted import MICROSTEP_MM, Uninterrupted, assert_same, sliced

from lezerprint.errors import PortError
from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.gcode.spooling import write_spool
from lezerprint.jobs.scripts import photo_scripts, port_scripts, port_values
from lezerprint.port.spool import SpoolReader
from lezerprint.settings import PrinterSettings

PRINTER = PrinterSettings(
    volume=(220, 220, 250), timelapse={"park": (10, 200), "lift": 1.5}, printing={"retract": 1.5}
)


@pytest.fixture
def make_film_job(folder):
    def make(commands, name="job"):
        source, path = folder / f"{name}.gcode", folder / f"{name}.spool"
        source.write_text("\n".join(commands) + "\n")
        options = SpoolOptions(
            name,
            scripts=port_scripts(PRINTER) | photo_scripts(PRINTER),
            values=port_values(PRINTER),
            photos=True,
        )
        write_spool(source, path, options=options)
        with SpoolReader.open(path) as spool:
            bodies = [body.decode() for body, _ in spool.bodies(0, len(spool))]
            photos = {line: spool.photo_at(line) for line in range(len(spool)) if spool.photo_at(line)}
            heights = {line: spool.state_before(line).z for line in photos}
        return SimpleNamespace(name=name, path=path, bodies=bodies, photos=photos, heights=heights)

    return make


def next_photo(host, after):
    """The next picture that is asked for; None: the job is over."""

    def there(snapshot):
        found = [event for event in host.events if event.kind == "photo_due" and event.line > after]
        return found or (snapshot.job and snapshot.job.has_ended)

    host.wait(there, "a picture")
    found = [event for event in host.events if event.kind == "photo_due" and event.line > after]
    return found[0] if found else None


def taken(host, photo):
    host.ask("photo_taken", job=photo.job, line=photo.line)


@pytest.mark.parametrize("relative_extruder", [False, True])
def test_the_head_is_at_one_place_and_the_print_as_without_it(
    relative_extruder, make_host, slow_printer, make_film_job
):
    job = make_film_job(sliced(600, relative_extruder=relative_extruder, marked=True))
    twin, printer = Uninterrupted(job.bodies), slow_printer
    host = make_host(printer.link).open()
    host.ask("want_photos", wanted=True)
    host.start(job)
    layers, line = [], 0
    while (photo := next_photo(host, line)) is not None:
        line = photo.line
        where = printer.state()["position"]
        assert (where["x"], where["y"]) == (pytest.approx(10, abs=0.01), pytest.approx(200, abs=0.01))
        assert where["z"] == pytest.approx(job.heights[line] + 1.5, abs=0.01)
        assert job.photos[line] == photo.layer
        layers.append(photo.layer)
        host.ask("want_photos", wanted=False)  # the next layer may end before the pause
        taken(host, photo)
        host.look()
        host.wait(lambda snapshot: snapshot.job.paused_machine is None, "its continuation")
        if line > len(job.bodies) // 2:
            break
        host.ask("pause", script=[])
        paused = host.wait_job("paused").job
        assert_same(printer.state(), twin.at(paused.sent))
        host.ask("want_photos", wanted=True)
        host.ask("resume", script=[])
        host.look()
    assert set(layers) <= set(job.photos.values())
    assert len(layers) > 4
    assert host.finish(job).state == "completed"
    assert_same(printer.state(), twin.at(len(job.bodies)))


def test_each_layer_once(host, printer, make_film_job):
    job = make_film_job(sliced(300, marked=True))
    host.ask("want_photos", wanted=True)
    host.start(job)
    layers, line = [], 0
    while (photo := next_photo(host, line)) is not None:
        line = photo.line
        layers.append(photo.layer)
        taken(host, photo)
    assert layers == list(job.photos.values())
    assert host.snapshot.job.state == "completed"
    assert_same(printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))


def test_nobody_wants_pictures(host, printer, make_film_job):
    job = make_film_job(sliced(400, marked=True))
    assert host.start(job).finish(job).state == "completed"
    assert printer.streamed() == job.bodies
    assert not [event for event in host.events if event.kind == "photo_due"]


def test_the_server_goes_away(make_host, slow_printer, make_film_job):
    job, host = make_film_job(sliced(1500, marked=True)), make_host(slow_printer.link).open()
    host.ask("want_photos", wanted=True)
    host.start(job)
    taken(host, next_photo(host, 0))
    host.close()
    host.open()  # and is back, and says nothing of pictures
    assert host.finish(job).state == "completed"
    assert len([event for event in host.events if event.kind == "photo_due"]) <= 1
    assert_same(slow_printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))


def test_nobody_answers(host, printer, make_film_job):
    job = make_film_job(sliced(3000, marked=True))
    host.ask("want_photos", wanted=True)
    host.start(job)
    photo = next_photo(host, 0)
    host.ask("want_photos", wanted=False)
    begun = time.monotonic()
    host.wait(lambda snapshot: snapshot.job.sent > photo.line, "that it goes on")
    assert time.monotonic() - begun < 8.0
    with pytest.raises(PortError, match=r"not parked for this picture any more|nothing is being printed"):
        taken(host, photo)
    assert host.finish(job).state == "completed"
    assert_same(printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))


def test_paused_while_it_is_parked(host, printer, make_film_job):
    job = make_film_job(sliced(120, marked=True))
    host.ask("want_photos", wanted=True)
    host.start(job)
    photo = next_photo(host, 0)
    host.ask("pause")
    host.wait_job("paused")
    with pytest.raises(PortError, match="not parked"):
        taken(host, photo)
    host.ask("want_photos", wanted=False)
    host.ask("resume")
    host.look()
    assert host.finish(job).state == "completed"
    assert_same(printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))


def test_cancelled_while_it_is_parked(host, make_film_job):
    job = make_film_job(sliced(120, marked=True))
    host.ask("want_photos", wanted=True)
    host.start(job)
    next_photo(host, 0)
    host.ask("cancel")
    host.wait_job("cancelled")


@pytest.mark.parametrize("patience_seconds", [0.0, 0.05, 0.15, 0.4])
def test_the_port_process_is_killed(patience_seconds, make_host, make_film_job):
    """Whatever the moment: on the way there, while it waits, on the way back."""
    job = make_film_job(sliced(120, seed=4, marked=True))
    with SimulatedPrinter("--latency-ms", "2", speed=200.0) as printer:
        host = make_host(printer.link).open()
        host.ask("want_photos", wanted=True)
        host.start(job)
        first = min(job.photos)
        host.wait(lambda snapshot: snapshot.job.sent >= first, "the first layer's end")
        time.sleep(patience_seconds)  # the moment of death, not a wait for anything
        host.kill_port()
        host.open()
        assert host.finish(job).state == "completed"
        assert_same(printer.state(), Uninterrupted(job.bodies).at(len(job.bodies)))
        pushed = [line for line in printer.streamed() if line in ("G1 E-1.5 F2100", "G1 E1.5 F2100")]
        assert pushed in ([], ["G1 E-1.5 F2100", "G1 E1.5 F2100"])


def test_a_wait_for_heat_before_a_layer(host, printer, make_film_job):
    commands = ["G28", "G90", "M83", ";LAYER:0", "G1 X10 E1 F900", "M109 S60", ";LAYER:1", "G1 X20 E1"]
    job = make_film_job(commands)
    host.ask("want_photos", wanted=True)
    host.start(job)
    taken(host, next_photo(host, 0))
    assert host.finish(job).state == "completed"
    assert abs(printer.state()["position"]["x"] - 20) < MICROSTEP_MM
