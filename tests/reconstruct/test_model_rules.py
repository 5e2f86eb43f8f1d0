"""What [model] of case.toml may not say: each fault is told in a sentence, before anything is sampled."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from cenotaph.evidence.find import find_case
from cenotaph.evidence.model_spec import Model
from cenotaph.evidence.read import load_case
from cenotaph.evidence.rules_model import model
from cenotaph.evidence.rules_model_fit import model_fits


@pytest.fixture(scope="module")
def case():
    return load_case(find_case("ussr-1926-1939"))


def changed(case, change) -> Model:
    """The case's model after `change` has had its way with it as plain data."""
    data = json.loads(case.spec.model.model_dump_json())
    change(data)
    return Model.model_validate(data)


def told(case, change) -> list[str]:
    spoilt = replace(case, spec=case.spec.model_copy(update={"model": changed(case, change)}))
    return [f"{f.column}: {f.found}" for rule in (model, model_fits) for f in rule(spoilt)]


def put(*path, value):
    def change(data):
        place = data
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return change


def twice(name, number=0):
    return lambda data: data[name].append(dict(data[name][number]))


FITS = {
    "census of a net error": (put("net_error", 1, "census", value="1897"), "1897"),
    "census without net error": (put("net_error", 1, "census", value="1897"), 'the net error of the census "1939"'),
    "source": (put("window", 0, "source", value=["NOBODY"]), "NOBODY"),
    "id of a span that is a window's": (put("span", 0, "id", value="famine"), "used twice"),
    "net error twice": (twice("net_error"), '"1937" is stated twice'),
    "register twice": (twice("registration"), '"births" is stated twice'),
    "additions twice": (
        lambda d: d["pattern"].append(dict(next(p for p in d["pattern"] if p["additions"])) | {"id": "again"}),
        '"1937" is stated twice',
    ),
    "windows that share a year": (
        lambda d: d["window"].append(dict(d["window"][0]) | {"id": "late", "years": "1934/1935", "year": []}),
        "famine and late both hold 1934",
    ),
    "factor of a year outside": (put("window", 0, "year", value=[{"year": 1936, "scale": 2.0}]), "is not in 1930/1934"),
    "window beyond the censuses": (put("window", 0, "years", value="1930/1940"), "1930/1940 reaches beyond"),
    "span that is no whole years": (put("span", 0, "years", value="1932-06/1933"), "is not whole calendar years"),
    "flow partly outside": (put("flow", 0, "period", value="1920/1930"), "1920/1930 reaches beyond"),
    "violence outside": (put("violence", 0, "year", value=1941), "1941 reaches beyond"),
    "shift outside": (put("registration", 0, "shift", 0, "year", value=1941), "1941 reaches beyond"),
    "count as a rate": (put("crude_rate", 0, "vital", value="births-1931"), "is births, count, of the register"),
    "author's rate": (put("crude_rate", 0, "vital", value="births-rate-1926-adk"), "of Andreev-Darskii-Khar'kova"),
    "two rates": (put("crude_rate", 0, "vital", value="deaths-rate-1926"), '"deaths-rate-1926" is stated twice'),
    "rate as a sum": (put("register_sum", 0, "vital", value="births-rate-1926"), "is per_1000 of the register"),
    "recalled sum": (put("register_sum", 0, "vital", value="deaths-1930-adk"), "is a recalled figure"),
    "recalled series": (put("corrected", 0, "used", value=True), "holds recalled figures"),
    "variant's key": (put("variant", 0, "set", value={"window.plague.scale": 1.0}), "window.plague.scale"),
}  # fmt: skip
VALUES = {
    "falling knots": (put("mortality", "knots", value=[1938, 1930, 1927]), "must rise"),
    "falling age knots": (put("mortality", "age_knots", value=[0, 20, 8]), "must rise"),
    "bounds from five": (put("closing", "bounds", value=[5, 10, 15]), "begin at 0"),
    "bounds beyond the oldest": (put("closing", "bounds", value=[0, 50, 105]), "end at 100"),
    "cohort reversed": (put("closing", "cohorts", value=[[30, 20]]), "a cohort ends above"),
    "pattern beyond the oldest": (put("pattern", 0, "age_from", value=110), "at most 100"),
    "pattern reversed": (put("pattern", 1, "age_to", value=5), "below age_to"),
    "weights beyond the oldest": (put("pattern", 0, "weights", value=[1.0] * 120), "more weights than ages"),
    "census of a pattern twice": (put("pattern", 0, "census", value=["1926", "1926"]), "named twice"),
    "violence reversed": (put("violence", 0, "age_to", value=10), "below age_to"),
    "tail that would be ignored": (put("births", "walk", "df", value=3.0), "Extra inputs are not permitted"),
}  # fmt: skip


def test_the_embedded_case_has_none_of_them(case):
    assert told(case, lambda data: None) == []


@pytest.mark.parametrize("fault", FITS)
def test_what_does_not_fit_is_told(case, fault):
    change, text = FITS[fault]
    assert any(text in sentence for sentence in told(case, change)), told(case, change)


@pytest.mark.parametrize("fault", VALUES)
def test_what_cannot_be_is_no_model(case, fault):
    change, text = VALUES[fault]
    with pytest.raises(ValidationError, match=text):
        changed(case, change)


def test_a_register_that_is_used_needs_its_completeness_stated(case):
    from cenotaph.errors import NotEstimable
    from cenotaph.reconstruct.bayes.gather import gather

    bare = case.spec.model.model_copy(update={"registration": ()})
    with pytest.raises(NotEstimable, match="says how complete they are"):
        gather(case, bare)


def test_sums_of_births_or_of_deaths_enter_by_their_own_sign(case):
    from cenotaph.evidence.tables import Vital
    from cenotaph.reconstruct.bayes.gather import gather

    def as_deaths(placed):
        if placed.row.id != "natural-increase-1927-1936":
            return placed
        return replace(placed, row=placed.row.model_copy(update={"event": "deaths"}))

    rows = [as_deaths(p) for p in case.placed]
    changed_case = replace(case, placed=tuple(rows))
    assert any(isinstance(p.row, Vital) and p.row.event == "deaths" for p in rows)
    known = gather(changed_case)[0].sums[0]
    assert list(known.signs) == [0.0, 1.0]
    assert known.unknown[0].sum() == 0
    assert known.known == pytest.approx(3.3e6 + 3.6e6 + 5.8e6)
