"""posterior.nc of a five-year reconstruction: labelled draws in the layout of ArviZ."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cenotaph.reconstruct.wheldon.before import prior_draws
from cenotaph.reconstruct.wheldon.fitting import METHOD, Fit

BY_AGE = ("asfr", "survival", "migration", "population")


def write_posterior(fit: Fit, path: Path) -> Path:
    """Groups posterior (listed quantities by name, rates and populations by age), prior, observed_data."""
    import arviz_base as az

    given = fit.given
    named = {name: x for name, x in fit.listed.items() if np.ptp(x) > 0}
    by_age = {name: fit.draws[name] for name in BY_AGE}
    before = {name: x[None] for name, x in prior_draws(given, seed=fit.seed).items() if name in named}
    ages = [f"{age:g}" for age in given.ages]
    sexes = list(given.sexes)
    steps = [given.start + given.width * t for t in range(given.periods + 1)]
    rates = ["period", "sex", "age"]
    tree = az.from_dict(
        {
            "posterior": named | by_age,
            "prior": before,
            "observed_data": {f"count_{c.date:g}": c.persons for c in given.counts},
        },
        coords={
            "period": given.period_starts, "step": steps, "sex": sexes, "age": ages,
            "age_reached": [*ages, f"{ages[-1]}+"],
        },
        dims={
            "asfr": ["period", "age"], "survival": ["period", "sex", "age_reached"], "migration": rates,
            "population": ["step", "sex", "age"],
        },
    )  # fmt: skip
    tree.attrs |= {"seed": fit.seed, "method": METHOD, "refused": fit.refused, "software": "cenotaph"}
    tree.to_netcdf(path, engine="h5netcdf")
    return path
