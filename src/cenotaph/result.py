"""The result of a run, as a person holds it in a notebook: numbers, frames, charts, a page, a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cenotaph.errors import BadOutput, MissingLibrary
from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.study import claimed, store
from cenotaph.study import run as study_run
from cenotaph.study.sampled import Sampling

if TYPE_CHECKING:
    from cenotaph.claims.claim import Claim
    from cenotaph.claims.verdict import Checked

Progress = Callable[[str, int, int], None]


class Result:
    """What a case yielded. `result["excess-deaths-rate-1937"]` is an Estimate; `result.save(dir)` writes all."""

    def __init__(self, case: Case, estimates: Estimates, fit: Any = None) -> None:
        self.case = case
        self.estimates = estimates
        self.fit = fit

    def __getitem__(self, name: str) -> Estimate:
        return self.estimates[name]

    def __iter__(self) -> Any:
        return iter(self.estimates.estimates)

    @property
    def charts(self) -> list[str]:
        """Names that `chart` takes."""
        from cenotaph.report.charts import charts

        return sorted(charts(self.case, self.estimates))

    def frame(self, table: str | None = None, backend: str | None = None) -> Any:
        """A data frame of the estimates, or of a result table by name ("scenarios", "drivers", ...).

        backend : "pandas", "polars" or "pyarrow"; the first installed one when not given.

        Raises
        ------
        MissingLibrary when none is installed; KeyError for an unknown table.
        """
        rows = store.flat(self.estimates) if table is None else self.estimates.tables[table].rows
        columns = {name: [row.get(name) for row in rows] for name in (rows[0] if rows else {})}
        return _frame(columns, backend)

    def chart(self, name: str) -> Any:
        """One of the report's charts as an Altair chart."""
        from cenotaph.report.charts import charts

        found = charts(self.case, self.estimates)
        if name not in found:
            raise KeyError(f"no chart is called {name!r}; there are {', '.join(sorted(found))}")
        return found[name]

    def check(self, claims: Sequence[Claim] | None = None) -> Checked:
        """Claims judged against this result; those of the case's claims.toml when none are given.

        Raises
        ------
        BadClaims when claims.toml cannot be read.
        """
        from cenotaph.claims.verdict import check
        from cenotaph.study.claimed import claims_of

        return check(claims_of(self.case).claims if claims is None else claims, self.case, self.estimates)

    def html(self) -> str:
        """The whole report as one self-contained page."""
        from cenotaph.report.page import build_page

        return build_page(self.case, self.estimates)

    def save(self, out: str | Path) -> Path:
        """Write the output folder in one piece and return the path of the report.

        Raises
        ------
        BadOutput when the folder holds anything this program did not write.
        """
        store.check_free(Path(out))  # before the page is drawn: a refusal need not wait for it
        return store.write(Path(out), self.case, self.estimates, self.html(), self.fit) / store.PAGE

    def __repr__(self) -> str:
        from cenotaph.report.summary import summary

        return "\n".join(summary(self.case, self.estimates))

    def _repr_html_(self) -> str:
        from cenotaph.report.notebook import result_html

        return result_html(self.estimates)


def run(
    case: str | Path, *, seed: int = 1, progress: Progress | None = None, sampling: Sampling | None = None,
    variants: bool = False, influence: bool = False,
) -> Result:  # fmt: skip
    """Run an embedded case by name, or a case folder.

    Parameters
    ----------
    seed : of the sampler.
    sampling : of the Bayesian population: "full", "short" (approximate, seconds) or "off"; when not given, in full
        where the case states a model.
    variants : fit all named alternatives of the model, not only those that belong beside the headline.
    influence : fit again without each source whose importance weights are no guide, about half a minute each.

    Raises
    ------
    CaseNotFound, BadEvidence (with every finding); NotEstimable when sampling is asked of a case without [model].
    """
    done = study_run.run(case, seed, progress, sampling, variants, influence)
    return Result(done.case, done.estimates, done.fit)


def estimates_for(
    case: Case, out: Path | None = None, *, progress: Progress | None = None, sampling: Sampling | None = None,
    seed: int = 1,
) -> tuple[Result, str]:  # fmt: skip
    """The result that claims on a case are held against, and in words where it is from.

    A finished run is taken when its evidence is that of the case; else the case is run as `cenotaph run` does, and
    the run kept in the folder where that is still free.

    Parameters
    ----------
    out : a folder written by `cenotaph run`; out/CASE here when not given.

    Raises
    ------
    BadOutput when a folder that was asked for holds no run of this evidence; whatever running raises.
    """
    target = out or Path("out") / case.folder.resolve().name
    found = claimed.finished(case, target)
    if found.run is not None:
        return Result(case, found.run), found.why
    if out is not None:
        raise BadOutput(f"{found.why[:1].upper()}{found.why[1:]}.", remedy="Run the case again, or leave --run out.")
    done = study_run.run_case(case, seed, progress, sampling)
    result = Result(done.case, done.estimates, done.fit)
    how = claimed.how_sampled(done.estimates)
    if target.exists():
        return result, f"a new run, not kept ({found.why}; `cenotaph run` renews it){how}"
    result.save(target)
    return result, f"a new run, kept in {target}{how}"


def load(out: str | Path) -> Result:
    """An output folder read back.

    Raises
    ------
    BadOutput when it is not one, or is damaged.
    """
    case, estimates = store.read(Path(out))
    return Result(case, estimates)


def _frame(columns: dict[str, list], backend: str | None) -> Any:
    from importlib.util import find_spec

    import narwhals as nw

    names = [backend] if backend else ["pandas", "polars", "pyarrow"]
    for name in names:
        if find_spec(name) is not None:
            return nw.from_dict(columns, backend=name).to_native()
    raise MissingLibrary(f"A data frame needs {' or '.join(names)}.", remedy="Try: pip install pandas")
