"""Write the generated parts of the documentation: docs/case.md, docs/schema, README's summary and CLI page.

Run by `make docs`; tests compare what is committed with what this would write.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cenotaph.evidence.schema import json_schema
from cenotaph.evidence.spec import CaseSpec
from cenotaph.evidence.tables import KINDS, Row

ROOT = Path(__file__).resolve().parent.parent
COMMON = set(Row.model_fields)


def columns(model: type[Row]) -> list[str]:
    """One Markdown table row a column, the common ones left out."""
    described = model.model_json_schema()
    lines = []
    for name, field in model.model_fields.items():
        if name in COMMON:
            continue
        schema = described["properties"][name]
        allowed = " ".join(f"`{v}`" for v in schema.get("enum", []))
        need = "required" if field.is_required() else "optional"
        lines.append(f"| `{name}` | {need} | {' '.join((field.description or '', allowed)).strip()} |")
    return lines


def case_page() -> str:
    """docs/case.md."""
    parts = [(ROOT / "docs" / "case.intro.md").read_text(encoding="utf-8")]
    head = ["| column | | meaning |", "|---|---|---|"]
    common = [
        f"| `{n}` | {'required' if f.is_required() else 'optional'} | {f.description} |"
        for n, f in Row.model_fields.items()
    ]
    parts.append("\n".join(["## Columns of every table", "", *head, *common, ""]))
    for kind, model in KINDS.items():
        parts.append("\n".join([f"## {kind}", "", (model.__doc__ or "").strip(), "", *head, *columns(model), ""]))
    parts.append("\n".join(["## case.toml", "", *_spec(CaseSpec.model_json_schema())]))
    return "\n".join(parts)


def _spec(schema: dict) -> list[str]:
    lines = []
    sections = {"CaseSpec": schema, **schema["$defs"]}
    for name, section in sections.items():
        lines += [
            f"### {name}",
            "",
            section.get("description", ""),
            "",
            "| key | | meaning |",
            "|---|---|---|",
        ]
        for key, field in section.get("properties", {}).items():
            need = "required" if key in section.get("required", []) else "optional"
            lines.append(f"| `{key}` | {need} | {field.get('description', '')} |")
        lines.append("")
    return lines


def cli_page() -> str:
    """docs/cli.md, from --help."""
    commands = (
        "run", "provinces", "check", "audit", "explain", "cases", "new", "simulate", "influence", "value", "show",
        "verify", "diff",
    )  # fmt: skip
    parts = ["# Command line\n\nGenerated from `--help` (`make docs`).\n", _help()]
    claims = (("claims", "extract"), ("claims", "check"), ("claims", "ask"))
    return "\n".join([*parts, *(_help(c) for c in commands), *(_help(*c) for c in claims)])


def _help(*command: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "cenotaph", *command, "--help"],
        capture_output=True, text=True, check=True, env={"COLUMNS": "100", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    text = ran.stdout.replace("python -m cenotaph", "cenotaph").strip()
    return f"## {' '.join(('cenotaph', *command))}\n\n```text\n{text}\n```\n"


def readme() -> str:
    """README.md with the summary of the main case as it is printed now, and what was measured where truth is known."""
    import cenotaph

    printed = f"{cenotaph.run('ussr-1926-1939', seed=1)!r}\nreport: out/ussr-1926-1939/report.html"
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return with_block(with_block(text, "summary", f"```text\n{printed}\n```"), "proof", proof())


def with_block(text: str, name: str, content: str) -> str:
    """The text with what stands between the marks of a name replaced."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n{content}\n{end}{after}"


def proof() -> str:
    """What the pages of known truth and of calibration found, in their own words and figures."""
    known = (ROOT / "docs" / "known-truth.md").read_text(encoding="utf-8")
    lines = known.split("## What was asked, and what was found\n\n")[1].split("\n\n")[0].splitlines()
    for row in (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if len(cells) == 10 and cells[1] == "the model":
            shape, _, worlds, answered, _, tests, _, failed, _, verdict = cells
            lines.append(
                f"- Calibration, {shape} shape: {worlds} worlds from the model's own prior, {answered} answered; "
                f"{failed} of {tests} tests failed: {verdict}."
            )
    return "\n".join(lines)


def pages() -> dict[Path, str]:
    """Every generated file with its content, but for the README, whose summary takes a sampled run."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    return {
        ROOT / "docs" / "case.md": case_page(),
        ROOT / "docs" / "cli.md": cli_page(),
        ROOT / "docs" / "schema" / "case.schema.json": schema,
    }


if __name__ == "__main__":
    for path, text in (pages() | {ROOT / "README.md": readme()}).items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
