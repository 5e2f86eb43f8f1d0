"""docs/provinces.md: what is written by hand, and the tables of all countries that were run."""

from __future__ import annotations

from pathlib import Path

INTRO = Path(__file__).resolve().parents[2] / "docs" / "provinces.intro.md"
NAMES = {
    "excess-deaths-rate-1910": "excess deaths, per cent of the population",
    "birth-deficit-1910": "birth deficit, per cent of the population",
    "net-error-percent-1910": "net error of the second count, per cent",
}


def page(found: list[dict], left: dict | None) -> str:
    """The whole page."""
    found = sorted(found, key=lambda f: (f["size"], f["seed"]))
    parts = [
        INTRO.read_text(encoding="utf-8").rstrip(),
        "",
        "## Countries with known truth",
        "",
        HOW,
        "",
        *_cost(found),
    ]
    parts += [*_coverage(found), *_whole(found), *_shared(found), *(_stages(left) if left else ())]
    return "\n".join(parts) + "\n"


HOW = """Written by `python -m provinces` in `benchmarks`: countries drawn from the hierarchy itself (`country.py`).
Each province has two counts by age and sex; a tenth have no register of births, a tenth none of deaths, and three in
ten of the others have none of deaths in the two crisis years. Each was run by `cenotaph provinces` in a process of its
own."""


def _cost(found: list[dict]) -> list[str]:
    lines = [
        "| provinces | seed | parameters | draws | wall, min | processor, min | load before | peak MB |"
        " least effective, shared | largest R-hat, shared | largest R-hat, provinces | provinces refused |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for f in found:
        least = min(f["shared"]["ess_bulk"], f["shared"]["ess_tail"])
        lines.append(
            f"| {f['size']} | {f['seed']} | {f['parameters']:,} | {f['chains']} x {f['draws']} | "
            f"{f['wall'] / 60:.1f} | {f['cpu'] / 60:.1f} | {f['load']:.1f} | {f['megabytes']:,} | {least:.0f} | "
            f"{f['shared']['rhat']:.3f} | {f['worst_rhat']:.3f} | {f['refused']} |"
        )
    if not found:
        return [*lines, ""]
    machine = found[0]["machine"]
    return [
        *lines,
        "",
        f"{machine['cores']} cores, {machine['processor']}, JAX {machine['jax']}, {machine['device']}.",
        "",
    ]


def _coverage(found: list[dict]) -> list[str]:
    lines = [
        "### Provinces: together and by itself", "",
        "90 % intervals that held the truth; mean width; mean distance of the median from the truth.", "",
        "| provinces | seed | of | held, together | held, by itself | width, together | width, by itself |"
        " off, together | off, by itself |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for f in found:
        for measure, name in NAMES.items():
            both = [f["scores"][measure][kind] for kind in ("together", "alone")]
            cells = [f"{b['held']} of {b['count']}" for b in both]
            cells += ["" if b[of] is None else f"{b[of]:.2f}" for of in ("width", "off") for b in both]
            lines.append(f"| {f['size']} | {f['seed']} | {name} | {' | '.join(cells)} |")
    return [*lines, ""]


def _whole(found: list[dict]) -> list[str]:
    lines = [
        "### The whole: excess deaths, the sum of all provinces in every draw", "",
        "| provinces | seed | truth | median and 90 % interval | held |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for f in found:
        w = f["whole"]
        if w["median"] is None:
            lines.append(f"| {f['size']} | {f['seed']} | {w['truth']:,.0f} | not estimable: {w['refused']} | |")
            continue
        held = "yes" if w["p05"] <= w["truth"] <= w["p95"] else "no"
        told = f"{w['median']:,.0f} ({w['p05']:,.0f} to {w['p95']:,.0f})"
        lines.append(f"| {f['size']} | {f['seed']} | {w['truth']:,.0f} | {told} | {held} |")
    return [*lines, ""]


def _shared(found: list[dict]) -> list[str]:
    lines = [
        "### What the provinces share", "",
        "Median and 90 % interval of mean and spread, in the units of the prior; in brackets the truth.", "",
        "| provinces | seed | parameter | mean | spread | both held |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    held = total = 0
    for f in found:
        by = {}
        for r in f["common"]:
            by.setdefault(r["parameter"], {})[r["kind"]] = r
        for name, kinds in by.items():
            if kinds["mean"]["median"] is None:
                lines.append(f"| {f['size']} | {f['seed']} | {name} | not estimable | not estimable | |")
                continue
            inside = [r["p05"] <= r["truth"] <= r["p95"] for r in kinds.values()]
            held, total = held + sum(inside), total + len(inside)
            cells = [f"{r['median']:.3f} ({r['p05']:.3f} to {r['p95']:.3f}) [{r['truth']:.3f}]" for r in kinds.values()]
            lines.append(
                f"| {f['size']} | {f['seed']} | {name} | {' | '.join(cells)} | {'yes' if all(inside) else 'no'} |"
            )
    return [*lines, "", f"Of {total} intervals of means and spreads {held} held the truth."]


def _stages(left: dict) -> list[str]:
    sizes = sorted(left["effective"])
    return [
        "",
        "### What two stages would leave",
        "",
        f"In a country of {left['size']} provinces: {left['draws']:,} draws of each province by itself, weighed by the",
        "density of its pooled numbers under what is shared (at its mean) over that under the stated priors.",
        f"Effective draws left: median {sizes[len(sizes) // 2]:.0f}, least {sizes[0]:.0f}, most {sizes[-1]:.0f}.",
    ]
