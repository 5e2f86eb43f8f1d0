"""The texts of an invented case: what it asks, where it comes from. The same for every world of this shape."""

from __future__ import annotations

from worlds.calendar_grid import CENSUSES, LAST, MIDDLE, OPENING

SOURCES = """\
[OFFICE]
citation = "Statistical Office of Arvenia, an invented country"
access = "Drawn by a simulator."

[AUTHOR]
citation = "A later author on the population of Arvenia, invented"
access = "Drawn by a simulator."
"""

HEAD = f"""\
schema_version = 1

[case]
id = "arvenia"
title = "Arvenia, census of 1906 to censuses of 1917 and 1919"
question = "How many deaths above normal were there between the censuses, and how far is each census from the truth?"
territory = "arvenia"
period = "{CENSUSES[OPENING]}/{CENSUSES[LAST]}"
summary = \"\"\"
The census of 1906 counted {{@total-1906}} persons, that of 1917 {{@total-1917}} and that of 1919 \\
{{@total-1919}}. Registered deaths stand at {{@deaths-1911}} in 1911 and {{@deaths-1913}} in 1913. An invented \\
country: every figure was drawn by a simulator.
\"\"\"

[[territory]]
id = "arvenia"
name = "Arvenia"
borders = "1906/1919"

[[census]]
id = "{OPENING}"
date = "{CENSUSES[OPENING]}"
label = "First census"
fate = "published"

[[census]]
id = "{MIDDLE}"
date = "{CENSUSES[MIDDLE]}"
label = "Second census"
fate = "published"

[census.residual]
groups = ["army", "guards"]
age_from = 20
age_to = 35
reason = "The final total exceeds the age table by about the army and the guards, who were counted apart."

[[census]]
id = "{LAST}"
date = "{CENSUSES[LAST]}"
label = "Third census"
fate = "published"

[balance]
opening = "{OPENING}"
closing = ["{MIDDLE}", "{LAST}"]
crisis = "1912/1913"
crisis_reason = "The years that contemporaries name as years of hunger."
crisis_weights = "registered"
sex_ratio_at_birth = 1.05
"""

DIMENSIONS = f"""
[[dimension]]
id = "truth"
kind = "true_census"
question = "Which later count is taken as true?"

[[dimension.option]]
id = "c{MIDDLE}"
label = "Census of {MIDDLE}"
text = "The count of {MIDDLE} is taken as right."
census = "{MIDDLE}"

[[dimension.option]]
id = "c{LAST}"
label = "Census of {LAST}"
text = "The count of {LAST} is taken as right."
census = "{LAST}"

[[dimension]]
id = "mortality"
kind = "mortality"
question = "What would mortality have been without the crisis?"

[[dimension.option]]
id = "printed"
label = "Table of 1906-07 as printed"
text = "Mortality stays at the office's table, which rests on registered deaths."
life_table = "office-1906"

[[dimension.option]]
id = "raised"
label = "Table of 1906-07, raised"
text = "Every death rate is raised from {{@deaths-rate-1906}} to {{@deaths-rate-1906-author}} per thousand."
life_table = "office-1906"
factor_of = ["deaths-rate-1906-author", "deaths-rate-1906"]

[[dimension.option]]
id = "falling"
label = "From the first table towards that of 1918"
text = "Mortality moves steadily from the first table of the office to its last, both as printed."
life_table = "office-1906"
towards = "office-1918"

[[dimension]]
id = "undercount"
kind = "undercount"
question = "Whom did the census of 1906 omit?"

[[dimension.option]]
id = "as-counted"
label = "Nobody"
text = "The census of 1906 is taken as counted."

[[dimension.option]]
id = "author"
label = "Infants and young women"
text = "Persons are added as the later author has them."
adjustment = "author-1906"

[[dimension]]
id = "migration"
kind = "migration"
question = "Who left the country?"

[[dimension.option]]
id = "closed"
label = "Nobody"
text = "The borders are taken as closed in both directions."

[[dimension.option]]
id = "author"
label = "Emigration in the years of hunger"
text = "The author's figure, {{@emigration-author}} as arrivals less departures."
flows = ["emigration-author"]
"""

MORE_DIMENSIONS = """
[[dimension]]
id = "fertility"
kind = "fertility"
question = "How many births would there have been without the crisis?"

[[dimension.option]]
id = "constant"
label = "Birth rate of 1906 held"
text = "Fertility stays at the level of {@births-rate-1906} per thousand."
schedule = "office-1906"
birth_rate = "births-rate-1906"

[[dimension.option]]
id = "declining"
label = "Steady decline"
text = "Fertility declines steadily towards the level that the last census shows."
schedule = "office-1906"
birth_rate = "births-rate-1906"
trend = "towards-last-census"

[[dimension]]
id = "children"
kind = "children"
question = "How did the children born since 1906 die?"

[[dimension.option]]
id = "famine"
label = "Raised, infants relatively less"
text = "Crisis death rates rise with the square root of the normal rate."
children = "crisis"
exponent = 0.5

[[dimension.option]]
id = "normal"
label = "At normal rates"
text = "Children born since 1906 die at normal rates throughout."
children = "normal"
exponent = 0.5

[[dimension.option]]
id = "registers"
label = "From the registers of births"
text = "Births are the registered ones where a register exists; the children missing from it are read as dead."
children = "registers"
exponent = 0.5

[[register_gap]]
vital = "natural-increase-1907-1916"
opening = "1906"
closing = "1917"
"""


def case_toml(more: str = "") -> str:
    """case.toml of every world; `more` is added at the end (a model's own part of the case)."""
    return HEAD + DIMENSIONS + MORE_DIMENSIONS + more
