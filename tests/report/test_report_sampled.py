"""The sampled account on the page: figures as in its tables, verdicts that follow from them, refusals."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest

from cenotaph.report import numbers
from cenotaph.report.page import build_page, dangling
from cenotaph.report.sections import sampled
from cenotaph.report.view import View
from report import invented_sampled


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Only words are looked at here; painting every chart anew would take most of the time."""
    monkeypatch.setattr("cenotaph.report.page.View", partial(View, drawn=False))


@pytest.fixture
def told(case, results):
    view = View(case, results, drawn=False)
    yield sampled.context(view)
    view.close()


def section(page: str, name: str) -> str:
    return re.search(rf'<section id="{name}".*?</section>', page, re.S)[0]


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def test_every_headline_figure_is_that_of_its_estimate(results, page):
    shown = text(section(page, "sampled"))
    for name in ("bayes-excess-window-crisis", "bayes-net-error-contrast-1907-1909", "bayes-birth-deficit-1909"):
        assert numbers.amount(results[name], told=False).replace("\u00a0", " ") in shown
    assert "90 % equal-tailed credible interval" in shown


def test_variants_stand_beside_the_headline(told, page):
    assert told["beside"] == ["The count of 1909 is suspected", "The count of 1907 is suspected"]
    row = next(r for r in told["headline"] if r["label"] == "Sampled net-error-1909")
    shown = [cell.replace("\u00a0", " ") for cell in row["beside"]]
    assert shown == ["1.0 million (0.4 to 1.6)", "0 (\u2212500,000 to +500,000)"]
    assert "Sampled net-error-1909" in text(section(page, "sampled-checks"))


def test_a_count_is_decided_only_where_no_assumption_fitted_says_otherwise(told, page):
    verdicts = {v["label"]: v for v in told["verdicts"]}
    assert verdicts["Sampled net-error-contrast-1907-1909"]["sign"] == "more"
    assert verdicts["Sampled net-error-1907"]["sign"] == ""
    assert verdicts["Sampled net-error-1907"]["open"] == ["The count of 1909 is suspected"]
    shown = text(section(page, "sampled"))
    assert "the later count stands higher against the truth than the earlier" in shown
    assert "This evidence cannot tell: the interval holds nought under “The count of 1909 is suspected”" in shown


def test_a_refused_variant_is_named_and_leaves_nothing_decided(case, results):
    table = results.tables["bayes_variants"]
    numbers_of = ("p05", "median", "p95", "too_low", "too_high")
    rows = [
        r | dict.fromkeys(numbers_of) | {"refused": "It did not converge."} if r["variant"] == "suspect-1907" else r
        for r in table.rows
    ]
    tables = results.tables | {"bayes_variants": replace(table, rows=rows)}
    changed = replace(results, tables=tables)
    view = View(case, changed, drawn=False)
    verdict = {v["label"]: v for v in sampled.verdicts(view)}["Sampled net-error-contrast-1907-1909"]
    view.close()
    assert verdict["sign"] == ""
    shown = text(section(build_page(case, changed), "sampled"))
    assert "Not decided: there is no interval under “The count of 1907 is suspected”" in shown
    assert "No interval under “The count of 1907 is suspected”. It did not converge." in shown
    assert "no interval" in shown


def test_variants_that_this_run_left_out_are_named(case, results, page):
    assert "Not fitted in this run" not in text(section(page, "sampled"))
    table = results.tables["bayes_variants"]
    rows = [r for r in table.rows if r["variant"] != "suspect-1907"]
    fewer = replace(results, tables=results.tables | {"bayes_variants": replace(table, rows=rows)})
    shown = text(section(build_page(case, fewer), "sampled"))
    assert (
        "Not fitted in this run. The case names further sets of assumptions: “The count of 1907 is suspected”" in shown
    )


def test_a_model_that_could_not_be_sampled_is_told_and_nothing_else(case, results):
    kept = [e for e in results.estimates if not e.estimand.id.startswith("bayes-")]
    tables = {name: t for name, t in results.tables.items() if not name.startswith("bayes_")}
    run = replace(results.run, diagnostics={"sampler": {"method": "none", "refused": "A flow reaches beyond."}})
    page = build_page(case, replace(results, run=run, estimates=tuple(kept), tables=tables))
    assert "No intervals: A flow reaches beyond." in text(section(page, "sampled"))
    assert "posterior.nc" not in section(page, "sampled")


def test_what_is_mostly_prior_and_what_cannot_be_reproduced_is_said_on_the_first_screen(page):
    shown = text(section(page, "sampled"))
    assert "Mostly prior. The evidence narrows little, or not at all, Sampled net-error-1901" in shown
    assert "Sources that the model cannot reproduce. census 1909, ages: male 6." in shown


def test_a_run_without_variants_still_names_what_cannot_be_reproduced(case, results):
    tables = {name: table for name, table in results.tables.items() if name != "bayes_variants"}
    shown = text(section(build_page(case, replace(results, tables=tables)), "sampled"))
    assert "Sources that the model cannot reproduce. census 1909, ages: male 6." in shown
    assert "Mostly prior. The evidence narrows little, or not at all, Sampled net-error-1901" in shown


def test_years_outside_every_window_are_nought_by_assumption(told):
    fan = next(f for f in told["fans"] if f["title"] == "Excess deaths by year")
    rows = {row[0]: row for row in fan["figure"].tables[0].rows}
    assert rows["1905"][3] == "by assumption"
    assert rows["1903"][3].replace("\u00a0", " ") == "40.0 %"
    assert rows["1907"][3] == "by assumption"  # documented violence: the record is all that is known of it


def test_counts_are_shown_before_and_after_the_data_with_their_readings(page):
    shown = text(section(page, "sampled-counts"))
    assert "too few right 40.0 % 90.0 %" in shown
    assert "2,117,129 2,144,450 1.013 0.984 (0.980 to 0.987)" in shown
    assert "Rival counts have the same prior" in shown


def test_rival_counts_with_unlike_priors_are_said_to_have_them(case, results):
    model = case.spec.model
    unlike = (model.net_error[0], model.net_error[1].model_copy(update={"sd": 0.5}))
    spec = case.spec.model_copy(update={"model": model.model_copy(update={"net_error": unlike})})
    shown = text(section(build_page(replace(case, spec=spec), results), "sampled-counts"))
    assert "do not have the same prior" in shown


def test_a_refused_fit_shows_no_figure_but_says_why(case, results):
    kept = [e for e in results.estimates if not e.estimand.id.startswith("bayes-")]
    tables = {name: t for name, t in results.tables.items() if not name.startswith("bayes_")}
    run = replace(results.run, diagnostics=invented_sampled.diagnostics(invented_sampled.REFUSAL))
    page = build_page(case, replace(results, run=run, estimates=(*kept, *invented_sampled.refused()), tables=tables))
    shown = text(section(page, "sampled"))
    assert "No intervals: The sampler did not converge" in shown
    assert "million" not in shown
    assert 'id="sampled-counts"' not in page
    assert dangling(page) == []


def test_a_run_without_sampling_has_no_such_section(case, results):
    bare = replace(results, run=replace(results.run, diagnostics={}))
    page = build_page(case, bare)
    assert 'id="sampled"' not in page
    assert "#sampled" not in page


def test_short_chains_are_called_approximate(case, results):
    method = "NUTS, short chains: approximate"
    run = replace(results.run, diagnostics=invented_sampled.diagnostics(method=method))
    assert "Approximate: NUTS, short chains" in text(section(build_page(case, replace(results, run=run)), "sampled"))
