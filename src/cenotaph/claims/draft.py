"""A claim in the making, and what a paragraph has said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from cenotaph.claims.claim import Quantity
from cenotaph.claims.dates import Date, dates
from cenotaph.claims.events import Event, events
from cenotaph.claims.places import Place, places
from cenotaph.claims.quantities import Mention, mentions
from cenotaph.claims.scene import Scene
from cenotaph.claims.speakers import Speaker, speaker


@dataclass
class Draft:
    """One statement as tokens [begin, end) of a sentence, with what it says."""

    kind: str
    begin: int
    end: int
    event: str = "other"
    group: str = "people"
    quantity: Quantity | None = None
    period: str | None = None  # None: that of the sentence or the paragraph
    place: str | None = None
    base: str = ""
    negated: bool = False
    than: str = ""
    cause: str = ""
    fulfilled: Quantity | None = None
    confidence: float = 0.9
    said: bool = False
    core: tuple[int, int] | None = None  # the figure, for links and for finding the nearest date
    figure_end: int = 0  # past the figure and its noun
    second: tuple[int, int] | None = None  # the figure of what was done, beside a quota
    cost: float = 99.0  # how far the event is, in tokens with penalties
    part: bool = False
    same_as: Draft | None = None
    part_of: Draft | None = None


@dataclass
class Context:
    """What the sentences before, of the same paragraph, have named."""

    place: str = ""
    period: str = ""
    year: int | None = None
    last_year: int | None = None  # of a range such as 1932-33, whose spring is that of the second
    group: str = ""
    unit: str = ""
    event: str = ""
    speaker: str = ""
    asked: bool = False  # the sentence before asked how many
    before_figures: frozenset[str] = frozenset()  # words right before the figures that were counted
    last: Draft | None = None
    quota: Draft | None = None


@dataclass
class Read:
    """A sentence with everything found in it."""

    scene: Scene
    dates: list[Date]
    mentions: list[Mention]
    events: list[Event]
    places: list[Place]
    speaker: Speaker | None
    context: Context
    asks: bool = False
    drafts: list[Draft] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)  # figures that belong to a claim of the sentence before

    def counted(self, begin: int, end: int) -> bool:
        """Whether a figure has been taken already."""
        cores = [core for d in self.drafts for core in (d.core, d.second) if core is not None]
        cores += self.taken
        return any(core[0] < end and begin < core[1] for core in cores)

    def free(self, begin: int, end: int) -> bool:
        """Whether no statement has been found in a stretch so far."""
        return not any(d.begin < end and begin < d.end for d in self.drafts)


def read(scene: Scene, context: Context) -> Read:
    """Everything that the rules need of a sentence."""
    found = dates(scene, context.year, context.last_year)
    taken = frozenset(k for d in found for k in range(d.begin, d.end))
    says = speaker(scene, found, context.speaker)
    skipped = frozenset(range(says.begin, says.end)) if says else frozenset()
    return Read(scene, found, mentions(scene, taken), events(scene, skipped), places(scene), says, context)
