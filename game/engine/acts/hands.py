"""Hands raised to the instructor."""

from game.engine.changes import put, replace, without
from game.engine.command import DELEGATES, INSTRUCTORS, Command, act
from game.engine.event import Event, Person, only, shown_in
from game.engine.phases import EVERY
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Structure

NO_HAND = Reason("no_hand")


@act(by=DELEGATES, phases=EVERY, while_paused=True)
class RaiseHand(Command):
    """Ask the instructor to come, or take that back."""

    raised: bool

    def decide(self, turn: Turn) -> None:
        """Ask for the instructor, or take that back."""
        if self.raised != (turn.delegation in turn.state.hands):
            turn.tell(
                HandMoved(
                    at=turn.now,
                    delegation=turn.delegation,
                    by=turn.actor.participant,
                    raised=self.raised,
                )
            )


@act(by=INSTRUCTORS, phases=EVERY, while_paused=True)
class LowerHand(Command):
    """Say that a delegation's raised hand has been seen to."""

    delegation: DelegationId

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if known.hands else Refused(NO_HAND)

    def decide(self, turn: Turn) -> None:
        """The instructor has seen to a delegation's raised hand."""
        if self.delegation not in turn.state.hands:
            raise Refused(NO_HAND)
        turn.tell(HandMoved(at=turn.now, delegation=self.delegation, by=None, raised=False))


class HandMoved(Event):
    """A delegation asked for the instructor, took that back, or has been seen to."""

    audience = only("delegation")
    group = "chair"
    panels = shown_in("status")
    narrated = False
    in_figures = False

    delegation: DelegationId
    by: Person
    raised: bool

    def apply(self, state: TableState) -> TableState:
        if self.raised:
            return replace(state, hands=put(state.hands, self.delegation, self.at))
        return replace(state, hands=without(state.hands, self.delegation))
