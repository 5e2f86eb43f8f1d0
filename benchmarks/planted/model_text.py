"""The flagship's own [model], priors and all, with every year moved to the calendar of the invented country.

So that what is tested is the model people run and no friendlier one. What rests on papers that the invented country
does not have is left out (executions, of which its office knows nothing; corrections by authors) or stated anew
(migration).
"""

from __future__ import annotations

import re

from worlds.calendar_grid import OPENING

from cenotaph.evidence.find import find_case

CASE = "ussr-1926-1939"
ITS_OPENING = 1926
RENAMED = {"gks-": "office-", "adk-": "office-"}
LEFT_OUT = ("[[model.variant]]", "[[model.violence]]", "[[model.flow]]", "[[model.corrected]]")
FLOWS = """
[[model.flow]]
id = "burst"
label = "Emigration in the years of hunger"
period = "1911/1914"
mean = -200000
sd = 200000
df = 4
crisis = true
reason = "Some left in the years of hunger; authors differ by several times on how many, and some came back."

[[model.flow]]
id = "steady"
label = "Other net migration"
period = "1907/1918"
mean = 0
sd = 200000
df = 4
reason = "No paper bears on it."
"""


def model_text() -> str:
    """The text to add to an invented case.toml."""
    text = (find_case(CASE) / "case.toml").read_text(encoding="utf-8")
    text = text[text.index("[model]") :]
    kept = [block for block in re.split(r"\n(?=\[\[?model)", text) if not block.startswith(LEFT_OUT)]
    text = "\n".join(kept)
    text = re.sub(r",?\s*\bsource = \[[^\]]*\]", "", text)
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    shift = int(OPENING) - ITS_OPENING
    return re.sub(r"\b19\d\d\b", lambda year: str(int(year[0]) + shift), text) + FLOWS
