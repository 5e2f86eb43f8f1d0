"""What was recorded, by whom: tables, sources, cases, provenance; and readers of published tables.

For files a user brings: `read_hmd`, `read_hmd_lexis`, `read_wpp`, `read_tidy` and their writers, `from_frame`,
`to_frame`, `to_columns` (docs/reading-hmd.md). The arrays they give go into `cenotaph.demography`, which knows no file.
A case, with its sources, is read by `load_case`. Names are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cenotaph.evidence.hmd import (
        HmdTable,
        LexisTable,
        Triangles,
        read_hmd,
        read_hmd_lexis,
        write_hmd,
        write_hmd_lexis,
    )
    from cenotaph.evidence.read import load_case
    from cenotaph.evidence.tidy import TidyTable, from_frame, read_tidy, to_columns, to_frame, write_tidy
    from cenotaph.evidence.wpp import WppTable, read_wpp, write_wpp

__all__ = [
    "HmdTable", "LexisTable", "TidyTable", "Triangles", "WppTable", "from_frame", "load_case", "read_hmd",
    "read_hmd_lexis", "read_tidy", "read_wpp", "to_columns", "to_frame", "write_hmd", "write_hmd_lexis", "write_tidy",
    "write_wpp",
]  # fmt: skip

_NAMES = {
    "hmd": "HmdTable LexisTable Triangles read_hmd read_hmd_lexis write_hmd write_hmd_lexis",
    "read": "load_case",
    "tidy": "TidyTable from_frame read_tidy to_columns to_frame write_tidy",
    "wpp": "WppTable read_wpp write_wpp",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Names load with their module on first use; no name is also a module's."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
