"""What a seed decides: every quantity of a world, drawn once, before anything is simulated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.paths import Fertility
from cenotaph.worlds.patterns import Famine, draw_pattern

PROFILES = ("misspecified", "placebo")


@dataclass(frozen=True)
class Mortality:
    newborn: float
    infant: float
    infant_scale: float
    boys: float
    steady: float
    hump_male: float
    hump_female: float
    ageing: float
    slope: float
    men: float
    flattening: float
    level: float
    trend: float
    trend_young: float
    kink: float
    years: tuple[float, ...]
    years_young: tuple[float, ...]
    summer: float
    winter: float
    core: float


@dataclass(frozen=True)
class Plan:
    """A world before it happens. Times count years from 1 January of year 0; sizes are persons."""

    seed: int
    profile: str
    total: float
    core_share: float
    mortality: Mortality
    famine: Famine
    fertility: Fertility
    epidemic: tuple[float, float, float, bool]
    repression: tuple[float, float, float]
    burst: tuple[float, float]
    returning: float
    steady_arrivals: float


def draw(seed: int, profile: str) -> Plan:
    """The plan of a seed. Raises ValueError for an unknown profile."""
    if profile not in PROFILES:
        raise ValueError(f"the profile {profile!r} is unknown; there are {', '.join(PROFILES)}")
    rng = np.random.default_rng([seed, 7001])
    calm = profile == "placebo"
    famine = _famine(rng, calm)
    epidemic_size = float(min(np.exp(rng.normal(np.log(0.25e6), 0.8)), 0.8e6))
    with_famine = rng.random() < 0.5
    epidemic_at = famine.waves[0][0] + rng.uniform(0.1, 0.9) if with_famine else rng.uniform(2.0, 12.0)
    late = rng.random() < 0.7
    repression_from, repression_to = (rng.uniform(11.4, 11.7), rng.uniform(12.5, 12.95)) if late else (4.0, 6.0)
    repression_size = float(min(np.exp(rng.normal(np.log(0.5e6), 0.6)), 1.2e6))
    burst = float(np.exp(rng.normal(np.log(0.3e6), 0.9)))
    return Plan(
        seed=seed,
        profile=profile,
        total=float(np.exp(rng.normal(np.log(147e6), 0.02))),
        core_share=rng.uniform(0.18, 0.34),
        mortality=_mortality(rng),
        famine=famine,
        fertility=_fertility(rng, calm),
        epidemic=(0.0 if calm else epidemic_size, float(epidemic_at), rng.uniform(0.15, 0.4), rng.random() < 0.5),
        repression=(0.0 if calm else repression_size, float(repression_from), float(repression_to)),
        burst=(min(burst, 2e6) * (0.3 if calm else 1.0), rng.uniform(6.0, 7.2)),
        returning=rng.uniform(0.0, 0.45),
        steady_arrivals=rng.normal(-5e3, 20e3),
    )


def _mortality(rng: np.random.Generator) -> Mortality:
    years = 13
    return Mortality(
        newborn=rng.uniform(1.2, 1.9),
        infant=rng.uniform(0.17, 0.26),
        infant_scale=rng.uniform(1.05, 1.3),
        boys=rng.uniform(1.08, 1.2),
        steady=rng.uniform(0.0022, 0.0038),
        hump_male=rng.uniform(0.0008, 0.0028),
        hump_female=rng.uniform(0.0008, 0.0024),
        ageing=rng.uniform(0.018, 0.024),
        slope=rng.uniform(0.074, 0.086),
        men=rng.uniform(1.15, 1.4),
        flattening=rng.uniform(0.6, 1.4),
        level=rng.normal(0.0, 0.06),
        trend=rng.normal(-0.010, 0.010),
        trend_young=rng.normal(-0.006, 0.008),
        kink=rng.normal(0.0, 0.010),
        years=tuple(rng.normal(0, 0.025, years)),
        years_young=tuple(rng.normal(0, 0.04, years)),
        summer=rng.uniform(0.1, 0.4),
        winter=rng.uniform(0.05, 0.25),
        core=rng.uniform(0.92, 1.12),
    )


def _famine(rng: np.random.Generator, calm: bool) -> Famine:
    two_years = rng.random() < 0.5
    waves = [(rng.uniform(7.0, 7.55), rng.uniform(0.35, 0.7), 1.0)]
    if two_years:
        waves.insert(0, (rng.uniform(6.1, 6.5), rng.uniform(0.3, 0.5), rng.uniform(0.1, 0.5)))
    if rng.random() < 0.4:
        waves.append((rng.uniform(8.15, 8.5), rng.uniform(0.3, 0.45), rng.uniform(0.05, 0.35)))
    size = float(min(np.exp(rng.normal(np.log(6e6), 0.6)), 12e6))
    small = rng.random() < 0.1
    return Famine(
        size=0.0 if calm else size * (0.05 if small else 1.0),
        waves=tuple(waves),
        **draw_pattern(rng),
        relief=0.0 if calm else rng.uniform(0.0, 0.1) * (rng.random() < 0.5),
    )


def _fertility(rng: np.random.Generator, calm: bool) -> Fertility:
    shocks, drift = rng.normal(0, 0.02, 13), [0.0]
    for shock in shocks:
        drift.append(0.6 * drift[-1] + shock)
    return Fertility(
        level=rng.uniform(5.9, 6.7),
        trend=rng.uniform(-0.036, -0.010),
        years=tuple(drift[1:]),
        early=rng.uniform(1.4, 1.8),
        late=rng.uniform(1.9, 2.4),
        core=rng.uniform(0.94, 1.12),
        fall=0.0 if calm else rng.uniform(0.3, 0.65),
        rest_share=rng.uniform(0.3, 0.7),
        rebound=0.0 if calm else rng.uniform(0.0, 0.12),
        policy=rng.uniform(0.04, 0.2) * (rng.random() < 0.5),
        policy_from=rng.uniform(10.6, 11.3),
        boys_per_girl=rng.uniform(1.045, 1.065),
    )
