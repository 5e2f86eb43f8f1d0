"""What stands around a figure: of them, not the, aged, by three to one, there were."""

from __future__ import annotations

from cenotaph.claims.clauses import clause
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import Event
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_after, noun_at
from cenotaph.claims.numerals import number_at
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_EXISTS = {
    "en": words("exists_en"),
    "uk": words("exists_uk"),
    "ru": words("exists_ru"),
}
_IS = frozenset(["be", "бути", "є", "быть", "—", "–", "становити", "составлять"])
_DETERMINERS = words("determiners")
_OUT_OF = frozenset(["of", "from", "з", "із", "зі", "из"])
_LIST = frozenset(["and", "then", "і", "и", "та", "потом", "потім"])
_NUMBERED = words("numbered")
OLDEST = 115


def part_phrase(scene: Scene, m: Mention, taken: list[tuple[int, int]] | None = None) -> tuple[int, int] | None:
    """Of them, з них, из них, among them beside a figure: tokens of the phrase."""
    for mark in scene.marks.get("phrase:in_part", ()):
        single = mark.end - mark.begin == 1
        if taken and any(begin < mark.end and mark.begin < end for begin, end in taken):
            continue
        if mark.begin == m.last or (mark.begin == m.end and not single):
            return mark.begin, mark.end
        listed = scene.language == "en" and 0 < m.begin - mark.end <= 4 and scene.low(m.begin - 1) == ","
        stops = (",", ";", ":", ".")
        if listed and not any(scene.low(k) in stops for k in range(mark.end, m.begin - 1)):
            return mark.begin, mark.end  # of these hanged, 6
        close = mark.end <= m.begin and m.begin - mark.end <= 2 and not single
        if close and not any(scene.low(k) in (",", ";", ":", ".") for k in range(mark.end, m.begin)):
            return mark.begin, mark.end
    return None


def predicate_noun(scene: Scene, end: int) -> Noun | None:
    """Of them 510 were children; половина з них — діти; были поляками: who they are said to be."""
    if end >= len(scene) or scene.tokens[end].keys.isdisjoint(_IS):
        return noun_after(scene, end, most=0) if end < len(scene) else None
    noun = noun_after(scene, end + 1, most=2)
    return noun if noun is not None and noun.section != "unknown" else None


def said_to_be(scene: Scene, end: int) -> Noun | None:
    """Six million died, and five million were Kazakhs: a bare figure said to be of a people, and no more of them."""
    if scene.language != "en" or scene.low(end) not in ("was", "were", "are"):
        return None
    noun = predicate_noun(scene, end)
    closed = noun is not None and (noun.end >= len(scene) or scene.tokens[noun.end].kind == "punct")
    return noun if closed and noun.is_people and noun.begin > end else None


def is_age(read: Read, m: Mention) -> bool:
    """Of forty-four, children under five, якому минуло вісімдесят сім: years of a life, no count."""
    scene, value = read.scene, m.quantity.high
    people = m.noun is not None and m.noun.section in ("people", "nations")
    if value is None or value > OLDEST or m.is_scaled or people:
        return False
    before, after = scene.low(m.first - 1), scene.low(m.last)
    if scene.has("phrase:age", max(0, m.first - 7), min(len(scene), m.last + 4)):
        return True
    if scene.language == "en":
        child = noun_at(scene, m.first - 2)
        grown = noun_at(scene, m.begin - 1)
        if scene.low(m.begin) == "between" and m.noun is None and grown is not None and grown.is_people:
            return True  # every man between eighteen and forty
        if before in ("under", "over", "above") and child is not None and child.is_people:
            return True  # no child under two survived
        of_age = before == "of" and any(scene.at(k, "group") for k in (m.first - 2, m.first - 3))
        was = m.noun is None and before == "was" and after in (".", ",", "when", "and", "")
        if (before in ("under", "over", "age", "aged") or of_age or was) and scene.at(m.last, "event") is None:
            return True
    if before == "at" and m.noun is None and scene.tokens[m.first].kind == "word":
        return True
    whose = [scene.low(k) for k in range(max(0, m.first - 4), m.first)]
    if m.noun is None and not words("to_whom").isdisjoint(whose):
        return True  # йому було дев'яносто один
    bare = m.noun is None and before == "," and after in (",", ".", ";", "")
    return bare and scene.tokens[m.first].kind == "number" and not read.drafts


