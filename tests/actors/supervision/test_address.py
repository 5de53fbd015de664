"""Telling and asking: what arrives, what is refused, and that nobody waits for ever."""

import asyncio
import threading

import pytest
from pykka import ActorRegistry

from actors.errors import ActorFailed, AskTimeout, Revoked, SupervisionError, Unavailable, UnknownPath
from actors.supervision import ChildSpec, Intensity, State, SupervisedActor, SupervisorSpec


def tree(*children):
    return SupervisorSpec("root", children, intensity=Intensity(100_000, 5))


def identity(actor):
    return actor.generation


def test_addresses_are_values(run, worker):
    system = run(tree(worker("a"), worker("b")))
    first, same, other = system.address("a"), system.address("a"), system.address("b")
    assert first == same != other
    assert len({first, same, other}) == 2
    assert first == first.ask(lambda actor: actor.address, 5)
    assert str(first) == "a"


def test_an_address_outlives_a_restart(run, worker, boom, generation, eventually):
    system = run(tree(worker("a")))
    address = system.address("a")
    address.tell(boom)
    eventually(lambda: generation(system, "a") == 2)
    assert address.ask(identity, 5) == 2


def test_unknown_paths_are_refused_at_once(run, worker):
    system = run(tree(worker("a")))
    for wrong in (system.address, system.inspect, system.restart, system.crash):
        with pytest.raises(UnknownPath, match="nowhere"):
            wrong("nowhere")
    with pytest.raises(UnknownPath):
        system.address("a").ask(lambda actor: _returned(actor.address_of, "nowhere"), 5)


def _returned(function, *arguments):
    try:
        return function(*arguments)
    except SupervisionError as error:
        return error


def test_an_ask_has_a_time_limit(run, worker, gate):
    system = run(tree(worker("a")))
    with pytest.raises(AskTimeout, match=r"a did not answer function within 0\.01 s"):
        system.address("a").ask(lambda _actor: gate.wait(), 0.01)


def test_after_the_end_nothing_is_delivered(run, worker):
    system = run(tree(worker("a")))
    address = system.address("a")
    assert system.stop(5)
    assert not address.tell(identity)
    with pytest.raises(Unavailable, match="stopped"):
        address.ask(identity, 5)


def test_before_the_start_nothing_is_delivered(run, worker, gate, eventually):
    system = run(tree(worker("a", at_start=lambda _actor: gate.wait()), worker("b")), wait=False)
    with pytest.raises(Unavailable, match="not started yet"):
        system.address("b").ask(identity, 5)


def test_a_full_mailbox_refuses(run, worker, gate, eventually):
    system = run(tree(worker("a", mailbox_limit=3)))
    address = system.address("a")
    address.tell(lambda _actor: gate.wait())
    eventually(lambda: system.inspect("a").mailbox_depth == 0)
    assert [address.tell(identity) for _ in range(5)] == [True, True, True, False, False]
    with pytest.raises(Unavailable, match="full"):
        address.ask(identity, 5)
    gate.set()
    eventually(lambda: address.tell(identity))


def test_an_actor_cannot_ask_itself(run, worker):
    system = run(tree(worker("a")))
    with pytest.raises(SupervisionError, match="asks itself"):
        system.address("a").ask(lambda actor: _returned(actor.address.ask, identity, 1), 5)


def test_messages_that_wait_at_a_crash_were_certainly_not_handled(run, worker, boom, gate, eventually):
    system = run(tree(worker("a")))
    address = system.address("a")
    address.tell(lambda _actor: gate.wait())
    address.tell(boom)
    outcomes = []
    asker = threading.Thread(target=lambda: outcomes.append(_returned(address.ask, identity, 20)))
    asker.start()
    eventually(lambda: system.inspect("a").mailbox_depth == 2)
    gate.set()
    asker.join()
    assert isinstance(outcomes[0], Unavailable)


