"""A plan leads exactly to where the rest begins, and is refused where that is not known."""

from __future__ import annotations

import random
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lezerprint.base.enums import EventType, JobState, Severity
from lezerprint.gcode.spool_options import SpoolOptions
from lezerprint.gcode.spooling import write_spool
from lezerprint.jobs.job import Job, JobIncident, Recovery
from lezerprint.jobs.store import JobStore
from lezerprint.marlin.motion import MachineState
from lezerprint.port.failure import FailureReason
from lezerprint.port.spool import SpoolReader
from lezerprint.recovery.errors import RecoveryError
from lezerprint.recovery.planning import Begin, plan, plan_for
from lezerprint.recovery.wording import MAY_BE_LIFTED
from lezerprint.settings import PrinterSettings

PRINTER = PrinterSettings(volume=(200, 200, 180))


def other_modes(chance, *, relative, two_tools):
    """What not every layer has."""
    lines = []
    if chance.random() < 0.2:
        lines += ["G91", "G1 X-0.5 Y0.25", "G90", *(["M83"] if relative else [])]
    if two_tools and chance.random() < 0.5:
        lines += [f"T{chance.randrange(2)}", f"M104 T{chance.randrange(2)} S{chance.randrange(0, 250, 5)}"]
    if chance.random() < 0.2:
        lines += ["G20", f"G1 X{chance.randrange(1, 7)}.25 Y2 F80", "G1 Y3.5", "G21"]
    if chance.random() < 0.3:
        lines += [f"M204 P{chance.randrange(500, 2000)}", "M205 X8"]
    return lines


def sliced(chance, layers=6):
    """A file as slicers make them, in one of many ways."""
    relative = chance.random() < 0.5
    lines = ["M140 S60", "M104 S205", "M190 S60", "M109 S205", "G21", "G90", "M83" if relative else "M82"]
    if two_tools := chance.random() < 0.4:
        lines += ["M104 T1 S190", "M109 T1 S190"]
    lines += ["G28", *(["G29"] if chance.random() < 0.3 else []), "G92 E0"]
    e = 0.0
    for layer in range(layers):
        z = round(0.2 * (layer + 1), 3)
        lines += [";LAYER_CHANGE", f";Z:{z}", f"G1 Z{z} F600"]
        if layer == 1:
            lines += [f"M106 S{chance.randrange(1, 256)}", "M104 S200"]
        if chance.random() < 0.2:
            lines += [f"M220 S{chance.randrange(50, 150)}", f"M221 S{chance.randrange(90, 110)}"]
        for _ in range(chance.randrange(3, 9)):
            step = round(chance.uniform(0.1, 2), 5)
            e = step if relative else round(e + step, 5)
            x, y = round(chance.uniform(1, 199), 3), round(chance.uniform(1, 199), 3)
            move = f"G{chance.choice((2, 3))}" if (is_arc := chance.random() < 0.2) else "G1"
            centre = " I3 J-2.5" if is_arc else ""
            lines.append(f"{move} X{x} Y{y}{centre} E{e:g} F{chance.randrange(600, 6000)}")
        if chance.random() < 0.3:
            lines += [f"G1 Z{z + 0.4:g}", f"G0 X{chance.randrange(200)} F9000", f"G1 Z{z:g}"]
        if not relative and chance.random() < 0.3:
            lines.append("G92 E0")
            e = 0.0
        lines += other_modes(chance, relative=relative, two_tools=two_tools)
    return [*lines, "M104 S0", "M140 S0"]


@pytest.fixture
def spooled(tmp_path):
    """Makes a spool of these lines, opened for reading."""
    opened = []

    def make(lines, **options):
        source = tmp_path / "part.gcode"
        source.write_text("\n".join(lines) + "\n")
        write_spool(source, tmp_path / "commands.spool", options=SpoolOptions(**options))
        opened.append(SpoolReader.open(tmp_path / "commands.spool"))
        return opened[-1]

    yield make
    for spool in opened:
        spool.close()


