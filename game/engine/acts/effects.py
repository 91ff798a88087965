"""What a happening of any kind does to the world, as the scenario declares it."""

from game.engine.changes import note, put, replace
from game.engine.conditions import move_fate
from game.engine.entries import IndicatorChange, StandingChange
from game.engine.event import INSTRUCTOR_ALONE, NOWHERE, Event, Story, only, shown_in
from game.engine.state import TableState
from game.engine.turn import Turn
from game.finding import first
from game.scenario.model import DelegationId, Impact, IndicatorId, InjectId, MoveId, Trigger


def take_effect(turn: Turn, impact: Impact, cause: str) -> None:
    """Move indicators and standings, expose what it exposes, queue the card that follows."""
    for indicator, by in impact.effects.items():
        move_indicator(turn, indicator, by, cause)
    for delegation, by in impact.standing.items():
        move_standing(turn, delegation, by, cause)
    for move in impact.exposes:
        expose(turn, move, cause)
    card = impact.follow_up
    if card is None or turn.state.setup.leaves_out(card):
        return
    if not turn.state.expects(card):
        turn.tell(FollowUpQueued(at=turn.now, inject=card))


def expose(turn: Turn, move: MoveId, cause: str) -> None:
    """Bring a secret move to light, if it was made and is still secret; now it takes effect."""
    if move_fate(turn.state, move) != "hidden":
        return
    found = turn.structure.move(move)
    applied = first((made.cases for made in turn.state.moves if made.move == move), move)
    turn.tell(MoveExposed(at=turn.now, delegation=found.delegation, move=move, cause=cause))
    for impact in (found, *(case for case in found.cases if case.id in applied)):
        take_effect(turn, impact, move)


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


class IndicatorMoved(Event):
    """A number about the world changed; ``cause`` is a trigger's name or a card's id."""

    group = "world"
    panels = shown_in("status", "act", "talk", "news")

    indicator: IndicatorId
    before: int
    after: int
    cause: str

    def apply(self, state: TableState) -> TableState:
        change = IndicatorChange(self.at, self.indicator, self.before, self.after, self.cause)
        return replace(
            state,
            indicators=put(state.indicators, self.indicator, self.after),
            course=(*state.course, change),
        )


class StandingMoved(Event):
    """A delegation's domestic support changed."""

    audience = only("delegation")
    group = "world"
    panels = shown_in("status", "brief", "act")

    delegation: DelegationId
    before: int
    after: int
    cause: str

    def apply(self, state: TableState) -> TableState:
        change = StandingChange(self.at, self.delegation, self.before, self.after, self.cause)
        return replace(
            state,
            standing=put(state.standing, self.delegation, self.after),
            standing_course=(*state.standing_course, change),
        )


class FollowUpQueued(Event):
    """A card will follow in a later phase of talks."""

    audience = INSTRUCTOR_ALONE
    group = "world"
    panels = NOWHERE
    narrated = False

    inject: InjectId

    def apply(self, state: TableState) -> TableState:
        return replace(state, follow_ups=(*state.follow_ups, self.inject))


class MoveExposed(Event):
    """A secret move came to light; ``cause`` is the id of what brought it there."""

    group = "diplomacy"
    panels = shown_in("status", "act", "talk", "news")
    story = Story("move")

    delegation: DelegationId
    move: MoveId
    cause: str

    def apply(self, state: TableState) -> TableState:
        moves = tuple(
            replace(made, known=True, cause=self.cause)
            if made.move == self.move and not made.known
            else made
            for made in state.moves
        )
        return replace(state, moves=moves, notes=note(state, self, self.move))
