"""What all commands share: arguments, exit codes, and that bad input ends in sentences."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from cenotaph.errors import BadEvidence, CenotaphError

DONE, FINDINGS, BAD, INTERRUPTED = 0, 1, 2, 130
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="An embedded case's name, or a case folder.")]
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="A folder written by `cenotaph run`.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Bad input ends in sentences and code 2, an interrupt in one line: never a traceback."""

    @functools.wraps(command)
    def wrapper(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except BadEvidence as problem:
            from cenotaph.cli.printing import print_findings

            print_findings(problem.findings, stream=sys.stderr)
            typer.echo(str(problem), err=True)
            raise typer.Exit(BAD) from None
        except CenotaphError as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(BAD) from None
        except OSError as problem:  # the disk is full, the terminal gone: nothing a command could mend
            if isinstance(problem, BrokenPipeError):
                raise
            print(f"cenotaph: {problem.strerror or problem}", file=sys.stderr)
            raise typer.Exit(BAD) from None
        except KeyboardInterrupt:
            typer.echo("Interrupted; nothing was written.", err=True)
            raise typer.Exit(INTERRUPTED) from None

    return wrapper
