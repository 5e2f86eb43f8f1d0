"""The interval that a statement's figure stands for, from its precision, its hedge, or a vague word.

| hedge | a figure v with a last digit worth s stands for |
|---|---|
| none | v less s/2 to v plus s/2 |
| about | v less w to v plus w, w the larger of s and a tenth of v |
| nearly | v less w to v |
| over | more than v |
| at least | v or more |
| under | less than v |
| at most, up to | v or less |

Where a figure is written out with noughts at its end ("20,000"), s is the unit of its last digit that is not one,
but at most a tenth of the figure. A stated range stands for itself; hedges that open one side keep the end that
they bound. A vague word ("millions") has no sharp ends: vague.toml says between which figures it becomes right and
wrong.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np

WIDE = 0.1
INFINITE = math.inf
OPEN_ABOVE = frozenset({"over", "at_least"})
OPEN_BELOW = frozenset({"under", "at_most", "up_to"})
_DENIED = {"over": "at_most", "at_least": "under", "under": "at_least", "at_most": "over", "up_to": "over"}


@dataclass(frozen=True)
class Bounds:
    """What a figure stands for.

    low, high : ends of the interval, infinite where the statement sets none.
    said : the figures as stated, (low, high); infinite on a side that the hedge opens.
    fade : for a vague word, the figures below and above which it is wholly wrong; between those and the
        ends it is right in part, linear in the logarithm. None for sharp ends.
    denied : the statement denies the interval.
    """

    low: float
    high: float
    said: tuple[float, float]
    fade: tuple[float, float] | None = None
    denied: bool = False

    def weights(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(below, inside, above) for each value: how far it lies below the interval, in it, above it; they add to 1.

        Of a denial the same of the interval that it denies.
        """
        values = np.asarray(values, dtype=float)
        below, above = (values < self.low).astype(float), (values > self.high).astype(float)
        if self.fade is not None:
            below = np.where(values < self.low, 1 - _faded(values, self.fade[0], self.low), 0.0)
            above = np.where(values > self.high, 1 - _faded(values, self.fade[1], self.high), 0.0)
        return below, 1.0 - below - above, above

    def scaled(self, factor: float) -> Bounds:
        """The same statement in a unit `factor` times smaller."""
        fade = None if self.fade is None else (self.fade[0] * factor, self.fade[1] * factor)
        said = (self.said[0] * factor, self.said[1] * factor)
        return replace(self, low=self.low * factor, high=self.high * factor, said=said, fade=fade)

    @property
    def is_open_below(self) -> bool:
        """Whether the statement sets no lower end."""
        return math.isinf(self.low)

    @property
    def is_open_above(self) -> bool:
        """Whether the statement sets no upper end."""
        return math.isinf(self.high)

    def nearest_said(self, values: np.ndarray) -> np.ndarray:
        """The stated figure nearest to each value; the value itself where it lies between those stated."""
        return np.clip(np.asarray(values, dtype=float), *self.said)


def _faded(values: np.ndarray, wrong: float, right: float) -> np.ndarray:
    """How right a vague word is of values between a figure at which it is wrong and one at which it is right."""
    if wrong == right or math.isinf(right):
        return np.zeros_like(values)
    safe = np.clip(values, min(wrong, right), max(wrong, right))
    return np.log(safe / wrong) / math.log(right / wrong)


def precision(value: float, step: float) -> float:
    """What the last digit of a figure that counts is worth: of the noughts that end a round one, too."""
    if step <= 0 or value <= 0 or value != round(value):
        return step
    noughts = 1
    while value % (noughts * 10) == 0:
        noughts *= 10
    return max(step, min(float(noughts), WIDE * value))


def bounds(low: float, high: float, step: float, hedge: str, denied: bool = False) -> Bounds:
    """The interval of a stated figure (low == high) or range.

    Raises
    ------
    ValueError for a range whose ends are reversed, or a hedge that is not in the table above.
    """
    if low > high:
        raise ValueError("the ends of the range are reversed")
    if denied and hedge in _DENIED:
        return bounds(low, high, step, _DENIED[hedge])
    found = _affirmed(low, high, step, hedge)
    return replace(found, denied=True) if denied else found


def _affirmed(low: float, high: float, step: float, hedge: str) -> Bounds:
    if hedge == "over":
        return Bounds(math.nextafter(low, INFINITE), INFINITE, (low, INFINITE))
    if hedge == "at_least":
        return Bounds(low, INFINITE, (low, INFINITE))
    if hedge == "under":
        return Bounds(-INFINITE, math.nextafter(high, -INFINITE), (-INFINITE, high))
    if hedge in ("at_most", "up_to"):
        return Bounds(-INFINITE, high, (-INFINITE, high))
    if hedge == "about":
        return Bounds(low - _slack(low, step), high + _slack(high, step), (low, high))
    if hedge == "nearly":
        return Bounds(low - _slack(low, step), high, (low, high))
    if hedge != "none":
        raise ValueError(f"{hedge!r} is no hedge")
    half = step / 2 if low == high else 0.0
    return Bounds(low - half, high + half, (low, high))


def _slack(value: float, step: float) -> float:
    return max(step, WIDE * abs(value))


@cache
def vague_words() -> dict[str, dict]:
    """{word: {low = [wrong at, right from], high = [right to, wrong at]}} of vague.toml."""
    text = resources.files("cenotaph.claims.verdict").joinpath("vague.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["word"]


def vague_bounds(word: str, hedge: str = "none", denied: bool = False) -> Bounds | None:
    """The soft interval of a vague word; None for one that stands for no figure at all ("many")."""
    found = vague_words().get(word)
    if found is None:
        return None
    (wrong_low, low), (high, wrong_high) = (tuple(float(v) for v in found[end]) for end in ("low", "high"))
    if hedge in OPEN_ABOVE:
        high = wrong_high = INFINITE
    elif hedge in OPEN_BELOW:
        low = wrong_low = -INFINITE
    return Bounds(low, high, (low, high), (wrong_low, wrong_high), denied)
