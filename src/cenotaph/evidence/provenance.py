"""Run: what produced a result. Data only, never code; enough to run it again."""

from __future__ import annotations

import hashlib
import platform
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
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


class Stopwatch:
    """Started when it is made; `read` gives what a Run says of time."""

    def __init__(self) -> None:
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, str | float]:
        """started, wall_seconds, cpu_seconds: until now."""
        return {
            "started": self._started,
            "wall_seconds": round(time.perf_counter() - self._wall, 3),
            "cpu_seconds": round(time.process_time() - self._cpu, 3),
        }


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
