"""The simulator of benchmarks/worlds, importable in these tests as the package `worlds`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
