"""The decision against a plain model, and against a world in which everything goes wrong at any time."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.supervision import Backoff, ChildSpec, Intensity, OnExhausted, Restart, Strategy, SupervisorSpec
from actors.supervision import decision as decide
from actors.supervision.decision import Fail, Finish, Park, Phase, Settle, Start, Status, Stop

specs = st.builds(
    lambda restarts, strategy, intensity, on_exhausted: SupervisorSpec(
        "any",
        tuple(
            ChildSpec(str(place), lambda _context: None, restart=restart)
            for place, restart in enumerate(restarts)
        ),
        strategy,
        intensity,
        on_exhausted,
        Backoff(1, 8),
    ),
    st.lists(st.sampled_from(Restart), min_size=1, max_size=5),
    st.sampled_from(Strategy),
    st.builds(Intensity, st.integers(0, 3), st.sampled_from([1.0, 5.0])),
    st.sampled_from(OnExhausted),
)


@dataclass
class Model:
    """A supervisor for whom every start succeeds and every stop is instant."""

    spec: SupervisorSpec
    up: set = field(default_factory=set)
    trace: list = field(default_factory=list)
    restarts: list = field(default_factory=list)
    over: bool = False

    def start(self, names):
        for name in names:
            self.up.add(name)
            self.trace.append(f"+{name}")

    def stop(self, names):
        for name in reversed(names):
            if name in self.up:
                self.up.remove(name)
                self.trace.append(f"-{name}")

    def down(self, name, now, *, failed):
        names = [child.name for child in self.spec.children]
        kinds = {child.name: child.restart for child in self.spec.children}
        self.up.remove(name)
        if kinds[name] is Restart.TEMPORARY or (kinds[name] is Restart.TRANSIENT and not failed):
            return
        self.restarts.append(now)
        within = [at for at in self.restarts if now - at < self.spec.intensity.seconds]
        if len(within) > self.spec.intensity.restarts:
            self.stop(names)
            self.over = True
            return
        place = names.index(name)
        group = {
            Strategy.ONE_FOR_ONE: [name],
            Strategy.REST_FOR_ONE: names[place:],
            Strategy.ONE_FOR_ALL: names,
        }[self.spec.strategy]
        self.stop(group)
        self.start([each for each in group if kinds[each] is not Restart.TEMPORARY])


def settle(decided, trace):
    """Carry out what is ordered, with success, until nothing more is."""
    actions = list(decided.actions)
    plan = decided.plan
    while actions:
        match actions.pop(0):
            case Start(name):
                trace.append(f"+{name}")
                decided = decide.child_up(plan, name)
            case Stop(name):
                trace.append(f"-{name}")
                decided = decide.child_down(plan, name, 0.0, failed=False)
            case _:
                continue
        plan = decided.plan
        actions.extend(decided.actions)
    return plan


@given(spec=specs, data=st.data())
@settings(max_examples=300, deadline=None)
def test_one_thing_at_a_time_it_does_what_the_model_does(spec, data):
    model, trace, now = Model(spec), [], 0.0
    model.start([child.name for child in spec.children])
    plan = settle(decide.begin(decide.plan_of(spec), now), trace)
    for _ in range(data.draw(st.integers(1, 12))):
        now += data.draw(st.sampled_from([0.0, 0.4, 1.0, 3.0]))
        if not model.up or model.over:
            break
        name = data.draw(st.sampled_from(sorted(model.up)))
        failed = data.draw(st.booleans())
        model.down(name, now, failed=failed)
        plan = settle(decide.child_down(plan, name, now, failed=failed), trace)
    assert trace == model.trace
    assert {child.name for child in plan.children if child.status is Status.UP} == model.up
    assert (plan.phase in {Phase.PARKED, Phase.ENDED}) is model.over


class World:
    """The children as they really are, and the rules that no order may break."""

    def __init__(self, spec):
        self.spec = spec
        self.plan = decide.plan_of(spec)
        self.names = [child.name for child in spec.children]
        self.real = {}  # name → "starting", "up" or "told"; absent if it is down
        self.last = None

    def take(self, decided):
        self.plan = decided.plan
        for action in decided.actions:
            self.obey(action)
            self.last = action

    def obey(self, action):
        bound = self.spec.strategy is not Strategy.ONE_FOR_ONE
        match action:
            case Start(name):
                assert name not in self.real
                assert self.plan.phase is Phase.RUNNING
                assert not bound or not self.right_of(name)
                self.real[name] = "starting"
            case Stop(name):
                assert self.real[name] != "told"
                assert "told" not in self.real.values()
                assert not self.right_of(name) or not (bound or self.plan.phase is not Phase.RUNNING)
                self.real[name] = "told"
            case Settle():
                assert set(self.real.values()) <= {"up"}
            case Park() | Fail() | Finish():
                assert not self.real

    def right_of(self, name):
        return [each for each in self.real if self.names.index(each) > self.names.index(name)]

    def up(self, name):
        if self.real[name] == "starting":
            self.real[name] = "up"
        self.take(decide.child_up(self.plan, name))

    def down(self, name, now, *, failed):
        del self.real[name]
        self.take(decide.child_down(self.plan, name, now, failed=failed))

    def meet(self, event, name, now):
        match event:
            case "up" if name in self.real:
                self.up(name)
            case "crash" | "end" if name in self.real:
                self.down(name, now, failed=event == "crash")
            case "restart":
                self.take(decide.restart_child(self.plan, name, now))
            case "unpark" if self.plan.phase is Phase.PARKED:
                self.take(decide.begin(self.plan, now))
            case "stop":
                self.take(decide.stop(self.plan))
            case "fail":
                self.take(decide.fail(self.plan))

    def drain(self, now):
        """Let all go well from here on, until nothing moves."""
        while moving := [name for name, real in self.real.items() if real != "up"]:
            name = moving[0]
            if self.real[name] == "told":
                self.down(name, now, failed=False)
            else:
                self.up(name)


@given(spec=specs, data=st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_happens_orders_keep_the_rules_and_come_to_an_end(spec, data):
    world, now = World(spec), 0.0
    world.take(decide.begin(world.plan, now))
    for _ in range(data.draw(st.integers(0, 25))):
        now += data.draw(st.sampled_from([0.0, 0.3, 2.0]))
        name = data.draw(st.sampled_from(world.names))
        # An end of the whole is rare, or little else would be tried.
        event = data.draw(st.sampled_from([*EVENTS] * 5 + ["stop", "fail"]))
        world.meet(event, name, now)
        recent = [at for at in world.plan.restarts if now - at < spec.intensity.seconds]
        assert world.plan.phase is not Phase.RUNNING or len(recent) <= spec.intensity.restarts
    world.drain(now)
    check_rest(world)


EVENTS = ("up", "up", "crash", "end", "restart", "unpark")


def check_rest(world):
    """Nothing moves any more: all is as it should be."""
    match world.plan.phase:
        case Phase.RUNNING:
            assert world.plan.start_reported
            assert {child.status for child in world.plan.children} <= {Status.UP, Status.DOWN}
            permanent = {child.name for child in world.spec.children if child.restart is Restart.PERMANENT}
            assert permanent <= set(world.real)
        case Phase.PARKED:
            assert isinstance(world.last, Park)
        case Phase.ENDED:
            assert isinstance(world.last, Fail | Finish)
        case other:
            raise AssertionError(other)
    for child in world.plan.children:
        assert (child.status is Status.UP) is (child.name in world.real)
