"""What drives the answer, which record to look for, the multiverse: figures as in the tables, and the empty cases."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from html import unescape

import pytest

from cenotaph.report import figures, numbers
from cenotaph.report.charts_driven import EVERY, value_chart, without_chart
from cenotaph.report.charts_multiverse import CLASSICAL, HEADLINE, VARIANT, curve_chart
from cenotaph.report.page import build_page, dangling
from cenotaph.report.sections import driven, findable, multiverse
from cenotaph.report.view import View
from report import invented, invented_driven, invented_sampled

FIGURE = "bayes-excess-deaths-rate-1909"


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Only words are looked at here; painting every chart anew would take most of the time."""
    monkeypatch.setattr("cenotaph.report.page.View", partial(View, drawn=False))


def told(section, case, results):
    view = View(case, results, drawn=False)
    found = section.context(view)
    view.close()
    return found


def shown(html: str, name: str) -> str:
    section = re.search(rf'<section id="{name}".*?</section>', html, re.S)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split()).replace(" .", ".")


def with_tables(results, **tables):
    """The results with some tables' rows replaced; None takes a table away."""
    kept = {name: table for name, table in results.tables.items() if tables.get(name, ()) is not None}
    changed = {name: replace(kept[name], rows=rows) for name, rows in tables.items() if rows is not None}
    return replace(results, tables=kept | changed)


def table_of(found: dict, name: str):
    return next(f for f in found["figures"] if f["id"] == f"driven-{name}")["without"].tables[0]


def test_every_source_has_a_row_and_the_most_moving_stands_first(case, results):
    found = told(driven, case, results)
    rows = table_of(found, FIGURE).rows
    every = numbers.amount(results[FIGURE], told=False)
    assert rows[0][:2] == [EVERY, every]
    assert [r[0] for r in rows[1:]] == [
        "Registered deaths, year by year", "Registered births, year by year", "Census of 1909: its total",
        "Census of 1909: its shares by age and sex",
    ]  # fmt: skip
    assert rows[1][1].replace("\u00a0", " ") == "2.5 million (1.3 to 3.6)"
    assert rows[1][2].replace("\u00a0", " ") == "+40.0 %"
    assert rows[-1][1] == "not judged"


def test_the_source_that_moves_a_figure_most_is_told_of_those_judged(case, results, page):
    (carried,) = [c for c in told(driven, case, results)["carried"] if FIGURE in c["label"]]
    assert carried["every"] == numbers.amount(results[FIGURE], told=False)
    assert carried["source"] == "Registered deaths, year by year"
    assert carried["moved"] == "+40.0\u00a0%"
    assert "Moved most without, of those judged" in shown(page, "driven")


def test_sources_that_need_a_fit_of_their_own_are_named_with_the_command_that_makes_it(page):
    text = shown(page, "driven")
    assert "Not judged: “Census of 1909: its shares by age and sex”." in text
    assert "cenotaph influence makes it" in text


def test_a_source_fitted_again_is_said_to_be_and_a_refused_fit_says_why(case, results):
    rows = [
        r | ({"method": "fitted again", "refused": "It did not converge."} if r["source"] == "ages:1909" else {})
        | ({"method": "fitted again"} if r["source"] == "total:1909" else {})
        for r in results.tables["bayes_influence"].rows
    ]  # fmt: skip
    text = shown(build_page(case, with_tables(results, bayes_influence=rows)), "driven")
    assert "by weights on the draws of the headline run: 2; by a fit of its own, from brief chains: 1." in text
    assert "No interval without “Census of 1909: its shares by age and sex”: It did not converge." in text
    assert "Not judged: “" not in text


def test_pulls_that_are_strong_are_named_by_their_direction(case, results):
    figure = next(f for f in told(driven, case, results)["figures"] if f["id"] == f"driven-{FIGURE}")
    # The interval is 1.4 million wide: a tenth of it is less than these two pull, and more than the others do.
    assert figure["up"] == ["Census of 1909: its shares by age and sex"]
    assert figure["down"] == ["Registered deaths, year by year"]
    rows = [r | {"pull": r["pull"] / 100} for r in results.tables["bayes_pulls"].rows]
    weak = next(f for f in told(driven, case, with_tables(results, bayes_pulls=rows))["figures"] if f["up"] == [])
    assert weak["down"] == []


def test_sources_that_pull_apart_are_named_and_none_is_said_where_there_are_none(case, results, page):
    text = shown(page, "driven")
    assert "“Census of 1909: its shares by age and sex” and “Registered deaths, year by year” (agreement −0.45)" in text
    assert "Registered deaths, year by year. Were the others and the model the whole truth" in text
    assert "with a probability of 0.4 %" in text
    tables = invented_driven.tables(agreement=-0.1, probability=0.3)
    quiet = build_page(case, replace(results, tables=results.tables | tables))
    assert "None: no pair of sources has an agreement below −0.2." in shown(quiet, "driven")
    assert "None has a probability below 1 %." in shown(quiet, "driven")


def test_a_probability_too_small_to_print_is_not_nought(case, results):
    tables = invented_driven.tables(probability=1e-5)
    text = shown(build_page(case, replace(results, tables=results.tables | tables)), "driven")
    assert "with a probability of under 0.1 %" in text