def failed_at(executed, sent=None, **more):
    place = {"executed": executed, "acknowledged": executed, "sent": executed if sent is None else sent}
    return Job(
        uuid4(),
        "p",
        "part.gcode",
        "/part.gcode",
        JobState.FAILED,
        1.0,
        started_at=2.0,
        failure=FailureReason.POWER_LOSS,
        place=place,
        **more,
    )


def modes(state):
    """All but the position; a heater that was switched off is one that is off."""
    fields = state.to_dict()
    for name in ("x", "y", "z", "e", "feed_rate_mm_min", "homed_axes"):
        del fields[name]
    targets = fields.pop("hotend_targets_celsius")
    return fields | {"targets": {tool: celsius for tool, celsius in targets.items() if celsius}}


def replayed(commands):
    state = MachineState()
    for command in commands:
        state.apply(command.encode())
    return state


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), begin=st.sampled_from(list(Begin)))
def test_a_plan_leads_to_where_the_rest_begins(tmp_path_factory, seed, begin):
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("plan")
    (folder / "part.gcode").write_text("\n".join(sliced(chance)) + "\n")
    write_spool(folder / "part.gcode", folder / "commands.spool")
    with SpoolReader.open(folder / "commands.spool") as spool:
        executed = chance.randrange(spool.layer_start(len(spool) - 1, 5)[0], len(spool))
        found = plan(failed_at(executed, min(executed + 4, len(spool))), spool, PRINTER, begin=begin)
        first = next(index for index in range(len(spool)) if spool.source_line(index) == found.beginning.line)
        assert first <= executed
        assert (
            spool.layer_at(first)[0]
            in {
                Begin.LINE: [spool.layer_at(executed)[0]],
                Begin.LAYER: [spool.layer_at(executed)[0]],
                Begin.PREVIOUS_LAYER: [max(0, spool.layer_at(executed)[0] - 1)],
            }[begin]
        )
        wanted = spool.state_before(first)
        reached = replayed(found.prelude)
        for name in ("x", "y", "z", "e", "feed_rate_mm_min"):
            assert getattr(reached, name) == pytest.approx(getattr(wanted, name), abs=1e-5), name
        assert modes(reached) == modes(wanted)
        assert found.height_mm == pytest.approx(spool.state_before(executed).z)


def test_nothing_moves_before_it_is_hot_and_raised(spooled):
    spool = spooled(sliced(random.Random(1)))
    commands = plan(failed_at(40), spool, PRINTER, begin=Begin.LAYER).prelude
    first_move = next(index for index, one in enumerate(commands) if one.startswith("G1 "))
    assert commands[first_move].startswith("G1 Z")
    assert {one.split()[0] for one in commands[:first_move]} >= {"M190", "M109", "G92"}
    assert commands[first_move + 1] == "G28 X Y"
    assert not any(one.startswith("G28") and "Z" in one for one in commands)


def one_by_one():
    """Two objects: the first is 8 mm high, the second just begun."""
    lines, e = ["G28"], 0.0
    for x, layers in ((20, 20), (120, 3)):
        for layer in range(1, layers + 1):
            e += 1
            lines += [";LAYER_CHANGE", f"G1 Z{0.4 * layer:.1f}", f"G1 X{x} E{e}", f"G1 X{x + 9} E{e + 0.5}"]
        lines.append("G1 Z20")
    return lines


def raised_to(commands):
    """The height above which nothing stands when X and Y are homed."""
    return float(commands[commands.index("G28 X Y") - 1].split()[1][1:])


@pytest.mark.parametrize("begin", list(Begin))
def test_the_nozzle_is_raised_above_objects_that_are_complete(spooled, begin):
    spool = spooled(one_by_one())
    first = plan(failed_at(len(spool) - 3), spool, PRINTER, begin=begin)
    assert first.height_mm == pytest.approx(1.2)
    assert raised_to(first.prelude) == pytest.approx(8.0 + PRINTER.printing.lift)
    rest = spooled(one_by_one(), prelude=first.prelude, beginning=first.beginning)
    for executed in (2, len(rest) - 2):
        again = plan(failed_at(executed, recovery=Recovery(uuid4(), {})), rest, PRINTER, begin=Begin.LAYER)
        assert raised_to(again.prelude) == raised_to(first.prelude)


