"""The command line: parse, call one library function, print. Heavy libraries load inside the commands."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from cenotaph.cli import claiming, driving, undocumented
from cenotaph.cli import provinces as by_province
from cenotaph.cli.options import DONE, FINDINGS, CaseArgument, JsonOption, OutArgument, guarded

app = typer.Typer(
    help="How many people a catastrophe cost, who they were, and whether what is said about it stands.",
    epilog="Exit codes: 0 done, 1 findings, 2 usage or bad input.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
@guarded
def run(
    case: CaseArgument,
    out: Annotated[Path | None, typer.Option(help="Where to write. Default: out/CASE here.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of anything random; recorded.", min=0)] = 1,
    fast: Annotated[
        bool, typer.Option("--fast", help="Approximate: sample the model with short chains, and say by how much.")
    ] = False,
    variants: Annotated[
        bool, typer.Option("--variants", help="Fit every named variant of the model: some twenty seconds each.")
    ] = False,
    influence: Annotated[
        bool,
        typer.Option("--influence", help="Fit again without each source that weights cannot leave out: minutes."),
    ] = False,
    classical: Annotated[
        bool, typer.Option("--classical", help="Leave the sampled model out: only ranges over scenarios.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a case: estimates, tables and the report."""
    from cenotaph.cli.printing import Progress, print_run
    from cenotaph.evidence.find import find_case
    from cenotaph.report.summary import summary
    from cenotaph.result import run as run_study
    from cenotaph.study import store

    if classical and (fast or variants or influence):
        asked = "leaves out what --fast, --variants and --influence ask for."
        raise typer.BadParameter(asked, param_hint="--classical")
    sampling = "off" if classical else "short" if fast else None
    folder = find_case(case)
    target = out or Path("out") / folder.resolve().name
    store.check_free(target)
    with Progress() as progress:
        result = run_study(
            folder, seed=seed, progress=progress, sampling=sampling, variants=variants, influence=influence
        )
        progress.stage("report")
        page = result.html()
        progress.stage("writing")
        written = store.write(target, result.case, result.estimates, page, result.fit)
    print_run(result.estimates, summary(result.case, result.estimates), written / store.PAGE, as_json)


@app.command()
@guarded
def check(case: CaseArgument, as_json: JsonOption = False) -> None:
    """Read the evidence and list everything that is wrong with it."""
    from cenotaph.cli.printing import print_findings
    from cenotaph.evidence.find import find_case
    from cenotaph.evidence.read import read_case
    from cenotaph.study.claimed import claim_findings

    folder = find_case(case)
    read, findings = read_case(folder)
    findings = [*findings, *(claim_findings(read) if read else ())]
    errors = [f for f in findings if f.severity == "error"]
    if as_json:
        import json

        typer.echo(json.dumps([f.as_dict() for f in findings], ensure_ascii=False))
    else:
        print_findings(findings)
        rows = len(read.placed) if read else 0
        notes = len(findings) - len(errors)
        typer.echo(f"{case}: {rows} rows read, {len(errors)} to mend, {notes} to know.")
    if errors:
        raise typer.Exit(FINDINGS)


