"""The commands that say what drives an answer: influence and value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from cenotaph.cli.options import CaseArgument, JsonOption, guarded

SeedOption = Annotated[int, typer.Option(help="Seed of the sampler; recorded.", min=0)]
FastOption = Annotated[bool, typer.Option("--fast", help="Approximate: sample with short chains.")]
DrivenOut = Annotated[Path | None, typer.Option(help="Also write JSON and CSV into this folder.")]


@guarded
def influence(
    case: CaseArgument,
    seed: SeedOption = 1,
    fast: FastOption = False,
    refit: Annotated[
        bool, typer.Option(help="Fit again without a source where weights are no guide: half a minute each.")
    ] = True,
    out: DrivenOut = None,
    as_json: JsonOption = False,
) -> None:
    """Say what each source does to the answer: the figures without it, and which sources pull apart."""
    from cenotaph.cli.printing_driven import print_influence
    from cenotaph.study.influence import influence as driven_by

    _drive(out, as_json, print_influence, lambda p: driven_by(case, seed, fast=fast, refit=refit, progress=p))


@guarded
def value(
    case: CaseArgument,
    seed: SeedOption = 1,
    fast: FastOption = False,
    out: DrivenOut = None,
    as_json: JsonOption = False,
) -> None:
    """Say which record to look for: how far each, if found, would narrow the answer.

    Records are listed under [[model.findable]] in case.toml.
    """
    from cenotaph.cli.printing_driven import print_value
    from cenotaph.study.influence import value as value_of

    _drive(out, as_json, print_value, lambda p: value_of(case, seed, fast=fast, progress=p))


def _drive(out: Path | None, as_json: bool, show: Callable[..., None], make: Callable[..., Any]) -> None:
    """Make, write and print what drives an answer."""
    from cenotaph.cli.printing import Progress
    from cenotaph.study.influence import write_driven
    from cenotaph.study.store import check_free

    if out is not None:
        check_free(out)
    with Progress() as progress:
        driven = make(progress)
    if out is not None:
        write_driven(out, driven)
    if as_json:
        import json

        typer.echo(json.dumps(driven.as_dict(), ensure_ascii=False))
    else:
        show(driven)
    if out is not None:
        typer.echo(f"written: {out}", err=as_json)
