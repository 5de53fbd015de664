"""Every milligram belongs to a material, and costs what that does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lezerprint.analytics.materials import UNKNOWN, MaterialUse, Prices, PrintedFile, shares, uses
from lezerprint.settings import Settings

PRICES = Prices({"PLA": 20.0, "PLA-CF": 50.0}, 30.0, "EUR")


def tool(kind, grams=None, volume=1.0):
    return {"tool": 0, "type": kind, "weightGrams": grams, "volumeMm3": volume, "lengthMm": 1.0}


def test_prices_are_of_the_material_its_family_or_any(tmp_path):
    assert [PRICES.per_kg(one) for one in ("PLA", "PLA+", "PLA-CF", "PLA SILK", "PETG", UNKNOWN)] == [
        20, 20, 50, 20, 30, 30,
    ]  # fmt: skip
    settings = Settings(data_dir=tmp_path, filament_prices={"petg": 28}, currency="chf")
    assert Prices.of(settings) == Prices({"PETG": 28.0}, 25.0, "CHF")


def test_a_profile_prints_with_pla_unless_it_says_otherwise():
    assert PRICES.of_profile({}) == 20
    assert PRICES.of_profile({"filament_type": "pla-cf"}) == 50
    assert PRICES.of_profile({"filament_type": None}) == 30


def test_costs_are_to_the_hundredth():
    assert PRICES.cost("PLA", 1_234_567) == 24.69
    assert PRICES.cost_of({"PLA": 0.5, "PETG": 0.5}, 1_000_000) == 25.0
    assert PRICES.cost("PLA", 0) == 0


def test_what_was_sliced_for_a_material_is_of_that():
    assert shares(" petg ", [tool("PLA", 5)]) == {"PETG": 1.0}


def test_several_tools_share_by_weight_or_else_by_volume():
    assert shares(None, [tool("PLA", 30), tool("PVA", 10)]) == {"PLA": 0.75, "PVA": 0.25}
    assert shares(None, [tool("pla", 30), tool("PLA", 10)]) == {"PLA": 1.0}
    assert shares(None, [tool("PLA", 30, 3.0), tool(None, None, 1.0)]) == {"PLA": 0.75, UNKNOWN: 0.25}


@pytest.mark.parametrize(
    "filament",
    [None, [], "PLA", {"type": "PLA"}, [None], [tool("PLA", -1, 0)], [tool(5, True)], [tool("", 1)]],
)
def test_what_says_nothing_is_unknown(filament):
    assert shares(None, filament) == {UNKNOWN: 1.0}
    assert shares(5, filament) == {UNKNOWN: 1.0}


def test_a_name_without_an_end_is_cut():
    assert [len(one) for one in shares("x" * 500, None)] == [32]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**12),
            st.lists(st.tuples(st.sampled_from(["PLA", "PETG", None]), st.floats(0, 1e6)), max_size=4),
        ),
        max_size=20,
    )
)
def test_no_milligram_is_lost(files):
    printed = [
        PrintedFile(1, used, None, [tool(kind, grams) for kind, grams in tools]) for used, tools in files
    ]
    found = uses(printed, PRICES)
    assert sum(one.milligrams for one in found) == sum(used for used, _ in files)
    assert [one.milligrams for one in found] == sorted((one.milligrams for one in found), reverse=True)
    assert all(one.milligrams >= 0 for one in found)


def test_uses_are_summed_over_files():
    found = uses(
        [
            PrintedFile(3, 1000, None, [tool("PLA", 1)]),
            PrintedFile(2, 5000, "PETG", None),
            PrintedFile(1, 500_000, None, [tool("pla", 1)]),
            PrintedFile(4, 0, None, None),
        ],
        PRICES,
    )
    assert found == [
        MaterialUse("PLA", 4, 501_000, 10.02),
        MaterialUse("PETG", 2, 5000, 0.15),
        MaterialUse(UNKNOWN, 4, 0, 0.0),
    ]
    assert uses([], PRICES) == []