@app.command()
@guarded
def audit(
    what: Annotated[str, typer.Argument(metavar="CASE|FILE", help="A case, or a table of persons by age and sex.")],
    out: Annotated[Path | None, typer.Option(help="Also write audit.json and audit.csv into this folder.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Print the table of findings only.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say how good the counts are, and what in them cannot be true.

    FILE is a long CSV with the columns year (or date), sex, age and value, or a population file of the HMD.
    """
    from cenotaph.audit.whole import audit as audit_of
    from cenotaph.cli.printing_audit import print_audit
    from cenotaph.study.audited import check_free, write_audit

    if out is not None:
        check_free(out)
    found = audit_of(what)
    if out is not None:
        write_audit(out, found)
    if as_json:
        import json

        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        print_audit(found, brief=brief)
    if out is not None:
        typer.echo(f"written: {out}", err=as_json)
    if found.findings:
        raise typer.Exit(FINDINGS)


app.command()(by_province.provinces)
app.command()(undocumented.mse)
app.command()(driving.influence)
app.command()(driving.value)
app.add_typer(claiming.app, name="claims")


@app.command()
@guarded
def explain(case: CaseArgument, as_json: JsonOption = False) -> None:
    """Say in sentences what will be assumed, each with its source."""
    from cenotaph.cli.printing import print_assumptions
    from cenotaph.evidence.find import find_case
    from cenotaph.evidence.read import load_case
    from cenotaph.study.explain import explain as assumptions

    loaded = load_case(find_case(case))
    found = assumptions(loaded)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(a) for a in found], ensure_ascii=False))
        return
    print_assumptions(found, loaded)


@app.command()
@guarded
def cases(as_json: JsonOption = False) -> None:
    """List the cases that come with the package."""
    import tomllib

    from cenotaph.evidence.find import embedded_cases

    found = {
        name: tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))["case"]["title"]
        for name, folder in embedded_cases().items()
    }
    if as_json:
        import json

        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, title in found.items():
        typer.echo(f"{name}  {title}")


@app.command()
@guarded
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder to make.")],
    five_year: Annotated[
        bool, typer.Option("--five-year", help="For tables by five-year groups and periods: no finer ones exist.")
    ] = False,
) -> None:
    """Start a case of your own: a commented skeleton that runs."""
    from cenotaph.study.new import new_case

    for name in new_case(folder, five_year):
        typer.echo(f"{folder / name}")
    typer.echo(f"Invented figures, to be replaced. Try: cenotaph run {folder}")


@app.command()
@guarded
def simulate(
    case: CaseArgument,
    out: Annotated[Path | None, typer.Option(help="A folder to make. Default: out/CASE-simulated-SEED here.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of everything that is drawn.", min=0)] = 1,
    falsify: Annotated[
        list[str] | None,
        typer.Option(metavar="CENSUS=PERCENT[:AGES]", help="Persons added to a census (or taken off), in per cent; "
                     "ages: even, adults, round-ages, or such as 20-59. May be repeated. Default: honest counts."),
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(metavar="births|deaths[:YEARS]", help="A register without figures for these years, as in "
                     "deaths:1932/1933. May be repeated."),
    ] = None,
    heaping: Annotated[str, typer.Option(help="Of ages stated: none, ordinary, strong, or a factor.")] = "ordinary",
    crisis: Annotated[
        str, typer.Option(help="none, or deaths above normal in per cent of the population. Default: drawn.")
    ] = "",
    border: Annotated[
        str,
        typer.Option(metavar="DATE=PERCENT[:unknown]", help="A territory handed over, with so many per cent of the "
                     "people; unknown: nobody says how many."),
    ] = "",
    scale: Annotated[float, typer.Option(help="Size of the population, of the case's.")] = 1.0,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Invent a world with known truth in the shape of a case: to teach, to plan, to try the method.

    DIR is a case like any other; DIR/truth says what really happened, and no run reads it.
    """
    from cenotaph.evidence.find import find_case
    from cenotaph.evidence.read import load_case
    from cenotaph.worlds.whole import check_free
    from cenotaph.worlds.whole import simulate as write_world
    from cenotaph.worlds.wishes import wishes

    asked = wishes(seed, scale, falsify or (), missing or (), heaping, crisis, border)
    loaded = load_case(find_case(case))
    target = out or Path("out") / f"{loaded.name}-simulated-{seed}"
    check_free(target)
    made = write_world(loaded, target, asked)
    if as_json:
        import json

        found = {"case": str(made.folder), "truth": str(made.folder / "truth"), "left_out": made.left_out}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{target}: a world invented with seed {seed}, in the shape of {loaded.name}.")
    if made.left_out:
        left = ", ".join(f"{kind} ({rows})" for kind, rows in made.left_out.items())
        typer.echo(f"Rows without a drawn figure, left out: {left}.")
    typer.echo(f"What really happened: {target / 'truth'} (no run reads it). Try: cenotaph run {target}")


@app.command()
@guarded
def show(out: OutArgument, as_json: JsonOption = False) -> None:
    """Print the summary of a finished run."""
    from cenotaph.report.summary import summary
    from cenotaph.report.summary_provinces import is_of_provinces, provinces_lines
    from cenotaph.study import store
    from cenotaph.study.document import as_document

    case, estimates = store.read(out)
    if as_json:
        import json

        typer.echo(json.dumps(as_document(estimates), ensure_ascii=False))
        return
    of_provinces = is_of_provinces(estimates)
    for line in (provinces_lines if of_provinces else summary)(case, estimates):
        typer.echo(line)
    page = out / (store.PROVINCES_PAGE if of_provinces else store.PAGE)
    typer.echo(f"report: {page}" if page.is_file() else f"report: missing ({page}); run the case again")


@app.command()
@guarded
def verify(out: OutArgument, as_json: JsonOption = False) -> None:
    """Check the hashes of a finished run and repeat it from its record."""
    from cenotaph.cli.printing import Progress
    from cenotaph.study.verify import verify as checks_of

    with Progress() as progress:
        checks = checks_of(out, progress)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(c) for c in checks], ensure_ascii=False))
    else:
        for found in checks:
            typer.echo(f"{'holds' if found.holds else 'FAILS'}  {found.what}: {found.seen}")
    if not all(c.holds for c in checks):
        raise typer.Exit(FINDINGS)


@app.command()
@guarded
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD")],
    new: Annotated[Path, typer.Argument(metavar="NEW")],
    as_json: JsonOption = False,
) -> None:
    """Say which figures moved between two runs, and why."""
    from cenotaph.cli.printing import Progress, print_difference
    from cenotaph.study.diff import diff as difference_of

    with Progress() as progress:
        difference = difference_of(old, new, progress)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(difference), ensure_ascii=False))
    else:
        print_difference(difference)
    if difference.moved:
        raise typer.Exit(FINDINGS)


def _version(wanted: bool) -> None:
    if wanted:
        from cenotaph import __version__

        typer.echo(__version__)
        raise typer.Exit(DONE)


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """How many people a catastrophe cost, who they were, and whether what is said about it stands."""


def main() -> None:
    """Entry point. A polite kill is treated like Ctrl-C, so that it too leaves nothing half-written."""
    from cenotaph.cli.stopping import stop

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        app()
    finally:
        # What was asked is done or refused by now; an interrupt during the last clean-up has nothing to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
