"""How many people a catastrophe cost, who they were, and whether what is said about it stands.

>>> import cenotaph
>>> result = cenotaph.run("ussr-1926-1939", seed=1)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cenotaph.audit.whole import audit
    from cenotaph.evidence.read import load_case
    from cenotaph.reconstruct.wheldon.front import reconstruct_wheldon
    from cenotaph.result import Result, load, run

__version__ = _version("cenotaph")
__all__ = ["Result", "__version__", "audit", "load", "load_case", "reconstruct_wheldon", "run"]

_HOMES = {
    "Result": "cenotaph.result",
    "audit": "cenotaph.audit",
    "load": "cenotaph.result",
    "load_case": "cenotaph.evidence.read",
    "reconstruct_wheldon": "cenotaph.reconstruct.wheldon.front",
    "run": "cenotaph.result",
}


def __getattr__(name: str) -> Any:
    """Public names load on first use, so that `import cenotaph` and `--help` stay quick."""
    if name in _HOMES:
        from importlib import import_module

        if name == "audit":  # a room that can be called: see there
            return import_module("cenotaph.audit")
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cenotaph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
