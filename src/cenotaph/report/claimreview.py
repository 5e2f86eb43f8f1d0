"""Verdicts as ClaimReview, the markup of schema.org that search engines read. It is poor, and says so.

One scalar rating stands for a verdict: readings, probabilities, intervals, base, territory, period and what a claim
says against itself are lost, and "not decided" has no number at all. Only claims that a person confirmed are exported.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cenotaph.claims.verdict.judgement import Checked, Judgement
from cenotaph.report import numbers, said

BEST, WORST = 5, 1
# schema.org wants a number; these keep the order and nothing else. Verdicts without a place in it have none.
RATING = {
    "supported": BEST, "overstated": 2, "understated": 2, "contradicted by a record": WORST,
    "inconsistent with itself": WORST, "contradicted by the estimate": WORST,
}  # fmt: skip
DENIAL = "It is denied that: "
POVERTY = (
    "This rating is one number and loses what the check says: on which reading, with what probability and interval, "
    "for which territory and period, from which evidence. The numbers order verdicts and measure nothing; a verdict "
    "that decides nothing has none. The full verdicts are in the report and in the JSON of `cenotaph claims check`."
)


def claim_reviews(checked: Checked, case: str, version: str, day: date, url: str = "") -> dict[str, Any]:
    """A JSON-LD graph with one ClaimReview for each confirmed claim.

    url : where the full verdicts will stand; left out when empty, as nothing is known of it.
    """
    kept = [j for j in checked.judgements if j.claim.status == "confirmed"]
    return {
        "@context": "https://schema.org",
        "@graph": [_review(j, case, version, day, url) for j in kept],
        "description": POVERTY,
    }


def _review(j: Judgement, case: str, version: str, day: date, url: str) -> dict[str, Any]:
    claim = j.claim
    # A rating belongs to what the text says: of a figure that it denies, to the denial.
    words = f"{DENIAL}“{claim.words}”" if j.is_denial else claim.words
    reviewed: dict[str, Any] = {"@type": "Claim", "text": words}
    if claim.said_by:
        reviewed["author"] = {"@type": "Person", "name": claim.said_by}
    if claim.said_in or claim.at.text:
        reviewed["appearance"] = {"@type": "CreativeWork", "name": claim.said_in or claim.at.text}
    if claim.said_when:
        reviewed["datePublished"] = claim.said_when
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": j.verdict, "bestRating": BEST, "worstRating": WORST}
    if j.verdict in RATING:
        rating["ratingValue"] = RATING[j.verdict]
    found = {
        "@type": "ClaimReview",
        "claimReviewed": words,
        "itemReviewed": reviewed,
        "reviewRating": rating,
        "author": {"@type": "Organization", "name": f"Cenotaph {version}, case {case}"},
        "datePublished": day.isoformat(),
        "reviewBody": f"{said.plain(j.reason)} {POVERTY}".replace(numbers.NBSP, " "),
        "inLanguage": "en",
    }
    return found | ({"url": f"{url}#claim-{claim.id}"} if url else {})
