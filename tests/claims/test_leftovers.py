"""Statements that only the build of a sentence shows: read though no list knows their words. Idioms are left alone."""

from __future__ import annotations

import pytest

from cenotaph.claims.reading import read_claims_in


def kinds(text: str) -> list[str]:
    return [claim.kind for claim in read_claims_in(text).claims]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The tenants of the northern estates fared worse.", "comparison"),
        ("У Бенгалії рис за рік подорожчав уп'ятеро.", "comparison"),
        ("Mortality peaked in the second winter.", "superlative"),
        ("The villages nearest the quarry suffered most.", "superlative"),
        ("Each foreman in the valley ate well.", "universal"),
        ("No coal barge was allowed past the lock.", "universal"),
        ("It is said that only the poor died.", "universal"),
        ("Everybody over the age of ten was put to digging.", "universal"),
        ("У столиці нікого не попередили.", "universal"),
        ("Забрали все насіння.", "universal"),
        ("Because the seed had been eaten, nothing was sown that year.", "cause"),
        ("The ferries had been broken up, because a landing was feared.", "cause"),
        ("It was not the cold that killed them but dysentery.", "cause"),
        ("Людей убивал не мороз, а цинга.", "cause"),
        ("The commune ate bark for five months.", "duration"),
        ("It rained for the first time in 212 days.", "duration"),
        ("Ешелон ішов двадцять три доби.", "duration"),
        ("The weavers starved before the small tenants.", "sequence"),
        ("Two out of three were women.", "share"),
        ("There were thirteen granaries in the district.", "quantity"),
        ("The mine shipped 51.5 tonnes of gold that year.", "quantity"),
    ],
)
def test_a_build_is_read_whatever_its_words(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Burials: 88.", [88]),
        ("Some say forty thousand.", [40_000]),
        ("У квітні поховали 218 селян, у травні — 305, а в червні вже тільки 90.", [218, 305, 90]),
        ("Eleven of the village's fourteen wells had been poisoned.", [11]),
        ("A mere 3 of the orphanage's 212 boys came back.", [3]),
    ],
)
def test_figures_without_a_noun_are_of_what_stands_before(text, figures):
    found = [c.quantity.low for c in read_claims_in(text).claims if c.kind == "quantity"]
    assert found == figures


@pytest.mark.parametrize(
    "text",
    [
        "No doubt the winter was hard.",
        "Everyone knows that the winter was hard.",
        "Nobody remembers who opened the gate.",
        "Every morning the bell rang.",
        "She had paid 14 roubles for it.",
        "We walked for five days.",
        "Five years later the mill was sold.",
        "Деду был 51 год.",
        "За квиток заплатив вісімсот рублів.",
    ],
)
def test_idioms_prices_ages_and_memories_are_left_alone(text):
    assert kinds(text) == []
