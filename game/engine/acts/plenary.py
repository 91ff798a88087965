"""Statements that everybody hears, and the floor during the opening statements."""

from game.engine.acts import channels
from game.engine.acts.channels import TALK_ALOUD
from game.engine.changes import replace
from game.engine.command import DELEGATES, HEADS, Command, Text, act
from game.engine.entries import Floor, Statement
from game.engine.event import Event, Person, Story, Words, shown_in
from game.engine.phases import PLENARY, PUBLIC_TALK
from game.engine.refusals import Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, Structure

NOT_YOUR_TURN = Reason("not_your_turn")
FLOOR_OPEN = Reason("floor_open")


@act(by=DELEGATES, phases=PUBLIC_TALK, seated=True)
class SpeakInPlenary(Command):
    """Say something that everybody hears."""

    text: Text

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        if known.setup.rules.talk == "in_person":
            return Refused(TALK_ALOUD)
        return None if known.floor is None else _of_another(known.floor, own)

    def decide(self, turn: Turn) -> None:
        """Speak to all; during opening statements only whoever has the floor may."""
        channels.refuse_if_aloud(turn)
        text = turn.text(self.text, turn.structure.rules.message_limit)
        floor = turn.state.floor
        if floor is not None:
            turn.refuse(_of_another(floor, turn.delegation))
        turn.tell(
            PlenarySpoken(
                at=turn.now, delegation=turn.delegation, by=turn.actor.participant, text=text
            )
        )


@act(by=HEADS, phases=PLENARY, bound=True)
class YieldFloor(Command):
    """Give the floor to the next delegation before our time is up."""

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        if known.floor is None:
            return Refused(FLOOR_OPEN)
        return _of_another(known.floor, own)

    def decide(self, turn: Turn) -> None:
        """End one's own opening statement early."""
        floor = turn.state.floor
        if floor is None:
            raise Refused(FLOOR_OPEN)
        turn.refuse(_of_another(floor, turn.delegation))
        give_floor(turn, floor.turn + 1)


def _of_another(floor: Floor, own: DelegationId) -> Refused | None:
    """The refusal of those who do not have the floor."""
    if floor.delegation == own:
        return None
    return Refused(NOT_YOUR_TURN, delegation=floor.delegation)


def give_floor(turn: Turn, place: int) -> None:
    """Give the floor to the speaker at that place; after the last one it is open to all.

    Each round opens with the next delegation, so that nobody always speaks first.
    """
    order = turn.structure.rules.opening_order
    if place >= len(order):
        turn.tell(FloorOpened(at=turn.now))
        return
    speaker = order[(place + turn.state.round - 1) % len(order)]
    if speaker in turn.state.away:
        give_floor(turn, place + 1)
        return
    deadline = turn.now + turn.state.setup.timings.speaker
    turn.tell(FloorGiven(at=turn.now, delegation=speaker, turn=place, deadline=deadline))


class PlenarySpoken(Event):
    """A delegation said something that everybody hears."""

    group = "talk"
    panels = shown_in("status", "talk", "news")
    story = Story("talk")
    is_activity = True

    delegation: DelegationId
    by: Person
    text: Words

    def apply(self, state: TableState) -> TableState:
        said = Statement(self.at, self.delegation, self.by, self.text, state.round)
        return replace(state, statements=(*state.statements, said))


class FloorGiven(Event):
    """A delegation has the floor until the deadline."""

    group = "run"
    panels = shown_in("head", "status", "talk")
    narrated = False

    delegation: DelegationId
    turn: int
    deadline: float

    def apply(self, state: TableState) -> TableState:
        return replace(state, floor=Floor(self.delegation, self.turn, self.deadline))


class FloorOpened(Event):
    """Everybody has had the floor; whoever wishes may speak."""

    group = "run"
    panels = shown_in("head", "status", "talk")
    narrated = False

    def apply(self, state: TableState) -> TableState:
        return replace(state, floor=None)
