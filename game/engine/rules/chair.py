"""The instructor at a table: the deck, dispatches, words out of sight, hands, the debrief."""

from game.engine import commands as c
from game.engine import events as e
from game.engine.errors import Reason, Refused
from game.engine.rules import crises, ratification, world
from game.engine.turn import Turn


def hold_inject(turn: Turn, command: c.HoldInject) -> None:
    """Keep a card back from fate, or let it go; the instructor can send it all the same."""
    if crises.card_of_deck(turn, command.inject) is None:
        raise Refused(Reason.UNKNOWN_INJECT)
    if command.inject in turn.state.crises:
        raise Refused(Reason.INJECT_SPENT)
    if command.held != (command.inject in turn.state.held):
        turn.tell(e.InjectHeld(at=turn.now, inject=command.inject, held=command.held))


def send_dispatch(turn: Turn, command: c.SendDispatch) -> None:
    """Send news with its effects to all, or a word to some."""
    headline = turn.text(command.headline, turn.structure.rules.message_limit)
    text = command.text.strip()
    if len(text) > turn.structure.rules.message_limit:
        limit = turn.structure.rules.message_limit
        raise Refused(Reason.LONG_TEXT, limit=limit, length=len(text))
    if not set(command.to) <= set(turn.state.setup.delegations):
        raise Refused(Reason.UNKNOWN_DELEGATION)
    if not command.effects.keys() <= turn.state.indicators.keys():
        raise Refused(Reason.UNKNOWN_INDICATOR)
    if command.to and command.effects:
        raise Refused(Reason.EFFECTS_FOR_ALL)
    if turn.state.over and command.effects:
        # What the game came to is settled; words are still welcome.
        raise Refused(Reason.GAME_OVER)
    # Counted by audience, so that nobody can tell how many went to others.
    to = tuple(d for d in turn.state.setup.delegations if d in command.to)
    earlier = sum(dispatch.to == to for dispatch in turn.state.dispatches)
    id_ = f"{'+'.join(to) or 'all'}.{earlier + 1}"
    turn.tell(
        e.DispatchSent(
            at=turn.now,
            dispatch=id_,
            headline=headline,
            text=text,
            to=to,
            person=command.person,
        )
    )
    for indicator, by in command.effects.items():
        world.move_indicator(turn, indicator, by, id_)


def hide_message(turn: Turn, command: c.HideMessage) -> None:
    """Take words out of everybody's sight, or put them back."""
    members: tuple[str, ...] = ()
    if command.channel is None:
        count = len(turn.state.statements)
    else:
        channel = turn.state.channels.get(command.channel)
        if channel is None:
            raise Refused(Reason.UNKNOWN_CHANNEL)
        members, count = channel.members, len(channel.messages)
    if command.index >= count:
        raise Refused(Reason.UNKNOWN_MESSAGE)
    turn.tell(
        e.MessageHidden(
            at=turn.now,
            channel=command.channel,
            members=members,
            index=command.index,
            hidden=command.hidden,
        )
    )


def raise_hand(turn: Turn, command: c.RaiseHand) -> None:
    """Ask for the instructor, or take that back."""
    if command.raised != (turn.delegation in turn.state.hands):
        turn.tell(
            e.HandMoved(
                at=turn.now,
                delegation=turn.delegation,
                by=turn.actor.participant,
                raised=command.raised,
            )
        )


def lower_hand(turn: Turn, command: c.LowerHand) -> None:
    """The instructor has seen to a delegation's raised hand."""
    if command.delegation not in turn.state.hands:
        raise Refused(Reason.NO_HAND)
    turn.tell(e.HandMoved(at=turn.now, delegation=command.delegation, by=None, raised=False))


def end_talks(turn: Turn, command: c.EndTalks) -> None:
    """End the game: with what was signed if it was, and what is not carried out stays undone."""
    ending = turn.state.concluded or ratification.unsigned(turn)
    ratification.end_game(turn, ending, turn.state.signatories, early=True)


def open_chapter(turn: Turn, command: c.OpenChapter) -> None:
    """Open a chapter of the debrief; what is open stays open."""
    if command.chapter not in turn.state.opened:
        turn.tell(e.ChapterOpened(at=turn.now, chapter=command.chapter))