def test_an_offset_prints_the_rest_higher(spooled):
    spool = spooled(sliced(random.Random(1)))
    plain = plan(failed_at(40), spool, PRINTER, begin=Begin.LAYER)
    higher = plan(failed_at(40), spool, PRINTER, begin=Begin.LAYER, z_offset_mm=0.1)
    told = [next(one for one in found.prelude if one.startswith("G92 Z")) for found in (plain, higher)]
    assert float(told[0][5:]) - float(told[1][5:]) == pytest.approx(0.1)
    assert "0.1 mm higher" in higher.steps[-1]


def test_a_paused_print_was_lifted(spooled):
    spool = spooled(sliced(random.Random(1)))
    pause = JobIncident("a", EventType.JOB_PAUSED, Severity.INFO, "", 3.0)
    resume = JobIncident("b", EventType.JOB_RESUMED, Severity.INFO, "", 4.0)
    plain, paused, resumed = (
        plan(failed_at(40, incidents=what), spool, PRINTER, begin=Begin.LAYER).height_mm
        for what in ((), (pause,), (pause, resume))
    )
    assert paused == pytest.approx(plain + 5.0)
    assert resumed == plain


def test_it_warns_of_what_is_not_known(spooled):
    spool = spooled(
        ["G28", ";LAYER_CHANGE", "G1 Z0.2", "G1 X1 E1", "G1 Z5", "G1 X9 E2", "G1 Z0.2", "G1 X2 E3"]
    )
    warnings = plan(failed_at(2, 6), spool, PRINTER, begin=Begin.LAYER).warnings
    assert any("between Z 0.2 and 5 mm" in words for words in warnings)
    assert any("4 commands" in words for words in warnings)


HOMED = ["G28", ";LAYER_CHANGE", "G1 Z0.2", "G1 X1 E1", "G1 X2 E2"]


@pytest.mark.parametrize(
    ("lines", "changes", "message"),
    [
        (HOMED, {"state": JobState.COMPLETED}, "failed during the print"),
        (HOMED, {"place": None}, "failed during the print"),
        (HOMED, {"bed_is_clear": True}, "taken from the bed"),
        (HOMED, {"place": {"executed": 0, "acknowledged": 0, "sent": 1}}, "print it again"),
        (["G28", "G1 Z0.2", "G1 X1 E1", "G1 X2 E2"], {}, "print it again"),
        (["G28 X", *HOMED[1:]], {}, "does not home Z"),
        (["G28", "G92 X0", *HOMED[1:]], {}, "sets X or Y"),
        (["G28", "g92.1", "G92 E0 Y-5", *HOMED[1:]], {}, "sets X or Y"),
    ],
)
def test_what_cannot_be_planned(spooled, lines, changes, message):
    spool = spooled(lines)
    with pytest.raises(RecoveryError, match=message):
        plan(replace(failed_at(3), **changes), spool, PRINTER, begin=Begin.LAYER)


def test_nothing_is_before_the_files_own_commands(spooled):
    spool = spooled(HOMED, prelude=["M117 hello", "M106 S3"])
    with pytest.raises(RecoveryError, match="print it again"):
        plan(failed_at(1), spool, PRINTER, begin=Begin.LINE)
    assert plan(failed_at(5), spool, PRINTER, begin=Begin.LINE).beginning.line == 5


def test_all_of_it_was_printed(spooled):
    spool = spooled(HOMED)
    with pytest.raises(RecoveryError, match="printed completely"):
        plan(failed_at(len(spool)), spool, PRINTER, begin=Begin.LINE)


def test_the_end_script_is_no_rest(spooled):
    spool = spooled(HOMED, epilogue=["M84", "M107"])
    with pytest.raises(RecoveryError, match="printed completely"):
        plan(failed_at(len(spool) - 1), spool, PRINTER, begin=Begin.LINE)


