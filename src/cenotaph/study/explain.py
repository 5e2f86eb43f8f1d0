"""The assumptions of a case in sentences, each with its source, before anything is computed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from cenotaph.evidence.case import Case
from cenotaph.evidence.province import province, provinces
from cenotaph.evidence.spec import Census
from cenotaph.evidence.tables import DEFINITIONS
from cenotaph.reconstruct.bayes.explain import PriorText, priors
from cenotaph.reconstruct.scenario import dimensions, headline_grid

BINDING = re.compile(r"\{@([A-Za-z0-9._-]+)\}")
FIVE_YEAR_PARTS = {
    "fertility": "Fertility rates", "survival": "Survival, by the probability of dying where it is highest",
    "migration": "Net migrants over the population", "population": "Counts, the baseline's and the later ones'",
    "srb": "Sex ratio at birth",
}  # fmt: skip
VALUE_FIELDS = ("persons", "value", "births_per_1000_women", "proportion", "central")


@dataclass(frozen=True)
class Assumption:
    """One sentence (or two) on what is assumed, under a heading, with the ids of its sources."""

    heading: str
    text: str
    sources: tuple[str, ...] = ()


def explain(case: Case) -> list[Assumption]:
    """Everything the account of this case will assume."""
    if case.spec.lists is not None:
        return [*_question(case), *_lists(case)]
    if case.spec.five_year is not None:
        return [*_question(case), *five_year(case), *_known(case)]
    if case.spec.model is not None and case.spec.model.provinces is not None:
        return [*_question(case), *_censuses(case), *_of_provinces(case)]
    return [
        *_question(case),
        *_censuses(case),
        *_crisis(case),
        *_answers(case),
        *_conventions(case),
        *_priors(case),
        *_known(case),
    ]


def _known(case: Case) -> list[Assumption]:
    return [Assumption("Known contradictions", f"{a.where}: {a.reason}", a.source) for a in case.spec.accepted]


def five_year(case: Case) -> list[Assumption]:
    """The counts, the initial estimates, how far each may be wrong, and what the model itself takes for granted."""
    own = case.spec.five_year
    found = [_census(case, case.census(c)) for c in (own.baseline, *own.counts)]
    if own.text:
        found.append(Assumption("The reconstruction", resolved(case, own.text)))
    heading = "How far the initial estimates may be wrong, before the counts are seen"
    for part, label in FIVE_YEAR_PARTS.items():
        doubt = getattr(own.within, part)
        if doubt is not None:
            said = f"inverse gamma variance, alpha {doubt.alpha}, beta {doubt.beta}"
            if doubt.share is not None:
                said = f"within {100 * doubt.share:g} % of the initial estimate, sure to {100 * own.sure:g} %"
            found.append(Assumption(heading, f"{label}: {said}. {doubt.reason}", doubt.source))
    migration = "as the tables of net migration give it" if own.migration else "nought"
    texts = [
        f"Steps of {own.width} years from {own.start:g} to {own.end:g}; what happens within one is averaged.",
        f"Net migration is initially {migration}.",
        "Each part has one variance, estimated with the rest; that of the counts is also that of the baseline.",
        "Persons of unknown age are given the ages of the others of their sex.",
        "There is no classical account of such a case, and none of losses.",
    ]
    ratio = Assumption("Conventions", f"{own.sex_ratio_at_birth:g} boys are born for each girl.", own.sex_ratio_source)
    return [*found, *(Assumption("Conventions", text) for text in texts), ratio]


def resolved(case: Case, text: str) -> str:
    """Prose with its {@row-id} bindings replaced by the recorded figures."""

    def figure(match: re.Match[str]) -> str:
        row = case.by_id(match[1]).row
        value = next(getattr(row, f) for f in VALUE_FIELDS if getattr(row, f, None) is not None)
        return f"{value:,.10g}"

    return " ".join(BINDING.sub(figure, text).split())


def _question(case: Case) -> list[Assumption]:
    info = case.spec.case
    territory = case.territory(info.territory)
    text = f"{info.question} Territory: {territory.name} ({territory.borders}). Period: {info.period}."
    return [Assumption("Question", resolved(case, text))]


def _census(case: Case, census: Census) -> Assumption:
    text = f"{census.label}: {census.fate}. {census.note}"
    sources: tuple[str, ...] = ()
    if census.residual is not None:
        text += f" {census.residual.reason}"
        sources = census.residual.source
    return Assumption("Censuses", resolved(case, text), sources)


def _lists(case: Case) -> list[Assumption]:
    own = case.spec.lists
    found = [Assumption("Who is counted", f"{own.who.capitalize()}. {own.text}", own.source)]
    found += [Assumption("Lists", f"{each.id}: {each.label}. {each.note}".strip(), each.source) for each in own.list]
    text = "No assumption is made here of how the lists go together: each method states its own (docs/mse.md)."
    return [*found, Assumption("Lists", text)]


def _censuses(case: Case) -> list[Assumption]:
    balance = case.spec.balance
    return [_census(case, case.census(c)) for c in (balance.opening, *balance.closing)]


def _crisis(case: Case) -> list[Assumption]:
    balance = case.spec.balance
    if balance.crisis is None:
        text = "No crisis years are named: mortality above (or below) normal is spread over the whole interval."
        return [Assumption("Crisis", text)]
    how = {
        "equal": "in equal parts",
        "registered": "in proportion to registered deaths above the year before the crisis",
    }[balance.crisis_weights]
    text = f"Mortality departs from normal in {balance.crisis}, {how}, and is normal in the other years. "
    return [Assumption("Crisis", resolved(case, text + balance.crisis_reason))]


def _answers(case: Case) -> list[Assumption]:
    found = []
    for dimension in dimensions(case):
        for option in dimension.option:
            mark = "" if option.headline else " (named variant, outside the headline range)"
            text = f"{option.label}{mark}: {option.text}"
            found.append(Assumption(dimension.question, resolved(case, text), option.source))
    return found


def _priors(case: Case) -> list[Assumption]:
    """Every prior of the sampled model in natural units: what it says, why, and who says so."""
    model = case.spec.model
    if model is None:
        return []
    heading = "The sampled model, before it sees the evidence"
    found = [Assumption(heading, resolved(case, model.text))]
    found += [Assumption(heading, resolved(case, _prior(p)), p.source) for p in priors(case)]
    named = (f"{v.label}: {v.text}" + (" Printed beside the headline." if v.beside else "") for v in model.variant)
    sources = (v.source for v in model.variant)
    variants = zip(named, sources, strict=True)
    return [*found, *(Assumption("Named variants of it", resolved(case, text), source) for text, source in variants)]


def _of_provinces(case: Case) -> list[Assumption]:
    """The model of every province, its priors in persons of the first, and what is pooled."""
    named, own = provinces(case), case.spec.model.provinces
    one = province(case, named[0].id)
    found = [
        Assumption("The model of each province", resolved(case, text)) for text in (case.spec.model.text, own.text)
    ]
    heading = f"Before it sees the evidence; in persons: of {named[0].name}, one of {len(named)} provinces"
    found += [Assumption(heading, resolved(case, _prior(p)), p.source) for p in priors(one)]
    for p in own.pooled:
        text = (
            f"{p.parameter}: mean and spread over provinces are learned; the spread has the median {p.spread:g} in the "
            f"prior's own units, within a factor {math.exp(1.645 * p.spread_log_sd):.1f} nine times in ten. {p.reason}"
        )
        found.append(Assumption("Learned from all provinces", resolved(case, text), p.source))
    for o in own.own:
        changed = "; ".join([f"{k} = {v}" for k, v in o.set.items()] + [f"{k} left out" for k in o.drop])
        text = f"{case.territory(o.territory).name}: {changed}. {o.reason}"
        found.append(Assumption("Provinces that differ", resolved(case, text), o.source))
    return found


def _prior(p: PriorText) -> str:
    implied = f" That is, {p.implies}." if p.implies else ""
    return f"{p.of}: {p.says}.{implied} {p.reason}"


def _conventions(case: Case) -> list[Assumption]:
    count = len(headline_grid(case))
    ratio = case.spec.balance.sex_ratio_at_birth
    texts = [
        f"Every combination of the headline answers is run: {count} scenarios. A range covers all of them that "
        "contradict no register; it is not a probability interval.",
        f"{ratio:g} boys are born for each girl in the population without the crisis, and where a register gives "
        "births of both sexes together; elsewhere births follow from the children counted of each sex.",
        "Persons of unknown age are given the ages of the others of their sex.",
        "Emigrants are put back into the closing census in proportion to sex and age, and would not have left "
        "without the crisis.",
        "A census that is not taken as true is held against the true one, carried to its date at normal "
        "mortality; children born between the two are taken as counted.",
        "Recalled figures enter no headline.",
        f"Excess deaths are {DEFINITIONS['excess_deaths']}, in two definitions. The birth deficit counts "
        f"{DEFINITIONS['birth_deficit']} and is never added to deaths without saying so.",
    ]
    return [
        Assumption("Conventions", text, case.spec.balance.sex_ratio_source if i == 1 else ())
        for i, text in enumerate(texts)
    ]
