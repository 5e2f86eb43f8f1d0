"""Fit a model of provinces: summits, first guesses of what is shared, warm-up, draws until they pass, or a refusal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.diagnose import Diagnosis, Limits, diagnose
from cenotaph.evidence.case import Case
from cenotaph.reconstruct.bayes.fitting import machine
from cenotaph.reconstruct.bayes.headline import windows_of
from cenotaph.reconstruct.bayes.short import BRIEF_LIMITS
from cenotaph.reconstruct.provinces.density import Common, Form, Stated, form_of, stated
from cenotaph.reconstruct.provinces.frame import Frame, first_vectors, framed
from cenotaph.reconstruct.provinces.groups import Group, gather_groups
from cenotaph.reconstruct.provinces.measures import SUMMED, of_provinces
from cenotaph.reconstruct.provinces.pooled import Shared
from cenotaph.reconstruct.provinces.sweep import sweeps
from cenotaph.reconstruct.provinces.together import axes_of_means, followed, sizes_of_spreads
from cenotaph.reconstruct.provinces.world import Chain, World

import jax  # isort: skip  (after density, which sets it up)
import jax.numpy as jnp  # isort: skip

Progress = Callable[[str, int, int], None]
BLOCK = 50  # sweeps between two looks at the clock
GUESSES = 2  # the warm-up learns the rest
LIMITS = Limits()
# By itself a province is fitted for comparison only: as briefly as a variant beside a headline run, and of many
# provinces the others do not wait for the last tenth to pass.
ALONE_DRAWS, ALONE_MOST, ALONE_LEFT = 250, 1000, 0.1


class Effort(NamedTuple):
    """Sweeps of each chain: warm-up, draws after which to look, and the most that are made where they do not pass.
    left : share of provinces that may be left without passing before the most is reached."""

    chains: int = 4
    warmup: int = 200
    draws: int = 500
    most: int = 2000
    left: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """Draws of one fit. vectors : {province: (chain, draw, dimension)}. mean, spread : (chain, draw, number), in units
    of each number's own prior. measures : {province: {name: (chain, draw)}}. diverging : {province: count}."""

    vectors: dict[str, Array]
    mean: Array
    spread: Array
    measures: dict[str, dict[str, Array]]
    diverging: dict[str, int]
    leapfrogs: float
    accepted: float


@dataclass(frozen=True)
class Fit:
    """A fitted model of provinces. pooled, alone : draws with what is shared learned, and under the priors as stated.
    diagnoses, diagnoses_alone : of each province; "" is the whole. shared : of means and spreads."""

    case: Case
    seed: int
    groups: tuple[Group, ...]
    numbers: tuple[Shared, ...]
    pooled: Drawn
    alone: Drawn
    diagnoses: dict[str, Diagnosis]
    diagnoses_alone: dict[str, Diagnosis]
    common: Diagnosis
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The provinces in the order of the case."""
        known = {name for group in self.groups for name in group.names}
        return tuple(t.id for t in self.case.spec.territory if t.id in known)

    def refused(self, province: str, alone: bool = False) -> str:
        """Why no interval of a province may be shown ("": of the whole); empty when they may."""
        if not alone and self.common.failures:
            return f"What the provinces share did not converge: {'; '.join(self.common.failures)}."
        found = (self.diagnoses_alone if alone else self.diagnoses)[province]
        return f"The sampler did not converge: {'; '.join(found.failures)}." if found.failures else ""

    def diagnostics(self) -> dict:
        """For the Run: what was checked, at what cost, on what machine."""
        worst = max(self.diagnoses.values(), key=lambda d: d.rhat)
        least = min(self.diagnoses.values(), key=lambda d: min(d.ess_bulk, d.ess_tail))
        return {
            "method": "Hamiltonian moves of all provinces at once, what they share in turn",
            "provinces": len(self.names),
            "groups": len(self.groups),
            "parameters": sum(len(g.names) * g.shape.dimension for g in self.groups) + 2 * len(self.numbers),
            "chains": int(self.pooled.mean.shape[0]),
            "draws": int(self.pooled.mean.shape[1]),
            "shared": self.common.as_dict(),
            "worst_rhat": worst.as_dict(),
            "least_effective": least.as_dict(),
            "refused_provinces": [name for name in self.names if self.refused(name)],
            "leapfrogs_per_sweep": self.pooled.leapfrogs,
            "acceptance": self.pooled.accepted,
            "seconds": self.seconds,
            "peak_megabytes": _peak_megabytes(),
            "machine": machine(),
        }


def _peak_megabytes() -> int | None:
    """The most memory this process has held; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(held / (1024**2 if sys.platform == "darwin" else 1024))


