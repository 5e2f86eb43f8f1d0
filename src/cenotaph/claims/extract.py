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

MOST_CLAIMS = 5000  # of a text; a book has some hundreds, and no person confirms more
MOST_UNENDED = 20  # cuts of a sentence that does not end; what goes on beyond thousands of words is no prose
MOST_READS = 200  # sentences of a paragraph held before their claims are given
_FIGURES = frozenset({"number", "date", "decade"})
_SAYING = words("categories_that_say_something")
_BUILDS = words("english_every") | words("english_everybody") | words("worse_or_better") | words("peaked")


def propose(text: str, language: Language | None = None, name: str = "") -> tuple[list[Claim], dict[str, int]]:
    """(claims that a text makes, code points read in each language). `name` is the text's file, for the claims."""
    found: list[Claim] = []
    ids: dict[int, str] = {}
    kept: list[Draft] = []  # ids are by identity: what they name must live
    read_in: dict[str, int] = {}
    last = language or "en"
    for begin, paragraph in paragraphs(text):
        if not _is_prose(paragraph):
            continue
        spoken = language or detect(paragraph, last)
        last = spoken
        read_in[spoken] = read_in.get(spoken, 0) + len(paragraph)
        for claim in _paragraph(paragraph, spoken, begin, ids, kept, name):
            found.append(claim)
            if len(found) >= MOST_CLAIMS:
                return found, read_in
    return found, read_in


def _paragraph(
    text: str, language: str, begin: int, ids: dict[int, str], kept: list[Draft], name: str
) -> Iterator[Claim]:
    context, reads, unended = Context(), [], 0
    for sentence in sentences(text, language, begin):
        unended = unended + 1 if sentence.is_cut else 0
        if unended > MOST_UNENDED:
            continue
        if len(reads) >= MOST_READS:  # a book in one paragraph is read in parts
            for found in reads:
                yield from claims_of(found, ids, name, text, begin)
            reads = []
        scene = Scene(sentence.tokens, language)
        if not _may_say(scene):
            continue
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


def _is_prose(paragraph: str) -> bool:
    """Whether letters make up some of a paragraph: rows of figures and signs say nothing."""
    signs = len(paragraph) - sum(map(paragraph.count, " \t\n"))
    if signs < 400:
        return signs > 0
    return sum(map(str.isalpha, paragraph)) * 10 >= signs


def _may_say(scene: Scene) -> bool:
    """Whether a sentence can hold a statement, or name a place or a time for those after it."""
    if not any(t.kind == "word" for t in scene.tokens):
        return False
    names = any(t.kind in _FIGURES or t.is_capitalised for t in scene.tokens[1:])
    return names or not _SAYING.isdisjoint(scene.marks) or any(t.low in _BUILDS for t in scene.tokens)


def _says_nothing(scene: Scene) -> bool:
    """Hypotheticals, and talk about grammar."""
    if scene.has("phrase:grammar"):
        return True
    conditional = any(t.low in words("conditional") for t in scene.tokens)
    for mark in scene.marks.get("phrase:hypothetical", ()):
        opens = mark.begin == 0 or scene.low(mark.begin - 1) in words("before_conditions")
        word = scene.low(mark.begin)
        if scene.low(mark.end) in ("то", "ни") or (
            scene.low(mark.begin - 1) in ("хто", "кто", "що", "что")
            and word in ("б", "би", "бы")
            and scene.low(mark.end) == "не"
        ):
            continue  # где бы то ни было
        if word in words("would"):
            return True
        if word in words("if"):
            if mark.begin == 0 or (conditional and opens):
                return True
        elif opens and word not in words("as_if"):
            return True
    return False
