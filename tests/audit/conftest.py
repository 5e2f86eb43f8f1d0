"""The simulator of clean populations in benchmarks/, importable in these tests as `clean_audits`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
