"""What a supervisor orders, case by case, without a thread."""

import pytest

from actors.supervision import Backoff, ChildSpec, Intensity, OnExhausted, Restart, Strategy, SupervisorSpec
from actors.supervision import decision as decide
from actors.supervision.decision import Fail, Finish, Park, Phase, Settle, Start, Status, Stop


class Desk:
    """Keeps the plan and the clock, and lists the actions of each step in short."""

    def __init__(self, strategy=Strategy.ONE_FOR_ONE, restarts=None, names="abc", **settings):
        restarts = restarts or {}
        children = tuple(
            ChildSpec(name, lambda _context: None, restart=restarts.get(name, Restart.PERMANENT))
            for name in names
        )
        self.now = 100.0
        self.plan = decide.plan_of(SupervisorSpec("desk", children, strategy, **settings))

    def take(self, decision):
        self.plan = decision.plan
        return " ".join(short(action) for action in decision.actions)

    def begin(self):
        return self.take(decide.begin(self.plan, self.now))

    def up(self, name):
        return self.take(decide.child_up(self.plan, name))

    def down(self, name, *, failed=True):
        return self.take(decide.child_down(self.plan, name, self.now, failed=failed))

    def restart(self, name):
        return self.take(decide.restart_child(self.plan, name, self.now))

    def stop(self):
        return self.take(decide.stop(self.plan))

    def all_up(self):
        self.begin()
        for child in self.plan.children:
            self.up(child.name)
        assert self.plan.start_reported
        return self

    def status(self, name):
        return self.plan.child(name).status


def short(action):
    match action:
        case Start(name):
            return f"+{name}"
        case Stop(name):
            return f"-{name}"
        case Park(delay_seconds):
            return f"park:{delay_seconds:g}"
    return type(action).__name__.lower()


def test_children_start_one_after_the_other_and_then_it_is_settled():
    desk = Desk()
    assert desk.begin() == "+a"
    assert desk.up("a") == "+b"
    assert desk.up("b") == "+c"
    assert desk.up("c") == "settle"


def test_a_supervisor_of_nobody_is_settled_at_once_and_stops_at_once():
    desk = Desk(names="")
    assert desk.begin() == "settle"
    assert desk.stop() == "finish"


def test_they_stop_in_reverse_each_after_the_one_before():
    desk = Desk().all_up()
    assert desk.stop() == "-c"
    assert desk.down("c", failed=False) == "-b"
    assert desk.down("a") == ""  # it goes by itself out of turn
    assert desk.down("b") == "finish"
    assert desk.stop() == ""


def test_a_stop_during_the_start_starts_nobody_else():
    desk = Desk()
    desk.begin()
    desk.up("a")
    assert desk.stop() == "-b"
    assert desk.up("b") == ""  # it was just coming up
    assert desk.down("b") == "-a"
    assert desk.down("a") == "finish"


def test_a_failed_start_is_tried_again_before_the_next_child_starts():
    desk = Desk()
    desk.begin()
    assert desk.down("a") == "+a"
    assert desk.up("a") == "+b"


def test_failed_starts_count():
    desk = Desk(intensity=Intensity(2, 5))
    desk.begin()
    assert [desk.down("a") for _ in range(3)] == ["+a", "+a", "fail"]


@pytest.mark.parametrize(
    ("strategy", "steps"),
    [
        (Strategy.ONE_FOR_ONE, ["+b", ""]),
        (Strategy.REST_FOR_ONE, ["-d", "-c", "+b", "+c", "+d", ""]),
        (Strategy.ONE_FOR_ALL, ["-d", "-c", "-a", "+a", "+b", "+c", "+d", ""]),
    ],
)
def test_who_is_restarted_along_with_a_crashed_child(strategy, steps):
    desk = Desk(strategy, names="abcd").all_up()
    seen = [desk.down("b")]
    while seen[-1]:
        sign, name = seen[-1]
        seen.append(desk.down(name, failed=False) if sign == "-" else desk.up(name))
    assert seen == steps


@pytest.mark.parametrize("strategy", Strategy)
def test_an_ordered_restart_is_not_counted(strategy):
    desk = Desk(strategy, names="a", intensity=Intensity(0, 5)).all_up()
    for _ in range(3):
        assert desk.restart("a") == "-a"
        assert desk.down("a", failed=False) == "+a"
        desk.up("a")
    assert desk.plan.restarts == ()


def test_an_ordered_restart_takes_along_those_that_depend_on_the_child():
    desk = Desk(Strategy.REST_FOR_ONE).all_up()
    assert desk.restart("b") == "-c"
    assert desk.down("c") == "-b"
    assert desk.down("b") == "+b"
    assert desk.up("b") == "+c"


