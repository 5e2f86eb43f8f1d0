"""Tables behind the charts: each province pooled and by itself, and what is shared before the data and after."""

from __future__ import annotations

import numpy as np
from scipy import stats

from cenotaph.arrays import Array
from cenotaph.estimate import Table
from cenotaph.reconstruct.bayes.explain import crisis_quantile
from cenotaph.reconstruct.provinces.estimates import kept, of_whole, refusal, with_shares
from cenotaph.reconstruct.provinces.fitting import Fit
from cenotaph.reconstruct.provinces.pooled import Shared

ENDS = (0.05, 0.5, 0.95)
NAMES = ("p05", "median", "p95")


def province_tables(fit: Fit) -> dict[str, Table]:
    """ "provinces" and "shared"; rows that are refused have no numbers."""
    return {t.name: t for t in (_provinces(fit), _common(fit))}


def _provinces(fit: Fit) -> Table:
    rows = []
    for name in ("", *fit.names):
        pooled, alone = (
            with_shares(drawn.measures[name]) if name else of_whole(drawn) for drawn in (fit.pooled, fit.alone)
        )
        refused, refused_alone = refusal(fit, name), _refused_alone(fit, name)
        territory = name or fit.case.spec.case.territory
        for measure in pooled:
            rows.append(
                {"territory": territory, "label": fit.case.territory(territory).name, "whole": not name}
                | {"measure": measure}
                | _ends("", pooled[measure], refused)
                | _ends("alone_", alone[measure], refused_alone)
                | {"refused": refused, "alone_refused": refused_alone}
            )
    return Table(
        "provinces", "Every province with what provinces share learned, and by itself under the priors as stated.",
        {name: "persons or per cent" for end in NAMES for name in (end, f"alone_{end}")}, rows,
    )  # fmt: skip


def _refused_alone(fit: Fit, name: str) -> str:
    if name:
        return fit.refused(name, alone=True)
    failed = [n for n in fit.names if fit.refused(n, alone=True)]
    return f"{len(failed)} of {len(fit.names)} provinces did not converge by themselves." if failed else ""


def _ends(prefix: str, values: Array, refused: str) -> dict[str, float | None]:
    found = [None] * 3 if refused else [float(q) for q in np.quantile(kept(values), ENDS)]
    return {f"{prefix}{name}": q for name, q in zip(NAMES, found, strict=True)}


def _common(fit: Fit) -> Table:
    rows = []
    for k, one in enumerate(fit.numbers):
        for kind, draws in (("mean", fit.pooled.mean[..., k]), ("spread", fit.pooled.spread[..., k])):
            shift = one.number.mean if kind == "mean" else 0.0
            before = [shift + one.number.sd * q for q in _before(one, kind)]
            rows.append(
                {"parameter": one.number.name, "label": one.number.label, "unit": one.number.unit, "kind": kind}
                | {f"before_{name}": q for name, q in zip(NAMES, before, strict=True)}
                | _ends("", shift + one.number.sd * draws, fit.refused("") if fit.common.failures else "")
            )
    units = {name: "unit of the row" for end in NAMES for name in (end, f"before_{end}")}
    return Table("shared", "What the provinces share: mean and spread of each pooled prior, before the data and after.",
                 units, rows)  # fmt: skip


def _before(one: Shared, kind: str) -> list[float]:
    """Quantiles of the stated prior of a mean or a spread, in units of the number's own prior."""
    if kind == "spread":
        return [float(one.spread * np.exp(one.spread_log_sd * stats.norm.ppf(p))) for p in ENDS]
    if one.centre:
        return [float(stats.norm.ppf(p, *one.centre)) for p in ENDS]
    if one.number.one_sided:
        return [float(crisis_quantile(p, one.number.df)) for p in ENDS]
    return [float(stats.t.ppf(p, one.number.df)) for p in ENDS]