class Clock:
    """Wall and processor seconds by stage, reported as they pass."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.seconds, self.start = progress, {}, (time.perf_counter(), time.process_time())

    def tell(self, stage: str, done: int, of: int) -> None:
        if self.progress:
            self.progress(stage, done, of)

    def done(self, stage: str) -> None:
        now = (time.perf_counter(), time.process_time())
        for kind, before, after in zip(("wall", "cpu"), self.start, now, strict=True):
            name = f"{stage}_{kind}"
            self.seconds[name] = round(self.seconds.get(name, 0.0) + after - before, 2)
        self.start = now


def fit(case: Case, seed: int = 1, progress: Progress | None = None, **effort: int) -> Fit:
    """Fit every province, with what they share learned and, beside it, under the priors as stated.

    Parameters
    ----------
    effort : chains, warmup, draws, most, where they differ from `Effort`.

    Raises
    ------
    NotEstimable when there is no [model.provinces], or priors and evidence of a province conflict. Draws that do not
    converge are returned and refused, province by province.
    """
    clock, asked = Clock(progress), Effort(**effort)
    groups, numbers = gather_groups(case)
    windows = tuple(windows_of(case.spec.model).items())
    data = tuple(jax.tree.map(jnp.asarray, g.data) for g in groups)
    clock.done("evidence")
    bare = tuple(Form(g.shape, (), ()) for g in groups)
    nothing, free = Common(jnp.zeros(0), jnp.zeros(0)), stated(())
    clock.tell("each province by itself: summits", 0, 1)
    starts = [first_vectors(g, d, nothing, free, f) for g, d, f in zip(groups, data, bare, strict=True)]
    frames = tuple(framed(g, d, nothing, free, f, s) for g, d, f, s in zip(groups, data, bare, starts, strict=True))
    clock.done("summits")
    sampled = partial(_sampled, groups, data, windows, clock)
    first = min(asked.draws, ALONE_DRAWS)
    brief = asked._replace(draws=first, most=min(asked.most, max(first, ALONE_MOST)), left=ALONE_LEFT)
    alone, of_alone, _ = sampled(brief, BRIEF_LIMITS, bare, free, nothing, frames, seed, "each province by itself")
    forms, priors = tuple(form_of(g) for g in groups), stated(numbers)
    clock.tell("provinces together: first guesses", 0, 1)
    common, frames = _guessed(groups, data, forms, priors, tuple(np.asarray(f.mode) for f in frames))
    clock.done("guesses")
    pooled, of_pooled, of_common = sampled(asked, LIMITS, forms, priors, common, frames, seed + 1, "provinces together")
    return Fit(case, seed, groups, numbers, pooled, alone, of_pooled, of_alone, of_common, dict(clock.seconds))


def _guessed(groups: tuple[Group, ...], data: tuple, forms: tuple[Form, ...], priors: Stated,
             starts: tuple[Array, ...]) -> tuple[Common, tuple[Frame, ...]]:  # fmt: skip
    """What is shared, from summits and curvatures taken for means and variances, over and over (an EM of normals)."""
    common = Common(jnp.zeros(priors.df.size), jnp.log(priors.spread))
    frames: tuple[Frame, ...] = ()
    for turn in range(GUESSES + 1):
        frames = tuple(
            framed(g, d, common, priors, f, s) for g, d, f, s in zip(groups, data, forms, starts, strict=True)
        )
        starts = tuple(np.asarray(f.mode) for f in frames)
        if turn < GUESSES:
            common = _em(frames, forms, common, priors)
    return common, frames


def _em(frames: tuple[Frame, ...], forms: tuple[Form, ...], common: Common, priors: Stated) -> Common:
    here = np.concatenate([np.broadcast_to(f.here, fr.values.shape) for f, fr in zip(forms, frames, strict=True)])
    values = np.concatenate([np.asarray(f.values) for f in frames])
    left = np.concatenate([np.asarray(f.weights) for f in frames]) * np.exp(2 * np.asarray(common.log_spread))
    count = np.maximum(here.sum(axis=0), 1)
    mean = np.sum(here * values, axis=0) / count
    spread = np.sqrt(np.sum(here * ((values - mean) ** 2 + left), axis=0) / count)
    # Heavy tails: a mean of squares would be led by a few provinces far away.
    spread = np.clip(spread, np.asarray(priors.spread) / 3, 3 * np.asarray(priors.spread))
    return Common(jnp.asarray(mean), jnp.asarray(np.log(spread)))


def _sampled(
    groups: tuple[Group, ...], data: tuple, windows: tuple, clock: Clock, asked: Effort, limits: Limits,
    forms: tuple[Form, ...], priors: Stated, common: Common, frames: tuple[Frame, ...], seed: int, stage: str,
) -> tuple[Drawn, dict[str, Diagnosis], Diagnosis]:  # fmt: skip
    """Warm up, set the frames anew where the chains are, then draw until all passes or `most` is reached."""
    key = jax.random.key(seed)
    world = _world(data, frames, priors, common.log_spread, common.log_spread)
    chains = _first(key, asked.chains, frames, common, priors.spread_log_sd)
    blocks: list = []
    warm = max(3, asked.warmup // BLOCK)
    total, most = warm + max(1, asked.draws // BLOCK), warm + max(1, asked.most // BLOCK)
    turn = 0
    while True:
        keys = jax.random.split(jax.random.fold_in(key, turn), asked.chains)
        # By way of NumPy: chains that lie on devices otherwise than at first would be compiled for anew.
        chains = jax.tree.map(lambda x: jnp.asarray(np.asarray(x)), chains)
        chains, made = sweeps(keys, chains, world, float(turn < warm), forms, BLOCK)
        jax.block_until_ready(made.steps)
        turn += 1
        clock.tell(f"{stage}: sampling", turn, max(total, turn))
        if turn in (warm // 2, warm - 1):
            world, chains = _reframed(world, chains, made)
        if turn > warm:
            blocks.append(_kept(groups, data, windows, made, world))
        if turn < total:
            continue
        clock.done(f"{stage}: sampling")
        drawn = _drawn(groups, blocks)
        found, of_common = _diagnosed(drawn, limits)
        clock.done(f"{stage}: diagnosis")
        # A transition that diverged stays among the draws: no further ones will make its province pass.
        waiting = sum(bool(d.failures) and not d.divergences for name, d in found.items() if name)
        passed = waiting <= asked.left * (len(found) - 1) and not (found[""].failures or of_common.failures)
        if turn >= most or passed:
            return drawn, found, of_common
        total = min(most, turn + max(1, (turn - warm) // 4))


def _world(data: tuple, frames: tuple[Frame, ...], priors: Stated, log_spread: Any, guessed: Any) -> World:
    """What moves together need is made with the frames, not in every sweep."""
    if not np.asarray(log_spread).size:
        return World(data, frames, priors, log_spread, guessed, (), (), jnp.zeros((0, 0)), jnp.zeros(0))
    made = [jax.vmap(lambda f: followed(f, log_spread, guessed))(f) for f in frames]
    said = sum(np.asarray(s).sum(axis=0) for _, s in made)
    across = tuple(jnp.asarray(np.linalg.qr(np.swapaxes(np.asarray(f.slopes), 1, 2))[0]) for f in frames)
    return World(
        data, frames, priors, log_spread, guessed, tuple(f for f, _ in made), across,
        axes_of_means(said, priors), sizes_of_spreads(frames, priors),
    )  # fmt: skip


def _first(key: Any, chains: int, frames: tuple[Frame, ...], common: Common, log_sd: Any) -> Chain:
    """Chains near the summits and the first guess, scattered."""
    rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    provinces, count = sum(f.mode.shape[0] for f in frames), common.mean.size
    spread = np.exp(np.asarray(common.log_spread))
    scatter = 2 * spread / np.sqrt(provinces)
    return Chain(
        white=tuple(jnp.asarray(0.5 * rng.standard_normal((chains, *f.mode.shape))) for f in frames),
        common=Common(
            jnp.asarray(np.asarray(common.mean) + scatter * rng.standard_normal((chains, count))),
            jnp.asarray(np.log(spread) + 0.5 * np.asarray(log_sd) * rng.standard_normal((chains, count))),
        ),
        log_step=tuple(jnp.full((chains, f.mode.shape[0]), np.log(0.4)) for f in frames),
        log_shared_step=jnp.full(chains, np.log(0.3)),
        sweeps=jnp.zeros(chains),
    )


def _reframed(world: World, chains: Chain, made: Any) -> tuple[World, Chain]:
    """White coordinates by the covariance of the draws of a block, drawn towards those before; the chains in them.

    At a summit the curvature is not always that of the hill: a crisis that nobody registered has a long slope to one
    side. What moves with the means is taken out of the draws first, for provinces are walked with the means given; by
    how much it does stays with the curvature, for a covariance of so few draws is too rough to be carried along by.
    """
    mean, spread = (np.asarray(x).mean(axis=(0, 1)) for x in made.common)
    before = np.asarray(world.log_spread)
    moved = (np.asarray(made.common.mean) - mean) * np.exp(-2 * np.asarray(world.guessed))
    frames, white = [], []
    for frame, drawn, now in zip(world.frames, made.white, chains.white, strict=True):
        old = Frame(*(np.asarray(x) for x in frame))
        rest = np.asarray(drawn) - np.einsum("csk,pdk->cspd", moved, old.follow)
        rest = np.moveaxis(rest, 2, 0).reshape(old.mode.shape[0], -1, old.mode.shape[1])
        centre, (size, dimension) = rest.mean(axis=1), rest.shape[1:]
        apart = rest - centre[:, None]
        cover = np.einsum("pnd,pne->pde", apart, apart) + dimension * np.eye(dimension)
        root = np.linalg.cholesky(cover / (size + dimension))
        again = old._replace(
            mode=old.mode + np.einsum("pij,pj->pi", old.scale, centre),
            scale=old.scale @ root,
            values=old.values + np.einsum("pkd,pd->pk", old.slopes, centre),
            slopes=old.slopes @ root,
            follow=np.linalg.solve(root, old.follow),
            # what a province's evidence weighs against the spread goes with the square of the spread
            weights=old.weights / (old.weights + (1 - old.weights) * np.exp(2 * (spread - before))),
        )
        frames.append(Frame(*(jnp.asarray(x) for x in again)))
        white.append(jnp.asarray(np.linalg.solve(root, (np.asarray(now) - centre)[..., None])[..., 0]))
    again = _world(world.data, tuple(frames), world.priors, jnp.asarray(spread), world.guessed)
    return again, chains._replace(white=tuple(white), sweeps=jnp.zeros_like(chains.sweeps))


def _vectors(white: Any, frame: Frame) -> Any:
    """(..., province, dimension), the model's own vectors."""
    return frame.mode + jnp.einsum("pij,...pj->...pi", frame.scale, white)


