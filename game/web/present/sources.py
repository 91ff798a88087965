"""What the scenario cites, as readers see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.scenario.model import SourceId, Structure


@dataclass(frozen=True)
class Cited:
    """A source by its title; ``link`` is where to read it, empty where there is none."""

    title: str
    link: str


def cited(structure: Structure, ids: Iterable[SourceId]) -> tuple[Cited, ...]:
    """Those sources in the order in which they are cited; KeyError for one that is not listed."""
    known = {source.id: source for source in structure.sources}
    return tuple(Cited(known[id_].title, "".join(known[id_].links[:1])) for id_ in ids)
