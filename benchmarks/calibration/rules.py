"""When ranks pass: the rules in numbers, fixed before any world was run. Pure arrays; knows no model.

Under a right model and a right program the rank of the truth among draws of its posterior is uniform (Cook, Gelman and
Rubin 2006; Talts and others 2018). Every test below has an exact or all but exact distribution then, and a world's
tests may hang together as they like: Bonferroni's bound asks nothing of them. A right model is refused in at most one
run of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np

FAMILY_WISE = 0.01
LEAST_ANSWERED = 0.95
LEAST_WORLDS = 30  # fewer are not judged
LEVELS = (0.5, 0.9)
RULES = {
    "shape": "chi-square of the ranks in bins of equal chance (ten from 200 worlds on, five below)",
    "middle": "mean rank against one half (normal, variance 1/12)",
    "in 50 %": "truths in the central half of the draws (binomial, both tails)",
    "in 90 %": "truths in the central nine tenths (binomial, both tails)",
    "together": "share of a world's quantities in their 50 % and 90 % intervals, mean over worlds (Student t)",
}


@dataclass(frozen=True)
class Verdict:
    """p : (rule, quantity) -> p value. threshold : what each has to reach. answered : share of worlds."""

    worlds: int
    answered: float
    quantities: tuple[str, ...]
    p: dict[tuple[str, str], float]

    @property
    def threshold(self) -> float:
        return FAMILY_WISE / max(len(self.p), 1)

    @property
    def failures(self) -> list[tuple[str, str, float]]:
        """(rule, quantity, p) that miss the threshold, worst first."""
        return sorted(((*k, p) for k, p in self.p.items() if not p >= self.threshold), key=lambda f: f[2])

    @property
    def judged(self) -> bool:
        return self.worlds >= LEAST_WORLDS

    @property
    def passed(self) -> bool:
        return self.judged and self.answered >= LEAST_ANSWERED and not self.failures


def judge(results: list[dict], draws: int) -> Verdict:
    """All rules over results {"seed", "ranks": {name: 0 ... draws}, "refused", "failed"}."""
    used = [r for r in results if not r["failed"] and not r["refused"]]
    share = len(used) / len(results) if results else 0.0
    names, places = uniform(used, draws)
    return Verdict(len(results), share, names, p_values(places, names) if len(used) > 1 else {})


def uniform(used: list[dict], draws: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Names, and (world, quantity) places in (0, 1), uniform under the null: a rank plus a drawn part of its step.

    Quantities that always have the same rank (a share and its percentage) are one quantity.
    """
    if not used:
        return (), np.empty((0, 0))
    seen: dict[tuple[int, ...], str] = {}
    for name in used[0]["ranks"]:
        if all(name in r["ranks"] for r in used):
            seen.setdefault(tuple(r["ranks"][name] for r in used), name)
    names = tuple(seen.values())
    ranks = np.array(list(seen), dtype=float).T
    inside = [[np.random.default_rng(crc32(f"{r['seed']} {n}".encode())).random() for n in names] for r in used]
    return names, (ranks + np.array(inside)) / (draws + 1)


def p_values(places: np.ndarray, names: tuple[str, ...]) -> dict[tuple[str, str], float]:
    """{(rule, quantity): p} from places (world, quantity)."""
    from scipy import stats

    worlds = places.shape[0]
    bins = 10 if worlds >= 200 else 5
    counts = np.stack([np.sum(np.floor(places * bins) == b, axis=0) for b in range(bins)])
    found = {"shape": stats.chi2.sf(np.sum((counts - worlds / bins) ** 2, axis=0) / (worlds / bins), bins - 1)}
    found["middle"] = 2 * stats.norm.sf(np.abs(places.mean(axis=0) - 0.5) * np.sqrt(12 * worlds))
    together = {}
    for level in LEVELS:
        inside = np.abs(places - 0.5) < level / 2
        hits, of = inside.sum(axis=0), stats.binom(worlds, level)
        found[f"in {level:.0%}".replace("%", " %")] = np.minimum(2 * np.minimum(of.cdf(hits), of.sf(hits - 1)), 1.0)
        share = inside.mean(axis=1)
        if np.ptp(share) > 0:
            p = float(stats.ttest_1samp(share, level).pvalue)
        else:
            p = float(np.isclose(share[0], level))
        together["together", f"everything in {level:.0%}"] = p
    single = {(rule, name): float(p) for rule, ps in found.items() for name, p in zip(names, ps, strict=True)}
    return single | together


def power(worlds: int, threshold: float, shift: float, width: float, runs: int = 2000) -> float:
    """Chance that one quantity is refused whose posterior is off by `shift` of its sd and `width` times as wide as it
    should be (normal posteriors), by simulation."""
    from scipy import stats

    rng = np.random.default_rng(5)
    truth = rng.standard_normal((worlds, runs))
    places = stats.norm.cdf((truth - shift) / width)
    found = p_values(places, tuple(map(str, range(runs))))
    least = np.ones(runs)
    for (rule, name), p in found.items():
        if rule != "together":
            least[int(name)] = min(least[int(name)], p)
    return float(np.mean(least < threshold))