def is_single(scene: Scene, m: Mention) -> bool:
    """Лише одному з пасажирів, одной-единственной курсистке: one that is counted, no article or pronoun."""
    if scene.language == "en" or m.noun is None or m.noun.section not in ("people", "nations"):
        return False
    return not words("single").isdisjoint([scene.low(m.first - 1), scene.low(m.first + 1)]) or any(
        scene.low(k).startswith(("єдин", "единствен")) for k in range(m.first, m.end + 1)
    )


def whom_it_cost(scene: Scene, m: Mention) -> str | None:
    """Победа стоила румынам тысяч пятидесяти: whose lives they were stands in the dative."""
    if scene.language == "en":
        return None
    for k in range(m.begin - 1, max(0, m.begin - 9), -1):
        if scene.tokens[k].keys.isdisjoint(words("to_cost")):
            continue
        nouns = (noun_at(scene, j) for j in range(k + 1, m.begin) if "datv" in scene.tokens[j].grammar)
        return next((n.name for n in nouns if n is not None and n.is_people), None)
    return None


def said_of_topic(read: Read, m: Mention) -> Event | None:
    """Спалених сіл нараховується сто, не рождённых наберётся двадцать: what the words before the figure say of them."""
    if m.noun is None or m.noun.end > m.first or read.scene.language == "en":
        return None
    near = range(max(0, m.noun.begin - 2), m.noun.end)
    fitting = (e for e in read.events if e.end - 1 in near and not e.is_noun and e.names[0] not in ("counted", "other"))
    marks = read.scene.tokens
    return next((e for e in fitting if "gent" in marks[e.end - 1].grammar), None)


def is_ratio(scene: Scene, m: Mention) -> bool:
    """By three to one; outnumbered births three to one; give or take two thousand."""
    margin = scene.low(m.first - 1) == "take" and scene.low(m.first - 2) == "or"
    to_one = scene.low(m.last) in ("to", ":") and (
        scene.low(m.first - 1) == "by" or (number_at(scene, m.last + 1) is not None and m.noun is None)
    )
    return margin or to_one


def is_whole(read: Read, m: Mention) -> bool:
    """The 41 of "Of the 41 members, 38 were shot": a base, no statement of its own."""
    scene, k = read.scene, m.begin - 1
    if m.noun is not None and m.noun.end <= m.first and m.first - m.noun.end > 0:
        k = m.first - 1  # із вихованців перебуло зиму сто троє
    if scene.language != "en" and scene.low(k) in ("в", "у") and "NOUN" in scene.tokens[k - 1].grammar:
        first, _ = clause(scene, k, m.end)
        if any(scene.low(j) in _OUT_OF for j in range(max(first, k - 3), k)):
            return True  # из нашего выпуска в сорок человек вернулись шестеро
    shares = [o for o in read.mentions if o.kind == "share" and scene.low(o.last) == "of" and scene.language == "en"]
    near = [range(o.last, m.first) for o in shares if 0 < m.first - o.last <= 4]
    if any(all(scene.tokens[k].kind == "word" for k in between) for between in near):
        return True  # 80 per cent of the city's two million people
    while scene.low(k) in _DETERMINERS:
        k -= 1
    if k < 0 or scene.low(k) not in _OUT_OF or scene.ending(k, "phrase:figure") is not None:
        return False
    begins = k == 0 or scene.low(k - 1) in words("is_whole")
    others = any(o.begin >= m.end and o.kind in ("count", "share") for o in read.mentions)
    _, last = clause(scene, k, m.end)
    beside = any(m.end <= o.begin < last and o.kind in ("count", "share") for o in read.mentions)
    if scene.language != "en" and k > 0 and "NOUN" in scene.tokens[k - 1].grammar and beside:
        return True  # в приюте из ста двенадцати детей уцелело семьдесят
    after_part = any(o.end == k and o.kind == "count" and o.noun is not None for o in read.mentions) and m.noun is None
    none = after_part or any(0 <= k - mark.end <= 1 for mark in scene.marks.get("phrase:none", ()))
    return (begins and others) or scene.at(k - 1, "number") is not None or none


