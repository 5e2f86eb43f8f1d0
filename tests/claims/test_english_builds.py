"""English sentences of builds that the corpus does not have: figures without nouns, headlines, lists, odd verbs."""

from __future__ import annotations

import pytest

from cenotaph.claims.extract import propose


def read(text):
    return [c for c in propose(text, "en")[0] if c.quantity is not None]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("No fewer than 12,000 cottagers were turned out on to the road.", [(12000, "at_least")]),
        ("Dead by nightfall: 212.", [(212, "none")]),
        ("The fever ward took in 640 and buried 118.", [(640, "none"), (118, "none")]),
        ("Of 900 recruits from the valley, 61 saw their homes again.", [(61, "none")]),
        ("Some 2,300 were put ashore on the sandbank.", [(2300, "about")]),
        ("The press put the dead at nigh on 12,000.", [(12000, "nearly")]),
        ("1,204 sick, 377 dead, 90 missing: so ran the return.", [(1204, "none"), (377, "none"), (90, "none")]),
        ("They buried eleven that day and nineteen the next.", [(11, "none"), (19, "none")]),
        ("Forty-odd weavers never came back.", [(40, "about")]),
        ("Every second man between eighteen and forty was called up.", [(0.5, "none")]),
        ("Influenza took one Tongan in ten.", [(0.1, "none")]),
        ("The hunger had lasted three and a half years.", [(3.5, "none")]),
        ("A traveller put the survivors at six or seven hundred.", [(600, "none")]),
    ],
)
def test_figures_of_builds_without_known_verbs(text, figures):
    assert [(c.quantity.low, c.quantity.hedge) for c in read(text)] == figures


@pytest.mark.parametrize(
    "text",
    [
        "He was 61 and had walked 40 miles in 12 hours.",
        "The bill came to 3,400 francs.",
        "Turn to page 94 and look at map 3.",
        "The hall seats 1,200, and tickets cost 15 pounds.",
        "Room 12 is on the second floor; lift 3 is out of order.",
        "At noon the thermometer stood at 41 degrees.",
        "The monument, unveiled in 1965, is 18 metres high.",
        "The print run was 5,000 copies.",
        "They met on the 23rd at half past nine.",
    ],
)
def test_figures_that_count_nobody(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Eight in ten of Halabja's dead were women.", "Halabja"),
        ("The nomads of Turgai lost 300,000 sheep.", "Turgai"),
        ("Over the bridge at Deir ez-Zor passed 100,000 Armenians.", "Deir ez-Zor"),
        ("Some 40 Nagasaki orphans died.", "Nagasaki"),
        ("In the cabins around Mount Brandon 212 people starved.", "Mount Brandon"),
        ("Fever killed 300 deportees from Zeytun.", "Zeytun"),
    ],
)
def test_places_that_no_list_of_prepositions_finds(text, place):
    assert {c.place for c in read(text)} == {place}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("On the heels of the levy came the measles.", "sequence"),
        ("The novices sickened first, the elders only afterwards.", "sequence"),
        ("What killed them was the march, not the camp.", "cause"),
        ("Out of hunger came scurvy.", "cause"),
        ("Chechens, Ingush, Balkars: all were put on the trains.", "universal"),
        ("No bishop protested.", "universal"),
        ("Not until 1956 were the first Kalmyks let home.", "when"),
    ],
)
def test_kinds_said_by_the_build(text, kind):
    assert [c.kind for c in propose(text, "en")[0]] == [kind]


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("The census was annulled before Kvitkin was shot.", "Kvitkin was shot"),
        ("The decree was signed before the first trains were loaded.", "the first trains were loaded"),
    ],
)
def test_an_act_before_a_death_is_a_sequence(text, then):
    assert [(c.kind, c.than) for c in propose(text, "en")[0]] == [("sequence", then)]


def test_a_year_right_after_a_figure_is_its_own():
    claims = read("In the camps, 353,074 people were shot in 1937 and 400,000 in 1938.")
    assert [c.period for c in claims] == ["1937", "1938"]


def test_who_a_part_is_said_to_be():
    claims = read("Six million peasants died in the famine, and five million were Kazakhs.")
    assert [c.group for c in claims] == ["peasants", "Kazakhs"]


@pytest.mark.parametrize("text", ["The famine cost four million births that never happened.",
                                  "Half a million births never occurred in Ukraine."])  # fmt: skip
def test_births_that_did_not_happen(text):
    assert [c.event for c in read(text)] == ["not_born"]


def test_a_man_is_no_town():
    claims = propose("Kirov was killed in December 1934. The murder of Kirov shook the party.", "en")[0]
    assert {c.place for c in claims} == {""}
    assert [c.place for c in read("In Kirov 3,000 people died.")] == ["Kirov"]


def test_a_number_that_is_a_name_counts_nobody():
    assert read("In August 1936 the trial of the Sixteen opened in Moscow.") == []


def test_what_they_died_of():
    assert [c.cause for c in read("In 1943, 40,000 prisoners died of typhus; 300 died from spotted fever.")] == [
        "typhus",
        "spotted fever",
    ]


def test_the_words_of_a_count_hold_its_verb_and_end_at_its_place():
    [claim] = read("The 1937 census counted 162 million people in the USSR.")
    assert claim.words == "counted 162 million people in the USSR"


def test_the_verb_of_a_part_says_what_befell_it():
    assert [c.event for c in read("Only a third of the men called up in 1941 lived to see peace.")] == ["survived"]


def test_scarcely_a_tenth_is_a_share_and_scarcely_anyone_is_nobody():
    said = propose("Scarcely a tenth of the herd survived. Hardly anyone in the village survived.", "en")[0]
    assert [(c.kind, c.negated) for c in said] == [("share", False), ("universal", True)]


def test_a_count_set_against_another_has_its_own_year():
    claims = read("About 31 million people lived in Ukraine in 1932, against 28 million in 1937.")
    assert [c.period for c in claims] == ["1932", "1937"]


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("Between 27 October and 4 November 1937", "1937-10-27/1937-11-04"),
        ("From 5 August to 17 November 1938", "1938-08-05/1938-11-17"),
        ("On the night of 17-18 May 1944", "1944-05-17/1944-05-18"),
    ],
)
def test_two_days_share_a_year(when, period):
    assert [c.period for c in read(f"{when}, 1,118 prisoners were shot.")] == [period]


def test_years_and_months_are_one_length():
    [claim] = read("The siege lasted two years and four months.")
    assert (claim.kind, claim.quantity.low, claim.quantity.unit) == ("duration", 28, "months")
