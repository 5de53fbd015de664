"""Specs that make no sense are refused when they are made."""

import pytest

from actors.errors import SpecError
from actors.supervision import ChildSpec, Intensity, Restart, SupervisorSpec, System
from actors.supervision.spec import walk


def worker(name, **settings):
    return ChildSpec(name, lambda _context: None, **settings)


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "a b", "ä", "a\n"])
def test_names_are_path_steps(name):
    with pytest.raises(SpecError, match="not a valid name"):
        worker(name)


@pytest.mark.parametrize(
    "settings",
    [
        {"shutdown_seconds": 0},
        {"message_limit_seconds": -1},
        {"start_limit_seconds": 0},
        {"mailbox_limit": 0},
    ],
)
def test_limits_are_above_zero(settings):
    with pytest.raises(SpecError, match="above zero"):
        worker("a", **settings)


@pytest.mark.parametrize(("restarts", "seconds"), [(-1, 5), (1, 0)])
def test_an_intensity_makes_sense(restarts, seconds):
    with pytest.raises(SpecError):
        Intensity(restarts, seconds)


def test_siblings_have_different_names():
    with pytest.raises(SpecError, match="same name"):
        SupervisorSpec("root", children=(worker("a"), worker("a")))


def test_paths_are_unique_in_the_whole_tree():
    nested = SupervisorSpec("a", children=(worker("b"),))
    with pytest.raises(SpecError, match="a/b"):
        System(SupervisorSpec("root", children=(nested, worker("a/b"))))


def test_no_child_takes_the_path_of_the_root():
    with pytest.raises(SpecError, match="root"):
        System(SupervisorSpec("root", children=(worker("root"),)))


def test_paths_of_a_tree():
    camera = SupervisorSpec("camera/default", children=(worker("camera"),))
    tree = SupervisorSpec("anything", children=(worker("storage"), camera))
    assert [(path, parent) for path, parent, _ in walk(tree)] == [
        ("root", ""),
        ("storage", "root"),
        ("camera/default", "root"),
        ("camera/default/camera", "camera/default"),
    ]


@pytest.mark.parametrize(
    ("restart", "after_failure", "after_peace"),
    [(Restart.PERMANENT, True, True), (Restart.TRANSIENT, True, False), (Restart.TEMPORARY, False, False)],
)
def test_when_a_child_comes_back(restart, after_failure, after_peace):
    assert restart.wanted(failed=True) is after_failure
    assert restart.wanted(failed=False) is after_peace