def test_many_asks_racing_with_crashes_all_get_an_answer(run, worker, boom):
    system = run(tree(worker("a", mailbox_limit=50)))
    address = system.address("a")
    wrong, counts = [], {"answered": 0, "Unavailable": 0, "ActorFailed": 0}
    done = threading.Event()

    def ask_on():
        while not done.is_set():
            try:
                address.ask(identity, 20)
                counts["answered"] += 1
            except (Unavailable, ActorFailed) as error:
                counts[type(error).__name__] += 1
            except Exception as error:  # noqa: BLE001 - whatever else it is, it is wrong
                wrong.append(error)

    askers = [threading.Thread(target=ask_on) for _ in range(8)]
    for asker in askers:
        asker.start()
    crashes = 0
    while crashes < 150:
        crashes += address.tell(boom)
    done.set()
    for asker in askers:
        asker.join(30)
    assert not any(asker.is_alive() for asker in askers)
    assert not wrong
    assert counts["answered"] > 0
    assert counts["Unavailable"] > 0


def test_async_asks(run, worker, boom, gate):
    system = run(tree(worker("a"), worker("slow")))
    a, slow = system.address("a"), system.address("slow")

    async def talk():
        assert await a.ask_async(identity, 5) == 1
        with pytest.raises(FileNotFoundError):
            await a.ask_async(lambda _actor: FileNotFoundError(), 5)
        with pytest.raises(ActorFailed):
            await a.ask_async(boom, 5)
        with pytest.raises(AskTimeout):
            await slow.ask_async(lambda _actor: gate.wait(), 0.01)
        with pytest.raises(AskTimeout):  # it waits behind the one that hangs, and takes no thread to do so
            await asyncio.gather(*(slow.ask_async(identity, 0.05) for _ in range(200)))
        gate.set()
        assert await slow.ask_async(identity, 20) == 1

    threads = threading.active_count()
    asyncio.run(talk(), debug=True)  # where a call that is not thread-safe is an error
    assert threading.active_count() == threads


def test_async_asks_to_nobody_fail_at_once(run, worker):
    system = run(tree(worker("a")))
    system.stop(5)
    with pytest.raises(Unavailable):
        asyncio.run(system.address("a").ask_async(identity, 5))


def test_an_answer_after_the_loop_has_gone_disturbs_nobody(run, worker, gate, generation):
    system = run(tree(worker("a")))

    async def give_up():
        with pytest.raises(AskTimeout):
            await system.address("a").ask_async(lambda _actor: gate.wait(), 0.01)

    asyncio.run(give_up())
    gate.set()
    assert generation(system, "a") == 1


def test_a_cancelled_async_ask_disturbs_nobody(run, worker, gate, generation):
    system = run(tree(worker("a")))

    async def cancel():
        ask = asyncio.create_task(system.address("a").ask_async(lambda _actor: gate.wait(), 20))
        await asyncio.sleep(0)
        ask.cancel()
        gate.set()
        with pytest.raises(asyncio.CancelledError):
            await ask

    asyncio.run(cancel())
    assert generation(system, "a") == 1


def test_what_an_abandoned_actor_still_says_is_refused(run, eventually, gate):
    said = []

    class Zombie(SupervisedActor):
        def on_receive(self, message):
            if message == "hang":
                gate.wait()
                said.extend((self.address.tell("ghost"), self.sibling("b").tell("ghost")))
                said.append(_returned(self.sibling("b").ask, "ghost", 5))
                self.tell_later(0, "ghost")
            assert message != "ghost"
            return self.generation

    spec = ChildSpec("a", Zombie.start, message_limit_seconds=0.3)
    system = run(tree(spec, ChildSpec("b", Zombie.start)))
    system.address("a").tell("hang")
    eventually(lambda: system.inspect("a").generation == 2 and system.inspect("a").state is State.UP)
    gate.set()
    eventually(lambda: len(said) == 3)
    assert said[:2] == [False, False]
    assert isinstance(said[2], Revoked)
    assert [system.address(path).ask("hello", 5) for path in ("a", "b")] == [2, 1]


def test_a_plain_reference_of_pykka_gets_answers_too(run, worker, boom, eventually):
    system = run(tree(worker("a")))
    ref = system.address("a").ask(lambda actor: actor.actor_ref, 5)
    assert ref.ask(identity, timeout=5) == 1
    with pytest.raises(ActorFailed):
        ref.ask(boom, timeout=5)
    eventually(lambda: ref not in ActorRegistry.get_all())
    assert ref.stop(timeout=5) is False
