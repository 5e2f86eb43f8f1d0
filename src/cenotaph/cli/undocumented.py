"""The command mse: those on no list, from lists that overlap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cenotaph.cli.options import JsonOption, guarded


@guarded
def mse(
    what: Annotated[str, typer.Argument(metavar="TABLE|CASE", help="A CSV of overlapping lists, or a case of lists.")],
    by: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Divide by a column into strata. May be repeated.")
    ] = None,
    pool: Annotated[
        bool, typer.Option("--pool", help="With --by: strata also together, sharing strength (a minute).")
    ] = False,
    covariate: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Take two lists as independent given this column. May be repeated."),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(help="graphs, log-linear, threshold or latent-classes. May be repeated. Default: all."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write page, estimates and tables into this folder.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of what is drawn; recorded.", min=0)] = 1,
    as_json: JsonOption = False,
) -> None:
    """Estimate those on no list from lists that overlap: several methods side by side, and what they rest on.

    TABLE has a column of 0 and 1 for each list, and a column count, or one row for each person. Columns of 0 and 1 are
    lists, `replicate` numbers tables of one linkage, others may divide it (--by).
    """
    from cenotaph.cli.printing import Progress
    from cenotaph.mse.methods import MODELS
    from cenotaph.report.summary_mse import mse_lines
    from cenotaph.study import store
    from cenotaph.study.document import as_document
    from cenotaph.study.undocumented import run_mse

    if out is not None:
        store.check_free(out)
    with Progress() as progress:
        found = run_mse(what, tuple(by or ()), tuple(model or MODELS), seed, progress, tuple(covariate or ()), pool)
        if out is not None:
            from cenotaph.report.page_mse import mse_page

            progress.stage("page")
            store.write_estimates(out, found.estimates, {store.MSE_PAGE: mse_page(found)})
    if as_json:
        import json

        typer.echo(json.dumps(as_document(found.estimates), ensure_ascii=False))
    else:
        for line in mse_lines(found):
            typer.echo(line)
    if out is not None:
        typer.echo(f"report: {out / store.MSE_PAGE}", err=as_json)
