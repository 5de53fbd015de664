"""The bound on rounds about one and the same line, and what a firmware that takes a line uncounted is told.

Where the protocol may go round in circles, and what ends it:

- A line is refused, or named by the answer to our question, and sent again: `MOST_ROUNDS` times, unless the
  firmware gets further. Then `LineRefused`, and the job fails. Each refusal of a burst is such a round.
- The same of a text to show: it is left out after `MOST_TEXT_ROUNDS`, and the print goes on.
- A line is acknowledged, and the next one refused as if it had not come: `_UNCOUNTED_ROUNDS` times. Then
  `Uncounted`, and the firmware's number is set.
- Answers to our question that cannot be: the same twice, or `MOST_IMPLAUSIBLE` running. Then `BoardReset`.
- The question is answered, all lines were taken, and an `ok` does not come: a barrier tells; of a firmware
  whose M105 cannot be told apart, the `ok` is taken for lost after `MOST_UNDONE` answers.
- The question is carried out by a firmware that looks at no numbers: answers count (`uncounting.py`).
- The question is not answered: the firmware is busy, or hangs. `Silent` tells the owner, with its time-outs.
- Hello, and the barrier is not answered: three greetings, and the owner's `answer_until`.
- M114 without a position: three times (`port/stopping.py`).

A round counts until the firmware asks for a higher line than ever before. Which line it was last is of no
importance: two that alternate are a circle as well.

**Uncounted lines.** Some firmwares take a line and do not count it (Prusa-Firmware up to 3.13: any that
contains `PRUSA`). They answer `ok`, refuse the next, and ask for the same line again, for ever; each time
it is sent it is done once more. So it must not be sent again, and the firmware must be told that it had
it: `M110` with the line's number. A number keeps its one text, so a successor's journal stays true, and the
next line has the next number. Since M110 makes the firmware forget what it had, this takes proof: the line
was alone in flight, it was answered by `ok`, the next one was alone too, and it was refused for its number
(not its checksum) with the line before as the last one; twice in a row. Noise breaks checksums; to imitate
this it would have to swallow a whole line with its newline, and add an `ok`, two times running.
"""

from __future__ import annotations

from typing import Final

MOST_ROUNDS: Final = 25
"""Noise that spoils half of all lines needs 25 tries once in 30 million lines; more is no noise."""

MOST_TEXT_ROUNDS: Final = 10
"""A text to show that is refused so often is left out: no display text ends a print."""

MOST_IMPLAUSIBLE: Final = 8
"""So many answers in a row that cannot be, no two alike: nothing that was known of this firmware holds."""

MOST_UNDONE: Final = 5
"""A firmware without barriers that has all lines and says no `ok`, asked so often, has said it."""

_UNCOUNTED_ROUNDS: Final = 2


class Rounds:
    """Counts them for one numbering.

    Attributes:
        count: How often a line was asked for again since the firmware got further last.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new numbering."""
        self.count = 0
        self._highest = 0
        self._uncounted: tuple[int, int] = (0, 0)

    def about(self, wanted: int) -> int:
        """The firmware wants this line again; how many rounds that makes."""
        if wanted > self._highest:
            self._highest, self.count = wanted, 0
        self.count += 1
        return self.count

    def took_uncounted(self, wanted: int, *, proven: bool) -> bool:
        """Whether the firmware has this line, though it asks for it. `proven`: this round went as it must."""
        number, times = self._uncounted
        times = times if number == wanted else 0
        times = times + 1 if proven else 0
        if times >= _UNCOUNTED_ROUNDS:
            self._uncounted = (0, 0)
            return True
        self._uncounted = (wanted, times)
        return False
