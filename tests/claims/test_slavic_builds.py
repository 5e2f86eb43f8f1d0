"""Ukrainian and Russian builds of a sentence that say a figure where English would not: readings, and what is none."""

from __future__ import annotations

import pytest

from cenotaph.claims.claim import Claim
from cenotaph.claims.extract import propose


def read(text: str) -> list[Claim]:
    return propose(text)[0]


def only(text: str) -> Claim:
    found = read(text)
    assert len(found) == 1, [c.words for c in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "hedge", "event", "group"),
    [
        ("Вдов после обвала осталось сто тридцать две.", 132, "none", "other", "widows"),
        ("Не вернулося рибалок — сорок дев'ятеро.", 49, "none", "missing", "fishermen"),
        ("Спалених німцями сіл нараховується під сотню.", 100, "nearly", "lost", "villages"),
        ("Прибулих студентів — 640.", 640, "none", "other", "students"),
        ("Из пленных есаулов воротилось живыми трое.", 3, "none", "returned", "officers"),
        ("Общее число интернированных превысило двенадцать тысяч.", 12_000, "over", "imprisoned", "prisoners"),
        ("Двенадцать осталось рыбаков.", 12, "none", "survived", "fishermen"),
        ("Чума забрала 1 309 парафіян.", 1309, "none", "died", "parishioners"),
        ("Голод забрав 1 309 парафіян.", 1309, "none", "starved", "parishioners"),
        ("Погребены здесь две с лишним тысячи мирян.", 2000, "over", "died", "laymen"),
        ("Разделили восемьсот с лишним курдских девочек.", 800, "over", "other", "girls"),
        ("Победа стоила румынам тысяч пятидесяти.", 50_000, "about", "died", "Romanians"),
        ("Калмиків-вояків налічувалося п'ять тисяч.", 5000, "none", "counted", "Kalmyk soldiers"),
        ("Утекти вдалося лише одному з пасажирів.", 1, "none", "fled", "passengers"),
        ("Из 120 учеников до выпуска дожили 38.", 38, "none", "survived", "pupils"),
        ("Умерли почти тысячи матросов.", 1000, "nearly", "died", "sailors"),
    ],
)
def test_those_who_are_counted_stand_where_they_like(text, value, hedge, event, group):
    claim = only(text)
    assert (claim.quantity.low, claim.quantity.high, claim.quantity.hedge) == (value, value, hedge)
    assert claim.group == group
    assert claim.event == event or event == "other"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Вивезли душ сімсот, якщо не вісімсот.", 700, 800),
        ("Блокада обійшлася їм у мільйон, а то й у два мільйони життів.", 1e6, 2e6),
        ("Погибло сто, а может, и двести тысяч человек.", 1e5, 2e5),
        ("Тиф убил если не каждого третьего, то каждого четвёртого.", 0.25, 0.333333),
        ("Утримувалося там від шести до семи сотень жінок.", 600, 700),
        ("Границу перешло тысячи две-три беженцев.", 2000, 3000),
    ],
)
def test_a_figure_is_widened_as_it_is_said(text, low, high):
    q = only(text).quantity
    assert (q.low, q.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "share", "group"),
    [
        ("Мор викосив щотретього козака.", 0.333333, "Cossacks"),
        ("Чума забрала 3/5 парафіян.", 0.6, "parishioners"),
        ("Сьома частина вигнаних повернулася.", 0.142857, "exiles"),
        ("Українців у районі було 80 %.", 0.8, "Ukrainians"),
    ],
)
def test_shares_in_other_builds(text, share, group):
    claim = only(text)
    assert claim.quantity.low == pytest.approx(share, abs=1e-5)
    assert (claim.kind, claim.group) == ("share", group)


