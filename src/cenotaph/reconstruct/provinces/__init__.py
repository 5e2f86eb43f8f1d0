"""Many provinces, one model: each reconstructed by itself, the priors that they share learned from all of them.

Importing this loads no JAX; the functions do. `fit` -> Fit, `province_estimates` -> Estimates of provinces, of the
whole and of what is pooled, `province_tables` -> Tables for charts.
"""

from __future__ import annotations

from typing import Any

_WHERE = {"fit": "fitting", "province_estimates": "estimates", "province_tables": "tables"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
