"""How well texts are read: proposals against expected readings, by language and altogether.

A proposal meets an expected claim when their words overlap; of several, the one of the same kind and with the most
words in common. Readings that a corpus calls equally right (`also`) are right; optional statements count neither way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cenotaph.claims.claim import Claim
from cenotaph.claims.extract import propose

FIELDS = ("group", "place", "period")
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Passage:
    """A text with what it says, as people read it."""

    id: str
    language: str
    text: str
    claims: tuple[dict, ...]


@dataclass
class Score:
    """Counts over passages. figures: expected claims with a quantity; right + wrong + silent make them up."""

    words: int = 0
    expected: int = 0
    met: int = 0
    figures: int = 0
    right: int = 0
    wrong: int = 0
    silent: int = 0
    spurious: int = 0
    fields: Counter = field(default_factory=Counter)
    fields_right: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    kinds_met: Counter = field(default_factory=Counter)
    events_right: int = 0
    kinds_right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.met / max(self.expected, 1)

    @property
    def figures_right(self) -> float:
        return self.right / max(self.figures, 1)

    @property
    def figures_wrong(self) -> float:
        return self.wrong / max(self.figures, 1)

    @property
    def spurious_per_200_words(self) -> float:
        return 200 * self.spurious / max(self.words, 1)

    def share(self, name: str) -> float:
        return self.fields_right[name] / max(self.fields[name], 1)

    @property
    def all_fields(self) -> float:
        return sum(self.fields_right.values()) / max(sum(self.fields.values()), 1)

    def add(self, other: Score) -> None:
        for name in (
            "words",
            "expected",
            "met",
            "figures",
            "right",
            "wrong",
            "silent",
            "spurious",
            "events_right",
            "kinds_right",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("fields", "fields_right", "kinds", "kinds_met"):
            getattr(self, name).update(getattr(other, name))
        self.faults += other.faults


def passages(folder: Path) -> Iterator[Passage]:
    """Everything in a corpus folder: single sentences and narrations."""
    for path in sorted(folder.glob("sentences-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Passage(row["id"], row["lang"], row["text"], tuple(row["claims"]))
    for path in sorted(folder.glob("narration-*.md")):
        rows = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        text = path.read_text(encoding="utf-8")
        yield Passage(path.stem, path.stem.split("-")[1], text, tuple(json.loads(row) for row in rows if row.strip()))


def score(folder: Path) -> dict[str, Score]:
    """Scores by language, and of all under "all"."""
    found = {"all": Score()}
    for passage in passages(folder):
        one = score_passage(passage, propose(passage.text)[0])
        found.setdefault(passage.language, Score()).add(one)
        found["all"].add(one)
    return found


def score_passage(passage: Passage, proposals: Iterable[Claim]) -> Score:
    """One text: its expected claims matched with what was proposed."""
    proposals = list(proposals)
    result = Score(words=len(passage.text.split()))
    pairs = _match(passage.claims, proposals)
    met = {j for _, j in pairs}
    by_expected = dict(pairs)
    for i, expected in enumerate(passage.claims):
        proposal = proposals[by_expected[i]] if i in by_expected else None
        if not expected.get("optional"):
            _judge(expected, proposal, result, passage)
    for j, proposal in enumerate(proposals):
        if j not in met and not any(_overlap(_span(e), proposal.span) for e in passage.claims if e.get("optional")):
            result.spurious += 1
            result.faults.append(f"{passage.id} spurious: {proposal.words!r} {_reading(proposal)}")
    return result


def _judge(expected: dict, proposal: Claim | None, result: Score, passage: Passage) -> None:
    result.expected += 1
    result.kinds[expected["kind"]] += 1
    figure = ("quantity" in expected and not expected["quantity"].get("vague")) or "quantity" in expected
    result.figures += figure
    where = f"{passage.id} {expected['words']!r}"
    if proposal is None:
        result.silent += figure
        result.faults.append(f"{where} missed ({expected['kind']})")
        return
    result.met += 1
    result.kinds_met[expected["kind"]] += 1
    result.kinds_right += proposal.kind in _allowed(expected, "kind")
    result.events_right += proposal.event in _allowed(expected, "event", "other")
    if proposal.event not in _allowed(expected, "event", "other"):
        result.faults.append(f"{where} event {proposal.event!r}, not {_allowed(expected, 'event')}")
    if figure:
        if proposal.quantity is None:
            result.silent += 1
            result.faults.append(f"{where} has no figure: {_reading(proposal)}")
        elif same_figure(expected, proposal):
            result.right += 1
        else:
            result.wrong += 1
            result.faults.append(f"{where} wrong figure: {_reading(proposal)}")
    for name in FIELDS:
        default = "people" if name == "group" else ""
        allowed = _allowed(expected, name, default)
        result.fields[name] += 1
        got = getattr(proposal, name)
        if got.casefold() in {a.casefold() for a in allowed}:
            result.fields_right[name] += 1
        else:
            result.faults.append(f"{where} {name} {got!r}, not {allowed}")


def same_figure(expected: dict, proposal: Claim) -> bool:
    """Value, scale and hedge as expected: low and high, or the vague word, and the hedge."""
    also, want, got = expected.get("also", {}), expected["quantity"], proposal.quantity
    hedges = {want.get("hedge", "none"), *also.get("hedge", ())}
    if got.hedge not in hedges:
        return False
    if want.get("vague"):
        return got.vague in {want["vague"], *also.get("vague", ())}
    if got.vague:
        return False
    return all(_near(getattr(got, k), [want[k], *also.get(k, ())]) for k in ("low", "high"))


def _near(value: float, allowed: list[float]) -> bool:
    return any(abs(value - a) <= TOLERANCE * max(1.0, abs(a)) for a in allowed)


def _allowed(expected: dict, name: str, default: str = "") -> list[str]:
    return [expected.get(name, default), *expected.get("also", {}).get(name, ())]


def _span(expected: dict) -> tuple[int, int]:
    return tuple(expected["span"])


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _match(expected: tuple[dict, ...], proposals: list[Claim]) -> list[tuple[int, int]]:
    """Pairs of overlapping expected and proposed claims, best first: same figure, same kind, most words in common."""
    ranked = []
    for i, e in enumerate(expected):
        for j, p in enumerate(proposals):
            common = _overlap(_span(e), p.span)
            if common:
                union = max(_span(e)[1], p.span[1]) - min(_span(e)[0], p.span[0])
                kind = p.kind in _allowed(e, "kind")
                figure = "quantity" in e and p.quantity is not None and same_figure(e, p)
                ranked.append((not e.get("optional"), figure, kind, common / union, -i, -j))
    pairs, used_i, used_j = [], set(), set()
    for _, _, _, _, i, j in sorted(ranked, key=lambda r: (r[1], r[2], r[0], r[3], r[4], r[5]), reverse=True):
        if -i not in used_i and -j not in used_j:
            used_i.add(-i)
            used_j.add(-j)
            pairs.append((-i, -j))
    return pairs


def _reading(claim: Claim) -> str:
    q = claim.quantity
    figure = "" if q is None else f"{q.vague or (q.low, q.high)} {q.hedge} {q.unit}"
    return f"{claim.kind} {figure} {claim.event} {claim.group}"
