"""The invented world with registers, a falsified census at will, and a [model] that is told none of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reconstruct.invented import TAIL, World, _table

COMPLETE = {"births": 0.92, "deaths": 0.85}
MODEL = """
[model]
text = "An invented country."
[model.opening]
deviation_reason = "invented"
deviation = [{ age_from = 0, sd = 0.01 }]
net_error = { mean = 0.0, sd = 0.005, reason = "invented" }
[model.closing]
bounds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80]
bounds_reason = "invented"
deviation_log_sd = 0.25
deviation_reason = "invented"
deviation = [{ age_from = 0, sd = 0.01 }]
[[model.net_error]]
census = "1910"
mean = 0.0
sd = 0.01
df = 4
reason = "invented"
[model.mortality]
life_table = "before"
knots = [1900, 1904, 1909]
age_knots = [0, 1, 20, 60, 100]
shape_sd = 0.05
drift_sd = 0.05
level = { mean = 0.0, sd = 0.08, reason = "invented" }
increment = { mean = 0.0, sd = 0.05, reason = "invented" }
reason = "invented"
[[model.window]]
id = "crisis"
label = "Crisis"
years = "1905/1906"
scale = 0.5
df = 2
exponent = { mean = 0.5, sd = 0.2, reason = "invented" }
ages = { knots = [0, 20, 60, 90], sd = 0.2, reason = "invented" }
sex = { mean = 0.0, sd = 0.15, reason = "invented" }
reason = "invented"
[model.births]
start = { median = 33.0, log_sd = 0.3, reason = "invented" }
walk = { mean = 0.0, sd = 0.1, reason = "invented" }
[[model.registration]]
event = "births"
level = { mean = 2.4, sd = 0.5, reason = "invented" }
slope = { mean = 0.0, sd = 0.3, reason = "invented" }
year_sd = 0.2
year_sd_reason = "invented"
[[model.registration]]
event = "deaths"
level = { mean = 1.8, sd = 0.4, reason = "invented" }
slope = { mean = 0.0, sd = 0.3, reason = "invented" }
year_sd = 0.2
year_sd_reason = "invented"
[[model.flow]]
id = "any"
label = "Migration"
period = "1900/1909"
mean = 0.0
sd = 500.0
reason = "invented"
[model.counterfactual]
schedule = "before"
rule = "held"
before = [1901, 1902, 1903]
reason = "invented"
"""


def write(world: World, folder: Path) -> Path:
    """A case folder of the world with registers of the stated completeness, rounded to hundreds."""
    world.write(folder, spec=MODEL)
    rows = [
        {"event": event, "measure": "count", "period": 1900 + i, "territory": "atlantis"}
        | {"value": round(COMPLETE[event] * value, -2), "rounding": 50}
        | TAIL
        | {"status": "registered"}
        for event, values in (("births", world.births), ("deaths", world.deaths))
        for i, value in enumerate(np.asarray(values))
    ]
    _table(folder / "evidence" / "vital.csv", rows)
    return folder
