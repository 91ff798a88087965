"""The facts of a game on which the choice of questions rests.

A fact is found by a function that says what is known of it, or None where it does not hold. Facts
that not everybody may know belong to the chapter of the debrief that opens them: until then no
question that rests on them may be shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from game.engine.choices import Chapter
from game.report.guide.evidence import Details, Evidence

Finder: TypeAlias = Callable[[Evidence], Details | None]


@dataclass(frozen=True)
class Kind:
    """A kind of fact: how it is found, and what opens it (None: everybody could see it)."""

    find: Finder
    chapter: Chapter | None


#: Every kind by its name; the modules of finders fill it.
KINDS: dict[str, Kind] = {}


def fact(chapter: Chapter | None = None) -> Callable[[Finder], Finder]:
    """Register a finder under its function's name."""

    def register(find: Finder) -> Finder:
        KINDS[find.__name__] = Kind(find, chapter)
        return find

    return register


def facts_of(evidence: Evidence) -> Mapping[str, Details]:
    """Every fact that holds at the table, with its details."""
    found = {name: kind.find(evidence) for name, kind in KINDS.items()}
    return {name: details for name, details in found.items() if details is not None}