def test_a_figure_that_is_denied_counts_what_the_right_one_does():
    wrong, right = read("Не сто, как доложили, а шестьсот греков увезли из Анапы.")
    assert (wrong.quantity.low, wrong.group, wrong.negated) == (100, "Greeks", True)
    assert (right.quantity.low, right.negated) == (600, False)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("В декабре сорок третьего года выселили 300 семей.", "1943-12"),
        ("Двадцать восьмого декабря сорок третьего года вывезли 300 семей.", "1943-12-28"),
        ("У тридцять третьому році померло 300 людей.", "1933"),
        ("С 6 по 31 октября 1918 г. умерло 300 человек.", "1918-10-06/1918-10-31"),
        ("За вересневі тижні 1939-го втекло 300 людей.", "1939-09"),
        ("В 1920-м умерло 300 человек.", "1920"),
        ("В 1920-х умерло 300 человек.", "192X"),
        ("С 1867 по 1872 год умерло 300 человек.", "1867/1872"),
        ("По 1956-му повернулося 300 людей.", "1956/.."),
    ],
)
def test_dates_said_in_words_and_in_part(text, period):
    assert only(text).period == period


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Амстердам ховав по п'ятсот душ щотижня.", "Amsterdam"),
        ("Серед в'язнів Луцької тюрми розстріляно 300.", "Lutsk"),
        ("З каторжан Сахаліну загинуло 300.", "Sakhalin"),
        ("Утонуло в Чёрном море 300 человек.", "Black Sea"),
    ],
)
def test_places_without_a_preposition(text, place):
    assert {c.place for c in read(text)} == {place}


def test_a_list_read_aloud_gives_each_place_its_figure():
    found = read("Читаю з таблиці: Прилуки — 211 померлих, Ічня — 98.")
    assert [(c.place, c.quantity.low) for c in found] == [("Pryluky", 211), ("Ichnia", 98)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ледве вляглася холера, почався голод.", "sequence"),
        ("Хлеб вывезли прежде засухи.", "sequence"),
        ("Горше всего пришлось вдовам.", "superlative"),
        ("Не тиф там косил людей, а голод.", "cause"),
        ("За бескормицей пришёл падёж.", "cause"),
        ("Двенадцать суток горел порт Севастополя.", "duration"),
        ("Увечных доставили после двухлетней осады.", "duration"),
        ("Священиків заарештовано 2 грудня.", "when"),
        ("Мельницы закрыли 14 ноября.", "when"),
        ("Смертность выросла втрое против 1930 года.", "comparison"),
        ("Мужчин погибло больше, чем женщин.", "comparison"),
        ("Убыхи ушли поголовно.", "universal"),
        ("Тифозных сожгли всех до единого.", "universal"),
    ],
)
def test_kinds_without_a_count_in_other_builds(text, kind):
    assert kind in [c.kind for c in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Нам було по дванадцять років.",
        "Отцу Модесту шёл шестьдесят восьмой год.",
        "Мать дожила до восьмидесяти девяти.",
        "Музей працює з десятої до шостої; вхід 60 гривень.",
        "Высота плотины — 61 метр, длина — 760 метров.",
        "На сторінці 114 автор наводить лист.",
        "Билет стоил рубль сорок.",
        "Посівні площі скоротилися на третину.",
        "Комісія засідала 17 разів.",
        "Он получил пять лет.",
        "Никого не выпускать!",
        "1. Найдите на карте Туапсе.",
        "Дітей розмістили в одинадцяти притулках.",
    ],
)
def test_what_is_no_statement(text):
    assert read(text) == []


def test_seats_are_not_the_wounded():
    found = read("В госпитале лежит 640 раненых, мест — 200.")
    assert [c.quantity.low for c in found] == [640]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("У шістдесятих роках ХІХ століття померло 300 людей.", "186X"),
        ("В шестидесятых годах умерло 300 человек.", "196X"),
    ],
)
def test_decades_in_words(text, period):
    assert only(text).period == period


def test_a_memory_with_figures_makes_no_statement():
    text = (
        "Мені було сім, братові чотири. До станції йшли дванадцять кілометрів, снігу було по коліна. "
        "За сорочку давали склянку пшона. Я закінчила сім класів і курси на сорок годин. "
        "Будинок наш стоїть і досі, номер шістнадцять, на розі двох вулиць."
    )
    assert read(text) == []


def test_what_a_disease_took_and_what_it_was_of():
    plague, fever = read("По спискам выбыло: от чумы 3 112, от горячки 408.")
    assert [(c.quantity.low, c.event) for c in (plague, fever)] == [(3112, "died"), (408, "died")]


@pytest.mark.parametrize(
    ("text", "low", "event"),
    [
        ("— Скільки їх вернулося з Колими? — Одинадцятеро.", 11, "returned"),
        ("Скільки учнів пережило окупацію? Двоє з кожних п'яти.", 0.4, "survived"),
    ],
)
def test_an_answer_counts_what_was_asked(text, low, event):
    claim = only(text)
    assert (claim.quantity.low, claim.event) == (low, event)
