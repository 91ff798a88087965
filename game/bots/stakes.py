"""What a happening would do to our own score: its effects on the world and on our standing.

All in hundredths of a point, from where the world stands now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Stakes:
    """A delegation's terms about the world, and where the world stands."""

    structure: Structure
    delegation: DelegationId
    terms: tuple[PlayedTerm, ...]
    indicators: Mapping[IndicatorId, int]
    standing: int

    def impact(self, *impacts: Impact, cost: int = 0) -> int:
        """What those impacts together would bring us, and the standing that they cost."""
        indicators = dict(self.indicators)
        standing = self.standing - cost
        for impact in impacts:
            for indicator, by in impact.effects.items():
                moved = indicators[indicator] + by
                indicators[indicator] = self.structure.indicator(indicator).clamp(moved)
            standing += impact.standing.get(self.delegation, 0)
        return self._worth(indicators, standing) - self._now

    @cached_property
    def _now(self) -> int:
        """What the world is worth to us as it stands."""
        return self._worth(self.indicators, self.standing)

    def _worth(self, indicators: Mapping[IndicatorId, int], standing: int) -> int:
        total = -self._danger(indicators)
        bounded = max(0, min(100, standing))
        for played, term in self._lines:
            value = indicators[term.indicator] if isinstance(term, IndicatorTerm) else bounded
            total += played.points(on_a_line(value, term.worst, term.best))
        return total

    @cached_property
    def _lines(self) -> list[tuple[PlayedTerm, IndicatorTerm | StandingTerm]]:
        """The terms that lie on a line between worst and best."""
        return [
            (played, played.term)
            for played in self.terms
            if isinstance(played.term, IndicatorTerm | StandingTerm)
        ]

    def _danger(self, indicators: Mapping[IndicatorId, int]) -> int:
        """What it weighs on us that an indicator is near where the talks break down.

        Nothing far off, and ever more within reach: there is no deal after a breakdown.
        """
        total = 0.0
        for indicator in self.structure.indicators:
            if indicator.breakdown_at is not None:
                off = abs(indicator.breakdown_at - indicators[indicator.id])
                total += DREAD * max(0.0, 1 - off / NEAR) ** 2
        return round(total)

    def fate(self, move: MoveId, before: MoveFate, after: MoveFate) -> int:
        """What it brings us that the move is in another state."""
        return sum(
            played.points(played.term.worth[after]) - played.points(played.term.worth[before])
            for played in self.terms
            if isinstance(played.term, MoveTerm) and played.term.move == move
        )

    def meeting(self, met: int, other: DelegationId) -> int:
        """What one more meeting with that delegation brings us."""
        total = 0
        for played in self.terms:
            term = played.term
            if term.kind == "meetings" and term.delegation == other:
                after = played.points(on_a_line(met + 1, 0, term.target))
                total += after - played.points(on_a_line(met, 0, term.target))
        return total
