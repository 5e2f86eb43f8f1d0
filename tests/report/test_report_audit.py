"""The audit on the page: each finding whole, a quiet audit that says so, one count alone, numbers as in the tables."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest

from cenotaph.audit.finding import CERTAINTY_MEANING
from cenotaph.errors import BadInput
from cenotaph.report import charts_audit, numbers
from cenotaph.report.markup import anchor
from cenotaph.report.page import build_page, dangling
from cenotaph.report.sections import audit
from cenotaph.report.view import View
from cenotaph.study.audited import audited
from report import invented_audit


@pytest.fixture(autouse=True)
def without_pictures(monkeypatch):
    """Only words are looked at here; the page with its charts is made once, for all tests of the report."""
    monkeypatch.setattr("cenotaph.report.page.View", partial(View, drawn=False))


def with_audit(results, tables):
    """The invented results with another audit."""
    kept = {name: t for name, t in results.tables.items() if not name.startswith("audit-")}
    return replace(results, tables=kept | tables)


def section(page: str) -> str:
    return re.search(r'<section id="audit".*?</section>', page, re.S)[0]


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace("&#39;", "'").split())


def test_every_finding_opens_to_what_basis_explanations_and_files(page, results):
    rows = results.tables["audit-findings"].rows
    assert len(rows) > 8
    shown = section(page)
    for row in rows:
        found = re.search(rf'<details class="finding" id="{anchor("finding", row["id"])}">.*?</details>', shown, re.S)[
            0
        ]
        for name in ("what", "basis", "explanations", "certainty", "subject"):
            assert text(row[name]) in text(found), (row["id"], name)
        assert '<a href="#file-evidence_2f_population.csv">evidence/population.csv</a>' in found
        assert '<a href="#src-office">office</a>' in found


def test_sizes_are_told_with_what_their_ends_are(page, results):
    row = next(r for r in results.tables["audit-findings"].rows if r["id"] == "sex-ratio-1907")
    found = text(re.search(r'id="finding-sex-ratio-1907">.*?</summary>', section(page), re.S)[0])
    low, high = (f"{round(row[f'persons_{end}'], -2):,.0f}" for end in ("low", "high"))
    assert f"{low} to {high} over the counts it is held against" in found


def test_the_paragraph_counts_what_was_said(page, results):
    tables = results.tables
    rows = tables["audit-findings"].rows
    shown = text(section(page))
    assert f"The audit has {len(rows)} findings (" in shown
    for word in CERTAINTY_MEANING:
        n = sum(r["certainty"] == word for r in rows)
        assert (f"{n} {word}" in shown.split("): figures")[0]) == (n > 0)
    assert f"{len(tables['audit-quiet'].rows)} checks found nothing" in shown
    assert f"{len(tables['audit-not-made'].rows)} could not be made" in shown
    for table in ("audit-quiet", "audit-not-made"):
        assert all(text(row["why"]) in shown for row in tables[table].rows)


def test_what_certainty_and_the_level_mean_is_said(page, results):
    shown = text(section(page))
    assert all(text(meaning) in shown for meaning in CERTAINTY_MEANING.values())
    level = results.tables["audit-level"].rows[0]
    assert f"at most {numbers.share(level['family_wise_level'])}".replace("\u00a0", " ") in shown
    assert f"{level['comparisons']} comparisons share that level" in shown


def test_the_contents_lead_to_the_section(page):
    assert '<a href="#audit">' in page
    assert page.index('id="cohorts"') < page.index('<section id="audit"') < page.index('id="errors"')


def test_an_audit_without_a_finding_says_so_and_draws_its_charts(case, results):
    tables = invented_audit.faultless()
    assert tables["audit-findings"].rows == []
    page = build_page(case, with_audit(results, tables))
    shown = section(page)
    assert "no check found anything beyond what usual errors, chance and normal mortality allow" in text(shown)
    assert "no proof that the counts are right" in text(shown)
    assert 'class="finding"' not in shown
    assert 'id="fig-audit-survival-1907-to-1909"' in shown
    assert dangling(page) == []


def test_one_count_by_groups_of_ages_is_held_against_nothing(case, results):
    page = build_page(case, with_audit(results, invented_audit.tables(invented_audit.counted("1907", small=True))))
    shown = section(page)
    assert "No two counts could be held against each other" in text(shown)
    assert "needs two counts between one and sixty years apart" in text(shown)
    figures = set(re.findall(r'<figure id="fig-audit-([a-z-]+)', shown))
    assert figures == {"sex-ratios"}
    assert dangling(page) == []


def test_a_case_without_counts_is_not_called_free_of_faults(case, results):
    shown = text(section(build_page(case, with_audit(results, invented_audit.tables()))))
    assert "holds no counts that can be audited" in shown
    assert "no check found anything" not in shown
    assert "Checks that could not be made" in shown


def test_a_run_without_an_audit_has_no_such_section(case, results):
    page = build_page(case, with_audit(results, {}))
    assert 'id="audit"' not in page
    assert "#audit" not in page


def test_counts_that_cannot_be_audited_are_said_to_be(case, results, monkeypatch):
    def refuse(_):
        raise BadInput("persons of unknown age, and nobody of known age.")

    monkeypatch.setattr("cenotaph.study.audited.audit", refuse)
    page = build_page(case, with_audit(results, audited(case)))
    assert "Not audited: persons of unknown age, and nobody of known age." in text(section(page))
    assert '<a href="#audit">' in page
    assert dangling(page) == []


def test_many_pairs_are_drawn_only_for_the_shortest_intervals(case, results, monkeypatch):
    monkeypatch.setattr(audit, "MOST_PAIRS", 2)
    shown = section(build_page(case, results))
    assert set(re.findall(r'<figure id="fig-audit-survival-([^"]+)', shown)) == {"1901-to-1907", "1907-to-1909"}
    assert "Table: Cohorts from 1901 to 1909" in text(shown)


def test_a_reason_of_the_case_keeps_its_bindings_and_nothing_else_is_markup(case, results):
    rows = [dict(r) for r in results.tables["audit-findings"].rows]
    rows[0] |= {"explanations": "a misprint of {@pop-1907}", "what": "<script>x</script> of {@pop-1907}"}
    table = replace(results.tables["audit-findings"], rows=rows)
    shown = section(build_page(case, replace(results, tables=results.tables | {"audit-findings": table})))
    assert re.search(r'a misprint of <a href="#row-pop-1907"[^>]*>20,410,772</a>', shown)
    assert "&lt;script&gt;x&lt;/script&gt; of {@pop-1907}" in shown


def marks(spec: dict, kind: str, above: dict | None = None) -> list[dict]:
    """Data of every layer of this kind of mark, wherever it lies in a specification; a layer may inherit them."""
    found, given = [], spec.get("data", above)
    if spec.get("mark") == kind or (isinstance(spec.get("mark"), dict) and spec["mark"]["type"] == kind):
        found += given["values"]
    for part in ("layer", "hconcat", "vconcat"):
        for child in spec.get(part, []):
            found += marks(child, kind, given)
    return found


def test_bars_of_digits_add_up_to_the_shares_and_stand_out_beyond_the_even_share(results):
    rows = results.tables["audit-heaping"].rows
    spec = charts_audit.digits_chart(rows).to_dict()
    bars = marks(spec, "rect")
    assert sum(b["high"] - b["low"] for b in bars) == pytest.approx(
        sum(100 * r[f"digit_{d}"] for r in rows for d in range(10))
    )
    beyond = [b for b in bars if b["low"] > 0]
    assert len(beyond) == sum(r[f"digit_{d}"] > 0.1 for r in rows for d in range(10))
    assert all(b["low"] == charts_audit.EVEN for b in beyond)


def test_dots_of_cohorts_are_those_of_the_table_and_lie_inside_the_frame(results):
    rows = [r for r in results.tables["audit-survival"].rows if r["pair"] == "1901 to 1907"]
    chart = charts_audit.survival_chart(rows)
    dots = {(d["age"], d["survival"]) for d in marks(chart.to_dict(), "point")}
    judged = {((r["age_from"] + r["age_to"]) / 2, r["survival"]) for r in rows if r["judged"]}
    assert judged
    assert judged <= dots
    low, high = chart.to_dict()["vconcat"][0]["hconcat"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert all(low <= survival <= high for _, survival in dots)


def test_every_count_has_its_line_of_men_per_woman_by_age_and_by_birth(results):
    rows = results.tables["audit-sex-ratios"].rows
    spec = charts_audit.sex_ratio_chart(rows, invented_audit.MOMENTS).to_dict()
    by_age, by_birth = (marks(panel, "line") for panel in spec["vconcat"][0]["hconcat"])
    assert len(by_age) == len(by_birth) == len(rows)
    dip = min((p for p in by_birth if p["name"] == "1907"), key=lambda p: p["ratio"])
    assert dip["at"] == pytest.approx(invented_audit.MOMENTS["1907"] - 22.5)


def test_each_line_of_the_drawn_chart_is_there(results):
    """A field called "count" made every line but the last vanish from the picture."""
    from cenotaph.report.drawing import svg

    picture = svg(charts_audit.sex_ratio_chart(results.tables["audit-sex-ratios"].rows, invented_audit.MOMENTS))
    lines = re.findall(r'<path d="M[^"]*L[^"]*"[^>]*stroke="(#[0-9a-f]+)"', picture)
    assert len(lines) == 6
    assert len(set(lines)) == 3


def test_bars_of_ages_are_the_persons_of_the_table(results):
    rows = results.tables["audit-ages"].rows
    bars = marks(charts_audit.ages_chart(rows).to_dict(), "rect")
    assert sum(b["value"] for b in bars) * 1e3 == pytest.approx(sum(r["persons"] for r in rows), rel=1e-9)
    colours = {b["colour"] for b in bars if b["from"] % 5 < 0.2}
    assert len(colours) == 1
    assert not colours & {b["colour"] for b in bars if b["from"] % 5 > 1}