def test_registers_are_shown_before_the_data_and_after(case, results):
    rows = told(driven, case, results)["registers"].tables[0].rows
    assert [r[1] for r in rows] == ["before the data", "after the data"] * 2
    assert rows[3][0] == "Register of deaths, 1902 to 1908 (6 years)"
    assert rows[3][2].replace("\u00a0", " ") == "74.0 % (69.0 % to 79.0 %)"


def test_a_case_of_one_source_and_one_without_any(case, results):
    one = {
        name: [r for r in results.tables[name].rows if r["source"] == "total:1909"]
        for name in ("bayes_influence", "bayes_foreseen", "bayes_pulls")
    }
    text = shown(build_page(case, with_tables(results, bayes_conflicts=[], **one)), "driven")
    assert "None: there is but one source." in text
    assert "Not judged" not in text
    empty = {name: [] for name in ("bayes_influence", "bayes_foreseen", "bayes_pulls", "bayes_conflicts")}
    page = build_page(case, with_tables(results, **empty))
    assert "The model has no source that could be left out" in shown(page, "driven")
    assert dangling(page) == []


def test_where_no_source_could_be_judged_nothing_is_made_up(case, results):
    ends = ("without_p05", "without_median", "without_p95", "moved", "wider")
    rows = [
        r | dict.fromkeys(ends) | {"method": "not made", "pareto_k": None, "refused": invented_driven.TOO_FAR}
        for r in results.tables["bayes_influence"].rows
    ]
    foreseen = [r | {"probability": None} for r in results.tables["bayes_foreseen"].rows]
    changed = with_tables(results, bayes_influence=rows, bayes_foreseen=foreseen)
    page = build_page(case, changed)
    text = shown(page, "driven")
    assert told(driven, case, changed)["carried"] == []
    assert "No other source is left." in text
    assert "That could be judged of no source." in text
    assert 'id="fig-without-' not in page
    assert 'id="fig-pulls-' in page


def test_a_run_of_before_these_tables_has_no_such_sections(case, results):
    gone = dict.fromkeys(invented_driven.tables())
    page = build_page(case, with_tables(results, **gone))
    for name in ("driven", "findable"):
        assert f'id="{name}"' not in page
        assert f'href="#{name}"' not in page
    assert dangling(page) == []


def test_a_refused_fit_and_a_run_without_sampling_have_none_of_the_three(case, results):
    kept = [e for e in results.estimates if not e.estimand.id.startswith("bayes-")]
    tables = {name: t for name, t in results.tables.items() if not name.startswith("bayes_")}
    run = replace(results.run, diagnostics=invented_sampled.diagnostics(invented_sampled.REFUSAL))
    refused = replace(results, run=run, estimates=(*kept, *invented_sampled.refused()), tables=tables)
    bare = replace(results, run=replace(results.run, diagnostics={}), estimates=tuple(kept), tables=tables)
    for changed in (refused, bare):
        page = build_page(case, changed)
        for name in ("driven", "findable", "multiverse"):
            assert f'id="{name}"' not in page
        assert dangling(page) == []


def test_records_stand_by_their_narrowing_with_error_text_and_source(case, results, page):
    found = told(findable, case, results)
    assert found["best"][0] == ("Sampled excess-window-crisis", "Registered deaths of 1905", "31\u00a0%", "3\u00a0%")
    assert found["nothing"] == ["Sampled birth-deficit-1909"]
    text = shown(page, "findable")
    assert "A record that contradicts the model would teach more" in text
    assert "beside 20,410,772" in text  # what the record's text binds to
    assert "[ annals ]" in text
    assert f"Not judged: {invented_driven.OUTSIDE}" in text
    rows = found["figure"].tables[0].rows
    assert len(rows) == 8  # two records that could be judged, four figures


def test_records_none_of_which_could_be_judged(case, results):
    none = {"expected_width": None, "narrowing": None, "error": None, "refused": invented_driven.OUTSIDE}
    rows = [r | none for r in results.tables["bayes_value"].rows]
    changed = with_tables(results, bayes_value=rows)
    found = told(findable, case, changed)
    assert (found["figure"], found["table"], found["best"], found["nothing"]) == (None, None, [], [])
    assert shown(build_page(case, changed), "findable").count("Not judged:") == 3


def test_a_record_that_narrows_by_less_than_its_error_feigns_is_not_news(case, results):
    rows = [r | ({"narrowing": 0.05} if r["narrowing"] else {}) for r in results.tables["bayes_value"].rows]
    found = told(findable, case, with_tables(results, bayes_value=rows))
    assert [r[1] for r in found["best"]] == ["A count on 1 January 1906"] * 3  # 5 per cent, with errors of 2 and of 3


def test_the_multiverse_holds_every_fitted_variant_and_every_classical_answer(case, results, page):
    (first,) = told(multiverse, case, results)["pictures"]
    answers = [r for r in results.tables["drivers"].rows if r["estimate"] == "excess-deaths-rate-1909"]
    assert (first["sampled"], first["classical"]) == (3, len(answers))
    assert len(first["figure"].tables[0].rows) == 3 + len(answers)
    assert "nothing is averaged over them" in shown(page, "multiverse")


