"""The density of one province under what it shares with the others, and of what they share given the provinces.

Written with the single-region model, never beside it: the prior of a pooled number is taken out of `log_density` and
put back about the provinces' mean with their spread. A census's net error is no part of the vector but fixed by it; its
prior is data there, and moves with the mean and spread.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cenotaph import engine
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.model import log_density, net_error
from cenotaph.reconstruct.bayes.parameters import crisis_year, parameters, student
from cenotaph.reconstruct.bayes.population import actual, at_closing
from cenotaph.reconstruct.provinces.groups import Group
from cenotaph.reconstruct.provinces.pooled import Shared

import jax.numpy as jnp  # isort: skip  (after engine, which sets it up)

_ = engine


class Form(NamedTuple):
    """What fixes a group's program: hashable. places, closings : as in Group."""

    shape: Shape
    places: tuple[int, ...]
    closings: tuple[int, ...]

    @property
    def here(self) -> tuple[bool, ...]:
        """(number,), whether the provinces of the group have it."""
        return tuple(p >= 0 or c >= 0 for p, c in zip(self.places, self.closings, strict=True))


class Common(NamedTuple):
    """What all provinces share, in units of each number's own prior. mean, log_spread : (number,)."""

    mean: Any
    log_spread: Any


class Stated(NamedTuple):
    """Priors of the shared numbers: df and one_sided of each in a province; of its mean over provinces either the
    same density, or where `centred` a normal of these; and the median and log sd of its spread. (number,)."""

    df: Any
    one_sided: Any
    centred: Any
    centre: Any
    centre_sd: Any
    spread: Any
    spread_log_sd: Any


def form_of(group: Group) -> Form:
    return Form(group.shape, group.places, group.closings)


def stated(numbers: tuple[Shared, ...]) -> Stated:
    """The priors of the shared numbers as arrays."""
    centres = [s.centre or (0.0, 1.0) for s in numbers]
    return Stated(
        df=jnp.array([s.number.df for s in numbers], dtype=float),
        one_sided=jnp.array([s.number.one_sided for s in numbers], dtype=bool),
        centred=jnp.array([s.centre is not None for s in numbers], dtype=bool),
        centre=jnp.array([mean for mean, _ in centres], dtype=float),
        centre_sd=jnp.array([sd for _, sd in centres], dtype=float),
        spread=jnp.array([s.spread for s in numbers], dtype=float),
        spread_log_sd=jnp.array([s.spread_log_sd for s in numbers], dtype=float),
    )


def about_nought(departure: Any, priors: Stated) -> Any:
    """(..., number), log density of departures from the prior's mean, up to a constant: that of the model itself."""
    return jnp.where(priors.one_sided, crisis_year(departure, priors.df), student(departure, priors.df))


def about_mean(values: Any, common: Common, priors: Stated) -> Any:
    """(..., number), log density of provinces' numbers about their common mean, up to a constant."""
    return about_nought((values - common.mean) / jnp.exp(common.log_spread), priors) - common.log_spread


def of_common(common: Common, priors: Stated) -> Any:
    """(number,), log prior density of mean and log spread, up to a constant."""
    normal = -(((common.mean - priors.centre) / priors.centre_sd) ** 2) / 2
    mean = jnp.where(priors.centred, normal, about_nought(common.mean, priors))
    return mean - ((common.log_spread - jnp.log(priors.spread)) / priors.spread_log_sd) ** 2 / 2


def of_province(vector: Any, data: Bundle, common: Common, priors: Stated, form: Form) -> Any:
    """Log density of a province's vector (dimension,) given what is shared, up to a constant; the constants that
    depend on the shared spreads are in it."""
    spread = jnp.exp(common.log_spread)
    closings = list(data.closings)
    for k, c in enumerate(form.closings):
        if c >= 0:
            own = closings[c].net_error
            moved = own._replace(mean=own.mean + own.sd * common.mean[k], sd=own.sd * spread[k])
            closings[c] = closings[c]._replace(net_error=moved)
    total = log_density(vector, data._replace(closings=tuple(closings)), form.shape)
    in_vector = jnp.array([p >= 0 for p in form.places])
    values = vector[jnp.array([max(p, 0) for p in form.places], dtype=int)]
    pooled = about_mean(values, common, priors) - about_nought(values, priors)
    fixed = jnp.array([c >= 0 for c in form.closings])
    return total + jnp.sum(jnp.where(in_vector, pooled, 0.0)) - jnp.sum(jnp.where(fixed, common.log_spread, 0.0))


def numbers_of(vector: Any, data: Bundle, form: Form) -> Any:
    """(number,), a province's shared numbers; nought where it has them not."""
    found = vector[jnp.array([max(p, 0) for p in form.places], dtype=int)]
    found = jnp.where(jnp.array([p >= 0 for p in form.places]), found, 0.0)
    if not any(c >= 0 for c in form.closings):
        return found
    path = actual(parameters(vector, data, form.shape), data, form.shape)
    for k, c in enumerate(form.closings):
        if c >= 0:
            census = data.closings[c]
            error = net_error(at_closing(path, form.shape, c), census)
            found = found.at[k].set((error - census.net_error.mean) / census.net_error.sd)
    return found
