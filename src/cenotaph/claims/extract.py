"""The claims of a text: paragraph by paragraph, sentence by sentence, in time linear in the text."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.claims.assembling import claims_of, finish
from cenotaph.claims.claim import Claim, Language
from cenotaph.claims.counting import count
from cenotaph.claims.draft import Context, read
from cenotaph.claims.lexicon import lexicon
from cenotaph.claims.other_kinds import other_kinds
from cenotaph.claims.quotas import quota
from cenotaph.claims.scene import Scene
from cenotaph.claims.tokens import Sentence, detect, paragraphs, sentences

_CONDITIONAL = {"en": frozenset({"would"}), "uk": frozenset({"б", "би"}), "ru": frozenset({"б", "бы"})}


def propose(text: str, language: Language | None = None, name: str = "") -> tuple[list[Claim], dict[str, int]]:
    """(claims that a text makes, code points read in each language). `name` is the text's file, for the claims."""
    found: list[Claim] = []
    ids: dict[int, str] = {}
    kept: list[object] = []  # ids are by identity: what they name must live
    read_in: dict[str, int] = {}
    last = language or "en"
    for begin, paragraph in paragraphs(text):
        spoken = language or detect(paragraph, last)
        last = spoken
        read_in[spoken] = read_in.get(spoken, 0) + len(paragraph)
        for claim in _paragraph(paragraph, spoken, begin, ids, kept, name):
            words = text[claim.span[0] : claim.span[1]]
            found.append(claim.model_copy(update={"words": words}))
    return found, read_in


def _paragraph(
    text: str, language: str, begin: int, ids: dict[int, str], kept: list[object], name: str
) -> Iterator[Claim]:
    context = Context()
    for sentence in sentences(text, language, begin):
        scene = Scene(sentence.tokens, language, sentence.is_question)
        lexicon(language)
        found = read(scene, context)
        if not (sentence.is_question or _says_nothing(scene, sentence)):
            quota(found)
            count(found)
            other_kinds(found)
        finish(found)
        kept.extend(found.drafts)
        yield from claims_of(found, ids, name)


def _says_nothing(scene: Scene, sentence: Sentence) -> bool:
    """Hypotheticals, and talk about grammar."""
    if scene.has("phrase:grammar"):
        return True
    conditional = any(t.low in _CONDITIONAL[scene.language] for t in sentence.tokens)
    for mark in scene.marks.get("phrase:hypothetical", ()):
        before = scene.low(mark.begin - 1)
        opens = mark.begin == 0 or before in (
            ",",
            ";",
            ":",
            "—",
            "–",
            "but",
            "and",
            "а",
            "і",
            "и",
            "but",
            "«",
            '"',
            "“",
        )
        word = scene.low(mark.begin)
        if word in ("if", "якщо", "если", "unless", "would", "could", "might"):
            if conditional and (opens or word in ("would", "could", "might")):
                return True
            if mark.begin == 0 and word not in ("would", "could", "might"):
                return True
        elif word in (
            "as",
            "ніби",
            "наче",
            "неначе",
            "немов",
            "немовби",
            "будто",
            "словно",
            "скажімо",
            "скажем",
            "were",
        ):
            continue
        elif opens or word in ("б", "би", "бы"):
            return True
    return False
