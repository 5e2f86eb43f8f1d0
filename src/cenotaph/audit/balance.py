"""The balance of persons between neighbouring counts: growth against registers, and against what a life table allows.

A register's sum is held against the growth where it covers the interval. Beside it, the earlier population is carried
forward at normal mortality and the children born since are taken as counted: then only those alive at both counts
decide, and births and deaths are those that the table's rates and the counted children imply.
"""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.audit.counts import Increase, Material, Pair
from cenotaph.audit.finding import BAND, ROUNDING, Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import band, born_survival, break_even, carried, counted_since, in_words
from cenotaph.audit.words import listed, per_cent, persons, span

NAME, REGISTERS = "balance at normal mortality", "balance with registers"
# Net errors of careful counts are below two per cent, and two counts of one office share most of theirs: what is
# left between them is well under one.
USUAL = 0.005
CAREFUL = 0.02
LEAST_TOP = 60  # years of age below which a count must be printed in groups of five years or less
WHOLE = 0.2  # years of an interval that a sum may leave out at its ends


def check(material: Material) -> Iterator[Said]:
    """Findings for each pair of neighbouring counts."""
    if not material.neighbours:
        yield Skipped(NAME, material.name, "needs two counts between one and sixty years apart")
    for pair in material.neighbours:
        yield _at_normal(material, pair)
        yield _with_registers(material, pair)


def _moved(material: Material, pair: Pair) -> tuple[float, float]:
    """Net migration inside the interval that the case states, from least to most: each flow may be true or not."""
    low = high = 0.0
    for start, end, net in material.flows:
        inside = max(0.0, min(end, pair.later.time) - max(start, pair.earlier.time)) / (end - start)
        low, high = low + min(0.0, net * inside), high + max(0.0, net * inside)
    return low, high


def _at_normal(material: Material, pair: Pair) -> Said:
    hazards = band(material, pair)
    if hazards is None:
        return Skipped(NAME, pair.name, "needs a life table; the file has none")
    coarse = [c.id for c in (pair.earlier, pair.later) if not c.fine(0, LEAST_TOP)]
    if coarse:
        return Skipped(
            NAME, pair.name, f"needs groups of five years or less to age {LEAST_TOP}: not so in {listed(coarse)}"
        )
    older, since = counted_since(pair)
    times = (pair.earlier.time, pair.later.time)
    most, fewest = (float(carried(pair.earlier.population, h, *times).sum()) for h in (hazards[0], hazards[2]))
    least_in, most_in = _moved(material, pair)
    most, fewest, alive = most + most_in, fewest + least_in, float(older.sum())
    born = [float((since / born_survival(h, pair)[0]).sum()) for h in (hazards[0], hazards[2])]
    children = float(since.sum())
    low, high = alive - most, alive - fewest
    margin = USUAL * pair.earlier.total
    figures = {
        "earlier": pair.earlier.total, "later": pair.later.total, "born_since_counted": children,
        "births_implied": born, "expected": [fewest + children, most + children],
        "natural_increase_implied": [fewest + children - pair.earlier.total, most + children - pair.earlier.total],
        "years": pair.length, "migration_stated": [least_in, most_in],
    }  # fmt: skip
    expected = span(fewest + children, most + children)
    implied = span(*figures["natural_increase_implied"])
    if low <= margin and high >= -margin:
        why = f"{persons(pair.later.total)} counted, {expected} expected, give or take {per_cent(USUAL)}"
        return Quiet(NAME, pair.name, why)
    over = low > margin
    size = (low, high) if over else (-high, -low)
    factor = break_even(material, pair, pair.earlier.population, alive - (least_in + most_in) / 2)
    figures["mortality_factor_that_balances"] = factor
    what = (
        f"{pair.later.id} counts {persons(pair.later.total)}, {span(*size)} {'more' if over else 'fewer'} than "
        f"{pair.earlier.id} ({persons(pair.earlier.total)}) plus the natural increase that normal mortality and the "
        f"children counted imply ({implied}): {expected} expected. "
    )
    what += (
        f"Either {pair.later.id} counts too many, or {pair.earlier.id} omitted persons."
        if over
        else f"Either they died or left, or {pair.later.id} omits persons, or {pair.earlier.id} has too many."
    ) + in_words(factor)
    return Finding(
        f"balance-{pair.earlier.id}-{pair.later.id}", NAME, pair.name,
        f"{pair.later.id} {'above' if over else 'below'} {pair.earlier.id} and natural increase", what, *size, BAND,
        "strong" if size[0] > CAREFUL * pair.earlier.total or not over else "moderate",
        f"The nearer end is {per_cent(size[0] / pair.earlier.total)} of {pair.earlier.id}; a finding beyond "
        f"{per_cent(USUAL)}, more than two careful counts of one office differ by. Normal mortality is a band around "
        "the life tables of the case.",
        ("immigration that the case does not state", f"better coverage in {pair.later.id} than in {pair.earlier.id}",
         "mortality below every table") if over else
        ("deaths of a crisis", "emigration that the case does not state", f"omission in {pair.later.id}"),
        figures, (*pair.files, *material.table_files),
    )  # fmt: skip


