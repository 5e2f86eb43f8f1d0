"""What no list knows and the build of the sentence shows: proposed last, of what is left, and least sure.

The rules before these ask for a known event, group or catastrophe. Text is about more than lists hold: three granaries,
a famine that "peaked", tenants who "fared worst". A statement that nobody makes of himself, with a verb of its own, is
proposed here as being of something other; a person who confirms it says of what.
"""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.clauses import clause, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.events import STRONG
from cenotaph.claims.figures import is_age, is_denied, is_ratio, is_whole, predicate_noun
from cenotaph.claims.hedging import hedge_before
from cenotaph.claims.nouns import EVERYBODY, noun_at, plural
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

CONFIDENCE = 0.4
_LEAST = 3  # of things: one or two of them are told, not counted
_FAR = 8  # words between whom it is said of and the verb


def figures_left(read: Read) -> None:
    """There were three granaries in the district; shipped 51.5 tonnes of gold: things that no list has."""
    for m in read.mentions:
        if m.kind not in ("count", "mass", "share") or read.counted(m.first, m.last) or m.is_label or m.is_denied:
            continue
        first, last = clause(read.scene, m.begin, m.end)
        if not _may_count(read, m) or _is_private(read.scene, first, last) or not has_verb(read.scene, first, last):
            continue
        group = m.noun.name if m.noun is not None else EVERYBODY
        kind = "share" if m.kind == "share" else "quantity"
        draft = Draft(kind, m.begin, m.end, event_of(read, first, last), group, m.quantity)
        draft.confidence, draft.core, draft.figure_end = CONFIDENCE, (m.first, m.last), m.end
        draft.negated = is_denied(read.scene, m)
        read.drafts.append(draft)


def _may_count(read: Read, m: Mention) -> bool:
    value = m.quantity.high or 0
    if m.kind == "share":
        if predicate_noun(read.scene, m.end) is not None and m.end < len(read.scene):
            return True  # two out of three were women
        bare = bool(m.quantity.vague) and read.scene.low(m.last) not in ("of", "з", "із", "из")
        return not bare and (m.of is not None or bool(read.drafts))
    if m.quantity.vague or is_ratio(read.scene, m) or is_whole(read, m) or is_age(read, m):
        return False
    if m.kind == "mass":
        return m.quantity.unit != "rubles"  # prices, wages and fines are of no population
    if m.noun is None or m.noun.begin < m.last or m.noun.begin > m.last + 2:
        return False
    if read.scene.at(m.noun.begin, "unit:denied") or read.scene.low(m.begin - 1) in words("inside_slavic"):
        return False  # forty miles; розмістили в одинадцяти притулках
    known = m.noun.section in ("things", "animals")
    return value >= _LEAST and (known or (m.noun.section == "unknown" and read.scene.language == "en"))


def bare_left(read: Read) -> None:
    """Burials: 88; some say forty thousand; the garrison never exceeded 800; у травні — 305, а в червні тільки 90."""
    for m in read.mentions:
        bare = m.kind == "count" and m.noun is None and not m.quantity.vague
        if not bare or read.counted(m.first, m.last) or m.is_label or m.is_denied or (m.quantity.high or 0) < 2:
            continue
        if is_ratio(read.scene, m) or is_whole(read, m) or is_age(read, m) or not _ends(read.scene, m.last):
            continue
        if read.scene.low(m.begin - 1) in words("out_of_total"):
            continue
        first, last = clause(read.scene, m.begin, m.end)
        source = _source(read, m, first)
        if source is None or is_personal(read.scene, first, last):
            continue
        begin, event, group, unit = source
        quantity = m.quantity.model_copy(update={"unit": unit})
        draft = Draft("quantity", begin, m.end, event, group, quantity, confidence=CONFIDENCE)
        draft.core, draft.figure_end, draft.negated = (m.first, m.last), m.end, is_denied(read.scene, m)
        read.drafts.append(draft)


