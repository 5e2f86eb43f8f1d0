"""The audit: how good the counts are, and what in them cannot be true.

The package is callable, because its name is also that of what it does: `cenotaph.audit("ussr-1926-1939")`. A function
of the same name in `cenotaph` would be replaced by this module as soon as anything imports it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any


class _CallableModule(ModuleType):
    def __call__(self, case_or_file: str | Path) -> Any:
        """Audit an embedded case by name, a case folder, or a population table: see `whole.audit`."""
        from cenotaph.audit.whole import audit

        return audit(case_or_file)


sys.modules[__name__].__class__ = _CallableModule
