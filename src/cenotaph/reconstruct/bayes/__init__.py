"""The Bayesian population: one model of registers and censuses of unequal honesty, sampled with JAX.

Importing this loads no JAX; the functions do. `fit` -> Fit, `posterior_estimates` -> Estimates,
`posterior_tables` -> Tables for charts, `write_posterior` -> posterior.nc, `fit_variants` -> Table,
`fit_short` -> an approximate Fit in seconds.
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "fit": "fitting",
    "posterior_estimates": "estimates",
    "posterior_tables": "charts",
    "write_posterior": "store",
    "fit_variants": "variants",
    "fit_short": "short",
    "priors": "explain",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
