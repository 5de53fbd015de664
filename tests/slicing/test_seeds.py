"""The profiles that an installation begins with."""

from __future__ import annotations

from pathlib import Path

from lezerprint.slicing.seeds import seeds


def test_there_are_five_of_different_names_and_one_default():
    found = seeds()
    assert len({one.profile.name for one in found}) == 5
    assert [one.profile.name for one in found if one.is_default] == ["Standard 0.20 mm"]


def test_they_are_seen_in_the_folder_of_configurations_too():
    shown = sorted((Path(__file__).parents[2] / "config" / "profiles").glob("*.toml"))
    assert len(shown) == len(seeds())
