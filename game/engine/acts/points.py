"""Points of order: a delegation calls the chair to order, and the instructor rules on it."""

from collections.abc import Iterable

from game.engine.changes import replace
from game.engine.command import DELEGATES, INSTRUCTORS, Command, Text, act
from game.engine.entries import Note, Statement
from game.engine.event import Event, Person, Story, Words, shown_in
from game.engine.phases import NEGOTIATING, PLAYED
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Structure

POINT_OPEN = Reason("point_open")
NO_POINT = Reason("no_point")


@act(by=DELEGATES, phases=NEGOTIATING, seated=True)
class RaisePointOfOrder(Command):
    """Call the chair to order, before everybody: say which rule is not kept."""

    text: Text

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return Refused(POINT_OPEN) if own in open_points(known.notes) else None

    def decide(self, turn: Turn) -> None:
        """One point of a delegation is open at a time."""
        turn.refuse(self.hindrance(turn.structure, turn.state, turn.delegation))
        turn.tell(
            PointOfOrderRaised(
                at=turn.now,
                delegation=turn.delegation,
                by=turn.actor.participant,
                text=turn.text(self.text, turn.structure.rules.message_limit),
            )
        )


@act(by=INSTRUCTORS, phases=PLAYED, while_paused=True)
class RulePointOfOrder(Command):
    """Uphold a delegation's point of order or overrule it, with or without a word on why."""

    delegation: DelegationId
    upheld: bool
    text: Text = ""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        return None if open_points(known.notes) else Refused(NO_POINT)

    def decide(self, turn: Turn) -> None:
        """A point that is open is ruled on once."""
        if self.delegation not in open_points(turn.state.notes):
            raise Refused(NO_POINT)
        limit = turn.structure.rules.message_limit
        turn.tell(
            PointOfOrderRuled(
                at=turn.now,
                delegation=self.delegation,
                upheld=self.upheld,
                text=turn.text(self.text, limit, optional=True),
            )
        )


class PointOfOrderRaised(Event):
    """A delegation called the chair to order.

    Its words are said in the plenary, where the instructor can take them out of sight like others;
    the news tell only that it did.
    """

    group = "chair"
    panels = shown_in("status", "talk", "news")
    story = Story("talk")
    is_activity = True
    is_news = True

    delegation: DelegationId
    by: Person
    text: Words

    @property
    def news_text(self) -> None:
        """Only that it did."""
        return None

    def apply(self, state: TableState) -> TableState:
        said = Statement(self.at, self.delegation, self.by, self.text, state.round)
        return replace(state, statements=(*state.statements, said))


class PointOfOrderRuled(Event):
    """The instructor ruled on a delegation's point of order."""

    group = "chair"
    panels = shown_in("status", "talk", "news")
    story = Story("talk")
    is_news = True

    delegation: DelegationId
    upheld: bool
    text: Words

    @property
    def phrase(self) -> str:
        """Whether the point was upheld or overruled."""
        return "point_of_order_upheld" if self.upheld else "point_of_order_overruled"


def open_points(notes: Iterable[Note]) -> dict[DelegationId, Note]:
    """The points of order that wait for a ruling, by the delegation that raised them."""
    found: dict[DelegationId, Note] = {}
    for note in notes:
        match note:
            case Note(kind="point_of_order_raised", delegation=str(delegation)):
                found[delegation] = note
            case Note(kind="point_of_order_ruled", delegation=str(delegation)):
                del found[delegation]
    return found
