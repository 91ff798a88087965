"""What the instructor says from the chair: announcements, news, words out of sight."""

from typing import Annotated

from pydantic import Field

from game.engine.acts import effects
from game.engine.acts.channels import UNKNOWN_CHANNEL
from game.engine.changes import note, put, replace
from game.engine.command import INSTRUCTORS, Command, Text, act
from game.engine.entries import Dispatch, Statement
from game.engine.event import Event, Person, Story, Words, everybody_or, shown_in
from game.engine.phases import EVERY
from game.engine.refusals import GAME_OVER, UNKNOWN_DELEGATION, Refused
from game.engine.state import TableState
from game.engine.turn import Turn
from game.refusals import Reason
from game.scenario.model import DelegationId, IndicatorId, Structure

UNKNOWN_INDICATOR = Reason("unknown_indicator", 404)
EFFECTS_FOR_ALL = Reason("effects_for_all")
UNKNOWN_MESSAGE = Reason("unknown_message", 404)


@act(by=INSTRUCTORS, phases=EVERY, while_paused=True)
class Announce(Command):
    """Tell the whole table something, from the chair."""

    text: Text

    def decide(self, turn: Turn) -> None:
        """Tell the table something from the chair."""
        text = turn.text(self.text, turn.structure.rules.message_limit)
        turn.tell(Announced(at=turn.now, text=text))


@act(by=INSTRUCTORS, phases=EVERY, while_paused=True)
class SendDispatch(Command):
    """News of the instructor's own making, with what it does; or a word from the chair.

    ``to`` names the delegations that it is for, all of them if it is empty; ``person`` whom of a
    delegation it is meant for. Only news for all can move indicators.
    """

    headline: Annotated[str, Field(max_length=200)]
    text: Text = ""
    to: tuple[DelegationId, ...] = ()
    person: str | None = None
    effects: dict[IndicatorId, Annotated[int, Field(ge=-50, le=50)]] = Field(default_factory=dict)

    def decide(self, turn: Turn) -> None:
        """Send news with its effects to all, or a word to some."""
        headline = turn.text(self.headline, turn.structure.rules.message_limit)
        text = turn.text(self.text, turn.structure.rules.message_limit, optional=True)
        if not set(self.to) <= set(turn.state.setup.delegations):
            raise Refused(UNKNOWN_DELEGATION)
        if not self.effects.keys() <= turn.state.indicators.keys():
            raise Refused(UNKNOWN_INDICATOR)
        if self.to and self.effects:
            raise Refused(EFFECTS_FOR_ALL)
        if turn.state.over and self.effects:
            # What the game came to is settled; words are still welcome.
            raise Refused(GAME_OVER)
        # Counted by audience, so that nobody can tell how many went to others.
        to = tuple(d for d in turn.state.setup.delegations if d in self.to)
        earlier = sum(dispatch.to == to for dispatch in turn.state.dispatches)
        id_ = f"{'+'.join(to) or 'all'}.{earlier + 1}"
        turn.tell(
            DispatchSent(
                at=turn.now,
                dispatch=id_,
                headline=headline,
                text=text,
                to=to,
                person=self.person,
            )
        )
        for indicator, by in self.effects.items():
            effects.move_indicator(turn, indicator, by, id_)


@act(by=INSTRUCTORS, phases=EVERY, while_paused=True)
class HideMessage(Command):
    """Take words out of everybody's sight: the ``index``-th of a channel, or of the plenary."""

    channel: str | None = None
    index: Annotated[int, Field(ge=0)]
    hidden: bool = True

    @classmethod
    def hindrance(cls, structure: Structure, known: TableState, own: str) -> Refused | None:
        talked = any(channel.messages for channel in known.channels.values())
        return None if talked or known.statements else Refused(UNKNOWN_MESSAGE)

    def decide(self, turn: Turn) -> None:
        """Take words out of everybody's sight, or put them back."""
        members: tuple[str, ...] = ()
        if self.channel is None:
            count = len(turn.state.statements)
        else:
            channel = turn.state.channels.get(self.channel)
            if channel is None:
                raise Refused(UNKNOWN_CHANNEL)
            members, count = channel.members, len(channel.messages)
        if self.index >= count:
            raise Refused(UNKNOWN_MESSAGE)
        turn.tell(
            MessageHidden(
                at=turn.now,
                channel=self.channel,
                members=members,
                index=self.index,
                hidden=self.hidden,
            )
        )


class Announced(Event):
    """The instructor told the table something."""

    group = "run"
    panels = shown_in("notice", "status", "talk", "news")
    story = Story("run")

    text: Words

    def apply(self, state: TableState) -> TableState:
        said = Statement(self.at, None, None, self.text, state.round)
        return replace(state, statements=(*state.statements, said))


class DispatchSent(Event):
    """The instructor sent news, or a word from the chair; to all where ``to`` is empty."""

    audience = everybody_or("to", "Everybody, or those to whom it is sent.")
    group = "chair"
    panels = shown_in("status", "talk", "news")
    story = Story("run")

    dispatch: str
    headline: Words
    text: Words
    to: tuple[DelegationId, ...]
    person: Person

    def apply(self, state: TableState) -> TableState:
        sent = Dispatch(
            id=self.dispatch,
            at=self.at,
            headline=self.headline,
            text=self.text,
            to=self.to,
            person=self.person,
        )
        notes = state.notes if self.to else note(state, self, self.dispatch)
        return replace(state, dispatches=(*state.dispatches, sent), notes=notes)


class MessageHidden(Event):
    """Words were taken out of sight, or put back; ``channel`` is None for the plenary."""

    audience = everybody_or("members", "Those who could read the words.")
    group = "chair"
    panels = shown_in("notice", "status", "talk")
    narrated = False

    channel: str | None
    members: tuple[DelegationId, ...]
    index: int
    hidden: bool

    def apply(self, state: TableState) -> TableState:
        if self.channel is None:
            said = list(state.statements)
            said[self.index] = replace(said[self.index], hidden=self.hidden)
            return replace(state, statements=tuple(said))
        channel = state.channels[self.channel]
        messages = list(channel.messages)
        messages[self.index] = replace(messages[self.index], hidden=self.hidden)
        changed = replace(channel, messages=tuple(messages))
        return replace(state, channels=put(state.channels, channel.id, changed))
