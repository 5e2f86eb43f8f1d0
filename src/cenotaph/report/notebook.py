"""A small table of the headline losses for a notebook's rich display."""

from __future__ import annotations

from markupsafe import Markup, escape

from cenotaph.estimate import Estimates
from cenotaph.report import numbers
from cenotaph.report.markup import visible


def result_html(estimates: Estimates) -> str:
    """The headline estimates as an HTML table: what, how much, over which period, what kind of figure."""
    rows = [
        Markup("<tr><th scope=row style='text-align:left'>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            escape(visible(e.estimand.label)),
            numbers.amount(e),
            e.estimand.period,
            f"{numbers.interval_words(e)}; {numbers.status_words(e.status)}",
        )
        for e in estimates.estimates
        if e.headline
    ]
    heads = Markup("").join(Markup("<th scope=col>{}</th>").format(h) for h in ("Estimate", "Value", "Period", "Kind"))
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, Markup("").join(rows))
