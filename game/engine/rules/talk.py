"""Plenary statements, the speaker's clock, private channels."""

from collections.abc import Mapping

from game.engine import commands as c
from game.engine import events as e
from game.engine.conditions import holds
from game.engine.errors import Reason, Refused
from game.engine.rules.impact import take_effect
from game.engine.state import Channel, TableState, channel_id
from game.engine.turn import Turn
from game.scenario.model import Access, DelegationId, Impact, Structure


def set_priorities(turn: Turn, command: c.SetPriorities) -> None:
    """Keep a private order of issues."""
    for issue in command.issues:
        if issue not in turn.state.setup.agenda:
            raise Refused(Reason.UNKNOWN_ISSUE)
    if len(set(command.issues)) != len(command.issues):
        raise Refused(Reason.REPEATED_ISSUE)
    turn.tell(e.PrioritiesSet(at=turn.now, delegation=turn.delegation, issues=command.issues))


def speak_in_plenary(turn: Turn, command: c.SpeakInPlenary) -> None:
    """Speak to all; during opening statements only whoever has the floor may."""
    _refuse_if_aloud(turn)
    text = turn.text(command.text, turn.structure.rules.message_limit)
    floor = turn.state.floor
    if floor is not None and floor.delegation != turn.delegation:
        raise Refused(Reason.NOT_YOUR_TURN, delegation=floor.delegation)
    turn.tell(
        e.PlenarySpoken(
            at=turn.now, delegation=turn.delegation, by=turn.actor.participant, text=text
        )
    )


def yield_floor(turn: Turn, command: c.YieldFloor) -> None:
    """End one's own opening statement early."""
    floor = turn.state.floor
    if floor is None:
        raise Refused(Reason.FLOOR_OPEN)
    if floor.delegation != turn.delegation:
        raise Refused(Reason.NOT_YOUR_TURN, delegation=floor.delegation)
    give_floor(turn, floor.turn + 1)


def give_floor(turn: Turn, place: int) -> None:
    """Give the floor to the speaker at that place; after the last one it is open to all.

    Each round opens with the next delegation, so that nobody always speaks first.
    """
    order = turn.structure.rules.opening_order
    if place >= len(order):
        turn.tell(e.FloorOpened(at=turn.now))
        return
    speaker = order[(place + turn.state.round - 1) % len(order)]
    if speaker in turn.state.away:
        give_floor(turn, place + 1)
        return
    deadline = turn.now + turn.state.setup.timings.speaker
    turn.tell(e.FloorGiven(at=turn.now, delegation=speaker, turn=place, deadline=deadline))


def invite_to_channel(turn: Turn, command: c.InviteToChannel) -> None:
    """Ask others to talk; the channel opens when all of them have accepted."""
    known = turn.state.setup.delegations
    if any(member not in known for member in command.members):
        raise Refused(Reason.UNKNOWN_DELEGATION)
    members = frozenset(command.members) | {turn.delegation}
    if not 2 <= len(members) < len(known):
        raise Refused(Reason.CHANNEL_SIZE, most=len(known) - 1)
    refuse_if_shut(turn, members)
    id_ = channel_id(members)
    earlier = turn.state.channels.get(id_)
    if earlier is not None and earlier.status != "closed":
        raise Refused(Reason.ALREADY_INVITED)
    turn.tell(
        e.ChannelProposed(
            at=turn.now,
            channel=id_,
            members=tuple(member for member in known if member in members),
            delegation=turn.delegation,
        )
    )


def answer_invitation(turn: Turn, command: c.AnswerInvitation) -> None:
    """Accept or decline; one refusal closes the invitation."""
    channel = own_channel(turn, command.channel)
    if channel.status != "invited" or turn.delegation in channel.accepted:
        raise Refused(Reason.NOT_INVITED)
    if command.accept:
        refuse_if_shut(turn, frozenset(channel.members))
    turn.tell(
        e.InvitationAnswered(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            delegation=turn.delegation,
            accepted=command.accept,
        )
    )
    if turn.state.channels[channel.id].accepted == frozenset(channel.members):
        _sit_down(turn, channel)


