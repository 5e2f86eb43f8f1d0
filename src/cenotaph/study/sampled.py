"""The sampled half of a run: the Bayesian population, its named alternatives, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Estimate, Table
from cenotaph.evidence.case import Case
from cenotaph.study.influence import driven_tables

Progress = Callable[[str, int, int], None]
Sampling = Literal["full", "short", "off"]


class Sampled(NamedTuple):
    """What sampling adds to a run; fit is None where nothing was sampled."""

    estimates: tuple[Estimate, ...]
    tables: dict[str, Table]
    diagnostics: dict[str, Any]
    fit: Any


def settled(case: Case, asked: Sampling | None, variants: bool, influence: bool = False) -> Sampling:
    """What will be sampled: everything where the case states a model, unless something else is asked.

    Raises
    ------
    NotEstimable when sampling is asked of a case without [model], or variants or influence without sampling;
    ValueError for another word.
    """
    if asked not in (None, *get_args(Sampling)):
        raise ValueError(f"sampling is {asked!r}; it may be {', '.join(map(repr, get_args(Sampling)))}")
    if case.spec.model is None and (variants or influence or asked in ("full", "short")):
        raise NotEstimable("This case states no [model] to sample.", remedy="Add one to case.toml (docs/case.md).")
    chosen: Sampling = asked or ("off" if case.spec.model is None else "full")
    if chosen == "off" and variants:
        raise NotEstimable("Variants are variants of the sampled model.", remedy="Sample it, or leave them out.")
    if chosen == "off" and influence:
        raise NotEstimable("Sources are left out of the sampled model.", remedy="Sample it, or leave influence out.")
    return chosen


def sample(
    case: Case, seed: int, sampling: Sampling, variants: bool, progress: Progress | None, influence: bool = False
) -> Sampled:
    """Fit the model, and the alternatives that belong beside its headline (or all of them); say what drives it.

    influence : fit again without a source where importance weights are no guide.
    """
    if sampling == "off":
        return Sampled((), {}, {}, None)
    from cenotaph.reconstruct import bayes

    try:
        fit = (bayes.fit_short if sampling == "short" else bayes.fit)(case, seed, progress)
    except NotEstimable as problem:  # the classical account stands without it
        return Sampled((), {}, {"sampler": {"method": "none", "refused": str(problem)}}, None)
    tables = bayes.posterior_tables(case, fit)
    asked = fit.model.variant if variants else tuple(v for v in fit.model.variant if v.beside)
    if asked and not fit.refused:
        made = bayes.fit_variants(case, fit, progress, asked, whole=variants)
        tables = tables | {made.name: made}
    if not fit.refused:
        tables = tables | driven_tables(case, fit, influence, progress)
    return Sampled(bayes.posterior_estimates(case, fit), tables, {"sampler": fit.diagnostics()}, fit)