def test_a_window_has_a_picture_of_its_variants_alone(case, results):
    window = "bayes-excess-window-crisis"
    more = [r | {"estimate": window} for r in results.tables["bayes_variants"].rows if r["estimate"] == FIGURE]
    rows = [*results.tables["bayes_variants"].rows, *more]
    _, own = told(multiverse, case, with_tables(results, bayes_variants=rows))["pictures"]
    assert (own["sampled"], own["classical"], own["ranges"]) == (3, 0, "")


def test_columns_stand_in_order_and_a_range_shows_no_best_value(case, results):
    rows = told(multiverse, case, results)["pictures"][0]["figure"].tables[0].rows
    kinds = {r[3] for r in rows}
    assert kinds == {HEADLINE, VARIANT, CLASSICAL}
    for row in rows:
        assert ("(" in row[4]) == (row[3] != CLASSICAL)
    assert [r[2] for r in rows if r[3] == VARIANT] == ["Several parts of the model"] * 2  # these set nothing


def test_a_variant_without_an_interval_is_named_and_not_drawn(case, results):
    rows = [
        r | dict.fromkeys(("p05", "median", "p95")) | {"refused": "It did not converge."}
        if r["variant"] == "suspect-1907"
        else r
        for r in results.tables["bayes_variants"].rows
    ]
    changed = with_tables(results, bayes_variants=rows)
    assert told(multiverse, case, changed)["pictures"][0]["sampled"] == 2
    assert "not drawn: “The count of 1907 is suspected”" in shown(build_page(case, changed), "multiverse")


def test_a_run_without_variants_still_has_its_classical_answers(case, results):
    found = told(multiverse, case, with_tables(results, bayes_variants=None))
    assert [p["sampled"] for p in found["pictures"]] == [1]
    assert found["not_fitted"] == ["The count of 1909 is suspected", "The count of 1907 is suspected"]


def test_which_part_of_the_model_a_variant_changes_follows_from_its_keys():
    variant = {"id": "v", "label": "V", "text": "V.", "set": {"opening.net_error.sd": 0.1, "net_error.1907.sd": 0.1},
               "drop": ["net_error.1909"]}  # fmt: skip
    model = invented_sampled.model() | {"variant": [variant]}
    own = invented.spec(model=model).model.variant[0]
    assert multiverse._part(own) == "net_error"
    assert multiverse._part(None) == ""
    assert set(multiverse.PARTS) <= set(type(invented.spec().model).model_fields)


def values(chart, **wanted) -> list[dict]:
    """All data of a chart that have these keys."""
    spec = chart.to_dict()
    found = [row for rows in spec.get("datasets", {}).values() for row in rows]

    def visit(part):
        if isinstance(part, dict):
            found.extend(part.get("data", {}).get("values", []))
            for inner in part.values():
                visit(inner)
        elif isinstance(part, list | tuple):
            for inner in part:
                visit(inner)

    visit(spec)
    return [row for row in found if set(wanted.get("keys", ())) <= set(row)]


def test_intervals_drawn_are_those_of_the_rows():
    every = {"median": 2e6, "p05": 1e6, "p95": 3e6}
    row = {"label": "A", "without_median": 4e6, "without_p05": 3e6, "without_p95": 5e6}
    drawn = values(without_chart(every, [row]), keys=("low", "high"))
    assert [(r["low"], r["high"]) for r in drawn] == [(1.0, 3.0), (3.0, 5.0)]


def test_the_error_of_a_narrowing_is_a_thin_line_over_its_bar():
    drawn = values(value_chart([("F", [{"label": "R", "narrowing": 0.2, "error": 0.05}])]), keys=("low", "high"))
    assert sorted((round(r["low"], 6), round(r["high"], 6)) for r in drawn) == [(0.0, 20.0), (15.0, 25.0)]


@pytest.mark.parametrize("width", [figures.WIDE, figures.NARROW])
def test_a_column_has_its_dot_in_the_row_of_what_it_changes(width):
    columns = [
        {"label": "headline", "kind": HEADLINE, "part": "", "low": 1e6, "middle": 2e6, "high": 3e6},
        {"label": "one", "kind": VARIANT, "part": "a", "low": 2e6, "middle": 3e6, "high": 4e6},
        {"label": "two", "kind": CLASSICAL, "part": "b", "low": 2e6, "middle": 4e6, "high": 6e6},
    ]
    chart = curve_chart(columns, [("a", "First part"), ("b", "Second part " * 9)], width)
    rows = {r["at"]: r for r in values(chart, keys=("at", "row"))}
    assert rows[0.5]["row"] is None
    assert rows[1.5]["row"] < rows[2.5]["row"] < chart.to_dict()["height"]
    drawn = figures.svg(chart).count("<circle")
    for column in columns:
        column["kind"] = CLASSICAL
    # The classical range has no point: two more would be two points for the others, and two legends fewer.
    assert drawn - figures.svg(curve_chart(columns, [("a", "A"), ("b", "B")], width)).count("<circle") == 2 + 2
