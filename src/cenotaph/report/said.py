"""Sentences of reason as people read them: plain text for a terminal and JSON, linked HTML for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable

from markupsafe import Markup, escape

from cenotaph.claims.verdict.reason import (
    Amount,
    Chance,
    Estimated,
    Part,
    Recorded,
    Sentence,
    Times,
    Years,
)
from cenotaph.estimate import Estimate
from cenotaph.evidence.tables import Literature, Testimony
from cenotaph.report import numbers
from cenotaph.report.charts_records import literature_reading
from cenotaph.report.markup import anchor, link, visible
from cenotaph.report.prose import row_anchor, row_value
from cenotaph.report.view import View
from cenotaph.report.words import period_text


def said(values: Iterable[float], unit: str) -> str:
    """Figures of a statement: as precise as they were stated, computed ones at the precision of their range."""
    ends = [v for v in dict.fromkeys(values)]
    if unit in ("persons", "") and all(float(v).is_integer() for v in ends):
        texts = [numbers.recorded(v) for v in ends]
        word = f"{numbers.NBSP}million"
        if len(texts) > 1 and all(t.endswith(word) for t in texts):
            texts = [*(t.removesuffix(word) for t in texts[:-1]), texts[-1]]
        return f"{' to '.join(texts)} {unit}".strip()
    if unit == "persons":
        return f"{numbers.persons(*ends)} {unit}"
    return numbers.quantity(ends, unit)


def times(value: float) -> str:
    """A factor: "2.2 times", "under a hundredth of"."""
    if math.isinf(value):
        return "beyond any multiple of"
    if value >= 0.1:
        return f"{numbers.decimal(value, 0 if value >= 100 else 1 if value >= 2 else 2)} times"
    return f"{numbers.plain(value, 2)} times"


def estimated(estimate: Estimate) -> str:
    """An estimate's figure with the kind of its interval, status, territory and period, on one line."""
    what = estimate.estimand
    kind, status = numbers.interval_words(estimate), numbers.status_words(estimate.status)
    rests = ", ".join(name.removeprefix("evidence/").removesuffix(".csv") for name in estimate.inputs)
    of = f"; {what.territory}; {period_text(what.period)}{f'; rests on {rests}' if rests else ''}"
    return f"{numbers.amount(estimate)}, {kind}; {status}{of}"


def recorded(part: Recorded) -> str:
    """A row's figure with its place, status and sources."""
    row = part.placed.row
    if isinstance(row, Literature):
        value = f"{row.author} ({row.year}), {literature_reading(row)} persons, {period_text(row.period)}"
    elif isinstance(row, Testimony):
        value = f"{row.witness}: {row.attests}"
    elif part.persons is not None:
        value = said((part.persons,), part.unit)
    else:
        text, when = row_value(row)
        value = f"{text} ({when})"
    return f"{value} [{part.placed.place}; {row.status}; {', '.join(row.source)}]"


def plain(sentence: Sentence) -> str:
    """A sentence of reason as plain text."""
    return "".join(_plain(part) for part in sentence)


def _plain(part: Part) -> str:
    match part:
        case Amount():
            return said(part.values, part.unit)
        case Estimated():
            return estimated(part.estimate)
        case Recorded():
            return recorded(part)
        case Chance():
            return numbers.chance(part.value)
        case Years():
            return period_text(part.edtf)
        case Times():
            return times(part.value)
    return str(part)


def linked(view: View, sentence: Sentence) -> Markup:
    """The same for the page: every estimate a link to its card, every row a link to where it stands."""
    return Markup("").join(_linked(view, part) for part in sentence)


def _linked(view: View, part: Part) -> Markup:
    if isinstance(part, Estimated):
        return _figure(view, part)
    if isinstance(part, Recorded):
        row = part.placed.row
        text = recorded(part).rpartition(" [")[0]
        where = link(row_anchor(part.placed), text, f"{row.status}, {part.placed.place}")
        return Markup("{} [{}]").format(where, view.sources(row.source))
    return escape(visible(_plain(part)))


def _figure(view: View, part: Estimated) -> Markup:
    estimate = part.estimate
    known = [e for name in part.of if (e := view.find(name)) is not None]
    if len(known) == 1 and known[0].estimand.id == estimate.estimand.id:
        return view.figure(known[0])
    # Made from several: its own figure in words, and a link to the card of each that enters.
    cards = Markup(", ").join(link(anchor("est", e.estimand.id), e.estimand.label) for e in known)
    kind, status = numbers.interval_words(estimate), numbers.status_words(estimate.status)
    return Markup("{} ({}; {}; from {})").format(numbers.amount(estimate), kind, status, cards)
