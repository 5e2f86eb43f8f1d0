"""Population reconstruction in five-year steps with the priors of Wheldon, Raftery, Clark and Gerland.

One sex (JASA 108:96-110, 2013) or two (JRSS-A 178:977-1007, 2015). Importing this loads no JAX; the functions do.
"""

from __future__ import annotations

from typing import Any

_WHERE = {
    "Count": "inputs",
    "Inputs": "inputs",
    "checked_inputs": "inputs",
    "Priors": "priors",
    "elicited": "priors",
    "Reconstruction": "fitting",
    "fit": "fitting",
    "arrays_from_tables": "long",
    "reconstruct_wheldon": "front",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