def whole_noun(read: Read, m: Mention) -> Noun | None:
    """The noun of the whole that was named first: of the 41 members, 38; із 25 тисяч сіл кожне п'яте."""
    return next((o.noun for o in read.mentions if o.end <= m.begin and o.noun is not None and is_whole(read, o)), None)


def subject_noun(read: Read, m: Mention) -> Noun | None:
    """The livestock of Kazakhstan fell from 40 million: whose figure it is, named before the verb."""
    scene = read.scene
    begin = m.begin
    while begin > 0 and scene.low(begin - 1) not in (";", ":", "—", "("):
        begin -= 1
    for k in range(begin, m.begin):
        noun = noun_at(scene, k)
        if noun is None or scene.low(k - 1) in ("by", "from", "to", "with"):
            continue
        if noun.section == "animals" or (noun.section in ("people", "nations") and noun.name != EVERYBODY):
            moved = any(
                scene.at(w, "phrase:changed") or not scene.tokens[w].keys.isdisjoint(_NUMBERED)
                for w in range(noun.end, m.begin)
            )
            return noun if moved else None
    return None


def is_parallel(scene: Scene, m: Mention, last: Draft) -> bool:
    """A list: 6,000 officers, 2,500 policemen, 46 border guards."""
    between = range(last.end, m.begin)
    return len(between) <= 3 and last.end <= m.begin and all(
        scene.tokens[k].kind == "punct" or scene.low(k) in _LIST for k in between
    )  # fmt: skip


def exists_near(scene: Scene, m: Mention) -> bool:
    """There were, lived, налічувалося: that so many were there."""
    window = scene.tokens[max(0, m.begin - 5) : m.begin] + scene.tokens[m.end : m.end + 4]
    if m.noun is not None and m.noun.end <= m.first:
        window += scene.tokens[m.noun.end : m.first]  # хурулов было сто семьдесят пять
    if any(scene.at(k, "phrase:changed") for k in range(max(0, m.begin - 9), m.begin)):
        return True
    return any(not t.keys.isdisjoint(_EXISTS[scene.language]) for t in window if t.kind == "word")


def not_this(scene: Scene, m: Mention) -> bool:
    """Not the 180 million announced, а не 15 тысяч, instead of five."""
    k = m.begin - 1
    while scene.low(k) in _DETERMINERS or (
        k > 0 and not scene.tokens[k].grammar.isdisjoint({"PRTF", "ADJF"}) and scene.tokens[k].kind == "word"
    ):
        k -= 1
    if scene.low(k) == "не" and scene.low(k - 1) in words("if_slavic"):
        return False  # если не каждого третьего, то каждого четвёртого
    return scene.low(k) in ("not", "не", "вместо", "замість") or (
        scene.low(k) == "of" and scene.low(k - 1) in ("instead", "opposed")
    )


def is_denied(scene: Scene, m: Mention) -> bool:
    """It is not true that a quarter perished; ... однако это не так."""
    if not_this(scene, m):
        return True
    for mark in scene.marks.get("phrase:denial", ()):
        if scene.low(mark.begin) == "contrary":
            continue
        before = mark.end <= m.begin and not any(scene.low(i) in (";", ":") for i in range(mark.end, m.begin))
        stops = {",", ";", "—", "»", '"', "”"}
        after = 0 <= mark.begin - m.end <= 12 and any(scene.low(i) in stops for i in range(m.end, mark.begin))
        if before or after:
            return True
    return False
