"""The commands that judge claims: check and ask."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cenotaph.cli.extracting import waiting
from cenotaph.cli.options import FINDINGS, CaseArgument, JsonOption, guarded

if TYPE_CHECKING:
    from cenotaph.claims.claim import Claim
    from cenotaph.claims.verdict import Checked
    from cenotaph.evidence.case import Case

RunOption = Annotated[Path | None, typer.Option("--run", help="A folder written by `cenotaph run`. Default: out/CASE.")]
LanguageOption = Annotated[
    Literal["en", "uk", "ru"] | None, typer.Option(help="Of the text. Default: found by its letters and words.")
]
FastOption = Annotated[bool, typer.Option("--fast", help="If the case must be run first: sample short chains.")]
ClassicalOption = Annotated[
    bool, typer.Option("--classical", help="If the case must be run first: only ranges over scenarios.")
]


@guarded
def check(
    case: CaseArgument,
    text: Annotated[
        Path | None, typer.Option(help="A text to read claims from, or a claims.toml. Default: that of the case.")
    ] = None,
    language: LanguageOption = None,
    run: RunOption = None,
    fast: FastOption = False,
    classical: ClassicalOption = False,
    review: Annotated[
        Path | None, typer.Option("--claimreview", help="Also write the confirmed claims as ClaimReview markup.")
    ] = None,
    url: Annotated[str, typer.Option(help="For the markup: where the full verdicts will stand.")] = "",
    brief: Annotated[bool, typer.Option("--brief", help="Print one line a claim.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Hold claims against the estimates of a case, its records, themselves and each other.

    Claims that nobody has confirmed are judged too, and marked. Exit code 1: a confirmed claim does not stand.
    """
    from cenotaph.study.judged import claims_for

    loaded = _case(case)
    with waiting(text) if text is not None else nullcontext():
        claims = claims_for(loaded, text, language)
    _judge(loaded, claims, run, fast, classical, review, url, brief, as_json, asked=False)


@guarded
def ask(
    case: CaseArgument,
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="In English, Ukrainian or Russian.")],
    language: LanguageOption = None,
    run: RunOption = None,
    fast: FastOption = False,
    classical: ClassicalOption = False,
    as_json: JsonOption = False,
) -> None:
    """Hold one sentence against a case: how it is read, and whether it stands."""
    from cenotaph.study.judged import claims_in

    loaded = _case(case)
    claims = claims_in(sentence, language)
    _judge(loaded, claims, run, fast, classical, None, "", False, as_json, asked=True)


def _case(name: str) -> Case:
    from cenotaph.evidence.find import find_case
    from cenotaph.evidence.read import load_case

    return load_case(find_case(name))


def _judge(
    case: Case, claims: tuple[Claim, ...], run: Path | None, fast: bool, classical: bool, review: Path | None,
    url: str, brief: bool, as_json: bool, *, asked: bool,
) -> None:  # fmt: skip
    import json

    from cenotaph.cli.printing import Progress
    from cenotaph.cli.printing_claims import print_checked
    from cenotaph.errors import BadOutput
    from cenotaph.report.verdicts import SCHEMA, document
    from cenotaph.result import estimates_for

    if fast and classical:
        raise typer.BadParameter("leaves out what --fast samples.", param_hint="--classical")
    if review is not None and review.exists():
        raise BadOutput("exists already.", where=str(review), remedy="Move it away or choose another file.")
    if not claims:
        typer.echo("No claim that could be checked was found.", err=as_json)
        if as_json:
            typer.echo(json.dumps({"schema": SCHEMA, "case": case.name, "claims": [], "conflicts": []}))
        return
    sampling = "off" if classical else "short" if fast else None
    with Progress() as progress:
        result, source = estimates_for(case, run, progress=progress, sampling=sampling)
    checked = result.check(claims)
    if review is not None:
        _write_review(review, checked, case, url)
    if as_json:
        typer.echo(json.dumps(document(checked, result.estimates, source), ensure_ascii=False, allow_nan=False))
    else:
        print_checked(checked, source, brief=brief, readings=asked)
    if not asked and checked.fails:
        raise typer.Exit(FINDINGS)


def _write_review(path: Path, checked: Checked, case: Case, url: str) -> None:
    from datetime import UTC, datetime

    from cenotaph import __version__
    from cenotaph.claims.claims_toml import write_text
    from cenotaph.report.claimreview import POVERTY, claim_reviews
    from cenotaph.study.store import as_json

    day = datetime.now(UTC).date()
    markup = claim_reviews(checked, case.name, __version__, day, url)
    write_text(path, as_json(markup))
    left = len(checked.judgements) - len(markup["@graph"])
    unconfirmed = f" ({left} unconfirmed claims left out)" if left else ""
    typer.echo(f"written: {path}, {len(markup['@graph'])} reviews{unconfirmed}. {POVERTY}", err=True)
