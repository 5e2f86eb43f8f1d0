"""Places in an English text that no preposition names: Halabja's dead, the Nagasaki orphans, deportees from Zeytun."""

from __future__ import annotations

from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.nouns import gazetteer, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_SAYS_ELSE = ("event", "vague", "hedge", "number", "scale", "time", "nation", "phrase:universal", "phrase:reporter")
_SHORTEST = 4
_LONGEST = 6  # tokens of a name
_NAMED = 5.0
_PEOPLE_OF = 1.0
_ENDINGS = (("ian", "ia"), ("ian", ""), ("ian", "i"), ("an", "a"), ("an", "e"), ("an", ""), ("ese", ""), ("ese", "a"))


def end_of_name(scene: Scene, begin: int) -> int:
    """Past the name that begins at a token: Deir ez-Zor, Rio de Janeiro, Rostov-on-Don, St Petersburg."""
    end = begin + 1
    while end < min(len(scene), begin + _LONGEST):
        token = scene.tokens[end]
        if token.is_capitalised and scene.at(end, "time") is None:
            end += 1
            continue
        k = end
        while k < min(len(scene), end + 4) and (scene.low(k) in "-‐‑" or scene.low(k) in words("english_in_names")):
            k += 1
        joined = (
            k > end and k < len(scene) and scene.tokens[k].is_capitalised and gazetteer().get(said(scene, begin, k + 1))
        )
        if not joined:
            break
        end = k + 1
    return end


def said(scene: Scene, begin: int, end: int) -> str:
    """A name in small letters as the gazetteer has it."""
    text = ""
    for token in scene.tokens[begin:end]:
        text += token.low if token.glued or not text else f" {token.low}"
    return text.removesuffix("'s")


def after_people(scene: Scene, i: int) -> bool:
    """Nomads of Turgai, deportees from Zeytun: a name after "of" or "from" says where those before it were."""
    if scene.low(i - 1) not in ("of", "from") or i < 2:
        return False
    before = scene.tokens[i - 2]
    noun = next((n for k in (i - 2, i - 3) if (n := noun_at(scene, k)) is not None and n.end == i - 1), None)
    many = before.low.endswith("s") or before.low in words("english_many") or (noun and noun.section == "things")
    return bool(many) and (noun is not None or scene.at(i - 2, "phrase:catastrophe") is not None)


def bare_name(scene: Scene, i: int) -> tuple[str, int, float] | None:
    """(name, end, weight) of a place that the gazetteer has, by what stands around it."""
    token = scene.tokens[i]
    if not token.is_capitalised or len(token.text) < _SHORTEST or any(scene.at(i, c) for c in _SAYS_ELSE):
        return None
    if i and scene.tokens[i - 1].is_capitalised and i > 1:
        return None  # a surname
    end = end_of_name(scene, i)
    whole = said(scene, i, end)
    possessive = scene.low(end - 1).endswith("'s")
    people = noun_at(scene, end)
    known = gazetteer().get(whole)
    if known is None and end > i + 1 and scene.low(i) in words("english_place_heads"):
        known = name_said(scene, i, end)
    if known is None:
        return _adjective(scene, i, people is not None or scene.low(end) == "dead") if end == i + 1 else None
    opens = i == 0 or scene.tokens[i - 1].kind == "punct" or scene.low(i - 1) in ("that", "and", "but")
    acts = is_verb(scene, end) or scene.low(end) in (",", ":", "—", "–")
    name = _as_said(scene, i, end, known)
    if possessive or people is not None:
        return name, end, _PEOPLE_OF
    if end == i + 1 and opens and not acts:
        return None
    return name, end, _NAMED


def _adjective(scene: Scene, i: int, counts: bool) -> tuple[str, int, float] | None:
    """Burundian, Biafran: an adjective of a place that the gazetteer has."""
    low = scene.low(i)
    for ending, base in _ENDINGS:
        if counts and low.endswith(ending) and (known := gazetteer().get(low.removesuffix(ending) + base)) is not None:
            return known, i + 1, _PEOPLE_OF
    return None


def is_person(scene: Scene, begin: int, end: int) -> bool:
    """Kirov was shot, the murder of Kirov: what is done to a man, not to the town that bears his name."""
    if scene.language != "en" or end - begin != 1 or scene.low(end - 1).endswith("'s"):
        return False
    k = end + 1 if scene.low(end) in ("had", "has") else end
    k += scene.low(k + 1) in ("then", "himself", "also", "later")
    done = scene.low(k) in ("was", "been", "is") and scene.low(k + 1) in words("english_done_to_a_man")
    return done or (scene.low(begin - 1) == "of" and scene.low(begin - 2) in words("english_end_of_a_man"))


def name_said(scene: Scene, begin: int, end: int) -> str:
    """A name as the text has it, without a possessive ending."""
    text = scene.tokens[begin].text
    for token in scene.tokens[begin + 1 : end]:
        text += token.text if token.glued else f" {token.text}"
    return text.removesuffix("'s").removesuffix("’s")


def _as_said(scene: Scene, begin: int, end: int, known: str) -> str:
    text = name_said(scene, begin, end)
    return text if known.isascii() and known[0] == text[0] and not text.isupper() else known
