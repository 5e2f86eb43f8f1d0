"""Run: what produced a result. Data only, never code; enough to run it again."""

from __future__ import annotations

import hashlib
import platform
import sys
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """Software, inputs by hash, parameters, seed, times (UTC) and seconds."""

    case: str
    seed: int
    parameters: dict
    inputs: dict[str, str]
    software: dict[str, str] = field(default_factory=dict)
    started: str = ""
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    diagnostics: dict = field(default_factory=dict)

    def as_dict(self) -> dict:
        return asdict(self)


def software() -> dict[str, str]:
    """Versions that can change a number: ours, Python's, the numerical libraries', the machine's."""
    return {
        "cenotaph": version("cenotaph"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "jax": version("jax"),
        "numpyro": version("numpyro"),
        "machine": f"{platform.system()} {platform.machine()}",
        "byteorder": sys.byteorder,
    }


def sha256(path: Path) -> str:
    """Hex digest of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
