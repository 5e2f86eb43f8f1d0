"""From the drafts of a sentence to claims: place, period, attribution, links, and what the paragraph hands on."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.claims.claim import At, Claim, check_period
from cenotaph.claims.dates import Date
from cenotaph.claims.draft import Context, Draft, Read
from cenotaph.claims.events import distance
from cenotaph.claims.places import Place

_COMPARED = frozenset(["than", "as", "ніж", "чем", "аніж", "нежели"])


def finish(read: Read) -> None:
    """Give every draft its place, period and links, and tell the context what was said."""
    for draft in read.drafts:
        if draft.place is None:
            draft.place = _place(read, draft)
        if draft.period is None:
            draft.period = _period(read, draft)
    _link(read)
    _hand_on(read)


def _place(read: Read, draft: Draft) -> str:
    begin, end = draft.core or (draft.begin, draft.end)
    best: tuple[float, Place] | None = None
    for place in read.places:
        if (
            read.speaker is not None
            and read.speaker.begin <= place.begin < read.speaker.end + 2
            and len(read.places) > 1
        ):
            continue
        if draft.kind == "comparison" and draft.core is not None and draft.than and place.begin >= draft.core[1]:
            continue
        if place.begin >= end and any(d.part and d is not draft and d.begin >= end and d.begin <= place.begin for d in read.drafts):
            continue  # 400 of them in the Chernihiv region
        cost = distance(read.scene, begin, end, place.begin, place.end, [])
        if place.begin <= 2:
            cost = min(cost, 9.0)  # at the head of a sentence it holds for all of it
        cost += place.weight
        if best is None or cost < best[0]:
            best = cost, place
    if best is None:
        return read.context.place or _resident(read, draft)
    if best[1].weight >= 6 and read.context.place and best[0] > 8:
        return read.context.place
    return best[1].name


def _resident(read: Read, draft: Draft) -> str:
    """Athenians, Leningraders: people named after the town they live in."""
    marks = read.scene.marks.get("nation", ())
    return next((m.value[1] for m in marks if m.value[2] and m.value[0] == draft.group), "")


def _usable(read: Read) -> list[Date]:
    """Dates of what happened, not of who said it and not of the other side of a comparison."""
    found = []
    for date in read.dates:
        says = read.speaker
        if says is not None and says.when == date.edtf and says.begin <= date.begin <= says.end:
            continue
        k = date.begin - 1
        if any(read.scene.low(j) in ("порівняно", "порівнянні", "сравнению", "compared", "against") for j in range(max(0, k - 2), date.begin + 1)):
            continue
        if (
            read.scene.low(k) in _COMPARED
            or read.scene.low(k - 1) in _COMPARED
            or read.scene.low(date.begin) in _COMPARED
        ):
            continue
        found.append(date)
    return found


def _period(read: Read, draft: Draft) -> str:
    begin, end = draft.begin, draft.end
    core = draft.core or (begin, end)
    best: tuple[float, Date] | None = None
    for date in _usable(read):
        if any(d.kind == "when" and d is not draft and d.core == (date.begin, date.end) for d in read.drafts):
            continue
        if draft.kind == "comparison" and draft.core is not None and draft.than and date.begin >= draft.core[1]:
            continue
        if date.begin >= end and any(d.part and d.begin >= end and d.end <= date.begin for d in read.drafts):
            continue
        cost = min(
            distance(read.scene, begin, end, date.begin, date.end, []),
            distance(read.scene, core[0], core[1], date.begin, date.end, []),
        )
        if best is None or cost < best[0]:
            best = cost, date
    if best is None or best[0] > 40:
        return read.context.period
    return best[1].edtf


def _link(read: Read) -> None:
    """A share and a count of the same thing, said in one breath, are the same."""
    for one, other in zip(read.drafts, read.drafts[1:], strict=False):
        kinds = {one.kind, other.kind}
        if kinds != {"share", "quantity"} or one.event != other.event or one.part or other.part:
            continue
        if one.core and other.core and other.core[0] - one.core[1] <= 12 and one.group == other.group:
            other.same_as = one


def _hand_on(read: Read) -> None:
    context = read.context
    strong = [p for p in read.places if p.weight < 6]
    if strong:
        context.place = min(strong, key=lambda p: (p.weight, -p.begin)).name
    usable = _usable(read)
    if usable:
        context.period = usable[-1].edtf
        years = [d.year for d in usable if d.year]
        if years:
            context.year = years[-1]
            context.last_year = _second_year(read, usable[-1])
    if read.speaker is not None and read.speaker.by:
        context.speaker = read.speaker.by
    context.before_figures = frozenset(read.scene.low(d.core[0] - 1) for d in read.drafts if d.core and d.core[0])
    counted = [d for d in read.drafts if d.kind in ("quantity", "share", "rate", "quota")]
    if counted:
        context.last = counted[-1] if not counted[-1].part or len(counted) == 1 else counted[0]
        context.group, context.event = context.last.group, context.last.event


def _second_year(read: Read, date: Date) -> int | None:
    """1933 of "1932-33" and of "the winter of 1932-33"; None for a single year."""
    first, _, last = date.edtf.partition("/")
    if date.edtf[4:] == "-24":
        return int(date.edtf[:4]) + 1
    if not last[:4].isdecimal() or not first[:4].isdecimal() or int(last[:4]) - int(first[:4]) > 1:
        return None
    return int(last[:4])


def claims_of(read: Read, ids: dict[int, str], name: str) -> Iterator[Claim]:
    """The drafts of a sentence as claims; `ids` knows the ids given so far, by draft."""
    for draft in sorted(read.drafts, key=lambda d: (d.begin, d.end)):
        ids[id(draft)] = f"c{len(ids) + 1}"
    for draft in sorted(read.drafts, key=lambda d: (d.begin, d.end)):
        yield _claim(read, draft, ids, name)


def _claim(read: Read, draft: Draft, ids: dict[int, str], name: str) -> Claim:
    span = read.scene.span(draft.begin, draft.end)
    says = read.speaker if read.speaker is not None and _is_said(read, draft) else None
    linked = {
        key: ids.get(id(other), "")
        for key, other in (("same", draft.same_as), ("part_of", draft.part_of))
        if other is not None
    }
    me = ids[id(draft)]
    return Claim(
        id=me,
        language=read.scene.language,
        words="x",  # the text itself gives the words, see extract
        span=span,
        at=At(text=name),
        kind=draft.kind,
        quantity=draft.quantity,
        event=draft.event,
        group=draft.group[:400],
        place=(draft.place or "")[:400],
        period=_valid(draft.period or ""),
        base=draft.base[:400],
        said_by=says.by[:400] if says else "",
        said_when=_valid(says.when) if says else "",
        negated=draft.negated,
        than=draft.than[:400],
        cause=draft.cause[:400],
        fulfilled=draft.fulfilled,
        confidence=round(draft.confidence, 2),
        **{key: value for key, value in linked.items() if value and value != me},
    )


def _valid(period: str) -> str:
    """A period that the type takes; one that cannot be (30 February, ends reversed) is left out."""
    try:
        return check_period(period)
    except ValueError:
        return ""


def _is_said(read: Read, draft: Draft) -> bool:
    """Whether the attribution of a sentence covers a statement: not across a full break such as a semicolon."""
    says = read.speaker
    low, high = (draft.end, says.begin) if draft.end <= says.begin else (says.end, draft.begin)
    return not any(read.scene.low(k) == ";" for k in range(low, high))


def context_of(paragraph_before: Context | None) -> Context:
    return Context()