def test_an_ordered_restart_brings_back_what_was_down():
    desk = Desk(restarts={"b": Restart.TEMPORARY}).all_up()
    assert desk.down("b") == ""
    assert desk.status("b") is Status.DOWN
    assert desk.restart("b") == "+b"
    assert desk.restart("b") == "-b"
    assert desk.down("b") == "+b"


def test_one_for_one_does_not_wait_for_a_sibling_on_its_way():
    desk = Desk().all_up()
    assert desk.restart("c") == "-c"
    assert desk.down("a") == "+a"
    assert desk.down("b") == "+b"
    assert desk.down("c") == "+c"


def test_the_one_in_turn_waits_for_a_crashed_one_before_it():
    desk = Desk()
    desk.begin()
    desk.up("a")
    assert desk.down("a") == "+a"
    assert desk.up("b") == ""
    assert desk.up("a") == "+c"


def test_a_second_crash_in_a_group_on_its_way_adds_to_it():
    desk = Desk(Strategy.REST_FOR_ONE, names="abcd").all_up()
    assert desk.down("c") == "-d"
    assert desk.down("b") == ""
    assert desk.down("d") == "+b"
    assert desk.up("b") == "+c"
    assert desk.up("c") == "+d"


def test_temporary_and_transient_children():
    desk = Desk(restarts={"a": Restart.TEMPORARY, "b": Restart.TRANSIENT}).all_up()
    assert desk.down("a") == ""
    assert desk.down("b") == "+b"
    desk.up("b")
    assert desk.down("b", failed=False) == ""
    assert (desk.status("a"), desk.status("b"), desk.status("c")) == (Status.DOWN, Status.DOWN, Status.UP)
    assert len(desk.plan.restarts) == 1


def test_a_temporary_child_does_not_come_back_with_its_group():
    desk = Desk(Strategy.ONE_FOR_ALL, restarts={"b": Restart.TEMPORARY}, names="abc").all_up()
    assert desk.down("a") == "-c"
    assert desk.down("c") == "-b"
    assert desk.down("b") == "+a"
    assert desk.up("a") == "+c"


def test_restarts_spread_out_in_time_are_borne():
    desk = Desk(intensity=Intensity(2, 5)).all_up()
    for _ in range(20):
        desk.now += 2.5
        assert desk.down("a") == "+a"
        desk.up("a")


def test_exhaustion_stops_the_others_in_order_and_fails():
    desk = Desk(intensity=Intensity(1, 5)).all_up()
    assert desk.down("b") == "+b"
    desk.up("b")
    assert desk.down("b") == "-c"
    assert desk.down("a") == ""
    assert desk.down("c") == "fail"
    assert desk.plan.phase is Phase.ENDED


def test_a_stop_overtakes_an_exhaustion():
    desk = Desk(intensity=Intensity(0, 5)).all_up()
    assert desk.down("b") == "-c"
    assert desk.stop() == ""
    assert desk.down("c") == "-a"
    assert desk.down("a") == "finish"


def parked_desk():
    return Desk(
        names="ab",
        intensity=Intensity(0, 5),
        on_exhausted=OnExhausted.PARK,
        backoff=Backoff(first_seconds=1, factor=3, cap_seconds=20),
    )


def test_parking_backs_off_and_begins_anew():
    desk = parked_desk()
    delays = []
    for _ in range(4):
        assert desk.begin() == "+a"
        assert desk.up("a") == "+b"
        assert desk.down("b") == "-a"
        delays.append(desk.down("a"))
        assert desk.plan.phase is Phase.PARKED
        desk.now += 20
    assert delays == ["park:1", "park:3", "park:9", "park:20"]


def test_a_long_run_forgets_former_parkings():
    desk = parked_desk()
    for expected in ("park:1", "park:1"):
        desk.begin()
        desk.now += 20.1
        assert desk.down("a") == expected


def test_a_parked_supervisor_stops_at_once_or_is_woken_by_an_order():
    desk = parked_desk()
    desk.begin()
    desk.down("a")
    assert desk.stop() == "finish"
    desk = parked_desk()
    desk.begin()
    desk.down("a")
    assert desk.restart("b") == "+a"


def test_a_failing_supervisor_stops_its_children_first():
    desk = Desk(names="ab").all_up()
    assert desk.take(decide.fail(desk.plan)) == "-b"
    assert desk.restart("a") == ""
    assert desk.down("b") == "-a"
    assert desk.down("a") == "fail"


@pytest.mark.parametrize("late", ["up", "down"])
def test_late_reports_change_nothing(late):
    desk = Desk(names="ab").all_up()
    desk.stop()
    desk.down("b")
    desk.down("a")
    plan = desk.plan
    assert getattr(desk, late)("a") == ""
    assert desk.plan == plan


def test_every_action_has_a_name_here():
    assert {short(action) for action in (Settle(), Fail(), Finish())} == {"settle", "fail", "finish"}