def _ends(scene: Scene, k: int) -> bool:
    """Whether a figure ends its phrase: nothing that is counted follows."""
    after = scene.tokens[k] if k < len(scene) else None
    if after is None or after.kind == "punct":
        return scene.low(k) not in ("-", "/", "%", ":")
    return after.low in words("english_after_figures") or "PREP" in after.grammar


def _source(read: Read, m: Mention, first: int) -> tuple[int, str, str, str] | None:
    """(where the words begin, event, group, unit) of what a figure without a noun is of; None where nothing says."""
    scene, k = read.scene, m.begin - 1
    last = next((d for d in reversed(read.drafts) if d.kind == "quantity" and d.quantity is not None), None)
    if last is not None and last.end <= m.begin and _continues(read, m, last):
        return m.begin, last.event, last.group, last.quantity.unit
    if scene.low(k) == ":" and k and (said := scene.at(k - 1, "event") or scene.at(k - 1, "group")) is not None:
        return said.begin, event_of(read, said.begin, k), group_of(read, said.begin, k), "persons"
    name, group = event_of(read, first, m.begin), group_of(read, first, m.begin)
    near = range(max(first, k - 2), m.begin)
    amounts = next((j for j in near if not scene.tokens[j].keys.isdisjoint(words("amounting"))), None)
    if amounts is not None and (group != EVERYBODY or name != "other"):
        return amounts, "counted" if name == "other" else name, group, "persons"
    said_so = scene.low(k) in words("say") and m.is_scaled
    return (k, name, group, "persons") if said_so else None


def _continues(read: Read, m: Mention, last: Draft) -> bool:
    """In May 305, and in June only 90: after a count of the same sentence, behind a time or a word of what is next."""
    between = range(last.end, m.begin)
    if len(between) > _FAR:
        return False
    words_of = [read.scene.low(k) for k in between]
    dated = any(d.begin < m.begin and d.end > last.end for d in read.dates)
    next_ = not words("what_came_next").isdisjoint(words_of)
    stop = any(w in (",", ";", "—", "–") for w in words_of)
    return stop and (dated or next_) and not any(is_any_verb(read.scene, k) for k in between)


def comparisons_left(read: Read) -> None:
    """Gansu fared worse; рис подорожал вшестеро; зерна було втричі менше, ніж треба."""
    scene = read.scene
    for mark in scene.marks.get("multiple", ()) if scene.language != "en" else ():
        first, last = clause(scene, mark.begin, mark.end)
        often = scene.low(mark.begin) in words("so_many_times")
        if often or float(mark.value) <= 1 or is_personal(scene, first, last) or not read.free(mark.begin, mark.end):
            continue
        verb = next((k for k in range(mark.begin - 1, first - 1, -1) if is_any_verb(scene, k)), None)
        if verb is None or not read.free(verb, mark.end):
            continue
        hedge, begin = hedge_before(scene, mark.begin)
        value = Quantity(low=mark.value, high=mark.value, step=1, hedge=hedge, unit="times")
        than = next((k for k in range(mark.end, last) if scene.at(k, "phrase:than")), last)
        draft = Draft("comparison", min(verb, begin), last if than < last else mark.end, event_of(read, first, last),
                      group_of(read, first, last), value, than=text_of(scene, than + 1, last))  # fmt: skip
        draft.confidence, draft.core = CONFIDENCE, (begin, mark.end)
        read.drafts.append(draft)
    for k in range(1, len(scene)) if scene.language == "en" else ():
        first, last = clause(scene, k, k + 1)
        worse = scene.low(k) in words("worse_or_better") and is_verb(scene, k - 1) and _ends(scene, k + 1)
        worse = worse and scene.low(k - 1) not in words("english_auxiliaries") and not is_personal(scene, first, last)
        if worse and read.free(first, k + 1):
            name, group = event_of(read, first, last), group_of(read, first, last)
            read.drafts.append(Draft("comparison", first, k + 1, name, group, confidence=CONFIDENCE))


