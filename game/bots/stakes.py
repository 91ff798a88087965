"""What a happening would do to our own score: its effects on the world and on our standing.

All in hundredths of a point, from where the world stands now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from game.engine.scoring import PlayedTerm, on_a_line
from game.scenario.model import (
    DelegationId,
    Impact,
    IndicatorId,
    IndicatorTerm,
    MoveFate,
    MoveId,
    MoveTerm,
    StandingTerm,
    Structure,
)

#: What a breakdown would cost us (hundredths of a point), and from how near on we reckon with it.
DREAD, NEAR = 2_500, 35


class Line:
    """Terms that lie on a line between worst and best: what they bring at each value."""

    def __init__(self, terms: Iterable[tuple[PlayedTerm, IndicatorTerm | StandingTerm]]) -> None:
        self._terms = tuple(terms)
        self._points: dict[int, int] = {}

    def points(self, value: int) -> int:
        """What the terms together bring at that value, which is worked out once."""
        if value not in self._points:
            self._points[value] = sum(
                played.points(on_a_line(value, term.worst, term.best))
                for played, term in self._terms
            )
        return self._points[value]


class World:
    """What a delegation's terms say of the world.

    ``indicators`` and ``standing`` are the lines that they draw; ``edges`` is where the talks
    break down, of the indicators by which they may.
    """

    def __init__(self, structure: Structure, terms: tuple[PlayedTerm, ...]) -> None:
        self.terms = terms
        drawn: dict[IndicatorId, list[tuple[PlayedTerm, IndicatorTerm]]] = {}
        for played in terms:
            if isinstance(played.term, IndicatorTerm):
                drawn.setdefault(played.term.indicator, []).append((played, played.term))
        self.indicators = {indicator: Line(lines) for indicator, lines in drawn.items()}
        self.standing = Line(
            (played, played.term) for played in terms if isinstance(played.term, StandingTerm)
        )
        self.edges = {
            one.id: one.breakdown_at for one in structure.indicators if one.breakdown_at is not None
        }


@dataclass(frozen=True)
class Stakes:
    """A delegation's terms about the world, and where the world stands."""

    structure: Structure
    delegation: DelegationId
    world: World
    indicators: Mapping[IndicatorId, int]
    standing: int

    def impact(self, *impacts: Impact, cost: int = 0) -> int:
        """What those impacts together would bring us, and the standing that they cost."""
        moved: dict[IndicatorId, int] = {}
        standing = self.standing - cost
        for impact in impacts:
            for indicator, by in impact.effects.items():
                value = moved.get(indicator, self.indicators[indicator]) + by
                moved[indicator] = self.structure.indicator(indicator).clamp(value)
            standing += impact.standing.get(self.delegation, 0)
        total = 0
        for indicator, value in moved.items():
            line = self.world.indicators.get(indicator)
            if line is not None:
                total += line.points(value) - line.points(self.indicators[indicator])
        if standing != self.standing:
            line = self.world.standing
            total += line.points(max(0, min(100, standing))) - line.points(self.standing)
        if not self.world.edges.keys().isdisjoint(moved):
            total -= self._danger(moved) - self._danger({})
        return total

    def _danger(self, moved: Mapping[IndicatorId, int]) -> int:
        """What it weighs on us that an indicator, once moved, is near where the talks break down.

        Nothing far off, and ever more within reach: there is no deal after a breakdown.
        """
        total = 0.0
        for indicator, edge in self.world.edges.items():
            off = abs(edge - moved.get(indicator, self.indicators[indicator]))
            total += DREAD * max(0.0, 1 - off / NEAR) ** 2
        return round(total)

    def fate(self, move: MoveId, before: MoveFate, after: MoveFate) -> int:
        """What it brings us that the move is in another state."""
        return sum(
            played.points(played.term.worth[after]) - played.points(played.term.worth[before])
            for played in self.world.terms
            if isinstance(played.term, MoveTerm) and played.term.move == move
        )

    def meeting(self, met: int, other: DelegationId) -> int:
        """What one more meeting with that delegation brings us."""
        total = 0
        for played in self.world.terms:
            term = played.term
            if term.kind == "meetings" and term.delegation == other:
                after = played.points(on_a_line(met + 1, 0, term.target))
                total += after - played.points(on_a_line(met, 0, term.target))
        return total
