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
        "Rations were cut to 125 grams of bread a day.",
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