def lengths_left(read: Read) -> None:
    """Ate bark for five months; rained for the first time in 212 days; ешелон ішов двадцять три доби."""
    scene = read.scene
    for m in read.mentions:
        if m.kind != "time" or m.quantity.vague or not read.free(m.begin, m.end):
            continue
        first, last = clause(scene, m.begin, m.end)
        if _is_private(scene, first, last) or scene.has("phrase:age", first, last) or m.is_label:
            continue
        counted = any(d.quantity is not None and d.begin < last and first < d.end for d in read.drafts)
        if not _goes_on(scene, m, first, last) or (counted and scene.low(m.begin - 1) == "in"):
            continue  # shot 681,692 people in two years
        opening = m.begin - (scene.low(m.begin - 1) in words("how_long"))
        begin = next((k for k in range(first, m.begin) if is_any_verb(scene, k)), opening)
        name, group = event_of(read, first, last), group_of(read, first, last)
        begin = begin if read.free(begin, m.end) else opening
        read.drafts.append(Draft("duration", begin, m.end, name, group, m.quantity, confidence=CONFIDENCE))


def _goes_on(scene: Scene, m: Mention, first: int, last: int) -> bool:
    """Whether a length of time says how long the verb of its clause went on."""
    before = scene.low(m.begin - 1)
    if scene.low(m.last) in words("lengths_no_more"):
        return False  # five years later, десять лет назад
    if scene.language == "en":
        for_time = scene.ending(m.begin, "phrase:for_time") is not None or before == "for"
        first_time = before == "in" and scene.low(m.begin - 2) in ("time", "once")
        return (for_time or first_time) and has_verb(scene, first, last)
    plain = scene.tokens[m.begin - 1].grammar if m.begin > first else frozenset()
    near = range(max(first, m.begin - 4), m.begin)
    is_what = any(not scene.tokens[k].keys.isdisjoint({"бути", "быть"}) for k in near)  # был 51 год
    return "PREP" not in plain and not is_what and any(is_any_verb(scene, k) for k in near)


def causes_left(read: Read) -> None:
    """Because the seed had been eaten, nothing was sown: a verb on either side, whatever it is."""
    scene = read.scene
    for mark in scene.marks.get("phrase:cause_by", ()):
        if scene.low(mark.begin) not in words("because"):
            continue
        start, stop = _sentence_part(scene, mark.begin, mark.end)
        if any(d.begin < stop and start < d.end for d in read.drafts) or is_personal(scene, start, stop):
            continue
        opens = mark.begin <= start + 1
        comma = next((k for k in range(mark.end, stop) if scene.low(k) == ","), stop)
        effect = (comma + 1, stop) if opens else (start, mark.begin)
        reason = (mark.end, comma)
        if reason[1] <= reason[0] or not has_verb(scene, *effect):
            continue
        said = " ".join(t.text for t in scene.tokens[reason[0] : reason[1]])
        name, group = event_of(read, *effect), group_of(read, *effect)
        begin, end = (start, stop) if opens else (start, reason[1])
        read.drafts.append(Draft("cause", begin, end, name, group, cause=said, confidence=CONFIDENCE))


def clefts_left(read: Read) -> None:
    """It was not the cold that killed them but dysentery; людей вбивав не мороз, а цинга."""
    scene = read.scene
    for k in range(len(scene) - 3):
        first, last = clause(scene, k, k + 1)
        if scene.low(k) == "it" and scene.low(k + 1) in ("was", "is"):
            that = next((j for j in range(k + 2, min(last, k + _FAR + 2)) if scene.low(j) in ("that", "which")), None)
            begin = k
        elif scene.low(k) == "не" and "NOUN" in scene.tokens[k + 1].grammar and scene.low(k + 2) == ",":
            that, begin = (k - 1 if scene.low(k + 3) in ("а", "но", "але") else None), first
        else:
            continue
        name = event_of(read, *((that, last) if scene.language == "en" and that else (first, k)))
        if that is None or name not in STRONG or is_personal(scene, first, last) or not read.free(begin, last):
            continue
        stop = min(last if scene.language == "en" else k + 5, len(scene))
        said = text_of(scene, k + 2, that) if scene.language == "en" else text_of(scene, k + 4, stop)
        draft = Draft("cause", begin, stop, name, group_of(read, first, last), cause=said, confidence=CONFIDENCE)
        read.drafts.append(draft)


