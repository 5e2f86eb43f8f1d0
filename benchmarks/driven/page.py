"""The tables of docs/influence.md that are made: records added, honest sources left out, the flagship's sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from driven.records import RECORDS

WORDS = {
    "excess-window": "excess deaths of the window", "excess-deaths-rate": "excess deaths to the last count",
    "birth-deficit": "birth deficit", "net-error-contrast": "difference of the counts' net errors",
    "net-error": "net error of the count of",
}  # fmt: skip
SHOWN = ("excess-window-famine", "excess-deaths-rate-1939", "birth-deficit-1939", "net-error-contrast-1937-1939")
UNLIKELY = 0.01
LEAST_WORLDS = 3  # with fewer a mean over worlds has no standard error worth stating


def written(text: str, worlds: Sequence[dict], flagship: dict | None) -> str:
    """The page with every table between its marks made anew; one that there is nothing of stays as it is."""
    used = [w for w in worlds if not w["failed"] and not w["refused"]]
    for mark, made in (
        ("found", found_table(worlds, used) if used else None),
        ("honest", honest_table(used) if used else None),
        ("flagship", flagship_tables(flagship) if flagship else None),
    ):
        if made is not None:
            text = _between(text, mark, made)
    return text


def _between(text: str, mark: str, made: list[str]) -> str:
    begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"The page has not one {begin} and one {end}.")
    return "\n".join([text[: text.index(begin)] + begin, *made, end + text.split(end)[1]])


def _figure(name: str) -> str:
    for start, words in WORDS.items():
        if name.startswith(start):
            return words if start != "net-error" else f"{words} {name.rsplit('-', 1)[1]}"
    return name


def found_table(worlds: Sequence[dict], used: Sequence[dict]) -> list[str]:
    """Expected narrowing against that which came, by record and figure, and what is told of its error."""
    rows = [r for w in used for r in w["records"]]
    judged = [r for r in rows if not r["refused"] and r["expected"] is not None]
    lines = [
        f"Worlds: {len(worlds)}, of which {len(used)} with an answer; {len(rows) - len(judged)} of {len(rows)} fits "
        "with a record added, or their reckonings, were refused and are left out. Means over worlds in per cent of the "
        "interval's width; ± one standard error over worlds.", "",
        "| record | figure | worlds | expected | came | came less expected |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    labels, off = {r.id: r.label for r in RECORDS}, []
    for record in labels:
        for name in dict.fromkeys(r["estimate"] for r in judged):
            own = [r for r in judged if (r["record"], r["estimate"]) == (record, name)]
            if not own:
                continue
            expected, had = (100 * np.array([r[k] for r in own]) for k in ("expected", "had"))
            gap = had - expected
            if len(own) >= LEAST_WORLDS:
                off.append(float(stats.ttest_1samp(gap, 0).pvalue))
            told = " | ".join((_mean(expected), _mean(had), _mean(gap, "+")))
            lines.append(f"| {labels[record]} | {_figure(name)} | {len(own)} | {told} |")
    if not judged:
        return lines
    expected, had = (np.array([r[k] for r in judged]) for k in ("expected", "had"))
    twice = [r for r in judged if r["again"] is not None]
    ratio = np.array([(r["expected"] - r["again"]) / np.hypot(r["error"], r["again_error"]) for r in twice])
    against = (
        f"Of {len(off)} pairs of record and figure, {sum(p < 0.05 for p in off)} have p below 0.05 against no "
        f"difference and {sum(p < 0.05 / len(off) for p in off)} below 0.05 / {len(off)}."
        if off
        else f"Fewer than {LEAST_WORLDS} worlds do not show that the expectation holds on average, only that nothing "
        "is far off; no pair of record and figure is judged by itself."
    )
    return [
        *lines, "",
        f"{against} Over all of them the record narrowed by {100 * had.mean():.1f} % where "
        f"{100 * expected.mean():.1f} % was expected. The stated error, tried on a second set of draws of the same "
        f"posterior: differences have {np.sqrt(np.mean(ratio**2)):.2f} times the spread that the errors say, over "
        f"{len(ratio)} pairs of reckonings, mean error {100 * np.mean([r['error'] for r in twice]):.1f} points.",
    ]  # fmt: skip


def _mean(values: np.ndarray, sign: str = "") -> str:
    """A mean over worlds, with its standard error where there are enough of them."""
    told = f"{values.mean():{sign}.1f}"
    return f"{told} ± {values.std(ddof=1) / np.sqrt(values.size):.1f}" if values.size >= LEAST_WORLDS else told


def honest_table(used: Sequence[dict]) -> list[str]:
    """How often an honest source was not foreseen: a place at random is below a hundredth once in a hundred."""
    rows = [r for w in used for r in w["foreseen"]]
    known = [r for r in rows if r["probability"] is not None]
    lines = ["| source | worlds | mean probability | below 0.1 | below 0.01 | refused |", "|---|---|---|---|---|---|"]
    for key in dict.fromkeys(r["source"] for r in rows):
        own = np.array([r["probability"] for r in known if r["source"] == key])
        refused = sum(r["source"] == key for r in rows) - own.size
        if not own.size:
            lines.append(f"| {key} | 0 | not estimable | | | {refused} |")
            continue
        lines.append(
            f"| {key} | {own.size} | {own.mean():.2f} | {np.sum(own < 0.1)} | {np.sum(own < UNLIKELY)} | {refused} |"
        )
    every = np.array([r["probability"] for r in known])
    tenths = np.bincount(np.minimum(10 * every, 9).astype(int), minlength=10)
    return [
        *lines, "",
        f"All {every.size}: mean {every.mean():.2f} (0.50 if even), {np.mean(every < 0.1):.0%} below 0.1, "
        f"{np.mean(every < UNLIKELY):.1%} below 0.01; by tenths {' '.join(map(str, tenths))}.",
    ]  # fmt: skip


def flagship_tables(driven: dict) -> list[str]:
    """The flagship's figures without each source, and whether the others would have foreseen it."""
    lines, tables = [], driven["tables"]
    pulls = {(r["source"], r["estimate"]): r for r in tables["pulls"]}
    for name in SHOWN:
        rows = [r for r in tables["influence"] if r["estimate"] == name]
        lines += [
            f"**{driven['estimates'][name]}**, with every source {_millions(rows[0], '')}:", "",
            "| without | becomes | moved, of the width | width, times | pull, of the width | how |",
            "|---|---|---|---|---|---|",
        ]  # fmt: skip
        for r in sorted(rows, key=lambda r: -abs(r["moved"] or 0.0)):
            if r["moved"] is None:
                lines.append(f"| {r['label']} | not estimable: {r['refused']} | | | | {r['method']} |")
                continue
            pull, width = pulls.get((r["source"], name)), r["p95"] - r["p05"]
            told = f"{pull['pull'] / width:+.2f} ± {pull['error'] / width:.2f}" if pull else ""
            lines.append(
                f"| {r['label']} | {_millions(r, 'without_')} | {r['moved']:+.0%} | {r['wider']:.2f} | {told} | "
                f"{r['method']}, k {r['pareto_k']:.2f} |"
            )
        lines.append("")
    judged = [r for r in tables["foreseen"] if r["probability"] is not None]
    far = [f"{r['label']} ({r['probability']:.4f})" for r in judged if r["probability"] < UNLIKELY]
    least = min(judged, key=lambda r: r["probability"])
    lines += [
        f"Not foreseen by the others (below a hundredth): {'; '.join(far) or 'none'}. The least foreseen of "
        f"{len(judged)}: {least['label']}, {least['probability']:.3f}; the least of so many honest ones would lie "
        f"below that with a chance of some {1 - (1 - least['probability']) ** len(judged):.2f}.", "",
        "| source | probability of a replicate as far out |", "|---|---|",
    ]  # fmt: skip
    for r in sorted(tables["foreseen"], key=lambda r: 2.0 if r["probability"] is None else r["probability"]):
        told = f"not estimable: {r['refused']}" if r["probability"] is None else f"{r['probability']:.4f}"
        lines.append(f"| {r['label']} | {told} |")
    return lines


def _millions(row: dict, prefix: str) -> str:
    low, middle, high = (row[f"{prefix}{end}"] / 1e6 for end in ("p05", "median", "p95"))
    return f"{middle:.2f} million ({low:.2f} to {high:.2f})"