def _sit_down(turn: Turn, channel: Channel) -> None:
    """They meet, with what the scenario says that such a meeting costs and brings.

    That is once a round: whoever rises and sits down again goes on with the same meeting.
    """
    room = frozenset(channel.members)
    access = turn.structure.access_between(room)
    counts = turn.state.met.get(room) != turn.state.stage
    effects = [
        (one, as_felt(one, room, turn.state.meetings))
        for one in turn.structure.accesses(room)
        if counts
    ]
    turn.tell(
        e.MeetingOpened(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            public=access is None or access.public,
            counts=counts,
        )
    )
    for one, impact in effects:
        take_effect(turn, impact, one.id)


def as_felt(
    access: Access,
    room: frozenset[DelegationId],
    meetings: Mapping[frozenset[DelegationId], int],
) -> Impact:
    """What it does that the pair of that access meets in that room, after those meetings.

    The host's presence halves it (rounded towards nought), every earlier meeting of the pair that
    was alone or with one other adds to it.
    """
    pair = frozenset(access.between)
    earlier = sum(n for met, n in meetings.items() if pair <= met and len(met) <= len(pair) + 1)
    standing = {
        delegation: access.standing.get(delegation, 0) + earlier * access.rising.get(delegation, 0)
        for delegation in {**access.standing, **access.rising}
    }
    if access.host not in room:
        return access.model_copy(update={"standing": standing})
    halved = {key: int(by / 2) for key, by in access.effects.items()}
    return access.model_copy(
        update={"standing": {d: int(by / 2) for d, by in standing.items()}, "effects": halved}
    )


def refuse_if_shut(turn: Turn, members: frozenset[DelegationId]) -> None:
    """Refuse a room in which two sit whom the scenario does not let meet as things stand."""
    if not may_meet(turn.structure, turn.state, members):
        raise Refused(Reason.ACCESS_SHUT)


def may_meet(structure: Structure, state: TableState, members: frozenset[DelegationId]) -> bool:
    """Whether the scenario lets these delegations meet as things stand."""
    return all(
        access.host in members
        or not access.opens_when
        or any(holds(structure, state, condition) for condition in access.opens_when)
        for access in structure.accesses(members)
    )


def leave_channel(turn: Turn, command: c.LeaveChannel) -> None:
    """Leave a talk or take back an invitation; either closes the channel."""
    channel = own_channel(turn, command.channel)
    if channel.status == "closed" or len(channel.members) == 1:
        raise Refused(Reason.CHANNEL_NOT_OPEN)
    turn.tell(
        e.ChannelLeft(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            delegation=turn.delegation,
        )
    )
    if channel.status == "open":
        _rise(turn, channel)


def _rise(turn: Turn, channel: Channel) -> None:
    turn.tell(
        e.MeetingClosed(
            at=turn.now, channel=channel.id, members=channel.members, public=channel.public
        )
    )


def send_message(turn: Turn, command: c.SendMessage) -> None:
    """Speak in a private channel that is open."""
    text = turn.text(command.text, turn.structure.rules.message_limit)
    channel = own_channel(turn, command.channel)
    if len(channel.members) > 1:
        _refuse_if_aloud(turn)
    if channel.status != "open":
        raise Refused(Reason.CHANNEL_NOT_OPEN)
    turn.tell(
        e.MessageSent(
            at=turn.now,
            channel=channel.id,
            members=channel.members,
            delegation=turn.delegation,
            by=turn.actor.participant,
            text=text,
        )
    )


def _refuse_if_aloud(turn: Turn) -> None:
    """In a conference held in person delegations talk aloud; only that they met is recorded."""
    if turn.state.setup.rules.talk == "in_person":
        raise Refused(Reason.TALK_ALOUD)


def close_channels(turn: Turn) -> None:
    """The round is over: private talks end and unanswered invitations lapse."""
    for channel in turn.state.channels.values():
        if len(channel.members) == 1 or channel.status == "closed":
            continue
        if channel.status == "open":
            _rise(turn, channel)
        else:
            turn.tell(e.InvitationsLapsed(at=turn.now, channel=channel.id, members=channel.members))


def own_channel(turn: Turn, id_: str) -> Channel:
    """The channel, if the actor is a member. Others cannot tell one they lack from none at all."""
    channel = turn.state.channels.get(id_)
    if channel is None or turn.delegation not in channel.members:
        raise Refused(Reason.UNKNOWN_CHANNEL)
    return channel
