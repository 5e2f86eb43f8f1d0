"""What a sentence says beyond its figure: whom, where, attribution, parts, kinds without a number."""

from __future__ import annotations

import pytest

from cenotaph.claims.claim import Claim
from cenotaph.claims.extract import propose


def read(text: str) -> list[Claim]:
    return propose(text)[0]


def test_a_share_and_a_count_of_the_same_thing_are_two_claims_and_linked():
    share, count = read("In Kazakhstan about 38 per cent of the Kazakhs, or 1.5 million Kazakhs, starved.")
    assert (share.kind, share.quantity.low, share.base) == ("share", 0.38, "Kazakhs")
    assert (count.kind, count.quantity.low, count.same) == ("quantity", 1.5e6, share.id)
    assert {share.event, count.event} == {"starved"}


def test_a_part_points_at_its_whole():
    whole, part = read("In 1931 they deported 1,240 peasants. Of them 510 were children.")
    assert (part.group, part.event, part.part_of) == ("children", "deported", whole.id)


@pytest.mark.parametrize(
    ("text", "kind", "event", "group", "negated"),
    [
        ("The entire staff of the bureau was shot.", "universal", "executed", "staff", False),
        ("Every priest was arrested.", "universal", "arrested", "priests", False),
        ("None of the brothers returned.", "universal", "returned", "brothers", True),
        ("Жодна дитина не вижила.", "universal", "survived", "children", True),
        ("Всех корейцев выселили.", "universal", "deported", "Koreans", False),
        ("The deportation began on 23 February 1944.", "when", "deported", "people", False),
        ("The famine lasted three years.", "duration", "starved", "people", False),
        ("Арешти тривали два роки.", "duration", "arrested", "people", False),
        ("It was the deadliest famine in history.", "superlative", "starved", "people", False),
        ("Deaths in 1933 were four times higher than in 1932.", "comparison", "died", "people", False),
        ("Mothers were arrested because their husbands had been.", "cause", "arrested", "women", False),
        ("Тиф начался раньше, чем открыли лазарет.", "sequence", "ill", "people", False),
    ],
)
def test_kinds_without_a_count(text, kind, event, group, negated):
    found = read(text)
    assert [c.kind for c in found] == [kind]
    claim = found[0]
    assert (claim.group, claim.negated) == (group, negated)
    assert claim.event in (event, "hungry", "other")


@pytest.mark.parametrize(
    ("text", "target", "done"),
    [
        ("The quota for the district was 5,000; 7,200 were arrested.", 5000, 7200),
        ("Ліміт для області становив 1500 осіб, розстріляли 2 900.", 1500, 2900),
        ("План сдачи зерна составлял 300 тысяч тонн, сдали 212 тысяч.", 300_000, 212_000),
    ],
)
def test_a_quota_with_what_was_done_is_one_claim(text, target, done):
    claims = read(text)
    assert [c.kind for c in claims] == ["quota"]
    assert (claims[0].quantity.low, claims[0].fulfilled.low) == (target, done)


@pytest.mark.parametrize(
    ("text", "by", "when"),
    [
        ("According to the historian Mykola Velychko, 5,000 people died.", "Mykola Velychko", ""),
        ("The historian Mykola Velychko wrote in 1994 that 5,000 people died.", "Mykola Velychko", "1994"),
        ("По словам врача Зинаиды Крутиковой, умерло 5 тысяч человек.", "Зинаида Крутикова", ""),
        ("Історик Степан Гнатюк писав, що померло 5 тисяч людей.", "Степан Гнатюк", ""),
    ],
)
def test_attribution(text, by, when):
    (claim,) = read(text)
    assert (claim.said_by, claim.said_when) == (by, when)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("It is not true that ten million people died.", [True]),
        ("Неправда, що померло десять мільйонів людей.", [True]),
        ("The death toll reached 80,000, not the 180,000 announced.", [False, True]),
    ],
)
def test_what_a_text_denies_is_negated(text, negated):
    assert [c.negated for c in read(text)] == negated


@pytest.mark.parametrize(
    ("text", "group", "place"),
    [
        ("In 1937 12 priests were shot in Vologda.", "priests", "Vologda"),
        ("Померло 118 людей на Харківщині.", "people", "Kharkiv"),
        ("У Лубнах заарештовано 116 учителів.", "teachers", "Lubny"),
        ("В Алма-Ате умерло 400 детей.", "children", "Almaty"),
        ("2,000 Kazakh children died in Karaganda.", "Kazakh children", "Karaganda"),
        ("200 тысяч крымских татар выселили.", "Crimean Tatars", ""),
        ("1,700 nomads fled from Ghent.", "nomads", "Ghent"),
    ],
)
def test_group_and_place(text, group, place):
    claim = read(text)[0]
    assert (claim.group, claim.place) == (group, place)


def test_words_are_the_text_between_the_ends_of_the_span():
    text = "Pages follow.\n\nУ 1937-му на Харківщині розстріляно 6 865 осіб, із них 412 жінок."
    for claim in read(text):
        assert text[slice(*claim.span)] == claim.words


def test_the_language_of_each_paragraph_is_told_by_its_letters():
    text = "In 1933 5,000 people died.\n\nУ 1933 році померло 5 тисяч людей.\n\nВ 1933 году умерло 5 тысяч человек."
    assert [c.language for c in read(text)] == ["en", "uk", "ru"]
