"""What happened to those who are counted: the event that a quantity belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import Noun
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

REACH = 26.0  # tokens, penalties included, beyond which an event is somebody else's
STRONG = words("strong")  # fmt: skip
_WEIGHT = {"other": 5.0, "counted": 4.0, "lost": 2.0, "survived": 2.0}
_HARD = frozenset(";:()[]")
_DASH = frozenset("—–")
_JOINS = frozenset(
    ["and", "or", "but", "while", "whereas", "i", "й", "та", "а", "але", "однак", "проте", "и", "но", "зато"]
) | {"і"}
_RELATIVE = words("relative")
_HUNGER_NOUNS = frozenset(["hunger", "famine", "starvation", "голод", "голодомор", "голодування", "голодание"])
_LIVES = frozenset({"life", "lives", "життя", "жизнь"})
_DEADLY = frozenset({"died", "starved", "killed", "executed", "survived"})
_AUXILIARY = words("auxiliary")
_GRAIN = words("grain")


@dataclass(frozen=True)
class Event:
    """An event where it is named. names: likeliest first; is_noun: the counted noun itself says it (refugees)."""

    names: tuple[str, ...]
    begin: int
    end: int
    is_noun: bool = False


def events(scene: Scene, skipped: frozenset[int] = frozenset()) -> list[Event]:
    """The events that a sentence names, verbs and nouns; tokens in `skipped` only say who says it."""
    found = []
    for mark in scene.marks.get("event", ()):
        if any(k in skipped for k in range(mark.begin, mark.end)):
            continue
        is_noun = scene.inside(mark.begin, "group") and scene.inside(mark.end - 1, "group")
        found.append(Event(tuple(str(v) for v in mark.values), mark.begin, mark.end, is_noun))
    return found


def distance(
    scene: Scene, begin: int, end: int, event_begin: int, event_end: int, others: list[tuple[int, int]]
) -> float:
    """How far two stretches of a sentence are from each other: tokens between them, more across clauses."""
    low, high = (end, event_begin) if event_begin >= end else (event_end, begin)
    if high <= low:
        return 0.0
    cost = 0.0
    dashes = 0
    for k in range(low, high):
        word = scene.low(k)
        if word in _HARD:
            cost += 10
        elif word in _DASH:
            dashes += 1
        elif word == ",":
            cost += 2.5
        elif word in _JOINS:
            cost += 2
        elif word in _RELATIVE:
            cost += 4
        else:
            cost += 1
    if dashes == 1:
        cost += 3
    cost += sum(5 for b, e in others if b >= low and e <= high)
    return cost


def nearest_event(
    scene: Scene, begin: int, end: int, found: list[Event], others: list[tuple[int, int]], noun: Noun | None
) -> tuple[Event, float] | None:
    """The event that a stretch belongs to, with how far it is; None when none is within reach."""
    best: tuple[Event, float] | None = None
    for event in found:
        near = distance(scene, begin, end, event.begin, event.end, others)
        cost = near + _weight(scene, event, noun)
        if _qualifies(scene, event, noun, found):
            cost += 12
        if (
            near > 1
            and not event.is_noun
            and any(distance(scene, b, e, event.begin, event.end, []) + 1 < near for b, e in others)
        ):
            cost += 4  # nearer to another figure, whose it is
        if event.end <= begin and scene.low(begin - 1) not in ("of",):
            cost += 0.5  # of two as near, the one that follows: "5,000 were shot"
        if best is None or cost < best[1]:
            best = event, cost
    return best if best is not None and best[1] <= REACH else None


def _qualifies(scene: Scene, event: Event, noun: Noun | None, found: list[Event]) -> bool:
    """Patients admitted in May were swollen: the participle says who they are, the verb what befell them."""
    if noun is None or scene.language != "en" or not noun.end <= event.begin <= noun.end or event.is_noun:
        return False
    if scene.low(event.begin) in ("were", "was", "are", "had", "have", "did"):
        return False
    return any(e.begin > event.end and scene.low(e.begin - 1) in _AUXILIARY for e in found)


def _weight(scene: Scene, event: Event, noun: Noun | None) -> float:
    name = event.names[0]
    weight = _WEIGHT.get(name, 0.0)
    if not scene.tokens[event.end - 1].keys.isdisjoint(_HUNGER_NOUNS) and event.end - event.begin == 1:
        weight += 10
    if event.is_noun and noun is None:
        return 1.0 if name not in ("counted", "other") else 3.0  # the subject of a bare figure: deaths reached 400
    if event.is_noun:
        own = noun is not None and noun.begin <= event.begin < noun.end
        if own and noun is not None and noun.section == "things":
            return weight + 9
        told = name in ("died", "born", "starved", "executed", "arrested", "sentenced")
        if own:
            return 0.0 if told and noun is not None and noun.name in ("people", "arrests", "sentences") else weight + 6
        return weight + (1 if told else 9)
    return weight


def settle(scene: Scene, event: Event, noun: Noun | None, begin: int, end: int) -> str:
    """One name for an event, by whom it happened to and what stands beside it."""
    names = event.names
    beside = {k for t in scene.tokens[max(0, begin - 6) : min(len(scene), end + 6)] for k in t.keys}
    takes = any(n == "requisitioned" for n in names)
    if takes and (noun is None or not noun.is_people) and not beside.isdisjoint(_GRAIN):
        return "requisitioned"
    if noun is not None and noun.section == "animals":
        if "requisitioned" in names:
            return "requisitioned"
        if names[0] in ("died", "killed", "lost", "starved"):
            return "lost"
    name = names[0]
    if noun is not None and not scene.tokens[noun.end - 1].keys.isdisjoint(_LIVES) and name not in _DEADLY:
        return "starved" if hunger_named(scene, begin, end) else "died"
    if noun is not None and noun.is_people:
        people = [n for n in names if n not in ("requisitioned", "lost")]
        if name in ("requisitioned", "lost") and people:
            name = people[0]
        elif name == "lost" and not scene.tokens[event.begin].keys.isdisjoint(words("settle")):
            name = "missing"
    if name in ("died", "killed") and hunger_beside(scene, event.begin, event.end):
        name = "starved"
    return name


def hunger_named(scene: Scene, begin: int, end: int) -> bool:
    """The hunger itself is the subject within a few words."""
    near = scene.tokens[max(0, begin - 7) : min(len(scene), end + 7)]
    return any(not t.keys.isdisjoint(_HUNGER_NOUNS) for t in near)


def hunger_beside(scene: Scene, begin: int, end: int) -> bool:
    """Of hunger, від голоду: said within a few words of the event, in the same clause."""
    for mark in scene.marks.get("phrase:of_hunger", ()):
        low, high = (end, mark.begin) if mark.begin >= end else (mark.end, begin)
        if scene.low(mark.begin) in ("in", "during", "у", "в", "під", "во"):
            continue
        if high - low <= 14 and not any(scene.low(k) in _HARD for k in range(low, high)):
            return True
    return False


def is_negated_verb(scene: Scene, event: Event) -> bool:
    """Did not return, never came back, не повернулося: what did not happen to them."""
    before = [scene.low(k) for k in range(max(0, event.begin - 3), event.begin)]
    if scene.language == "en":
        return any(w in ("not", "never", "n't", "didn't") for w in before)
    return bool(before) and before[-1] in ("не", "ні")


def mark_of(scene: Scene, event: Event) -> Mark | None:
    return scene.at(event.begin, "event")
