"""posterior.nc: labelled draws in the layout of ArviZ, so that others can look at them with their own tools."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cenotaph.reconstruct.bayes.estimates import prior as stated_prior
from cenotaph.reconstruct.bayes.fitting import Fit
from cenotaph.reconstruct.bayes.headline import headlines, windows_of


def write_posterior(fit: Fit, path: Path) -> Path:
    """Groups posterior (estimands by name, vectors by parameter), prior, sample_stats, observed_data."""
    import arviz_base as az

    posterior = headlines(fit.draws, fit.shape, windows_of(fit.model))
    prior = {name: x[None] for name, x in stated_prior(fit).items()}
    observed = {
        f"census_{name}": np.asarray(census.counted)
        for name, census in zip(fit.shape.names, fit.data.closings, strict=True)
    }
    tree = az.from_dict(
        {
            "posterior": posterior | {"vector": fit.vectors},
            "prior": prior,
            "sample_stats": {"diverging": fit.diverging, "n_steps": fit.leapfrogs},
            "observed_data": observed,
        },
        coords={"parameter": fit.shape.labels()},
        dims={"vector": ["parameter"]},
    )
    tree.attrs |= {"seed": fit.seed, "method": fit.method, "refused": fit.refused, "software": "cenotaph"}
    tree.to_netcdf(path, engine="h5netcdf")
    return path