def _sentence_part(scene: Scene, begin: int, end: int) -> tuple[int, int]:
    """To the next sign, commas apart, that ends a part of a sentence."""
    while begin > 0 and scene.low(begin - 1) not in words("ends_of_parts"):
        begin -= 1
    while end < len(scene) and scene.low(end) not in words("ends_of_parts"):
        end += 1
    return begin, end


def extremes_left(read: Read) -> None:
    """The villages by the railway suffered most; mortality peaked; Tongwei worst of all; гірше за всіх."""
    scene = read.scene
    for k in range(1, len(scene)):
        width = _extreme(scene, k)
        if not width:
            continue
        first, last = clause(scene, k, k + width, commas=True)
        taken = any(d.begin < k + width and k < d.end for d in read.drafts)
        if taken or is_personal(scene, first, last):
            continue
        name, group = event_of(read, first, last), group_of(read, first, last)
        read.drafts.append(Draft("superlative", first, last, name, group, confidence=CONFIDENCE))


def _extreme(scene: Scene, k: int) -> int:
    """How many tokens say that something was most or worst; nought where none do."""
    low, after = scene.low(k), scene.low(k + 1)
    if low in words("peaked"):
        return 1
    if after == "of" and scene.low(k + 2) not in words("of_all"):
        return 0  # most of them: a share
    if low in words("worst") and after in words("of_all") and scene.low(k + 2) in words("of_all"):
        return 3
    ends = after in ("", ".", ",", ";", "!") or after in words("english_after_figures")
    if scene.language == "en":
        return int(low in words("worst") and ends and is_verb(scene, k - 1) and scene.low(k - 1) not in ("was", "were"))
    near = any(is_any_verb(scene, j) for j in range(max(0, k - 2), min(len(scene), k + 3)))
    return int(low in words("worst") and near)


def universals_left(read: Read) -> None:
    """Every cadre ate well; no grain barge was allowed past; only the poor died; everyone over ten was put to dig."""
    scene = read.scene
    for k in range(len(scene)):
        opened = _of_all_or_none(scene, k)
        if not opened:
            continue
        first, last = clause(scene, k, k + opened)
        near = [*range(k + opened, min(last, k + opened + _FAR))]
        near += [j for j in range(k - 1, max(first, k - 3) - 1, -1) if scene.language != "en"]  # забрали все насіння
        verb = next((j for j in near if is_any_verb(scene, j)), None)
        if verb is None or is_personal(scene, first, last) or not read.free(min(k, verb), max(k, verb) + 1):
            continue
        if any(scene.tokens[j].low in words("of_opinion") for j in range(k, min(last, verb + 3))):
            continue  # nobody knows
        end = verb + 1 if verb + 1 >= last or not is_any_verb(scene, verb + 1) else verb + 2
        begin, end = min(k, verb), max(end, k + 2)
        noun = next((n for j in range(k + 1, end) if (n := noun_at(scene, j)) is not None), None)
        named = noun.name if noun is not None else _last_word(scene, k + opened, verb)
        negated = scene.low(k) in words("english_none") | words("none_slavic")
        name = event_of(read, first, last)
        read.drafts.append(Draft("universal", begin, end, name, named, negated=negated, confidence=CONFIDENCE))


