"""The claims of a case, and the finished run that they are held against."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cenotaph.claims.claim import Claim
from cenotaph.claims.claims_toml import ClaimsFile, parse_claims
from cenotaph.claims.markup_in import markdown_text
from cenotaph.errors import BadOutput, CenotaphError
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error
from cenotaph.evidence.provenance import sha256
from cenotaph.evidence.read import CLAIMS_FILE, is_said
from cenotaph.study import store
from cenotaph.study.document import Document, as_estimates, parsed


@dataclass(frozen=True)
class Finished:
    """A finished run that fits a case, or (run None) why there is none in that folder."""

    run: Estimates | None
    why: str


def claims_of(case: Case) -> ClaimsFile:
    """The claims.toml of a case; empty when it has none.

    Raises
    ------
    BadClaims, which names claim, key and line.
    """
    text = case.texts.get(CLAIMS_FILE)
    return ClaimsFile() if text is None else parse_claims(text, CLAIMS_FILE)


def claim_findings(case: Case) -> list[Finding]:
    """What is wrong with the claims.toml of a case, as findings of `check`."""
    try:
        claims = claims_of(case).claims
    except CenotaphError as problem:
        return [error("bad-claims", CLAIMS_FILE, found=str(problem), need="mend the claim named")]
    scripts = {c.at.text for c in claims} & case.texts.keys() - {CLAIMS_FILE}
    read = {name: " ".join(markdown_text(case.texts[name])[0].split()) for name in scripts}
    gone = [c for c in claims if c.at.text in read and not c.vanished and not _stands(c, read[c.at.text])]
    need = "mend its words, or read the text again with `cenotaph claims extract`"
    what = "its words are not in"
    return [
        error("unknown-words", CLAIMS_FILE, column=f"claim {c.id}", found=f'{what} "{c.at.text}"', need=need)
        for c in gone
    ]


def _stands(claim: Claim, plain: str) -> bool:
    """Whether the words of a claim are in the text it was read in; how spaces and lines run is no matter."""
    return " ".join(claim.words.split()) in plain


def finished(case: Case, out: Path) -> Finished:
    """The estimates of an output folder, when they are of this evidence.

    What is said about a case (claims.toml, scripts) is left out of the comparison: it moves no estimate.

    Raises
    ------
    BadOutput when estimates.json is not as it was written.
    """
    if not (out / store.MANIFEST).is_file():
        return Finished(None, f"{out} holds no finished run")
    manifest = store.read_manifest(out)
    then = {name: digest for name, digest in manifest.run.inputs.items() if not is_said(name)}
    now = {name: digest for name, digest in case.hashes.items() if not is_said(name)}
    changed = sorted(n for n in then.keys() | now.keys() if then.get(n) != now.get(n))
    if changed:
        return Finished(None, f"the run in {out} is of other evidence ({', '.join(changed[:3])})")
    path = out / "estimates.json"
    if manifest.outputs.get("estimates.json") != (sha256(path) if path.is_file() else None):
        raise BadOutput("is not as the run wrote it.", where=str(path), remedy="Run the case again.")
    run = as_estimates(parsed(path, Document, "Run the case again."))
    return Finished(run, f"the finished run in {out}, of {run.run.started}{how_sampled(run)}")


def how_sampled(run: Estimates) -> str:
    """What a reader of its figures must know of a run, after a comma; empty for one sampled in full."""
    how = {
        "short": ", sampled with short chains: probabilities are approximate (better: run the case without --fast)",
        "off": ", not sampled: ranges over scenarios, without probability (for those: run it without --classical)",
    }
    return how.get(str(run.run.parameters.get("sampling")), "")
