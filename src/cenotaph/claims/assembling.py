"""From the drafts of a sentence to claims: place, period, attribution, links, and what the paragraph hands on."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.claims.claim import At, Claim, check_period
from cenotaph.claims.dates import Date
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG, distance
from cenotaph.claims.places import Place
from cenotaph.claims.words import words

_FAR = 40.0  # tokens, penalties included, beyond which a date is not that of a statement
_LONGEST = 400  # code points of a name; no text names anybody at greater length
_NUMBERED = ("quantity", "share", "rate", "quota")


def finish(read: Read) -> None:
    """Give every draft its place, period and links, and tell the context what was said."""
    for draft in read.drafts:
        if draft.place is None:
            draft.place = _place(read, draft)
        if draft.period is None:
            draft.period = _period(read, draft)
    _link(read)
    _hand_on(read)


def _belongs(read: Read, draft: Draft, begin: int) -> bool:
    """Whether what stands at a token can be said of a draft: not the other side of a comparison, nor of a part."""
    if draft.kind == "comparison" and draft.core is not None and draft.than and draft.quantity is None:
        return begin < draft.core[1]
    compared = read.scene.between(draft.end, begin, "phrase:comparative") if begin > draft.end else []
    if compared and draft.kind != "comparison" and read.scene.language != "en":
        return False  # було 116 тис. — більше за населення Ужгорода
    parts = [d for d in read.drafts if d.part and d is not draft and d.begin >= draft.end]
    return begin < draft.end or not any(d.begin <= begin for d in parts)


def _place(read: Read, draft: Draft) -> str:
    begin, end = draft.core or (draft.begin, draft.end)
    best: tuple[float, Place] | None = None
    says = read.speaker
    for place in read.places:
        is_speakers = says is not None and says.begin <= place.begin < says.end + 2 and len(read.places) > 1
        if is_speakers or not _belongs(read, draft, place.begin):
            continue
        cost = distance(read.scene, begin, end, place.begin, place.end, [])
        if place.begin <= 2:
            cost = min(cost, 9.0)  # at the head of a sentence it holds for all of it
        cost += place.weight
        if best is None or cost < best[0]:
            best = cost, place
    if best is None or (best[1].weight >= 6 and read.context.place and best[0] > 8):
        return read.context.place or _resident(read, draft)
    return best[1].name


def _resident(read: Read, draft: Draft) -> str:
    """Athenians, Leningraders: people named after the town they live in."""
    marks = read.scene.marks.get("nation", ())
    return next((m.value[1] for m in marks if m.value[2] and m.value[0] == draft.group), "")


def _usable(read: Read) -> list[Date]:
    """Dates of what happened, not of who said it and not of the other side of a comparison."""
    found, scene, says = [], read.scene, read.speaker
    for date in read.dates:
        if says is not None and says.when == date.edtf and says.begin <= date.begin <= says.end:
            continue
        near = range(max(0, date.begin - 3), date.begin + 1)
        compared = any(scene.low(k) in words("compared_with") for k in near)
        if compared or any(scene.low(k) in words("than") for k in (date.begin - 2, date.begin - 1, date.begin)):
            continue
        found.append(date)
    return found


def _period(read: Read, draft: Draft) -> str:
    core = draft.core or (draft.begin, draft.end)
    best: tuple[float, Date] | None = None
    taken: list[Date] = []
    if draft.kind in _NUMBERED and read.scene.low(core[1]) in words("in_all"):
        own = next((d for d in read.dates if d.edtf and 0 <= d.begin - core[1] <= 1), None)
        if own is not None:
            return own.edtf  # shot in 1937 and 400,000 in 1938: the year right after a figure is its own
    for date in (d for d in _usable(read) if d.edtf):
        own = any(d.kind == "when" and d is not draft and d.core == (date.begin, date.end) for d in read.drafts)
        if own or not _belongs(read, draft, date.begin):
            taken += [date] if own else []
            continue
        cost = min(
            distance(read.scene, draft.begin, draft.end, date.begin, date.end, []),
            distance(read.scene, core[0], core[1], date.begin, date.end, []),
        )
        if best is None or cost < best[0]:
            best = cost, date
    if best is None and read.scene.language == "en" and not read.context.period and taken:
        return taken[0].edtf  # were hungry when the airlift opened in August
    return best[1].edtf if best is not None and best[0] <= _FAR else read.context.period


def _link(read: Read) -> None:
    """A share and a count of the same thing, said in one breath, are the same."""
    for one, other in zip(read.drafts, read.drafts[1:], strict=False):
        apart = {one.kind, other.kind} != {"share", "quantity"} or one.event != other.event
        if apart or one.part or other.part or one.core is None or other.core is None:
            continue
        if other.core[0] - one.core[1] <= 12 and one.group == other.group:
            other.same_as = one


def _hand_on(read: Read) -> None:
    context = read.context
    certain = [p for p in read.places if p.weight < 6]
    if certain:
        context.place = min(certain, key=lambda p: (p.weight, -p.begin)).name
    usable = [d for d in _usable(read) if d.edtf]
    if usable:
        context.period = usable[-1].edtf
        if years := [d.year for d in usable if d.year]:
            context.year = years[-1]
            context.last_year = _second_year(usable[-1])
    if read.speaker is not None and read.speaker.by:
        context.speaker = read.speaker.by
    context.before_figures = frozenset(read.scene.low(d.core[0] - 1) for d in read.drafts if d.core and d.core[0])
    context.asked = read.asks and read.scene.has("phrase:question")
    if read.asks:
        known = next((e.names[0] for e in read.events if e.names[0] in STRONG), "")
        if known:
            context.last = Draft("quantity", 0, 0, known)  # how many died? three million
    whole = [d for d in read.drafts if d.kind in _NUMBERED and not d.part]
    if whole:
        context.last = whole[-1]
        context.group, context.event = context.last.group, context.last.event


def _second_year(date: Date) -> int | None:
    """1933 of "1932-33" and of "the winter of 1932-33"; None for a single year."""
    first, _, last = date.edtf.partition("/")
    if date.edtf[4:] == "-24":
        return int(date.edtf[:4]) + 1
    if not last[:4].isdecimal() or not first[:4].isdecimal() or int(last[:4]) - int(first[:4]) > 1:
        return None
    return int(last[:4])


def claims_of(read: Read, ids: dict[int, str], name: str, text: str, start: int) -> Iterator[Claim]:
    """The drafts of a sentence as claims; `ids` knows the ids given so far, by draft.

    text : the paragraph, which begins at code point `start` of the whole text.
    """
    ordered = sorted(read.drafts, key=lambda d: (d.begin, d.end))
    for draft in ordered:
        ids[id(draft)] = f"c{len(ids) + 1}"
    for draft in ordered:
        begin, end = read.scene.span(draft.begin, draft.end)
        yield _claim(read, draft, ids, name, (begin, end), text[begin - start : end - start])


def _claim(read: Read, draft: Draft, ids: dict[int, str], name: str, span: tuple[int, int], said: str) -> Claim:
    says = read.speaker if read.speaker is not None and _is_said(read, draft) else None
    me = ids[id(draft)]
    links = {"same": ids.get(id(draft.same_as), ""), "part_of": ids.get(id(draft.part_of), "")}
    return Claim(
        id=me,
        language=read.scene.language,
        words=said,
        span=span,
        at=At(text=name[:_LONGEST]),
        kind=draft.kind,
        quantity=draft.quantity,
        event=draft.event,
        group=draft.group[:_LONGEST],
        place=(draft.place or "")[:_LONGEST],
        period=_valid(draft.period or ""),
        base=draft.base[:_LONGEST],
        said_by=says.by[:_LONGEST] if says else "",
        said_when=_valid(says.when) if says else "",
        negated=draft.negated,
        than=draft.than[:_LONGEST],
        cause=draft.cause[:_LONGEST],
        fulfilled=draft.fulfilled,
        confidence=round(draft.confidence, 2),
        **{key: value for key, value in links.items() if value != me},
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
