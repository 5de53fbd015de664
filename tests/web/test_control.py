"""What is done to the printer by hand, over the API, as the simulated printer sees it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from answers import data_of, error_of
from api import Api
from simulated import SimulatedPrinter, wait_until

from lezerprint.settings import PrinterSettings
from lezerprint.settings.control import ControlSettings

MACROS = {"preheat": ("M140 S55", "M104 S190 ; a comment"), "hello": ("M117 hello",)}
PURGE = {
    "commands": ["M106 S{fan}", "M117 {note}", "M220 S{speed}"],
    "group": "Filament",
    "favourite": True,
    "parameters": {
        "fan": {"min": 0, "max": 255, "default": 51},
        "note": {"type": "text", "max_length": 20},
        "speed": {"type": "choice", "choices": ["100", "120"], "default": "100"},
    },
}


@pytest.fixture(scope="module")
def printer():
    with SimulatedPrinter() as simulated:
        yield simulated


@pytest.fixture(scope="module")
def api(printer):
    control = ControlSettings(
        macros={**MACROS, "purge": PURGE}, filament_load_length=30, filament_unload_length=150
    )
    settings = PrinterSettings(device=str(printer.link), volume=(220, 220, 250), control=control)
    with Api(printer.link, printers=(settings,)) as api:
        yield api


@pytest.fixture
def warm(api, printer):
    """A hotend at 200 °C."""
    data_of(post(api, "temperature", hotend=200, wait=True))
    wait_until(lambda: status(api)["temperatures"]["hotend"]["actual"] > 195, "the heat")


def post(api, name, **body):
    return api.admin.post(f"/api/printer/{name}", json=body)


def status(api):
    return data_of(api.admin.get("/api/printer/status"))


class TestCommand:
    def test_its_answer(self, api):
        said = data_of(post(api, "command", command="M114", wait=True))
        assert said["response"].startswith("X:")
        assert said["lines"] == said["response"].split("\n")

    def test_what_comes_by_itself_is_no_part_of_it(self, api):
        for _ in range(20):
            assert data_of(post(api, "command", command="M117 Hello"))["lines"] == []

    def test_without_waiting(self, api, printer):
        assert data_of(post(api, "command", command="M117 World", wait=False))["response"] == ""
        wait_until(lambda: printer.state()["message"] == "World", "the message")

    @pytest.mark.parametrize(
        "command", ["G28 X", "M117 a b", "m105", " M105 ; comment", "G1X5", "M220 S100", "M117 ü"]
    )
    def test_what_marlin_takes(self, api, command):
        data_of(post(api, "command", command=command))

    @pytest.mark.parametrize(
        "command",
        [
            *("invalid command!", "", "G28\nG1 X5", "M105\r", "M117 \x07", "X" * 200),
            *("M110 N5", "M117 M110", "M575 B250000", "; nothing", "M117 " + "x" * 120),
        ],
    )
    def test_what_is_none(self, api, command):
        answer = post(api, "command", command=command)
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "VALIDATION_ERROR"

    @pytest.mark.parametrize("command", ["M104 S301", "M109 R400", "M140 S121", "M190 S999", "M141 S81"])
    def test_no_target_is_too_hot(self, api, command):
        assert error_of(post(api, "command", command=command, force=True)) == (400, "VALIDATION_ERROR")


def test_the_audit_log_says_what_was_done(api):
    data_of(post(api, "command", command="M117 noted", force=True))
    data_of(post(api, "home", axes=["Y"], wait=True))
    data_of(post(api, "macros/hello"))

    def noted():
        """What is stored by now: StorageActor may have taken it a moment ago."""
        found = data_of(api.admin.get("/api/admin/events", params={"limit": 50}))["events"]
        return {one["description"]: one for one in found}

    wanted = {"Command M117 noted", "Home Y", "Macro hello"}
    wait_until(lambda: wanted <= noted().keys(), "the entries")
    entries = noted()
    command = entries["Command M117 noted"]
    assert command["eventType"] == "printer.command"
    assert command["metadata"] == {"printer": "default", "commands": ["M117 noted"], "forced": True}
    assert entries["Home Y"]["metadata"]["commands"] == ["G28 Y"]
    assert entries["Macro hello"]["eventType"] == "printer.macro_run"


class TestMotion:
    def test_home(self, api, printer):
        sent = data_of(post(api, "home", axes=["x", "Y"], wait=True))
        assert sent["commands"] == ["G28 X Y"]
        assert {"x", "y"} <= set(printer.state()["homed"])
        assert data_of(post(api, "home", axes="all", wait=True))["commands"] == ["G28"]
        assert printer.state()["homed"] == "xyz"

    def test_move(self, api, printer):
        data_of(post(api, "home", axes="all", wait=True))
        data_of(post(api, "move", axis="X", distance=12.5, speed=6000, wait=True))
        data_of(post(api, "move", axis="x", distance=-2.5, speed=6000, wait=True))
        state = printer.state()
        assert state["position"]["x"] == 10
        assert not state["axes_relative"]
        assert not state["extruder_relative"]

    def test_what_has_a_default_need_not_be_said(self, api):
        with api.client.stream("POST", "/api/printer/home", headers=api.bearer("OPERATOR")) as answer:
            assert answer.status_code == 200  # without a body, and without a type
        sent = data_of(post(api, "move", axis="Z", distance=1))
        assert "G1 Z1 F600" in sent["commands"]

    def test_a_speed_is_bounded(self, api):
        sent = data_of(post(api, "move", axis="Z", distance=1, speed=9000))
        assert "G1 Z1 F1200" in sent["commands"]

    def test_not_out_of_the_volume(self, api, printer):
        data_of(post(api, "home", axes="all", wait=True))
        for distance in (-1, 200):
            data_of(post(api, "move", axis="Y", distance=distance, speed=6000, wait=True, force=True))
            if distance < 0:
                assert printer.state()["position"]["y"] == 0  # its own end stop
        answer = post(api, "move", axis="Y", distance=30, speed=6000)
        assert error_of(answer) == (400, "VALIDATION_ERROR")
        assert "230.00" in answer.json()["error"]["message"]
        assert printer.state()["position"]["y"] == 200

    def test_not_by_several_moves_at_once(self, api):
        data_of(post(api, "home", axes="all", wait=True))
        with ThreadPoolExecutor(6) as users:
            asked = [users.submit(post, api, "move", axis="X", distance=150, speed=6000) for _ in range(6)]
        answers = sorted(one.result().status_code for one in asked)
        assert answers == [200, 400, 400, 400, 400, 400]
        assert data_of(post(api, "command", command="M114"))["response"].startswith("X:150.00")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"axis": "A"},
            {"distance": 201},
            {"distance": -201},
            {"speed": 0},
            {"speed": 10_001},
            *({"distance": None}, {"distance": "5"}, {"distance": True}),
        ],
    )
    def test_limits(self, api, wrong):
        body = {"axis": "X", "distance": 1, "speed": 1000} | wrong
        answer = post(api, "move", **body)
        assert answer.status_code == 400
        assert [one["field"] for one in answer.json()["error"]["details"]] == list(wrong)

    @pytest.mark.parametrize("axes", ["some", [], ["X", "E"], None])
    def test_axes_that_are_none(self, api, axes):
        answer = post(api, "home", axes=axes)
        assert answer.status_code == 400
        assert {one["field"].split(".")[0] for one in answer.json()["error"]["details"]} == {"axes"}

    def test_moves_of_two_at_once_do_not_mix(self, api, printer):
        """Relative and absolute mode belong together."""
        data_of(post(api, "home", axes="all", wait=True))

        def there_and_back():
            for distance in (7, -7) * 10:
                data_of(post(api, "move", axis="X", distance=distance, speed=6000, wait=True))

        threads = [threading.Thread(target=there_and_back) for _ in range(2)]
        data_of(post(api, "move", axis="X", distance=50, speed=6000, wait=True))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert printer.state()["position"]["x"] == 50

    def test_motors_off(self, api, printer):
        data_of(post(api, "move", axis="X", distance=1, speed=6000, wait=True))
        assert printer.state()["motors_on"]
        data_of(post(api, "motors-off"))
        wait_until(lambda: not printer.state()["motors_on"], "the motors' end")


class TestHeat:
    def test_targets(self, api, printer):
        data_of(post(api, "temperature", hotend=180, bed=50, chamber=40, wait=True))
        heaters = printer.state()["heaters"]
        targets = {name: heater["target_celsius"] for name, heater in heaters.items()}
        assert targets == {"hotend": 180, "bed": 50, "chamber": 40}
        data_of(post(api, "temperature", bed=0, chamber=0, wait=True))
        assert (printer.target_celsius(), printer.target_celsius("bed")) == (180, 0)
        data_of(post(api, "temperature", hotend=0, wait=True))

    @pytest.mark.parametrize(
        "wrong",
        [
            *({}, {"hotend": 301}, {"bed": 121}, {"chamber": 81}, {"hotend": -1}),
            *({"hotend": 200, "tool": 1}, {"hotend": "hot"}, {"hotend": True}, {"hotend": "200"}),
        ],
    )
    def test_limits(self, api, wrong):
        answer = post(api, "temperature", **wrong)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")

    def test_a_bounded_history(self, api):
        wait_until(lambda: len(history(api)) > 2, "the history")
        assert len(history(api, points=2)) == 2
        (first, *_, last) = history(api)
        assert first["timestamp"] < last["timestamp"]
        assert set(last) == {"timestamp", "hotend", "bed", "chamber", "tool", "tools"}
        assert api.admin.get("/api/printer/temperatures", params={"seconds": 0}).status_code == 400


def history(api, **query):
    return data_of(api.admin.get("/api/printer/temperatures", params=query))["samples"]


class TestFanAndFactors:
    def test_fan(self, api, printer):
        assert data_of(post(api, "fan", percent=50, wait=True))["commands"] == ["M106 P0 S128"]
        assert printer.state()["fan"] == pytest.approx(0.5, abs=0.01)
        data_of(post(api, "fan", percent=0, wait=True))
        assert printer.state()["fan"] == 0
        assert post(api, "fan", percent=101).status_code == 400

    def test_factors(self, api, printer):
        data_of(post(api, "feed-rate", percent=120, wait=True))
        data_of(post(api, "flow-rate", percent=95.5, wait=True))
        state = printer.state()
        assert (state["feed_factor"], state["flow_factor"]) == (1.2, 0.955)
        for name in ("feed-rate", "flow-rate"):
            assert post(api, name, percent=5).status_code == 400
            data_of(post(api, name, percent=100, wait=True))


class TestFilament:
    def test_a_cold_hotend_moves_none(self, api):
        data_of(post(api, "temperature", hotend=0, wait=True))
        wait_until(lambda: status(api)["temperatures"]["hotend"]["actual"] < 100, "the cold")
        for name, body in (
            ("extrude", {"amount": 5}),
            ("load-filament", {}),
            ("unload-filament", {}),
            ("move", {"axis": "E", "distance": 5, "speed": 100}),
        ):
            assert error_of(post(api, name, **body)) == (409, "TOO_COLD")

    @pytest.mark.usefixtures("warm")
    def test_extrude_and_retract(self, api, printer):
        before = printer.state()["extruded_mm"]
        data_of(post(api, "extrude", amount=20, wait=True))
        assert printer.state()["extruded_mm"] == pytest.approx(before + 20)
        sent = data_of(post(api, "extrude", amount=-5, speed=9000, wait=True))
        assert "G1 E-5 F3000" in sent["commands"]
        assert printer.state()["extruded_mm"] == pytest.approx(before + 15)
        data_of(post(api, "move", axis="E", distance=1, speed=100, wait=True))
        assert printer.state()["extruded_mm"] == pytest.approx(before + 16)
        assert not printer.state()["extruder_relative"]

    @pytest.mark.usefixtures("warm")
    def test_load_and_unload(self, api, printer):
        before = printer.state()["extruded_mm"]
        data_of(post(api, "load-filament", wait=True))
        assert printer.state()["extruded_mm"] == pytest.approx(before + 30)
        sent = data_of(post(api, "unload-filament", wait=True))
        assert sent["commands"].count("G1 E-100 F300") == 1
        assert printer.state()["extruded_mm"] == pytest.approx(before + 30 - 150)

    def test_a_tool_that_is_not_there(self, api):
        assert error_of(post(api, "extrude", amount=5, tool=3)) == (400, "VALIDATION_ERROR")


class TestMacros:
    def test_they_are_listed(self, api):
        macros = data_of(api.admin.get("/api/printer/macros"))["macros"]
        told = {one["name"]: tuple(one["commands"]) for one in macros}
        assert told == {**MACROS, "purge": tuple(PURGE["commands"])}
        purge = next(one for one in macros if one["name"] == "purge")
        assert (purge["group"], purge["favourite"]) == ("Filament", True)
        assert [one["name"] for one in purge["parameters"]] == ["fan", "note", "speed"]

    def test_parameters_are_filled_in(self, api, printer):
        sent = data_of(post(api, "macros/purge", parameters={"note": "hi there"}, wait=True))
        assert sent["commands"] == ["M106 S51", "M117 hi there", "M220 S100"]
        assert printer.state()["message"] == "hi there"

    @pytest.mark.parametrize(
        "parameters",
        [
            {},
            {"note": "a\nM104 S250"},
            {"note": "a ; b"},
            {"note": "{fan}"},
            {"note": "a", "fan": 256},
            {"note": "a", "fan": "1 M104"},
            {"note": "a", "speed": "100 B"},
            {"note": "a", "other": 1},
            {"note": "a" * 21},
        ],
    )
    def test_what_does_not_fit_is_refused(self, api, parameters):
        refused = post(api, "macros/purge", parameters=parameters)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_ERROR")

    def test_one_is_run(self, api, printer):
        sent = data_of(post(api, "macros/preheat", wait=True))
        assert sent["commands"] == ["M140 S55", "M104 S190"]
        assert (printer.target_celsius("bed"), printer.target_celsius()) == (55, 190)
        data_of(post(api, "temperature", hotend=0, bed=0, wait=True))

    def test_none_of_this_name(self, api):
        assert error_of(post(api, "macros/nothing")) == (404, "NOT_FOUND")


class TestWhatTheFirmwareKnows:
    def test_the_bed_mesh(self, api):
        mesh = data_of(api.admin.get("/api/printer/bed-mesh"))
        assert [len(row) for row in mesh["heights"]] == [5] * 5
        assert mesh["lines"][0] == "Bilinear Leveling Grid:"
        heights = [height for row in mesh["heights"] for height in row]
        figures = mesh["figures"]
        assert (figures["lowest"], figures["highest"]) == (min(heights), max(heights))
        assert figures["range"] == pytest.approx(max(heights) - min(heights))
        assert data_of(api.admin.get("/api/printer/bed-mesh/last")) == mesh

    def test_its_settings(self, api):
        settings = data_of(api.admin.get("/api/printer/firmware-settings"))["settings"]
        steps = next(one for one in settings if one["command"].startswith("M92"))
        assert steps["title"] == "Steps per unit"
        assert steps["values"] == {"X": 80, "Y": 80, "Z": 400, "E": 93}

    def test_what_it_is(self, api):
        firmware = data_of(api.admin.get("/api/printer/firmware"))
        assert firmware["info"]["FIRMWARE_NAME"].startswith("Marlin")
        assert firmware["capabilities"]["EEPROM"] is True


class TestPrompts:
    def test_the_firmware_asks_and_is_answered(self, api, printer):
        assert asked_of(api) is None
        assert error_of(post(api, "prompt", choice=0)) == (409, "CONFLICT")
        data_of(post(api, "command", command="M600", wait=False))
        asked = wait_until(lambda: asked_of(api), "the prompt")
        assert status(api)["prompt"] == asked
        assert asked == {"text": "Nozzle Parked", "choices": ["Continue"]}
        assert error_of(post(api, "prompt", choice=len(asked["choices"]))) == (400, "VALIDATION_ERROR")
        data_of(post(api, "prompt", choice=0))
        purge = {"text": "Paused", "choices": ["PurgeMore", "Continue"]}
        wait_until(lambda: asked_of(api) == purge, "the next question")
        assert printer.state()["prompt"] == "Paused"
        data_of(post(api, "prompt", choice=1))
        wait_until(lambda: printer.state()["prompt"] is None, "the answer")
        wait_until(lambda: asked_of(api) is None, "the prompt's end")


def asked_of(api):
    return data_of(api.admin.get("/api/printer/prompt"))["prompt"]


class TestZOffset:
    def test_steps_add_up_and_are_saved_by_order(self, api):
        facts = data_of(api.admin.get("/api/printer/facts"))["zOffset"]
        assert (facts["available"], facts["canBeSaved"]) == (True, True)
        before = status(api)["tuning"]["zOffset"]
        assert data_of(post(api, "z-offset", step=-0.05))["commands"] == ["M290 Z-0.05"]
        data_of(post(api, "z-offset", step=0.02, wait=True))
        wait_until(lambda: status(api)["tuning"]["zOffset"] == round(before - 0.03, 3), "the offset")
        settings = data_of(api.admin.get("/api/printer/firmware-settings"))["settings"]
        probe = next(one for one in settings if one["command"].startswith("M851"))
        assert probe["values"]["Z"] == pytest.approx(-1.23)
        assert data_of(api.admin.post("/api/printer/z-offset/save"))["commands"] == ["M500"]

    def test_it_has_limits(self, api):
        assert post(api, "z-offset", step=0.6).status_code == 400
        while status(api)["tuning"]["zOffset"] <= 1.5:
            before = status(api)["tuning"]["zOffset"]
            data_of(post(api, "z-offset", step=0.5, wait=True))
            wait_until(lambda before=before: status(api)["tuning"]["zOffset"] > before, "the step")
        refused = post(api, "z-offset", step=0.5)
        assert error_of(refused) == (400, "VALIDATION_ERROR")
        assert "add up" in refused.json()["error"]["message"]
        data_of(post(api, "z-offset", step=-0.5, wait=True))