def _of_all_or_none(scene: Scene, k: int) -> int:
    """How many tokens say "of all" or "of none" at a token, before whom it is said of; nought where none do."""
    low, after = scene.low(k), scene.low(k + 1)
    if scene.language != "en":
        return _of_all_or_none_slavic(scene, k)
    if low in words("english_everybody"):
        return 1
    if (
        low == "only"
        and after == "the"
        and (k == 0 or scene.tokens[k - 1].kind == "punct" or scene.low(k - 1) == "that")
    ):
        return 2
    if low in words("english_every") | words("english_none"):
        time = any(scene.at(j, f"when:{unit}_unit") for j in (k + 1, k + 2) for unit in words("units_of_time"))
        return int(
            not time
            and after not in words("english_no_idioms")
            and scene.tokens[min(k + 1, len(scene) - 1)].kind == "word"
        )
    return 0


def _of_all_or_none_slavic(scene: Scene, k: int) -> int:
    """Нікого не попереджали; ни в одном из сёл; забрали все насіння: a denied verb follows, or what all of it is."""
    low = scene.low(k)
    if low in words("none_slavic"):
        denied = any(scene.low(j) in ("не", "нет", "немає", "нема") for j in range(k + 1, min(len(scene), k + _FAR)))
        return int(denied)
    after = scene.tokens[min(k + 1, len(scene) - 1)]
    time = any(scene.at(k + 1, f"when:{unit}_unit") for unit in words("units_of_time"))
    return int(low in words("all_slavic") and "NOUN" in after.grammar and not time and not after.is_capitalised)


def _last_word(scene: Scene, begin: int, end: int) -> str:
    """The plural of the last word before a verb, for whom no list knows; everybody where there is none."""
    stop = next((j for j in range(begin, end) if scene.low(j) in words("function_words_en")), end)
    word = scene.low(stop - 1) if stop > begin else ""
    return plural(word) if word.isalpha() and len(word) > 2 else EVERYBODY


def orders_left(read: Read) -> None:
    """The weavers before the small tenants; ahead of the army went the typhus: two sides, each with a verb or whom."""
    scene = read.scene
    for mark in scene.marks.get("phrase:sequence", ()):
        first, last = clause(scene, mark.begin, mark.end)
        stop = next((k for k in range(mark.end, last) if scene.low(k) in (",", ";", ".")), last)
        dated = any(d.begin - 1 <= mark.begin < d.end or mark.begin <= d.begin <= mark.end for d in read.dates)
        if dated or is_personal(scene, first, last) or not read.free(first, stop):
            continue
        before, after = range(first, mark.begin), range(mark.end, stop)
        if mark.begin <= first + 1:
            told = has_verb(scene, mark.end, stop) and group_of(read, mark.end, stop) != EVERYBODY
        else:
            told = all(any(is_any_verb(scene, k) or scene.at(k, "group") for k in side) for side in (before, after))
        if not told:
            continue
        name, group = event_of(read, first, stop), group_of(read, first, stop)
        than = text_of(scene, mark.end, stop)
        read.drafts.append(Draft("sequence", first, stop, name, group, than=than, confidence=CONFIDENCE))


def _is_private(scene: Scene, begin: int, end: int) -> bool:
    """I, we, he or she: a memory or one life, no statement of record."""
    return is_personal(scene, begin, end) or any(scene.low(k) in words("of_one_life") for k in range(begin, end))


def is_any_verb(scene: Scene, k: int) -> bool:
    """A verb of any language."""
    if scene.language == "en":
        return is_verb(scene, k)
    marks = scene.tokens[k].grammar
    return "NOUN" not in marks and not {"VERB", "PRTS", "Impe"}.isdisjoint(marks)


def has_verb(scene: Scene, begin: int, end: int) -> bool:
    return any(is_any_verb(scene, k) for k in range(begin, end))


def leftovers(read: Read) -> None:
    """Add what is left."""
    universals_left(read)
    extremes_left(read)
    orders_left(read)
    comparisons_left(read)
    lengths_left(read)
    causes_left(read)
    clefts_left(read)
    figures_left(read)
    bare_left(read)
