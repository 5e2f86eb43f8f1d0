"""Builds that Ukrainian and Russian have for order, the utmost and cause where English has others."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_STOPS = frozenset(",;.!?—–:")
_FINITE = frozenset({"VERB", "PRTS"})
_MOST = 14


def slavic_builds(read: Read) -> None:
    """Add drafts for the builds of these two languages; nothing for English."""
    if read.scene.language == "en":
        return
    _no_sooner(read)
    _before_what(read)
    _none_worse(read)
    _not_this_but_that(read)
    _guilty(read)
    _one_after_another(read)


def _to_stop(scene: Scene, begin: int) -> int:
    end = begin
    while end < len(scene) and scene.low(end) not in _STOPS and end - begin < _MOST:
        end += 1
    return end


def _says(read: Read, begin: int, end: int) -> bool:
    """Whether a stretch is about an event or a catastrophe."""
    return event_of(read, begin, end) != "other" or catastrophe(read.scene, begin, end) is not None


def _has_verb(scene: Scene, begin: int, end: int) -> bool:
    return any(not scene.tokens[k].grammar.isdisjoint(_FINITE) for k in range(begin, end))


def _no_sooner(read: Read) -> None:
    """Ледве вляглася холера, почався набір; едва кончился тиф, пришёл голод."""
    scene = read.scene
    first = scene.tokens[0].low if scene.tokens else ""
    if first not in words("no_sooner"):
        return
    comma = next((k for k in range(1, len(scene)) if scene.low(k) == ","), None)
    if comma is None or not read.free(0, len(scene)):
        return
    end = _to_stop(scene, comma + 1)
    both = _has_verb(scene, 1, comma) and _has_verb(scene, comma + 1, end)
    if not both or not _says(read, 1, end) or is_personal(scene, 0, end):
        return
    name, group = event_of(read, comma + 1, end), group_of(read, comma + 1, end)
    read.drafts.append(
        Draft("sequence", 0, end, name, group, than=text_of(scene, 1, comma), confidence=0.5)
    )  # fmt: skip


def _before_what(read: Read) -> None:
    """Хлеб вывезли прежде засухи; ухвалили ще до пострілів; прежде, нежели отгремел залп."""
    scene = read.scene
    for k in range(1, len(scene) - 1):
        after = _opens_order(scene, k)
        if after is None or any(d.begin <= after < d.end or d.begin <= k < d.end for d in read.dates):
            continue
        begin, _ = clause(scene, k, k + 1)
        end = _to_stop(scene, after)
        if end <= after or not _has_verb(scene, begin, k) or not read.free(k, end) or is_personal(scene, begin, end):
            continue
        if not (_says(read, begin, k) or _says(read, after, end)) or scene.at(after, "number") is not None:
            continue
        if any(d.begin < k and begin < d.end for d in read.drafts):
            continue
        name, group = event_of(read, begin, k), group_of(read, begin, k)
        read.drafts.append(
            Draft("sequence", max(begin, k - 6), end, name, group, than=text_of(scene, after, end), confidence=0.5)
        )


def _opens_order(scene: Scene, k: int) -> int | None:
    """The token after "прежде", "ще до", "прежде, нежели"; None where no order is said."""
    word, following = scene.low(k), scene.low(k + 1)
    if word in words("sooner_slavic") and following == "," and scene.low(k + 2) in words("than"):
        return k + 3
    if word in words("sooner_slavic") and "gent" in scene.tokens[k + 1].grammar:
        return k + 1
    if word in ("ще", "еще") and following in ("до", "перед"):
        return k + 2
    return None


def _none_worse(read: Read) -> None:
    """Тяжчої зими Таврія не знала; горше всего пришлось вдовам: the utmost, without a superlative."""
    scene = read.scene
    for k in range(len(scene) - 1):
        end = _utmost(scene, k)
        if end is None or any(d.kind == "superlative" and d.begin < end and k < d.end for d in read.drafts):
            continue
        if not read.free(k, end) or is_personal(scene, k, end):
            continue
        begin, last = clause(scene, k, end)
        event = event_of(read, begin, last)
        read.drafts.append(Draft("superlative", k, end, event, group_of(read, k, last), confidence=0.5))


def _utmost(scene: Scene, k: int) -> int | None:
    marks, following = scene.tokens[k].grammar, scene.tokens[k + 1]
    of_all = scene.low(k + 1) in ("всего", "всех", "других", "за")
    if of_all and ({"COMP", "Cmp2"} & marks or scene.low(k) in words("worse")):
        far = _to_stop(scene, k)
        return far if _has_verb(scene, k, far) else None
    is_worse = scene.tokens[k].keys & words("worse_adjectives")
    if (
        not is_worse
        or "NOUN" not in following.grammar
        or following.keys.isdisjoint(words("time_words") | words("misfortunes"))
    ):
        return None
    for j in range(k + 2, min(k + 7, len(scene) - 1)):
        if scene.low(j) == "не" and scene.tokens[j + 1].keys & words("to_know"):
            return j + 2
    return None


def _not_this_but_that(read: Read) -> None:
    """Не тиф там косил, а голод; не суховій, а вивіз довів людей до могили: a cause denied and the right one."""
    scene = read.scene
    if not scene.tokens:
        return
    for k in range(len(scene) - 3):
        if scene.low(k) != "не" or (k and scene.low(k - 1) not in _STOPS):
            continue
        comma = next((j for j in range(k + 2, min(k + 8, len(scene) - 1)) if scene.low(j) == ","), None)
        if comma is None or scene.low(comma + 1) != "а" or "nomn" not in scene.tokens[k + 1].grammar:
            continue
        end = _to_stop(scene, comma + 2)
        named = {"NOUN"} <= scene.tokens[k + 1].grammar and "NOUN" in scene.tokens[comma + 2].grammar
        if not named or not read.free(k, end) or event_of(read, k, end) not in STRONG:
            continue
        cause = scene.tokens[comma + 2].text
        group = group_of(read, comma + 2, end)
        read.drafts.append(Draft("cause", k, end, event_of(read, k, end), group, cause=cause, confidence=0.5))


def _guilty(read: Read) -> None:
    """Виною тому была оспа; причиною стала блокада: what was to blame, said of what the sentence before told."""
    scene = read.scene
    if len(scene) < 3 or scene.low(0) not in words("by_fault") or read.context.event in ("", "other"):
        return
    be = next((k for k in range(1, min(4, len(scene))) if scene.tokens[k].keys & words("is_or_became")), None)
    if be is None or not read.free(0, be + 2):
        return
    end = _to_stop(scene, be + 1)
    cause = text_of(scene, be + 1, end)
    read.drafts.append(
        Draft("cause", 0, end, read.context.event, read.context.group or "people", cause=cause, confidence=0.5)
    )


def _one_after_another(read: Read) -> None:
    """За бескормицей пришёл падёж, за падежом — людоедство: one misfortune brought the next."""
    scene = read.scene
    for k in range(len(scene) - 3):
        if scene.low(k) not in ("за", "услід", "вслед") or not read.free(k, k + 3):
            continue
        j = k + 1 if scene.low(k) == "за" else k + 2
        then = j + 2
        if then >= len(scene) or not (_misfortune(scene, j) and "ablt" in scene.tokens[j].grammar):
            continue
        brings = scene.low(j + 1) in ("—", "–") or scene.at(j + 1, "phrase:begin") is not None
        if brings and _misfortune(scene, then) and "nomn" in scene.tokens[then].grammar:
            event, cause = event_of(read, j + 1, then + 1), scene.tokens[j].text
            read.drafts.append(Draft("cause", k, then + 1, event, "people", cause=cause, confidence=0.5))


def _misfortune(scene: Scene, k: int) -> bool:
    return scene.at(k, "phrase:catastrophe") is not None or scene.at(k, "event") is not None
