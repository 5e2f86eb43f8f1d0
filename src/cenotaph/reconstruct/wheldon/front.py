"""From arrays to Estimates in one call."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from cenotaph.estimate import Estimates
from cenotaph.evidence.provenance import Run, Stopwatch, software
from cenotaph.reconstruct.wheldon.estimates import Setting, estimates, tables
from cenotaph.reconstruct.wheldon.fitting import Progress, fit
from cenotaph.reconstruct.wheldon.inputs import Inputs, checked_inputs
from cenotaph.reconstruct.wheldon.priors import ALPHA, SURE, Priors, elicited

MODEL = "five-year reconstruction, Wheldon et al. 2013, 2015"


def reconstruct_wheldon(
    *,
    start: float,
    asfr: Any,
    survival: Any,
    baseline: Any,
    counts: Any,
    migration: Any = None,
    srb: Any = 1.05,
    width: float = 5.0,
    within: dict[str, float] | None = None,
    sure: float = SURE,
    priors: Priors | None = None,
    territory: str = Setting().territory,
    seed: int = 1,
    progress: Progress | None = None,
    **effort: float,
) -> Estimates:
    """Fertility, mortality, migration and population by five-year period, from initial estimates and later censuses.

    The model of popReconstruct: every initial estimate may be wrong, by how much is estimated too, and what the
    censuses counted says which. One sex (women) or two, by the shape of `baseline`.

    Parameters
    ----------
    start, asfr, survival, baseline, counts, migration, srb, width : as `checked_inputs` takes them.
    within, sure : "90 per cent sure within 10 per cent", by part (`elicited`); or `priors`, inverse gamma parameters.
    territory : for the estimates, with the date of its borders. seed : of the sampler.
    effort : chains, warmup, draws, target.

    Returns
    -------
    Estimates: draws of each quantity with its definition, unit and period; tables by period and age; the Run with its
    diagnosis. Where the sampler did not converge, every estimate says so and has no number.

    Raises
    ------
    BadInput for figures that cannot be; NotEstimable where initial estimates and counts contradict each other.

    Source
    ------
    Wheldon, Raftery, Clark and Gerland (2013), JASA 108:96-110; Wheldon et al. (2015), JRSS-A 178:977-1007. Compared
    with a long Hamiltonian run on the same density in docs/wheldon.md.

    Examples
    --------
    >>> found = reconstruct_wheldon(start=1960, asfr=rates, survival=proportions, baseline=women,
    ...                             counts={1975: counted})  # doctest: +SKIP
    >>> found["five-year-tfr-1960"].interval()  # doctest: +SKIP
    """
    arrays = {"asfr": asfr, "survival": survival, "migration": migration, "baseline": baseline, "srb": srb}
    if priors is None:
        priors = elicited(np.asarray(survival, dtype=float), within, sure, ALPHA)
    given = checked_inputs(start=start, counts=counts, width=width, priors=priors, **arrays)
    return reconstructed(given, Setting(territory), seed, progress, _hashes(given), **effort)


def reconstructed(
    given: Inputs, setting: Setting, seed: int, progress: Progress | None, hashes: dict[str, str], **effort: float
) -> Estimates:
    """The same from checked inputs. Raises as `fit`."""
    watch = Stopwatch()
    found = fit(given, seed, progress, **effort)
    made, by = estimates(found, setting), tables(found)
    record = Run(
        case="arrays",
        seed=seed,
        parameters={"model": MODEL, "priors": {"alpha": given.priors.alpha, "beta": given.priors.beta}},
        inputs=hashes,
        software=software(),
        diagnostics={"sampler": found.diagnostics()},
        **watch.read(),
    )
    return Estimates(record, made, [], by)


def _hashes(given: Inputs) -> dict[str, str]:
    """sha256 of the figures, so that a run can be told from another."""
    named = {name: getattr(given, name) for name in ("asfr", "survival", "migration", "baseline", "srb")}
    named |= {f"count-{c.date:g}": c.persons for c in given.counts}
    return {name: hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest() for name, a in named.items()}