def _cover(increases: tuple[Increase, ...], pair: Pair) -> list[Increase]:
    """The fewest sums that lie in the interval without sharing days: the longest first."""
    chosen: list[Increase] = []
    for i in sorted(increases, key=lambda i: i.start - i.end):
        inside = i.start >= pair.earlier.time - WHOLE / 2 and i.end <= pair.later.time + WHOLE / 2
        if inside and all(i.end <= c.start + 1e-9 or i.start >= c.end - 1e-9 for c in chosen):
            chosen.append(i)
    return chosen


def _with_registers(material: Material, pair: Pair) -> Said:
    chosen = _cover(material.increases, pair)
    covered = sum(i.end - i.start for i in chosen)
    if covered < pair.length - WHOLE:
        part = f"they cover {covered:.1f} of {pair.length:.1f} years" if covered else "there are none"
        instead = "; the balance at normal mortality bounds the growth instead" if material.tables else ""
        return Skipped(REGISTERS, pair.name, f"needs registered births and deaths over the interval; {part}{instead}")
    registered, half = sum(i.persons for i in chosen), sum(i.half for i in chosen)
    # What the sums leave out at the ends, or add beyond them, at the mean pace of the whole.
    outside = abs(registered / covered) * abs(pair.length - covered)
    least_in, most_in = _moved(material, pair)
    growth = pair.later.total - pair.earlier.total
    low = growth - (registered + half + outside + most_in)
    high = growth - (registered - half - outside + least_in)
    margin = USUAL * pair.earlier.total
    if low <= margin and high >= -margin:
        why = f"growth of {persons(growth)} against a registered increase of {persons(registered)}"
        return Quiet(REGISTERS, pair.name, f"{why}, give or take {per_cent(USUAL)} of the population")
    over = low > margin
    size = (low, high) if over else (-high, -low)
    readings = (
        "births went unregistered, persons came, or the later count has too many"
        if over
        else "deaths went unregistered, persons left, the later count omits persons, or the earlier has too many"
    )
    return Finding(
        f"registers-{pair.earlier.id}-{pair.later.id}", REGISTERS, pair.name,
        f"growth {'above' if over else 'below'} the registered increase",
        f"Between {pair.earlier.id} and {pair.later.id} the counts grow by {persons(growth)}, the registers by "
        f"{persons(registered)}: {span(*size)} persons {'more' if over else 'fewer'} are counted than registered; "
        f"{readings}.",
        *size, ROUNDING, "strong" if size[0] > CAREFUL * pair.earlier.total else "moderate",
        f"Arithmetic of printed sums, their rounding and {pair.length - covered:.2f} years at the ends included; a "
        f"finding beyond {per_cent(USUAL)} of the population. The certainty is that of the register's coverage.",
        ("registers of different completeness for births and deaths", "registers of another territory than the counts",
         "migration that the case does not state"),
        {"growth": growth, "registered": registered, "rounding": half, "ends": outside, "covered_years": covered,
         "migration_stated": [least_in, most_in]},
        tuple(dict.fromkeys((*pair.files, *(i.file for i in chosen)))),
    )  # fmt: skip
