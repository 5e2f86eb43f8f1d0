"""The command provinces: every province of a case together, in one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cenotaph.cli.options import CaseArgument, JsonOption, guarded


@guarded
def provinces(
    case: CaseArgument,
    out: Annotated[Path | None, typer.Option(help="Where to write. Default: out/CASE-provinces here.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sampler; recorded.", min=0)] = 1,
    as_json: JsonOption = False,
) -> None:
    """Fit all provinces of a case together: losses of each and of the whole, what they share learned from all.

    Provinces are territories that are part_of the case's own; what is pooled stands under [model.provinces].
    """
    from cenotaph.cli.printing import Progress, print_run
    from cenotaph.evidence.find import find_case
    from cenotaph.report.page_provinces import provinces_page
    from cenotaph.report.summary_provinces import provinces_lines
    from cenotaph.study import store
    from cenotaph.study.provinces import run_provinces

    folder = find_case(case)
    target = out or Path("out") / f"{folder.resolve().name}-provinces"
    store.check_free(target)
    with Progress() as progress:
        found = run_provinces(folder, seed, progress)
        progress.stage("page")
        page = provinces_page(found.case, found.estimates)
        progress.stage("writing")
        written = store.write(target, found.case, found.estimates, page, name=store.PROVINCES_PAGE)
    print_run(found.estimates, provinces_lines(found.case, found.estimates), written / store.PROVINCES_PAGE, as_json)
