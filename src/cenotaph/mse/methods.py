"""Every method on one table, side by side: models of the lists, and checks beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np

from cenotaph.errors import BadInput, CenotaphError
from cenotaph.mse.checks import Bound, chao_bound, chapman, sample_coverage
from cenotaph.mse.estimability import model_name, standing
from cenotaph.mse.found import CONFIDENCE, DRAWS, Found
from cenotaph.mse.graphs.average import average
from cenotaph.mse.loglinear.bootstrap import LEAST_SHARE, REPLICATES, bootstrap
from cenotaph.mse.loglinear.choice import Tables, by_bic, hierarchical_models, stepwise
from cenotaph.mse.loglinear.threshold import LEAST_EFFECTIVE, thresholded
from cenotaph.mse.overlap import Overlap, pairs

Method = Callable[[Overlap, int], Found]
GRAPHS, LOGLINEAR, THRESHOLD, LATENT = "graphs", "log-linear", "threshold", "latent-classes"
MODELS = (GRAPHS, LOGLINEAR, THRESHOLD, LATENT)
_MOST_GRAPHS, _MOST_BIC = 7, 4


def one_person(k: int) -> float:
    """delta with which all cells together weigh one person before any data, the choice of Madigan and York."""
    return 1 / 2**k


def graphs(overlap: Overlap, seed: int, delta: float | None = None) -> Found:
    """Averaging over decomposable graphs; `delta` of each cell, one person in all without it."""
    k = overlap.k
    delta = one_person(k) if delta is None else delta
    fraction = Fraction(delta).limit_denominator(1000)
    label = f"Decomposable graphs, delta {fraction}"
    definition = (
        "Persons listed and unlisted, the dependence of lists averaged over all decomposable graphs "
        f"(hyper-Dirichlet prior, {delta:.4g} of a person in each cell; a whole as probable as 1/N), everyone alike."
    )
    name = f"{GRAPHS}-{fraction}".replace("/", "-")
    if k > _MOST_GRAPHS:
        return Found(name, label, definition, overlap.documented,
                     reason=f"{k} lists; graphs are averaged over for up to {_MOST_GRAPHS}")  # fmt: skip
    try:
        found = average(overlap, delta)
    except CenotaphError as problem:
        return Found(name, label, definition, overlap.documented, reason=problem.what.rstrip("."))
    cliques, share = found.graphs[0]
    complete = sum(s for c, s in found.graphs if c == (2**k - 1,))
    caution = ""
    if complete > 0.5:
        caution = f"The prior decides: {complete:.0%} of the weight is on the graph in which the counts are silent."
    told = {"best_graph": model_name(cliques, k), "best_share": share, "beyond": found.beyond, "delta": delta,
            "silent_share": complete, "model_share": found.model_share}  # fmt: skip
    return Found(name, label, definition, overlap.documented, found.draws(DRAWS, seed), reason=caution, told=told)


def log_linear(overlap: Overlap, seed: int, replicates: int = REPLICATES) -> Found:
    """The best log-linear model with a BCa interval, the choice made anew in every bootstrap table: all hierarchical
    models by BIC up to four lists, pairs added stepwise from five."""
    k = overlap.k
    if k <= _MOST_BIC:
        models = hierarchical_models(k, k - 1) if k > 2 else ((0, 1, 2),)

        def estimator(tables: Tables):
            return by_bic(tables, k - 1, models)

        how = f"best by BIC of all {len(models)} hierarchical models"
    else:
        estimator, how = stepwise, "pairs of lists added one by one"
    definition = (
        f"Persons listed and unlisted by a log-linear model of the lists ({how}), without an effect of all lists "
        "together, everyone alike; BCa bootstrap in which the model is chosen anew, and Poisson about what is expected."
    )
    (chosen,), _ = estimator(Tables(overlap.lists, overlap.counts[None]))
    label = f"Log-linear {model_name(chosen, k)}" if chosen else "Log-linear"
    if chosen is None:
        return Found(
            LOGLINEAR, label, definition, overlap.documented, reason="no model has an estimate on these counts"
        )
    found = bootstrap(overlap, lambda tables: estimator(tables)[1], replicates, seed)
    told = {"model": model_name(chosen, k), "bias": found.bias, "acceleration": found.acceleration,
            "without": found.without, "replicates": replicates}  # fmt: skip
    if found.replicates.size < LEAST_SHARE * replicates:
        reason = f"{found.without} of {replicates} bootstrap tables have no estimate: there is no interval"
        return Found(LOGLINEAR, label, definition, overlap.documented, reason=reason, told=told)
    # The bootstrap tells how far the expected number on no list may be off; how many there were varies about it too.
    expected = found.draws(DRAWS) - overlap.documented
    rng = np.random.default_rng(seed)
    whole = overlap.documented + rng.permutation(rng.poisson(np.maximum(expected, 0.0))).astype(float)
    return Found(LOGLINEAR, label, definition, overlap.documented, whole, CONFIDENCE, found.estimate, told=told)


def threshold(overlap: Overlap, seed: int) -> Found:
    """The pairs of lists that stand out, under normal priors; no answer where the weights leave too few draws."""
    definition = (
        "Persons listed and unlisted by a log-linear model of the pairs of lists whose effect is two standard "
        "deviations or more from nought (prior of a pair's effect: within 1 of nought), everyone alike; the choice of "
        "the pairs is not in the interval."
    )
    if overlap.k < 3:
        return Found(THRESHOLD, "Thresholding", definition, overlap.documented,
                     reason="of two lists the effect of the pair cannot be told from those on none")  # fmt: skip
    found = thresholded(overlap, seed, DRAWS)
    label = f"Thresholding {found.model}"
    told = {"model": found.model, "effective": found.effective}
    if found.effective < LEAST_EFFECTIVE:
        reason = f"the weights leave {found.effective:.0f} independent draws; {LEAST_EFFECTIVE} are asked"
        return Found(THRESHOLD, label, definition, overlap.documented, reason=reason, told=told)
    return Found(THRESHOLD, label, definition, overlap.documented, overlap.documented + found.missing, told=told)


def latent(overlap: Overlap, seed: int) -> Found:
    """Latent classes; no answer where chains disagree."""
    label = "Latent classes"
    definition = (
        "Persons listed and unlisted, of classes that differ in how easily they are listed, lists independent within a "
        "class (Dirichlet process, at most 10 classes)."
    )
    if overlap.k < 3:
        return Found(LATENT, label, definition, overlap.documented, reason="two lists cannot show classes; three can")
    from cenotaph.mse.latent.classes import latent_classes

    found = latent_classes(overlap, seed)
    told = {name: value for name, value in found.diagnostics.items() if name != "sampling_seconds"}  # not of the answer
    if found.refused:
        return Found(LATENT, label, definition, overlap.documented, reason=found.refused, told=told)
    told["reached"] = {x: [float(q) for q in np.quantile(r, [0.05, 0.5, 0.95])] for x, r in found.reached.items()}
    thin = found.whole.reshape(-1)
    thin = np.quantile(thin, (np.arange(DRAWS) + 0.5) / DRAWS)
    return Found(
        LATENT, label, definition, overlap.documented, np.random.default_rng(seed).permutation(thin), told=told
    )


def checks(overlap: Overlap, seed: int) -> Iterator[Found]:
    """Chao's lower bound, sample coverage of three lists, and Chapman's of every pair of lists."""
    bound = chao_bound(overlap)
    definition = "At least so many, whatever the differences between persons: from those on one list and on two."
    yield _check("chao", "Chao, lower bound", definition, bound)
    if overlap.k == 3:
        definition = "Three lists that may depend on each other, from the share of their persons on another list too."
        yield _check("sample-coverage", "Sample coverage", definition, sample_coverage(overlap, seed))
    for i, j in pairs(overlap.k):
        definition = "Two lists taken as independent, everyone alike (Chapman 1951); other lists not looked at."
        yield _check(f"chapman-{overlap.lists[i]}-{overlap.lists[j]}",
                     f"Chapman, {overlap.lists[i]} and {overlap.lists[j]}", definition,
                     chapman(overlap, i, j))  # fmt: skip


def _check(name: str, label: str, definition: str, bound: Bound) -> Found:
    if bound.reason:
        return Found(name, label, definition, bound.documented, reason=bound.reason, is_check=True)
    return Found(name, label, definition, bound.documented, bound.draws(DRAWS), CONFIDENCE,
                 bound.documented + bound.missing, is_check=True)  # fmt: skip


def method_of(name: str) -> Method:
    """A model by its name.

    Raises
    ------
    BadInput for one that there is not.
    """
    made: dict[str, Method] = {GRAPHS: graphs, LOGLINEAR: log_linear, THRESHOLD: threshold, LATENT: latent}
    if name not in made:
        raise BadInput(f"no model is called {name!r}.", remedy=f"There are {', '.join(MODELS)}.")
    return made[name]


def _longest_first(named: tuple[str, Method]) -> int:
    return -MODELS.index(named[0])


def side_by_side(overlap: Overlap, seed: int = 1, models: tuple[str, ...] = MODELS) -> list[Found]:
    """Every model asked and every check; where the overlaps say that nothing can be estimated, each says why.

    Raises
    ------
    BadInput for a model that there is not.
    """
    chosen = [method_of(name) for name in models]
    reason = standing(overlap).reason
    if reason:
        return [Found(name, name, "", overlap.documented, reason=reason) for name in models]
    with ThreadPoolExecutor(max_workers=2) as pool:  # each has its own seed; latent classes take the longest
        running = {
            name: pool.submit(method, overlap, seed)
            for name, method in sorted(zip(models, chosen, strict=True), key=_longest_first)
        }
        found = [running[name].result() for name in models]
    if GRAPHS in models and overlap.k <= _MOST_GRAPHS:
        place = models.index(GRAPHS) + 1
        found[place:place] = [graphs(overlap, seed, delta) for delta in (0.5, 1.0)]
    return [*found, *checks(overlap, seed)]
