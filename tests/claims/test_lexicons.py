"""The lexicons are data that the engine can use: dictionary forms, known events, no word lost."""

from __future__ import annotations

import pytest

from cenotaph.claims.claim import EVENTS, Hedge, Vague
from cenotaph.claims.extract import propose
from cenotaph.claims.forms import forms
from cenotaph.claims.lexicon import expand, lexicon
from cenotaph.claims.nouns import gazetteer, singular
from cenotaph.claims.words import raw

LANGUAGES = ("en", "uk", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_are_those_of_the_claim(language):
    data = raw(language)
    assert set(data["event"]) == set(EVENTS)
    assert set(data["hedge"]) == set(Hedge.__args__) - {"none"}
    assert set(data["vague"]) == set(Vague.__args__) - {""}
    assert set(data["phrase"]) >= set(raw("en")["phrase"]) - {"and_half"}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_verbs_of_events_stand_in_dictionary_form(language):
    """A word in another form would never be met: the engine looks for dictionary forms."""
    lost = []
    for texts in raw(language)["event"].values():
        for text in texts:
            for words in expand(text):
                lost += [w for w in words if not w.startswith("=") and len(w) > 3 and w not in forms(w, language)]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_loads(language):
    assert lexicon(language) is lexicon(language)


def test_the_gazetteer_knows_towns_in_three_alphabets():
    assert gazetteer()["лубни"] == gazetteer()["лубны"] == gazetteer()["lubny"] == "Lubny"


@pytest.mark.parametrize(
    ("plural", "one"), [("graves", "grave"), ("churches", "church"), ("families", "family"), ("oxen", "ox")]
)
def test_singular(plural, one):
    assert singular(plural) == one


def test_nothing_is_said_of_a_text_without_claims():
    assert propose("The road is long. Nobody remembers the song. Тиша. Стоит дом у дороги.")[0] == []
