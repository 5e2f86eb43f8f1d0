"""Can the draws be trusted? Rank-normalised R-hat, bulk and tail effective sizes, divergences."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array


class Limits(NamedTuple):
    """What every quantity has to pass: R-hat below, effective sizes above."""

    rhat: float = 1.01
    ess: float = 400.0


FULL = Limits()


@dataclass(frozen=True)
class Diagnosis:
    """Of one set of named quantities: worst values over all of them and the quantity that has each."""

    rhat: float
    rhat_of: str
    ess_bulk: float
    ess_bulk_of: str
    ess_tail: float
    ess_tail_of: str
    divergences: int
    draws: int
    limits: Limits

    @property
    def failures(self) -> list[str]:
        """What is wrong, in words; empty when nothing is."""
        found = []
        if not self.rhat < self.limits.rhat:
            found.append(f"R-hat {self.rhat:.3f} ({self.rhat_of}) is not below {self.limits.rhat}")
        if not self.ess_bulk > self.limits.ess:
            found.append(
                f"bulk effective size {self.ess_bulk:.0f} ({self.ess_bulk_of}) is not above {self.limits.ess:.0f}"
            )
        if not self.ess_tail > self.limits.ess:
            found.append(
                f"tail effective size {self.ess_tail:.0f} ({self.ess_tail_of}) is not above {self.limits.ess:.0f}"
            )
        if self.divergences:
            found.append(f"{self.divergences} divergent transitions")
        return found

    def as_dict(self) -> dict:
        return asdict(self) | {"limits": self.limits._asdict(), "failures": self.failures}


def diagnose(named: dict[str, Array], divergences: int, limits: Limits = FULL) -> Diagnosis:
    """named : {name: (chain, draw)}. A quantity that does not vary at all is left out."""
    from arviz_stats.base import array_stats

    varying = {name: np.asarray(x) for name, x in named.items() if np.ptp(x) > 0}
    stacked = np.stack(list(varying.values()))
    names = list(varying)
    options = {"chain_axis": -2, "draw_axis": -1}
    rhat = array_stats.rhat(stacked, method="rank", **options)
    bulk = array_stats.ess(stacked, method="bulk", **options)
    tail = array_stats.ess(stacked, method="tail", prob=(0.05, 0.95), **options)
    rhat, bulk, tail = np.nan_to_num(rhat, nan=np.inf), np.nan_to_num(bulk), np.nan_to_num(tail)
    return Diagnosis(
        float(rhat.max()), names[int(rhat.argmax())], float(bulk.min()), names[int(bulk.argmin())],
        float(tail.min()), names[int(tail.argmin())], divergences, int(stacked.shape[1] * stacked.shape[2]), limits,
    )  # fmt: skip


def effective_draws(x: Array) -> float:
    """How many independent draws those of (chain, draw) are worth, for a mean; all of them where they do not vary."""
    from arviz_stats.base import array_stats

    if np.ptp(x) == 0:
        return float(x.size)
    return float(array_stats.ess(x, method="mean", chain_axis=0, draw_axis=1))
