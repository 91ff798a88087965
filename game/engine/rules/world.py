"""Indicators and standing: what moves them, and when the talks break down."""

from game.engine.events import IndicatorMoved, StandingMoved
from game.engine.turn import Turn
from game.scenario.model import DelegationId, IndicatorId, Trigger


def move_indicator(turn: Turn, indicator: IndicatorId, by: int, cause: str) -> None:
    """Move an indicator within its bounds; says nothing where it does not move."""
    before = turn.state.indicators[indicator]
    after = turn.structure.indicator(indicator).clamp(before + by)
    if after != before:
        turn.tell(
            IndicatorMoved(
                at=turn.now, indicator=indicator, before=before, after=after, cause=cause
            )
        )


def move_standing(turn: Turn, delegation: DelegationId, by: int, cause: str) -> None:
    """Move a delegation's domestic support within 0-100."""
    before = turn.state.standing[delegation]
    after = max(0, min(100, before + by))
    if after != before:
        turn.tell(
            StandingMoved(
                at=turn.now, delegation=delegation, before=before, after=after, cause=cause
            )
        )


def trigger(turn: Turn, on: Trigger) -> None:
    """Let every indicator's rules for that happening take effect."""
    for indicator in turn.structure.indicators:
        for rule in indicator.rules:
            if rule.on == on:
                move_indicator(turn, indicator.id, rule.by, on)


def broken_down(turn: Turn) -> bool:
    """Whether an indicator has reached the value at which the talks cannot go on."""
    return any(
        indicator.breakdown_at is not None
        and (
            turn.state.indicators[indicator.id] >= indicator.breakdown_at
            if indicator.high_is_bad
            else turn.state.indicators[indicator.id] <= indicator.breakdown_at
        )
        for indicator in turn.structure.indicators
    )
