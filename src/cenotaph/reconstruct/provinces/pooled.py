"""What the provinces share: each pooled prior of [model] as one or more numbers with a mean and a spread of their own.

A pooled number is measured as the model's vector measures it: by how many of its prior's standard deviations it
departs from its prior's mean. `centre` and `spread` below are in these units too, so that nought and one stand for the
prior as it is stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cenotaph.evidence.dates import interval
from cenotaph.evidence.model_spec import Model, Window
from cenotaph.evidence.provinces_spec import Pooled
from cenotaph.reconstruct.bayes.bundle import Shape
from cenotaph.reconstruct.bayes.gather import NO_TAIL

LOG = "log"
SHARE = "share of a normal year's deaths"
PER_1000 = "per 1,000 persons of the opening count"


class Number(NamedTuple):
    """One pooled number. block, index : where the vector holds it; `census` instead where the data fix it.
    mean, sd, df : its prior in one province, in natural units; one_sided : heavy tail above the mean alone."""

    name: str
    label: str
    unit: str
    mean: float
    sd: float
    block: str = ""
    index: int = 0
    census: str = ""
    df: float = NO_TAIL
    one_sided: bool = False


class Shared(NamedTuple):
    """A pooled number with its stated priors. centre : mean and sd of its mean over provinces, or None for the prior of
    the number itself; spread : median of its spread, both in units of the number's prior. spread_log_sd : sd of the log
    of the spread."""

    number: Number
    centre: tuple[float, float] | None
    spread: float
    spread_log_sd: float


def shared(model: Model, shape: Shape) -> tuple[Shared, ...]:
    """Every pooled number of a model of provinces, in the order in which the case names them."""
    found = []
    for pooled in model.provinces.pooled:
        found += [_shared(number, pooled) for number in _numbers(model, shape, pooled.parameter)]
    return tuple(found)


def _shared(number: Number, pooled: Pooled) -> Shared:
    own = pooled.mean
    centre = None if own is None else ((own.mean - number.mean) / number.sd, own.sd / number.sd)
    return Shared(number, centre, pooled.spread / number.sd, pooled.spread_log_sd)


def _numbers(model: Model, shape: Shape, path: str) -> Iterator[Number]:
    """The numbers behind a dotted path (`evidence.province.poolable` has the list)."""
    kind, _, rest = path.partition(".")
    name, _, part = rest.rpartition(".")
    if kind == "opening":
        own = model.opening.net_error
        yield Number(path, "Net error of the opening count", LOG, own.mean, own.sd, "opening-error", df=_df(own))
    elif kind == "mortality":
        yield from _mortality(model, path)
    elif kind == "births":
        yield from _births(model, shape, path)
    elif kind == "window":
        i = next(i for i, w in enumerate(model.window) if w.id == name)
        yield from _window(model.window[i], i, part, path, shape)
    elif kind == "registration":
        own = next(r for r in model.registration if r.event == name)
        prior = getattr(own, part)
        says = (
            "Completeness of registered {}, middle year" if part == "level" else "Completeness of registered {}, change"
        )
        unit = "logit" if part == "level" else "logit in ten years"
        yield Number(path, says.format(name), unit, prior.mean, prior.sd, f"{name}-register", int(part == "slope"))
    elif kind == "net_error":
        own = next(n for n in model.net_error if n.census == rest)
        yield Number(path, f"Net error of the count {rest}", LOG, own.mean, own.sd, census=rest, df=_df(own))
    elif kind == "flow":
        i = next(i for i, f in enumerate(model.flow) if f.id == rest)
        own = model.flow[i]
        yield Number(path, own.label, PER_1000, own.mean, own.sd, "flow", i, df=_df(own))
    else:
        placed = [(p, census) for p in model.pattern for census in p.census]
        for i, (own, census) in enumerate(placed):
            if own.id == rest:
                label = f"{own.label}, {census}"
                yield Number(f"{path}.{census}", label, LOG, own.mean, own.sd, "pattern", i, df=_df(own))


def _df(prior: object) -> float:
    return float(getattr(prior, "df", None) or NO_TAIL)


def _mortality(model: Model, path: str) -> Iterator[Number]:
    own = model.mortality
    if path.endswith("level"):
        label = f"Death rates of {own.knots[0]} over the table's"
        yield Number(path, label, LOG, own.level.mean, own.level.sd, "mortality-level")
        return
    for i, (before, after) in enumerate(zip(own.knots[:-1], own.knots[1:], strict=True), start=1):
        label = f"Change of death rates, {before} to {after}"
        yield Number(f"{path}.{after}", label, LOG, own.increment.mean, own.increment.sd, "mortality-level", i)


def _births(model: Model, shape: Shape, path: str) -> Iterator[Number]:
    own = model.births
    if path.endswith("start"):
        yield Number(path, "Births of the first year over the stated rate", LOG, 0.0, own.start.log_sd, "births")
        return
    for i in range(1, shape.years):
        year = shape.first + i
        yield Number(f"{path}.{year}", f"Change of births, {year - 1} to {year}", LOG, own.walk.mean, own.walk.sd,
                     "births", i)  # fmt: skip


def _window(own: Window, i: int, part: str, path: str, shape: Shape) -> Iterator[Number]:
    block = f"crisis-pattern-{i}"
    if part == "exponent":
        label = f"{own.label}: power of normal death rates"
        yield Number(path, label, "power", own.exponent.mean, own.exponent.sd, block, 0)
    elif part == "sex":
        yield Number(path, f"{own.label}: men against women", LOG, own.sex.mean, own.sex.sd, block, 1)
    elif part == "ages":
        for k, age in enumerate(own.ages.knots):
            label = f"{own.label}: death rates at age {age} beside that power"
            yield Number(f"{path}.{age}", label, LOG, 0.0, own.ages.sd, block, 2 + k)
    else:
        yield from _scales(own, i, path, shape)


def _scales(own: Window, i: int, path: str, shape: Shape) -> Iterator[Number]:
    """Departures of the window's years, or of the window as a whole, as shares of a normal year's deaths."""
    low, high = (int(t) for t in interval(own.years))
    years = [y for y in range(low, high) if shape.first <= y < shape.first + shape.years]
    factors = {y.year: y.scale for y in own.year}
    sizes = [own.scale * factors.get(year, 1.0) for year in years]
    if own.split is not None:
        whole = sum(s**2 for s in sizes) ** 0.5
        yield Number(path, f"{own.label}: deaths", SHARE, 0.0, whole, f"crisis-{i}", df=own.df, one_sided=True)
        return
    for k, (year, size) in enumerate(zip(years, sizes, strict=True)):
        label = f"{own.label}: deaths of {year}"
        yield Number(f"{path}.{year}", label, SHARE, 0.0, size, f"crisis-{i}", k, df=own.df, one_sided=True)
