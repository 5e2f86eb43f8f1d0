"""The page as a document: complete, linked, inert, the same every time."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from cenotaph.errors import CenotaphError
from cenotaph.report.page import POLICY, build_page, dangling
from cenotaph.report.prose import Prose
from report import invented, invented_results

FETCHING = {"script", "link", "iframe", "object", "embed", "base", "form", "img", "image", "use"}
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>\u202eevil\u0000{{ 7*7 }}'


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    parser = Elements()
    parser.feed(html)
    return parser.tags


def test_ids_are_unique(page):
    counts = Counter(a["id"] for _, a in elements(page) if "id" in a)
    assert [name for name, n in counts.items() if n > 1] == []


def test_no_link_leads_nowhere(page):
    assert dangling(page) == []
    assert dangling('<a href="#lost">x</a>') == ["lost"]


def test_every_estimate_has_a_card_and_every_headline_figure_links_to_one(page, results):
    ids = {a["id"] for _, a in elements(page) if "id" in a}
    assert {f"est-{e.estimand.id}" for e in results.estimates} <= ids
    table = page.split('class="headline"')[1].split("</table>")[0]
    linked = re.findall(r'href="#(est-[^"]+)"', table)
    assert len(linked) == 10
    assert set(linked) <= ids


def test_headline_figures_open_a_popover_without_script(page):
    targets = {a["popovertarget"] for t, a in elements(page) if t == "button"}
    popovers = {a["id"] for t, a in elements(page) if t == "div" and "popover" in a}
    assert targets
    assert targets <= popovers


def test_nothing_is_fetched_and_nothing_runs(page):
    for tag, attributes in elements(page):
        assert tag not in FETCHING
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in {"src", "href", "xlink:href", "action", "srcset", "poster", "data"}:
                assert value.startswith("#"), (tag, value)
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_forbids_everything_but_styles(page):
    found = [a["content"] for t, a in elements(page) if t == "meta" and "http-equiv" in a]
    assert found == [POLICY]
    assert "script-src" not in POLICY
    assert "default-src 'none'" in POLICY


def test_the_same_input_gives_the_same_bytes(page):
    case = invented.case()
    assert build_page(case, invented_results.estimates(case)) == page


def test_language_title_headings(page):
    tags = elements(page)
    assert ("html", {"lang": "en"}) in tags
    assert sum(t == "h1" for t, _ in tags) == 1
    assert "<title>Verenia" in page
    levels = [int(t[1]) for t, _ in tags if re.fullmatch(r"h[1-6]", t)]
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_chart_is_named_and_has_its_table(page):
    figures = re.findall(r"<figure.*?</figure>", page, re.S)
    assert len(figures) > 12
    for figure in figures:
        assert figure.count('<svg role="img" aria-labelledby="cap-') == 2
        name = re.search(r'id="([^"]+)"', figure)[1]
        assert "<table" in figure or name == "fig-timeline"


def test_a_binding_becomes_the_value_and_links_to_its_row(page):
    assert re.search(r'<a href="#row-pop-1907" title="persons, suppressed[^"]*">20,410,772</a> persons', page)
    assert 'id="row-pop-1907"' in page


@pytest.mark.parametrize("text", ["{@nobody}", "{=nothing}", "{@pop-1907", "{= }"])
def test_a_binding_to_nothing_stops_the_build(text, results):
    info = invented.spec().case.model_dump() | {"summary": f"It was {text} persons."}
    with pytest.raises(CenotaphError, match="bind"):
        build_page(invented.case(case=info), results)


def test_prose_is_text_not_markup(case, results):
    prose = Prose(case, results, lambda e: "")
    assert prose.render("a < b & {@pop-1907}").startswith("a &lt; b &amp; <a ")


def hostile_case():
    """Hostile text wherever a case holds text."""
    case = invented.case()
    spec = case.spec.model_dump(mode="json")
    spec["case"] |= {"title": HOSTILE, "question": HOSTILE, "summary": HOSTILE}
    spec["census"][1] |= {"label": HOSTILE, "fate": HOSTILE, "note": HOSTILE}
    spec["dimension"][0] |= {"question": HOSTILE}
    spec["dimension"][0]["option"][0] |= {"label": HOSTILE, "text": HOSTILE}
    spec["accepted"][0] |= {"reason": HOSTILE, "where": HOSTILE}
    text_fields = {"note", "locator", "event", "category", "witness", "attests", "institution", "author"}
    text_fields |= {"territory_name", "order"}
    placed = tuple(
        type(p)(
            p.row.model_copy(
                update={n: HOSTILE for n in text_fields & set(type(p.row).model_fields)} | {"source": (HOSTILE,)}
            ),
            p.file,
            p.line,
        )
        for p in case.placed
    )
    sources = {k: s.model_copy(update={"citation": HOSTILE}) for k, s in case.sources.items()}
    return type(case)(case.folder, type(case.spec).model_validate(spec), sources, placed, case.hashes)


def test_hostile_text_is_inert():
    case = hostile_case()
    html = build_page(case, invented_results.estimates(invented.case()))
    assert "<script" not in html
    assert "onerror" not in {name for _, a in elements(html) for name in a}
    assert not any(t == "img" for t, _ in elements(html))
    assert not set("\u202e\u0000") & set(html)
    assert "{{ 7*7 }}" in html


def test_a_case_that_answers_nothing_says_so():
    info = invented.spec().case.model_dump() | {"summary": ""}
    case = invented.case(case=info)
    html = build_page(case, invented_results.nothing(case))
    assert "not estimable. No life table states what normal mortality was." in html
    assert "This evidence does not answer the question." in html
    assert 'id="fig-losses' not in html
    assert dangling(html) == []
