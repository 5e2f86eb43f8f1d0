"""The run of a five-year case: sampled by the model of Wheldon et al.; there is no classical account of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Estimate, Estimates, Table, not_estimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.provenance import Run, Stopwatch, software
from cenotaph.study.audited import audited
from cenotaph.study.sampled import Sampled, Sampling

Progress = Callable[[str, int, int], None]


def settled_five_year(asked: Sampling | None, influence: bool) -> Sampling:
    """What will be sampled.

    Raises
    ------
    NotEstimable for what such a case has not: an account without sampling, or sources left out.
    """
    if asked == "off":
        raise NotEstimable(
            "A five-year case has no classical account: everything in it is sampled.", remedy="Run it as it is."
        )
    if influence:
        raise NotEstimable(
            "Sources are left out of a [model], and a five-year case has none.", remedy="Leave influence out."
        )
    return asked or "full"


def reconstructed(
    case: Case, seed: int, progress: Progress | None, sampling: Sampling, variants: bool
) -> tuple[Estimates, Any]:
    """Estimates of a five-year case, and the fit, which is None where the figures contradict one another.

    sampling : "short" leaves the other priors out; the model is sampled in full all the same. variants : doubts about
    each part by itself half and twice as large, too.
    """
    from cenotaph.reconstruct.wheldon.front import MODEL

    watch = Stopwatch()
    checked = audited(case)
    drawn = _sample(case, seed, progress, sampling, variants)
    own = case.spec.five_year
    record = Run(
        case=case.name,
        seed=seed,
        parameters={"model": MODEL, "draws": own.draws, "sampling": sampling, "variants": variants, "influence": False},
        inputs=dict(sorted(case.hashes.items())),
        software=software(),
        diagnostics=drawn.diagnostics,
        **watch.read(),
    )
    return Estimates(record, drawn.estimates, [], checked | drawn.tables), drawn.fit


def _sample(case: Case, seed: int, progress: Progress | None, sampling: Sampling, variants: bool) -> Sampled:
    """The fit with its estimates and tables; where initial estimates and counts contradict each other, the reason."""
    from cenotaph.reconstruct.wheldon.estimates import estimates, tables
    from cenotaph.reconstruct.wheldon.fans import fan_tables
    from cenotaph.reconstruct.wheldon.fitting import fit
    from cenotaph.reconstruct.wheldon.from_case import inputs_of, setting_of
    from cenotaph.reconstruct.wheldon.sensitivity import sensitivity

    own, given, setting = case.spec.five_year, inputs_of(case), setting_of(case)
    try:
        found = fit(given, seed, progress, draws=own.draws)
    except NotEstimable as problem:
        told = {"sampler": {"method": "none", "refused": str(problem)}}
        return Sampled(_without_numbers(given, setting, str(problem)), {}, told, None)
    made: dict[str, Table] = tables(found) | fan_tables(found, _in_time(case))
    if not found.refused and sampling == "full":
        other = sensitivity(found, variants, progress)
        made[other.name] = other
    return Sampled(estimates(found, setting), made, {"sampler": found.diagnostics()}, found)


def _in_time(case: Case) -> tuple[str, ...]:
    """Ids of the baseline and of the counts, in the order of their dates."""
    own = case.spec.five_year
    return (own.baseline, *sorted(own.counts, key=lambda c: case.census(c).date))


def _without_numbers(given: Any, setting: Any, why: str) -> tuple[Estimate, ...]:
    """Every listed quantity as not estimable."""
    from cenotaph.reconstruct.wheldon.before import prior_draws
    from cenotaph.reconstruct.wheldon.estimates import a_year, estimand

    names = a_year(prior_draws(given, count=2), given.width)
    return tuple(not_estimable(estimand(name, given, setting), why) for name in names)
