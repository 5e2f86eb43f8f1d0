"""Quantities in a sentence: numbers with hedge, range and unit, percentages, and words that stand for no figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cenotaph.claims.claim import Quantity
from cenotaph.claims.forms import is_genitive_plural
from cenotaph.claims.hedging import hedge_before, range_of
from cenotaph.claims.labels import denied_after, is_index, is_label
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_after, noun_at
from cenotaph.claims.numerals import Number, number_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.spoken_dates import ordinal
from cenotaph.claims.topics import noun_beyond_verb, topic_noun, topic_of_things
from cenotaph.claims.words import words

MOST_FIGURES = 40  # in a sentence; more are a table, whose figures no sentence is about
_MONEY = frozenset("$€£₽₴¥")
_MASS = ("grams", "kilograms", "tonnes", "centner", "pood", "rubles", "bushel")
_MASS_UNITS = {"grams": "gram", "kilograms": "kilogram"}
_TIME_UNITS = {
    "year_unit": ("years", 1),
    "month_unit": ("months", 1),
    "week_unit": ("days", 7),
    "day_unit": ("days", 1),
    "hour_unit": ("hours", 1),
}
_AFTER = (
    "or",
    "and",
    "або",
    "чи",
    "и",
    "або",
    "не",
    "з",
    "із",
    "с",
    "at",
    "щонайменше",
    "максимум",
    "thereabouts",
    "or so",
    "minimum",
    "maximum",
    "мінімум",
    "минимум",
    "or",
    "it",
    "give",
)


@dataclass(frozen=True)
class Mention:
    """A quantity where it stands. begin, end: tokens of hedge, figure and unit; first, last: of the figure alone.

    kind : count, share, times, time (a length of time), mass (tonnes, rubles and the like).
    of : for a share or a part, the noun it is a part of; total: the figure it is a part of ("38 of the 41").
    """

    kind: str
    quantity: Quantity
    begin: int
    end: int
    first: int
    last: int
    noun: Noun | None = None
    of: Noun | None = None
    total: float | None = None
    is_denied: bool = False  # a unit that says nothing of people or loss
    is_label: bool = False  # the number of a page, a room, an order
    is_collective: bool = False  # двадцать шестеро: a number that is said of persons only
    is_scaled: bool = False  # written with a scale word: a figure that means to say how many

    def __contains__(self, i: int) -> bool:
        return self.begin <= i < self.end


def mentions(scene: Scene, taken: frozenset[int]) -> list[Mention]:
    """All quantities of a sentence, in order; tokens in `taken` belong to dates."""
    from cenotaph.claims.corrections import denied_figure, widened
    from cenotaph.claims.lengths import joined_length, length_at
    from cenotaph.claims.shares import share_at

    found: list[Mention] = []
    i = 0
    while i < len(scene):
        mention = (
            None
            if i in taken or i not in scene.figure_starts
            else length_at(scene, i) or share_at(scene, i, taken) or _vague_at(scene, i) or _count_at(scene, i, taken)
        )
        if mention is None:
            i += 1
            continue
        mention = _with_hedge_after(scene, mention)
        mention = _with_scale_before(scene, mention, found)
        if found and (merged := joined_length(scene, found[-1], mention)) is not None:
            found[-1], i = merged, mention.last
            continue
        if found and (merged := _share_range(scene, found[-1], mention)) is not None:
            found[-1], i = merged, mention.last
            continue
        if found and (merged := widened(scene, found[-1], mention)) is not None:
            found[-1], i = merged, max(mention.last, i + 1)
            continue
        if found and mention.noun is not None and found[-1].noun is None and found[-1].kind == mention.kind == "count":
            joined = [scene.low(k) for k in range(found[-1].last, mention.first)]
            if joined in (["to"], ["до"]):
                found[-1] = replace(found[-1], noun=mention.noun)
        found.append(mention)
        i = max(mention.last, i + 1)
    found = [_share_before(scene, m, found[n + 1 : n + 2]) for n, m in enumerate(found)]
    found = [denied_figure(scene, m, found[n + 1 : n + 2]) for n, m in enumerate(found)]
    return found if len(found) <= MOST_FIGURES else []


def _share_before(scene: Scene, mention: Mention, after: list[Mention]) -> Mention:
    """Dropped from 61 to 48 per cent, с 61 до 48 процентов: the first figure is a share too."""
    q = mention.quantity
    if not after or after[0].kind != "share" or mention.kind != "count" or mention.noun is not None or q.high is None:
        return mention
    between = [scene.low(k) for k in range(mention.last, after[0].begin)]
    opens = scene.low(mention.begin - 1) in ("from", "з", "із", "с", "від", "от")
    if not opens or between not in (["to"], ["до"]) or q.high > 100 or after[0].quantity.low is None:
        return mention
    shares = {key: round(getattr(q, key) * 0.01, 6) for key in ("low", "high", "step")}
    quantity = q.model_copy(update=shares | {"unit": "share"})
    return replace(mention, kind="share", quantity=quantity, of=after[0].of, noun=after[0].noun, is_denied=False)


def _share_range(scene: Scene, one: Mention, other: Mention) -> Mention | None:
    """Between a fifth and a quarter, від чверті до третини: one share with two ends."""
    if one.kind != "share" or other.kind != "share" or one.quantity.low is None or other.quantity.low is None:
        return None
    opens = scene.ending(one.begin, "phrase:between") or scene.ending(one.begin, "phrase:from")
    joint = [scene.low(k) for k in range(one.last, other.first)]
    if opens is None or len(joint) != 1 or joint[0] not in ("and", "to", "до", "і", "й", "та", "и"):
        return None
    ends = {"low": one.quantity.low, "high": other.quantity.high, "step": min(one.quantity.step, other.quantity.step)}
    return replace(other, quantity=other.quantity.model_copy(update=ends), begin=opens.begin, first=one.first)


def _with_scale_before(scene: Scene, mention: Mention, before: list[Mention]) -> Mention:
    """162 million people where the plan had wanted 170: millions are meant again."""
    q = mention.quantity
    if mention.kind != "count" or mention.is_scaled or mention.noun is not None or q.high is None or not before:
        return mention
    last = before[-1]
    if last.kind != "count" or not last.is_scaled or last.quantity.high is None or q.high >= 1000:
        return mention
    scale = next((s for s in (1e9, 1e6, 1e3) if last.quantity.high >= s), 1.0)
    near = last.quantity.high / scale
    follows = scene.tokens[mention.last] if mention.last < len(scene) else None
    bare = follows is None or follows.kind == "punct" or scene.low(mention.last) in ("in", "of", "у", "в", "на")
    if scale == 1 or not bare or not near / 3 <= q.high <= near * 3:
        return mention
    scaled = {k: getattr(q, k) * scale for k in ("low", "high", "step")}
    return replace(mention, quantity=q.model_copy(update=scaled), is_scaled=True)


def _with_hedge_after(scene: Scene, mention: Mention) -> Mention:
    """Five million or more, чоловік десять, не більше."""
    if mention.quantity.hedge not in ("none", "about"):
        return mention
    for end in dict.fromkeys((mention.last, mention.end)):
        at = end + 1 if scene.low(end) == "," else end
        mark = scene.at(at, "hedge")
        if mark is None or scene.low(at) not in _AFTER or mark.end - mark.begin < 2:
            continue
        following = scene.tokens[mark.end] if mark.end < len(scene) else None
        if following is not None and (
            following.kind == "number" or scene.at(mark.end, "number") or scene.at(mark.end, "scale")
        ):
            continue
        value = "at_least" if scene.low(at) in ("or",) and "more" in scene.low(at + 1) else str(mark.value)
        quantity = mention.quantity.model_copy(update={"hedge": value})
        return replace(mention, quantity=quantity, end=max(mention.end, mark.end))
    return mention


def _vague_at(scene: Scene, i: int) -> Mention | None:
    mark = scene.at(i, "vague")
    if mark is None:
        return None
    value, low = str(mark.value), scene.low(i)
    before = scene.tokens[i - 1] if i > 1 else None
    if (
        before is not None
        and before.is_capitalised
        and "ADJF" in before.grammar
        and not is_genitive_plural(low, scene.language)
    ):
        return None  # Нововодолазької сотні: a unit of Cossacks
    if (
        scene.at(i - 1, "number")
        or (i and scene.tokens[i - 1].kind == "number")
        or scene.low(i - 1) in ("how", "as", "too", "so")
    ):
        return None
    if value in ("tens", "hundreds", "thousands", "millions", "dozens") and mark.end - mark.begin == 1:
        if scene.language != "en" and number_at(scene, i) is not None:
            return None  # мільйон людей, тисяч сорок: a figure
        if scene.language == "en" and not low.endswith("s"):
            return None
    if (
        low in ("most", "many", "few")
        and mark.end - mark.begin == 1
        and scene.low(i - 1) in ("the", "at", "not", "every", "a", "its")
    ):
        return None
    hedge, begin = hedge_before(scene, i)
    beyond = _past_figure(scene, mark.end)
    noun = noun_after(scene, beyond) or noun_beyond_verb(scene, beyond)
    denied = noun is None and denied_after(scene, mark.end)
    unit = "share" if value == "most" else noun.unit if noun else "persons"
    quantity = Quantity(vague=value, hedge=hedge, unit=unit)
    kind = "share" if value == "most" else "count"
    of = noun if value == "most" else None
    end = noun.end if noun else mark.end
    return Mention(
        kind,
        quantity,
        begin,
        end,
        i,
        mark.end,
        noun,
        of,
        is_denied=denied,
        is_scaled=value not in ("many", "few", "most"),
    )


def _past_figure(scene: Scene, k: int) -> int:
    """Nearly all of the 460 prisoners: behind the number of the whole, where one follows."""
    after = k + (scene.low(k) == "of")
    after += scene.low(after) in ("the", "these", "those")
    number = number_at(scene, after) if after > k else None
    return number.end if number is not None else k


def _count_at(scene: Scene, i: int, taken: frozenset[int]) -> Mention | None:
    number = number_at(scene, i)
    if number is None or any(k in taken for k in range(number.begin, number.end)):
        return None
    if ordinal(scene, i) is not None:
        return None  # шістдесят восьмий рік
    low, high, last, opens = range_of(scene, number, taken)
    if last < len(scene) and (scene.tokens[last].kind == "time" or _is_ordinal(scene, last)):
        return None
    begin = opens
    hedge, begin = hedge_before(scene, opens)
    if low.hedge and hedge == "none":
        hedge = low.hedge
    step = min(low.step, high.step)
    common = {"low": low.value, "high": high.value, "step": step, "hedge": hedge}
    scaled = not high.is_bare
    for kind, unit, factor, end in _units(scene, last):
        values = {k: round(v * factor, 9) if k in ("low", "high", "step") else v for k, v in common.items()}
        mention = Mention(kind, Quantity(unit=unit, **values), begin, end, opens, last, is_scaled=scaled)
        if kind != "share":
            return mention
        of = share_noun(scene, end)
        return replace(mention, noun=of, of=of, last=end, end=of.end if of is not None and of.begin >= end else end)
    trailing = scene.at(last, "hedge") if scene.language != "en" and scene.low(last) in ("с", "з", "із") else None
    if trailing is not None and noun_after(scene, trailing.end) is not None:
        last, hedge = trailing.end, str(trailing.value)  # восьмисот с лишним девочек
        common["hedge"] = hedge
    noun, topic = _noun_of(scene, number, begin, opens, last)
    unsure = noun is None or noun.section == "unknown" or noun.begin > last + 2
    label = unsure and not scaled and (is_label(scene, opens) or is_index(scene, opens, last))
    denied = topic is None and noun is None and topic_of_things(scene, begin)
    denied = denied or ((noun is None or noun.section == "unknown") and denied_after(scene, last))
    rubles = scene.language != "en" and scene.ending(opens, "unit:rubles") is not None  # рубль сорок
    money = rubles or scene.low(opens - 1) in _MONEY or scene.low(last) in _MONEY
    total = None
    if noun is None and (part := _total(scene, last)) is not None:
        total, noun, last = part
        scale = next((s for s in (1e9, 1e6, 1e3) if total >= s), 1.0)
        if low is high and low.is_bare and low.value < total / scale < 1000 and scene.language != "en":
            common |= {k: common[k] * scale for k in ("low", "high", "step")}  # два з восьми мільйонів
    unit = noun.unit if noun else "persons"
    end = max(last, noun.end) if noun and noun.begin >= last else last
    if noun is not None and noun.end <= opens:
        begin = min(begin, noun.begin)
        if hedge == "none" and topic is None:
            common["hedge"] = "about"
    return Mention(
        "count",
        Quantity(unit=unit, **common),
        begin,
        end,
        opens,
        last,
        noun,
        total=total,
        is_collective=_is_collective(scene, opens, last),
        is_denied=denied or money,
        is_label=label,
        is_scaled=scaled,
    )


def _noun_of(scene: Scene, number: Number, begin: int, opens: int, last: int) -> tuple[Noun | None, Noun | None]:
    """(the noun that a figure counts, the same when it was named first): after it, before it, beyond the verb."""
    noun = noun_after(scene, last) or _noun_before(scene, opens, number)
    topic = None if noun is not None or denied_after(scene, last) else topic_noun(scene, begin)
    noun = noun or topic or noun_beyond_verb(scene, last)
    if noun is not None and noun.end <= opens and topic is None and noun.name == EVERYBODY:
        told = topic_noun(scene, noun.begin)  # лейтенантов набралось человек шестьсот
        noun = replace(told, begin=noun.begin, end=noun.end) if told is not None and told.name != EVERYBODY else noun
    return noun, topic


def _is_ordinal(scene: Scene, i: int) -> bool:
    """The 23rd, the 5th: no count."""
    return scene.low(i) in ("st", "nd", "rd", "th") and scene.tokens[i].glued and scene.tokens[i - 1].kind == "number"


def _is_collective(scene: Scene, begin: int, end: int) -> bool:
    return any(
        k.endswith("еро") or k in ("двоє", "троє", "двое", "трое")
        for j in range(begin, end)
        for k in scene.tokens[j].keys
    )


def _noun_before(scene: Scene, i: int, number: Number) -> Noun | None:
    """Чоловік десять, человек двести: the noun in the genitive plural before the numeral means "about"."""
    if scene.language == "en" or scene.tokens[number.begin].kind == "number" or number.hedge:
        return None
    word = scene.tokens[i - 1] if i else None
    if word is not None and word.low in words("about_before_figures") and i > 1:
        i, word = i - 1, scene.tokens[i - 2]  # чоловік із шістдесят
    noun = noun_at(scene, i - 1) if word is not None else None
    return noun if noun is not None and word.low in words("noun_before") else None


def _units(scene: Scene, i: int) -> Iterator[tuple[str, str, float, int]]:
    """(kind, unit, factor, next token) of a unit right after a figure: per cent, per thousand, times, tonnes, years."""
    j = i + 1 if scene.low(i) == "-" else i
    if (mark := scene.at(j, "phrase:percent")) is not None:
        yield "share", "share", 0.01, _past_dot(scene, mark.end)
    elif (mark := scene.at(j, "phrase:per_thousand")) is not None:
        yield "share", "share", 0.001, mark.end
    elif (mark := scene.at(j, "phrase:times")) is not None:
        yield "times", "times", 1, mark.end
    else:
        for name in _MASS:
            if (mark := scene.at(j, f"unit:{name}")) is not None:
                yield "mass", _MASS_UNITS.get(name, name), 1, mark.end
                return
        for name, (unit, factor) in _TIME_UNITS.items():
            at = (
                j + 1
                if (scene.at(j, "phrase:only") and scene.low(j) not in ("a", "an", "the"))
                or scene.low(j) in ("long", "whole", "full", "повних", "полных")
                else j
            )
            if (mark := scene.at(at, f"when:{name}")) is not None:
                yield "time", unit, factor, mark.end
                return


def _past_dot(scene: Scene, i: int) -> int:
    return i + 1 if scene.low(i) == "." and scene.tokens[i].glued and i + 1 < len(scene) else i


def share_noun(scene: Scene, i: int) -> Noun | None:
    """The noun that a share is a part of: of the population, населення, всех крестьян."""
    if scene.language == "en":
        if scene.low(i) not in ("of", "in", "the", "its", "all"):
            return noun_at(scene, i)
        i = i + 1 if scene.low(i) in ("of", "in") else i
    for k in range(i, min(i + 4, len(scene))):  # 80 per cent of the city's two million people
        if noun_at(scene, k) is not None:
            break
        if (number := number_at(scene, k)) is not None:
            return noun_after(scene, number.end)
        if scene.tokens[k].kind != "word":
            break
    return noun_after(scene, i)


def _total(scene: Scene, i: int) -> tuple[float, Noun | None, int] | None:
    """(total, noun, next token) of "38 of the 41 members", "шість коней зі ста двадцяти"."""
    if scene.low(i) not in words("out_of_total"):
        return None
    j = i + 1
    while scene.low(j) in words("determiners_of_totals"):
        j += 1
    owner = next((k + 1 for k in range(j, j + 3) if scene.low(k).endswith(("'s", "’s", "s'", "s’"))), j)
    number = number_at(scene, j) or number_at(scene, owner)  # eleven of the village's fourteen wells
    if number is None or (number.is_bare and 1900 <= number.value <= 1999):
        return None
    return number.value, noun_after(scene, number.end), number.end
