"""What is said: the scripts of a case beside their verdicts, and claims of other texts, each with its reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup, escape

from cenotaph.claims.claims_toml import parse_claims
from cenotaph.claims.markup_in import markdown_text
from cenotaph.claims.verdict import check
from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.judgement import FAILED, Judgement
from cenotaph.claims.verdict.reason import Recorded
from cenotaph.claims.verdict.rule import INSIDE, LEVEL, MEANING, OUTSIDE, Factor
from cenotaph.evidence.read import CLAIMS_FILE
from cenotaph.report import numbers, said
from cenotaph.report.markup import anchor, visible
from cenotaph.report.view import View

_BLANK = re.compile(r"\n\s*\n")
_LANGUAGE = re.compile(r"script\.(.+)\.md")


def context(view: View) -> dict | None:
    """Values of the section; None where the case holds no claims.

    Raises
    ------
    BadClaims when claims.toml cannot be read.
    """
    text = view.case.texts.get(CLAIMS_FILE)
    claims = () if text is None else parse_claims(text, CLAIMS_FILE).claims
    if not claims:
        return None
    checked = check(claims, view.case, view.estimates)
    items = {j.claim.id: _item(view, j) for j in checked.judgements}
    counts = Counter(j.verdict for j in checked.judgements)
    told = [_script(name, text, checked.judgements, items) for name, text in _scripts(view)]
    shown = {i["id"] for script in told for p in script["paragraphs"] for i in p["items"]}
    return {
        "counts": [(v, MEANING[v], numbers.count(counts[v])) for v in MEANING if counts[v]],
        "outside": numbers.share(OUTSIDE).replace(".0", ""),
        "inside": numbers.share(INSIDE).replace(".0", ""),
        "unconfirmed": sum(not i["confirmed"] for i in items.values()),
        "scripts": [s for s in told if any(p["items"] for p in s["paragraphs"])],
        "others": [i for name, i in items.items() if i["id"] not in shown],
        "conflicts": [_conflict(view, c) for c in checked.conflicts],
    }


def _scripts(view: View) -> list[tuple[str, str]]:
    return [(name, text) for name, text in view.case.texts.items() if name != CLAIMS_FILE]


def _item(view: View, j: Judgement) -> dict:
    claim, reading = j.claim, j.reading
    return {
        "id": anchor("claim", claim.id), "name": claim.id, "words": visible(claim.words), "where": visible(_where(j)),
        "confirmed": claim.status == "confirmed", "vanished": claim.vanished, "verdict": j.verdict,
        "failed": j.verdict in FAILED, "reason": said.linked(view, j.reason),
        "probability": None if j.probability is None else numbers.chance(j.probability),
        "side": j.side, "denied": j.is_denial, "read_as": "" if reading is None else visible(reading.label),
        "factor": factor_words(j.off),
        "said_by": visible(", ".join(p for p in (claim.said_by, claim.said_in, claim.said_when) if p)),
        "readings": [
            {"verdict": r.verdict, "reason": said.linked(view, r.reason), "chosen": r is reading} for r in j.readings
        ],
        "apart": bool(j.apart),
        "conflicts": [_conflict(view, c) for c in j.conflicts if c.serious],
        "authors": [(a.says, said.linked(view, (Recorded(a.placed),))) for a in j.authors],
        "attributed": [said.linked(view, (Recorded(p),)) for p in j.attributed],
        "touching": [said.linked(view, (Recorded(p),)) for p in j.touching],
        "testable": visible(j.testable), "note": visible(claim.note),
    }  # fmt: skip


def _where(j: Judgement) -> str:
    return ", ".join(part for part in (j.claim.at.text, str(j.claim.at)) if part)


def factor_words(factor: Factor | None) -> str:
    """What is said over what is estimated, with its interval: "2.2 times (1.4 to 3.6, 90 % interval)"."""
    if factor is None:
        return ""
    ends = [said.times(v).removesuffix(" times") for v in (factor.low, factor.high)]
    if factor.low == factor.high:
        return said.times(factor.low)
    kind = "range without probability" if factor.level is None else numbers.level_words(LEVEL)
    middle = f"{said.times(factor.middle)} " if factor.middle is not None else ""
    return f"{middle}({ends[0]} to {'no limit' if factor.high == float('inf') else ends[1]}, {kind})"


def _conflict(view: View, c: Conflict) -> dict:
    ids = Markup(", ").join(
        Markup('<a href="#{}">{}</a>').format(anchor("claim", name), visible(name)) for name in c.claims
    )
    return {"rule": c.rule, "serious": c.serious, "claims": ids, "sentence": said.linked(view, c.sentence)}


def _script(name: str, text: str, judgements: Sequence[Judgement], items: dict[str, dict]) -> dict:
    """A script by paragraphs, the words of each claim marked, and beside them the claims they hold."""
    plain, _ = markdown_text(text)
    parts = [p for part in _BLANK.split(plain) if (p := " ".join(part.split()))]
    begins = [0, *accumulate(len(p) + 1 for p in parts)]
    whole, found, after = "\n".join(parts), {}, {}
    for j in judgements:
        words = " ".join(j.claim.words.split())
        if j.claim.at.text not in ("", name) or j.claim.vanished or not words:
            continue
        at = whole.find(words, after.get(words, 0))  # the same words again are the next claim's
        if at >= 0:
            after[words] = at + 1
            n = bisect_right(begins, at) - 1
            found.setdefault(n, []).append((at - begins[n], at - begins[n] + len(words), j))
    language = _LANGUAGE.fullmatch(name)
    paragraphs = []
    for n, part in enumerate(parts):
        mine = sorted(found.get(n, ()), key=lambda f: (f[0], -f[1]))
        paragraphs.append({"text": _marked(part, mine), "items": [items[j.claim.id] for _, _, j in mine]})
    return {"name": name, "language": language[1] if language else "", "paragraphs": paragraphs}


def _marked(plain: str, found: Sequence[tuple[int, int, Judgement]]) -> Markup:
    """A paragraph with each claim's words as a link to its verdict; words inside others are marked after them."""
    parts, end = [], 0
    for begin, until, j in found:
        target = anchor("claim", j.claim.id)
        if begin < end:
            parts.append(Markup(' <a href="#{}">[{}]</a>').format(target, visible(j.claim.id)))
            continue
        parts += [escape(visible(plain[end:begin])),
                  Markup('<a class="claimed" href="#{}" title="{}">{}</a>').format(
                      target, j.verdict, visible(plain[begin:until]))]  # fmt: skip
        end = until
    return Markup("").join([*parts, escape(visible(plain[end:]))])
