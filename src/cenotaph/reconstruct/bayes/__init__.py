"""The Bayesian population: one model of registers and censuses of unequal honesty, sampled with JAX.

Importing this loads no JAX; the functions do. `fit` -> Fit, `posterior_estimates` -> Estimates,
`posterior_tables` -> Tables for charts, `write_posterior` -> posterior.nc, `fit_variants` -> Table.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from cenotaph.errors import MissingLibrary

_NEEDED = ("jax", "numpyro", "arviz_base", "arviz_stats", "xarray", "h5netcdf", "h5py")
_WHERE = {
    "fit": "fitting",
    "posterior_estimates": "estimates",
    "posterior_tables": "charts",
    "write_posterior": "store",
    "fit_variants": "variants",
    "approximate": "laplace",
    "priors": "explain",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(name)
    missing = [library for library in _NEEDED if find_spec(library) is None]
    if missing:
        raise MissingLibrary(
            f"The Bayesian population needs {', '.join(missing)}.", remedy="Try: pip install 'cenotaph[bayes]'"
        )
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
