"""The commands on what is said: extract, check, ask."""

from __future__ import annotations

import typer

from cenotaph.cli import extracting, judging

app = typer.Typer(
    help="What a text says, as typed claims, and whether it stands.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.command()(extracting.extract)
app.command()(judging.check)
app.command()(judging.ask)


@app.callback()
def options() -> None:
    """What a text says, as typed claims, and whether it stands."""
