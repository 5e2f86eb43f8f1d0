"""The command that reads claims in a text: extract."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Literal

import typer

from cenotaph.cli.options import JsonOption, guarded
from cenotaph.evidence.finding import printable

LanguageOption = Annotated[
    Literal["en", "uk", "ru"] | None, typer.Option(help="Of the whole text. Default: told by its letters.")
]


LONG = 500_000  # bytes: below that a text is read in a second or two


def waiting(text: Path) -> AbstractContextManager:
    """Says that a long text is being read; nothing of one that takes no time."""
    from cenotaph.cli.printing import Progress

    size = text.stat().st_size if text.is_file() else 0
    if size < LONG:
        return nullcontext()
    progress = Progress()
    progress.stage(f"reading {printable(text.name)}, {size / 1e6:.1f} MB; some seconds a MB")
    return progress


@guarded
def extract(
    text: Annotated[Path, typer.Argument(metavar="TEXT", help="txt, Markdown, HTML, PDF, SRT or VTT.")],
    out: Annotated[Path | None, typer.Option(help="A claims.toml to make, or to add new proposals to.")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose the typed claims of a text. Nothing counts until a person confirms it in claims.toml.

    With --out, claims that are there already stay as they are, new ones are added at the end, and those whose
    words are gone from the text are marked.
    """
    from dataclasses import replace

    from cenotaph.claims.merging import merge_into, name_beside, renamed
    from cenotaph.claims.reading import read_claims_of
    from cenotaph.cli.printing_proposals import print_proposals

    name = name_beside(text, out) if out is not None else None
    with waiting(text):
        found = read_claims_of(text, language, name)
    merged = merge_into(out, found.text, found.plain.text, found.claims) if out is not None else None
    if merged is not None:  # what is printed has the names that the file has
        found = replace(found, claims=tuple(renamed(c, merged.ids) for c in found.claims))
    if as_json:
        import json

        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        print_proposals(found)
    if merged is not None:
        typer.echo(
            f"{out}: {merged.added} proposals added, {merged.kept} claims kept as they were, "
            f"{merged.vanished} no longer in the text.",
            err=as_json,
        )
