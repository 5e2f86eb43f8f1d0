"""Towns named without a preposition in Ukrainian and Russian: Амстердам ховав, Луцька тюрма, Прилуки — 211."""

from __future__ import annotations

import re

from cenotaph.claims.nouns import gazetteer, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_ADJECTIVE = re.compile(
    r"(.{2,}?)(?:ськ|цьк|зьк|ск|цк)(?:ий|ого|ому|им|ім|ій|ої|ою|у|а|е|і|их|ими|ой|ом|ая|ую|ое|ые|ых)$"
)
_REGION = re.compile(r"(.{3,}?)щин(?:а|и|і|у|ою|е|ой|ы)$")
_AFTER_ADJECTIVE = tuple(
    "ьк к ськ цьк ск цк ь _ а о я и і ы е ка єво ево ці ця ц цы ца ець ец не но ни ны".replace("_", "").split(" ")
)
_AFTER_REGION = ("", "а", "ка", "ськ", "ск", "ь", "о", "я", "и", "і", "ы", "ець", "ец")
_DASHES = frozenset("—–-")
_PEOPLE_OF = 1.0
_NAMED = 5.0


def town(scene: Scene, i: int, candidates: list[str]) -> tuple[str, float, bool] | None:
    """(name, weight, whether it is only in the Cyrillic of the text) of a capitalised word, by what stands around it.

    candidates : names in the nominative that the word may come from.
    """
    token = scene.tokens[i]
    if len(token.text) < 4 or not _is_name(scene, i):
        return None
    known = next((gazetteer()[c] for c in candidates if c in gazetteer()), None)
    if _heads_a_list(scene, i):
        return (known, 0.0, False) if known is not None else (token.text, 0.0, True)
    is_place = "Geox" in token.grammar
    is_person = not token.grammar.isdisjoint({"Name", "Surn", "Patr"})
    before = noun_at(scene, i - 1) if i else None
    of_people = before is not None and before.unit in ("persons", "villages") and "gent" in token.grammar
    if (i == 0 and not is_place and not _acts(scene, i)) or (is_person and not is_place) or _beside_a_person(scene, i):
        return None
    if known is None:
        return (token.text, _NAMED, True) if is_place and i else None
    return known, _PEOPLE_OF if of_people else _NAMED, False


def adjective_of_town(scene: Scene, i: int) -> tuple[str, float] | None:
    """(town, weight) of Луцької тюрми, Уманського повіту, Корюківщина."""
    token = scene.tokens[i]
    if token.kind != "word" or len(token.text) < 7 or scene.inside(i, "nation"):
        return None
    if not token.is_capitalised or i == 0:
        return _small_adjective(scene, i)  # the first word is a capital whatever it is: Городская больница
    if (region := _REGION.fullmatch(token.low)) is not None:
        name = _first_known(region[1], _AFTER_REGION)
        return (name, 3.0) if name is not None else None
    stem = _ADJECTIVE.fullmatch(token.low)
    following = scene.tokens[i + 1] if i + 1 < len(scene) else None
    district = following is not None and not following.keys.isdisjoint(words("districts"))
    if stem is None or not ("ADJF" in token.grammar or district):
        return None
    if following is None or following.kind != "word" or following.is_capitalised or "NOUN" not in following.grammar:
        return None
    if not following.keys.isdisjoint(words("no_adjective_of_place")):
        return None
    if i and scene.tokens[i - 1].is_capitalised and "Name" in scene.tokens[i - 1].grammar:
        return None
    name = _first_known(stem[1], _AFTER_ADJECTIVE)
    if name is None:
        return None
    noun = noun_at(scene, i + 1)
    lies_there = noun is None or not noun.is_people
    return name, 2.0 if lies_there else 4.0


def _small_adjective(scene: Scene, i: int) -> tuple[str, float] | None:
    """Мезенских поморов, тюменських заводів: only the plainest makes of a name, before what may lie there."""
    stem = _ADJECTIVE.fullmatch(scene.tokens[i].low)
    if stem is None or len(stem[1]) < 4 or "ADJF" not in scene.tokens[i].grammar or scene.at(i, "adj"):
        return None
    following = scene.tokens[i + 1] if i + 1 < len(scene) else None
    if following is None or "NOUN" not in following.grammar or scene.low(i) in words("no_adjective_of_place"):
        return None
    name = _first_known(stem[1], ("ь", "ск", "ськ", "цьк", "цк"))
    return (name.rstrip("'"), 5.0) if name is not None else None


def _first_known(stem: str, endings: tuple[str, ...]) -> str | None:
    stems = [stem]
    if len(stem) < 3:
        endings = ("цьк", "цк", "ськ", "ск")  # Луцької
    if stem.endswith(("ів", "ов", "їв")):
        stems.append(stem[:-2] + "ов" if stem.endswith("ів") else stem)
    return next((gazetteer()[s + e] for s in stems for e in endings if s + e in gazetteer()), None)


def _is_name(scene: Scene, i: int) -> bool:
    token = scene.tokens[i]
    if token.kind != "word" or not token.is_capitalised or token.low in words("no_place") or token.text.isupper():
        return False
    if i == 0 and "Geox" not in token.grammar and not (_heads_a_list(scene, i) or _acts(scene, i)):
        return False
    if scene.inside(i, "nation") or (i and not scene.tokens[i - 1].keys.isdisjoint(words("streets"))):
        return False
    taken = ("nation", "time", "group", "adj", "phrase:reporter", "phrase:catastrophe", "event", "number", "hedge")
    return not any(scene.at(i, category) for category in taken)


def _acts(scene: Scene, i: int) -> bool:
    """Амстердам ховав: a name of the gazetteer as it stands, and a verb right after it."""
    following = scene.tokens[i + 1] if i + 1 < len(scene) else None
    return following is not None and "VERB" in following.grammar and scene.low(i) in gazetteer()


def _heads_a_list(scene: Scene, i: int) -> bool:
    """Прилуки — 211 померлих, Ічня — 98, Срібне — жодного."""
    if i + 2 >= len(scene) or scene.low(i + 1) not in _DASHES or scene.tokens[i + 1].glued:
        return False
    opens = i == 0 or scene.low(i - 1) in (":", ",", ";", "—", "«", "та", "і", "и", "а")
    figure = scene.tokens[i + 2].kind == "number" or scene.at(i + 2, "number") or scene.at(i + 2, "phrase:none")
    return opens and bool(figure) and "ADJF" not in scene.tokens[i].grammar


def _beside_a_person(scene: Scene, i: int) -> bool:
    beside = [scene.tokens[k] for k in (i - 1, i + 1) if 0 <= k < len(scene)]
    return any(t.is_capitalised and not t.grammar.isdisjoint({"Name", "Surn", "Patr"}) for t in beside)
