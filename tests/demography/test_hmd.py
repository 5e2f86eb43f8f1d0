"""Laws of old age and the protocol of the HMD: recovered laws, the likelihood's equations, published e0."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.demography import closing
from cenotaph.demography.closing import Law, close_rates, fit_law, force_of_mortality, open_interval_rate
from cenotaph.demography.hmd import hmd_death_rates, hmd_life_table, smoothing_age
from cenotaph.demography.table import life_table
from cenotaph.errors import BadInput, NotEstimable
from demography.reference_tables import shared_file

# Life expectancy at birth, female and male, as the HMD publishes it: file E0per of all countries, "Last modified:
# 11 Dec 2025; Methods Protocol: v6 (2017)", CC BY 4.0 (HMD, www.mortality.org), read in the copy of it in the
# GitHub repository renafriesen/soc6708, data/E0per.txt, commit d52aa527. The deaths and exposures in
# ../shared/data/truth are the HMD's of February 2022: a later revision of the data could differ by more than rounding.
PUBLISHED_E0 = {
    "BEL1847": """1846 38.21 37.48, 1847 35.84 34.43, 1848 37.91 38.17, 1849 34.53 34.49, 1850 42.13 42.46,
        1851 41.76 42.04, 1852 41.72 41.89, 1853 41.35 41.35, 1854 40.09 39.47, 1855 37.84 37.09, 1856 41.14 40.69""",
    "SWE1773": """1770 37.82 35.47, 1771 36.89 33.95, 1772 29.65 25.91, 1773 18.83 17.18, 1774 41.40 39.77,
        1775 39.26 37.05""",
    "ESP1918": "1917 43.58 41.66, 1918 30.80 29.94, 1919 42.15 39.78, 1920 40.50 38.31",
    "FIN1939": """1936 58.51 53.81, 1937 59.77 54.33, 1938 59.74 54.66, 1939 59.78 50.02, 1940 58.08 38.76,
        1941 60.66 37.04, 1942 61.49 47.39, 1943 61.92 51.05, 1944 59.19 39.49, 1945 60.78 52.90""",
    "SWE1930": """1931 63.63 61.79, 1932 64.90 62.95, 1933 65.96 63.65, 1934 66.07 63.84, 1935 66.05 63.68,
        1936 65.77 63.44, 1937 65.82 63.42, 1938 67.09 64.02, 1939 67.71 65.07, 1940 68.13 65.38""",
}
OLD = np.arange(80.0, 111.0)


def published(episode: str) -> tuple[list[int], np.ndarray]:
    rows = [[float(word) for word in part.split()] for part in PUBLISHED_E0[episode].split(",")]
    return [int(row[0]) for row in rows], np.array([row[1:] for row in rows])


def counts(episode: str, years: list[int]) -> tuple[np.ndarray, np.ndarray]:
    deaths = np.zeros((len(years), 2, 111))
    exposure = np.zeros_like(deaths)
    with shared_file("truth", episode, "truth", "deaths.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if int(row["year"]) in years:
                at = years.index(int(row["year"])), ("female", "male").index(row["sex"]), int(row["age"])
                deaths[at], exposure[at] = float(row["deaths"]), float(row["exposure"])
    return deaths, exposure


@pytest.mark.parametrize("episode", PUBLISHED_E0)
def test_life_expectancy_is_the_one_the_hmd_publishes(episode):
    """To 0.01 year, the last digit printed, plus half of it for rounding."""
    years, e0 = published(episode)
    deaths, exposure = counts(episode, years)
    table = hmd_life_table(deaths, exposure)
    assert np.abs(table.e0 - e0).max() <= 0.0151
    np.testing.assert_allclose(table.ndx.sum(axis=-1), 1.0, rtol=1e-12)
    assert (table.nax[..., 1:-1] == 0.5).all()
    # controls: the middle of the year for infants, or the sexes exchanged, is seen at once
    middle = life_table(table.age, table.nmx, nax="mid").e0
    assert np.abs(middle - e0).max() > 0.02
    assert np.abs(hmd_life_table(deaths[:, ::-1], exposure[:, ::-1]).e0 - e0).max() > 0.1


def test_rates_below_the_smoothing_age_are_observed_and_above_it_logistic():
    deaths, exposure = counts("SWE1930", [1935])
    nmx = hmd_death_rates(deaths, exposure)[0]
    start = smoothing_age(deaths[0])
    assert 80 < start <= 95
    np.testing.assert_array_equal(nmx[:, :start], deaths[0, :, :start] / exposure[0, :, :start])
    logit = np.log(nmx[:, start:] / (1 - nmx[:, start:]))
    np.testing.assert_allclose(np.diff(logit, n=2, axis=1), 0.0, atol=1e-9)
    assert (np.diff(logit, axis=1) > 0).all()


@given(
    st.sampled_from(closing.LAWS),
    st.floats(0.05, 0.2),
    st.floats(0.05, 0.15),
    st.floats(0.0, 0.05),
    st.floats(1e3, 1e7),
)
@settings(max_examples=25, deadline=None)
def test_a_law_is_recovered_from_its_own_deaths(name, a, b, c, size):
    true = Law(name, a, b, c if name == "makeham" else 0.0, 80.0)
    exposure = size * np.exp(-0.15 * (OLD - 80))
    deaths = exposure * force_of_mortality(true, OLD + 0.5)
    got = fit_law(name, OLD, deaths, exposure)
    assert got.origin == 80.0
    tolerance = 2e-3 if name == "makeham" else 1e-5  # c and a hide behind each other
    np.testing.assert_allclose(force_of_mortality(got, OLD + 0.5), force_of_mortality(true, OLD + 0.5), rtol=tolerance)
    assert got.b == pytest.approx(b, rel=10 * tolerance)


def log_likelihood(law, deaths, exposure):
    force = [law_by_hand(law, float(x) + 0.5) for x in OLD[:-1]]
    return sum(d * np.log(m) - e * m for d, e, m in zip(deaths, exposure, force, strict=False))


def law_by_hand(law, x):
    risen = law.a * np.e ** (law.b * (x - law.origin))
    return {"kannisto": risen / (1 + risen), "gompertz": risen, "makeham": risen + law.c}[law.name]


@pytest.mark.parametrize("name", closing.LAWS)
def test_no_neighbour_of_the_fit_is_likelier(name):
    """On deaths with chance in them, where the answer is known only as a maximum."""
    rng = np.random.default_rng(7)
    exposure = 2e4 * np.exp(-0.15 * (OLD - 80))
    deaths = rng.poisson(exposure * (0.03 + 0.09 * np.exp(0.09 * (OLD - 80)))).astype(float)
    law = fit_law(name, OLD, deaths, exposure)
    best = log_likelihood(law, deaths, exposure)
    for factor in (0.999, 1.001):
        assert log_likelihood(law._replace(a=law.a * factor), deaths, exposure) < best + 1e-9
        assert log_likelihood(law._replace(b=law.b * factor), deaths, exposure) < best + 1e-9
        if name == "makeham":
            assert log_likelihood(law._replace(c=law.c * factor), deaths, exposure) < best + 1e-4
    if name != "kannisto":  # a Poisson fit gives back the number of deaths
        fitted = exposure[:-1] * force_of_mortality(law, OLD[:-1] + 0.5)
        assert fitted.sum() == pytest.approx(deaths[:-1].sum(), rel=1e-5)


def test_the_open_interval_has_the_life_expectancy_of_the_law():
    """Gompertz in the closed form, e = exp(a/b) E1(a/b) / b; and the same table cut at 85 or at 110."""
    from scipy.special import exp1

    law = Law("gompertz", 0.1, 0.11, 0.0, 80.0)
    ratio = 0.1 / 0.11
    assert 1 / open_interval_rate(law, 80.0) == pytest.approx(np.exp(ratio) * exp1(ratio) / 0.11, rel=1e-5)
    age = np.arange(0.0, 86.0)
    nmx = np.full(86, 0.01)
    kannisto = Law("kannisto", 0.12, 0.1, 0.0, 80.0)
    short = close_rates(age, nmx, kannisto, from_age=80, last_age=85)
    long = close_rates(age, nmx, kannisto, from_age=80, last_age=110)
    assert float(life_table(*short, nax="mid").e0) == pytest.approx(float(life_table(*long, nax="mid").e0), abs=2e-3)
    wrong = (short[0], np.append(short[1][:-1], force_of_mortality(kannisto, 85.5)))
    assert abs(float(life_table(*wrong, nax="mid").e0 - life_table(*long, nax="mid").e0)) > 0.1
    many = close_rates(age, np.stack([nmx, 2 * nmx]), kannisto, from_age=80, last_age=110)[1]
    np.testing.assert_array_equal(many[0, 80:], many[1, 80:])
    np.testing.assert_array_equal(many[1, :80], 0.02)


def test_bad_input_is_refused():
    flat = np.ones(31)
    with pytest.raises(BadInput, match="no law is called"):
        fit_law("weibull", OLD, flat, 10 * flat)
    with pytest.raises(BadInput, match="nobody was exposed"):
        fit_law("gompertz", OLD, flat, 0 * flat)
    with pytest.raises(NotEstimable, match="0 deaths"):
        fit_law("gompertz", OLD, 0 * flat, flat)
    with pytest.raises(BadInput, match="one population"):
        fit_law("gompertz", OLD, np.ones((2, 31)), np.ones((2, 31)))
    with pytest.raises(BadInput, match="whole number"):
        close_rates([70, 75, 80], [0.1, 0.1, 0.1], Law("gompertz", 0.1, 0.1, 0, 80), from_age=80, last_age=93)
    with pytest.raises(BadInput, match="female and male"):
        hmd_life_table(np.ones((2, 101)), np.ones((2, 101)))
    with pytest.raises(BadInput, match="zero"):
        hmd_life_table(np.ones((2, 111)), np.zeros((2, 111)))
    with pytest.raises(BadInput, match="not finite"):
        smoothing_age(np.full((2, 111), np.nan))  # was 95
    for deaths in (np.full((2, 50), 5.0), np.full(111, 5.0)):
        with pytest.raises(BadInput, match="0 to 110"):
            smoothing_age(deaths)
    kannisto = Law("kannisto", 0.1, 0.1, 0.0, 80.0)
    with pytest.raises(BadInput, match="whole number"):
        close_rates([70, 75, 80], [0.1, 0.1, 0.1], kannisto, from_age=80, last_age=np.inf)
    for call in (
        lambda: force_of_mortality(kannisto, np.nan),
        lambda: force_of_mortality(kannisto._replace(b=np.nan), 85.0),
        lambda: open_interval_rate(kannisto, np.nan),
    ):
        with pytest.raises(BadInput, match="not finite"):
            call()
    with pytest.raises(BadInput, match="nobody dies"):
        open_interval_rate(Law("makeham", 0.0, 0.0, 0.0, 80.0), 85.0)


def test_the_age_from_which_the_hmd_smooths():
    """The first with 100 deaths or fewer of either sex, not below 80 and not above 95."""
    for first, few, expected in ((88, 100, 88), (88, 101, 95), (60, 5, 80), (94, 100, 94), (95, 100, 95), (97, 5, 95)):
        deaths = np.full((2, 111), 500.0)
        deaths[1, first:] = few
        assert smoothing_age(deaths) == expected
        assert smoothing_age(deaths[::-1]) == expected
    assert smoothing_age(np.full((2, 111), 500.0)) == 95


def test_laws_keep_their_limits_where_an_exponential_ends():
    """Kannisto's force is 1 in the end (it was nan), and a hazard so low that some outlive the sum is not cut off."""
    assert force_of_mortality(Law("kannisto", 0.1, 1.0, 0.0, 80.0), 1000.0) == 1.0
    assert open_interval_rate(Law("gompertz", 0.01, 0.0, 0.0, 80.0), 85.0) == pytest.approx(0.01, rel=1e-6)


def test_a_population_that_follows_the_law_keeps_its_rates():
    """Smoothing changes nothing where nothing is to smooth: the law is read at the middle of the year of age."""
    age = np.arange(111.0)
    rate = np.where(age < 80, 0.01, force_of_mortality(Law("kannisto", 0.1, 0.1, 0.0, 80.0), age + 0.5))
    exposure = np.full((2, 111), 500.0) * np.exp(-0.1 * np.maximum(age - 80, 0))
    assert smoothing_age(exposure * rate) == 80
    np.testing.assert_allclose(hmd_death_rates(exposure * rate, exposure), np.stack([rate, rate]), rtol=1e-5)
