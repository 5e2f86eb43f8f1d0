"""The claims of a text: paragraph by paragraph, sentence by sentence, in time linear in the text."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.claims.assembling import claims_of, finish
from cenotaph.claims.claim import Claim, Language
from cenotaph.claims.counting import count
from cenotaph.claims.draft import Context, Draft, read
from cenotaph.claims.other_kinds import other_kinds
from cenotaph.claims.quotas import quota
from cenotaph.claims.scene import Scene
from cenotaph.claims.tokens import detect, paragraphs, sentences
from cenotaph.claims.words import words


def propose(text: str, language: Language | None = None, name: str = "") -> tuple[list[Claim], dict[str, int]]:
    """(claims that a text makes, code points read in each language). `name` is the text's file, for the claims."""
    found: list[Claim] = []
    ids: dict[int, str] = {}
    kept: list[Draft] = []  # ids are by identity: what they name must live
    read_in: dict[str, int] = {}
    last = language or "en"
    for begin, paragraph in paragraphs(text):
        spoken = language or detect(paragraph, last)
        last = spoken
        read_in[spoken] = read_in.get(spoken, 0) + len(paragraph)
        found.extend(_paragraph(paragraph, spoken, begin, ids, kept, name))
    return found, read_in


def _paragraph(
    text: str, language: str, begin: int, ids: dict[int, str], kept: list[Draft], name: str
) -> Iterator[Claim]:
    context, reads = Context(), []
    for sentence in sentences(text, language, begin):
        scene = Scene(sentence.tokens, language)
        found = read(scene, context)
        found.asks = sentence.is_question
        if not (sentence.is_question or _says_nothing(scene)):
            quota(found)
            count(found)
            other_kinds(found)
        finish(found)
        kept.extend(found.drafts)
        reads.append(found)
    for found in reads:  # only now: what was done with a quota may be said in the sentence after it
        yield from claims_of(found, ids, name, text, begin)


def _says_nothing(scene: Scene) -> bool:
    """Hypotheticals, and talk about grammar."""
    if scene.has("phrase:grammar"):
        return True
    conditional = any(t.low in words("conditional") for t in scene.tokens)
    for mark in scene.marks.get("phrase:hypothetical", ()):
        opens = mark.begin == 0 or scene.low(mark.begin - 1) in words("before_conditions")
        word = scene.low(mark.begin)
        if word in words("would"):
            return True
        if word in words("if"):
            if mark.begin == 0 or (conditional and opens):
                return True
        elif opens and word not in words("as_if"):
            return True
    return False
