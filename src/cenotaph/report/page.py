"""build_page: a case and its estimates as one HTML file that opens offline and tells the same every time."""

from __future__ import annotations

import re
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cenotaph.errors import CenotaphError
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.report import palette
from cenotaph.report.markup import visible
from cenotaph.report.sections import (
    account,
    audit,
    driven,
    evidence,
    findable,
    five_year,
    losses,
    method,
    multiverse,
    people,
    records,
    sampled,
    told,
)
from cenotaph.report.view import View
from cenotaph.report.words import period_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_BLANK_LINES = re.compile(r"\n\s*\n+")
_INDENT = re.compile(r"\n[ \t]+")


def build_page(case: Case, estimates: Estimates) -> str:
    """The whole report as HTML: no script, no reference outside itself, the same bytes for the same input.

    Raises
    ------
    CenotaphError when a text of the case binds to a row or an estimate that does not exist.
    """
    view = View(case, estimates)
    try:
        html = environment().get_template("page.html.j2").render(_context(view))
    finally:
        view.close()
    return finished(html)


def finished(html: str) -> str:
    """The page without idle space. Last, over everything: no text of a case may hide or reorder what stands around it.

    Raises
    ------
    CenotaphError when it links to what is not on it.
    """
    html = visible(_INDENT.sub("\n", _BLANK_LINES.sub("\n", html)))
    if missing := dangling(html):
        raise CenotaphError(f"the page links to {', '.join(missing[:3])}, which is not on it")
    return html


def dangling(html: str) -> list[str]:
    """Ids that the page links to and does not have."""
    ids = set(re.findall(r'\bid="([^"]*)"', html))
    wanted = re.findall(r'(?:href="#|popovertarget="|aria-labelledby=")([^"]*)"', html)
    return sorted({name for name in wanted if name not in ids})


def _context(view: View) -> dict:
    """What the templates read, by section; cards and popovers last, when it is known which are used."""
    case, spec = view.case, view.case.spec
    territory = case.territory(spec.case.territory)
    # First of all the text of the case: a binding to nothing should not wait for the charts.
    paragraphs = [view.text(p) for p in re.split(r"\n\s*\n", spec.case.summary) if p.strip()]
    own = five_year.context(view)
    return {
        "five_year": own,
        **({"sampled": None} if own else _losses(view)),
        "audit": audit.context(view),
        "method": method.context(view),
        "told": told.context(view),
        "evidence": evidence.context(view),
        "policy": POLICY,
        "style": Markup(style()),
        "info": spec.case,
        "question": view.text(spec.case.question),
        "summary": paragraphs,
        "territory": territory,
        "territory_note": view.text(territory.note),
        "borders": period_text(territory.borders),
        "period": period_text(spec.case.period),
        "cards": [method.card(view, e) for e in view.estimates.estimates],
        "popovers": [method.card(view, e) for e in view.popovers.values()],
    }


def _losses(view: View) -> dict:
    """The sections on what was lost between the censuses of a balance."""
    drawn = sampled.context(view)
    return {
        "sampled": drawn,
        "driven": drawn and driven.context(view),
        "findable": drawn and findable.context(view),
        "multiverse": drawn and multiverse.context(view),
        "losses": losses.context(view),
        "people": people.context(view),
        "account": account.context(view),
        "records": records.context(view),
    }


def style() -> str:
    """The style sheet: colours first."""
    css = resources.files("cenotaph.report").joinpath("templates/page.css").read_text(encoding="utf-8")
    return palette.style() + re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def environment() -> Environment:
    """Where the templates are, and how they are read."""
    environment = Environment(
        loader=PackageLoader("cenotaph.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Authors end their phrases with a full stop or not; the templates bring their own.
    environment.filters["bare"] = lambda text: text.rstrip(". ")
    return environment
