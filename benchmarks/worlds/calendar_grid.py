"""The calendar of Arvenia. The grid itself is that of `cenotaph.worlds.grid`."""

from __future__ import annotations

from cenotaph.worlds.grid import (
    AGES,
    CELLS,
    DT,
    FEMALE,
    MALE,
    SEX_NAMES,
    TOP,
    Calendar,
    bump,
    by_years_of_age,
    logistic,
)

__all__ = ["AGES", "CELLS", "DT", "FEMALE", "MALE", "SEX_NAMES", "TOP", "bump", "by_years_of_age", "logistic"]

CORE, REST = 0, 1

# Year 0 is simulated from its 1 January, so that its crude rates exist; the opening census is in its December.
YEAR_0 = 1906
CENSUSES = {"1906": "1906-12-17", "1917": "1917-01-06", "1919": "1919-01-16"}
OPENING, MIDDLE, LAST = CENSUSES
# Days since 1 January of year 0, over five: 17 December, 6 January, 16 January.
MOMENT = {OPENING: 350 // 5, MIDDLE: 11 * CELLS + 5 // 5, LAST: 13 * CELLS + 15 // 5}
CALENDAR = Calendar(YEAR_0, MOMENT)
YEARS, STEPS, TIMES = CALENDAR.whole_years, CALENDAR.steps, CALENDAR.times
SPAN = {c: CALENDAR.span(c) for c in (MIDDLE, LAST)}
