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
from cenotaph.claims.hedging import hedge_before
from cenotaph.claims.leftover_figures import (
    CONFIDENCE,
    FAR,
    bare_left,
    ends_phrase,
    figures_left,
    has_verb,
    is_any_verb,
    lengths_left,
)
from cenotaph.claims.nouns import EVERYBODY, noun_at, plural
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words


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
    for m in read.mentions:
        times = m.kind == "times" and (m.quantity.high or 0) > 1
        times = times and (scene.language != "en" or scene.low(m.end) in words("after_times"))
        first, last = clause(scene, m.begin, m.end)
        verb = next((k for k in range(m.begin - 1, first - 1, -1) if is_any_verb(scene, k)), None)
        if times and scene.language != "en" and (verb is None or scene.tokens[verb].keys.isdisjoint(words("risen"))):
            continue  # ходив туди п'ять разів
        if times and verb is not None and read.free(verb, m.end) and not is_personal(scene, first, last):
            name, group = event_of(read, first, last), group_of(read, first, last)
            than = text_of(scene, m.end, last)
            draft = Draft("comparison", first, last, name, group, m.quantity, than=than, confidence=CONFIDENCE)
            draft.core = (m.first, m.last)
            read.drafts.append(draft)
    for k in range(1, len(scene)) if scene.language == "en" else ():
        first, last = clause(scene, k, k + 1)
        worse = scene.low(k) in words("worse_or_better") and is_verb(scene, k - 1) and ends_phrase(scene, k + 1)
        worse = worse and scene.low(k - 1) not in words("english_auxiliaries") and not is_personal(scene, first, last)
        if worse and read.free(first, k + 1):
            name, group = event_of(read, first, last), group_of(read, first, last)
            read.drafts.append(Draft("comparison", first, k + 1, name, group, confidence=CONFIDENCE))


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
            that = next((j for j in range(k + 2, min(last, k + FAR + 2)) if scene.low(j) in ("that", "which")), None)
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


def no_causes_left(read: Read) -> None:
    """Drought had nothing to do with it."""
    scene = read.scene
    for k in range(2, len(scene) - 2):
        if [scene.low(j) for j in range(k, k + 4)] != ["nothing", "to", "do", "with"]:
            continue
        first, last = clause(scene, k, k + 4, commas=True)
        verb = next((j for j in range(first, k) if is_verb(scene, j)), None)
        if verb is None or is_personal(scene, first, last) or not read.free(first, last):
            continue
        name = event_of(read, k + 4, last)
        name = (read.context.event or "other") if name == "other" else name
        draft = Draft("cause", first, last, name, group_of(read, k + 4, last), cause=text_of(scene, first, verb))
        draft.negated, draft.confidence = True, CONFIDENCE
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
        near = [*range(k + opened, min(last, k + opened + FAR))]
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
    if scene.low(k - 1) in words("before_no_universal"):
        return 0  # на каждого врача
    if low in words("none_slavic"):
        denied = any(scene.low(j) in ("не", "нет", "немає", "нема") for j in range(k + 1, min(len(scene), k + FAR)))
        return int(denied)
    after = scene.tokens[min(k + 1, len(scene) - 1)]
    time = any(scene.at(k + 1, f"when:{unit}_unit") for unit in words("units_of_time"))
    return int(low in words("all_slavic") and "NOUN" in after.grammar and not time and not after.is_capitalised)


def _last_word(scene: Scene, begin: int, end: int) -> str:
    """The plural of the last word before a verb, for whom no list knows; everybody where there is none."""
    stop = next((j for j in range(begin, end) if scene.low(j) in words("function_words_en")), end)
    word = scene.low(stop - 1) if stop > begin else ""
    return plural(word) if word.isalpha() and len(word) > 2 else EVERYBODY


def at_all_left(read: Read) -> None:
    """Landowners, as a class, did not starve at all."""
    scene = read.scene
    for k in range(2, len(scene) - 1):
        if (scene.low(k), scene.low(k + 1)) != ("at", "all"):
            continue
        first, last = clause(scene, k, k + 2)
        denied = any(scene.low(j) in ("not", "never", "n't") for j in range(first, k))
        group = group_of(read, first, k)
        if denied and group != EVERYBODY and not is_personal(scene, first, last) and read.free(first, k + 2):
            name = event_of(read, first, k)
            read.drafts.append(Draft("universal", first, k + 2, name, group, negated=True, confidence=CONFIDENCE))


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


def delays_left(read: Read) -> None:
    """Three months after the decree the first trains left; через неделю после приказа вывезли первых."""
    scene = read.scene
    lengths = [(m.begin, m.end) for m in read.mentions if m.kind == "time" and not m.quantity.vague]
    units = [f"when:{unit}_unit" for unit in words("units_of_time")]
    for k in range(len(scene) - 2):
        if scene.low(k) == "через" and any(scene.at(k + 1, unit) for unit in units):
            lengths.append((k, k + 2))
    for begin, end in lengths:
        first, last = clause(scene, begin, end)
        told = scene.low(end) in words("after_or_before") and has_verb(scene, first, last)
        dated = any(end <= d.begin <= end + 1 for d in read.dates)
        if not told or dated or is_personal(scene, first, last) or not read.free(begin, last):
            continue
        name, group = event_of(read, first, last), group_of(read, first, last)
        than = text_of(scene, end + 1, last)
        read.drafts.append(Draft("sequence", begin, last, name, group, than=than, confidence=CONFIDENCE))


def leftovers(read: Read) -> None:
    """Add what is left."""
    universals_left(read)
    at_all_left(read)
    extremes_left(read)
    orders_left(read)
    delays_left(read)
    comparisons_left(read)
    lengths_left(read)
    causes_left(read)
    clefts_left(read)
    no_causes_left(read)
    figures_left(read)
    bare_left(read)