@pytest.mark.parametrize("begin", list(Begin))
@pytest.mark.parametrize(("executed", "sent", "heights"), [(1, 3, (0.4, 0.4)), (5, 12, (0.4, 5.4))])
def test_a_recovery_that_failed_while_it_was_heated(spooled, begin, executed, sent, heights):
    lines = ["M104 S200", *HOMED, ";LAYER_CHANGE", "G1 Z0.4", "G1 X3 E3", "G1 X4 E4"]
    first = plan(failed_at(7), spooled(lines), PRINTER, begin=Begin.LINE)
    rest = spooled(lines, prelude=first.prelude, beginning=first.beginning)
    assert executed < rest.prelude_count
    failed = failed_at(executed, sent, recovery=Recovery(uuid4(), {}))
    again = plan(failed, rest, PRINTER, begin=begin)
    assert (again.beginning, again.prelude) == (first.beginning, first.prelude)
    assert again.height_mm == heights[0]
    told = any(f"between Z {heights[0]} and {heights[1]} mm" in words for words in again.warnings)
    assert told == (heights[0] != heights[1])


def test_a_tool_is_heated_by_its_number_only_if_the_file_does_so(spooled):
    named = plan(failed_at(5), spooled(["T1", "M104 T1 S210", *HOMED]), PRINTER, begin=Begin.LAYER).prelude
    assert [one for one in named if one.startswith(("M10", "T"))] == ["M104 T1 S210", "M109 T1 S210", "T1"]
    shared = plan(failed_at(5), spooled(["T1", "M104 S210", *HOMED]), PRINTER, begin=Begin.LAYER).prelude
    heated = [one for one in shared if one.startswith(("M10", "T"))]
    assert heated == ["M104 S210", "M109 S210", "T1", "M109 S210"]


def test_tools_that_share_a_nozzle_are_as_hot_as_it_was(spooled):
    """A multi-material print heats once, and selects other tools after that."""
    rest = plan(failed_at(5), spooled(["M104 S215", "T3", *HOMED]), PRINTER, begin=Begin.LAYER).prelude
    heated = [one for one in rest if one.startswith(("M10", "T"))]
    assert heated == ["M104 S215", "M109 S215", "T3", "M109 S215"]


def test_carriages_copy_each_other_again(spooled):
    copying = ["M605 S2 X100 R5", "M605 S2", "M104 T0 S210", *HOMED]
    rest = plan(failed_at(6), spooled(copying), PRINTER, begin=Begin.LAYER).prelude
    assert [one for one in rest if one.startswith("M605")] == ["M605 S2 X100 R5", "M605 S2"]
    assert rest.index("M605 S2") < rest.index("M104 S210")


def test_it_warns_where_the_rest_was_begun_and_cancelled(tmp_path):
    """The script of a cancelled print lifts the nozzle."""
    store = JobStore(tmp_path)
    try:
        failed = failed_at(5)
        store.spool_path(failed.id).parent.mkdir()
        (tmp_path / "part.gcode").write_text("\n".join(HOMED))
        write_spool(tmp_path / "part.gcode", store.spool_path(failed.id))
        rest = replace(failed, id=uuid4(), state=JobState.CANCELLED, recovery=Recovery(failed.id, {}))
        store.save(failed)
        plain = plan_for(store, failed.id, {}, PRINTER)
        store.save(replace(rest, started_at=None))
        assert plan_for(store, failed.id, {}, PRINTER) == plain
        store.save(rest)
        assert plan_for(store, failed.id, {}, PRINTER).warnings == [*plain.warnings, MAY_BE_LIFTED]
    finally:
        store.close()


def test_a_job_whose_files_are_gone(tmp_path):
    store = JobStore(tmp_path)
    try:
        with pytest.raises(RecoveryError, match="no longer exists"):
            plan_for(store, uuid4(), {}, PRINTER)
        failed = failed_at(3)
        store.save(failed)
        with pytest.raises(RecoveryError, match="no longer exists"):
            plan_for(store, failed.id, {}, PRINTER)
    finally:
        store.close()
