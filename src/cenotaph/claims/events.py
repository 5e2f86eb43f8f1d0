"""What happened to those who are counted: the event that a quantity belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from cenotaph.claims.nouns import Noun
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

REACH = 26.0  # tokens, penalties included, beyond which an event is somebody else's
STRONG = words("certain_events")  # fmt: skip
_WEIGHT = {"other": 5.0, "counted": 4.0, "lost": 2.0, "survived": 2.0}
_HARD = frozenset(";:()[]")
_PARTICIPLE = 6  # tokens from a participle to the verb of its sentence
FAR = 60  # tokens; what is further apart has nothing to do with each other
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
        if _only_mows(scene, mark.begin):
            continue
        is_noun = scene.inside(mark.begin, "group") and scene.inside(mark.end - 1, "group")
        is_noun = is_noun and not (scene.low(mark.begin) == "exile" and scene.low(mark.end) == "of")
        found.append(Event(tuple(str(v) for v in mark.values), mark.begin, mark.end, is_noun))
    return found


def _only_mows(scene: Scene, i: int) -> bool:
    """Косити: deaths only where a disease or a famine does it."""
    if scene.tokens[i].keys.isdisjoint({"косити", "косить", "скосити", "скосить"}):
        return False
    reapers = words("diseases") | words("calamities") | _HUNGER_NOUNS
    near = scene.tokens[max(0, i - 8) : i + 8]
    return not any(not t.keys.isdisjoint(reapers) for t in near)


def distance(
    scene: Scene, begin: int, end: int, event_begin: int, event_end: int, others: list[tuple[int, int]]
) -> float:
    """How far two stretches of a sentence are from each other: tokens between them, more across clauses."""
    low, high = (end, event_begin) if event_begin >= end else (event_end, begin)
    if high <= low:
        return 0.0
    if high - low > FAR:
        return float(FAR)
    cost = 0.0
    dashes = 0
    inside = 0
    for k in range(low, high):
        word = scene.low(k)
        if word == "(":
            inside = k
        if inside and word == ")":
            cost -= 10 + sum(1 for _ in range(inside, k))  # a parenthesis that closes again stands in nobody's way
            inside = 0
            cost += 1
            continue
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
        if _is_time(scene, event):
            cost += 10
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
    if scene.language != "en":
        return _describes(scene, event, found, noun)
    if noun is None or not noun.end <= event.begin <= noun.end or event.is_noun:
        return False
    if scene.low(event.begin) in ("were", "was", "are", "had", "have", "did"):
        return False
    if any(e.begin > event.end and scene.low(e.begin - 1) in _AUXILIARY for e in found):
        return True
    after = (e for e in found if event.end < e.begin <= event.end + _PARTICIPLE and e.names[0] in STRONG)
    return scene.low(event.begin).endswith("ed") and any(_is_main_verb(scene, event, e) for e in after)


def _is_main_verb(scene: Scene, participle: Event, event: Event) -> bool:
    """The men called up in 1941 survived: nothing between them counts, joins or parts."""
    between = range(participle.end, event.begin)
    plain = all(scene.tokens[k].kind != "punct" and scene.low(k) not in _JOINS | _RELATIVE for k in between)
    counts = any(scene.at(k, "number") or scene.at(k, "scale") for k in between)
    return plain and not counts and not event.is_noun and scene.low(event.begin).endswith("ed")


def _is_time(scene: Scene, event: Event) -> bool:
    """Перед исходом, після переселення, до арешту: when it was, not what it was."""
    if scene.language == "en" or "NOUN" not in scene.tokens[event.begin].grammar:
        return False
    return scene.low(event.begin - 1) in words("before_and_after_slavic")


def _describes(scene: Scene, event: Event, found: list[Event], noun: Noun | None) -> bool:
    """Двух третей из высаженных не стало; кожен, кого вивезли, не вернувся: who they are, not what befell them."""
    if event.is_noun or (noun is not None and noun.begin <= event.begin < noun.end):
        return False
    marks = scene.tokens[event.begin].grammar
    participle = "gent" in marks and not marks.isdisjoint({"PRTF", "ADJF"}) and "VERB" not in marks
    after = 0 if participle else _end_of_relative(scene, event)
    if after is None:
        return False
    return any(
        e is not event and e.begin >= after and not e.is_noun and e.names[0] not in ("counted", "other", "survived")
        for e in found
        if any(not scene.tokens[k].grammar.isdisjoint({"VERB", "PRTS"}) for k in range(e.begin, e.end))
    )


def _end_of_relative(scene: Scene, event: Event) -> int | None:
    """The comma that ends the relative clause an event stands in; None when it stands in none."""
    for k in range(event.begin - 1, max(0, event.begin - 7), -1):
        if scene.low(k) in (";", ":", "."):
            return None
        if scene.low(k) == ",":
            opens = scene.low(k + 1) in words("relative") or scene.low(k + 2) in words("relative")
            closes = (j for j in range(event.end, min(len(scene), event.end + 12)) if scene.low(j) == ",")
            return next(closes, None) if opens else None
    return None


def _weight(scene: Scene, event: Event, noun: Noun | None) -> float:
    name = event.names[0]
    weight = _WEIGHT.get(name, 0.0)
    if scene.low(event.begin) in ("від", "од", "от"):
        weight += 4.0  # захворіли від холоду: a verb says more than its cause
    if name == "survived" and not scene.tokens[event.begin].keys.isdisjoint(words("to_remain")):
        weight = 6.0  # осталось без хлеба: what they were left in says more
    if not scene.tokens[event.end - 1].keys.isdisjoint(_HUNGER_NOUNS) and event.end - event.begin == 1:
        weight += 10
    if event.is_noun and noun is None:
        return 1.0 if name not in ("counted", "other") else 3.0  # the subject of a bare figure: deaths reached 400
    if event.is_noun:
        own = noun is not None and noun.begin <= event.begin < noun.end
        if own and noun is not None and noun.section == "things":
            return weight + 9
        told = name in ("died", "born", "starved", "executed", "arrested", "sentenced")
        told = told or (scene.language != "en" and name in ("wounded", "ill", "hungry"))
        if own:
            return 0.0 if told and noun is not None and noun.name in ("people", "arrests", "sentences") else weight + 6
        return weight + (1 if told else 9)
    return weight


def settle(scene: Scene, event: Event, noun: Noun | None, begin: int, end: int) -> str:
    """One name for an event, by whom it happened to and what stands beside it."""
    names = event.names
    beside = {k for t in scene.tokens[max(0, begin - 6) : min(len(scene), end + 6)] for k in t.keys}
    if (taken := _taken_by(scene, event, noun)) is not None:
        return taken
    takes = any(n == "requisitioned" for n in names)
    if takes and (noun is None or not noun.is_people) and not beside.isdisjoint(_GRAIN):
        return "requisitioned"
    if noun is not None and noun.section == "animals":
        if "requisitioned" in names:
            return "requisitioned"
        if names[0] in ("died", "killed", "lost", "starved"):
            return "lost"
    if noun is not None and noun.name in ("ships", "boats", "churches", "houses", "trains") and names[0] == "died":
        return "lost" if scene.language != "en" else names[0]  # гибель трёх десятков судов
    name = names[0]
    if noun is not None and not scene.tokens[noun.end - 1].keys.isdisjoint(_LIVES) and name not in _DEADLY:
        return "starved" if hunger_named(scene, begin, end) else "died"
    if noun is not None and noun.is_people:
        people = [n for n in names if n not in ("requisitioned", "lost")]
        if name in ("requisitioned", "lost") and people:
            name = people[0]
        elif name == "lost" and not scene.tokens[event.begin].keys.isdisjoint(words("to_lose")):
            name = "missing"
    if name in ("missing", "born") and scene.language != "en" and _both_said(scene):
        return "not_born"
    if name in ("died", "killed") and hunger_beside(scene, event.begin, event.end):
        name = "starved"
    if name == "killed":
        subject = {k for t in scene.tokens[max(0, event.begin - 6) : event.begin] for k in t.keys}
        if not subject.isdisjoint(_HUNGER_NOUNS):
            name = "starved"
        elif not subject.isdisjoint(words("diseases")):
            name = "died"
    return name


def _taken_by(scene: Scene, event: Event, noun: Noun | None) -> str | None:
    """Чума забрала, голод прибрав: lives that a disease, a famine or a war took, not men who took prisoners."""
    tokens = scene.tokens[event.begin : event.end]
    if scene.language == "en" or not any(not t.keys.isdisjoint(words("takes_lives")) for t in tokens):
        return None
    if noun is not None and noun.section in ("animals", "things"):
        return None
    for k in range(max(0, event.begin - 7), min(len(scene), event.end + 4)):
        token = scene.tokens[k]
        if k in range(event.begin, event.end) or "nomn" not in token.grammar:
            continue
        if not token.keys.isdisjoint(_HUNGER_NOUNS):
            return "starved"
        if not token.keys.isdisjoint(words("diseases") | words("calamities")):
            return "died"
    return None


def _both_said(scene: Scene) -> bool:
    """Народжень недорахувалися чотирьох тисяч: births, and that they are missing."""
    said = {value for mark in scene.marks.get("event", ()) for value in mark.values[:1]}
    return {"missing", "born"} <= said


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
