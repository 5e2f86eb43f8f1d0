"""What one method says of one table: draws of the whole, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cenotaph.arrays import Array

DRAWS = 2000
CREDIBLE, CONFIDENCE = "draw", "confidence"


@dataclass(frozen=True)
class Found:
    """A method's answer.

    method : a name for files; label : for people; definition : what it takes for granted, a sentence.
    whole : (draw,) of N, the documented included; empty where there is no answer. kind : "draw" for a posterior,
    "confidence" for a confidence distribution, whose quantiles are the ends of confidence intervals.
    point : the estimate, where it is not the median of the draws. reason : why there is no answer, or a caution.
    is_check : a short estimate beside the models. told : what else it found, by name.
    """

    method: str
    label: str
    definition: str
    documented: int
    whole: Array = field(default_factory=lambda: np.empty(0))
    kind: str = CREDIBLE
    point: float | None = None
    reason: str = ""
    is_check: bool = False
    told: dict = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.whole.size > 0

    @property
    def missing(self) -> Array:
        """(draw,), those on no list."""
        return self.whole - self.documented

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        low, high = np.quantile(self.whole, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    @property
    def middle(self) -> float:
        return float(np.median(self.whole)) if self.point is None else self.point