def _kept(groups: tuple[Group, ...], data: tuple, windows: tuple, made: Any, world: World) -> dict[str, Any]:
    """What is kept of a block of sweeps, as NumPy. vectors, figures : of each group, provinces first, then chain and
    draw; figures by name."""
    vectors, figures = [], []
    for g, group in enumerate(groups):
        own = np.moveaxis(np.asarray(_vectors(made.white[g], world.frames[g])), 2, 0)
        flat = jnp.asarray(own.reshape(own.shape[0], -1, own.shape[-1]))
        found = of_provinces(flat, data[g], group.shape, windows)
        vectors.append(own)
        figures.append({name: np.asarray(x).reshape(own.shape[:3]) for name, x in found.items()})
    return {
        "vectors": vectors,
        "figures": figures,
        "mean": np.asarray(made.common.mean),
        "spread": np.exp(np.asarray(made.common.log_spread)),
        "diverging": [np.asarray(d).sum(axis=(0, 1)) for d in made.diverging],
        "leapfrogs": float(np.mean(made.steps)),
        "accepted": float(np.mean([np.mean(a) for a in made.accepted])),
    }


def _drawn(groups: tuple[Group, ...], blocks: list[dict]) -> Drawn:
    """Blocks one after another, by province."""
    vectors, measures, diverging = {}, {}, {}
    for g, group in enumerate(groups):
        for i, name in enumerate(group.names):
            vectors[name] = np.concatenate([b["vectors"][g][i] for b in blocks], axis=1)
            known = blocks[0]["figures"][g]
            measures[name] = {n: np.concatenate([b["figures"][g][n][i] for b in blocks], axis=1) for n in known}
            diverging[name] = int(sum(b["diverging"][g][i] for b in blocks))
    mean, spread = (np.concatenate([b[name] for b in blocks], axis=1) for name in ("mean", "spread"))
    leapfrogs, accepted = (float(np.mean([b[name] for b in blocks])) for name in ("leapfrogs", "accepted"))
    return Drawn(vectors, mean, spread, measures, diverging, leapfrogs, accepted)


def whole(drawn: Drawn) -> dict[str, Array]:
    """{name: (chain, draw)}, sums over provinces draw by draw, of what every province has."""
    names = set.intersection(*(set(m) for m in drawn.measures.values()))
    return {n: sum(m[n] for m in drawn.measures.values()) for n in sorted(names) if n.startswith(SUMMED)}


def _diagnosed(drawn: Drawn, limits: Limits) -> tuple[dict[str, Diagnosis], Diagnosis]:
    found = {}
    for name, own in drawn.measures.items():
        found[name] = diagnose({n: x for n, x in own.items() if n != "residual"}, drawn.diverging[name], limits)
    found[""] = diagnose(whole(drawn), 0, limits)
    if not drawn.mean.shape[-1]:
        return found, found[""]
    shared = {f"mean {k}": drawn.mean[..., k] for k in range(drawn.mean.shape[-1])}
    shared |= {f"spread {k}": drawn.spread[..., k] for k in range(drawn.mean.shape[-1])}
    return found, diagnose(shared, 0, limits)
