"""A number printed in any of the supported ways is read back: value, precision, hedge and unit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.claims.claim import Claim
from cenotaph.claims.extract import propose

FRAMES = {
    "en": "In 1933 {} people died.",
    "uk": "У 1933 році померло {} людей.",
    "ru": "В 1933 году умерло {} человек.",
}
SMALL = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "uk": "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять "
    "чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
}
TENS = {
    "en": "- - twenty thirty forty fifty sixty seventy eighty ninety",
    "uk": "- - двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто",
    "ru": "- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
}
HUNDREDS = {
    "uk": "- сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот",
    "ru": "- сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
}
SCALES = {
    "en": {1000: "thousand", 10**6: "million"},
    "uk": {1000: "тисяч", 10**6: "мільйонів"},
    "ru": {1000: "тысяч", 10**6: "миллионов"},
}


def below_thousand(value: int, language: str) -> str:
    parts = []
    if value >= 100:
        hundreds = (
            f"{SMALL['en'].split()[value // 100]} hundred"
            if language == "en"
            else HUNDREDS[language].split()[value // 100]
        )
        parts.append(hundreds + (" and" if language == "en" and value % 100 else ""))
    rest = value % 100
    if rest >= 20:
        tens = TENS[language].split()[rest // 10]
        unit = SMALL[language].split()[rest % 10]
        parts.append(tens if rest % 10 == 0 else f"{tens}-{unit}" if language == "en" else f"{tens} {unit}")
    elif rest:
        parts.append(SMALL[language].split()[rest])
    return " ".join(parts)


def in_words(value: int, language: str) -> str:
    parts = []
    for scale in (10**6, 1000):
        if value >= scale:
            parts.append(f"{below_thousand(value // scale, language)} {SCALES[language][scale]}")
            value %= scale
    if value:
        parts.append(below_thousand(value, language))
    return " ".join(parts)


def counted(text: str, language: str) -> Claim:
    found = [c for c in propose(FRAMES[language].format(text), language)[0] if c.kind == "quantity"]
    assert len(found) == 1, (text, [c.words for c in found])
    return found[0]


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
@settings(max_examples=60, deadline=None)
@given(value=st.integers(min_value=2, max_value=10**9 - 1))
def test_words_are_read_back(language, value):
    claim = counted(in_words(value, language), language)
    assert (claim.quantity.low, claim.quantity.high) == (value, value)


def grouped(value: int, sign: str) -> str:
    return f"{value:,}".replace(",", sign)


@pytest.mark.parametrize(
    ("language", "sign"),
    [
        ("en", ","),
        ("en", " "),
        ("en", "\u00a0"),
        ("en", "\u202f"),
        ("uk", " "),
        ("uk", "\u00a0"),
        ("uk", "."),
        ("ru", " "),
        ("ru", "\u202f"),
        ("ru", "."),
    ],
)
@settings(max_examples=40, deadline=None)
@given(value=st.integers(min_value=10_000, max_value=10**10))
def test_grouped_figures_are_read_back(language, sign, value):
    claim = counted(grouped(value, sign), language)
    assert (claim.quantity.low, claim.quantity.step) == (value, 1)


@pytest.mark.parametrize(
    ("language", "point", "scale", "factor"),
    [
        ("en", ".", "million", 1e6),
        ("en", ".", "m", 1e6),
        ("en", ".", "mln", 1e6),
        ("en", ".", "thousand", 1e3),
        ("en", ".", "billion", 1e9),
        ("uk", ",", "млн", 1e6),
        ("uk", ",", "млн.", 1e6),
        ("uk", ".", "mln", 1e6),
        ("uk", ",", "тис.", 1e3),
        ("uk", ",", "мільйона", 1e6),
        ("ru", ",", "млн", 1e6),
        ("ru", ",", "миллиона", 1e6),
        ("ru", ",", "тыс.", 1e3),
        ("ru", ",", "млрд", 1e9),
    ],
)
@settings(max_examples=30, deadline=None)
@given(whole=st.integers(min_value=1, max_value=99), tenth=st.integers(min_value=1, max_value=9))
def test_decimals_with_a_scale_are_read_back(language, point, scale, factor, whole, tenth):
    gap = "" if scale == "m" else " "
    claim = counted(f"{whole}{point}{tenth}{gap}{scale}", language)
    assert claim.quantity.low == pytest.approx((whole + tenth / 10) * factor, rel=1e-12)
    assert claim.quantity.step == pytest.approx(factor / 10)


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "half a million", 5e5, 5e5),
        ("en", "a quarter of a million", 2.5e5, 2.5e5),
        ("en", "two and a half million", 2.5e6, 2.5e6),
        ("en", "a million and a half", 1.5e6, 1.5e6),
        ("en", "a hundred thousand", 1e5, 1e5),
        ("en", "between three and four million", 3e6, 4e6),
        ("en", "between 350,000 and 500,000", 3.5e5, 5e5),
        ("en", "1.5-2 million", 1.5e6, 2e6),
        ("en", "from 1.2 to 1.4 million", 1.2e6, 1.4e6),
        ("en", "seven to ten million", 7e6, 1e7),
        ("en", "five or six thousand", 5e3, 6e3),
        ("en", "three dozen", 36, 36),
        ("uk", "півтора мільйона", 1.5e6, 1.5e6),
        ("uk", "два з половиною мільйони", 2.5e6, 2.5e6),
        ("uk", "пів мільйона", 5e5, 5e5),
        ("uk", "півмільйона", 5e5, 5e5),
        ("uk", "чверть мільйона", 2.5e5, 2.5e5),
        ("uk", "від 150 до 200 тисяч", 1.5e5, 2e5),
        ("uk", "сім чи вісім мільйонів", 7e6, 8e6),
        ("uk", "дві сотні", 200, 200),
        ("uk", "2 млн 300 тис.", 2.3e6, 2.3e6),
        ("ru", "полтора миллиона", 1.5e6, 1.5e6),
        ("ru", "полмиллиона", 5e5, 5e5),
        ("ru", "четверть миллиона", 2.5e5, 2.5e5),
        ("ru", "пять-шесть", 5, 6),
        ("ru", "от 7 до 8 млн", 7e6, 8e6),
        ("ru", "15–45 миллионов", 1.5e7, 4.5e7),
    ],
)
def test_ways_of_saying_a_number(language, text, low, high):
    claim = counted(text, language)
    assert (claim.quantity.low, claim.quantity.high) == (low, high)


@pytest.mark.parametrize(
    ("language", "text", "hedge"),
    [
        ("en", "about 5,000", "about"),
        ("en", "some 5,000", "about"),
        ("en", "roughly 5,000", "about"),
        ("en", "circa 5,000", "about"),
        ("en", "nearly 5,000", "nearly"),
        ("en", "just under 5,000", "nearly"),
        ("en", "more than 5,000", "over"),
        ("en", "over 5,000", "over"),
        ("en", "upwards of 5,000", "over"),
        ("en", "fewer than 5,000", "under"),
        ("en", "less than 5,000", "under"),
        ("en", "at least 5,000", "at_least"),
        ("en", "no fewer than 5,000", "at_least"),
        ("en", "a minimum of 5,000", "at_least"),
        ("en", "at most 5,000", "at_most"),
        ("en", "no more than 5,000", "at_most"),
        ("en", "up to 5,000", "up_to"),
        ("en", "as many as 5,000", "up_to"),
        ("en", "5,000", "none"),
        ("uk", "близько 5 тисяч", "about"),
        ("uk", "приблизно 5 тисяч", "about"),
        ("uk", "майже 5 тисяч", "nearly"),
        ("uk", "понад 5 тисяч", "over"),
        ("uk", "більше ніж 5 тисяч", "over"),
        ("uk", "менше 5 тисяч", "under"),
        ("uk", "щонайменше 5 тисяч", "at_least"),
        ("uk", "не менше 5 тисяч", "at_least"),
        ("uk", "принаймні 5 тисяч", "at_least"),
        ("uk", "не більше 5 тисяч", "at_most"),
        ("uk", "до 5 тисяч", "up_to"),
        ("uk", "тисяч п'ять", "about"),
        ("ru", "около 5 тысяч", "about"),
        ("ru", "примерно 5 тысяч", "about"),
        ("ru", "почти 5 тысяч", "nearly"),
        ("ru", "более 5 тысяч", "over"),
        ("ru", "свыше 5 тысяч", "over"),
        ("ru", "больше 5 тысяч", "over"),
        ("ru", "менее 5 тысяч", "under"),
        ("ru", "не менее 5 тысяч", "at_least"),
        ("ru", "по меньшей мере 5 тысяч", "at_least"),
        ("ru", "не более 5 тысяч", "at_most"),
        ("ru", "до 5 тысяч", "up_to"),
    ],
)
def test_hedges(language, text, hedge):
    claim = counted(text, language)
    assert (claim.quantity.low, claim.quantity.hedge) == (5000, hedge)


@pytest.mark.parametrize(
    ("text", "value", "hedge"),
    [
        ("One in four peasants died in Ukraine.", 0.25, "none"),
        ("Every third prisoner died.", 1 / 3, "none"),
        ("Nearly two thirds of the children died.", 2 / 3, "nearly"),
        ("Nine out of ten officers were shot.", 0.9, "none"),
        ("At least 10 per cent of the population died.", 0.1, "at_least"),
        ("Half of the village starved.", 0.5, "none"),
        ("Of every five infants born there, two died.", 0.4, "none"),
        ("Кожен четвертий селянин помер.", 0.25, "none"),
        ("Майже дві третини дітей загинуло.", 2 / 3, "nearly"),
        ("Померло близько 13 % населення України.", 0.13, "about"),
        ("Загинув кожен третій.", 1 / 3, "none"),
        ("Каждый десятый заключённый умер.", 0.1, "none"),
        ("Не менее трети крестьян погибло.", 1 / 3, "at_least"),
        ("Умерло 13,3 % ссыльных.", 0.133, "none"),
        ("Двое из троих инженеров были расстреляны.", 2 / 3, "none"),
    ],
)
def test_shares(text, value, hedge):
    claims = [c for c in propose(text)[0] if c.kind == "share"]
    assert len(claims) == 1
    assert claims[0].quantity.low == pytest.approx(value, abs=1e-5)
    assert claims[0].quantity.hedge == hedge


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("Millions died.", "millions"),
        ("Tens of thousands of orphans were deported.", "tens of thousands"),
        ("Several hundred thousand Spaniards fled.", "hundreds of thousands"),
        ("Many were shot.", "many"),
        ("Most of the prisoners died.", "most"),
        ("Померли мільйони селян.", "millions"),
        ("Десятки тисяч селян втекли.", "tens of thousands"),
        ("Погибли тысячи детей.", "thousands"),
        ("Расстреляны сотни священников.", "hundreds"),
        ("Большинство ссыльных умерло.", "most"),
    ],
)
def test_words_that_stand_for_no_figure(text, vague):
    claims = propose(text)[0]
    assert [c.quantity.vague for c in claims] == [vague]
    assert claims[0].quantity.low is None


@pytest.mark.parametrize(
    "text",
    [
        "See page 44, note 17 and chapter 3.",
        "The document is kept in fond 1, opis 20, file 5254, sheet 13.",
        "He was number 1,147 on the list.",
        "The grandmother, 81, still keeps the key.",
        "A ticket costs 40 hryvnias and the film runs 88 minutes.",
        "Did 10,000 people really die here?",
        "If five million had died, everybody would know.",
        "Квиток коштує 64 гривні, автобус о 7:15.",
        "Бабі Мотрі дев'яносто два, вона досі пече хліб.",
        "Якби загинуло сім мільйонів, про це знали б усі.",
        "Дело хранится в фонде 3, дело 871, лист 14.",
        "Мне было восемь лет, и я помню только снег.",
        "Дом 12 по улице Советской, квартира 3.",
    ],
)
def test_what_is_no_claim(text):
    assert propose(text)[0] == []
