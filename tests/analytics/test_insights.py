"""Sentences that a person reads, and none of what nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lezerprint.analytics.history import Correction
from lezerprint.analytics.insights import _WORDS, Facts, PrinterFacts, sentences
from lezerprint.analytics.materials import MaterialUse
from lezerprint.analytics.totals import Totals
from lezerprint.port.failure import FailureReason

END = datetime(2026, 3, 30, tzinfo=UTC)


def facts(**more):
    given = {
        "start": END - timedelta(weeks=4),
        "end": END,
        "totals": Totals(),
        "before": Totals(),
        "failures": [],
        "materials": [],
        "currency": "EUR",
        "printers": [],
    }
    return Facts(**{**given, **more})


def test_of_nothing_there_is_one_sentence():
    assert sentences(facts()) == ["In the 4 weeks up to 2026-03-30, no print ended."]
    new = PrinterFacts("default", Correction(1.0, 0.1, 0), 0, 200.0)
    assert len(sentences(facts(printers=[new]))) == 1


def test_everything_that_there_is_to_say():
    told = sentences(
        facts(
            totals=Totals(completed=18, failed=2, cancelled=1, seconds=360_000),
            before=Totals(completed=8, failed=2),
            failures=[(FailureReason.POWER_LOSS, 2)],
            materials=[MaterialUse("PLA", 15, 1_200_000, 24.0), MaterialUse("PETG", 5, 300_000, 9.0)],
            printers=[
                PrinterFacts("default", Correction(1.08, 0.05, 120), 1_490_000, -13.0),
                PrinterFacts("second", Correction(0.9, 0.1, 3), 3600, 199.0),
                PrinterFacts("third", Correction(1.5, 0.1, 2), 3600, None),
            ],
        )
    )
    assert told == [
        "In the 4 weeks up to 2026-03-30, 21 prints ended (18 completed, 2 failed and 1 cancelled).",
        "They took 100 hours.",
        "In the 4 weeks before it was 10 prints.",
        "90 % of the prints that nobody cancelled succeeded, 10 points more than before.",
        "The most frequent reason for failure was a loss of power: 2 of 2.",
        "The prints used 1.20 kg of PLA and 0.30 kg of PETG, for 33.00 EUR.",
        "Prints on default take 8 % more time than estimated, by its last 120.",
        "Nine of ten are within 9 % of that.",
        "default has printed for 414 hours; maintenance is due.",
        "Prints on second take 10 % less time than estimated, by its last 3.",
        "Nine of ten are within 18 % of that.",
        "second has printed for 1 hour; maintenance is due in 199 hours more.",
    ]


def test_success_as_before_and_without_any_before():
    now = Totals(completed=1)
    assert sentences(facts(totals=now, before=now))[-1].endswith("succeeded, as before.")
    assert sentences(facts(totals=now))[-1].endswith("cancelled succeeded.")
    worse = Totals(completed=1, failed=1)
    assert sentences(facts(totals=worse, before=now))[-1].endswith("succeeded, 50 points fewer than before.")
    assert len(sentences(facts(totals=Totals(cancelled=1)))) == 1


def test_every_reason_has_words():
    assert set(_WORDS) == set(FailureReason)


def test_no_sentence_is_long_or_unfinished():
    told = sentences(facts(totals=Totals(failed=2), failures=[(FailureReason.OTHER, 2)]))
    assert all(one.endswith(".") and len(one) < 200 for one in told)
